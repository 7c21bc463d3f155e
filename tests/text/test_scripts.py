"""Folding keeps every character in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltag.text.scripts import fold, simplified, without_accents


@pytest.mark.parametrize(
    ("text", "language", "folded"),
    [
        ("“volunteers’ work” – well‑being", "en", '"volunteers\' work" - well-being'),
        ("ＵＮＶ　２０２０", "en", "UNV 2020"),
        ("10\u00a0000\u202f%", "en", "10 000 %"),
        ("志願服務隊員", "zh", "志愿服务队员"),
        ("志願者，（ＵＮＶ）", "zh", "志愿者，（UNV）"),
        ("志愿服务", "zh", "志愿服务"),
        # left as it is
        ("志願服務", "en", "志願服務"),
        ("plain text", "en", "plain text"),
        ("naïve café …", "en", "naïve café …"),
        ("½ ﬁ", "en", "½ ﬁ"),
    ],
)
def test_fold(text: str, language: str, folded: str) -> None:
    assert fold(text, language) == folded


@pytest.mark.parametrize("language", ["en", "zh", "und"])
@given(text=st.text(st.characters() | st.sampled_from("志願隊員乾髮麵㐀𠀀“”ﬁ\ud800\udfff")))
def test_fold_never_moves_a_character(language: str, text: str) -> None:
    folded = fold(text, language)
    assert len(folded) == len(text)
    assert fold(folded, language) == folded


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Évaluation à mi-parcours, où l’élève cède", "Evaluation a mi-parcours, ou l’eleve cede"),
        ("BÉNÉVOLES, MAIN-D’ŒUVRE", "BENEVOLES, MAIN-D’EUVRE"),
        ("cœur æquo ﬁ ½ 志愿 ø", "ceur equo ﬁ ½ 志愿 ø"),
    ],
)
def test_letters_lose_their_accents_and_nothing_moves(text: str, bare: str) -> None:
    assert without_accents(text) == bare
    assert len(bare) == len(text)


def test_simplified_keeps_the_length_of_phrases() -> None:
    text = "頭髮發展乾燥乾隆著作看著" * 20
    assert len(simplified(text)) == len(text)
