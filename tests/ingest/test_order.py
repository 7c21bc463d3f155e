"""Reading order: columns, what stands over them, boxes beside them."""

from pathlib import Path

import pytest

from tests.ingest.typesetting import BIRDS, block_with, read, texts, typeset
from voltag.types import Role

GOLDEN = Path(__file__).parent / "golden"

ISLANDS = (
    "= The northern islands\n"
    "The islands lie a day's sail from the mainland, and for most of the year the ferry is their "
    "only road. Children go to school on the largest of them and stay there during the week. "
    "In winter the crossing is often closed, so that stores are laid up in autumn.\n\n"
    "Fishing gave work to two households in three until the herring left. Since then the boats "
    "have turned to crab, and a small plant packs it for the export market.\n"
    "== Water and light\n"
    "Every house has a cistern. A well-being survey of the households showed that water, not "
    "money, was what people worried about, and the co-operative has since built two reservoirs "
    "on the high ground of the western island.\n\n"
    "Light comes from a diesel engine, which runs from dusk to midnight. Panels on the roof of "
    "the school were the first of a plan that is to reach all houses in five years.\n"
)


def words_in_order(text: str, *words: str) -> bool:
    places = [text.index(word) for word in words]
    return places == sorted(places)


def test_two_columns_read_as_the_golden_text(tmp_path: Path) -> None:
    document = read(typeset(ISLANDS * 2, columns=2, height="420pt"), tmp_path)
    assert document.pages[0].columns == 2
    shown = "".join(f"[{block.role}] {block.text}\n" for block in document.blocks)
    assert shown == (GOLDEN / "two-columns.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_do_not_mix(columns: int, tmp_path: Path) -> None:
    numbered = [f"Item {n} opens here. {BIRDS}Item {n} is over." for n in range(1, 13)]
    document = read(typeset("\n\n".join(numbered), columns=columns), tmp_path)
    assert document.pages[0].columns == columns
    assert [block.text.split(" opens")[0] for block in document.blocks] == [
        f"Item {n}" for n in range(1, 13)
    ]
    assert all(block.text.endswith("is over.") for block in document.blocks)


def test_a_title_over_both_columns_comes_first(tmp_path: Path) -> None:
    source = (
        '#place(top + center, scope: "parent", float: true)[#text(20pt, weight: "bold")'
        f"[A title that runs over both of the columns]]\n{BIRDS * 20}"
    )
    document = read(typeset(source, columns=2), tmp_path)
    assert texts(document)[0] == "A title that runs over both of the columns"
    assert document.blocks[0].role is Role.HEADING
    assert len(document.blocks) == 2


def test_a_wide_box_in_between_does_not_break_the_paragraph(tmp_path: Path) -> None:
    source = (
        '#place(bottom, scope: "parent", float: true)[#rect(width: 100%, inset: 10pt, fill: '
        "luma(230))[*Box 1. Beside the story.* The box has a text of its own. It is set over two "
        f"lines at least, so that it reads as a box and nothing else on this page.]]\n{BIRDS * 24}"
    )
    document = read(typeset(source, columns=2), tmp_path)
    assert block_with(document, "text of its own")
    body = block_with(document, "The survey counted")
    assert body.text.count("spoonbill") == 24


def test_a_sidebar_is_read_by_itself(tmp_path: Path) -> None:
    story = " ".join(f"Sentence {n} of the story is here." for n in range(1, 60))
    aside = " ".join(f"Remark {n} stands aside." for n in range(1, 16))
    source = (
        "#grid(columns: (1fr, 150pt), gutter: 20pt, "
        f"[{story}], rect(fill: luma(225), inset: 8pt)[{aside}])"
    )
    document = read(typeset(source), tmp_path)
    assert sorted(len(text.split("Sentence")) for text in texts(document)) == [1, 60]
    assert words_in_order(block_with(document, "Remark 1 ").text, "Remark 2 ", "Remark 15 ")


def test_stretched_lines_make_no_gutter(tmp_path: Path) -> None:
    """Justified narrow lines have spaces as wide as gutters, sometimes one above the other."""
    long = "internationalisation counterrevolutionaries a of misunderstandings the an it "
    document = read(typeset(f"#set text(hyphenate: false)\n{long * 40}", columns=3), tmp_path)
    (block,) = document.blocks
    assert block.text.split() == (long * 40).split()


def test_turned_text_stays_out_of_the_prose(tmp_path: Path) -> None:
    source = (
        "#place(left + horizon, dx: -40pt, rotate(-90deg, reflow: true)[Share of waders])\n"
        "#place(center + horizon, rotate(-45deg, text(60pt, fill: luma(220))[DRAFT]))\n"
        f"{BIRDS * 8}"
    )
    document = read(typeset(source), tmp_path)
    assert [text for text in texts(document, Role.PARAGRAPH) if "Share" in text] == []
    assert not any("DRAFT" in text for text in texts(document, Role.PARAGRAPH))
