"""The orders in which a queue puts passages before a reviewer, and what each is for.

Every order is a pure function: the same passages give the same sequence, whatever order they
come in. Which passages wait is not decided here; the caller leaves out what is done.
"""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from voltag.settings import QueueSettings, Settings, Thresholds
from voltag.types import Question, Scores


class Order(StrEnum):
    """The orders that a reviewer can pick."""

    MOST_UNCERTAIN = "most_uncertain"
    MOST_DECISIVE = "most_decisive"
    MOST_LIKELY = "most_likely"
    MISSED_CANDIDATES = "missed_candidates"
    PAGE = "page"
    RANDOM = "random"


PURPOSES: dict[Order, str] = {
    Order.MOST_UNCERTAIN: "Teaches the model most: first what it can say least about.",
    Order.MOST_DECISIVE: "Settles verdicts soonest: first the passages that an answer turns on.",
    Order.MOST_LIKELY: "Gathers evidence soonest: first what is most likely a contribution.",
    Order.MISSED_CANDIDATES: (
        "Looks for what the model missed: rejected passages only, drawn by chance, those that"
        " look most like volunteering the likelier."
    ),
    Order.PAGE: "Reads a document as it was written: document by document, page by page.",
    Order.RANDOM: "Favours nothing: what shares and agreement can be estimated from.",
}
"""What each order is for, in one sentence."""


@dataclass(frozen=True, slots=True)
class Queued:
    """What the orders need to know of a passage that waits for a reviewer."""

    passage_id: str
    document_id: str
    page: int
    """1-based."""
    place: int
    """Its number among the passages of its document, in reading order."""
    scores: Scores
    rejected: bool = False
    """Whether the model found no reference in it and is in doubt on no question."""
    lookalike: bool = False
    """Whether a word in it looks like one of volunteering, though none stands."""
    expected_changes: float = 0.0
    """How many of its document's answers a decision on it alone is expected to change
    (:func:`voltag.review.decisive.expected_changes`)."""


def ordered(
    order: Order, passages: Sequence[Queued], settings: Settings, seed: int = 0
) -> list[Queued]:
    """Return ``passages`` in ``order``; ``seed`` is for the orders that draw by chance.

    :func:`missed_candidates` alone leaves passages out.
    """
    return _ORDERS[order](passages, settings, seed)


def uncertainty(scores: Scores, thresholds: Mapping[Question, Thresholds]) -> float:
    """How little the scores say, 0..1, on the question on which they say least.

    On one question it is 1 half-way between the two thresholds, 0.5 at each of them, and 0 for
    the scores 0 and 1: a passage in doubt has 0.5 or more, whatever the thresholds are.
    """
    return max(
        (_uncertainty(scores.of(question), own) for question, own in thresholds.items()),
        default=0.0,
    )


def _uncertainty(score: float, thresholds: Thresholds) -> float:
    lower, upper = thresholds.lower, thresholds.upper
    if score < lower:
        return 0.5 * score / lower
    if score > upper:
        return 0.5 * (1.0 - score) / (1.0 - upper)
    half = (upper - lower) / 2
    return 1.0 - 0.5 * abs(score - (lower + half)) / half if half else 1.0


def most_uncertain(
    passages: Sequence[Queued], thresholds: Mapping[Question, Thresholds]
) -> list[Queued]:
    """The passages on which the model can say least first: what teaches it most.

    This is uncertainty sampling (Lewis and Gale 1994).
    """
    return sorted(passages, key=lambda p: (-uncertainty(p.scores, thresholds), *_by_page(p)))


def most_decisive(passages: Sequence[Queued]) -> list[Queued]:
    """The passages that the answers on their documents turn on first.

    Each document's most decisive passage comes before any document's second: once it is
    decided, the others of its document may decide nothing any more. Passages that decide
    nothing come last, by page.
    """
    ranked = sorted(passages, key=lambda p: (-p.expected_changes, *_by_page(p)))
    seen: dict[str, int] = {}
    rounds: dict[str, int] = {}
    for passage in ranked:
        rounds[passage.passage_id] = seen.get(passage.document_id, 0)
        seen[passage.document_id] = rounds[passage.passage_id] + 1
    deciding = [p for p in ranked if p.expected_changes > 0]
    deciding.sort(key=lambda p: rounds[p.passage_id])
    return [*deciding, *(p for p in ranked if p.expected_changes <= 0)]


def most_likely(passages: Sequence[Queued]) -> list[Queued]:
    """The passages that most likely are contributions first: what gathers evidence soonest."""
    return sorted(passages, key=lambda p: (-p.scores.contribution, *_by_page(p)))


def missed_candidates(passages: Sequence[Queued], queue: QueueSettings, seed: int) -> list[Queued]:
    """The rejected passages in an order drawn by chance: what the model may have missed.

    A passage weighs ``queue.rejected_weight``, or ``queue.lookalike_weight`` with a word that
    looks like one of volunteering, and its score for being a contribution besides; the first
    of the sequence are a sample without replacement with these weights (Efraimidis and Spirakis
    2006). For an upper limit on how much was missed take :func:`random_order` of the rejected
    passages instead: there all weigh the same.
    """
    weights = {
        p.passage_id: (queue.lookalike_weight if p.lookalike else queue.rejected_weight)
        + p.scores.contribution
        for p in passages
        if p.rejected
    }
    return sorted(
        (p for p in passages if p.rejected),
        key=lambda p: (
            -math.log(chance(p.passage_id, seed)) / weights[p.passage_id],
            p.passage_id,
        ),
    )


def page_order(passages: Sequence[Queued]) -> list[Queued]:
    """The passages as they are read: document by document, page by page."""
    return sorted(passages, key=_by_page)


def random_order(passages: Sequence[Queued], seed: int) -> list[Queued]:
    """The passages in an order drawn by chance, each place as likely for each of them."""
    return sorted(passages, key=lambda p: (chance(p.passage_id, seed), p.passage_id))


def chance(passage_id: str, seed: int) -> float:
    """Return a number above 0 and below 1 that ``seed`` draws for a passage.

    It depends on nothing else, so that passages keep their order when others come or go, and
    any machine draws the same.
    """
    digest = hashlib.blake2b(f"{seed} {passage_id}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest) + 0.5) / 2.0**64


def _by_page(passage: Queued) -> tuple[str, int, int, str]:
    return passage.document_id, passage.page, passage.place, passage.passage_id


_ORDERS: dict[Order, Callable[[Sequence[Queued], Settings, int], list[Queued]]] = {
    Order.MOST_UNCERTAIN: lambda passages, settings, _: most_uncertain(
        passages, settings.by_question()
    ),
    Order.MOST_DECISIVE: lambda passages, settings, seed: most_decisive(passages),
    Order.MOST_LIKELY: lambda passages, settings, seed: most_likely(passages),
    Order.MISSED_CANDIDATES: lambda passages, settings, seed: missed_candidates(
        passages, settings.queue, seed
    ),
    Order.PAGE: lambda passages, settings, seed: page_order(passages),
    Order.RANDOM: lambda passages, settings, seed: random_order(passages, seed),
}
