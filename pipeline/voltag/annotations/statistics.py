"""What a set of annotations consists of, counted by language."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args

from voltag.annotations.model import Annotation, Origin
from voltag.types import B4Kind, Code, Objective, Polarity, Reference

LABELS: dict[str, tuple[str, ...]] = {
    "reference": tuple(map(str, Reference)),
    "objective": tuple(map(str, Objective)),
    "code": tuple(map(str, Code)),
    "b4_kind": get_args(B4Kind),
    "polarity": tuple(map(str, Polarity)),
    "implicit": ("true", "false"),
    "origin": get_args(Origin),
}
"""What is counted, with all the values that are listed whether they occur or not."""

QUARTILES = ("shortest", "lower quartile", "median", "upper quartile", "longest")


@dataclass(frozen=True, slots=True)
class LanguageStatistics:
    """The annotations of one language."""

    passages: int
    documents: int
    """Different documents named; passages that name none are not counted."""
    without_document: int
    counts: dict[str, dict[str, int]]
    """By the names of ``LABELS``, and ``annotator``: how many passages have each value."""
    characters: tuple[int, int, int, int, int]
    """Lengths of the texts: shortest, quartiles, longest."""

    def as_dict(self) -> dict[str, Any]:
        """The numbers as plain values, for JSON."""
        return {
            "passages": self.passages,
            "documents": self.documents,
            "without_document": self.without_document,
            **self.counts,
            "characters": dict(zip(QUARTILES, self.characters, strict=True)),
        }


def statistics(annotations: Iterable[Annotation]) -> dict[str, LanguageStatistics]:
    """Count annotations by language; polarity and implicit are those of contributions only."""
    by_language: dict[str, list[Annotation]] = {}
    for annotation in annotations:
        by_language.setdefault(annotation.language, []).append(annotation)
    return {language: _of(by_language[language]) for language in sorted(by_language)}


def _of(annotations: list[Annotation]) -> LanguageStatistics:
    counts = {name: dict.fromkeys(values, 0) for name, values in LABELS.items()}
    annotators: Counter[str] = Counter()
    for annotation in annotations:
        counts["reference"][annotation.reference] += 1
        counts["origin"][annotation.origin] += 1
        annotators[annotation.annotator] += 1
        for objective in annotation.objectives:
            counts["objective"][objective] += 1
        for code in annotation.codes:
            counts["code"][code] += 1
        if annotation.b4_kind is not None:
            counts["b4_kind"][annotation.b4_kind] += 1
        if annotation.reference is Reference.CONTRIBUTION:
            counts["polarity"][annotation.polarity] += 1
            counts["implicit"]["true" if annotation.implicit else "false"] += 1
    counts["annotator"] = dict(sorted(annotators.items()))
    lengths = sorted(len(annotation.text) for annotation in annotations)
    last = len(lengths) - 1
    return LanguageStatistics(
        passages=len(annotations),
        documents=len({a.document for a in annotations if a.document}),
        without_document=sum(not a.document for a in annotations),
        counts=counts,
        characters=(
            lengths[0],
            lengths[round(last / 4)],
            lengths[round(last / 2)],
            lengths[round(last * 3 / 4)],
            lengths[last],
        ),
    )
