"""Documents answered from their annotations, and what the thresholds cost."""

from dataclasses import replace

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
from voltag.annotations import Annotation
from voltag.evaluation.documents import (
    Answers,
    DocumentResults,
    annotated_documents,
    document_results,
    true_labels,
)
from voltag.evaluation.thresholds import threshold_tables
from voltag.types import Labels, Objective, Polarity, Question

SURE, DOUBTFUL = contribution(0.9), contribution(0.5)


def results(
    pairs: list[tuple[str, Annotation, Labels]], question: Question = "references"
) -> DocumentResults:
    """The results on passages of named documents, in all languages."""
    annotations = [a.model_copy(update={"document": name}) for name, a, _ in pairs]
    documents = annotated_documents(judged(annotations, [labels for *_, labels in pairs]))
    return next(
        r
        for r in document_results(documents, SETTINGS)
        if (r.language, r.question) == ("all", question)
    )


def test_documents_are_right_wrong_or_left_open() -> None:
    shows = annotation(1, "contribution", **OWNED)
    found = results(
        [
            ("found", shows, SURE),
            ("open", shows.model_copy(update={"id": "a"}), DOUBTFUL),
            ("missed", shows.model_copy(update={"id": "b"}), NOTHING),
            ("invented", annotation(3), SURE),
            ("rightly no", annotation(5), NOTHING),
        ]
    )
    assert found.true_yes == Answers(yes=1, no=1, open=1)
    assert found.true_no == Answers(yes=1, no=1, open=0)
    assert (found.right.count, found.right.denominator) == (2, 5)
    assert (found.false_no.count, found.false_no.denominator) == (1, 3)
    assert (found.false_yes.count, found.false_yes.denominator) == (1, 2)


def test_without_the_passages_that_show_it_every_yes_is_false() -> None:
    found = results(
        [
            ("a", annotation(1, "contribution", **OWNED), SURE),
            ("a", annotation(3), SURE),
            ("b", annotation(5, "contribution", **OWNED), SURE),
            ("b", annotation(7), NOTHING),
            ("nothing left", annotation(9, "contribution", **OWNED), SURE),
        ]
    )
    assert found.without == Answers(yes=1, no=1, open=0)
    assert (found.false_yes_without.count, found.false_yes_without.denominator) == (1, 2)


def test_an_objective_is_asked_of_the_other_contributions_too() -> None:
    found = results(
        [
            ("a", annotation(1, "contribution", **OWNED), SURE),
            ("a", annotation(3, "contribution", **INTEGRATED), contribution(0.9)),
        ],
        "ownership",
    )
    assert found.without == Answers(yes=1, no=0, open=0)


def test_a_document_with_only_criticism_is_a_no_in_truth() -> None:
    lament = annotation(1, "contribution", **{**OWNED, "polarity": "negative"})
    found = results([("a", lament, replace(SURE, polarity=Polarity.NEGATIVE))])
    assert found.true_no == Answers(yes=0, no=1, open=0)


def test_true_labels_are_sure_of_what_is_annotated() -> None:
    labels = true_labels(annotation(1, "contribution", implicit=True, **INTEGRATED))
    assert labels.scores.of("references") == labels.scores.of("integration") == 1.0
    assert labels.scores.of("ownership") == 0.0
    assert (labels.objectives, labels.implicit) == ((Objective.INTEGRATION,), True)
    assert true_labels(annotation(1, "bare")).scores.of("references") == 0.0


def test_passages_of_no_document_are_left_out() -> None:
    loose = annotation(1, "contribution", **OWNED).model_copy(update={"document": ""})
    assert annotated_documents(judged([loose], [SURE])) == ()


class TestThresholds:
    """Four contributions and four others with rising scores, each in a document of its own."""

    @pytest.fixture
    def table(self) -> dict[str, dict[float, tuple[int, int]]]:
        annotations = [
            annotation(1, "contribution", **OWNED).model_copy(
                update={"id": f"c{n}", "document": f"c{n}", "implicit": n == 0}
            )
            for n in range(4)
        ] + [
            annotation(1).model_copy(update={"id": f"n{n}", "document": f"n{n}"}) for n in range(4)
        ]
        scores = (0.2, 0.4, 0.6, 0.8, 0.1, 0.3, 0.6, 0.9)
        documents = annotated_documents(judged(annotations, [contribution(s) for s in scores]))
        found = next(
            t
            for t in threshold_tables(documents, SETTINGS)
            if (t.language, t.question) == ("all", "references")
        )
        return {
            "missed": {r.threshold: (r.missed.count, r.missed.denominator) for r in found.lowers},
            "named": {
                r.threshold: (r.missed_named.count, r.missed_named.denominator)
                for r in found.lowers
            },
            "false": {
                r.threshold: (r.false_passages.count, r.false_passages.denominator)
                for r in found.uppers
            },
            "documents": {
                r.threshold: (r.false_documents.count, r.false_documents.denominator)
                for r in found.uppers
            },
        }

    def test_a_lower_threshold_misses_what_is_below_it(
        self, table: dict[str, dict[float, tuple[int, int]]]
    ) -> None:
        assert table["missed"][0.2] == (0, 4)
        assert table["missed"][0.45] == (2, 4)
        assert table["named"][0.45] == (1, 3)
        assert {0.05, 0.5, SETTINGS.references.lower} <= set(table["missed"])

    def test_an_upper_threshold_lets_through_what_reaches_it(
        self, table: dict[str, dict[float, tuple[int, int]]]
    ) -> None:
        assert table["false"][0.5] == table["documents"][0.5] == (2, 4)
        assert table["false"][0.9] == table["documents"][0.9] == (1, 4)
        assert table["false"][0.95] == table["documents"][0.95] == (0, 4)
