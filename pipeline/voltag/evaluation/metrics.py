"""Precision, recall, F1 and average precision of every label, by language, with intervals."""

from dataclasses import dataclass

import numpy as np

from voltag.criteria.intervals import Share, share
from voltag.evaluation import resampling
from voltag.evaluation.labels import CODES, OBJECTIVES, Judged, LabelRule, label_rules
from voltag.evaluation.resampling import Interval, Resampled
from voltag.types import Reference


@dataclass(frozen=True, slots=True)
class LabelMetrics:
    """How well one label is found; shares in 0..1, None where nothing can be said.

    Intervals are 95%, by a bootstrap over documents.
    """

    passages: int
    """Passages that have the label, by the annotations."""
    predicted: int
    precision: float | None
    precision_interval: Interval | None
    recall: float | None
    recall_interval: Interval | None
    f1: float | None
    f1_interval: Interval | None
    average_precision: float | None
    """Of the label's score, where it has one."""
    average_precision_interval: Interval | None


@dataclass(frozen=True, slots=True)
class LanguageMetrics:
    """The metrics of one language, or of all together."""

    passages: int
    documents: int
    labels: dict[str, LabelMetrics]
    objectives_macro_f1: float | None
    objectives_macro_f1_interval: Interval | None
    codes_macro_f1: float | None
    codes_macro_f1_interval: Interval | None
    none_called_contribution: Share
    """How many `none` passages were called contributions, of how many there are."""


def language_metrics(judged: Judged, seed: int) -> LanguageMetrics:
    """Measure every label on ``judged``, which should be of one language or all."""
    groups = judged.groups()
    resampled = Resampled(groups, seed)
    read = {
        rule.name: (rule.truths(judged), rule.predictions(judged), rule.scores(judged))
        for rule in label_rules()
    }
    none = [
        predicted.reference is Reference.CONTRIBUTION
        for annotation, predicted in zip(judged.annotations, judged.labels, strict=True)
        if annotation.reference is Reference.NONE
    ]
    objectives, objectives_interval = _macro(resampled, read, OBJECTIVES)
    codes, codes_interval = _macro(resampled, read, CODES)
    return LanguageMetrics(
        passages=len(judged.annotations),
        documents=len(set(groups.tolist())),
        labels={name: _metrics(resampled, *values) for name, values in read.items()},
        objectives_macro_f1=objectives,
        objectives_macro_f1_interval=objectives_interval,
        codes_macro_f1=codes,
        codes_macro_f1_interval=codes_interval,
        none_called_contribution=share(sum(none), len(none)),
    )


def rule_metrics(rule: LabelRule, judged: Judged, seed: int) -> LabelMetrics:
    """Measure one label on ``judged``."""
    resampled = Resampled(judged.groups(), seed)
    return _metrics(resampled, rule.truths(judged), rule.predictions(judged), rule.scores(judged))


def _metrics(
    resampled: Resampled, truth: np.ndarray, predicted: np.ndarray, scores: np.ndarray | None
) -> LabelMetrics:
    precision, precision_interval = resampled.measure(
        lambda draws: resampling.precision(draws, truth, predicted)
    )
    recall, recall_interval = resampled.measure(
        lambda draws: resampling.recall(draws, truth, predicted)
    )
    f1, f1_interval = resampled.measure(lambda draws: resampling.f1(draws, truth, predicted))
    average, average_interval = None, None
    if scores is not None and truth.any() and not truth.all():
        average, average_interval = resampled.measure(
            lambda draws: resampling.average_precision(draws, truth, scores)
        )
    return LabelMetrics(
        passages=int(truth.sum()),
        predicted=int(predicted.sum()),
        precision=precision,
        precision_interval=precision_interval,
        recall=recall,
        recall_interval=recall_interval,
        f1=f1,
        f1_interval=f1_interval,
        average_precision=average,
        average_precision_interval=average_interval,
    )


_Read = dict[str, tuple[np.ndarray, np.ndarray, np.ndarray | None]]


def _macro(
    resampled: Resampled, read: _Read, names: tuple[str, ...]
) -> tuple[float | None, Interval | None]:
    """The mean F1 of those labels that occur, with its interval."""
    truths, predictions = [read[n][0] for n in names], [read[n][1] for n in names]
    return resampled.measure(lambda draws: resampling.macro_f1(draws, truths, predictions))
