"""Answering one question from the scores of a document's passages.

The same for all four questions (CRITERIA, "Answers that must never be silent"): a sure
passage answers yes; passages in doubt only leave the answer to a reviewer; with neither it
is no. Sure but only implicit is yes, and to a reviewer; sure but only negative is no, and
to a reviewer. Passages in doubt beside sure ones that are only negative leave the answer to
a reviewer too, since they may turn it into yes (ours).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voltag.settings import Thresholds
from voltag.types import LabelledPassage, Polarity, Question, Reference

_NEGATIVE = Polarity.NEGATIVE


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, with the passages it rests on, best first."""

    value: bool | None
    passages: tuple[LabelledPassage, ...]
    reasons: tuple[str, ...]
    """Why the question goes to a reviewer; empty when it does not."""
    score: float
    """The highest score of any passage on this question."""


def answer(
    question: Question, passages: Sequence[LabelledPassage], thresholds: Thresholds
) -> Answer:
    """Answer ``question`` from all passages of a document."""
    sorted_ = sort_out(question, passages, thresholds)
    counting, doubtful, best = sorted_.counting, sorted_.doubtful, sorted_.best
    sure = [*counting, *sorted_.negative]
    if counting:
        named = any(not p.implicit for p in counting)
        return Answer(True, counting, () if named else ("implicit_only",), best)
    if doubtful:
        reason = ("in_doubt", "negative_only") if sure else ("in_doubt",)
        return Answer(None, (*doubtful, *sure), reason, best)
    if sure:
        return Answer(False, sorted_.negative, ("negative_only",), best)
    return Answer(False, (), (), best)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The passages that matter to a question, each list with the best first."""

    counting: tuple[LabelledPassage, ...]
    """Sure contributions that are not negative."""
    negative: tuple[LabelledPassage, ...]
    """Sure contributions that are."""
    doubtful: tuple[LabelledPassage, ...]
    """Passages that may be a contribution."""
    best: float
    """The highest score of any passage."""


def sort_out(
    question: Question, passages: Sequence[LabelledPassage], thresholds: Thresholds
) -> Sorted:
    """Sort ``passages`` by what the thresholds of ``question`` make of them."""
    ranked = sorted(
        (p for p in passages if p.scores.of(question) >= thresholds.lower),
        key=lambda p: (p.implicit, -p.scores.of(question), p.page, p.passage_id),
    )
    sure = [is_sure(p, question, thresholds) for p in ranked]
    return Sorted(
        tuple(p for p, s in zip(ranked, sure, strict=True) if s and p.polarity is not _NEGATIVE),
        tuple(p for p, s in zip(ranked, sure, strict=True) if s and p.polarity is _NEGATIVE),
        tuple(p for p, s in zip(ranked, sure, strict=True) if not s),
        max((p.scores.of(question) for p in passages), default=0.0),
    )


def is_sure(passage: LabelledPassage, question: Question, thresholds: Thresholds) -> bool:
    """Whether ``passage`` answers ``question`` by itself."""
    return (
        passage.reference is Reference.CONTRIBUTION
        and passage.scores.of(question) >= thresholds.upper
    )
