"""What one document gives: the values that workers hand back and ``parsed/`` keeps."""

from dataclasses import dataclass

from voltag.classify.candidates import Candidate
from voltag.types import (
    Document,
    LabelledPassage,
    MappedHeading,
    Metadata,
    Note,
    PageText,
    Problem,
    TextFault,
    Verdict,
)


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
