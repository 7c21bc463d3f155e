"""Every order on one set of annotated passages."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from voltag.annotations import Annotation
from voltag.classify.candidates import candidates
from voltag.criteria.intervals import share
from voltag.evaluation import Judged, resampling
from voltag.evaluation.documents import annotated_documents
from voltag.review.orders import Order, Queued, ordered
from voltag.review.simulation.reading import by_chance, saving
from voltag.review.simulation.records import Saving, Settling, Simulation
from voltag.review.simulation.settling import (
    Case,
    case,
    decisive_sequence,
    expected_changes,
    settling,
    starts_right,
)
from voltag.settings import Settings
from voltag.types import Passage, Reference, Role

_ORDERS = tuple(order for order in Order if order not in (Order.MISSED_CANDIDATES, Order.RANDOM))
_FEWEST_MISSES = 20
"""Contributions missed below which a share of them says nothing."""
_DRAWS = 20
"""Random orders of a document that the mean is taken of."""

V1_ONLY = (
    "Every document is judged by rule V1: its annotations do not say in which section of a"
    " framework a passage stands."
)
DENSE = (
    "{share:.0%} of these passages are contributions, in whole documents under one in a hundred"
    " is. There an order by scores leaves nearly everything unread, and a random one still"
    " reads nearly all: the difference is larger than it is here."
)
PAGES = (
    "Annotated passages have no page: the order of pages is that of the file, document by document."
)


def simulate(
    name: str, judged: Judged, settings: Settings, seed: int = 0, *, written: bool = False
) -> Simulation:
    """Measure how much reading every order of the queue saves on ``judged``.

    Intervals are 95%, over documents drawn anew; ``seed`` is for these and for the orders that
    draw by chance. ``written`` says that the documents were written to be annotated.

    Raises:
        ValueError: there is no contribution among the passages.
    """
    relevant = np.array([a.reference is Reference.CONTRIBUTION for a in judged.annotations])
    if not relevant.any():
        raise ValueError(f"{name}: no passage is a contribution, so there is nothing to find")
    groups = judged.groups()
    draws = resampling.drawn(groups, seed)
    queued, cases = _queued(judged, settings)
    savings = [_saving(order, queued, relevant, draws, settings, seed) for order in _ORDERS]
    rejected = np.array([p.rejected for p in queued])
    missed = int((relevant & rejected).sum())
    density = share(int(relevant.sum()), len(relevant)).share or 0.0
    notes = [PAGES, V1_ONLY, DENSE.format(share=density)]
    settlings = _settlings(cases, settings, seed)
    return Simulation(
        name=name,
        method=judged.method,
        model=judged.model,
        passages=len(queued),
        relevant=int(relevant.sum()),
        documents=len(np.unique(groups)),
        best_possible=round(float(np.ceil(0.95 * relevant.sum() - 1e-9) / len(relevant)), 4),
        savings=(*savings, by_chance(relevant, draws)),
        rejected=int(rejected.sum()),
        missed=missed,
        misses=_misses(queued, relevant, rejected, groups, settings, seed, missed),
        settled_unread=sum(starts_right(c) for c in cases),
        settlings=settlings,
        notes=((WRITTEN, *notes) if written else tuple(notes)),
    )


WRITTEN = (
    "The documents were written to be annotated: near misses stand beside each contribution, and"
    " every passage is worth a look. They show which order is better than which, not how much"
    " reading a real document takes."
)


def _queued(judged: Judged, settings: Settings) -> tuple[list[Queued], list[Case]]:
    """The passages as the queue has them, and the documents that they make up."""
    queued = [
        Queued(
            passage_id=a.id,
            document_id=f"{a.language} {a.document or a.id}",
            page=1,
            place=place,
            scores=labels.scores,
            rejected=labels.reference is Reference.NONE and not labels.in_doubt,
            lookalike=_has_lookalike(a),
        )
        for place, (a, labels) in enumerate(zip(judged.annotations, judged.labels, strict=True))
    ]
    places = {p.passage_id: place for place, p in enumerate(queued)}
    cases = []
    for document in annotated_documents(judged):
        own = [places[p.passage_id] for p in document.truth]
        made = case(document, [queued[place] for place in own], settings)
        for place, changes in zip(own, expected_changes(made, settings), strict=True):
            queued[place] = replace(queued[place], expected_changes=changes)
        cases.append(made)
    return queued, cases


def _has_lookalike(annotation: Annotation) -> bool:
    passage = Passage(
        annotation.id, "", 1, None, (), (), False, Role.PARAGRAPH, annotation.language,
        annotation.text,
    )  # fmt: skip
    return any(c.fate != "stands" for c in candidates([passage], [annotation.language]))


def _saving(
    order: Order,
    queued: Sequence[Queued],
    relevant: np.ndarray,
    draws: resampling.Draws,
    settings: Settings,
    seed: int,
) -> Saving:
    places = {p.passage_id: place for place, p in enumerate(queued)}
    sequence = [places[p.passage_id] for p in ordered(order, queued, settings, seed)]
    return saving(order, sequence, relevant, draws)


def _misses(
    queued: Sequence[Queued],
    relevant: np.ndarray,
    rejected: np.ndarray,
    groups: np.ndarray,
    settings: Settings,
    seed: int,
    missed: int,
) -> tuple[Saving, ...]:
    if missed < _FEWEST_MISSES:
        return ()
    own = [p for p, out in zip(queued, rejected, strict=True) if out]
    numbers = np.unique(groups[rejected], return_inverse=True)[1]
    draws = resampling.drawn(numbers, seed)
    inside = relevant[rejected]
    return (
        _saving(Order.MISSED_CANDIDATES, own, inside, draws, settings, seed),
        by_chance(inside, draws),
    )


def _settlings(cases: Sequence[Case], settings: Settings, seed: int) -> tuple[Settling, ...]:
    if not cases:
        return ()
    draws = resampling.drawn(np.arange(len(cases)), seed)

    def placed(order: Order, one: Case, seed: int = seed) -> list[int]:
        if order is Order.MOST_DECISIVE:
            return decisive_sequence(one, settings)
        places = {p.passage_id: place for place, p in enumerate(one.passages)}
        return [places[p.passage_id] for p in ordered(order, one.passages, settings, seed)]

    measured = [
        settling(order, cases, lambda one, order=order: [placed(order, one)], draws)  # type: ignore[misc]
        for order in _ORDERS
    ]
    chances = settling(
        Order.RANDOM,
        cases,
        lambda one: [placed(Order.RANDOM, one, seed + draw) for draw in range(_DRAWS)],
        draws,
    )
    return (*measured, chances)
