"""Headings and their levels; contents lists."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from tests.ingest.typesetting import BIRDS, read, texts, typeset, written
from voltag.types import Document, Role

SOURCE = (
    '#set heading(numbering: "1.1")\n'
    f"= Policy\n{BIRDS}\n== The plan for the islands\n{BIRDS}\n=== Money\n{BIRDS}\n"
    f"== Partners\n{BIRDS}\n= Progress\n{BIRDS}\n"
)
FOUND = [
    ("1 Policy", 1),
    ("1.1 The plan for the islands", 2),
    ("1.1.1 Money", 3),
    ("1.2 Partners", 2),
    ("2 Progress", 1),
]


def headings(document: Document) -> list[tuple[str, int | None]]:
    return [(b.text, b.level) for b in document.blocks if b.role is Role.HEADING]


def without_outline(content: bytes) -> bytes:
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(content)).pages:
        writer.add_page(page)
    return written(writer)


def test_levels_come_from_the_outline(tmp_path: Path) -> None:
    assert headings(read(typeset(SOURCE), tmp_path)) == FOUND


def test_levels_come_from_numbers_where_there_is_no_outline(tmp_path: Path) -> None:
    document = read(without_outline(typeset(SOURCE)), tmp_path)
    assert document.outline == ()
    assert headings(document) == FOUND


def test_levels_come_from_sizes_where_there_are_no_numbers(tmp_path: Path) -> None:
    source = f"= Policy\n{BIRDS}\n== Plan\n{BIRDS}\n== Money\n{BIRDS}\n= Progress\n{BIRDS}\n"
    document = read(without_outline(typeset(source)), tmp_path)
    assert headings(document) == [("Policy", 1), ("Plan", 2), ("Money", 2), ("Progress", 1)]


def test_a_heading_of_two_lines_is_one(tmp_path: Path) -> None:
    title = "How the people of the northern islands made a plan for water and for light in winter"
    document = read(without_outline(typeset(f"= {title}\n{BIRDS * 3}")), tmp_path)
    assert headings(document)[0][0] == title


@pytest.mark.parametrize(
    "text",
    [
        "*Bold words* that open a paragraph are no heading, as the text goes on after them.",
        "*A whole sentence in bold letters is not a heading either, since it ends like one.*",
        '#quote(block: true)[#text(15pt)["We carried the vaccines ourselves, from one island '
        'to the other, all winter long," said the teacher of the smallest school of them all.]]',
        "#figure(rect(width: 80pt, height: 30pt), caption: [*A caption in bold*])",
    ],
)
def test_what_is_no_heading(text: str, tmp_path: Path) -> None:
    document = read(typeset(f"{BIRDS}\n\n{text}\n\n{BIRDS}"), tmp_path)
    assert headings(document) == []


def test_entries_of_a_contents_list_are_told_apart(tmp_path: Path) -> None:
    document = read(typeset(f"#outline()\n#pagebreak()\n{SOURCE * 2}"), tmp_path)
    entries = texts(document, Role.CONTENTS)
    assert len(entries) == 10
    assert entries[1].startswith("1.1 The plan for the islands")
    assert headings(document)[1:6] == FOUND


CONTENTS = """#set page(numbering: "1")
#outline(depth: 2, indent: 1.5em)
#show heading: it => block(above: 1.2em, text(11pt, weight: "regular", it.body))
"""


def test_levels_come_from_the_table_of_contents_where_letters_do_not_tell(tmp_path: Path) -> None:
    body = BIRDS * 6
    source = (
        f"{CONTENTS}#pagebreak()\n= Policy\n{body}\n== Plan\n{body}\n== Money\n{body}\n"
        f"#pagebreak()\n= Progress\n{body}\n"
    )
    document = read(without_outline(typeset(source)), tmp_path)
    found = [heading for heading in headings(document) if heading[0] != "Contents"]
    assert found == [("Policy", 1), ("Plan", 2), ("Money", 2), ("Progress", 1)]


def test_bookmarks_go_before_the_table_of_contents(tmp_path: Path) -> None:
    source = (
        '#set page(numbering: "1")\n#outline()\n#pagebreak()\n'
        f"= Policy\n{BIRDS}\n== Plan\n{BIRDS}\n"
    )
    assert headings(read(typeset(source), tmp_path))[-2:] == [("Policy", 1), ("Plan", 2)]


def test_a_number_of_two_pages_says_nothing(tmp_path: Path) -> None:
    """The words of an entry stand on both pages that bear its number, and on one as a heading."""
    source = (
        f"{CONTENTS}#pagebreak()\n#counter(page).update(7)\n= Policy\n{BIRDS * 6}\n"
        f"#pagebreak()\n#counter(page).update(7)\nPolicy\n\n{BIRDS * 6}\n"
    )
    document = read(without_outline(typeset(source)), tmp_path)
    assert "Policy" not in [text for text, _ in headings(document)]
