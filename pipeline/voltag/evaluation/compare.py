"""Two models on the same passages: which is better, or that it cannot be told.

A paired bootstrap: in every sample both models are measured on the same documents, so that
what makes a document hard for both does not blur the difference between them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from voltag.evaluation import resampling
from voltag.evaluation.labels import CODES, OBJECTIVES, Judged, rules_of
from voltag.evaluation.resampling import Draws, Interval
from voltag.records import to_plain

Outcome = Literal["A is better", "B is better", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of both models in one language; ``difference`` is B's less A's."""

    language: str
    figure: str
    a: float
    b: float
    difference: float
    interval: Interval
    """95%; the outcome is certain enough where it leaves out 0."""
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models, A and B, on the same annotated passages."""

    a: str
    b: str
    passages: int
    documents: int
    differences: tuple[Difference, ...]
    outcome: Outcome
    """B is better where it is on some figure of all languages together and A on none."""

    def as_dict(self) -> dict[str, Any]:
        """The comparison as plain values for JSON."""
        return to_plain(self)


def compare(a: Judged, b: Judged, seed: int = 0) -> Comparison:
    """Compare two sets of labels given to the same annotations.

    Raises:
        ValueError: the annotations are not the same, or there are none.
    """
    if not a.annotations or [x.id for x in a.annotations] != [x.id for x in b.annotations]:
        raise ValueError("two models can be compared on the same annotations only")
    differences: list[Difference] = []
    for language in a.languages():
        pair = (a.of_language(language), b.of_language(language))
        groups = pair[0].groups()
        samples = (resampling.as_they_are(groups), resampling.drawn(groups, seed))
        differences += (
            difference
            for figure, measured in _FIGURES.items()
            if (difference := _difference(language, figure, measured, pair, samples)) is not None
        )
    outcomes = {d.outcome for d in differences if d.language == a.languages()[0]}
    return Comparison(
        a=a.model or "A",
        b=b.model or "B",
        passages=len(a.annotations),
        documents=len(np.unique(a.groups())),
        differences=tuple(differences),
        outcome=_together(outcomes),
    )


def _together(outcomes: set[Outcome]) -> Outcome:
    found = outcomes - {"cannot tell"}
    return found.pop() if len(found) == 1 else "cannot tell"


_Measured = Callable[[Judged, Draws], np.ndarray]


def _difference(
    language: str,
    figure: str,
    measured: _Measured,
    pair: tuple[Judged, Judged],
    samples: tuple[Draws, Draws],
) -> Difference | None:
    """The difference of a figure, or None where the figure says nothing."""
    once, drawn = samples
    a, b = (resampling.point(measured(judged, once)) for judged in pair)
    interval = resampling.interval(measured(pair[1], drawn) - measured(pair[0], drawn))
    if a is None or b is None or interval is None:
        return None
    low, high = interval
    outcome: Outcome = "B is better" if low > 0 else "A is better" if high < 0 else "cannot tell"
    return Difference(language, figure, a, b, round(b - a, 4), interval, outcome)


def _macro(names: tuple[str, ...]) -> _Measured:
    def measured(judged: Judged, draws: Draws) -> np.ndarray:
        rules = rules_of(names)
        return resampling.macro_f1(
            draws, [r.truths(judged) for r in rules], [r.predictions(judged) for r in rules]
        )

    return measured


def _average_precision(names: tuple[str, ...]) -> _Measured:
    def measured(judged: Judged, draws: Draws) -> np.ndarray:
        figures = []
        for rule in rules_of(names):
            scores = rule.scores(judged)
            assert scores is not None, "contributions and objectives have scores"
            figures.append(resampling.average_precision(draws, rule.truths(judged), scores))
        return resampling.mean_of_known(figures)

    return measured


_FIGURES: dict[str, _Measured] = {
    "contribution F1": _macro(("contribution",)),
    "contribution average precision": _average_precision(("contribution",)),
    "objectives macro F1": _macro(OBJECTIVES),
    "objectives average precision": _average_precision(OBJECTIVES),
    "codes macro F1": _macro(CODES),
}
