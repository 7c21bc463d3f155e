"""What a PDF says of itself is kept short, and without signs that steer."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.making import CASES
from voltag.ingest import read_document
from voltag.ingest.about import BOOKMARKS, METADATA_CHARACTERS, TITLE_CHARACTERS, plain
from voltag.types import Document

MADE = {case.name: case.make for case in CASES}


def read(name: str, folder: Path) -> Document:
    path = folder / f"{name}.pdf"
    path.write_bytes(MADE[name]())
    return read_document(path, path.name)


@given(st.text(alphabet=st.characters(codec=None)), st.integers(1, 40))
def test_plain_text_is_one_printable_line(text: str, most: int) -> None:
    said = plain(text, most)
    assert len(said) <= most
    assert all(c.isprintable() or c == "\ue000" or not c.isascii() for c in said)
    assert said == " ".join(said.split())
    said.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  A review\r\n of  2020 ", "A review of 2020"),
        ("\x1b[31mred\x07", "[31mred"),
        ("\u202efdp.exe\u200b", "fdp.exe"),
        ("half \ud800 a character", "half a character"),
        ("自愿国别评估", "自愿国别评估"),
        ("Cam\u00adbodia", "Cambodia"),
    ],
)
def test_signs_that_nobody_sees_are_left_out(text: str, said: str) -> None:
    assert plain(text, 100) == said


def test_a_title_is_cut_where_no_title_goes_on(tmp_path: Path) -> None:
    assert len(read("title-long", tmp_path).metadata.title) == METADATA_CHARACTERS


@pytest.mark.parametrize("name", ["outline-loop", "outline-laughs", "outline-200000"])
def test_bookmarks_without_end_come_to_one(name: str, tmp_path: Path) -> None:
    document = read(name, tmp_path)
    assert 1 <= len(document.outline) <= BOOKMARKS
    assert len(document.pages) == 1


def test_a_bookmark_is_cut_where_no_heading_goes_on(tmp_path: Path) -> None:
    document = read("outline-long", tmp_path)
    assert {len(entry.title) for entry in document.outline} == {TITLE_CHARACTERS}


@pytest.mark.parametrize("name", ["labels-long", "labels-huge"])
def test_a_label_that_no_page_has_room_for_is_none(name: str, tmp_path: Path) -> None:
    (page,) = read(name, tmp_path).pages
    assert page.label is None
