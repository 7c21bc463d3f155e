"""The language of a text and of a document."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltag.annotations import default_annotation_paths, read_annotations
from voltag.settings import load_settings
from voltag.text.language import (
    _identifier,
    assign_languages,
    detect_language,
    language_shares,
    letters,
)

SETTINGS = load_settings().passages
ENGLISH = "The volunteers of the village took part in the review of the national plan last year."
FRENCH = "Les volontaires du village ont participé à la préparation du rapport national de l'an."
CHINESE = "全市志愿服务队走进社区，帮助孤寡老人打扫房间、购买药品、修理水电。"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (ENGLISH.upper(), "en"),
        (FRENCH, "fr"),
        ("Los voluntarios del pueblo participaron en la preparación del informe nacional.", "es"),
        ("Волонтёры деревни участвовали в подготовке национального доклада.", "ru"),
        ("شارك المتطوعون في إعداد التقرير الوطني في القرية", "ar"),
        (CHINESE, "zh"),
        ("志願服務隊員走進社區。", "zh"),
        ("志愿服务 (volunteering) 是 UNV 的工作", "zh"),
        ("ボランティアは村の計画の準備に参加しました。", "ja"),
        ("자원봉사자들은 마을 계획 준비에 참여했다.", "ko"),
        ("", "und"),
        ("12 345 — 2030 (%)", "und"),
    ],
)
def test_a_language_is_told(text: str, language: str) -> None:
    found, confidence = detect_language(text)
    assert found == language
    assert 0 <= confidence <= 1.000001


def test_a_short_or_unclear_text_takes_the_language_of_its_document() -> None:
    texts = [ENGLISH, "Budget 2020", "Santé", "12"]
    assert assign_languages(texts, SETTINGS) == ["en", "en", "en", "und"]
    assert assign_languages([FRENCH, "Budget 2020"], SETTINGS) == ["fr", "fr"]


def test_a_document_of_short_texts_is_told_by_all_of_them() -> None:
    texts = ["The volunteers of the village", "took part in the review", "of the plan", "12"]
    assert assign_languages(texts, SETTINGS) == ["en", "en", "en", "und"]


def test_short_texts_take_the_language_of_their_script() -> None:
    texts = [CHINESE * 3, ENGLISH, "Budget", "预算"]
    assert assign_languages(texts, SETTINGS) == ["zh", "en", "en", "zh"]


def test_languages_of_a_document_do_not_depend_on_its_order() -> None:
    texts = [ENGLISH, CHINESE, "Budget", FRENCH, ENGLISH, "预算", "7"]
    forwards = assign_languages(texts, SETTINGS)
    assert assign_languages(texts[::-1], SETTINGS) == forwards[::-1]


def test_the_real_passages_are_told_as_labelled(real: Path) -> None:
    for code in ("en", "zh"):
        with (real / f"passages-{code}.jsonl").open(encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in file]
        assert set(assign_languages(texts, SETTINGS)) == {code}


def test_a_han_character_counts_as_three_letters() -> None:
    assert (letters("ab 1_."), letters("志愿a")) == (2, 7)


@given(st.lists(st.tuples(st.sampled_from(["en", "zh", "fr", "und"]), st.text(max_size=9))))
def test_shares_add_up_to_one_or_there_are_none(texts: list[tuple[str, str]]) -> None:
    shares = language_shares(texts)
    assert "und" not in shares
    assert not shares or abs(sum(shares.values()) - 1) < 1e-9
    assert all(share > 0 for share in shares.values())


def test_what_is_told_at_sight_is_what_the_identifier_tells() -> None:
    told = 0
    for annotation in read_annotations(default_annotation_paths()):
        text = annotation.text
        if text is None or annotation.language == "zh" or letters(text) < 60:
            continue
        if detect_language(text) != ("en", 1.0):
            continue
        told += 1
        code, confidence = _identifier().classify(text.lower())
        # A reference with titles and names may be less sure; it is never another language.
        assert code == "en"
        assert confidence > 0.5
    assert told > 500


@pytest.mark.parametrize(
    "text",
    [
        "« Le projet est là pour tous », voir The State of the World and of the Volunteers for the"
        " people, which was published with the help of the village où il a été préparé.",
        "Le rapport du pays dit ceci : les volontaires du village ont fait le travail de la paix"
        " et du soin (see the report of the year).",
        "De vrijwilligers uit het dorp waren blij dat het plan was aangenomen, want het was of dit"
        " plan of geen plan, en wie ziek was of oud kon niet langer wachten op hulp.",
    ],
)
def test_a_mixture_is_left_to_the_identifier(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Identifier:
        def classify(self, given: str) -> tuple[str, float]:
            assert given == text.lower()
            return "xx", 0.95

    monkeypatch.setattr("voltag.text.language._identifier", Identifier)
    assert detect_language(text) == ("xx", 0.95)


def test_a_short_text_is_not_put_to_the_identifier(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_identifier() -> None:
        raise AssertionError("asked for")

    monkeypatch.setattr("voltag.text.language._identifier", no_identifier)
    assert assign_languages([ENGLISH * 2, "Santé publique", "预算"], SETTINGS) == ["en", "en", "zh"]
