"""Answering one question from the scores of a document's passages.

The same for all four questions (CRITERIA, "Answers that must never be silent"): a sure
passage answers yes; passages in doubt only leave the answer to a reviewer; with neither it
is no. Sure but only implicit is yes, and to a reviewer; sure but only negative is no, and
to a reviewer. Passages in doubt beside sure ones that are only negative leave the answer to
a reviewer too, since they may turn it into yes (ours). A passage that OCR read without
certainty is in doubt at best (ours).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voltag.settings import Thresholds
from voltag.types import LabelledPassage, Polarity, Question, Reference

OCR = "ocr"
"""Reason: the passages that would answer were read by OCR, which may have read them wrongly."""
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
        reasons = why_doubtful(question, doubtful, thresholds)
        reasons = (*reasons, "negative_only") if sure else reasons
        return Answer(None, (*doubtful, *sure), reasons, best)
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
    """Whether ``passage`` answers ``question`` by itself.

    What OCR read without the confidence that ``thresholds`` ask for never does (ours).
    """
    return _scores_sure(passage, question, thresholds) and not _is_unsure_reading(
        passage, thresholds
    )


def why_doubtful(
    question: Question, doubtful: Sequence[LabelledPassage], thresholds: Thresholds
) -> tuple[str, ...]:
    """Why ``doubtful`` passages are no more: for their scores, or for OCR that may be wrong."""
    read = [_scores_sure(passage, question, thresholds) for passage in doubtful]
    return (*(("in_doubt",) if not all(read) else ()), *((OCR,) if any(read) else ()))


def _scores_sure(passage: LabelledPassage, question: Question, thresholds: Thresholds) -> bool:
    return (
        passage.reference is Reference.CONTRIBUTION
        and passage.scores.of(question) >= thresholds.upper
    )


def _is_unsure_reading(passage: LabelledPassage, thresholds: Thresholds) -> bool:
    sure = passage.ocr_confidence
    return sure is not None and sure < thresholds.ocr_confidence
