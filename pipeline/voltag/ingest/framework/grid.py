"""A grid: the cells of one table on one page, with the rows and columns that they reach over."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from voltag.ingest.characters import is_cjk
from voltag.ingest.joins import Words, join
from voltag.ingest.lines import make_lines
from voltag.ingest.shapes import TextLine
from voltag.types import Box

_NO_WORDS = Words(())
_NEAR = 5.0
"""Points by which edges may miss each other and still be one."""


@dataclass(slots=True)
class GridCell:
    """One cell; ranges are half-open, as Python slices are."""

    box: Box
    row: int
    row_end: int
    column: int
    column_end: int
    chunks: list[TextLine] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the cell, its lines joined."""
        return join([line.text for line in self.lines], _NO_WORDS)[0]


@dataclass(slots=True)
class Grid:
    """The cells of a table on a page, row by row; places are in the reading frame."""

    xs: list[float]
    ys: list[float]
    cells: list[GridCell]
    ruled: bool

    @property
    def box(self) -> Box:
        """The rectangle around the table."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def starting(self, row: int) -> list[GridCell]:
        """Return the cells with text that start in ``row``, from left to right."""
        return [cell for cell in self.cells if cell.row == row and cell.lines]


def make_grid(boxes: list[Box], chunks: Iterable[TextLine], *, ruled: bool) -> Grid | None:
    """Put chunks into the cells of a table; None where the cells make no table of columns."""
    xs, ys = _distinct(b[0] for b in boxes), _distinct(b[1] for b in boxes)
    xs = _distinct([*xs, max(b[2] for b in boxes)])
    ys = _distinct([*ys, max(b[3] for b in boxes)])
    if len(xs) < 3 or len(ys) < 2:
        return None
    cells = [GridCell(b, _at(ys, b[1]), _at(ys, b[3]), _at(xs, b[0]), _at(xs, b[2])) for b in boxes]
    cells = [cell for cell in cells if cell.row < cell.row_end and cell.column < cell.column_end]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    grid = Grid(xs, ys, cells, ruled)
    _fill(grid, chunks)
    return grid


def _distinct(values: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _NEAR:
            kept.append(value)
    return kept


def _at(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda place: abs(edges[place] - value))


def _fill(grid: Grid, chunks: Iterable[TextLine]) -> None:
    left, top, right, bottom = grid.box
    by_row: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        for row in range(cell.row, cell.row_end):
            by_row.setdefault(row, []).append(cell)
    for chunk in chunks:
        y = (chunk.top + chunk.bottom) / 2
        if not (top <= y <= bottom and chunk.x1 > left and chunk.x0 < right):
            continue
        row = max((r for r, edge in enumerate(grid.ys[:-1]) if edge <= y), default=0)
        # No text may be lost: what stands in no cell goes into the nearest one.
        beside = sorted(by_row.get(row) or grid.cells, key=lambda cell: cell.box[0])
        for cell, part in _parts(chunk, beside):
            cell.chunks.append(part)
    for cell in grid.cells:
        cell.lines = _lines(cell.chunks)


def _lines(chunks: list[TextLine]) -> list[TextLine]:
    """Return the lines of a cell; those of text that is turned follow from left to right."""
    turned = [chunk for chunk in chunks if chunk.turned]
    if not turned:
        return make_lines(chunks)
    turned.sort(key=lambda chunk: (chunk.x0, -chunk.y))
    lines = make_lines([chunk for chunk in chunks if not chunk.turned])
    return [*lines, *(line for chunk in turned for line in make_lines([chunk]))]


def _parts(chunk: TextLine, cells: list[GridCell]) -> list[tuple[GridCell, TextLine]]:
    """Return a chunk with its cell, or cut where it runs over an edge into the next one."""
    slack = 0.8 * chunk.size
    hit = [c for c in cells if c.box[0] < chunk.x1 - slack and chunk.x0 + slack < c.box[2]]
    if len(hit) <= 1:
        middle = (chunk.x0 + chunk.x1) / 2
        inside = hit or [c for c in cells if c.box[0] - 1 <= middle <= c.box[2] + 1]
        inside = inside or sorted(cells, key=lambda c: max(c.box[0] - middle, middle - c.box[2]))
        return [(inside[0], chunk)] if inside else []
    if chunk.turned:
        return [(hit[0], chunk)]
    words = _placed(chunk)
    parts: list[tuple[GridCell, TextLine]] = []
    for cell in hit:
        first, last = cell is hit[0], cell is hit[-1]
        own = [
            word
            for word in words
            if (first or word[1] >= cell.box[0]) and (last or word[1] < cell.box[2])
        ]
        if not own:
            continue
        text = ("" if is_cjk(own[0][0][0]) else " ").join(word for word, _, _, _ in own)
        part = TextLine(text, own[0][2], own[-1][3], chunk.y, chunk.size, chunk.bold, chunk.spaced)
        part.top, part.bottom = chunk.top, chunk.bottom
        parts.append((cell, part))
    return parts


def _placed(chunk: TextLine) -> list[tuple[str, float, float, float]]:
    """Return the words of a chunk with middle, left and right, by usual widths of letters."""
    words = chunk.text.split(" ") if " " in chunk.text else list(chunk.text)
    if " " not in chunk.text and not is_cjk(chunk.text[0]):
        words = [chunk.text]
    space = 1.0 if " " in chunk.text else 0.0
    widths = [sum(2.0 if is_cjk(c) else 1.0 for c in word) for word in words]
    scale = (chunk.x1 - chunk.x0) / max(1.0, sum(widths) + space * (len(words) - 1))
    placed, x = [], chunk.x0
    for word, width in zip(words, widths, strict=True):
        end = x + width * scale
        if word:
            placed.append((word, (x + end) / 2, x, end))
        x = end + space * scale
    return placed
