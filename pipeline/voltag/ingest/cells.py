"""Cells: how the chunks of a table are put into rows, columns and cells."""

import re
from dataclasses import dataclass
from operator import attrgetter

from voltag.ingest.shapes import Item, TextLine, Unit
from voltag.types import Box

NUMERIC = re.compile(
    r"(?=.*[\d%–—−-]|n/?a$)[\s\d.,:%+\-–—−()（）$€£¥/*~<>≥≤±×－％]*(?:n/?a|[a-z]{1,3})?[\s\d.,:%()]*",
    re.I,
)
"""Text that is a number, with the signs and short units that numbers have in tables."""
_by_baseline = attrgetter("y")
_by_left = attrgetter("x0")


def holds(box: Box, item: Item) -> bool:
    """Whether the middle of an item lies inside a box."""
    x, y = (item.x0 + item.x1) / 2, (item.top + item.bottom) / 2
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


def table(box: Box, cells: list[list[TextLine]]) -> Unit:
    """Make a table of cells, each a list of chunks; the cells are put in reading order."""
    units = [cell_unit(cell) for cell in cells if cell]
    units.sort(key=lambda unit: (round(unit.top / 4), unit.x0))
    return Unit(*box, list(units), "table")


def cell_unit(chunks: list[TextLine]) -> Unit:
    """Make a cell of its chunks, which must be one at least."""
    return Unit(
        min(c.x0 for c in chunks),
        min(c.top for c in chunks),
        max(c.x1 for c in chunks),
        max(c.bottom for c in chunks),
        list(chunks),
        "cell",
    )


@dataclass(slots=True)
class Row:
    """Chunks on one baseline, from left to right."""

    chunks: list[TextLine]
    y: float

    @property
    def cells(self) -> int:
        """Number of texts that a wide gap tells apart, list marks not counted."""
        count, edge = 0, None
        for chunk in self.chunks:
            if count == 0 and len(chunk.text) <= 4 and not NUMERIC.fullmatch(chunk.text):
                edge = None
                continue
            if edge is None or chunk.x0 - edge > 0.9 * chunk.size:
                count += 1
            edge = chunk.x1
        return count


def rows_of(chunks: list[TextLine]) -> list[Row]:
    """Return the rows that chunks stand in, from top to bottom."""
    rows: list[Row] = []
    for chunk in sorted(chunks, key=_by_baseline):
        if rows and chunk.y - rows[-1].y <= 0.4 * chunk.size:
            rows[-1].chunks.append(chunk)
        else:
            rows.append(Row([chunk], chunk.y))
    for row in rows:
        row.chunks.sort(key=_by_left)
    return rows


def column_edges(chunks: list[TextLine]) -> list[tuple[float, float]]:
    """Return left and right edges of the columns that most rows agree on."""
    rows = rows_of(chunks)
    several = [row for row in rows if row.cells > 1]
    used = [chunk for row in several for chunk in row.chunks]
    edges: list[tuple[float, float]] = []
    for chunk in sorted(used, key=_by_left):
        if edges and chunk.x0 <= edges[-1][1] + 0.3 * chunk.size:
            edges[-1] = (edges[-1][0], max(edges[-1][1], chunk.x1))
        else:
            edges.append((chunk.x0, chunk.x1))
    return edges


def cut_cells(bands: list[list[TextLine]]) -> list[list[TextLine]]:
    """Cut the bands between rules into cells, by the columns of all of them."""
    edges = column_edges([chunk for band in bands for chunk in band])
    cells: list[list[TextLine]] = []
    for band in bands:
        for rows in _split_band(rows_of(band), edges):
            by_column: dict[int, list[TextLine]] = {}
            for row in rows:
                for chunk in row.chunks:
                    by_column.setdefault(_column(chunk, edges), []).append(chunk)
            cells.extend(by_column[column] for column in sorted(by_column))
    return cells


def _column(chunk: TextLine, edges: list[tuple[float, float]]) -> int:
    for place, (x0, x1) in enumerate(edges):
        if chunk.x0 < x1 and x0 - 1 <= chunk.x0:
            return place
    return len(edges)


def _split_band(rows: list[Row], edges: list[tuple[float, float]]) -> list[list[Row]]:
    """Split the rows of a band where a new table row starts.

    That is where the first column has text again; a row without it goes on with the cells
    above, unless hardly any row lacks it.
    """
    if not edges:
        return [rows]
    first = [_column(row.chunks[0], edges) == 0 for row in rows]
    parts: list[list[Row]] = []
    for place, (row, opens) in enumerate(zip(rows, first, strict=True)):
        above = rows[place - 1] if place else None
        if above is None:
            parts.append([row])
            continue
        size = row.chunks[0].size
        # A first cell of two lines: nothing new stands beside its second line.
        continues = opens and len(row.chunks) == 1 and row.y - above.y < 1.45 * size
        if (opens and not continues) or row.y - above.y > 2.2 * size:
            parts.append([row])
        else:
            parts[-1].append(row)
    return parts
