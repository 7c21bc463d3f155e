"""Pieces map a block's text back to its lines; words broken at line ends are joined."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.pdfs import pdf
from tests.ingest.typesetting import BIRDS, read, typeset
from voltag.ingest.joins import Words, join
from voltag.types import Document

WORDS = st.sampled_from(
    [
        *("the", "sea", "birds", "well-", "re-", "volun-", "teers", "being", "2030-", "(a)", "1."),
        *("•", "Waders", "counted.", "rose:", "islands,", "and/", "ISLANDS", "12", "iv", "–"),
        *("e\u0301", "\u00ad"),
    ]
)
LINES = st.lists(WORDS, max_size=12).map(" ".join)
PAGES = st.lists(st.lists(LINES, max_size=12), min_size=1, max_size=4)


def check(document: Document) -> None:
    """Pieces are in order and disjoint, and have what the lines at their places have."""
    lines = {(page.number, line.box): line.text for page in document.pages for line in page.lines}
    for block in document.blocks:
        assert block.text == block.text.strip()
        assert block.text
        place = 0
        for piece in block.pieces:
            assert block.text[place : piece.start] in ("", " ")
            assert piece.start < piece.end <= len(block.text)
            line, text = lines[piece.page, piece.box], block.text[piece.start : piece.end]
            assert text in (line, line.removesuffix("-"))
            place = piece.end
        assert place == len(block.text)


@given(PAGES)
def test_pieces_are_what_stands_in_the_lines(pages: list[list[str]]) -> None:
    latin = [[line.encode("latin-1", "replace").decode("latin-1") for line in p] for p in pages]
    with tempfile.TemporaryDirectory() as folder:
        check(read(pdf(*latin), Path(folder)))


@pytest.mark.parametrize(
    "source",
    [
        f"= Birds\n{BIRDS * 60}",
        f"#set page(width: 200pt)\n#set text(hyphenate: true)\n{BIRDS * 20}",
        f"- {BIRDS}\n- {BIRDS}#footnote[Note: {BIRDS}]\n#table(columns: 2, [a], [b], [c], [d])",
    ],
)
@pytest.mark.parametrize("columns", [1, 2])
def test_pieces_of_typeset_pages(source: str, columns: int, tmp_path: Path) -> None:
    check(read(typeset(source, columns=columns), tmp_path))


def test_pieces_of_the_samples(samples: Path, tmp_path: Path) -> None:
    for path in sorted(samples.glob("*.pdf")):
        check(read(path.read_bytes(), tmp_path))


@given(st.lists(LINES.filter(bool), max_size=8))
def test_joined_lines_keep_their_letters(lines: list[str]) -> None:
    text, parts = join(lines, Words(lines))
    assert len(parts) == len(lines)
    place = 0
    for (start, end), line in zip(parts, lines, strict=True):
        assert text[place:start] in ("", " ")
        shown = line.replace("\u00ad", "-")
        assert text[start:end] in (shown, shown.removesuffix("-"))
        place = end
    assert place == len(text)
