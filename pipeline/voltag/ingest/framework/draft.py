"""A table while it is put together from the grids of one page after another."""

from dataclasses import dataclass, field

from voltag.ingest.framework.grid import Grid, GridCell
from voltag.ingest.framework.heads import ColumnSpan, Heads, heads_at
from voltag.ingest.framework.words import CORE, depth, head_kinds, opening_kind
from voltag.ingest.numbering import marks
from voltag.ingest.shapes import PageLines, TextLine
from voltag.types import Box, Column, ColumnKind

_BANNER = 0.85
"""Share of a table's width from which a cell is a row of its own."""
_LONG = 160
"""Characters from which a row over the whole table says something, and opens no part."""
_STATES: tuple[ColumnKind, ...] = ("priority", "outcome", "output", "indicator")
"""What rows are part of, outermost first."""


@dataclass(slots=True)
class Part:
    """The lines of a cell on one page; the box is in the page's reading frame."""

    page: PageLines
    box: Box
    lines: list[TextLine]


@dataclass(slots=True)
class CellDraft:
    """A cell with text."""

    kind: ColumnKind
    column: int
    columns: int
    row: int
    rows: int
    whole_row: bool
    parts: list[Part]

    @property
    def text(self) -> str:
        """Its text so far, line ends as spaces."""
        return " ".join(line.text for part in self.parts for line in part.lines)


@dataclass(slots=True)
class TableDraft:
    """A table and where its last row ended."""

    number: int
    title: str
    evidence: list[str]
    columns: list[Column] = field(default_factory=list)
    spans: list[tuple[ColumnSpan, int]] = field(default_factory=list)
    """The columns now in use with their numbers in ``columns``."""
    areas: list[Part] = field(default_factory=list)
    cells: list[CellDraft] = field(default_factory=list)
    rows: int = 0
    ended: bool = False
    ruled: bool = True
    xs: list[float] = field(default_factory=list)

    def use(self, heads: Heads) -> None:
        """Let the columns of ``heads`` be those of the rows that follow."""
        kinds = [span.column.kind for span in heads.spans]
        if [self.columns[number].kind for _, number in self.spans] == kinds:
            numbers = [number for _, number in self.spans]
        else:
            numbers = list(range(len(self.columns), len(self.columns) + len(kinds)))
            self.columns += heads.columns
        self.spans = list(zip(heads.spans, numbers, strict=True))

    def add(self, page: PageLines, grid: Grid, heads: Heads | None) -> None:
        """Add the rows of a grid; ``heads`` are its first, None where it goes on without."""
        goes_on = self.rows > 0
        self.areas.append(Part(page, grid.box, [line for c in grid.cells for line in c.lines]))
        if heads is None and self.spans and len(self.spans) == len(grid.xs) - 1:
            # The same columns on another page, perhaps moved a little.
            self.spans = [
                (ColumnSpan(grid.xs[at], grid.xs[at + 1], span.column), number)
                for at, (span, number) in enumerate(self.spans)
            ]
        self.xs = grid.xs
        skipped: set[int] = set()
        base = self.rows
        if heads is not None:
            self.use(heads)  # rows above the heads belong to the same columns
        taken = 0
        of_row: dict[int, int] = {}
        for row in range(len(grid.ys) - 1):
            if row in skipped:
                continue
            found = heads if heads is not None and heads.first == row else heads_at(grid, row)
            if found is not None:
                self.use(found)
                skipped.update(range(found.first, found.end))
                continue
            cells = [self._cell(page, grid, c, base + taken) for c in grid.starting(row)]
            if not cells:
                continue
            if goes_on and taken == 0 and self._is_rest(cells):
                self._append(cells)
                goes_on = False
                continue
            goes_on = False
            self.cells += cells
            of_row[row] = base + taken
            taken += 1
        self._set_rows(grid, of_row)
        self.rows = base + taken

    def _cell(self, page: PageLines, grid: Grid, cell: GridCell, row: int) -> CellDraft:
        x0, _, x1, _ = cell.box
        wide = grid.xs[-1] - grid.xs[0]
        whole = x1 - x0 >= _BANNER * wide and len(self.spans) > 2
        over = [
            (span, number)
            for span, number in self.spans
            if min(span.x1, x1) - max(span.x0, x0) > 0.4 * min(span.x1 - span.x0, x1 - x0)
        ] or self.spans[:1]
        number = over[0][1] if over else 0
        text = cell.text
        return CellDraft(
            self._kind(text, number, whole),
            number,
            max(1, len(over)),
            row,
            cell.row_end - cell.row,
            whole,
            [Part(page, cell.box, cell.lines)],
        )

    def _kind(self, text: str, number: int, whole: bool) -> ColumnKind:
        """Return what a cell holds, by its first words and then by its column."""
        opening = opening_kind(text)
        if whole:
            if opening is not None:
                return opening
            short = len(text) <= _LONG and not head_kinds(text)
            return "priority" if short else "other"
        if not self.columns:
            return "other"
        kind = self.columns[number].kind
        if kind == "other" and opening in _STATES:
            return opening
        if kind not in CORE:
            return kind
        if opening in CORE:
            return opening
        if set(head_kinds(self.columns[number].head)) >= CORE and depth(text):
            return "outcome" if depth(text) == 1 else "output"
        return kind

    def _is_rest(self, cells: list[CellDraft]) -> bool:
        """Whether the first row of a page is the end of the last row of the page before."""
        last = {cell.column: cell for cell in self.cells if cell.row + cell.rows == self.rows}
        if any(cell.whole_row for cell in cells) or any(c.whole_row for c in last.values()):
            return False
        keys = [c for c in cells if c.kind == "indicator"]
        has_key = any(column.kind == "indicator" for column in self.columns)
        if has_key and not keys:
            stated = [c for c in cells if c.kind in CORE]
            return not any(_opens(c.text) for c in stated) and all(
                c.column in last for c in cells if c.kind not in CORE
            )
        asked = keys or cells
        if any(_opens(cell.text) for cell in asked):
            return False
        if all(_runs_on(last[c.column].text if c.column in last else "", c.text) for c in asked):
            return True
        # The indicator alone goes on: its values stand beside its first lines.
        values = [c for c in cells if c.kind in ("baseline", "target")]
        had_values = any(c.kind in ("baseline", "target") for c in last.values())
        numbered = any(_opens(c.text) for c in self.cells if c.kind == "indicator")
        return bool(keys) and not values and had_values and numbered

    def _append(self, cells: list[CellDraft]) -> None:
        last = {cell.column: cell for cell in self.cells if cell.row + cell.rows == self.rows}
        for cell in cells:
            before = last.get(cell.column)
            if before is not None:
                before.parts += cell.parts
            else:
                cell.row = self.rows - 1
                self.cells.append(cell)

    def _set_rows(self, grid: Grid, of_row: dict[int, int]) -> None:
        """Turn the rows of the grid that cells reach over into those of the table."""
        by_place = {number: row for row, number in of_row.items()}
        for cell in self.cells:
            start = by_place.get(cell.row)
            if start is not None:
                reached = [
                    number for row, number in of_row.items() if start <= row < start + cell.rows
                ]
                cell.rows = max(reached) - cell.row + 1

    def finish(self) -> None:
        """Let what states a result speak for the rows below it, up to the next of its kind."""
        self.cells.sort(key=lambda cell: (cell.row, not cell.whole_row, cell.column))
        open_cells: dict[ColumnKind, CellDraft] = {}
        for cell in self.cells:
            # A row of its own ends the output above it, whatever it says.
            if cell.kind not in _STATES and not cell.whole_row:
                continue
            level = _STATES.index(cell.kind if cell.kind in _STATES else "output")
            for deeper in _STATES[level:]:
                closed = open_cells.pop(deeper, None)
                if closed is not None and closed.row < cell.row:
                    closed.rows = cell.row - closed.row
            # A row without an indicator of its own has none, unless one reaches down to it.
            if cell.kind in _STATES and (cell.kind != "indicator" or cell.whole_row):
                open_cells[cell.kind] = cell
        for cell in open_cells.values():
            cell.rows = self.rows - cell.row


def _opens(text: str) -> bool:
    """Whether a cell's text opens something: a number, a bullet, "Output 2"."""
    return (
        depth(text) > 1
        or opening_kind(text) is not None
        or marks().list_items.match(text) is not None
    )


def _runs_on(before: str, text: str) -> bool:
    """Whether ``text`` takes up a sentence that ``before`` leaves open."""
    if not before:
        return False
    if text[0].islower() or before[-1] in "-,，、；":
        return True
    return before.rsplit(" ", 1)[-1] in marks().open_ends
