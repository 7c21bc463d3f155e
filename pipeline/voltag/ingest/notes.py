"""Text that was filled into form fields or noted on a page, kept apart from its body."""

import ctypes
from collections.abc import Sequence

from voltag.ingest import calls
from voltag.ingest.space import PageSpace
from voltag.types import Document, Note, Problem

_MOST = 500
"""Annotations of a page that are looked at."""
_MOST_BYTES = 20_000
_VALUES = {calls.WIDGET: b"V"}
"""What holds the text of an annotation, where it is not its contents."""
_FILLED = 200
"""Characters in form fields from which a page without other text is a form that was filled in."""
NOTE_STAGE = "note"
"""Stage of a problem that is none: something in the file that is no part of the document."""


def read_notes(space: PageSpace) -> tuple[Note, ...]:
    """Return the texts of a page's form fields and annotations, in the PDF's order."""
    count = min(max(0, calls.annotation_count(space.page)), _MOST)
    notes: list[Note] = []
    for index in range(count):
        item = calls.annotation(space.page, index)
        if item is None:
            continue
        try:
            kind = calls.annotation_kind(item)
            if kind in (calls.LINK, calls.POPUP):
                continue
            text = " ".join(_value(item, _VALUES.get(kind, b"Contents")).split())
            if any(character.isalnum() for character in text) and calls.annotation_bounds(
                item, space.address
            ):
                left, top, right, bottom = space.floats[:4]
                (ax, ay), (bx, by) = space.display(left, bottom), space.display(right, top)
                box = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
                rounded = (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
                is_field = kind == calls.WIDGET
                notes.append(Note("form_field" if is_field else "annotation", text, rounded))
        finally:
            calls.annotation_close(item)
    return tuple(notes)


def _value(item: int, key: bytes) -> str:
    size = min(int(calls.annotation_value(item, key, None, 0)), _MOST_BYTES)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    if calls.annotation_value(item, key, ctypes.addressof(buffer), size) > size:
        return ""  # absurdly long
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def is_filled_form(notes: Sequence[Note]) -> bool:
    """Whether so much was filled in that a page without other text is a form."""
    return sum(len(note.text) for note in notes if note.kind == "form_field") >= _FILLED


def about_notes(document: Document) -> Problem | None:
    """Return the line that says what was not judged, or None where there is nothing of it."""
    found = [(page, note) for page in document.pages for note in page.notes]
    if not found:
        return None
    pages = sorted({page.number for page, _ in found})
    shown = ", ".join(map(str, pages[:10])) + (" ..." if len(pages) > 10 else "")
    characters = sum(len(note.text) for _, note in found)
    message = (
        f"Form fields and comments on p. {shown} hold {characters} characters that are no part"
        " of the pages and were not judged; parsed/ has them."
    )
    return Problem(document.path, document.document_id, None, NOTE_STAGE, "notes", message)


def about_attachments(path: str, document_id: str, names: Sequence[str]) -> Problem | None:
    """Return the line that names files which the PDF carries, or None where it carries none."""
    if not names:
        return None
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    message = (
        f"The PDF carries {len(names)} attached file{'' if len(names) == 1 else 's'} ({shown})"
        " that were not read; save them from it and classify them on their own."
    )
    return Problem(path, document_id, None, NOTE_STAGE, "attachments", message)
