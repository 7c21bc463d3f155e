"""One question, from the scores of passages (CRITERIA, "Answers that must never be silent")."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.values import DOUBTFUL, NO, SURE, THRESHOLDS, passage
from voltag.criteria.question import answer
from voltag.types import LabelledPassage, Polarity, Question, Reference, Scores

NEGATIVE = Polarity.NEGATIVE
sure = passage(SURE, passage_id="sure")
implicit = passage(SURE, passage_id="implicit", implicit=True)
negative = passage(SURE, passage_id="negative", polarity=NEGATIVE)
doubtful = passage(DOUBTFUL, passage_id="doubtful")
nothing = passage(NO, passage_id="nothing")

RULES: list[tuple[str, list[LabelledPassage], bool | None, tuple[str, ...], list[str]]] = [
    ("neither: no", [], False, (), []),
    ("neither: no", [nothing], False, (), []),
    ("a sure passage: yes", [sure], True, (), ["sure"]),
    ("a sure passage beside doubtful ones: yes, no review", [doubtful, sure], True, (), ["sure"]),
    ("in doubt only: null, to a reviewer", [doubtful, nothing], None, ("in_doubt",), ["doubtful"]),
    ("sure but only implicit: yes, reviewed", [implicit], True, ("implicit_only",), ["implicit"]),
    ("sure, implicit and named: yes, no review", [implicit, sure], True, (), ["sure", "implicit"]),
    (
        "sure and implicit beside one in doubt: yes, reviewed",
        [implicit, doubtful],
        True,
        ("implicit_only",),
        ["implicit"],
    ),
    ("sure but only negative: no, reviewed", [negative], False, ("negative_only",), ["negative"]),
    ("one negative does not spoil a yes", [negative, sure], True, (), ["sure"]),
    (
        "a named negative does not vouch for an implicit one",
        [negative, implicit],
        True,
        ("implicit_only",),
        ["implicit"],
    ),
    (
        "only negative, and others in doubt: null, both named",
        [negative, doubtful],
        None,
        ("in_doubt", "negative_only"),
        ["doubtful", "negative"],
    ),
    (
        "a neutral contribution counts",
        [passage(SURE, passage_id="neutral", polarity=Polarity.NEUTRAL)],
        True,
        (),
        ["neutral"],
    ),
    (
        "a bare passage is never sure, whatever its score",
        [passage(SURE, passage_id="bare", reference=Reference.BARE)],
        None,
        ("in_doubt",),
        ["bare"],
    ),
]


@pytest.mark.parametrize(
    ("passages", "value", "reasons", "named"),
    [pytest.param(*row[1:], id=row[0]) for row in RULES],
)
def test_a_rule_of_the_criteria(
    passages: list[LabelledPassage],
    value: bool | None,
    reasons: tuple[str, ...],
    named: list[str],
) -> None:
    for order in permutations(passages):
        found = answer("references", order, THRESHOLDS)
        assert found.value is value
        assert found.reasons == reasons
        assert [p.passage_id for p in found.passages] == named


@pytest.mark.parametrize(
    ("score", "value"),
    [(0.3499, False), (0.35, None), (0.7499, None), (0.75, True)],
)
def test_the_thresholds_are_reached_by_equality(score: float, value: bool | None) -> None:
    found = passage(score, reference=Reference.CONTRIBUTION)
    assert answer("references", [found], THRESHOLDS).value is value


@pytest.mark.parametrize(
    ("question", "scores"),
    [
        ("references", Scores(SURE, 0, 0, 0)),
        ("ownership", Scores(0, SURE, 0, 0)),
        ("integration", Scores(0, 0, SURE, 0)),
        ("measurement", Scores(0, 0, 0, SURE)),
    ],
)
def test_each_question_is_answered_from_its_own_score(question: Question, scores: Scores) -> None:
    others: list[Question] = ["references", "ownership", "integration", "measurement"]
    found = [replace(sure, scores=scores)]
    assert answer(question, found, THRESHOLDS).value is True
    for other in others:
        if other != question:
            assert answer(other, found, THRESHOLDS).value is False


def test_passages_come_best_first_with_ties_by_page_and_id() -> None:
    rows = [
        replace(sure, passage_id="d", scores=Scores(0.8, 0, 0, 0)),
        replace(sure, passage_id="c", page=2),
        replace(sure, passage_id="b"),
        replace(sure, passage_id="a"),
        replace(implicit, passage_id="e", scores=Scores(0.99, 0, 0, 0)),
    ]
    found = answer("references", rows, THRESHOLDS)
    assert [p.passage_id for p in found.passages] == ["a", "b", "c", "d", "e"]
    assert found.score == 0.99


one_passage = st.builds(
    passage,
    st.sampled_from([0.0, 0.2, 0.35, 0.6, 0.75, 1.0]),
    passage_id=st.text("abc", min_size=1, max_size=2),
    implicit=st.booleans(),
    polarity=st.sampled_from(Polarity),
)


@given(st.lists(one_passage, max_size=6), one_passage)
def test_one_more_passage_never_turns_a_yes_away(
    passages: list[LabelledPassage], another: LabelledPassage
) -> None:
    before = answer("references", passages, THRESHOLDS)
    after = answer("references", [*passages, another], THRESHOLDS)
    if before.value is True:
        assert after.value is True
    if before.value is None:
        assert after.value is not False
    assert after.score >= before.score


@given(st.lists(one_passage, max_size=6))
def test_an_answer_that_is_not_plain_has_a_reason(passages: list[LabelledPassage]) -> None:
    found = answer("references", passages, THRESHOLDS)
    assert found.value is not None or found.reasons
    assert bool(found.passages) or not found.reasons


BAR = replace(THRESHOLDS, ocr_confidence=0.85)
poorly_read = passage(SURE, passage_id="poorly read", ocr_confidence=0.8)
well_read = passage(SURE, passage_id="well read", ocr_confidence=0.85)


@pytest.mark.parametrize(
    ("passages", "value", "reasons", "deciding"),
    [
        ([poorly_read], None, ("ocr",), ["poorly read"]),
        ([poorly_read, doubtful], None, ("in_doubt", "ocr"), ["poorly read", "doubtful"]),
        ([poorly_read, well_read], True, (), ["well read"]),
        ([poorly_read, sure], True, (), ["sure"]),
        ([poorly_read, negative], None, ("ocr", "negative_only"), ["poorly read", "negative"]),
        ([passage(NO, ocr_confidence=0.5)], False, (), []),
    ],
)
def test_what_ocr_is_not_sure_of_never_answers_alone(
    passages: list[LabelledPassage],
    value: bool | None,
    reasons: tuple[str, ...],
    deciding: list[str],
) -> None:
    found = answer("references", passages, BAR)
    assert (found.value, found.reasons) == (value, reasons)
    assert [p.passage_id for p in found.passages] == deciding
