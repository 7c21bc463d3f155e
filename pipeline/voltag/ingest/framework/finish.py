"""Drafts become tables: cells cut into paragraphs and bullets, boxes on the page as displayed."""

from voltag.ingest.framework.draft import CellDraft, Part, TableDraft
from voltag.ingest.joins import Words, join
from voltag.ingest.numbering import marks
from voltag.ingest.paragraphs import display_box
from voltag.ingest.shapes import PageLines, TextLine
from voltag.ingest.turning import turn_box
from voltag.types import Area, Block, Box, Cell, Piece, Role, Table

_COLUMN = 20_000
"""Number from which the columns of a page are those of its tables."""


def place_lines(draft: TableDraft) -> None:
    """Put the lines of a table's cells where its text stood on the pages."""
    for area in draft.areas:
        page, box = area.page, area.box
        inside = [line for line in page.lines if line.table == 0 and _stands_in(line, box)]
        taken = set(map(id, inside))
        place = next((at for at, line in enumerate(page.lines) if id(line) in taken), 0)
        for number, line in enumerate(area.lines):
            line.role, line.table, line.cell = Role.TABLE, draft.number, number + 1
            line.column = _COLUMN + draft.number
        kept = [line for line in page.lines[place:] if id(line) not in taken]
        page.lines[place:] = [*area.lines, *kept]


def _stands_in(line: TextLine, box: Box) -> bool:
    if line.role in (Role.RUNNING_HEAD, Role.FOOTER, Role.PAGE_NUMBER):
        return False
    x, y = (line.x0 + line.x1) / 2, line.y - 0.3 * line.size
    return box[0] - 2 <= x <= box[2] + 2 and box[1] - 2 <= y <= box[3] + 2


def finish_table(draft: TableDraft, words: Words) -> Table:
    """Return the table of a draft whose rows are all there."""
    cells = []
    for cell in draft.cells:
        blocks = _blocks(cell, words)
        if blocks:
            cells.append(
                Cell(
                    cell.kind,
                    cell.column,
                    cell.columns,
                    cell.row,
                    cell.rows,
                    cell.whole_row,
                    tuple(_area(part) for part in cell.parts),
                    blocks,
                )
            )
    return Table(
        "results_framework",
        draft.title,
        tuple(_area(part) for part in draft.areas),
        tuple(draft.columns),
        draft.rows,
        tuple(cells),
        tuple(draft.evidence),
        0,
    )


def _area(part: Part) -> Area:
    page = part.page
    x0, top, x1, bottom = part.box
    if page.turn:
        x0, top, x1, bottom = turn_box(part.box, (4 - page.turn) % 4, page.width, page.height)
    return Area(page.number, (round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)))


def _blocks(cell: CellDraft, words: Words) -> tuple[Block, ...]:
    """Cut the lines of a cell where a bullet or a paragraph begins."""
    groups: list[list[tuple[TextLine, PageLines]]] = []
    for part in cell.parts:
        right = max((line.x1 for line in part.lines), default=0.0)
        for at, line in enumerate(part.lines):
            before = groups[-1][-1][0] if groups else None
            fresh_page = at == 0
            if before is None or _begins(before, line, right, fresh_page=fresh_page):
                groups.append([])
            groups[-1].append((line, part.page))
    blocks = []
    for group in groups:
        text, parts = join([line.text for line, _ in group], words)
        pieces = tuple(
            Piece(start, end, page.number, display_box(line, page), line.confidence)
            for (start, end), (line, page) in zip(parts, group, strict=True)
            if end > start
        )
        if text and pieces:
            item = marks().list_items.match(text) is not None
            blocks.append(Block(Role.LIST_ITEM if item else Role.TABLE, text, pieces))
    return tuple(blocks)


def _begins(before: TextLine, line: TextLine, right: float, *, fresh_page: bool) -> bool:
    """Whether a line of a cell begins a paragraph or bullet of its own."""
    ended = before.text[-1] in ".!?。！？；;:："
    item = marks().list_items.match(line.text)
    if item is not None:
        sign = not (line.text[0].isalnum() or line.text[0] in "(（-–—*·")
        if sign or ended or fresh_page:
            return True
        room = right - before.x1 > 2.5 * line.size
        return room or marks().list_items.match(before.text) is not None
    if fresh_page:
        return False
    return line.gap > 1.6 * line.size and (ended or not line.text[0].islower())
