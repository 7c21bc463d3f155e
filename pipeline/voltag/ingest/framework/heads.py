"""The rows of column heads of a grid, of one level or two, and the columns that they name."""

from dataclasses import dataclass
from itertools import pairwise

from voltag.ingest.framework.grid import Grid, GridCell
from voltag.ingest.framework.signs import HeadBand
from voltag.ingest.framework.words import head_kinds
from voltag.ingest.joins import Words, join
from voltag.ingest.shapes import TextLine
from voltag.types import Column, ColumnKind

_NO_WORDS = Words(())
_SHORT = 40


@dataclass(frozen=True, slots=True)
class ColumnSpan:
    """A column and the edges between which it stands on a page."""

    x0: float
    x1: float
    column: Column


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a grid: the rows that they take, and the columns below."""

    first: int
    end: int
    spans: tuple[ColumnSpan, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, from left to right."""
        return tuple(span.column for span in self.spans)

    @property
    def kinds(self) -> frozenset[ColumnKind]:
        """What the heads name, also where one head names several."""
        named = {kind for span in self.spans for kind in head_kinds(span.column.head)}
        return frozenset(named | {span.column.kind for span in self.spans}) - {"other"}


def first_heads(grid: Grid) -> Heads | None:
    """Return the first rows of heads of a grid."""
    for row in range(len(grid.ys) - 1):
        if _is_head(grid.starting(row)):
            return _heads(grid, row)
    return None


def heads_at(grid: Grid, row: int) -> Heads | None:
    """Return the heads that start in ``row``, in the middle of a table, where all cells are one."""
    cells = grid.starting(row)
    sure = len(cells) > 2 and all(head_kinds(cell.text) for cell in cells)
    return _heads(grid, row) if sure and _is_head(cells) else None


def columns_under(
    band: HeadBand, chunks: list[TextLine], xs: list[float]
) -> tuple[ColumnSpan, ...]:
    """Return the columns between edges, named by the heads of a table without rules."""
    heads = [c for c in chunks if band.top - 2 <= (c.top + c.bottom) / 2 <= band.bottom + 1]
    spans = []
    for x0, x1 in pairwise(xs):
        lines = sorted(
            (c for c in heads if x0 <= (c.x0 + c.x1) / 2 < x1), key=lambda c: (c.y, c.x0)
        )
        text, _ = join([line.text for line in lines], _NO_WORDS)
        spans.append(ColumnSpan(x0, x1, _column([text])))
    return tuple(spans)


def _heads(grid: Grid, row: int) -> Heads:
    end = _end(grid, row)
    return Heads(row, end, _spans(grid, row, end))


def _is_head(cells: list[GridCell]) -> bool:
    """Whether most cells of a row name what stands below them, and two name different things."""
    named = [kinds for cell in cells if (kinds := head_kinds(cell.text))]
    distinct = {kind for kinds in named for kind in kinds}
    return len(cells) >= 2 and len(distinct) >= 2 and len(named) * 2 >= len(cells)


def _end(grid: Grid, row: int) -> int:
    """Return the row below the heads: a second row may name the parts of wide heads."""
    upper = grid.starting(row)
    end = max([row + 1, *(min(cell.row_end, row + 3) for cell in upper)])
    wide = [cell for cell in upper if cell.column_end - cell.column > 1]
    following = grid.starting(row + 1)
    if following and wide and all(len(cell.text) <= _SHORT for cell in following):
        under = all(
            any(w.column <= cell.column and cell.column_end <= w.column_end for w in wide)
            for cell in following
        )
        if under:
            end = max(end, row + 2)
    if end < len(grid.ys) - 1 and _is_head(grid.starting(end)) and wide:
        end += 1
    return end


def _spans(grid: Grid, first: int, end: int) -> tuple[ColumnSpan, ...]:
    """Return the columns that the rows of heads name: one for each lowest head."""
    cells = [c for c in grid.cells if first <= c.row < end and c.lines]
    columns: list[tuple[list[GridCell], int, int]] = []
    for place in range(len(grid.xs) - 1):
        over = [c for c in cells if c.column <= place < c.column_end]
        over.sort(key=lambda cell: cell.row)
        # A blank head belongs to the column whose head stands left of it, if that is so drawn.
        if columns and columns[-1][0] == over and over:
            columns[-1] = (over, columns[-1][1], place + 1)
        else:
            columns.append((over, place, place + 1))
    return tuple(
        ColumnSpan(grid.xs[start], grid.xs[stop], _column([cell.text for cell in over]))
        for over, start, stop in columns
    )


def _column(texts: list[str]) -> Column:
    """Return the column that heads one over the other name, the lowest first asked."""
    for text in reversed(texts):
        kinds = head_kinds(text)
        if kinds:
            return Column(kinds[0], " ".join(texts))
    return Column("other", " ".join(texts))
