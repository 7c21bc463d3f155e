"""What each threshold would cost: passages missed below it, false answers above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from voltag.criteria.intervals import Share, share
from voltag.criteria.question import answer
from voltag.evaluation.documents import AnnotatedDocument, true_answer
from voltag.evaluation.labels import ALL
from voltag.settings import Settings, Thresholds
from voltag.types import QUESTIONS, Question

_STEP = 0.05
LOWER = tuple(round(_STEP * n, 2) for n in range(1, 11))
UPPER = tuple(round(_STEP * n, 2) for n in range(10, 20))


@dataclass(frozen=True, slots=True)
class LowerThreshold:
    """A threshold below which a passage would count as not showing what is asked."""

    threshold: float
    missed: Share
    """Passages below it, of those that show what is asked."""
    missed_named: Share
    """The same among passages that name volunteering (are not implicit)."""


@dataclass(frozen=True, slots=True)
class UpperThreshold:
    """A threshold from which a passage would count as surely showing what is asked."""

    threshold: float
    false_passages: Share
    """Sure passages, of those that do not show what is asked."""
    false_documents: Share
    """Documents answered yes, of those whose annotations say no."""
    false_documents_without: Share
    """Documents answered yes, of those without the passages that show what is asked."""


@dataclass(frozen=True, slots=True)
class ThresholdTable:
    """The choice of thresholds for one question in one language."""

    language: str
    question: Question
    lower: float
    """The threshold in use."""
    upper: float
    lowers: tuple[LowerThreshold, ...]
    uppers: tuple[UpperThreshold, ...]


def threshold_tables(
    documents: Sequence[AnnotatedDocument], settings: Settings
) -> tuple[ThresholdTable, ...]:
    """Return the table of each question, by language; passages of no document are left out."""
    languages = (ALL, *sorted({document.language for document in documents}))
    tables = []
    for language in languages:
        own = [d for d in documents if language in (ALL, d.language)]
        for question in QUESTIONS:
            used = settings.thresholds(question)
            tables.append(
                ThresholdTable(
                    language=language,
                    question=question,
                    lower=used.lower,
                    upper=used.upper,
                    lowers=_lowers(own, question, sorted({*LOWER, used.lower})),
                    uppers=_uppers(own, question, sorted({*UPPER, used.upper})),
                )
            )
    return tuple(tables)


def _lowers(
    documents: Sequence[AnnotatedDocument], question: Question, thresholds: Sequence[float]
) -> tuple[LowerThreshold, ...]:
    showing = [
        (found.scores.of(question), truth.implicit)
        for document in documents
        for truth, found in zip(document.truth, document.found, strict=True)
        if truth.scores.of(question)
    ]
    named = [score for score, implicit in showing if not implicit]
    return tuple(
        LowerThreshold(
            threshold,
            share(sum(score < threshold for score, _ in showing), len(showing)),
            share(sum(score < threshold for score in named), len(named)),
        )
        for threshold in thresholds
    )


def _uppers(
    documents: Sequence[AnnotatedDocument], question: Question, thresholds: Sequence[float]
) -> tuple[UpperThreshold, ...]:
    others = [document.without(question) for document in documents]
    left = [passages for passages in others if passages]
    scores = [passage.scores.of(question) for passages in others for passage in passages]
    denied = [d for d in documents if not true_answer(d, question)]
    found = []
    for threshold in thresholds:
        bounds = Thresholds(threshold, threshold)
        found.append(
            UpperThreshold(
                threshold,
                share(sum(score >= threshold for score in scores), len(scores)),
                share(
                    sum(answer(question, d.found, bounds).value is True for d in denied),
                    len(denied),
                ),
                share(
                    sum(answer(question, passages, bounds).value is True for passages in left),
                    len(left),
                ),
            )
        )
    return tuple(found)
