"""How good a model is: by label and language, on passages that it has not seen."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score

from voltag.annotations import Annotation
from voltag.classify.model import Model
from voltag.classify.train import document_groups
from voltag.settings import Settings
from voltag.types import Code, Labels, Objective, Polarity, Reference

BOOTSTRAP_SAMPLES = 500
EXPECTED_CALIBRATION_BINS = 10


@dataclass(frozen=True, slots=True)
class LabelMetrics:
    """How well one label is found; shares in 0..1, None where nothing can be said."""

    passages: int
    """Passages that have the label, by the annotations."""
    predicted: int
    precision: float | None
    recall: float | None
    f1: float | None
    f1_interval: tuple[float, float] | None
    """95% interval of F1, by a bootstrap over documents."""
    average_precision: float | None
    """Of the label's score, where it has one."""


@dataclass(frozen=True, slots=True)
class LanguageMetrics:
    """The metrics of one language, or of all together."""

    passages: int
    documents: int
    labels: dict[str, LabelMetrics]
    objectives_macro_f1: float | None
    codes_macro_f1: float | None
    none_called_contribution: tuple[int, int]
    """How many `none` passages were called contributions, and how many there are."""
    contribution_calibration_error: float | None
    """Expected calibration error of the contribution score, ten equal bins."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation by language; ``all`` has all languages together."""

    method: str
    model: str | None
    languages: dict[str, LanguageMetrics]

    def as_dict(self) -> dict[str, Any]:
        """The evaluation as plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _LabelRule:
    """How one label is read from an annotation and from the model's labels."""

    name: str
    truth: Callable[[Annotation], bool]
    predicted: Callable[[Labels], bool]
    score: Callable[[Labels], float] | None = None


def _label_rules() -> list[_LabelRule]:
    rules = [
        _LabelRule(
            "contribution",
            lambda a: a.reference is Reference.CONTRIBUTION,
            lambda p: p.reference is Reference.CONTRIBUTION,
            lambda p: p.scores.contribution,
        )
    ]
    rules += [
        _LabelRule(r.value, lambda a, r=r: a.reference is r, lambda p, r=r: p.reference is r)  # type: ignore[misc]
        for r in (Reference.BARE, Reference.NONE)
    ]
    rules += [
        _LabelRule(
            o.value,
            lambda a, o=o: o in a.objectives,  # type: ignore[misc]
            lambda p, o=o: o in p.objectives,  # type: ignore[misc]
            lambda p, o=o: p.scores.of(o.value),  # type: ignore[misc]
        )
        for o in Objective
    ]
    rules += [
        _LabelRule(c.value, lambda a, c=c: c in a.codes, lambda p, c=c: c in p.codes)  # type: ignore[misc]
        for c in Code
    ]
    rules += [
        _LabelRule(
            f"b4 {kind}",
            lambda a, k=kind: a.b4_kind == k,  # type: ignore[misc]
            lambda p, k=kind: p.b4_kind == k,  # type: ignore[misc]
        )
        for kind in ("long_term", "new")
    ]
    rules.append(_LabelRule("implicit", lambda a: a.implicit, lambda p: p.implicit))
    rules += [
        _LabelRule(
            p.value,
            lambda a, v=p: a.reference is Reference.CONTRIBUTION and a.polarity is v,  # type: ignore[misc]
            lambda q, v=p: q.reference is Reference.CONTRIBUTION and q.polarity is v,  # type: ignore[misc]
        )
        for p in Polarity
    ]
    return rules


def label_annotations(
    model: Model, annotations: Sequence[Annotation], settings: Settings
) -> list[Labels]:
    """Label the annotated passages with ``model``."""
    return model.label([(a.text, a.language) for a in annotations], settings)


def evaluate(
    annotations: Sequence[Annotation],
    labels: Sequence[Labels],
    method: str,
    model: str | None = None,
    seed: int = 0,
) -> Evaluation:
    """Compare ``labels`` with the annotations they were given to, by language."""
    by_language: dict[str, list[int]] = defaultdict(list)
    for index, annotation in enumerate(annotations):
        by_language["all"].append(index)
        by_language[annotation.language].append(index)
    return Evaluation(
        method,
        model,
        {
            language: _language_metrics(
                [annotations[i] for i in indices], [labels[i] for i in indices], seed
            )
            for language, indices in sorted(by_language.items())
        },
    )


def _language_metrics(
    annotations: list[Annotation], labels: list[Labels], seed: int
) -> LanguageMetrics:
    groups = document_groups(annotations)
    weights = _bootstrap_weights(groups, seed)
    metrics = {
        rule.name: _label_metrics(rule, annotations, labels, weights) for rule in _label_rules()
    }
    none = [
        predicted.reference is Reference.CONTRIBUTION
        for annotation, predicted in zip(annotations, labels, strict=True)
        if annotation.reference is Reference.NONE
    ]
    return LanguageMetrics(
        passages=len(annotations),
        documents=len(set(groups.tolist())),
        labels=metrics,
        objectives_macro_f1=_macro([metrics[o.value] for o in Objective]),
        codes_macro_f1=_macro([metrics[c.value] for c in Code]),
        none_called_contribution=(sum(none), len(none)),
        contribution_calibration_error=_calibration_error(annotations, labels),
    )


def _bootstrap_weights(groups: np.ndarray, seed: int) -> np.ndarray:
    """How often each passage is drawn in each sample of documents, shape (samples, passages)."""
    count = int(groups.max()) + 1 if len(groups) else 0
    random = np.random.default_rng(seed)
    draws = random.multinomial(count, np.full(count, 1 / count), size=BOOTSTRAP_SAMPLES)
    weights: np.ndarray = draws[:, groups]
    return weights


def _label_metrics(
    rule: _LabelRule, annotations: list[Annotation], labels: list[Labels], weights: np.ndarray
) -> LabelMetrics:
    truth = np.array([rule.truth(a) for a in annotations])
    predicted = np.array([rule.predicted(p) for p in labels])
    hits = truth & predicted
    precision = hits.sum() / predicted.sum() if predicted.any() else None
    recall = hits.sum() / truth.sum() if truth.any() else None
    interval = None
    if truth.any():
        doubled = weights @ truth + weights @ predicted
        shares = 2 * (weights @ hits)[doubled > 0] / doubled[doubled > 0]
        interval = tuple(round(float(q), 4) for q in np.quantile(shares, (0.025, 0.975)))
    score = rule.score
    average = None
    if score is not None and truth.any() and not truth.all():
        average = float(average_precision_score(truth, [score(p) for p in labels]))
    return LabelMetrics(
        passages=int(truth.sum()),
        predicted=int(predicted.sum()),
        precision=_rounded(precision),
        recall=_rounded(recall),
        f1=_rounded(2 * hits.sum() / (truth.sum() + predicted.sum()) if truth.any() else None),
        f1_interval=interval,  # type: ignore[arg-type]
        average_precision=_rounded(average),
    )


def _macro(metrics: list[LabelMetrics]) -> float | None:
    """The mean F1 of those labels that occur."""
    values = [m.f1 for m in metrics if m.f1 is not None]
    return _rounded(float(np.mean(values)) if values else None)


def _calibration_error(annotations: list[Annotation], labels: list[Labels]) -> float | None:
    """Mean distance of score and observed share over ten bins (Naeini et al. 2015)."""
    scores = np.array([p.scores.contribution for p in labels])
    truth = np.array([a.reference is Reference.CONTRIBUTION for a in annotations])
    if not len(scores):
        return None
    bins = np.minimum(
        (scores * EXPECTED_CALIBRATION_BINS).astype(int), EXPECTED_CALIBRATION_BINS - 1
    )
    error = sum(
        abs(scores[bins == b].mean() - truth[bins == b].mean()) * (bins == b).mean()
        for b in np.unique(bins)
    )
    return _rounded(float(error))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
