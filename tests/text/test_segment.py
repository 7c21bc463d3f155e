"""Cutting a document into passages that can always be found again."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltag.settings import load_settings
from voltag.text.segment import passage_id, segment
from voltag.types import (
    Block,
    Box,
    Document,
    Metadata,
    Page,
    PageText,
    Passage,
    Piece,
    ReadStatus,
    Role,
)

SETTINGS = load_settings().passages


def block(text: str, role: Role = Role.PARAGRAPH, level: int | None = None) -> Block:
    """A block of one line, on page 1."""
    return Block(role, text, (Piece(0, len(text), 1, (50.0, 100.0, 550.0, 112.0)),), level)


def heading(text: str, level: int) -> Block:
    return block(text, Role.HEADING, level)


def item(text: str) -> Block:
    return block(text, Role.LIST_ITEM)


def document(*blocks: Block) -> Document:
    numbers = sorted({piece.page for b in blocks for piece in b.pieces})
    pages = tuple(
        Page(number, f"p{number}", 600.0, 800.0, PageText.READ, 0, 0.0, 1, ()) for number in numbers
    )
    return Document("sha256:0", "a.pdf", ReadStatus.OK, pages, blocks, (), Metadata(), ())


def passages(*blocks: Block) -> tuple[Passage, ...]:
    return segment(document(*blocks), SETTINGS)


def texts(*blocks: Block) -> list[str]:
    return [passage.text for passage in passages(*blocks)]


# --- properties -------------------------------------------------------------------


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


words = st.sampled_from(
    ["Volunteers", "help.", "No. 5", "(a)", "e.g.", "志愿者", "来了。", "一半……", "and:", "3.5",
     "—", "。", "…", "“so”", "in the villages of the islands", "目标；"]
)  # fmt: skip


@st.composite
def blocks_of_a_document(draw: st.DrawFn) -> tuple[Block, ...]:
    """Blocks whose pieces run down lines, columns and pages, as ingest makes them."""
    made: list[Block] = []
    page, top, column = 1, 50.0, 0
    for number in range(draw(st.integers(1, 12))):
        role = draw(st.sampled_from([*Role, Role.PARAGRAPH, Role.LIST_ITEM]))
        parts = draw(st.lists(words, max_size=40))
        if draw(st.booleans()):
            parts = [f"b{number}x", *parts]
        text = " ".join(parts)
        pieces, start = [], 0
        while start < len(text):
            end = min(start + draw(st.integers(5, 60)), len(text))
            stretch = text[start:end]
            left = start + len(stretch) - len(stretch.lstrip())
            right = end - len(stretch) + len(stretch.rstrip())
            if left < right:
                x0 = 50.0 + 300 * column
                pieces.append(Piece(left, right, page, (x0, top, x0 + 250, top + 10)))
            top += 12
            if top > 150:
                top, column = 50.0, 1 - column
                page += column == 0
            start = end
        level = draw(st.integers(1, 3)) if role is Role.HEADING else None
        made.append(Block(role, text, tuple(pieces), level))
    return tuple(made)


@given(blocks_of_a_document())
def test_every_letter_of_every_block_is_in_one_passage_in_reading_order(
    blocks: tuple[Block, ...],
) -> None:
    wanted = "".join(letters(b.text) for b in blocks if b.role is not Role.HEADING)
    assert "".join(letters(text) for text in texts(*blocks)) == wanted


@given(blocks_of_a_document())
def test_no_passage_crosses_a_heading(blocks: tuple[Block, ...]) -> None:
    sections: dict[str, tuple[str, ...]] = {}
    under: dict[str, int] = {}
    path: list[tuple[int, str]] = []
    count = 0
    for number, b in enumerate(blocks):
        if b.role is Role.HEADING:
            assert b.level is not None
            path = [(level, title) for level, title in path if level < b.level]
            path.append((b.level, b.text))
            count += 1
        sections[f"b{number}x"] = tuple(title for _, title in path)
        under[f"b{number}x"] = count
    for passage in passages(*blocks):
        names = [word for word in passage.text.split() if word in sections]
        assert {sections[name] for name in names} <= {passage.section}
        assert len({under[name] for name in names}) <= 1


@given(blocks_of_a_document())
def test_spans_lead_back_to_the_pages(blocks: tuple[Block, ...]) -> None:
    boxes: dict[int, list[Box]] = {}
    for b in blocks:
        for piece in b.pieces:
            boxes.setdefault(piece.page, []).append(piece.box)
    for passage in passages(*blocks):
        assert passage.page == passage.spans[0].page
        assert passage.page_label == f"p{passage.page}"
        covered = ""
        for span in passage.spans:
            assert 0 <= span.start < span.end <= len(passage.text)
            covered += passage.text[span.start : span.end]
            assert span.boxes
            for x0, top, x1, bottom in span.boxes:
                assert x0 < x1
                assert any(
                    a <= x0 + 0.01 and x1 <= c + 0.01 and (b_, d) == (top, bottom)
                    for a, b_, c, d in boxes[span.page]
                )
        assert letters(covered) == letters(passage.text)
        for one, next_ in pairwise(passage.spans):
            assert one.end <= next_.start
            assert one.page <= next_.page


@given(blocks_of_a_document())
def test_ids_tell_passages_apart_and_stay_the_same(blocks: tuple[Block, ...]) -> None:
    found = passages(*blocks)
    assert len({passage.passage_id for passage in found}) == len(found)
    assert passages(*blocks) == found


@given(blocks_of_a_document())
def test_passages_keep_to_the_limits_wherever_sentences_allow(blocks: tuple[Block, ...]) -> None:
    longest_sentence = max((len(b.text) for b in blocks), default=0)
    for passage in passages(*blocks):
        assert len(passage.text) <= SETTINGS.characters_spaced + longest_sentence


# --- cases ------------------------------------------------------------------------


def test_the_section_is_the_path_of_headings_above() -> None:
    found = passages(
        block("Preface text."),
        heading("1 Progress", 1),
        heading("1.1 Health", 2),
        block("Under health."),
        heading("1.2 Schools", 2),
        block("Under schools."),
        heading("2 Means", 1),
        block("Under means."),
    )
    assert [(p.text, p.section) for p in found] == [
        ("Preface text.", ()),
        ("Under health.", ("1 Progress", "1.1 Health")),
        ("Under schools.", ("1 Progress", "1.2 Schools")),
        ("Under means.", ("2 Means",)),
    ]


def test_a_heading_is_no_passage_and_neither_is_a_row_of_signs() -> None:
    assert texts(heading("Volunteers", 1), block("* * *"), block("— ……")) == []


def test_list_items_go_with_the_sentence_that_leads_in() -> None:
    found = passages(
        block("It was a good year. The law provides for:"),
        item("(a) insurance;"),
        item("(b) training."),
        block("Then came winter."),
    )
    assert [p.text for p in found] == [
        "It was a good year. The law provides for: (a) insurance; (b) training.",
        "Then came winter.",
    ]
    assert found[0].role is Role.LIST_ITEM
    assert len(found[0].spans[0].boxes) == 3


def test_a_long_list_is_cut_between_items() -> None:
    found = texts(block("The plan has these parts:"), *(item(f"({n}) item.") for n in range(12)))
    assert found[0].startswith("The plan has these parts: (0) item.")
    assert all(text.count("item") <= SETTINGS.sentences for text in found)
    assert " ".join(found).count("item") == 12


@pytest.mark.parametrize("first", [Role.CONTENTS, Role.LIST_ITEM])
def test_entries_of_the_contents_are_kept_from_list_items(first: Role) -> None:
    second = Role.LIST_ITEM if first is Role.CONTENTS else Role.CONTENTS
    found = passages(block("Volunteers 12", first), block("volunteers help", second))
    assert [(p.role, p.text) for p in found] == [
        (first, "Volunteers 12"),
        (second, "volunteers help"),
    ]


@pytest.mark.parametrize("role", [Role.FOOTNOTE, Role.TABLE, Role.CAPTION])
def test_notes_cells_and_captions_stay_apart_from_their_neighbours(role: Role) -> None:
    found = passages(block("It was so:"), block("one", role), block("two", role))
    assert [p.text for p in found] == ["It was so:", "one", "two"]
    assert [p.role for p in found] == [Role.PARAGRAPH, role, role]


def test_a_long_paragraph_is_cut_into_parts_of_like_length() -> None:
    sentence = "The volunteers of the village came to help with the harvest again. "
    found = texts(block((sentence * 14).strip()))
    assert len(found) == 3
    assert max(map(len, found)) < 1.4 * min(map(len, found))
    assert all(text.startswith("The") and text.endswith("again.") for text in found)


def test_chinese_is_cut_at_its_own_length() -> None:
    found = texts(block("全市志愿服务队走进社区，帮助孤寡老人打扫房间、购买药品、修理水电。" * 12))
    assert all(len(text) <= SETTINGS.characters_unspaced * 1.3 for text in found)
    assert all(text.endswith("。") for text in found)
    assert len(found) > 1


def test_a_sentence_is_never_cut() -> None:
    endless = "volunteers and " * 200
    assert texts(block(endless.strip())) == [endless.strip()]


def test_short_settings_are_kept() -> None:
    short = replace(SETTINGS, sentences=1)
    found = segment(document(block("One came. Two came. Three came.")), short)
    assert [p.text for p in found] == ["One came.", "Two came.", "Three came."]


def test_a_passage_over_columns_and_pages_has_a_span_for_each() -> None:
    text = "first line second line top of column next page"
    pieces = (
        Piece(0, 10, 1, (50.0, 700.0, 280.0, 712.0)),
        Piece(11, 22, 1, (50.0, 714.0, 280.0, 726.0)),
        Piece(23, 36, 1, (310.0, 60.0, 540.0, 72.0)),
        Piece(37, 46, 2, (50.0, 60.0, 280.0, 72.0)),
    )
    (found,) = passages(Block(Role.PARAGRAPH, text, pieces))
    assert [(s.page, len(s.boxes), s.start, s.end) for s in found.spans] == [
        (1, 2, 0, 22),
        (1, 1, 23, 36),
        (2, 1, 37, 46),
    ]


def test_a_box_is_cut_where_a_passage_ends_within_its_line() -> None:
    short = replace(SETTINGS, sentences=1)
    made = Block(Role.PARAGRAPH, "Aaaa bbb. Cccc ddd.", (Piece(0, 19, 1, (0.0, 0.0, 190.0, 10.0)),))
    one, two = segment(document(made), short)
    assert one.spans[0].boxes == ((0.0, 0.0, 90.0, 10.0),)
    assert two.spans[0].boxes == ((100.0, 0.0, 190.0, 10.0),)


def test_the_same_text_twice_on_a_page_has_two_ids() -> None:
    one, two = passages(block("Volunteers help."), block("Volunteers help."))
    assert one.passage_id != two.passage_id
    assert one.passage_id == passage_id("sha256:0", 1, "Volunteers help.", 0)
    assert two.passage_id == passage_id("sha256:0", 1, "Volunteers help.", 1)


def test_an_id_is_what_reviewers_have_stored() -> None:
    assert passage_id("sha256:0", 1, "Volunteers help.", 0) == "b6e3362cde68e65a"


def test_a_short_passage_takes_the_language_of_its_document() -> None:
    french = (
        "Les volontaires du village ont participé à la préparation du rapport national, et ils"
        " ont aidé les habitants pendant les inondations de la saison des pluies."
    )
    assert [p.language for p in passages(block(french), block("Budget"))] == ["fr", "fr"]
