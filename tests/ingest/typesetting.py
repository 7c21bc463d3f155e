"""Test PDFs: typeset with typst from a few lines, and reading them."""

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import typst
from pypdf import PdfWriter

from voltag.ingest import read_document
from voltag.types import Block, Document, Role

FONTS = Path(__file__).parents[2] / "corpus" / "samples" / "fonts"

BIRDS = (
    "The survey counted waders on the northern flats in spring and again in autumn. "
    "Observers walked the sea wall at low water and wrote down what they saw. "
    "Numbers had fallen for a decade, yet the spoonbill came back in the third year. "
)
"""Three sentences, for filling pages."""


@cache
def typeset(source: str, columns: int = 1, **page: str) -> bytes:
    """Typeset a source on A4 in Libertinus, 11 points, without the system's fonts.

    ``page`` are arguments of typst's ``page``, in typst.
    """
    settings = "".join(f", {key}: {value}" for key, value in page.items())
    header = (
        f'#set page(paper: "a4", columns: {columns}{settings})\n'
        '#set text(font: ("Libertinus Serif", "Noto Serif SC"), size: 11pt, lang: "en")\n'
        "#set par(justify: true)\n"
    )
    compiler = typst.Compiler(font_paths=[FONTS], ignore_system_fonts=True)
    pdf = compiler.compile(input=(header + source).encode(), format="pdf", timestamp=0)
    assert isinstance(pdf, bytes)
    return pdf


def read(pdf: bytes, folder: Path) -> Document:
    """Read a PDF given as bytes."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    return read_document(path, "given/document.pdf")


def written(writer: PdfWriter) -> bytes:
    """Return what a pypdf writer writes."""
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def texts(document: Document, *roles: Role) -> list[str]:
    """Return the texts of a document's blocks, of some roles only where any are given."""
    return [block.text for block in document.blocks if not roles or block.role in roles]


def block_with(document: Document, words: str) -> Block:
    """Return the one block that has ``words`` in it."""
    found = [block for block in document.blocks if words in block.text]
    assert len(found) == 1, (words, texts(document))
    return found[0]


def lines_of(document: Document, roles: Sequence[Role]) -> list[tuple[int, str]]:
    """Return page and text of the lines of some roles."""
    return [
        (page.number, line.text)
        for page in document.pages
        for line in page.lines
        if line.role in roles
    ]
