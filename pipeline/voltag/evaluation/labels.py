"""Annotations beside what a model says of them, and how each label is read from both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from voltag.annotations import Annotation
from voltag.classify.features import Reader
from voltag.classify.model import Model
from voltag.classify.train import Training, document_groups, held_out_labels
from voltag.settings import Settings
from voltag.types import Code, Labels, Objective, Polarity, Reference

CROSS_VALIDATION = "grouped five-fold cross-validation"
GIVEN_ANNOTATIONS = "model on given annotations"
ALL = "all"
"""Stands for all languages together."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Annotated passages with the labels that a model gives them, in the same order."""

    annotations: tuple[Annotation, ...]
    labels: tuple[Labels, ...]
    method: str
    """How the labels came about, for a reader."""
    model: str | None = None
    """Id of the model; None where several were trained for cross-validation."""
    chances: tuple[dict[str, float], ...] | None = None
    """The probability of every head for each passage, where known; codes have no other score."""

    def __post_init__(self) -> None:
        """Refuse lists of different lengths."""
        if len(self.annotations) != len(self.labels):
            raise ValueError(
                f"{len(self.annotations)} annotations do not go with {len(self.labels)} labels"
            )

    def languages(self) -> tuple[str, ...]:
        """``ALL`` and the languages of the passages, sorted."""
        return (ALL, *sorted({a.language for a in self.annotations}))

    def of_language(self, language: str) -> "Judged":
        """The passages of one language, or all for ``ALL``."""
        if language == ALL:
            return self
        return self.restricted([a.language == language for a in self.annotations])

    def restricted(self, chosen: Sequence[bool]) -> "Judged":
        """The passages for which ``chosen`` is true."""
        indices = [index for index, this in enumerate(chosen) if this]
        return Judged(
            tuple(self.annotations[i] for i in indices),
            tuple(self.labels[i] for i in indices),
            self.method,
            self.model,
            None if self.chances is None else tuple(self.chances[i] for i in indices),
        )

    def groups(self) -> np.ndarray:
        """A number for each passage's document, shape (passages,)."""
        return document_groups(self.annotations)


def judged_by(
    model: Model,
    annotations: Sequence[Annotation],
    settings: Settings,
    reader: Reader | None = None,
) -> Judged:
    """Label the annotated passages with ``model``; ``reader`` as in :meth:`Model.label`."""
    labels = model.label([(a.text, a.language) for a in annotations], settings, reader)
    return Judged(tuple(annotations), tuple(labels), GIVEN_ANNOTATIONS, model.id)


def judged_held_out(
    training: Training,
    annotations: Sequence[Annotation],
    settings: Settings,
    model: str | None = None,
) -> Judged:
    """Each passage as labelled by models that had not seen its document.

    ``annotations`` are those that ``training`` was made from, in the same order.
    """
    labels = held_out_labels(training, settings)
    return Judged(tuple(annotations), tuple(labels), CROSS_VALIDATION, model, training.held_out)


@dataclass(frozen=True, slots=True)
class LabelRule:
    """How one label is read from an annotation and from a model's labels."""

    name: str
    truth: Callable[[Annotation], bool]
    predicted: Callable[[Labels], bool]
    score: Callable[[Labels], float] | None = None
    """The label's own score in the labels, where they have one."""

    def truths(self, judged: Judged) -> np.ndarray:
        """Whether each passage has the label, by the annotations, shape (passages,)."""
        return np.array([self.truth(a) for a in judged.annotations], dtype=bool)

    def predictions(self, judged: Judged) -> np.ndarray:
        """Whether each passage has the label, by the model, shape (passages,)."""
        return np.array([self.predicted(p) for p in judged.labels], dtype=bool)

    def scores(self, judged: Judged) -> np.ndarray | None:
        """The label's score of each passage, shape (passages,); None where there is none.

        A code's is its probability given a contribution times that of a contribution, as an
        objective's is.
        """
        if self.score is not None:
            return np.array([self.score(p) for p in judged.labels], dtype=float)
        if judged.chances is None or self.name not in list(Code):
            return None
        return np.array(
            [
                labels.scores.contribution * chances.get(self.name, 0.0)
                for labels, chances in zip(judged.labels, judged.chances, strict=True)
            ],
            dtype=float,
        )


def label_rules() -> tuple[LabelRule, ...]:
    """Every label that is measured, in the order in which tables show them."""
    rules = [
        LabelRule(
            "contribution",
            lambda a: a.reference is Reference.CONTRIBUTION,
            lambda p: p.reference is Reference.CONTRIBUTION,
            lambda p: p.scores.contribution,
        )
    ]
    rules += [
        LabelRule(r.value, lambda a, r=r: a.reference is r, lambda p, r=r: p.reference is r)  # type: ignore[misc]
        for r in (Reference.BARE, Reference.NONE)
    ]
    rules += [
        LabelRule(
            o.value,
            lambda a, o=o: o in a.objectives,  # type: ignore[misc]
            lambda p, o=o: o in p.objectives,  # type: ignore[misc]
            lambda p, o=o: p.scores.of(o.value),  # type: ignore[misc]
        )
        for o in Objective
    ]
    rules += [
        LabelRule(c.value, lambda a, c=c: c in a.codes, lambda p, c=c: c in p.codes)  # type: ignore[misc]
        for c in Code
    ]
    rules += [
        LabelRule(
            f"b4 {kind}",
            lambda a, k=kind: a.b4_kind == k,  # type: ignore[misc]
            lambda p, k=kind: p.b4_kind == k,  # type: ignore[misc]
        )
        for kind in ("long_term", "new")
    ]
    rules.append(LabelRule("implicit", lambda a: a.implicit, lambda p: p.implicit))
    rules += [
        LabelRule(
            p.value,
            lambda a, v=p: a.reference is Reference.CONTRIBUTION and a.polarity is v,  # type: ignore[misc]
            lambda q, v=p: q.reference is Reference.CONTRIBUTION and q.polarity is v,  # type: ignore[misc]
        )
        for p in Polarity
    ]
    return tuple(rules)


def rules_of(names: Sequence[str]) -> tuple[LabelRule, ...]:
    """The rules of the labels ``names``, in the order of the tables."""
    return tuple(rule for rule in label_rules() if rule.name in names)


OBJECTIVES = tuple(o.value for o in Objective)
CODES = tuple(c.value for c in Code)
SCORED = ("contribution", *OBJECTIVES)
"""The labels that every model scores and that verdicts go by."""
