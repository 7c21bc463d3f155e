"""How much of a document could be read, and what that does to its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voltag.settings import VerdictSettings
from voltag.types import TABLES_STAGE, Document, Page, PageText, ReadStatus, Status


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a document's text, apart from what it says."""

    status: Status
    pages: int
    unread_pages: tuple[int, ...]
    languages: tuple[str, ...]
    """Languages of the text, the most frequent first."""
    no_stands: bool
    """Whether the answer no may be given; else it is null."""
    any_answer: bool
    """Whether any answer may be given at all."""
    unread_tables: tuple[int, ...] = ()
    """Pages with signs of a results framework whose tables failed or took too long."""


def _unread(page: Page) -> bool:
    return page.text in (PageText.UNREADABLE, PageText.FAILED)


def reading(
    document: Document,
    language_shares: Mapping[str, float],
    supported: Sequence[str],
    settings: VerdictSettings,
) -> Reading:
    """Return the status of ``document`` and which answers it allows.

    ``language_shares`` are shares (adding up to 1) of the text that was read, ``supported``
    the languages that the model was trained for. Rules: CRITERIA, "Answers that must never
    be silent" and "Unreadable parts".
    """
    unread = tuple(page.number for page in document.pages if _unread(page))
    read = sum(page.text is PageText.READ for page in document.pages)
    tables = {p.page for p in document.problems if p.stage == TABLES_STAGE and p.page is not None}
    languages = tuple(
        code
        for code, share in sorted(language_shares.items(), key=lambda item: (-item[1], item[0]))
        if share >= settings.language_share
    )
    # Rounded, so that four fifths made up of two languages are four fifths.
    supported_share = round(sum(language_shares.get(code, 0.0) for code in supported), 9)
    bearing = read + len(unread)
    unread_share = len(unread) / bearing if bearing else 0.0
    no_stands = (
        supported_share >= settings.supported_share and unread_share <= settings.unread_share
    )
    if document.status is not ReadStatus.OK:
        status = Status(document.status.value)
    elif not bearing or read / bearing < settings.readable_share or not language_shares:
        status = Status.NO_TEXT
    elif supported_share < settings.supported_share:
        status = Status.UNSUPPORTED_LANGUAGE
    elif unread:
        status = Status.INCOMPLETE
    else:
        status = Status.OK
    any_answer = status not in (Status.ENCRYPTED, Status.FAILED, Status.NO_TEXT)
    return Reading(
        status,
        len(document.pages),
        unread,
        languages,
        no_stands,
        any_answer,
        tuple(sorted(tables)),
    )
