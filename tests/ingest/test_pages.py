"""Pages: their measures, labels, bookmarks and what the PDF says of itself."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import RectangleObject

from tests.cli.pdfs import PLAIN, pdf
from tests.ingest.typesetting import BIRDS, read, texts, typeset, written
from voltag.types import Box, Document, Role


def first_box(document: Document) -> Box:
    return document.blocks[0].pieces[0].box


def changed(content: bytes) -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(io.BytesIO(content)))


def test_boxes_are_points_from_the_top_left(tmp_path: Path) -> None:
    document = read(pdf(PLAIN), tmp_path)
    page = document.pages[0]
    assert (page.width, page.height) == (595, 842)
    x0, top, x1, bottom = first_box(document)
    # The line's baseline is 98 points below the top, at 10 points.
    assert x0 == pytest.approx(60, abs=1.5)
    assert top == pytest.approx(90, abs=1.5)
    assert bottom == pytest.approx(100, abs=1.5)
    assert x0 < x1 < 595
    assert page.lines[0].size == pytest.approx(10)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_alike(turn: int, tmp_path: Path) -> None:
    writer = changed(pdf(PLAIN))
    writer.pages[0].rotate(turn)
    document = read(written(writer), tmp_path)
    upright = read(pdf(PLAIN), tmp_path)
    assert texts(document) == texts(upright)
    page = document.pages[0]
    assert (page.width, page.height) == ((595, 842) if turn == 180 else (842, 595))
    x0, top, x1, bottom = first_box(upright)
    expected = {
        90: (842 - bottom, x0, 842 - top, x1),
        180: (595 - x1, 842 - bottom, 595 - x0, 842 - top),
        270: (top, 595 - x1, bottom, 595 - x0),
    }[turn]
    assert first_box(document) == pytest.approx(expected, abs=0.5)


def test_a_crop_box_moves_the_origin(tmp_path: Path) -> None:
    writer = changed(pdf(PLAIN))
    writer.pages[0].cropbox = RectangleObject((50, 500, 595, 800))
    document = read(written(writer), tmp_path)
    page = document.pages[0]
    assert (page.width, page.height) == (545, 300)
    x0, top, _, _ = first_box(document)
    assert x0 == pytest.approx(10, abs=1.5)
    assert top == pytest.approx(48, abs=1.5)


def test_what_was_cropped_away_is_not_read(tmp_path: Path) -> None:
    writer = changed(pdf(["An upper line that stays.", *[""] * 20, "A lower line that goes."]))
    writer.pages[0].cropbox = RectangleObject((0, 500, 595, 842))
    assert texts(read(written(writer), tmp_path)) == ["An upper line that stays."]


def test_labels_of_the_pdf_win_over_printed_numbers(tmp_path: Path) -> None:
    writer = changed(typeset((BIRDS + "\n#pagebreak()\n") * 4 + BIRDS, numbering='"1"'))
    writer.set_page_label(0, 1, PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 4, PageLabelStyle.DECIMAL, start=7)
    document = read(written(writer), tmp_path)
    assert [page.label for page in document.pages] == ["i", "ii", "7", "8", "9"]


def test_printed_numbers_are_labels_where_the_pdf_has_none(tmp_path: Path) -> None:
    source = (
        '#set page(numbering: "i")\n'
        + (BIRDS + "\n#pagebreak()\n") * 3
        + "#counter(page).update(1)\n"
        '#set page(numbering: "1")\n' + (BIRDS + "\n#pagebreak()\n") * 3 + BIRDS
    )
    writer = changed(typeset(source))
    if "/PageLabels" in writer.root_object:
        del writer.root_object["/PageLabels"]
    document = read(written(writer), tmp_path)
    assert [page.label for page in document.pages] == ["i", "ii", "iii", "1", "2", "3", "4"]
    assert not any(text.strip().isalnum() for text in texts(document))


def test_the_outline_comes_with_levels_and_pages(tmp_path: Path) -> None:
    document = read(
        typeset(f"= The birds\n{BIRDS}\n== Waders\n{BIRDS}\n#pagebreak()\n= The sea\n{BIRDS}"),
        tmp_path,
    )
    assert [(entry.title, entry.level, entry.page) for entry in document.outline] == [
        ("The birds", 1, 1),
        ("Waders", 2, 1),
        ("The sea", 1, 2),
    ]
    headings = [block for block in document.blocks if block.role is Role.HEADING]
    assert [(heading.text, heading.level) for heading in headings] == [
        ("The birds", 1),
        ("Waders", 2),
        ("The sea", 1),
    ]


def test_the_metadata_are_what_the_pdf_says(tmp_path: Path) -> None:
    assert read(pdf(PLAIN, title="A plan — 计划"), tmp_path).metadata.title == "A plan — 计划"


def test_a_page_without_anything_is_blank(tmp_path: Path) -> None:
    document = read(pdf(PLAIN, [], PLAIN[:1]), tmp_path)
    assert [page.text for page in document.pages] == ["read", "blank", "read"]
