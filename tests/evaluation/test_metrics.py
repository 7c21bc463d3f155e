"""Metrics on hand-made labels, checked by counting."""

import pytest

from tests.evaluation.values import (
    NOTHING,
    OWNED,
    SETTINGS,
    annotation,
    contribution,
    judged,
)
from voltag.evaluation import Evaluation, evaluate
from voltag.records import from_json, to_json
from voltag.types import Objective

FOUR = [
    annotation(1, "contribution", **OWNED),
    annotation(2, "contribution", **OWNED),
    annotation(3, "none"),
    annotation(4, "none"),
]
HALF_RIGHT = [contribution(0.9), NOTHING, contribution(0.6), NOTHING]


def test_precision_recall_and_f1_are_counts() -> None:
    metrics = evaluate(judged(FOUR, HALF_RIGHT), SETTINGS).languages["all"]
    found = metrics.labels["contribution"]
    assert (found.passages, found.predicted) == (2, 2)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert (metrics.none_called_contribution.count, metrics.none_called_contribution.share) == (
        1,
        0.5,
    )
    assert metrics.labels["a1"].f1 == 0.5
    assert metrics.labels["b1"].f1 is None
    assert (metrics.objectives_macro_f1, metrics.codes_macro_f1) == (0.5, 0.5)


def test_languages_are_counted_apart() -> None:
    three = [annotation(1), annotation(2), annotation(3)]
    evaluation = evaluate(judged(three, [NOTHING] * 3), SETTINGS)
    assert {name: m.passages for name, m in evaluation.languages.items()} == {
        "all": 3,
        "en": 2,
        "zh": 1,
    }


def test_perfect_labels_have_no_doubt() -> None:
    six = [annotation(n, "contribution", **OWNED) for n in range(6)]
    metrics = evaluate(judged(six, [contribution(1.0)] * 6), SETTINGS).languages["all"]
    found = metrics.labels["ownership"]
    assert found.f1_interval == found.precision_interval == found.recall_interval == (1.0, 1.0)
    assert metrics.objectives_macro_f1_interval == (1.0, 1.0)


def test_codes_are_ranked_where_the_heads_are_known() -> None:
    chances = ({"a1": 0.9}, {"a1": 0.8}, {"a1": 0.1}, {"a1": 0.5})
    labels = [contribution(0.9), contribution(0.8), contribution(0.7), NOTHING]
    known = evaluate(judged(FOUR, labels, chances=chances), SETTINGS).languages["all"].labels["a1"]
    assert known.average_precision == 1.0
    unknown = evaluate(judged(FOUR, labels), SETTINGS).languages["all"].labels["a1"]
    assert unknown.average_precision is None


def test_an_evaluation_is_written_and_read_back() -> None:
    evaluation = evaluate(judged(FOUR, HALF_RIGHT), SETTINGS, errors=2)
    assert from_json(Evaluation, to_json(evaluation)) == evaluation
    assert evaluation.as_dict()["languages"]["en"]["labels"]["contribution"]["passages"] == 1


def test_precision_and_recall_follow_the_threshold() -> None:
    curves = evaluate(judged(FOUR, HALF_RIGHT), SETTINGS).precision_recall
    points = {
        point.threshold: (point.precision, point.recall)
        for curve in curves
        if (curve.language, curve.label) == ("all", "contribution")
        for point in curve.points
    }
    assert points[0.0] == (0.5, 1.0)
    assert points[0.6] == (0.5, 0.5)
    assert points[0.9] == (1.0, 0.5)
    assert max(points) == 0.9


def test_confused_objectives_are_counted() -> None:
    labels = [
        contribution(0.9, Objective.INTEGRATION),
        contribution(0.9),
        contribution(0.9),
        NOTHING,
    ]
    found = next(
        c
        for c in evaluate(judged(FOUR, labels), SETTINGS).confusion
        if (c.language, c.objective) == ("all", Objective.OWNERSHIP)
    )
    assert (found.passages, found.found, found.not_contribution) == (2, 1, 0)
    assert found.wrongly_added == {Objective.INTEGRATION: 1, Objective.MEASUREMENT: 0}


def test_nothing_and_what_does_not_go_together_are_refused() -> None:
    with pytest.raises(ValueError, match="no annotation"):
        evaluate(judged([], []), SETTINGS)
    with pytest.raises(ValueError, match="4 annotations do not go with 1"):
        judged(FOUR, [NOTHING])
