"""The tables of a results framework: whole cells with their rows, whatever the table's look."""

from pathlib import Path

import pytest

from tests.ingest.frameworks import (
    COLUMNS,
    HEADS,
    KINDS,
    PROSE,
    TITLE,
    assert_whole,
    cell_with,
    cells,
    framework,
    only_table,
    rotated,
    rows,
)
from tests.ingest.typesetting import BIRDS, read, texts, typeset
from voltag.types import Document, Role, Table

STYLES = {
    "ruled": "",
    "unruled": "stroke: none, ",
    "rules across": "stroke: (x: none, y: 0.5pt), ",
    "coloured rows": "stroke: none, fill: (_, y) => if calc.odd(y) {luma(225)} else {luma(245)}, ",
    "tight": "inset: 1.5pt, ",
    "tight and unruled": "stroke: none, inset: (x: 4pt, y: 2pt), ",
}


def prose(document: Document) -> list[str]:
    return texts(document, Role.PARAGRAPH, Role.TABLE, Role.LIST_ITEM)


@pytest.mark.parametrize("options", STYLES.values(), ids=STYLES)
def test_cells_are_read_whole_and_kept_out_of_the_prose(options: str, tmp_path: Path) -> None:
    document = read(framework(3, options=options, flipped="true"), tmp_path)
    assert_whole(only_table(document), 3)
    assert prose(document) == [PROSE]


@pytest.mark.parametrize("options", ["", "stroke: none, "], ids=["ruled", "unruled"])
@pytest.mark.parametrize("repeat", [True, False], ids=["head repeated", "head once"])
def test_a_table_over_five_pages_is_one(options: str, repeat: bool, tmp_path: Path) -> None:
    pdf = framework(24, options=options, repeat=repeat, flipped="true")
    document = read(pdf, tmp_path)
    table = only_table(document)
    assert len(table.areas) >= 5
    assert_whole(table, 24)
    assert prose(document) == [PROSE]
    assert sum("goes on on page" in line for line in table.evidence) == len(table.areas) - 1


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("moved", [False, True], ids=["plain", "cropped"])
def test_a_rotated_page_is_read_and_its_boxes_are_those_of_the_page_as_displayed(
    degrees: int, moved: bool, tmp_path: Path
) -> None:
    document = read(rotated(framework(2), degrees, moved=moved), tmp_path)
    table = only_table(document)
    assert_whole(table, 2)
    (page,) = document.pages
    for cell in table.cells:
        (area,) = cell.areas
        x0, top, x1, bottom = area.box
        assert 0 <= x0 < x1 <= page.width
        assert 0 <= top < bottom <= page.height
        for block in cell.blocks:
            for piece in block.pieces:
                x, y = (piece.box[0] + piece.box[2]) / 2, (piece.box[1] + piece.box[3]) / 2
                assert x0 - 1 <= x <= x1 + 1, cell
                assert top - 1 <= y <= bottom + 1, cell


@pytest.mark.parametrize("options", ["", "stroke: none, "], ids=["ruled", "unruled"])
def test_text_turned_on_its_side_is_read(options: str, tmp_path: Path) -> None:
    table = f"#table({COLUMNS}, {options}{HEADS}, {rows(2)})"
    source = f"#rotate(-90deg, reflow: true)[#block(width: 650pt)[{table}]]"
    document = read(typeset("#set text(9pt)\n#set par(justify: false)\n" + source), tmp_path)
    assert_whole(only_table(document), 2)


def test_a_blank_cell_below_an_outcome_belongs_to_it(tmp_path: Path) -> None:
    document = read(framework(3, merged=False), tmp_path)
    assert_whole(only_table(document), 3)


def test_pieces_map_the_text_of_a_cell_to_its_lines(tmp_path: Path) -> None:
    table = only_table(read(framework(1), tmp_path))
    for cell in table.cells:
        for block in cell.blocks:
            covered = "".join(block.text[piece.start : piece.end] for piece in block.pieces)
            assert covered.replace(" ", "") == block.text.replace(" ", "")


def test_a_row_cut_by_a_page_break_is_one_row(tmp_path: Path) -> None:
    indicator = (
        "Number of wells in use, counted by the board with the teachers of each village " * 4
    )
    body = ", ".join(
        f"[Outcome {o}: Safer homes], [{o}.{i}.1 {indicator}], [{o} (2020)], [9{o}], "
        "[Water board, annual count of wells in all villages], [UNDP]"
        for o in range(1, 6)
        for i in range(1, 4)
    )
    heads = (
        "table.header([Outcome], [Indicator], [Baseline], [Target], [Source of data], [Partner])"
    )
    source = f"{TITLE}#table(columns: 6, {heads}, {body})"
    table = only_table(read(typeset(source), tmp_path))
    found = cells(table, "indicator")
    assert [cell.text for cell in found] == [
        f"{o}.{i}.1 {indicator.strip()}" for o in range(1, 6) for i in range(1, 4)
    ]
    cut = [cell for cell in found if len(cell.areas) == 2]
    assert cut
    for cell in cut:
        assert {piece.page for block in cell.blocks for piece in block.pieces} == {
            area.page for area in cell.areas
        }


def levels(tmp_path: Path) -> Table:
    source = (
        f"{TITLE}#table(columns: 6, table.cell(colspan: 6)[Strategic priority 1: Water for all], "
        "table.cell(colspan: 6)[Outcome 1: By 2025 people in the delta have safe water], "
        "table.cell(rowspan: 2)[Output], table.cell(colspan: 3)[Performance indicators], "
        r"table.cell(colspan: 2)[Resources (US\$)], "
        "[Indicator], [Baseline], [Target], [Available], [To be mobilized], "
        "[1.1 Wells], [Wells in use], [10], [20], [400], [100], "
        "table.cell(colspan: 6)[Outcome 2: Homes are strong], "
        "table.cell(colspan: 2)[Output], [Indicator], [Baseline], [Target], [Partners], "
        "table.cell(colspan: 2)[2.1 Roofs], [Roofs mended], [5], [50], [UN-Habitat])\n"
    )
    return only_table(read(typeset(source + BIRDS), tmp_path))


def test_heads_of_two_levels_and_rows_above_them(tmp_path: Path) -> None:
    table = levels(tmp_path)
    assert [column.kind for column in table.columns[:6]] == [
        "output",
        "indicator",
        "baseline",
        "target",
        "resource",
        "resource",
    ]
    assert table.columns[4].head == "Resources (US$) Available"
    priority = cell_with(table, "Water for all")
    assert (priority.kind, priority.whole_row, priority.rows) == ("priority", True, table.rows)
    outcome = cell_with(table, "Outcome 1")
    assert (outcome.kind, outcome.row, outcome.rows) == ("outcome", 1, 2)


def test_a_second_head_with_other_columns_names_the_rows_below_it(tmp_path: Path) -> None:
    table = levels(tmp_path)
    partner = cell_with(table, "UN-Habitat")
    assert table.columns[partner.column].kind == partner.kind == "partner"
    assert cell_with(table, "2.1 Roofs").kind == "output"


def test_rows_over_the_whole_of_a_table_without_rules(tmp_path: Path) -> None:
    body = ", ".join(
        f"table.cell(colspan: 5)[*Outcome {o}: Homes in the delta are safer and have enough water "
        f"in all months of the year*], [Output {o}.1 Wells], [{o}.1.1 Wells in use], [1{o}], "
        f"[2{o}], [UNDP], [Output {o}.2 Pumps], [{o}.2.1 Pumps in use], [3{o}], [4{o}], [UNDP]"
        for o in (1, 2)
    )
    heads = "[Output], [Indicator], [Baseline], [Target], [Partners]"
    columns = "columns: (1fr, 2fr, 0.8fr, 0.8fr, 1fr)"
    source = f"{TITLE}#table({columns}, stroke: none, {heads}, {body})\n#set text(11pt)\n{BIRDS}"
    table = only_table(read(typeset(source), tmp_path))
    found = cells(table, "outcome")
    assert [(c.text[:9], c.whole_row, c.row, c.rows) for c in found] == [
        ("Outcome 1", True, 0, 3),
        ("Outcome 2", True, 3, 3),
    ]
    assert [cell.text for cell in cells(table, "baseline")] == ["11", "31", "12", "32"]


def test_rules_between_columns_only(tmp_path: Path) -> None:
    body = ", ".join(
        f"[Outcome {o}: Safer water], [{o}.1 Wells that are in use in the driest months of all], "
        f"[1{o}], [2{o}], [UNDP]"
        for o in range(1, 6)
    )
    heads = "[Outcome], [Indicator], [Baseline], [Target], [Partners]"
    source = (
        f"{TITLE}#table(columns: (1fr, 2fr, 0.8fr, 0.8fr, 1fr), stroke: (x: 0.5pt, y: none), "
        f"table.hline(), {heads}, table.hline(), {body}, table.hline())"
    )
    table = only_table(read(typeset(source), tmp_path))
    assert table.rows == 5
    assert [cell.text for cell in cells(table, "target")] == ["21", "22", "23", "24", "25"]


def test_bullets_in_a_cell_are_blocks_of_their_own(tmp_path: Path) -> None:
    source = (
        f"{TITLE}#table(columns: (1fr, 2fr, 1fr, 1fr, 1.2fr), "
        "[Outcome], [Indicators], [Baselines], [Targets], [Partners], [Outcome 1: Safer homes], "
        "[- Wells that give water in the driest months of the whole year\n- Strong roofs], "
        "[- 12\n- 40], [- 24\n- 80], [- UNDP\n- UN-Habitat\n- Ministry of Works])\n"
    )
    table = only_table(read(typeset(source), tmp_path))
    indicator = cell_with(table, "Strong roofs")
    assert [block.text for block in indicator.blocks] == [
        "• Wells that give water in the driest months of the whole year",
        "• Strong roofs",
    ]
    assert {block.role for block in indicator.blocks} == {Role.LIST_ITEM}
    assert len(cell_with(table, "Ministry").blocks) == 3


def test_text_turned_inside_a_cell_is_read(tmp_path: Path) -> None:
    body = ", ".join(
        f"table.cell(rowspan: 2, rotate(-90deg, reflow: true)[Outcome {o}: Water]), "
        + ", ".join(
            f"[Output {o}.{i} Wells], [{o}.{i}.1 Wells in use], [1{i}], [2{i}], [UNDP]"
            for i in (1, 2)
        )
        for o in (1, 2)
    )
    heads = "[], [Output], [Indicator], [Baseline], [Target], [Partners]"
    source = f"{TITLE}#table(columns: (24pt, 1fr, 2fr, 1fr, 1fr, 1fr), {heads}, {body})"
    table = only_table(read(typeset(source), tmp_path))
    found = [(c.text, c.row, c.rows) for c in cells(table, "outcome")]
    assert found == [("Outcome 1: Water", 0, 2), ("Outcome 2: Water", 2, 2)]


@pytest.mark.parametrize("options", ["", "stroke: none, "], ids=["ruled", "unruled"])
@pytest.mark.parametrize(
    ("heads", "outcome", "output"),
    [
        ("[成　果], [产　出], [指标], [基线], [目标], [核查手段], [合作伙伴]", "成果", "产出"),
        ("[成果], [產出], [指標], [基線], [目標], [資料來源], [合作機構]", "成果", "產出"),
    ],
    ids=["simplified", "traditional"],
)
def test_a_chinese_framework(
    options: str, heads: str, outcome: str, output: str, tmp_path: Path
) -> None:
    body = ", ".join(
        f"[{outcome}{o}：居民的住房和饮水更安全], [{output}{o}.1 社区自行维护水井], "
        f"[{o}.1.1 全年出水的水井数量（口）], [{o * 10}（2020）], [{o * 20}], [统计局], [开发署]"
        for o in range(1, 4)
    )
    source = (
        f"= 附件一　成果和资源框架\n#set text(9pt)\n#table({COLUMNS}, {options}{heads}, {body})"
    )
    table = only_table(read(typeset(source), tmp_path))
    assert [column.kind for column in table.columns] == KINDS
    assert [cell.row for cell in cells(table, "outcome")] == [0, 1, 2]
    assert cell_with(table, "2.1.1").text == "2.1.1 全年出水的水井数量（口）"
    assert [cell.text for cell in cells(table, "baseline")] == [
        "10（2020）",
        "20（2020）",
        "30（2020）",
    ]


def test_two_tables_with_titles_of_their_own_are_two(tmp_path: Path) -> None:
    tables = "".join(
        f"#figure(table({COLUMNS}, {HEADS}, {rows(1)}), caption: [Results framework, part {n}])\n"
        for n in (1, 2)
    )
    document = read(typeset("#set text(9pt)\n#set par(justify: false)\n" + tables), tmp_path)
    assert [table.rows for table in document.tables] == [3, 3]


def test_a_table_says_why_it_was_taken_for_a_framework(tmp_path: Path) -> None:
    table = only_table(read(framework(1, flipped="true"), tmp_path))
    assert table.title == "Results and Resources Framework"
    assert "source: Means of verification" in table.evidence[0]
    assert "title: Results and Resources Framework" in table.evidence


def test_a_table_stands_where_it_stood_in_the_reading_order(tmp_path: Path) -> None:
    source = f"{BIRDS}\n{TITLE}#table({COLUMNS}, {HEADS}, {rows(1)})\n#set text(11pt)\n{BIRDS}"
    document = read(typeset(source), tmp_path)
    table = only_table(document)
    before = [block.text for block in document.blocks[: table.place]]
    assert before == [PROSE, "Results and Resources Framework"]
    assert [block.text for block in document.blocks[table.place :]] == [PROSE]
