"""Reading one document in an order: how soon its verdict is settled.

A verdict is settled once all four answers, by the people's labels of what is read and the
model's of what is not, are those that all people's labels together give, and stay so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from voltag.criteria.question import answer
from voltag.evaluation import resampling
from voltag.evaluation.documents import AnnotatedDocument
from voltag.evaluation.resampling import Draws
from voltag.review.orders import Order, Queued
from voltag.review.simulation.records import Settling
from voltag.settings import Settings, Thresholds
from voltag.types import QUESTIONS, LabelledPassage, Polarity, Question

Answer = bool | None
_TRUTH = Thresholds(0.5, 0.5)
"""The scores of people's labels are 0 and 1."""
_CURVE = 20
"""Passages up to which the curve of settled documents goes."""


@dataclass(frozen=True, slots=True)
class Case:
    """A document ready to be read: what each passage says by itself, to model and people."""

    passages: tuple[Queued, ...]
    by_model: tuple[tuple[Answer, ...], ...]
    """For each passage its answer to each question."""
    by_people: tuple[tuple[Answer, ...], ...]
    negative: tuple[bool, ...]
    """Whether the model takes a passage for one that only criticises."""


def case(document: AnnotatedDocument, passages: Sequence[Queued], settings: Settings) -> Case:
    """Return ``document`` as it is read; ``passages`` are its own in the same order."""
    return Case(
        passages=tuple(passages),
        by_model=tuple(_alone(p, settings.by_question()) for p in document.found),
        by_people=tuple(_alone(p, dict.fromkeys(QUESTIONS, _TRUTH)) for p in document.truth),
        negative=tuple(p.polarity is Polarity.NEGATIVE for p in document.found),
    )


def _alone(passage: LabelledPassage, thresholds: dict[Question, Thresholds]) -> tuple[Answer, ...]:
    return tuple(answer(q, [passage], thresholds[q]).value for q in QUESTIONS)


class Tally:
    """The answers that passages together give, kept up to date as single ones change.

    One yes is a yes; else one passage in doubt leaves the question open (as
    :func:`voltag.criteria.question.answer` has it, which a test compares).
    """

    def __init__(self, passages: Sequence[tuple[Answer, ...]]) -> None:
        self._yes = [sum(p[q] is True for p in passages) for q in range(len(QUESTIONS))]
        self._open = [sum(p[q] is None for p in passages) for q in range(len(QUESTIONS))]

    def answers(self) -> tuple[Answer, ...]:
        """The answer to each question."""
        return tuple(map(_answer, self._yes, self._open))

    def change(self, old: tuple[Answer, ...], new: tuple[Answer, ...]) -> None:
        """Put ``new`` in the place of a passage that said ``old``."""
        for question, (was, now) in enumerate(zip(old, new, strict=True)):
            self._yes[question] += (now is True) - (was is True)
            self._open[question] += (now is None) - (was is None)

    def with_one(self, question: int, was: Answer, now: Answer) -> Answer:
        """The answer to ``question`` if one passage said ``now`` in place of ``was``."""
        return _answer(
            self._yes[question] + (now is True) - (was is True),
            self._open[question] + (now is None) - (was is None),
        )


def _answer(yes: int, doubtful: int) -> Answer:
    return True if yes else None if doubtful else False


def starts_right(case: Case) -> bool:
    """Whether the model's answers are right before anything is read."""
    return Tally(case.by_model).answers() == Tally(case.by_people).answers()


def until_settled(case: Case, sequence: Sequence[int]) -> int:
    """Return how many passages of ``sequence`` are read until the verdict is settled."""
    final = Tally(case.by_people).answers()
    tally = Tally(case.by_model)
    settled = 0
    for count, place in enumerate([None, *sequence]):
        if place is not None:
            tally.change(case.by_model[place], case.by_people[place])
        if tally.answers() != final:
            settled = count + 1
    return settled


def decisive_sequence(case: Case, settings: Settings) -> list[int]:
    """Return the order most decisive first, found anew after each passage, as the queue does."""
    tally = Tally(case.by_model)
    left = list(range(len(case.passages)))
    sequence: list[int] = []
    while left:
        changes = {place: _changes(case, tally, place, settings) for place in left}
        best = max(left, key=lambda place: (changes[place], -place))
        if not changes[best]:
            return [*sequence, *left]
        left.remove(best)
        sequence.append(best)
        tally.change(case.by_model[best], case.by_people[best])
    return sequence


def expected_changes(case: Case, settings: Settings) -> list[float]:
    """How many answers a decision on each passage alone is expected to change, at the start."""
    tally = Tally(case.by_model)
    return [_changes(case, tally, place, settings) for place in range(len(case.passages))]


def _changes(case: Case, tally: Tally, place: int, settings: Settings) -> float:
    """As :func:`voltag.review.decisive.turns` for rule V1 and the objectives, but quicker."""
    expected = 0.0
    for number, (question, now) in enumerate(zip(QUESTIONS, tally.answers(), strict=True)):
        score = case.passages[place].scores.of(question)
        if score < settings.thresholds(question).lower:
            continue
        was = case.by_model[place][number]
        accepted = tally.with_one(number, was, not case.negative[place])
        rejected = tally.with_one(number, was, False)
        expected += score * (accepted is not now) + (1.0 - score) * (rejected is not now)
    return expected


def settling(
    order: Order,
    cases: Sequence[Case],
    sequences: Callable[[Case], Sequence[Sequence[int]]],
    draws: Draws,
) -> Settling:
    """Measure an order over ``cases``, in the order of the documents of ``draws``.

    ``sequences`` gives the order of a document's passages, or several to take the mean of.
    """
    counts = [[until_settled(c, s) for s in sequences(c)] for c in cases]
    means = np.array([np.mean(c) for c in counts])
    sizes = np.array([len(c.passages) for c in cases])
    drawn = (draws.times @ means) / draws.times.sum(axis=1)
    interval = resampling.interval(drawn)
    assert interval is not None
    every = np.concatenate([np.asarray(c, dtype=float) for c in counts])
    weights = np.concatenate([np.full(len(c), 1 / len(c)) for c in counts])
    curve = [float(weights[every <= n].sum() / len(cases)) for n in range(_CURVE + 1)]
    return Settling(
        order,
        round(float(means.mean()), 4),
        interval,
        _quantile(every, weights, 0.5),
        _quantile(every, weights, 0.9),
        round(float(means.sum() / sizes.sum()), 4),
        tuple(round(share, 4) for share in curve),
    )


def _quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """The least value that ``share`` of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.searchsorted(reached, share - 1e-9)])
