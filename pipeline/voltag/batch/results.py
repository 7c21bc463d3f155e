"""What one document gives: the values that workers hand back and ``parsed/`` keeps."""

from collections.abc import Iterable
from dataclasses import dataclass

from voltag.classify.candidates import Candidate
from voltag.types import (
    Document,
    LabelledPassage,
    MappedHeading,
    Metadata,
    Note,
    Objective,
    PageText,
    Problem,
    Status,
    TextFault,
    Verdict,
)

_BEST_CHARACTERS = 200
"""As much of the best passage as a line on a terminal may show."""
_CUT_SHORT = frozenset(
    {
        "changed",
        "crashed",
        "internal_error",
        "out_of_memory",
        "page_failed",
        "unreachable",
        "worker_lost",
    }
)
"""Errors that may be gone next time, beside those that end in ``timeout``."""


@dataclass(frozen=True, slots=True)
class PageSummary:
    """What is kept of a page in ``parsed/``: how well it was read."""

    number: int
    label: str | None
    width: float
    height: float
    text: PageText
    characters: int
    picture_share: float
    quality: float = 1.0
    """How well the PDF's own text of the page could be used, 0..1."""
    fault: TextFault | None = None
    ocr_confidence: float | None = None
    """Mean confidence of the page's text, where OCR read it."""
    notes: tuple[Note, ...] = ()
    """What was filled into its form fields or noted on it."""


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """Everything that voltag found out about one file."""

    verdict: Verdict
    metadata: Metadata
    pages: tuple[PageSummary, ...]
    passages: tuple[LabelledPassage, ...]
    """All passages, those without volunteering too."""
    problems: tuple[Problem, ...]
    headings: tuple[MappedHeading, ...] = ()
    """The tree of headings, each with the section it was taken for."""
    candidates: tuple[Candidate, ...] = ()
    """The terms of volunteering that were found, those that something vetoed too."""
    frame: Document | None = None
    """The document without its text (:func:`voltag.batch.classify_document.frame_of`); None
    for a file that was not read."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the result files say of one document."""

    verdict: Verdict
    passages: tuple[LabelledPassage, ...]
    """Those that ``passages.jsonl`` has."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run keeps in mind of each document, and prints."""

    path: str
    document_id: str
    kind: str
    status: str
    references: bool | None
    references_in_review: bool
    objectives: tuple[bool | None, ...]
    """Whether each objective is evidenced, in the order of :class:`Objective`."""
    needs_review: bool
    group: str | None
    pages: int
    best_page: int | None
    """Page of the best passage that decided; None where there is none."""
    best_score: float
    best_text: str

    @property
    def failed(self) -> bool:
        """Whether the document gave no result at all."""
        return self.status == Status.FAILED.value

    @property
    def was_read(self) -> bool:
        """Whether ``parsed/`` has a file of it."""
        return self.status not in (Status.FAILED.value, Status.ENCRYPTED.value)


@dataclass(frozen=True, slots=True)
class Packed:
    """The result of one document as a worker sends it back."""

    summary: Summary
    problems: tuple[Problem, ...]
    shown: bytes
    """A :class:`Shown` as JSON, without its problems."""
    parsed: bytes | None
    """Its file in ``parsed/``; None for a file that was not read."""
    settled: bool
    """Whether the result may be kept for the next run."""


def summarize(verdict: Verdict, passages: Iterable[LabelledPassage]) -> Summary:
    """Return the summary of a document with this verdict and these passages."""
    by_id = {passage.passage_id: passage for passage in passages}
    best = next((by_id[i] for i in verdict.passages if i in by_id), None)
    return Summary(
        path=verdict.path,
        document_id=verdict.document_id,
        kind=verdict.kind.value,
        status=verdict.status.value,
        references=verdict.references_volunteering,
        references_in_review="references" in verdict.review,
        objectives=tuple(verdict.objectives[objective].evidenced for objective in Objective),
        needs_review=verdict.needs_review,
        group=verdict.group,
        pages=verdict.pages,
        best_page=best.page if best else None,
        best_score=best.scores.contribution if best else 0.0,
        best_text=best.text[:_BEST_CHARACTERS] if best else "",
    )


def is_settled(problems: Iterable[Problem]) -> bool:
    """Whether the same file would give the same result again.

    What was cut short by a limit of time or memory, or by a worker that died, may fare better
    next time, and is not kept.
    """
    return not any(p.error in _CUT_SHORT or p.error.endswith("timeout") for p in problems)
