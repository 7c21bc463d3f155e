"""The worst errors come first, with what they are and what they were taken for."""

from tests.evaluation.values import INTEGRATED, NOTHING, OWNED, annotation, contribution, judged
from voltag.evaluation.errors import worst_errors
from voltag.types import Objective, Reference

PASSAGES = judged(
    [
        annotation(1, "none", text="The military volunteers."),
        annotation(2, "bare"),
        annotation(3, "contribution", **OWNED),
        annotation(4, "contribution", text="Volunteers helped.", language="en", **OWNED),
        annotation(5, "contribution", **INTEGRATED),
        annotation(6, "contribution", **OWNED),
        annotation(7, "none"),
    ],
    [
        contribution(0.7),
        contribution(0.9),
        NOTHING,
        contribution(0.4),
        contribution(0.8),
        contribution(0.9),
        NOTHING,
    ],
)


def test_errors_are_sorted_by_how_sure_the_model_was() -> None:
    errors = worst_errors(PASSAGES, 5)
    assert [e.id for e in errors.false_contributions] == ["x-002", "x-001"]
    assert [e.id for e in errors.missed_contributions] == ["x-003", "x-004"]
    assert [e.id for e in errors.wrong_objectives] == ["x-005"]


def test_an_error_says_what_it_is_and_what_it_was_taken_for() -> None:
    (wrong,) = worst_errors(PASSAGES, 5).wrong_objectives
    assert (wrong.objectives, wrong.predicted_objectives) == (
        (Objective.INTEGRATION,),
        (Objective.OWNERSHIP,),
    )
    # Integration scored 0 and is true; ownership scored 0.8 and is not.
    assert (wrong.about, wrong.score) == ("integration", 0.0)
    false = worst_errors(PASSAGES, 5).false_contributions[0]
    assert (false.reference, false.predicted_reference) == (
        Reference.BARE,
        Reference.CONTRIBUTION,
    )


def test_what_the_lexicon_did_not_see_is_told() -> None:
    seen = {e.id: e.seen for e in worst_errors(PASSAGES, 5).missed_contributions}
    assert seen == {"x-003": False, "x-004": True}


def test_few_are_kept_and_all_are_counted() -> None:
    errors = worst_errors(PASSAGES, 1)
    assert len(errors.false_contributions) == 1
    assert errors.false_contributions_count == 2
    assert worst_errors(PASSAGES, 0).missed_contributions == ()
