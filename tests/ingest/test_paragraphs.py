"""Paragraphs, list items, footnotes, and words broken at line ends."""

from pathlib import Path

import pytest

from tests.cli.pdfs import pdf
from tests.ingest.typesetting import BIRDS, block_with, read, texts, typeset
from voltag.types import Role

NARROW = "#set page(width: 200pt, height: 700pt, margin: 20pt)\n"


def test_paragraphs_part_at_indents_and_at_white(tmp_path: Path) -> None:
    three = "\n\n".join([BIRDS] * 3)
    indented = "#set par(first-line-indent: (amount: 1.5em, all: true), spacing: 0.65em)\n" + three
    apart = "#set par(spacing: 1.4em)\n" + three
    for source in (indented, apart):
        assert texts(read(typeset(source), tmp_path)) == [BIRDS.strip()] * 3


def test_broken_words_are_joined(tmp_path: Path) -> None:
    text = "Understandably, representatives everywhere appreciated comprehensive documentation. "
    document = read(typeset(f"{NARROW}#set text(hyphenate: true)\n{text * 12}"), tmp_path)
    assert any(line.text.endswith("-") for line in document.pages[0].lines)
    assert texts(document) == [(text * 12).strip()]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["The village volun-", "teers helped the volunteers."], "The village volunteers helped"),
        (["Health and well-", "being: the well-being of all."], "Health and well-being: the"),
        (["Between 2030-", "2035 the plan holds."], "Between 2030-2035 the plan"),
        (["The gender-", "responsive budget is new."], "The gender-responsive budget"),
        (["An inter-", "national review is new."], "An international review"),
        (["Trade, transport and/", "or tourism grew."], "Trade, transport and/or tourism"),
        (["The North-", "South corridor was built."], "The North-South corridor"),
    ],
)
def test_a_hyphen_at_a_line_end_stays_where_it_belongs(
    lines: list[str], joined: str, tmp_path: Path
) -> None:
    (text,) = texts(read(pdf(lines), tmp_path))
    assert text.startswith(joined)


def test_lines_set_as_paragraphs_of_their_own_are_one(tmp_path: Path) -> None:
    lines = [
        "At the outset allow me to take this",
        "opportunity to congratulate you on the",
        "General Assembly that opens today.",
        "Your election reflects the role of your country.",
    ]
    source = "#set par(first-line-indent: (amount: 2em, all: true))\n" + "\n\n".join(lines)
    document = read(typeset(source), tmp_path)
    assert texts(document) == [" ".join(lines[:3]), lines[3]]


def test_footnotes_stand_apart_and_their_marks_are_dropped(tmp_path: Path) -> None:
    source = (
        "The volunteers#footnote[Counted by the national youth office in May.] helped. "
        f"{BIRDS * 30} They stayed.#footnote[Not all did, as the office says.] {BIRDS * 12}"
    )
    document = read(typeset(source), tmp_path)
    (body,) = texts(document, Role.PARAGRAPH)
    assert body.startswith("The volunteers helped. The survey")
    assert "They stayed. The survey" in body
    assert texts(document, Role.FOOTNOTE) == [
        "Counted by the national youth office in May.",
        "Not all did, as the office says.",
    ]


def test_exponents_and_ordinals_are_no_footnote_marks(tmp_path: Path) -> None:
    source = "The park has 40 km#super[2] and opened on the 2#super[nd] of May 2019."
    (text,) = texts(read(typeset(source), tmp_path))
    assert text == "The park has 40 km2 and opened on the 2nd of May 2019."


def test_list_items_are_blocks_of_their_own(tmp_path: Path) -> None:
    source = (
        f"Three things were done:\n- {BIRDS}\n- The wall was mended.\n- The flats were fenced.\n\n"
        f"+ {BIRDS}\n+ Then came the second.\n\n(a) The first clause is short.\n\n"
        "(b) The second clause is short too.\n"
    )
    document = read(typeset(source), tmp_path)
    items = texts(document, Role.LIST_ITEM)
    assert [item.split()[0] for item in items] == ["•", "•", "•", "1.", "2.", "(a)", "(b)"]
    assert items[0] == f"• {BIRDS.strip()}"
    assert texts(document, Role.PARAGRAPH) == ["Three things were done:"]


def test_what_ends_a_sentence_does_not_run_on(tmp_path: Path) -> None:
    source = f"{BIRDS.strip()}\n#pagebreak()\nAnother paragraph opens on the next page."
    assert len(texts(read(typeset(source), tmp_path))) == 2


def test_a_figure_in_between_does_not_break_a_paragraph(tmp_path: Path) -> None:
    source = (
        "#place(top, float: true, figure(rect(width: 200pt, height: 150pt), "
        f"caption: [The flats at low water]))\n{BIRDS * 40}"
    )
    document = read(typeset(source, columns=2), tmp_path)
    assert texts(document, Role.CAPTION) == ["Figure 1: The flats at low water"]
    assert block_with(document, "The survey").text == (BIRDS * 40).strip()
