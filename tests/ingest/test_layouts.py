"""Pages as the world makes them: vertical, leftward, spreads, slides, posters, forms."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from tests.cli.pdfs import PLAIN, pdf
from tests.ingest.typesetting import BIRDS, read, texts, typeset, written
from tests.ingest.vertical import RIGHT, SIZE, STEP, TOP, vertical_page
from voltag.ingest.characters import clean
from voltag.text.lexicon import lexicon
from voltag.types import Document, PageText, Role, TextFault

COLUMNS = (
    "志愿者每周末到社区照顾",
    "老人帮助孩子完成作业参",
    "加植树造林活动推动志愿",
    "服务事业取得新的进步。",
)
WHOLE = "".join(COLUMNS)


def test_vertical_chinese_is_read_down_and_leftwards(tmp_path: Path) -> None:
    document = read(vertical_page(COLUMNS), tmp_path)
    assert texts(document) == [WHOLE]
    boxes = [piece.box for piece in document.blocks[0].pieces]
    assert len(boxes) == len(COLUMNS)
    for place, (x0, top, x1, bottom) in enumerate(boxes):
        assert x0 <= RIGHT - STEP * place <= x1
        assert (top, bottom) == pytest.approx((842 - TOP, 842 - TOP + 11 * SIZE), abs=1)


def test_vertical_chinese_set_a_character_at_a_time(tmp_path: Path) -> None:
    columns = ", ".join(
        f"stack(dir: ttb, spacing: 3pt, {', '.join(f'box(width: 11pt)[{c}]' for c in column)})"
        for column in (*COLUMNS[:3], COLUMNS[3].rstrip("。"))
    )
    page = typeset(f"#align(right, stack(dir: rtl, spacing: 8pt, {columns}))")
    assert texts(read(page, tmp_path)) == [WHOLE.rstrip("。")]


def test_characters_stacked_in_a_line_of_prose_turn_nothing(tmp_path: Path) -> None:
    stacked = ", ".join(f"[{character}]" for character in "社区")
    page = typeset(f'#text(lang: "zh")[{WHOLE * 3}]\n\n#stack(dir: ttb, {stacked})')
    assert texts(read(page, tmp_path))[0] == WHOLE * 3


HEBREW = "שלום עולם זהו טקסט בעברית שנכתב מימין לשמאל"


def test_a_paragraph_from_right_to_left_keeps_its_words_and_harms_no_other(tmp_path: Path) -> None:
    document = read(typeset(f"{BIRDS}\n\n#text(dir: rtl)[{HEBREW}]\n\n{BIRDS}"), tmp_path)
    assert texts(document) == [BIRDS.strip(), HEBREW, BIRDS.strip()]
    assert document.pages[0].fault is None


def test_the_two_pages_of_a_spread_are_read_one_after_the_other(tmp_path: Path) -> None:
    halves = [f"block(height: 9cm, columns(2)[{name} {BIRDS * 6}])" for name in ("One.", "Two.")]
    grid = f"#grid(columns: (1fr, 1fr), column-gutter: 3cm, {', '.join(halves)})"
    whole = " ".join(texts(read(typeset(grid, flipped="true"), tmp_path)))
    assert whole == f"One. {BIRDS * 6}Two. {BIRDS * 6}".strip()


def test_slides_are_read_as_titles_and_points(tmp_path: Path) -> None:
    points = "- Four thousand were counted\n- The flats are kept open"
    slide = f"#set text(24pt)\n= Waders in the plan\n{points}"
    document = read(typeset(slide, width="25.4cm", height="19.05cm"), tmp_path)
    assert texts(document, Role.HEADING) == ["Waders in the plan"]
    assert texts(document, Role.LIST_ITEM) == [
        "• Four thousand were counted",
        "• The flats are kept open",
    ]


def test_a_poster_larger_than_a0_is_read_in_its_place(tmp_path: Path) -> None:
    document = read(
        typeset(f"#set text(60pt)\n= Waders\n{BIRDS}", width="120cm", height="170cm"), tmp_path
    )
    assert texts(document) == ["Waders", BIRDS.strip()]
    (page,) = document.pages
    assert (page.width, page.height) == pytest.approx((3401.6, 4818.9), abs=0.1)
    x0, top, x1, bottom = document.blocks[1].pieces[0].box
    assert 400 < x0 < x1 < 3000
    assert 400 < top < bottom < 700


def with_fields(content: bytes, *values: str) -> bytes:
    """A PDF with text fields on its first page that have been filled in."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    fields = ArrayObject()
    for place, value in enumerate(values):
        box = map(FloatObject, (60, 100 + 30 * place, 300, 120 + 30 * place))
        field = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Tx"),
                NameObject("/T"): TextStringObject(f"field {place}"),
                NameObject("/V"): TextStringObject(value),
                NameObject("/Rect"): ArrayObject(box),
            }
        )
        fields.append(writer._add_object(field))
    writer.pages[0][NameObject("/Annots")] = fields
    return written(writer)


def errors(document: Document) -> list[str]:
    return [problem.error for problem in document.problems]


def test_fields_and_comments_are_kept_apart_and_said(tmp_path: Path) -> None:
    writer = PdfWriter(
        clone_from=PdfReader(io.BytesIO(with_fields(pdf(PLAIN), "Ministry of Youth", "")))
    )
    writer.add_annotation(0, FreeText(text="Please check 志愿者", rect=(60, 300, 200, 320)))
    writer.add_annotation(0, Text(text="Who says so?", rect=(60, 400, 80, 420)))
    document = read(written(writer), tmp_path)
    assert texts(document) == [" ".join(PLAIN)]
    (page,) = document.pages
    assert [(note.kind, note.text) for note in page.notes] == [
        ("form_field", "Ministry of Youth"),
        ("annotation", "Please check 志愿者"),
        ("annotation", "Who says so?"),
    ]
    assert page.notes[0].box == (60, 722, 300, 742)
    assert errors(document) == ["notes"]
    assert (page.text, page.fault) == (PageText.READ, None)


def test_a_form_with_all_its_text_in_fields_is_no_blank_page(tmp_path: Path) -> None:
    document = read(with_fields(pdf(()), BIRDS, BIRDS), tmp_path)
    (page,) = document.pages
    assert (page.text, page.fault) == (PageText.UNREADABLE, TextFault.FORM_ONLY)
    assert errors(document) == ["text_form_only", "notes"]


def test_links_are_no_notes(tmp_path: Path) -> None:
    document = read(typeset('#link("https://example.org")[Waders] of the northern flats'), tmp_path)
    assert document.problems == ()


def test_attachments_are_named_and_not_read(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(PLAIN))))
    writer.add_attachment("annex.pdf", pdf(["Some volunteers helped."]))
    writer.add_attachment("data.csv", b"a,b")
    document = read(written(writer), tmp_path)
    assert texts(document) == [" ".join(PLAIN)]
    assert errors(document) == ["attachments"]
    assert "2 attached files (annex.pdf, data.csv)" in document.problems[0].message


@pytest.mark.parametrize(
    ("drawn", "meant"),
    [
        ("ofﬁcial ﬂag eﬀort", "official flag effort"),
        ("⼈⼝⽼⻓⻄⻔", "人口老长西门"),
        ("V\uf76f\uf76c\uf775\uf76e\uf774\uf765\uf765\uf772\uf773 \uf732\uf730", "Volunteers 20"),
        ("volun\u200bteers", "volunteers"),
        ("ＵＮＶ", "ＵＮＶ"),
    ],
)
def test_characters_are_those_that_were_meant(drawn: str, meant: str) -> None:
    assert clean(drawn) == meant


@pytest.mark.parametrize("text", ["ＵＮＶ　志愿者", "ｖｏｌｕｎｔｅｅｒｓ helped", "志願服務"])
def test_forms_of_characters_are_matched_at_their_own_offsets(text: str) -> None:
    language = "en" if text.endswith("helped") else "zh"
    found = [match for match in lexicon(language).matches(text) if match.kind == "term"]
    assert found
    assert all(text[match.start : match.end].strip() for match in found)
    assert found[-1].end <= len(text)


def test_a_soft_hyphen_joins_its_word_and_every_part_keeps_its_place(tmp_path: Path) -> None:
    source = "#box(width: 3.4cm)[The ofﬁcial volun-?teers of the spring census of the flats]"
    page = typeset(f"#set par(justify: false)\n#set text(hyphenate: true)\n{source}")
    (block,) = read(page, tmp_path).blocks
    assert block.text == "The official volunteers of the spring census of the flats"
    for before, after in zip(block.pieces, block.pieces[1:], strict=False):
        assert before.end <= after.start
        assert before.box[1] < after.box[1]
