"""What raising a threshold gains in precision and costs in recall."""

from dataclasses import dataclass

import numpy as np

from voltag.evaluation.labels import SCORED, Judged, rules_of

STEPS = 50


@dataclass(frozen=True, slots=True)
class TradeOff:
    """One threshold: what a passage is worth that reaches it."""

    threshold: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Precision and recall of one label in one language, by rising threshold."""

    language: str
    label: str
    points: tuple[TradeOff, ...]
    """Thresholds that no passage reaches are left out."""


def precision_recall_curves(judged: Judged) -> tuple[PrecisionRecall, ...]:
    """The curve of each scored label, by language; labels that never occur have none."""
    curves = []
    for language in judged.languages():
        part = judged.of_language(language)
        for rule in rules_of(SCORED):
            truth, scores = rule.truths(part), rule.scores(part)
            if scores is None or not truth.any():
                continue
            points = []
            for threshold in (np.arange(STEPS + 1) / STEPS).tolist():
                taken = scores >= threshold
                if taken.any():
                    found = (truth & taken).sum()
                    points.append(
                        TradeOff(
                            threshold,
                            round(float(found / taken.sum()), 4),
                            round(float(found / truth.sum()), 4),
                        )
                    )
            curves.append(PrecisionRecall(language, rule.name, tuple(points)))
    return tuple(curves)
