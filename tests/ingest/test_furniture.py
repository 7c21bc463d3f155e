"""Running heads, footers and page numbers, and what only looks like them."""

from pathlib import Path

import pytest

from tests.cli.pdfs import FRENCH, PLAIN, VOLUNTEERS, pdf
from tests.ingest.typesetting import BIRDS, lines_of, read, texts, typeset
from voltag.types import Role

FURNITURE = (Role.RUNNING_HEAD, Role.FOOTER, Role.PAGE_NUMBER)


def chapters(count: int) -> str:
    return "\n#pagebreak()\n".join(f"Chapter text {n}. {BIRDS * 3}" for n in range(1, count + 1))


@pytest.mark.parametrize("pages", [3, 8])
def test_heads_and_feet_are_set_aside(pages: int, tmp_path: Path) -> None:
    document = read(
        typeset(
            chapters(pages),
            header="[Northern Islands #h(1fr) Review 2020]",
            footer='context [Page #counter(page).display("1")]',
        ),
        tmp_path,
    )
    assert len(texts(document)) == pages
    assert all(text.startswith("Chapter text") for text in texts(document))
    heads = lines_of(document, [Role.RUNNING_HEAD])
    assert len({page for page, _ in heads}) == pages
    assert lines_of(document, [Role.PAGE_NUMBER]) == [(n, f"Page {n}") for n in range(1, pages + 1)]


def test_left_and_right_pages_have_heads_of_their_own(tmp_path: Path) -> None:
    header = (
        "context if calc.odd(counter(page).get().first()) "
        "[Northern Islands #h(1fr) #counter(page).display()] "
        "else [#counter(page).display() #h(1fr) A review of the year]"
    )
    document = read(typeset(chapters(9), header=header), tmp_path)
    assert len(texts(document)) == 9
    assert [page.label for page in document.pages] == [str(n) for n in range(1, 10)]


@pytest.mark.parametrize("gap", ["#h(1fr)", "#h(0.4em)"])
def test_a_head_that_names_the_chapter_beside_the_document(gap: str, tmp_path: Path) -> None:
    """The name of the document repeats, that of the chapter does not."""
    header = f"context [Northern Islands 2020 {gap} #query(heading).at(here().page() - 1).body]"
    names = ("Birds", "Water and light", "The school", "Ferries", "Money")
    source = "\n#pagebreak()\n".join(f"= {name}\n{name} come first. {BIRDS * 3}" for name in names)
    document = read(typeset(source, header=header), tmp_path)
    assert texts(document, Role.HEADING) == list(names)
    assert len(texts(document)) == 2 * len(names)


def test_a_paragraph_runs_on_past_foot_and_head(tmp_path: Path) -> None:
    document = read(typeset(BIRDS * 60, header="[Northern Islands]", numbering='"1"'), tmp_path)
    assert len(document.pages) > 2
    (block,) = document.blocks
    assert block.text == (BIRDS * 60).strip()
    assert {piece.page for piece in block.pieces} == {page.number for page in document.pages}


@pytest.mark.parametrize("lines", [FRENCH, PLAIN, VOLUNTEERS, FRENCH * 12])
@pytest.mark.parametrize("pages", [2, 3, 6])
def test_pages_drawn_twice_keep_their_text(
    lines: tuple[str, ...], pages: int, tmp_path: Path
) -> None:
    document = read(pdf(lines, repeat=pages), tmp_path)
    assert lines_of(document, FURNITURE) == []
    assert " ".join(texts(document)).count(lines[0][-20:]) == pages * lines.count(lines[0])


def test_text_that_opens_all_pages_alike_is_text(tmp_path: Path) -> None:
    pages = [(*FRENCH, f"Page {n} goes on in its own way.", *PLAIN[: n % 2]) for n in range(5)]
    document = read(pdf(*pages), tmp_path)
    assert lines_of(document, FURNITURE) == []


def test_a_title_that_the_head_repeats_stays(tmp_path: Path) -> None:
    title = '#text(20pt, weight: "bold")[Oman, general debate]\n\n'
    document = read(typeset(title + chapters(4), header="[Oman, general debate]"), tmp_path)
    assert document.blocks[0].text == "Oman, general debate"
    assert document.blocks[0].role is Role.HEADING
    assert len(lines_of(document, FURNITURE)) == 4


def test_headings_that_differ_by_their_number_stay(tmp_path: Path) -> None:
    goals = "\n#pagebreak()\n".join(f"= Goal {n}\n{BIRDS * n}" for n in range(1, 9))
    document = read(typeset(goals), tmp_path)
    assert texts(document, Role.HEADING) == [f"Goal {n}" for n in range(1, 9)]


def test_a_page_with_a_head_and_nothing_else_has_no_block(tmp_path: Path) -> None:
    source = chapters(5) + "\n#pagebreak()\n#pagebreak(weak: false)\n" + chapters(2)
    document = read(typeset(source, header="[Northern Islands]"), tmp_path)
    assert all(text.startswith("Chapter") for text in texts(document))
