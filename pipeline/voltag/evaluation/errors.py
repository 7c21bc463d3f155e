"""The worst errors: those of which the model was surest."""

from collections.abc import Sequence
from dataclasses import dataclass

from voltag.annotations import Annotation
from voltag.classify.features import signs
from voltag.evaluation.labels import Judged
from voltag.types import Labels, Objective, Reference, Term


@dataclass(frozen=True, slots=True)
class Error:
    """A passage that was labelled wrongly, with what it is and what it was taken for."""

    id: str
    document: str
    language: str
    text: str
    terms: tuple[Term, ...]
    reference: Reference
    objectives: tuple[Objective, ...]
    predicted_reference: Reference
    predicted_objectives: tuple[Objective, ...]
    score: float
    """The score that is furthest from the truth: of a contribution, or of an objective."""
    about: str
    """``contribution`` or the objective that ``score`` is of."""
    seen: bool
    """Whether the lexicon finds a standing sign; without one the classifier is not asked."""
    note: str
    """What the annotator noted."""


@dataclass(frozen=True, slots=True)
class Errors:
    """The worst errors of each sort, worst first, with how many there are."""

    false_contributions: tuple[Error, ...]
    false_contributions_count: int
    missed_contributions: tuple[Error, ...]
    missed_contributions_count: int
    wrong_objectives: tuple[Error, ...]
    wrong_objectives_count: int
    """Among passages rightly taken for contributions."""


_Found = tuple[float, Annotation, Labels, str]
"""How bad an error is (the lower the worse), the passage, its labels, what it is about."""


def worst_errors(judged: Judged, most: int) -> Errors:
    """Return the ``most`` worst errors of each sort."""
    false: list[_Found] = []
    missed: list[_Found] = []
    wrong: list[_Found] = []
    for annotation, labels in zip(judged.annotations, judged.labels, strict=True):
        truly = annotation.reference is Reference.CONTRIBUTION
        taken = labels.reference is Reference.CONTRIBUTION
        if truly != taken:
            score = labels.scores.contribution
            (missed if truly else false).append(
                (score if truly else -score, annotation, labels, "contribution")
            )
        elif truly and set(annotation.objectives) != set(labels.objectives):
            distances = {
                o: abs(float(o in annotation.objectives) - labels.scores.of(o.value))
                for o in Objective
                if (o in annotation.objectives) != (o in labels.objectives)
            }
            worst = max(distances, key=lambda o: distances[o])
            wrong.append((-distances[worst], annotation, labels, worst.value))
    return Errors(
        false_contributions=_worst(false, most),
        false_contributions_count=len(false),
        missed_contributions=_worst(missed, most),
        missed_contributions_count=len(missed),
        wrong_objectives=_worst(wrong, most),
        wrong_objectives_count=len(wrong),
    )


def _worst(found: Sequence[_Found], most: int) -> tuple[Error, ...]:
    ranked = sorted(found, key=lambda item: (item[0], item[1].id))[:most]
    return tuple(_error(annotation, labels, about) for _, annotation, labels, about in ranked)


def _error(annotation: Annotation, labels: Labels, about: str) -> Error:
    score = labels.scores.contribution
    if about != "contribution":
        score = labels.scores.of(Objective(about).value)
    return Error(
        id=annotation.id,
        document=annotation.document,
        language=annotation.language,
        text=annotation.text,
        terms=labels.terms,
        reference=annotation.reference,
        objectives=annotation.objectives,
        predicted_reference=labels.reference,
        predicted_objectives=labels.objectives,
        score=score,
        about=about,
        seen=bool(signs(annotation.text, annotation.language).standing),
        note=annotation.note,
    )
