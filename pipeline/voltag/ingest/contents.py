"""Tables of contents: lines that name a heading and its page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voltag.ingest.numbering import marks
from voltag.ingest.shapes import PageLines, TextLine
from voltag.types import Role

_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|(?:·\s?){4,}|_{5,}|(?:．){3,}")
_ENDS_WITH_PAGE = re.compile(
    r"(?:(?:\.\s?){3,}|…+|·{3,}|\s)\s*(?:\d{1,4}|[ivxlc]{1,6})[)）]?$", re.IGNORECASE
)
_ENDS_WITH_LEADERS = re.compile(r"(?:(?:\.\s?){4,}|…{2,}|·{4,})$")

_PAGE = re.compile(r"[\s.…·_．]*(?P<label>\d{1,4}|[ivxlc]{1,6})[)）]?$", re.IGNORECASE)
_END = 120
"""Characters of a line's end that are looked at for leaders and a page: a line of nothing but
dots would cost the square of its length."""
_INDENT = 4.0
"""Points by which an entry is further in than another, at least, to stand below it."""
_LONGEST_ENTRY = 200
_MOST_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading that a table of contents names."""

    title: str
    label: str
    """The printed number of its page."""
    level: int
    """Depth by how far it is set in, 1 for the highest; 0 where all stand in one line."""


def contents_entries(pages: Sequence[PageLines]) -> list[Entry]:
    """Return what the lines of contents lists name, in order.

    A line without a page number goes on in the next. Lists of several columns and lists
    whose depths cannot be told by where entries begin have entries of level 0.
    """
    found: list[tuple[str, str, float]] = []
    for page in pages:
        open_title, left = "", 0.0
        for line in page.lines:
            if line.role is not Role.CONTENTS:
                continue
            if not open_title:
                left = line.x0
            text = f"{open_title} {line.text}".strip()
            number = _PAGE.search(text)
            title = text[: number.start()].strip() if number else ""
            if number and title and _is_entry(line.text):
                found.append((title, number["label"].casefold(), left))
                open_title = ""
            else:
                open_title = text if len(text) < _LONGEST_ENTRY else ""
    levels = _levels([left for _, _, left in found])
    return [
        Entry(title, label, level) for (title, label, _), level in zip(found, levels, strict=True)
    ]


def _levels(lefts: list[float]) -> list[int]:
    """The depth of each entry among the places where entries begin."""
    steps: list[float] = []
    for left in sorted(lefts):
        if not steps or left - steps[-1] > _INDENT:
            steps.append(left)
    if not 1 < len(steps) <= _MOST_LEVELS:
        return [0] * len(lefts)
    return [sum(left > step - 0.01 for step in steps) for left in lefts]


def set_contents(pages: list[PageLines]) -> None:
    """Give the lines of contents lists their role."""
    going_on = False
    for page in pages:
        lines = [line for line in page.lines if line.role in (None, Role.TABLE)]
        if not lines:
            continue
        leaders = [line for line in lines if _has_leaders(line.text)]
        title = next((line for line in lines[:12] if _is_title(line.text)), None)
        if not (leaders or title or going_on):
            continue
        after = lines if title is None else lines[lines.index(title) + 1 :]
        entries = [line for line in after if _is_entry(line.text)]
        listed = len(entries) >= 3 and len(entries) * 3 >= len(after)
        if ((title is not None or going_on) and listed) or len(leaders) >= 3:
            if listed:
                _set_between(after, entries)
            for line in (*entries, *leaders) if listed else leaders:
                line.role = Role.CONTENTS
            if title is not None and not _has_leaders(title.text):
                title.role = None
            going_on = listed
        else:
            for line in leaders:
                line.role = Role.CONTENTS
            going_on = False


def _has_leaders(text: str) -> bool:
    text = text[-_END:]
    return ("..." in text or ". ." in text or "…" in text or "··" in text or "．．" in text) and (
        (_LEADERS.search(text) is not None and _ENDS_WITH_PAGE.search(text) is not None)
        or _ENDS_WITH_LEADERS.search(text) is not None
    )


def _is_entry(text: str) -> bool:
    text = text[-_END:]
    return _ENDS_WITH_PAGE.search(text) is not None or _ENDS_WITH_LEADERS.search(text) is not None


def _is_title(text: str) -> bool:
    return len(text) < 40 and text.replace(" ", "").casefold() in _titles()


def _titles() -> frozenset[str]:
    return frozenset(title.replace(" ", "") for title in marks().contents_titles)


def _set_between(lines: list[TextLine], entries: list[TextLine]) -> None:
    """Take the lines between two entries along: headings of parts, first lines of long titles."""
    known = {id(entry) for entry in entries}
    places = [place for place, line in enumerate(lines) if id(line) in known]
    for line in lines[: places[-1]]:
        line.role = Role.CONTENTS
