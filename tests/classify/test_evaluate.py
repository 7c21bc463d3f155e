"""Metrics on hand-made labels, checked by counting."""

from dataclasses import replace
from datetime import date

from voltag.annotations import Annotation
from voltag.classify.evaluate import evaluate
from voltag.classify.features import Signs
from voltag.classify.model import labels_from
from voltag.settings import load_settings
from voltag.types import Code, Labels, Objective, Reference, Scores

NOTHING = labels_from(Signs((), ()), {}, load_settings())


def _annotation(number: int, reference: str, **labels: object) -> Annotation:
    return Annotation.model_validate(
        {
            "id": f"x-{number}",
            "document": f"d{number % 3}",
            "language": "en" if number % 2 else "zh",
            "text": "text",
            "reference": reference,
            "date": date(2026, 1, 1),
            "origin": "written",
            **labels,
        }
    )


def _contribution(score: float) -> Labels:
    return replace(
        NOTHING,
        reference=Reference.CONTRIBUTION,
        scores=Scores(score, score, 0.0, 0.0),
        objectives=(Objective.OWNERSHIP,),
        codes=(Code.A1,),
    )


def test_precision_recall_and_f1_are_counts() -> None:
    owned = {"objectives": ["ownership"], "codes": ["a1"], "polarity": "positive"}
    annotations = [
        _annotation(1, "contribution", **owned),
        _annotation(2, "contribution", **owned),
        _annotation(3, "none"),
        _annotation(4, "none"),
    ]
    labels = [_contribution(0.9), NOTHING, _contribution(0.6), NOTHING]
    metrics = evaluate(annotations, labels, "by hand").languages["all"]
    contribution = metrics.labels["contribution"]
    assert (contribution.passages, contribution.predicted) == (2, 2)
    assert (contribution.precision, contribution.recall, contribution.f1) == (0.5, 0.5, 0.5)
    assert metrics.none_called_contribution == (1, 2)
    assert metrics.labels["a1"].f1 == 0.5
    assert metrics.labels["measurement"].f1 is None
    assert metrics.objectives_macro_f1 == 0.5


def test_languages_are_counted_apart() -> None:
    annotations = [_annotation(1, "none"), _annotation(2, "none"), _annotation(3, "none")]
    evaluation = evaluate(annotations, [NOTHING] * 3, "by hand")
    assert {name: m.passages for name, m in evaluation.languages.items()} == {
        "all": 3,
        "en": 2,
        "zh": 1,
    }


def test_perfect_labels_have_no_doubt() -> None:
    owned = {"objectives": ["ownership"], "codes": ["a1"], "polarity": "positive"}
    annotations = [_annotation(n, "contribution", **owned) for n in range(6)]
    metrics = evaluate(annotations, [_contribution(1.0)] * 6, "by hand").languages["all"]
    assert metrics.labels["ownership"].f1_interval == (1.0, 1.0)
    assert metrics.contribution_calibration_error == 0.0
