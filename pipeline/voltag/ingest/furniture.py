"""Running heads, footers and page numbers: what stands at the same place on page after page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from voltag.ingest.numbering import marks
from voltag.ingest.shapes import PageLines, TextLine
from voltag.types import Role

_ROWS = 4
"""Rows at the top and at the bottom of a page that may be furniture."""
_ZONE = 0.16
"""Share of the page's height at its top and bottom in which furniture stands."""
_LONGEST = 160
"""Characters of the longest row that is furniture."""
_SHORT = 60
"""Characters up to which a row may be furniture however close to the text it stands."""
_NUMBER = 16
"""Characters of the longest page number, "Page 12 of 240" and the like."""
_PART = 6
"""Characters at its start or end by which a row shows that it is furniture."""
_LARGE = 1.2
"""Size, in that of the page's text, from which a row is furniture only if nothing changes in it."""
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlc]{1,7}", re.IGNORECASE)
_LEADING_NUMBER = re.compile(r"(?:[pP]age\s+)?(\d{1,5}|[ivxlc]{1,7})(?=[\s|–—·•-]|$)")
_TRAILING_NUMBER = re.compile(r"(?:^|[\s|–—·•-])(\d{1,5}|[ivxlc]{1,7})$")
_ANY_NUMBER = re.compile(r"\d{1,5}|\b[ivxlc]{1,7}\b")
_LONGEST_NUMBER = 8
"""Characters of the longest number at a row's end, with the sign before it."""
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(slots=True)
class _Row:
    lines: list[TextLine]
    y: float
    key: str
    gap: float
    """White between this row and the next one towards the middle of the page."""
    exact: str = ""
    size: float = 0.0
    """Font size of its largest line."""
    numbers: list[str] | None = None
    """What could be the page number in it, once it was asked for."""


@dataclass(slots=True)
class _Edges:
    """The outermost rows of a page, from the edge inwards, and what its other text is like."""

    top: list[_Row]
    bottom: list[_Row]
    size: float
    """Font size of the page's middle line."""
    leading: float
    """Middle distance of the page's rows."""
    text: str
    """All that stands on the page but its number: pages drawn twice show nothing."""
    rows: int


def set_furniture(pages: list[PageLines]) -> dict[int, str]:
    """Give furniture its role, and return the printed number of each page that has one.

    A row is furniture when it is a number that counts the pages, or when the same short text,
    digits aside, stands at the same height on several pages that bear other text between. A
    page keeps its text where furniture would be all that it has.
    """
    edges = {page.number: _edges(page) for page in pages}
    tops = {number: edge.top for number, edge in edges.items()}
    bottoms = {number: edge.bottom for number, edge in edges.items()}
    offsets = _number_offsets((tops, bottoms))
    labels: dict[int, str] = {}
    for by_page, role in ((tops, Role.RUNNING_HEAD), (bottoms, Role.FOOTER)):
        repeated = _repeated(by_page, edges, offsets) | _repeated_in_part(by_page, edges)
        common = _common_heights(by_page)
        for page in pages:
            rows = by_page[page.number]
            found = _peel(page.number, rows, repeated, common, offsets, edges[page.number])
            for row in rows[:found]:
                _label(page.number, row, role, offsets, labels)
    return labels


def _edges(page: PageLines) -> _Edges:
    rows = _rows(page)
    zone = _ZONE * page.height
    top = [row for row in rows[:_ROWS] if row.y < zone]
    bottom = [row for row in rows[: -_ROWS - 1 : -1] if row.y > page.height - zone]
    for row, inner in pairwise([*top, *rows[len(top) : len(top) + 1]]):
        row.gap = inner.y - row.y
    for row, inner in pairwise([*bottom, *rows[: len(rows) - len(bottom)][-1:]]):
        row.gap = row.y - inner.y
    distances = [below.y - above.y for above, below in pairwise(rows)]
    return _Edges(
        top,
        bottom,
        median(line.size for line in page.lines) if page.lines else 0.0,
        median(distances) if distances else 0.0,
        " ".join(
            line.text
            for line in page.lines
            if len(line.text) > _NUMBER or not marks().page_numbers.fullmatch(line.text)
        ),
        len(rows),
    )


def _rows(page: PageLines) -> list[_Row]:
    """Return the page's rows of text from top to bottom, lines side by side in one row."""
    rows: list[_Row] = []
    for line in sorted(page.lines, key=lambda line: line.y):
        if rows and line.y - rows[-1].y < 0.4 * line.size:
            rows[-1].lines.append(line)
        else:
            rows.append(_Row([line], line.y, "", 0.0))
    for row in (*rows[:_ROWS], *rows[-_ROWS:]):
        if not row.key:
            row.lines.sort(key=lambda line: line.x0)
            row.exact = " ".join(line.text for line in row.lines)
            row.key = _key(row.exact)
            row.size = max(line.size for line in row.lines)
    return rows


def _key(text: str) -> str:
    if _ROMAN.fullmatch(text):
        return "#"
    return _DIGITS.sub("#", text).casefold()


def _repeated(
    by_page: dict[int, list[_Row]],
    edges: dict[int, _Edges],
    offsets: set[tuple[bool, int]],
) -> set[int]:
    """Return the ids of the rows that repeat as furniture does."""
    found = _at_same_place(by_page, edges, set(by_page), offsets)
    # What repeats proves itself on pages that bear something else as well.
    others = {
        number
        for number, edge in edges.items()
        if sum(id(row) not in found for row in (*edge.top, *edge.bottom))
        or edge.rows > len(edge.top) + len(edge.bottom)
    }
    if len(others) < len(by_page):
        proved = _at_same_place(by_page, edges, others, offsets)
        keys = {row.key for rows in by_page.values() for row in rows if id(row) in proved}
        found = {
            id(row)
            for rows in by_page.values()
            for row in rows
            if id(row) in found and row.key in keys
        }
    return found


def _at_same_place(
    by_page: dict[int, list[_Row]],
    edges: dict[int, _Edges],
    numbers: set[int],
    offsets: set[tuple[bool, int]],
) -> set[int]:
    """Return the ids of the rows whose text stands at that height on other pages too."""
    places: dict[str, list[tuple[int, _Row]]] = defaultdict(list)
    for number in sorted(numbers):
        for row in by_page[number]:
            if row.key and len(row.key) <= _LONGEST:
                places[row.key].append((number, row))
    enough = 2 if len(by_page) <= 4 else 3
    found: set[int] = set()
    for where in places.values():
        if len(where) < enough:
            continue
        # Most rows that say the same stand at one height, in one size: each is looked at once.
        spots: dict[tuple[float, float], list[tuple[int, _Row]]] = defaultdict(list)
        for number, row in where:
            spots[row.y, row.size].append((number, row))
        for (y, size), rows in spots.items():
            near = [
                pair
                for (other_y, other_size), there in spots.items()
                if abs(other_y - y) <= 4.0 and abs(other_size - size) < 0.1 * size
                for pair in there
            ]
            if len({edges[other].text for other, _ in near}) < enough:
                continue
            exact = Counter(at.exact for _, at in near)
            for number, row in rows:
                # "Goal 5" in large letters opens a chapter, whatever page it happens to stand on.
                longer = len(row.key) > 12 and _counts_in(row, number, offsets)
                same = exact[row.exact] >= enough
                if same or longer or row.size < _LARGE * edges[number].size:
                    found.add(id(row))
    return found


def _repeated_in_part(by_page: dict[int, list[_Row]], edges: dict[int, _Edges]) -> set[int]:
    """Return the ids of the outermost rows that start or end alike on several pages.

    A document's name does, beside the name of the chapter.
    """
    places: dict[tuple[bool, str], list[tuple[int, _Row]]] = defaultdict(list)
    for number, rows in by_page.items():
        if not rows:
            continue
        row, edge = rows[0], edges[number]
        apart = row.gap > max(1.5 * row.size, 1.3 * edge.leading)
        if apart and row.size < _LARGE * edge.size and _PART < len(row.key) <= _LONGEST:
            places[True, row.key[:_PART]].append((number, row))
            places[False, row.key[-_PART:]].append((number, row))
    found: set[int] = set()
    for where in places.values():
        spots: dict[float, list[tuple[int, _Row]]] = defaultdict(list)
        for number, row in where:
            spots[row.y].append((number, row))
        for y, alike in spots.items():
            near = (there for other_y, there in spots.items() if abs(other_y - y) <= 4.0)
            if len({edges[other].text for there in near for other, _ in there}) >= 3:
                found.update(id(row) for _, row in alike)
    return found


def _counts_in(row: _Row, page: int, offsets: set[tuple[bool, int]]) -> bool:
    return any(_counts(number, page, offsets) for number in _numbers(row))


def _common_heights(by_page: dict[int, list[_Row]]) -> set[int]:
    """Return the heights, in points, at which the outermost row of most pages stands."""
    heights: Counter[int] = Counter()
    pages = 0
    for rows in by_page.values():
        if rows:
            pages += 1
            # Set apart from the text by more white than lines within text have.
            if rows[0].gap > 1.7 * max(line.size for line in rows[0].lines):
                for y in {int(rows[0].y - 1), int(rows[0].y), int(rows[0].y + 1)}:
                    heights[y] += 1
    if pages < 5:
        return set()
    return {y for y, count in heights.items() if count >= 0.4 * pages}


def _numbers(row: _Row) -> list[str]:
    """Return what could be the page number in a row: alone, or at one of its ends."""
    if row.numbers is None:
        row.numbers = [n for line in (row.lines[0], row.lines[-1]) for n in _numbers_in(line.text)]
    return row.numbers


def _numbers_in(text: str) -> list[str]:
    if marks().page_numbers.fullmatch(text):
        number = _ANY_NUMBER.search(text.casefold())
        if number:
            return [number.group()]
    if len(text) >= 150:
        return []
    end = max(0, len(text) - _LONGEST_NUMBER)
    found = (_LEADING_NUMBER.match(text), _TRAILING_NUMBER.search(text, end))
    return [number.group(1) for number in found if number]


def _value(number: str) -> tuple[bool, int]:
    """Return whether a page number is roman, and its value."""
    if number.isdigit():
        return False, int(number)
    value = 0
    digits = [_ROMAN_VALUES[letter] for letter in number.casefold()]
    for digit, following in pairwise([*digits, 0]):
        value += -digit if digit < following else digit
    return True, value


def _number_offsets(edges: Iterable[dict[int, list[_Row]]]) -> set[tuple[bool, int]]:
    """Return by how much the printed numbers run ahead of the pages: usually one value."""
    counts: Counter[tuple[bool, int]] = Counter()
    pages = 0
    for by_page in edges:
        pages = max(pages, len(by_page))
        for number, rows in by_page.items():
            for roman, value in {_value(n) for row in rows for n in _numbers(row)}:
                counts[(roman, value - number)] += 1
    enough = 2 if pages <= 4 else 3
    return {offset for offset, count in counts.items() if count >= enough}


def _counts(number: str, page: int, offsets: set[tuple[bool, int]]) -> bool:
    roman, value = _value(number)
    return (roman, value - page) in offsets


def _peel(
    page: int,
    rows: list[_Row],
    repeated: set[int],
    common: set[int],
    offsets: set[tuple[bool, int]],
    edges: _Edges,
) -> int:
    """Return how many of a page's outermost rows are furniture."""
    found = 0
    for place, row in enumerate(rows):
        # Long lines as large and as close to what follows as lines of the text belong to it.
        close = (
            row.gap <= 1.25 * min(edges.leading, 1.6 * row.size) and row.size > 0.92 * edges.size
        )
        if len(row.key) > _SHORT and close:
            break
        numbered = any(
            marks().page_numbers.fullmatch(line.text)
            and any(_counts(n, page, offsets) for n in _ANY_NUMBER.findall(line.text.casefold()))
            for line in row.lines
        )
        apart = (
            place == 0
            and int(row.y) in common
            and (row.size < _LARGE * edges.size or len(row.key) > 12)
            and row.gap > 1.7 * max(line.size for line in row.lines)
            and _counts_in(row, page, offsets)
        )
        if id(row) in repeated or numbered or apart:
            found = place + 1
        elif place > 0 or sum(len(line.text) for line in row.lines) > 80:
            break  # only the outermost row may change from page to page
    return found


def _label(
    page: int,
    row: _Row,
    role: Role,
    offsets: set[tuple[bool, int]],
    labels: dict[int, str],
) -> None:
    for line in row.lines:
        alone = marks().page_numbers.fullmatch(line.text) is not None
        line.role = Role.PAGE_NUMBER if alone else role
    for number in _numbers(row):
        if _counts(number, page, offsets):
            labels.setdefault(page, number)
