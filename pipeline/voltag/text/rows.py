"""The rows of a results framework as texts to be judged, each with what it is part of.

An indicator is read with its baseline, target and source, as a person reads the row; partners
are read apart from it, and the statement of a result once, not in each of its rows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from voltag.types import Block, Cell, ColumnKind, Context, Piece, Role, Table

_ABOVE: tuple[ColumnKind, ...] = ("priority", "outcome", "output", "indicator")
"""What a row is part of, outermost first."""
_MEASURE: tuple[ColumnKind, ...] = ("indicator", "baseline", "target", "source")
"""Columns that are read as one, in this order whatever the table's."""
_LISTS: tuple[ColumnKind, ...] = ("partner", "resource")
"""Columns whose items are names and amounts: they are read together."""


def row_texts(table: Table, limit: Callable[[str], int]) -> Iterator[tuple[Block, Context]]:
    """Yield the texts of a table in reading order, each with its context.

    ``limit`` gives the length up to which a text like the given one may be joined to others.
    Every block of every cell comes exactly once; the pieces of what is joined tell where each
    part stands.
    """
    starting: dict[int, list[Cell]] = {}
    for cell in table.cells:
        starting.setdefault(cell.row, []).append(cell)
    for row in sorted(starting):
        cells = starting[row]
        measures = [c for kind in _MEASURE for c in cells if c.kind == kind and not c.whole_row]
        done = False
        for cell in cells:
            if cell in measures:
                if not done:
                    yield from _measure_texts(table, measures, limit)
                done = True
            elif cell.kind in _LISTS and not cell.whole_row:
                if cell is next(c for c in cells if c.kind == cell.kind and not c.whole_row):
                    same = [c for c in cells if c.kind == cell.kind and not c.whole_row]
                    yield from _list_texts(table, same, limit)
            else:
                for block in cell.blocks:
                    yield _plain(block), context_of(table, cell)


def context_of(table: Table, *cells: Cell) -> Context:
    """Return what cells of one row are part of, and the kinds of their columns."""
    first = cells[0]
    context: list[tuple[str, str]] = []
    for kind in _ABOVE:
        if kind in (cell.kind for cell in cells):
            continue
        if _ABOVE.index(kind) > _depth(first):
            break
        above = [
            cell
            for cell in table.cells
            if cell.kind == kind
            and cell.row <= first.row < cell.row + cell.rows
            and first.row + first.rows <= cell.row + max(cell.rows, first.rows)
        ]
        if above and not (kind == "indicator" and first.rows > above[-1].rows):
            context.append((kind, above[-1].text))
    columns = dict.fromkeys(cell.kind for cell in cells)
    return (*context, *(("column", kind) for kind in columns))


def _depth(cell: Cell) -> int:
    """How far down the order of ``_ABOVE`` the things go that a cell can be part of."""
    if cell.kind in _ABOVE:
        return _ABOVE.index(cell.kind)
    return len(_ABOVE) if not cell.whole_row else _ABOVE.index("outcome")


def _measure_texts(
    table: Table, cells: Sequence[Cell], limit: Callable[[str], int]
) -> Iterator[tuple[Block, Context]]:
    """Read an indicator with its values: all of a row, or bullet by bullet where they match."""
    counts = {len(cell.blocks) for cell in cells if cell.kind != "source"}
    if counts == {1} and all(len(cell.blocks) == 1 for cell in cells):
        yield from _together(table, cells, [cell.blocks[0] for cell in cells], limit)
        return
    if len(counts) == 1 and counts != {1} and len(cells) > 1:
        zipped = [cell for cell in cells if len(cell.blocks) == max(counts)]
        for blocks in zip(*(cell.blocks for cell in zipped), strict=True):
            yield from _together(table, zipped, blocks, limit)
        cells = [cell for cell in cells if cell not in zipped]
    for cell in cells:
        for block in cell.blocks:
            yield _plain(block), context_of(table, cell)


def _together(
    table: Table, cells: Sequence[Cell], blocks: Sequence[Block], limit: Callable[[str], int]
) -> Iterator[tuple[Block, Context]]:
    whole = joined(blocks)
    if len(whole.text) <= limit(whole.text):
        yield whole, context_of(table, *cells)
        return
    for cell, block in zip(cells, blocks, strict=True):
        yield _plain(block), context_of(table, cell)


def _list_texts(
    table: Table, cells: Sequence[Cell], limit: Callable[[str], int]
) -> Iterator[tuple[Block, Context]]:
    """Read names or amounts together, as many as the limit allows."""
    context = context_of(table, cells[0])
    group: list[Block] = []
    for block in (block for cell in cells for block in cell.blocks):
        if group and sum(len(b.text) + 2 for b in group) + len(block.text) > limit(block.text):
            yield joined(group), context
            group = []
        group.append(block)
    if group:
        yield joined(group), context


def joined(blocks: Sequence[Block]) -> Block:
    """Join the texts of cells with a semicolon; pieces keep their places."""
    text = ""
    pieces: list[Piece] = []
    wide = any(character >= "\u2e80" for block in blocks for character in block.text)
    for block in blocks:
        if text:
            text = (text[:-1] if text[-1] in ";；" else text) + ("；" if wide else "; ")
        offset = len(text)
        text += block.text
        pieces += (replace(p, start=p.start + offset, end=p.end + offset) for p in block.pieces)
    return Block(Role.TABLE, text, tuple(pieces))


def _plain(block: Block) -> Block:
    return replace(block, role=Role.TABLE)
