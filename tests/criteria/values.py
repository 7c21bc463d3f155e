"""Passages, documents and readings with the values that a test does not care about."""

from dataclasses import replace
from typing import Any

from voltag.criteria import Reading, reading
from voltag.settings import Settings, Thresholds, load_settings
from voltag.types import (
    Document,
    Identity,
    Kind,
    LabelledPassage,
    Metadata,
    Page,
    PageText,
    Polarity,
    ReadStatus,
    Reference,
    Role,
    Scores,
)

SETTINGS: Settings = load_settings()
THRESHOLDS = Thresholds(lower=0.35, upper=0.75)
SURE, DOUBTFUL, NO = 0.95, 0.5, 0.1


def passage(contribution: float = SURE, **changes: Any) -> LabelledPassage:  # noqa: ANN401
    """A passage on page 1, a contribution if its score is one half or more."""
    made = LabelledPassage(
        passage_id=f"p{contribution}",
        document_id="sha256:0",
        page=1,
        page_label=None,
        spans=(),
        section=(),
        in_results_framework=False,
        role=Role.PARAGRAPH,
        language="en",
        text="Volunteers planted trees.",
        reference=Reference.CONTRIBUTION if contribution >= 0.5 else Reference.NONE,
        scores=Scores(contribution, 0.0, 0.0, 0.0),
        in_doubt=(),
        objectives=(),
        codes=(),
        b4_kind=None,
        implicit=False,
        polarity=Polarity.POSITIVE,
        terms=(),
        sdgs=(),
    )
    return replace(made, **changes)


def pages(*texts: PageText) -> tuple[Page, ...]:
    """Pages numbered from 1, read as given."""
    return tuple(
        Page(number, None, 595.0, 842.0, text, 0, 0.0, 1, ())
        for number, text in enumerate(texts, start=1)
    )


def document(*texts: PageText, status: ReadStatus = ReadStatus.OK) -> Document:
    """A document whose pages were read as given."""
    return Document("sha256:0", "a.pdf", status, pages(*texts), (), (), Metadata(), ())


def identity(kind: Kind = Kind.VNR) -> Identity:
    """What a document is, of the given kind."""
    return Identity(kind, "KEN", 2020, "Title", {"kind": "title on page 1: Voluntary"})


def reading_of(read: int = 10, unread: int = 0, shares: dict[str, float] | None = None) -> Reading:
    """The reading of a document with so many pages read and unread, in English by default."""
    texts = [PageText.READ] * read + [PageText.UNREADABLE] * unread
    return reading(document(*texts), shares or {"en": 1.0}, ("en", "zh"), SETTINGS.verdict)
