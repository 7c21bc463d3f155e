"""Results frameworks, typeset from a few lines, and what a test asks of them."""

import io

from pypdf import PdfReader, PdfWriter

from tests.ingest.typesetting import BIRDS, typeset, written
from voltag.types import Cell, Document, Table

TITLE = "= Results and Resources Framework\n#set text(9pt)\n#set par(justify: false)\n"
KINDS = ["outcome", "output", "indicator", "baseline", "target", "source", "partner"]
HEADS = (
    "[Outcome], [Output], [Indicator], [Baseline], [Target], [Means of verification], [Partners]"
)
COLUMNS = "columns: (1.4fr, 1.4fr, 2fr, 0.9fr, 0.8fr, 1.2fr, 1.1fr)"
PROSE = BIRDS.strip()


def rows(outcomes: int, *, each: int = 3, merged: bool = True) -> str:
    """The body of a framework: outcomes with an output and indicator a row."""
    cells = []
    for outcome in range(1, outcomes + 1):
        statement = f"[Outcome {outcome}: People in the delta have safer homes]"
        for output in range(1, each + 1):
            if output == 1:
                cells.append(f"table.cell(rowspan: {each}){statement}" if merged else statement)
            elif not merged:
                cells.append("[]")
            number = f"{outcome}.{output}"
            cells += [
                f"[Output {number} Villages keep their own wells]",
                f"[{number}.1 Number of wells that give water in the dry months of the year]",
                f"[{10 * outcome + output} (2020)]",
                f"[{100 * outcome + output}]",
                "[Water board, annual count]",
                "[Ministry of Water, UNDP]",
            ]
    return ", ".join(cells)


def framework(
    outcomes: int,
    *,
    merged: bool = True,
    repeat: bool = True,
    options: str = "",
    after: str = BIRDS,
    **page: str,
) -> bytes:
    """A document of one results framework, with prose below it."""
    heads = f"table.header({HEADS})" if repeat else HEADS
    body = rows(outcomes, merged=merged)
    table = f"#table({COLUMNS}, {options}{heads}, {body})\n"
    return typeset(f"{TITLE}{table}#set text(11pt)\n#set par(justify: true)\n{after}", **page)


def rotated(pdf: bytes, degrees: int, *, moved: bool = False) -> bytes:
    """The same pages displayed turned, and with media that do not start at zero."""
    writer = PdfWriter()
    for source in PdfReader(io.BytesIO(pdf)).pages:
        page = writer.add_page(source)
        if moved:
            right, top = float(page.mediabox.right), float(page.mediabox.top)
            page.mediabox.lower_left = (-20, -30)
            page.mediabox.upper_right = (right + 50, top + 40)
            page.cropbox.lower_left = (5, 7)
            page.cropbox.upper_right = (right - 4, top - 3)
        page.rotate(degrees)
    return written(writer)


def only_table(document: Document) -> Table:
    """The one table of a document, which was read without a problem."""
    assert document.problems == ()
    (table,) = document.tables
    return table


def cells(table: Table, kind: str) -> list[Cell]:
    """The cells that hold a kind of thing, in reading order."""
    return [cell for cell in table.cells if cell.kind == kind]


def cell_with(table: Table, words: str) -> Cell:
    """The one cell that has ``words`` in it."""
    found = [cell for cell in table.cells if words in cell.text]
    assert len(found) == 1, (words, [cell.text for cell in table.cells])
    return found[0]


def assert_whole(table: Table, outcomes: int, each: int = 3) -> None:
    """Check that a table made by :func:`rows` was read with every cell where it belongs."""
    assert [column.kind for column in table.columns] == KINDS
    assert table.rows == outcomes * each
    statements = cells(table, "outcome")
    assert [cell.text for cell in statements] == [
        f"Outcome {n}: People in the delta have safer homes" for n in range(1, outcomes + 1)
    ]
    assert [(cell.row, cell.rows) for cell in statements] == [
        (each * n, each) for n in range(outcomes)
    ]
    numbers = [(o, i) for o in range(1, outcomes + 1) for i in range(1, each + 1)]
    wanted = {
        "output": [f"Output {o}.{i} Villages keep their own wells" for o, i in numbers],
        "indicator": [
            f"{o}.{i}.1 Number of wells that give water in the dry months of the year"
            for o, i in numbers
        ],
        "baseline": [f"{10 * o + i} (2020)" for o, i in numbers],
        "target": [str(100 * o + i) for o, i in numbers],
        "source": ["Water board, annual count"] * len(numbers),
        "partner": ["Ministry of Water, UNDP"] * len(numbers),
    }
    for kind, expected in wanted.items():
        assert [cell.text for cell in cells(table, kind)] == expected, kind
        assert [cell.row for cell in cells(table, kind)] == list(range(len(expected))), kind
