"""Reading order: which chunks form a column, and which column is read after which.

A page is cut along its gutters. A gutter is a strip of white with text on both sides that no
text crosses from its top to its bottom. The longest one is cut first: what stands above it,
left of it, right of it and below it are read in that order, each cut again in the same way.
Text that crosses a gutter (a title over two columns) ends it.
"""

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter
from statistics import median

from voltag.ingest.shapes import Group, Item, PageContent, TextLine, Unit
from voltag.types import Box

_GUTTER = 0.75
"""Narrowest gutter, in font heights."""
_SURE = 16.0
"""Points from which a gutter is one even where what stands right of it is not flush."""
_MIN_LINES = 2
"""Lines that must stand on either side of a gutter."""
_by_top = attrgetter("top")


@dataclass(slots=True)
class _Row:
    """Items that overlap from top to bottom, so that only gutters can tell them apart."""

    items: list[Item]
    top: float
    bottom: float

    def gaps(self, narrowest: float) -> list[tuple[float, float]]:
        """Return the white strips between the row's items, from left to right."""
        if len(self.items) < 2:
            return []
        found = []
        edge = None
        for item in sorted(self.items, key=lambda item: item.x0):
            if edge is not None and item.x0 - edge >= narrowest:
                found.append((edge, item.x0))
            edge = item.x1 if edge is None else max(edge, item.x1)
        return found

    def narrow(self, left: float, right: float) -> tuple[float, float]:
        """Return what this row leaves white of a strip; its width may come out negative."""
        for item in self.items:
            if item.x1 <= (left + right) / 2:
                left = max(left, item.x1)
            elif item.x0 >= (left + right) / 2:
                right = min(right, item.x0)
            else:
                return (right, left)
        return (left, right)


@dataclass(slots=True)
class _Gutter:
    first: int
    last: int
    left: float
    right: float


def reading_order(items: list[Item]) -> list[Group]:
    """Return the columns of a page or box in the order in which they are read."""
    groups: list[Group] = []
    boxes = cells = 0

    def emit(part: list[Item], box: int) -> None:
        nonlocal boxes, cells
        for column in _arrange(part, 0):
            loose: list[TextLine] = []
            for item in column:
                if isinstance(item, TextLine):
                    loose.append(item)
                    continue
                if loose:
                    groups.append(Group(loose, 0, box))
                    loose = []
                if item.kind == "box":
                    boxes += 1
                    emit(item.members, boxes)
                else:
                    for cell in item.members:
                        cells += 1
                        inside = cell.members if isinstance(cell, Unit) else [cell]
                        groups.append(Group([c for c in inside if isinstance(c, TextLine)], cells))
            if loose:
                groups.append(Group(loose, 0, box))

    emit(items, 0)
    return [group for group in groups if group.chunks]


def _arrange(items: list[Item], depth: int) -> list[list[Item]]:
    """Cut items along their longest gutter, again and again; return the columns."""
    if len(items) < 2 or depth > 12:
        return [items] if items else []
    rows = _rows(items)
    sizes = [item.size for item in items if isinstance(item, TextLine)]
    narrowest = max(4.0, _GUTTER * median(sizes)) if sizes else 6.0
    gutter = _longest_gutter(rows, narrowest)
    if gutter is None:
        return [[item for row in rows for item in row.items]]
    middle = (gutter.left + gutter.right) / 2
    inside = [item for row in rows[gutter.first : gutter.last + 1] for item in row.items]
    parts = (
        [item for row in rows[: gutter.first] for item in row.items],
        [item for item in inside if item.x0 < middle],
        [item for item in inside if item.x0 >= middle],
        [item for row in rows[gutter.last + 1 :] for item in row.items],
    )
    return [column for part in parts for column in _arrange(part, depth + 1)]


def _rows(items: list[Item]) -> list[_Row]:
    rows: list[_Row] = []
    for item in sorted(items, key=_by_top):
        if rows and item.top < rows[-1].bottom:
            row = rows[-1]
            row.items.append(item)
            if item.bottom > row.bottom:
                row.bottom = item.bottom
        else:
            rows.append(_Row([item], item.top, item.bottom))
    return rows


def _longest_gutter(rows: list[_Row], narrowest: float) -> _Gutter | None:
    best: _Gutter | None = None
    best_height = 0.0
    done: list[_Gutter] = []
    for index, row in enumerate(rows):
        for left, right in row.gaps(narrowest):
            if any(g.first <= index <= g.last and g.left < right and left < g.right for g in done):
                continue
            gutter = _grow(rows, index, left, right, narrowest)
            done.append(gutter)
            if not _is_gutter(rows, gutter):
                continue
            height = rows[gutter.last].bottom - rows[gutter.first].top
            # Of two that are as long, the wider one parts the columns.
            wider = best is None or gutter.right - gutter.left > best.right - best.left
            if height > best_height * (0.95 if wider else 1.05):
                best, best_height = gutter, height
    return best


def _grow(rows: list[_Row], index: int, left: float, right: float, narrowest: float) -> _Gutter:
    """Extend a gap of one row up and down as far as no text crosses it."""
    gutter = _Gutter(index, index, left, right)
    for step in (-1, 1):
        place = index + step
        while 0 <= place < len(rows):
            new_left, new_right = rows[place].narrow(gutter.left, gutter.right)
            if new_right - new_left < narrowest:
                break
            gutter.left, gutter.right = new_left, new_right
            if step < 0:
                gutter.first = place
            else:
                gutter.last = place
            place += step
    return _trim(rows, gutter)


def _sides(row: _Row, gutter: _Gutter) -> tuple[bool, bool]:
    middle = (gutter.left + gutter.right) / 2
    return (
        any(item.x0 < middle for item in row.items),
        any(item.x0 >= middle for item in row.items),
    )


def _trim(rows: list[_Row], gutter: _Gutter) -> _Gutter:
    """Leave out rows at both ends that stand on one side and do not belong to its column."""
    top = gutter.first
    while gutter.first < gutter.last and _sides(rows[gutter.first], gutter) != (True, True):
        gutter.first += 1
    # A figure may stand over the left column: the right one starts higher.
    while gutter.first > top:
        above, row = rows[gutter.first - 1], rows[gutter.first]
        flush = any(abs(item.x0 - gutter.right) < 3 for item in above.items)
        near = row.top - above.bottom < 2.5 * (above.bottom - above.top)
        if _sides(above, gutter)[0] or not (flush and near):
            break
        gutter.first -= 1
    last = gutter.last
    while last > gutter.first and _sides(rows[last], gutter) != (True, True):
        last -= 1
    # The left column may be longer than the right one: its lines go on at the same distance,
    # with white between paragraphs where nothing else can follow.
    to_the_end = gutter.last == len(rows) - 1
    while last < gutter.last:
        row, following = rows[last], rows[last + 1]
        step = following.top - row.bottom
        height = following.bottom - following.top
        left_only = not _sides(following, gutter)[1]
        far = step > (4.0 if to_the_end else 1.2) * height
        crossed_next = (
            last + 2 < len(rows)
            and last + 2 > gutter.last
            and rows[last + 2].top - following.bottom < step + 3 * height
        )
        before_wide = crossed_next and last + 1 == gutter.last
        if (left_only and (far or before_wide)) or (far and before_wide):
            break
        last += 1
    gutter.last = last
    return gutter


def _is_gutter(rows: list[_Row], gutter: _Gutter) -> bool:
    """Whether both sides of a strip of white are columns of text."""
    middle = (gutter.left + gutter.right) / 2
    left: list[Item] = []
    right: list[Item] = []
    for row in rows[gutter.first : gutter.last + 1]:
        for item in row.items:
            (left if item.x0 < middle else right).append(item)
    if any(isinstance(item, Unit) for item in left) and right:
        return True
    if any(isinstance(item, Unit) for item in right) and left:
        return True
    if min(_lines(left), _lines(right)) < _MIN_LINES:
        return False
    if gutter.right - gutter.left < _SURE and not _is_flush(right):
        return False
    if min(_lines(left), _lines(right)) <= 3 and _in_text(rows, gutter, left):
        return False
    # Bullets, numbers of clauses, page numbers of a contents list are no columns.
    return not (_is_marks(left) or _is_marks(right))


def _lines(items: list[Item]) -> int:
    return len({int(item.y) for item in items if isinstance(item, TextLine)})


def _in_text(rows: list[_Row], gutter: _Gutter, left: list[Item]) -> bool:
    """Whether lines close above or below cross a strip of white from the same left edge.

    Then it is made of spaces between words that happen to stand in line.
    """
    edge = min(item.x0 for item in left)
    for place, inner in ((gutter.first - 1, gutter.first), (gutter.last + 1, gutter.last)):
        if not 0 <= place < len(rows):
            continue
        row, beside = rows[place], rows[inner]
        distance = max(row.top - beside.bottom, beside.top - row.bottom)
        for item in row.items:
            crosses = item.x0 < gutter.left and item.x1 > gutter.right
            if crosses and abs(item.x0 - edge) < 3 and distance < 0.9 * (item.bottom - item.top):
                return True
    return False


def _is_flush(items: list[Item]) -> bool:
    """Whether lines start at one edge; what follows wide spaces of stretched lines does not."""
    starts: dict[int, float] = {}
    for item in items:
        place = int(item.bottom)
        starts[place] = min(item.x0, starts.get(place, item.x0))
    edges = sorted(starts.values())
    flush = max(bisect_right(edges, edge + 2.0) - at for at, edge in enumerate(edges))
    return flush >= max(2, len(edges) / 3)


def _is_marks(items: list[Item]) -> bool:
    texts = [item.text for item in items if isinstance(item, TextLine)]
    if not texts:
        return False
    short = sum(len(text) <= 5 for text in texts)
    return short >= 0.7 * len(texts) and median(map(len, texts)) <= 4


def put_in_boxes(items: list[Item], content: PageContent) -> list[Item]:
    """Gather what stands inside a frame of the page into one unit for each frame."""
    area = content.width * content.height
    frames = [
        frame
        for frame in content.frames
        if frame[2] - frame[0] > 80
        and frame[3] - frame[1] > 24
        and (frame[2] - frame[0]) * (frame[3] - frame[1]) < 0.85 * area
    ]
    if len(frames) > 60:
        return items
    for frame in sorted(frames, key=lambda f: (f[2] - f[0]) * (f[3] - f[1])):
        inside: list[Item] = []
        outside: list[Item] = []
        crossing = False
        for item in items:
            share = _inside(item, frame)
            (inside if share > 0.9 else outside).append(item)
            crossing = crossing or 0.1 < share <= 0.9
        if crossing or not outside or _lines(inside) < 2:
            continue
        items = [*outside, Unit(frame[0], frame[1], frame[2], frame[3], inside, "box")]
    return items


def _inside(item: Item, frame: Box) -> float:
    """Return how much of an item lies inside a frame, 0..1."""
    wide = min(item.x1, frame[2] + 2) - max(item.x0, frame[0] - 2)
    high = min(item.bottom, frame[3] + 2) - max(item.top, frame[1] - 2)
    if wide <= 0 or high <= 0:
        return 0.0
    whole = max(0.1, item.x1 - item.x0) * max(0.1, item.bottom - item.top)
    return min(1.0, wide * high / whole)
