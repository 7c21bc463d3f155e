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
    ranked = sorted(
        (p for p in passages if p.scores.of(question) >= thresholds.lower),
        key=lambda p: (p.implicit, -p.scores.of(question), p.page, p.passage_id),
    )
    best = max((p.scores.of(question) for p in passages), default=0.0)
    sure = [p for p in ranked if _is_sure(p, question, thresholds)]
    counting = [p for p in sure if p.polarity is not Polarity.NEGATIVE]
    doubtful = [p for p in ranked if p not in sure]
    if counting:
        named = any(not p.implicit for p in counting)
        return Answer(True, tuple(counting), () if named else ("implicit_only",), best)
    if doubtful:
        reason = ("in_doubt", "negative_only") if sure else ("in_doubt",)
        return Answer(None, (*doubtful, *sure), reason, best)
    if sure:
        return Answer(False, tuple(sure), ("negative_only",), best)
    return Answer(False, (), (), best)


def _is_sure(passage: LabelledPassage, question: Question, thresholds: Thresholds) -> bool:
    return (
        passage.reference is Reference.CONTRIBUTION
        and passage.scores.of(question) >= thresholds.upper
    )
