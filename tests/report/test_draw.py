"""What is drawn over the picture of a page."""

from pathlib import Path

import numpy as np

from tests.ingest.frameworks import framework
from tests.ingest.typesetting import BIRDS, read, typeset
from voltag.report.draw import LAYERS, Mark, draw_page, marks
from voltag.types import (
    Document,
    LabelledPassage,
    Polarity,
    Question,
    Reference,
    Role,
    Scores,
    Span,
)

WHITE = np.full((400, 300, 3), 255, dtype=np.uint8)


def passage(
    page: int, reference: Reference, in_doubt: tuple[Question, ...] = ()
) -> LabelledPassage:
    box = (10.0, 10.0, 200.0, 22.0)
    return LabelledPassage(
        "p", "sha256:0", page, None, (Span(page, (box, (10.0, 24.0, 90.0, 36.0)), 0, 30),), (),
        False, Role.PARAGRAPH, "en", "Volunteers planted 300 trees.", reference,
        Scores(0.9, 0.8, 0.1, 0.1), in_doubt, (), (), None, False, Polarity.NEUTRAL, (), (),
    )  # fmt: skip


def drawn(document: Document, number: int = 1, *passages: LabelledPassage) -> list[Mark]:
    return list(marks(document, document.pages[number - 1], passages))


def layers(found: list[Mark]) -> set[str]:
    return {mark.layer for mark in found}


def test_lines_columns_and_headings_are_marked(tmp_path: Path) -> None:
    source = "= Waders\n" + "\n\n".join([BIRDS] * 20)
    document = read(typeset(source, columns=2), tmp_path)
    found = drawn(document)
    assert layers(found) == {"line", "column", "heading"}
    assert [mark.label for mark in found if mark.layer == "column"] == ["1", "2"]
    assert [mark.label for mark in found if mark.layer == "heading"] == ["level 1"]


def test_running_heads_and_page_numbers_are_marked(tmp_path: Path) -> None:
    page = {"header": '"Birds of the northern flats"', "numbering": '"1"'}
    birds = [f"Part {n} of the count. {BIRDS * 3}" for n in ("one", "two", "three", "four")]
    document = read(typeset("\n#pagebreak()\n".join(birds), **page), tmp_path)
    found = drawn(document, 2)
    assert sum(mark.layer == "furniture" for mark in found) == 2


def test_tables_of_the_framework_are_marked_cell_by_cell(tmp_path: Path) -> None:
    document = read(framework(8, flipped="true"), tmp_path)
    second = drawn(document, 2)
    assert [mark.label for mark in second if mark.layer == "table"] == ["results framework 1"]
    cells = [mark for mark in second if mark.layer == "row"]
    on_page = [
        area for table in document.tables for cell in table.cells for area in cell.areas
        if area.page == 2
    ]  # fmt: skip
    assert len(cells) == len(on_page)
    assert {mark.label for mark in cells} >= {"output", "indicator", "partner"}


def test_flagged_passages_are_marked_on_their_pages_only(tmp_path: Path) -> None:
    document = read(typeset(BIRDS), tmp_path)
    passages = [
        passage(1, Reference.CONTRIBUTION),
        passage(1, Reference.BARE),
        passage(1, Reference.CONTRIBUTION, ("references",)),
        passage(1, Reference.NONE),
        passage(2, Reference.CONTRIBUTION),
    ]
    found = drawn(document, 1, *passages)
    of_passages = [m for m in found if m.layer in ("contribution", "bare", "doubt")]
    assert [mark.layer for mark in of_passages] == [
        "contribution", "contribution", "bare", "bare", "doubt", "doubt",
    ]  # fmt: skip
    assert [mark.label for mark in of_passages][:2] == ["contribution 0.90", ""]


def test_marks_stand_where_their_boxes_say_and_the_key_below(tmp_path: Path) -> None:
    document = read(typeset(BIRDS), tmp_path)
    page = document.pages[0]
    box = (page.width / 4, page.height / 4, page.width / 2, page.height / 2)
    image = draw_page(WHITE, page, [Mark("contribution", box)])
    pixels = np.asarray(image)
    assert image.width == 300
    assert image.height > 400
    scale = 300 / page.width
    left, top = round(box[0] * scale), round(box[1] * scale)
    red, green, blue = (int(value) for value in pixels[top + 1, left + 1])
    assert green > red
    assert green > blue
    assert (pixels[top - 5, left - 5] == 255).all()
    assert (pixels[400:] != 255).any()


def test_every_layer_can_be_drawn(tmp_path: Path) -> None:
    page = read(typeset(BIRDS), tmp_path).pages[0]
    everything = [Mark(name, (10.0, 10.0, 60.0, 30.0), "x") for name in LAYERS]
    everything.append(Mark("line", (90.0, 90.0, 10.0, 10.0)))  # no area: not drawn
    assert draw_page(WHITE, page, everything).mode == "RGB"
