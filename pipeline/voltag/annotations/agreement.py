"""How far two annotators who labelled the same passages agree.

Cohen's kappa is the agreement beyond what the two would reach by chance, each keeping to the
frequencies of the labels that he gave: 1 is full agreement, 0 that of chance. Where both gave
every passage the same one label, nothing could differ and kappa is undefined (None).
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from voltag.annotations.model import Annotation
from voltag.annotations.read import AnnotationError
from voltag.types import Code, Objective, Reference

RESAMPLES = 2000
FEWEST_DEFINED = 0.95
"""Share of the resamples in which kappa must be defined for its interval to be given."""
TOGETHER = "together"
ALL = "all passages"
BOTH_CONTRIBUTION = "both contribution"
BOTH_B4 = "both b4"
SEVERAL_VALUES = ("reference", "b4_kind", "polarity")
"""The labels that are no yes or no."""

Pair = tuple[Annotation, Annotation]
"""The same passage as the first and as the second annotator labelled it."""


@dataclass(frozen=True, slots=True)
class LabelQuestion:
    """A label that agreement is measured on, among some of the passages."""

    label: str
    """Such as ``reference``, ``ownership`` or ``a1``."""
    among: str
    """``ALL``, ``BOTH_CONTRIBUTION`` or ``BOTH_B4``."""
    value: Callable[[Annotation], Hashable]
    """What an annotation says."""
    asked: Callable[[Annotation], bool]
    """Whether it is one of the passages; every annotation of a passage must be."""


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """The agreement on one label among some passages of one language, or of all together."""

    label: str
    """Such as ``reference``, ``ownership`` or ``a1``."""
    among: str
    """Which passages: ``ALL``, ``BOTH_CONTRIBUTION`` or ``BOTH_B4``."""
    language: str
    """Language code, or ``TOGETHER``."""
    passages: int
    documents: int
    given: tuple[int, int] | None
    """How often the first and the second gave the label; None where it has several values."""
    observed: float | None
    """Share of the passages on which both say the same, 0..1; None without passages."""
    kappa: float | None
    """Cohen's kappa, -1..1; None where it is undefined."""
    interval: tuple[float, float] | None
    """95% bootstrap interval of kappa over documents; None where kappa is undefined, in the
    passages or in more than one resample in twenty."""

    def as_dict(self) -> dict[str, Any]:
        """The numbers as plain values, for JSON."""
        return {
            "label": self.label,
            "among": self.among,
            "language": self.language,
            "passages": self.passages,
            "documents": self.documents,
            "given": None if self.given is None else list(self.given),
            "observed": self.observed,
            "kappa": self.kappa,
            "interval": None if self.interval is None else list(self.interval),
        }


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A passage of which the two annotators do not say the same."""

    id: str
    document: str
    language: str
    text: str
    labels: dict[str, tuple[Any, Any]]
    """By field (``reference``, ``codes``, ...): what the first and the second say."""
    notes: tuple[str, str]

    def as_dict(self) -> dict[str, Any]:
        """The disagreement as plain values, for JSON."""
        return {
            "id": self.id,
            "document": self.document,
            "language": self.language,
            "text": self.text,
            "labels": {name: list(values) for name, values in self.labels.items()},
            "notes": list(self.notes),
        }


def paired(first: Iterable[Annotation], second: Iterable[Annotation]) -> list[Pair]:
    """Return the passages that both annotators labelled, in the order of the first.

    Raises:
        AnnotationError: no id stands in both, or one id stands for two texts or languages.
    """
    others = {annotation.id: annotation for annotation in second}
    pairs = [(a, others[a.id]) for a in first if a.id in others]
    if not pairs:
        raise AnnotationError(["no passage has the same id in both: nothing can be compared"])
    faults = [
        f"{a.id}: {field}: is not the same in both"
        for a, b in pairs
        for field in ("text", "language")
        if getattr(a, field) != getattr(b, field)
    ]
    if faults:
        raise AnnotationError(faults)
    return pairs


def agreement(
    pairs: Sequence[Pair], resamples: int = RESAMPLES, seed: int = 0
) -> list[LabelAgreement]:
    """Measure the agreement on every label, by language and together.

    Reference, contribution, objectives and codes are measured over all passages; objectives
    and codes also, as implicit and polarity only, among those that both call a contribution;
    ``b4_kind`` among those to which both give b4. Passages of one document stay together in
    a resample; a passage that names no document is one of its own.
    """
    languages = sorted({a.language for a, _ in pairs})
    groups = {lg: [p for p in pairs if p[0].language == lg] for lg in languages}
    if len(languages) > 1:
        groups[TOGETHER] = list(pairs)
    found: dict[tuple[str, str], list[LabelAgreement]] = {}
    # RandomState: its stream is frozen, so the datasheet's intervals stay what they are.
    for language, group in groups.items():
        for question in label_questions():
            label, among, value = question.label, question.among, question.value
            chosen = [p for p in group if all(map(question.asked, p))]
            values = [(value(a), value(b)) for a, b in chosen]
            documents = [a.document or f"\0{a.id}" for a, _ in chosen]
            measured = _measured(
                label, among, language, values, documents, np.random.RandomState(seed), resamples
            )
            found.setdefault((label, among), []).append(measured)
    return [row for rows in found.values() for row in rows]


def kappa_text(kappa: float | None) -> str:
    """Return a kappa with two decimals; 1.00 is said of full agreement only."""
    if kappa is None:
        return "undefined"
    return ">0.99" if 0.995 <= kappa < 1 else f"{kappa:.2f}"


def disagreements(pairs: Iterable[Pair]) -> list[Disagreement]:
    """Return the passages on which the two differ, in order, each with what differs."""
    found = []
    for a, b in pairs:
        labels = {
            name: (_plain(getattr(a, name)), _plain(getattr(b, name)))
            for name in ("reference", "codes", "b4_kind", "implicit", "polarity")
            if getattr(a, name) != getattr(b, name)
        }
        if labels:
            found.append(
                Disagreement(a.id, a.document, a.language, a.text, labels, (a.note, b.note))
            )
    return found


def _plain(value: object) -> object:
    return [str(code) for code in value] if isinstance(value, tuple) else value


def _everything(_: Annotation) -> bool:
    return True


def _is_contribution(annotation: Annotation) -> bool:
    return annotation.reference is Reference.CONTRIBUTION


def _has(label: Objective | Code) -> Callable[[Annotation], Hashable]:
    return lambda annotation: (
        label in (annotation.codes if isinstance(label, Code) else annotation.objectives)
    )


def label_questions() -> list[LabelQuestion]:
    """The labels that agreement is measured on, each among which passages."""
    subjects = [(str(label), _has(label)) for label in (*Objective, *Code)]
    return [
        LabelQuestion("reference", ALL, lambda a: a.reference, _everything),
        LabelQuestion("contribution", ALL, _is_contribution, _everything),
        *(LabelQuestion(name, ALL, value, _everything) for name, value in subjects),
        *(
            LabelQuestion(name, BOTH_CONTRIBUTION, value, _is_contribution)
            for name, value in subjects
        ),
        LabelQuestion("b4_kind", BOTH_B4, lambda a: a.b4_kind, lambda a: Code.B4 in a.codes),
        LabelQuestion("implicit", BOTH_CONTRIBUTION, lambda a: a.implicit, _is_contribution),
        LabelQuestion("polarity", BOTH_CONTRIBUTION, lambda a: a.polarity, _is_contribution),
    ]


def _measured(
    label: str,
    among: str,
    language: str,
    values: list[tuple[Hashable, Hashable]],
    documents: list[str],
    random: np.random.RandomState,
    resamples: int,
) -> LabelAgreement:
    places = {value: i for i, value in enumerate(dict.fromkeys(v for pair in values for v in pair))}
    rows = {document: i for i, document in enumerate(dict.fromkeys(documents))}
    counts = np.zeros((len(rows), len(places), len(places)))
    for (a, b), document in zip(values, documents, strict=True):
        counts[rows[document], places[a], places[b]] += 1
    observed, kappa = _kappa(counts.sum(axis=0))
    given = None
    if label not in SEVERAL_VALUES:
        given = (sum(bool(a) for a, _ in values), sum(bool(b) for _, b in values))
    return LabelAgreement(
        label=label,
        among=among,
        language=language,
        passages=len(values),
        documents=len(rows),
        given=given,
        observed=_number(observed),
        kappa=_number(kappa),
        interval=None if np.isnan(kappa) else _interval(counts, random, resamples),
    )


def _kappa(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Observed agreement and kappa of tables (..., first's value, second's value); nan if none."""
    total = counts.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = np.trace(counts, axis1=-2, axis2=-1) / total
        chance = (counts.sum(axis=-1) * counts.sum(axis=-2)).sum(axis=-1) / total**2
        # Counts are whole numbers: where both gave one label only, chance is exactly 1.
        kappa = np.where(chance < 1, (observed - chance) / (1 - chance), np.nan)
    return observed, kappa


def _number(value: np.ndarray) -> float | None:
    return None if np.isnan(value) else float(value)


def _interval(
    counts: np.ndarray, random: np.random.RandomState, resamples: int
) -> tuple[float, float] | None:
    """Percentile interval over resampled documents, the first axis of ``counts``."""
    documents = len(counts)
    times = random.multinomial(documents, np.full(documents, 1 / documents), size=resamples)
    kappas = _kappa(np.tensordot(times, counts, axes=1))[1]
    defined = kappas[~np.isnan(kappas)]
    if len(defined) < FEWEST_DEFINED * resamples:
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return float(low), float(high)
