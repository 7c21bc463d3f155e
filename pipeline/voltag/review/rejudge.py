"""Judging a document anew from its passages: the criteria's own rules, with other labels."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from voltag.criteria import judge, reading
from voltag.settings import Settings
from voltag.text.language import language_shares
from voltag.types import (
    TABLES_STAGE,
    Document,
    Identity,
    LabelledPassage,
    Metadata,
    Page,
    PageText,
    Problem,
    ReadStatus,
    Status,
    Verdict,
)


class PageState(Protocol):
    """What must be known of a page: its number, and whether its text could be read."""

    @property
    def number(self) -> int:
        """1-based."""

    @property
    def text(self) -> PageText:
        """How well it was read."""


def rejudge(
    verdict: Verdict,
    pages: Sequence[PageState],
    unread_tables: Sequence[int],
    passages: Sequence[LabelledPassage],
    settings: Settings,
    supported: Sequence[str],
) -> Verdict:
    """Return the verdict on a document by all its ``passages`` as they are labelled now.

    What the document is, how well it was read and in which languages stays as ``verdict`` says;
    with the passages and settings that this was reached by, the result is the same verdict.
    ``unread_tables`` are pages whose tables of a results framework could not be read,
    ``supported`` the languages of the model.
    """
    document = Document(
        document_id=verdict.document_id,
        path=verdict.path,
        status=_READ_STATUS.get(verdict.status, ReadStatus.OK),
        pages=tuple(Page(p.number, None, 0.0, 0.0, p.text, 0, 0.0, 1, ()) for p in pages),
        blocks=(),
        outline=(),
        metadata=Metadata(),
        problems=tuple(
            Problem(verdict.path, verdict.document_id, page, TABLES_STAGE, "unread", "")
            for page in unread_tables
        ),
    )
    identity = Identity(
        kind=verdict.kind,
        country=verdict.country,
        year=verdict.year,
        title=verdict.title,
        evidence=verdict.identity_evidence,
        group=verdict.group,
    )
    shares = language_shares((p.language, p.text) for p in passages)
    found = reading(document, shares, supported, settings.verdict)
    judged = judge(document, identity, found, passages, settings, verdict.model)
    return replace(judged, languages=verdict.languages)


_READ_STATUS = {
    Status.ENCRYPTED: ReadStatus.ENCRYPTED,
    Status.FAILED: ReadStatus.FAILED,
}
