"""What a PDF says of itself: metadata, page labels and bookmarks, each no longer than it may be.

All three are whatever somebody wrote into the file: megabytes, trees that contain themselves,
signs that steer a terminal or turn text around.
"""

import ctypes
import unicodedata
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from voltag.types import Metadata, OutlineEntry

METADATA_CHARACTERS = 2000
"""Characters of a title, an author ... that are kept."""
LABEL_CHARACTERS = 40
"""Characters above which what stands for a page's number is none."""
TITLE_CHARACTERS = 500
"""Characters of a bookmark that are kept."""
BOOKMARKS = 5000
"""Bookmarks that are read."""
_DEPTH = 8

_FIELDS = (
    ("title", "Title"),
    ("author", "Author"),
    ("subject", "Subject"),
    ("keywords", "Keywords"),
    ("creator", "Creator"),
    ("producer", "Producer"),
    ("created", "CreationDate"),
)


def metadata(pdf: Any) -> Metadata:  # noqa: ANN401 - pypdfium2 is untyped
    """Return what the document ``pdf`` says of itself."""
    return Metadata(**{field: _value(pdf, key) for field, key in _FIELDS})


def _value(pdf: Any, key: str) -> str:  # noqa: ANN401
    try:
        return plain(str(pdf.get_metadata_value(key)), METADATA_CHARACTERS)
    except UnicodeDecodeError:
        # Half a surrogate pair: what the PDF says of itself is no text.
        return ""


def labels(pdf: Any, pages: int) -> dict[int, str]:  # noqa: ANN401
    """Return the labels of the first ``pages`` pages that have one, by page (1-based)."""
    found = {}
    for index in range(min(pages, len(pdf))):
        try:
            label = plain(str(pdf.get_page_label(index)), LABEL_CHARACTERS + 1)
        except UnicodeDecodeError:
            continue
        if 0 < len(label) <= LABEL_CHARACTERS:
            found[index + 1] = label
    return found


def bookmarks(pdf: Any) -> tuple[OutlineEntry, ...]:  # noqa: ANN401
    """Return the bookmarks in their order, each once; a broken tree gives what is sound in it."""
    entries: list[OutlineEntry] = []
    seen: set[int | None] = {None}
    waiting = [(raw.FPDFBookmark_GetFirstChild(pdf, None), 1)]
    while waiting and len(entries) < BOOKMARKS:
        mark, level = waiting.pop()
        address = ctypes.cast(mark, ctypes.c_void_p).value
        if address in seen:
            continue
        seen.add(address)
        entries.append(_entry(pdfium.PdfBookmark(mark, pdf, level - 1), level))
        waiting.append((raw.FPDFBookmark_GetNextSibling(pdf, mark), level))
        if level < _DEPTH:
            waiting.append((raw.FPDFBookmark_GetFirstChild(pdf, mark), level + 1))
    return tuple(entries)


def _entry(bookmark: Any, level: int) -> OutlineEntry:  # noqa: ANN401
    target = bookmark.get_dest()
    index = target.get_index() if target else None
    try:
        title = plain(str(bookmark.get_title()), TITLE_CHARACTERS)
    except UnicodeDecodeError:
        title = ""
    return OutlineEntry(title, level, None if index is None or index < 0 else int(index) + 1)


def plain(text: str, most: int) -> str:
    """Return ``text`` on one line, without signs that nobody sees, ``most`` characters at most."""
    # What is cut off in the end is not looked at first: it may be megabytes.
    text = text[: 4 * most]
    seen = (
        " " if category == "Cc" or c.isspace() else "" if category in ("Cf", "Cs", "Cn") else c
        for c in text
        for category in (unicodedata.category(c),)
    )
    return " ".join("".join(seen).split())[:most].rstrip()
