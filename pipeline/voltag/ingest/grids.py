"""Grids: tables whose cells are drawn by rules that run across and down."""

from collections.abc import Callable, Iterable

from voltag.ingest.cells import holds, table
from voltag.ingest.shapes import Item, Rule, TextLine

NEAR = 3.0
"""Points by which rules that meet may miss each other."""

Span = tuple[float, float, float]
"""Place of a rule on one axis, and its start and end on the other."""


def grids(items: list[Item], across: list[Rule], down: list[Rule]) -> list[Item]:
    """Gather what stands inside grids of rules into a table for each."""
    rows = merge(across, lambda r: (r.top + r.bottom) / 2, lambda r: (r.x0, r.x1))
    cols = merge(down, lambda r: (r.x0 + r.x1) / 2, lambda r: (r.top, r.bottom))
    for some_rows, some_cols in _connected(rows, cols):
        ys, xs = _distinct(y for y, _, _ in some_rows), _distinct(x for x, _, _ in some_cols)
        if len(ys) < 3 or len(xs) < 3:
            continue  # a box, or two boxes side by side
        box = (xs[0], ys[0], xs[-1], ys[-1])
        inside = [item for item in items if isinstance(item, TextLine) and holds(box, item)]
        if not inside:
            continue
        cells: dict[tuple[int, int, int, int], list[TextLine]] = {}
        for chunk in inside:
            cells.setdefault(_cell(chunk, some_rows, some_cols), []).append(chunk)
        if len(cells) < 3:
            continue
        taken = set(map(id, inside))
        items = [item for item in items if id(item) not in taken]
        items.append(table(box, list(cells.values())))
    return items


def merge(
    rules: list[Rule],
    place: Callable[[Rule], float],
    extent: Callable[[Rule], tuple[float, float]],
) -> list[Span]:
    """Join rules that lie on one line and touch."""
    spans = sorted((place(rule), *extent(rule)) for rule in rules)
    lines: list[list[Span]] = []
    for span in spans:
        if lines and span[0] - lines[-1][0][0] <= 1.5:
            lines[-1].append(span)
        else:
            lines.append([span])
    merged: list[Span] = []
    for line in lines:
        line.sort(key=lambda span: span[1])
        at, start, end = line[0]
        for _, first, last in line[1:]:
            if first <= end + NEAR:
                end = max(end, last)
            else:
                merged.append((at, start, end))
                start, end = first, last
        merged.append((at, start, end))
    return merged


def _connected(rows: list[Span], cols: list[Span]) -> list[tuple[list[Span], list[Span]]]:
    """Return the sets of rules that cross or touch one another."""
    owner = list(range(len(rows) + len(cols)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    for r, (y, x0, x1) in enumerate(rows):
        for c, (x, top, bottom) in enumerate(cols, len(rows)):
            if x0 - NEAR <= x <= x1 + NEAR and top - NEAR <= y <= bottom + NEAR:
                owner[root(c)] = root(r)
    parts: dict[int, tuple[list[Span], list[Span]]] = {}
    for index in range(len(owner)):
        part = parts.setdefault(root(index), ([], []))
        if index < len(rows):
            part[0].append(rows[index])
        else:
            part[1].append(cols[index - len(rows)])
    return list(parts.values())


def _distinct(values: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > 2 * NEAR:
            kept.append(value)
    return kept


def _cell(chunk: TextLine, rows: list[Span], cols: list[Span]) -> tuple[int, int, int, int]:
    """Return the nearest rules around a chunk: top, left, bottom, right."""
    # A text that is wider than its cell still starts in it.
    x = min((chunk.x0 + chunk.x1) / 2, chunk.x0 + 2 * chunk.size)
    y = (chunk.top + chunk.bottom) / 2
    near_rows = [at for at, start, end in rows if start - NEAR <= x <= end + NEAR]
    near_cols = [at for at, start, end in cols if start - NEAR <= y <= end + NEAR]
    top = max((at for at in near_rows if at <= y), default=-1.0)
    bottom = min((at for at in near_rows if at > y), default=-1.0)
    left = max((at for at in near_cols if at <= x), default=-1.0)
    right = min((at for at in near_cols if at > x), default=-1.0)
    return (round(top / NEAR), round(left / NEAR), round(bottom / NEAR), round(right / NEAR))
