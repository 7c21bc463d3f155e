"""Tables without rules between their columns: edges from the heads, the gutters and the rows.

Row starts are found by what stands beside one another: texts that begin at one height in
several columns, numbers such as "2.3.1", rules across, and rows that reach over the table.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from voltag.ingest.cells import NUMERIC, Row, rows_of
from voltag.ingest.framework.grid import Grid, GridCell, make_grid
from voltag.ingest.framework.signs import HeadBand
from voltag.ingest.framework.words import CORE, opening_kind
from voltag.ingest.lines import make_lines
from voltag.ingest.numbering import marks
from voltag.ingest.shapes import Rule, TextLine
from voltag.types import ColumnKind

_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})+[a-z]?[.\s]|\d{1,2}(?:\.\d{1,2})*[a-z]?\.?\s+\D")
_YEAR = re.compile(r"\(?(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d)?\)?")
_FEW = 3


@dataclass(frozen=True, slots=True)
class Outline:
    """The edges of a table without rules."""

    xs: list[float]
    ys: list[float]


def heads_of(band: HeadBand, chunks: list[TextLine]) -> HeadBand | None:
    """Return the heads among the texts that name columns; None where they are a row of cells.

    Cells may hold the words that heads do ("Budget system"); but numbers stand beside them, and
    most cells name nothing. ``chunks`` are those of the page.
    """
    heads = list(band.chunks)
    while len(heads) > 1:
        bottom = max(c.bottom for c in heads)
        beside = [c for c in chunks if band.top - 2 <= (c.top + c.bottom) / 2 <= bottom + 2]
        values = [c for c in beside if NUMERIC.fullmatch(c.text) and not _YEAR.fullmatch(c.text)]
        found = replace(band, bottom=bottom, chunks=tuple(heads))
        if len(values) < 2 and len(heads) * 2 >= len(_columns_of_heads(found, beside)):
            return found
        heads = [c for c in heads if c.bottom < bottom - 2]  # the lowest may be of a cell
    return None


def whole_heads(band: HeadBand, chunks: list[TextLine], rules: list[Rule]) -> HeadBand:
    """Return a row of heads with all of its lines, also those that name nothing by themselves."""
    below = [chunk for chunk in chunks if chunk.top > band.top + 1]
    return replace(band, bottom=_below_heads(band, below, rules))


def column_edges_of(band: HeadBand, chunks: list[TextLine]) -> list[float]:
    """Return the edges of the columns under a row of heads: the widest gutters between them."""
    below = [chunk for chunk in chunks if chunk.top >= band.top - 2]
    heads = _columns_of_heads(band, below)
    edges = [_gutter(below, before, after) for before, after in pairwise(heads)]
    left = min([c.x0 for c in below if c.x0 < heads[0][1]], default=heads[0][0])
    right = max([c.x1 for c in below], default=heads[-1][1])
    return [left - 2, *edges, max(right, heads[-1][1]) + 2]


def _columns_of_heads(band: HeadBand, chunks: list[TextLine]) -> list[tuple[float, float]]:
    """Return left and right of each head on the band's lines, those without a kind too."""
    rows = [c for c in chunks if band.top - 2 <= (c.top + c.bottom) / 2 <= band.bottom + 2]
    spans: list[tuple[float, float]] = []
    for chunk in sorted([*rows, *band.chunks], key=lambda chunk: chunk.x0):
        if spans and chunk.x0 < spans[-1][1] + 0.4 * chunk.size:
            spans[-1] = (spans[-1][0], max(spans[-1][1], chunk.x1))
        else:
            spans.append((chunk.x0, chunk.x1))
    return spans


def _gutter(
    chunks: list[TextLine], before: tuple[float, float], after: tuple[float, float]
) -> float:
    """Return the place between two heads that the fewest chunks cross.

    Of such places it is where most rows have text on both sides, for a head in the middle of
    its column leaves a gap beside it too; then the one nearest to the second head.
    """
    low, high = (before[0] + before[1]) / 2, (after[0] + after[1]) / 2
    places = [low + step for step in range(max(1, int(high - low) + 1))]
    crossed = {x: sum(chunk.x0 < x < chunk.x1 for chunk in chunks) for x in places}
    least = min(crossed.values())
    left = [(c.x1, c.y) for c in chunks if c.x1 > before[0] and c.x1 <= high]
    right = [(c.x0, c.y) for c in chunks if low <= c.x0 < after[1]]

    def cost(x: float) -> tuple[int, float]:
        ending = {round(y) for x1, y in left if x1 <= x}
        starting = {round(y) for x0, y in right if x0 >= x}
        return -len(ending & starting), abs(x - (after[0] - 3))

    return min((x for x in places if crossed[x] == least), key=cost)


def outline(
    chunks: list[TextLine],
    rules: list[Rule],
    xs: list[float],
    kinds: list[ColumnKind],
    band: HeadBand | None,
    top: float,
) -> Outline | None:
    """Return the rows of a table from ``top`` on; its heads, if any, are the first row.

    ``kinds`` are those of the columns between ``xs``.
    """
    inside = [
        chunk for chunk in chunks if chunk.top >= top - 2 and xs[0] - 3 <= chunk.x0 < xs[-1] + 3
    ]
    if not inside:
        return None
    start = top if band is None else band.bottom
    body = rows_of([chunk for chunk in inside if chunk.top >= start - 1])
    if not body:
        return None
    leading = _leading(body)
    rows = _until_end(body, xs, leading)
    if not rows:
        return None
    edges = _ruled_rows(rows, rules, xs)
    if edges is None:
        edges = _rows_apart(rows, leading) or _row_tops(rows, xs, kinds, leading)
    bottom = max(chunk.bottom for row in rows for chunk in row.chunks) + 2
    ys = [top - 3] if band is not None else []
    ys += [edge for edge in edges if not ys or edge - ys[-1] > 3]
    return Outline(xs, [*ys, max(bottom, ys[-1] + 4)])


def _below_heads(band: HeadBand, chunks: list[TextLine], rules: list[Rule]) -> float:
    """Return where the lines of the heads end."""
    bold = all(chunk.bold for chunk in band.chunks)
    under = [rule.bottom for rule in rules if band.top < rule.top < band.top + 90]
    bottom = band.bottom
    for row in rows_of(chunks):
        if row.chunks[0].top > bottom + 0.9 * row.chunks[0].size:
            break
        if any(bottom - 1 <= y <= row.chunks[0].top + 1 for y in under):
            break
        if bold and not any(chunk.bold for chunk in row.chunks):
            break
        if row.chunks[0].top > band.bottom - 1 and (
            len(row.chunks) > 0.6 * len(band.chunks)
            or any(opening_kind(c.text) or _NUMBERED.match(c.text) for c in row.chunks)
        ):
            break  # text under every head
        bottom = max(bottom, *(chunk.bottom for chunk in row.chunks))
    return bottom


def _leading(rows: list[Row]) -> float:
    gaps = [b.y - a.y for a, b in pairwise(rows)]
    size = median(chunk.size for row in rows for chunk in row.chunks)
    near = [gap for gap in gaps if 0.8 * size < gap < 2 * size]
    return min(median(near), 1.5 * size) if near else 1.25 * size


def _crosses(chunk: TextLine, xs: list[float]) -> bool:
    """Whether a chunk runs over two edges of columns, or far over one."""
    over = [x for x in xs[1:-1] if chunk.x0 < x - 3 and chunk.x1 > x + 3]
    return len(over) >= 2 or any(chunk.x1 > x + 40 and chunk.x0 < x - 40 for x in over)


def _until_end(rows: list[Row], xs: list[float], leading: float) -> list[Row]:
    """Return the rows that belong to the table, up to what else follows it."""
    size = median(chunk.size for row in rows for chunk in row.chunks)
    taken: list[Row] = []
    in_banner = False
    for row in rows:
        first = row.chunks[0]
        gap = row.y - taken[-1].y if taken else 0.0
        crossing = len(row.chunks) <= 2 and _crosses(first, xs)
        if gap > 4.5 * leading or first.size > 1.18 * size or marks().captions.match(first.text):
            break
        if crossing:
            opens = opening_kind(first.text) is not None or first.bold
            in_banner = opens or (in_banner and gap < 1.4 * leading)
            if not in_banner:
                break
        else:
            in_banner = False
        taken.append(row)
    return taken


def _ruled_rows(rows: list[Row], rules: list[Rule], xs: list[float]) -> list[float] | None:
    """Return the tops of rows where rules stand between them; None where there are too few."""
    width = xs[-1] - xs[0]
    top, bottom = rows[0].chunks[0].top, max(c.bottom for c in rows[-1].chunks)
    ys = sorted(
        rule.top
        for rule in rules
        if rule.x1 - rule.x0 > 0.6 * width and top + 2 < rule.top < bottom - 2
    )
    if len(ys) < _FEW:
        return None
    return [top - 2, *(y for place, y in enumerate(ys) if not place or y - ys[place - 1] > 3)]


def _rows_apart(rows: list[Row], leading: float) -> list[float] | None:
    """Return the tops of rows that blank strips part; None where cells are set from the top.

    Cells in the middle of their row have lines between the lines of their neighbours, so that
    nothing starts at one height.
    """
    between = sum(b.y - a.y < 0.75 * leading for a, b in pairwise(rows))
    if between * 5 < len(rows):
        return None
    chunks = sorted((c for row in rows for c in row.chunks), key=lambda chunk: chunk.top)
    usual = max(0.0, leading - median(c.bottom - c.top for c in chunks))
    tops, bottom = [chunks[0].top - 2], chunks[0].bottom
    for chunk in chunks:
        if chunk.top - bottom > usual + 2:
            tops.append((bottom + chunk.top) / 2)
        bottom = max(bottom, chunk.bottom)
    return tops if len(tops) > 1 else None


def _row_tops(
    rows: list[Row], xs: list[float], kinds: list[ColumnKind], leading: float
) -> list[float]:
    """Return the tops of the table's rows, by what starts at one height."""
    last: dict[int, float] = {}
    tops: list[float] = []
    after_banner = False
    for row in rows:
        first = row.chunks[0]
        banner = len(row.chunks) <= 2 and _crosses(first, xs)
        by_column: dict[int, TextLine] = {}
        for chunk in row.chunks:
            by_column.setdefault(column_at(xs, chunk), chunk)
        starting = [c for c in by_column if row.y - last.get(c, -1e9) > 1.25 * leading]
        numbered = any(
            kinds[c] in (*CORE, "indicator")
            and (_NUMBERED.match(chunk.text) or opening_kind(chunk.text) is not None)
            for c, chunk in by_column.items()
        )
        values = [c for c in by_column if kinds[c] in ("baseline", "target")]
        key = next((c for c in range(len(kinds)) if kinds[c] == "indicator"), 0)
        filled = len(values) >= 2 and key in by_column and not by_column[key].text[0].islower()
        going_on = banner and after_banner and row.y - max(last.values()) < 1.4 * leading
        if not tops or (
            not going_on and (banner or after_banner or len(starting) >= 2 or numbered or filled)
        ):
            tops.append(min(chunk.top for chunk in row.chunks) - 2)
        after_banner = banner
        last.update(dict.fromkeys(range(len(kinds)) if banner else by_column, row.y))
    return tops


def split_body(grid: Grid, first: int, kinds: list[ColumnKind], chunks: list[TextLine]) -> Grid:
    """Cut the only row below the heads of a ruled grid where its columns show several.

    Some tables have rules between their columns and none between their rows. ``first`` is the
    row below the heads; bullets in cells are no rows.
    """
    body = [cell for cell in grid.cells if cell.row >= first]
    if len(grid.ys) - 2 != first or len(kinds) != len(grid.xs) - 1:
        return grid
    lines = [c for cell in body for c in cell.chunks if not c.turned]
    if not lines or any(marks().list_items.match(c.text) and _is_sign(c.text) for c in lines):
        return grid
    rows = rows_of(lines)
    tops = _row_tops(rows, grid.xs, kinds, _leading(rows))
    if len(tops) < _FEW:
        return grid
    edges = [grid.ys[first], *tops[1:], grid.ys[-1]]
    boxes = [cell.box for cell in grid.cells if cell.row < first]
    for x0, x1 in pairwise(grid.xs):
        boxes += [(x0, top, x1, bottom) for top, bottom in pairwise(edges)]
    made = make_grid(boxes, chunks, ruled=True)
    if made is None or len(made.xs) != len(grid.xs):
        return grid
    join_statements(made, kinds)
    return made


def _is_sign(text: str) -> bool:
    """Whether a list item opens with a sign and not with a number or letter."""
    return not text[0].isalnum()


def column_at(xs: list[float], chunk: TextLine) -> int:
    """Return the number of the column that a chunk starts in."""
    x = min((chunk.x0 + chunk.x1) / 2, chunk.x0 + 2 * chunk.size)
    return max((place for place, edge in enumerate(xs[:-1]) if edge <= x), default=0)


def join_banners(grid: Grid, chunks: list[TextLine]) -> None:
    """Let a row whose text runs over the columns be one cell of the whole width.

    Its text, cut at the edges of columns when the grid was filled, becomes whole again.
    """
    for row in range(len(grid.ys) - 1):
        top, bottom = grid.ys[row], grid.ys[row + 1]
        own = [c for c in chunks if top <= (c.top + c.bottom) / 2 < bottom]
        own = [c for c in own if grid.xs[0] - 3 <= c.x0 < grid.xs[-1] + 3]
        first = next(iter(rows_of(own)), None)
        if first is None or len(first.chunks) > 2 or not _crosses(first.chunks[0], grid.xs):
            continue
        cells = [cell for cell in grid.cells if cell.row == row]
        if not cells:
            continue
        whole = GridCell(
            (grid.xs[0], top, grid.xs[-1], bottom), row, row + 1, 0, len(grid.xs) - 1, own
        )
        whole.lines = make_lines(own)
        grid.cells = [cell for cell in grid.cells if cell.row != row]
        grid.cells.append(whole)
    grid.cells.sort(key=lambda cell: (cell.row, cell.column))


def join_statements(grid: Grid, kinds: list[ColumnKind]) -> None:
    """Join the lines of a result's statement that runs down beside several rows."""
    leading: dict[int, float] = {}
    above: dict[int, GridCell] = {}
    for cell in list(grid.cells):
        column = cell.column
        if cell.column_end - column > 1:
            above.clear()
            continue
        if kinds[column] not in CORE or not cell.lines:
            continue
        before = above.get(column)
        opening = cell.lines[0].text
        gaps = [line.gap for line in cell.lines[1:] if line.gap > 0]
        if gaps:
            leading[column] = min(gaps)
        if before is not None:
            gap = cell.lines[0].y - before.lines[-1].y
            usual = leading.get(column, 1.25 * cell.lines[0].size)
            fresh = _NUMBERED.match(opening) or opening_kind(opening) is not None
            if gap <= 1.25 * usual and not fresh:
                cell.lines[0].gap = gap
                before.lines += cell.lines
                before.row_end = cell.row_end
                before.box = (*before.box[:3], cell.box[3])
                grid.cells.remove(cell)
                continue
        above[column] = cell
