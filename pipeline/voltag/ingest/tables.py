"""Tables and charts: their text is gathered into cells and kept out of the prose.

Four kinds are known: grids of rules, rows between rules that only run across, columns of
short texts or numbers without any rules, and drawings with labels among them.
"""

from itertools import pairwise
from statistics import median

from voltag.ingest.cells import (
    NUMERIC,
    Row,
    cell_unit,
    column_edges,
    cut_cells,
    holds,
    rows_of,
    table,
)
from voltag.ingest.characters import is_cjk
from voltag.ingest.charts import charts
from voltag.ingest.grids import Span, grids, merge
from voltag.ingest.shapes import Item, PageContent, Rule, TextLine

_MANY = 600
"""Rules beyond which a page is a map or a pattern, not a table."""


def put_in_tables(items: list[Item], content: PageContent) -> list[Item]:
    """Gather what stands in tables and charts into one unit for each of them."""
    across, down = content.across, content.down
    if content.frames:
        across, down = _with_edges(content)
    if len(across) >= 3 and len(down) >= 3 and len(across) + len(down) <= 2 * _MANY:
        items = grids(items, across, down)
    if 2 <= len(across) <= _MANY:
        items = _between_rules(items, across)
    items = _without_rules(items)
    if len(content.drawings) + len(content.frames) >= 6:
        items = charts(items, content)
    return items


def _with_edges(content: PageContent) -> tuple[list[Rule], list[Rule]]:
    """Return the page's rules with the edges of its frames, which cells may be drawn as."""
    across, down = list(content.across), list(content.down)
    for x0, top, x1, bottom in content.frames[:_MANY]:
        if x1 - x0 > 0.97 * content.width and bottom - top > 0.5 * content.height:
            continue
        across += (Rule(x0, top, x1, top), Rule(x0, bottom, x1, bottom))
        down += (Rule(x0, top, x0, bottom), Rule(x1, top, x1, bottom))
    return across, down


def _between_rules(items: list[Item], across: list[Rule]) -> list[Item]:
    """Find tables that have rules only above and below their rows."""
    spans = merge(across, lambda r: (r.top + r.bottom) / 2, lambda r: (r.x0, r.x1))
    wide = sorted((span for span in spans if span[2] - span[1] > 90), key=lambda s: s[1])
    stacks: list[list[Span]] = []
    for span in wide:
        for stack in stacks:
            if abs(stack[0][1] - span[1]) < 6 and abs(stack[0][2] - span[2]) < 6:
                stack.append(span)
                break
        else:
            stacks.append([span])
    for stack in stacks:
        if len(stack) < 2:
            continue
        stack.sort()
        items = _table_in_stack(items, stack)
    return items


def _table_in_stack(items: list[Item], stack: list[Span]) -> list[Item]:
    left, right = stack[0][1], stack[0][2]
    parts: list[tuple[float, float, list[TextLine]]] = []
    for above, below in pairwise(stack):
        box = (left, above[0], right, below[0])
        parts.append(
            (above[0], below[0], [i for i in items if isinstance(i, TextLine) and holds(box, i)])
        )
    start = 0
    while start < len(parts):
        end = start
        while end < len(parts) and _is_tabular(parts[end][2]):
            end += 1
        # Labels across the table belong to it, but not above its first and below its last row.
        following = max(end, start + 1)
        while start < end and not _has_cells(parts[start][2]):
            start += 1
        while start < end and not _has_cells(parts[end - 1][2]):
            end -= 1
        if end > start:
            chunks = [chunk for part in parts[start:end] for chunk in part[2]]
            many = sum(row.cells > 1 for row in rows_of(chunks))
            if many >= 2:
                bands = [part[2] for part in parts[start:end] if part[2]]
                taken = set(map(id, chunks))
                items = [item for item in items if id(item) not in taken]
                box = (left, parts[start][0], right, parts[end - 1][1])
                items.append(table(box, cut_cells(bands)))
        start = following
    return items


def _has_cells(chunks: list[TextLine]) -> bool:
    return any(row.cells > 1 for row in rows_of(chunks))


def _is_tabular(chunks: list[TextLine]) -> bool:
    """Whether the text between two rules is a row or more of a table."""
    if not chunks:
        return True
    rows = rows_of(chunks)
    if len(rows) <= 2 and all(len(row.chunks) == 1 for row in rows):
        return sum(len(c.text) for c in chunks) < 80
    several = sum(row.cells > 1 for row in rows)
    if several < 1 or several < 0.25 * len(rows):
        return False
    return not _is_prose(chunks)


def _is_prose(chunks: list[TextLine]) -> bool:
    """Whether chunks side by side are columns of running text: each of them is filled."""
    columns = column_edges(chunks)
    if len(columns) < 2:
        return True
    prose = 0
    for x0, x1 in columns:
        inside = [c for c in chunks if x0 <= (c.x0 + c.x1) / 2 <= x1]
        if len(inside) < 6:
            continue
        filled = median((c.x1 - c.x0) / max(1.0, x1 - x0) for c in inside) > 0.82
        words = median(len(c.text) * (2 if is_cjk(c.text[0]) else 1) for c in inside) >= 24
        prose += filled and words
    return prose == len(columns)


def _without_rules(items: list[Item]) -> list[Item]:
    """Find columns of numbers or short texts that stand in line over three rows and more."""
    chunks = [item for item in items if isinstance(item, TextLine)]
    if len(chunks) - len({int(chunk.y) for chunk in chunks}) < 4:
        return items
    rows = rows_of(chunks)
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and (
            rows[end].cells > 1
            or (
                start < end < len(rows) - 1
                and rows[end + 1].cells > 1
                and len(rows[end].chunks[0].text) < 40
            )
        ):
            if end > start and rows[end].y - rows[end - 1].y > 3.5 * rows[end].chunks[0].size:
                break
            end += 1
        found = rows[start:end]
        if sum(row.cells > 1 for row in found) >= 3 and _is_aligned(found):
            inside = [chunk for row in found for chunk in row.chunks]
            taken = set(map(id, inside))
            items = [item for item in items if id(item) not in taken]
            unit = cell_unit(inside)
            box = (unit.x0, unit.top, unit.x1, unit.bottom)
            items.append(table(box, cut_cells([inside])))
        start = max(end, start + 1)
    return items


def _is_aligned(rows: list[Row]) -> bool:
    chunks = [chunk for row in rows for chunk in row.chunks]
    edges = column_edges(chunks)
    if len(edges) < 2:
        return False
    rest = [c for row in rows for c in row.chunks[1:]]
    if not rest:
        return False
    numbers = sum(NUMERIC.fullmatch(c.text) is not None for c in rest)
    if numbers >= 0.5 * len(rest):
        return True
    widths = [len(c.text) * (2 if is_cjk(c.text[0]) else 1) for c in chunks]
    # Stretched lines of prose fall into short parts too, but only some of its lines are.
    long = sum(width for width in widths if width >= 24)
    return len(edges) >= 3 and median(widths) < 16 and long < 0.3 * sum(widths)
