"""What a passage is like, and results by that."""

import pytest

from tests.evaluation.values import (
    INTEGRATED,
    NOTHING,
    OWNED,
    SETTINGS,
    annotation,
    contribution,
    judged,
)
from voltag.evaluation.slices import Slice, is_noisy, length_class, script, slices


@pytest.mark.parametrize(
    ("characters", "language", "expected"),
    [
        (159, "en", "short"),
        (160, "en", "medium"),
        (320, "en", "long"),
        (51, "zh", "short"),
        (52, "zh", "medium"),
        (104, "zh", "long"),
    ],
)
def test_length_is_told_beside_a_full_passage(
    characters: int, language: str, expected: str
) -> None:
    assert length_class("x" * characters, language, SETTINGS) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Volunteers help.", "en", "Latin"),
        ("志愿者参与社区服务，帮助老人。", "zh", "simplified"),
        ("志願者參與社區服務，幫助老人。", "zh", "traditional"),
    ],
)
def test_script(text: str, language: str, expected: str) -> None:
    assert script(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "the vil-\nlage council",
        "munici- palities and towns",
        "sold on the exchange ; in 2023",
        "by 2O20 the plan",
        "v o l u n t e e r s of the town",
        "the \ufffdeld",
        "编写本次自愿国别评 估过程中，青年志 愿者",
    ],
)
def test_noise_is_seen(text: str) -> None:
    assert is_noisy(text)


@pytest.mark.parametrize(
    "text",
    [
        "Short- and long-term plans, e.g. of 2020; 3 o'clock.",
        "Article 3. The State supports volunteers.",
        "第一章 总则。志愿者参与社区服务。",
        "WhatsApp and YouTube groups (COVID-19).",
    ],
)
def test_clean_text_is_not_noise(text: str) -> None:
    assert not is_noisy(text)


def found(dimension: str) -> dict[tuple[str, str], Slice]:
    annotations = [
        annotation(1, "contribution", implicit=True, **OWNED),
        annotation(3, "contribution", **OWNED),
        annotation(5, text="broken-\nline"),
        annotation(2, "contribution", **INTEGRATED),
    ]
    labels = [NOTHING, contribution(0.9), contribution(0.8), NOTHING]
    return {
        (s.value, s.language): s
        for s in slices(judged(annotations, labels), SETTINGS, 0)
        if s.dimension == dimension
    }


def test_slices_are_measured_by_language_and_together() -> None:
    parts = found("noise")
    assert list(parts) == [("clean", "all"), ("clean", "en"), ("clean", "zh"), ("noisy", "en")]
    clean, noisy = parts["clean", "en"], parts["noisy", "en"]
    assert (clean.passages, clean.documents, clean.contribution.recall) == (2, 2, 0.5)
    assert (noisy.contribution.precision, noisy.contribution.f1) == (0.0, None)


def test_of_contributions_only_the_recall_is_told() -> None:
    parts = found("contributions")
    implicit, explicit = parts["implicit", "en"], parts["explicit", "all"]
    assert (implicit.contribution.recall, explicit.contribution.recall) == (0.0, 0.5)
    assert implicit.contribution.f1 is explicit.contribution.precision is None
