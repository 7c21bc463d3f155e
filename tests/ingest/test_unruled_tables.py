"""Results frameworks without any rule: all cells in their columns, whatever the table's make."""

from pathlib import Path

import pytest

from tests.ingest.frameworks import cells, only_table
from tests.ingest.typesetting import BIRDS, FONTS, read, typeset
from voltag.types import ColumnKind

pytestmark = pytest.mark.skipif(
    not (FONTS / "NotoSerifSC_400Regular.ttf").is_file(), reason=f"no Chinese font in {FONTS}"
)

TITLES = {
    "en": "= Results and Resources Framework\n",
    "zh": "= 附件一　成果和资源框架\n",
}
HEADS: dict[str, dict[ColumnKind, str]] = {
    "en": {
        "outcome": "Outcome",
        "output": "Output",
        "indicator": "Indicator",
        "baseline": "Baseline",
        "target": "Target",
        "source": "Means of verification",
        "resource": "Resources (million dollars)",
        "partner": "Partners",
    },
    "zh": {
        "outcome": "成果",
        "output": "产出",
        "indicator": "指标",
        "baseline": "基线",
        "target": "目标",
        "source": "数据来源",
        "resource": "资源（百万美元）",
        "partner": "合作伙伴",
    },
}
CELLS: dict[str, dict[ColumnKind, tuple[str, ...]]] = {
    "en": {
        "outcome": ("Outcome {n}: People in the delta have safer homes",),
        "output": ("Output {n}.1 Villages keep their own wells", "Output {n}.1 Roofs are mended"),
        "indicator": (
            "{n}.1.1 Number of wells that give water in the dry months of the year",
            "{n}.1.1 Share of public spending with stated targets",
            "{n}.1.1 Homes in use",
        ),
        "baseline": ("1{n} (2020)", "{n}1%", "4{n}60 (2019)"),
        "target": ("2{n}", "9{n}%", "352{n}0"),
        "source": ("Water board, annual count", "Budget system", "Household survey"),
        "resource": ("1{n}.4", "{n}.2", "0.{n}"),
        "partner": ("Ministry of Water, UNDP", "Youth councils; UNDP, UNV", "UNICEF"),
    },
    "zh": {
        "outcome": ("成果 {n}：居民的住房和饮水更安全",),
        "output": ("产出 {n}.1 社区自行维护水井", "产出 {n}.1 规则和标准得到遵守"),
        "indicator": (
            "{n}.1.1 全年出水的水井数量和参加维护的居民人数（口、人）",
            "{n}.1.1 公共支出中标明目标的比例",
            "{n}.1.1 住房",
        ),
        "baseline": ("1{n}（2020）", "{n}1%", "4{n}60（2019）"),
        "target": ("2{n}", "9{n}%", "352{n}0"),
        "source": ("统计局年度报告", "预算系统", "住户调查"),
        "resource": ("1{n}.4", "{n}.2", "0.{n}"),
        "partner": ("水利部；开发署、儿基会", "青年部；开发署、联合国志愿人员组织", "儿基会"),
    },
}
WIDTHS: dict[ColumnKind, str] = {
    "outcome": "1.4fr",
    "output": "1.4fr",
    "indicator": "2fr",
    "baseline": "0.9fr",
    "target": "0.8fr",
    "source": "1.2fr",
    "resource": "1fr",
    "partner": "1.3fr",
}
COLUMNS: dict[int, tuple[ColumnKind, ...]] = {
    3: ("output", "indicator", "partner"),
    4: ("outcome", "indicator", "target", "partner"),
    5: ("output", "indicator", "baseline", "target", "partner"),
    6: ("outcome", "indicator", "baseline", "target", "source", "partner"),
    7: ("output", "indicator", "baseline", "target", "source", "resource", "partner"),
    8: ("outcome", "output", "indicator", "baseline", "target", "source", "resource", "partner"),
}


def check(
    language: str,
    kinds: tuple[ColumnKind, ...],
    folder: Path,
    *,
    rows: int = 6,
    options: str = "",
    align: str = "left + top",
    size: str = "9pt",
    heads: dict[ColumnKind, str] | None = None,
    repeat: bool = True,
    pages: int = 1,
    **page: str,
) -> None:
    """Typeset a table without rules, read it, and compare every cell."""
    names = HEADS[language] | (heads or {})
    wanted: dict[ColumnKind, list[str]] = {
        kind: [
            CELLS[language][kind][n % len(CELLS[language][kind])].format(n=n)
            for n in range(1, rows + 1)
        ]
        for kind in kinds
    }
    body = ", ".join(f"[{wanted[kind][n]}]" for n in range(rows) for kind in kinds)
    head = ", ".join(f"[{names[kind]}]" for kind in kinds)
    columns = f"columns: ({', '.join(WIDTHS[kind] for kind in kinds)})"
    source = (
        f"{TITLES[language]}#set text({size})\n#set par(justify: false)\n"
        f"#table({columns}, stroke: none, align: {align}, {options}"
        f"table.header(repeat: {str(repeat).lower()}, {head}), {body})\n"
        f"#set text(11pt)\n{BIRDS}"
    )
    table = only_table(read(typeset(source, **page), folder))
    assert [column.kind for column in table.columns] == list(kinds)
    assert table.rows == rows
    assert len({area.page for area in table.areas}) == pages
    for kind in kinds:
        found = [(cell.row, cell.text) for cell in cells(table, kind)]
        assert found == list(enumerate(wanted[kind])), kind


@pytest.mark.parametrize("count", COLUMNS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_three_to_eight_columns(language: str, count: int, tmp_path: Path) -> None:
    check(language, COLUMNS[count], tmp_path, flipped="true" if count > 5 else "false")


@pytest.mark.parametrize("gutter", ["0pt", "4pt", "10pt", "24pt"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_wide_and_narrow_gutters(language: str, gutter: str, tmp_path: Path) -> None:
    options = f"column-gutter: {gutter}, "
    check(language, COLUMNS[7], tmp_path, options=options, flipped="true")


@pytest.mark.parametrize("inset", ["(x: 3pt, y: 1pt)", "4pt", "8pt"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_rows_close_together_and_far_apart(language: str, inset: str, tmp_path: Path) -> None:
    check(language, COLUMNS[6], tmp_path, options=f"inset: {inset}, ", flipped="true")


@pytest.mark.parametrize("size", ["5.5pt", "7pt", "8.5pt"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_small_print(language: str, size: str, tmp_path: Path) -> None:
    check(language, COLUMNS[8], tmp_path, size=size)


TWO_LINES: dict[str, dict[ColumnKind, str]] = {
    "en": {
        "baseline": r"Baseline \ (year)",
        "source": r"Means of \ verification",
        "partner": r"Implementing \ partners",
    },
    "zh": {"baseline": r"基线 \ （年份）", "source": r"数据 \ 来源", "partner": r"合作 \ 伙伴"},
}


@pytest.mark.parametrize("bold", [False, True], ids=["plain", "bold"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_heads_of_two_lines(language: str, bold: bool, tmp_path: Path) -> None:
    heads = TWO_LINES[language]
    if bold:
        heads = {kind: f"*{head}*" for kind, head in (HEADS[language] | heads).items()}
    check(language, COLUMNS[7], tmp_path, heads=heads, flipped="true")


@pytest.mark.parametrize("repeat", [True, False], ids=["head repeated", "head once"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_over_two_pages(language: str, repeat: bool, tmp_path: Path) -> None:
    check(language, COLUMNS[7], tmp_path, rows=20, repeat=repeat, pages=2, flipped="true")


HEADS_LIE: dict[str, str] = {
    "low": "(_, y) => if y == 0 {left + bottom} else {left + top}",
    "in the middle": "(_, y) => if y == 0 {center + horizon} else {left + top}",
    "over numbers in the middle": "(x, y) => (if x in (2, 3) {center} else {left}) + top",
    "over numbers to the right": "(x, y) => (if x in (2, 3) {right} else {left}) + top",
}


@pytest.mark.parametrize("align", HEADS_LIE.values(), ids=HEADS_LIE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_heads_and_numbers_lie(language: str, align: str, tmp_path: Path) -> None:
    check(language, COLUMNS[7], tmp_path, heads=TWO_LINES[language], align=align, flipped="true")


@pytest.mark.parametrize("count", [4, 5, 6, 7, 8])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_cells_in_the_middle_of_their_row(language: str, count: int, tmp_path: Path) -> None:
    check(language, COLUMNS[count], tmp_path, align="left + horizon", flipped="true")


@pytest.mark.parametrize(
    "kinds",
    [
        ("partner", "output", "indicator", "baseline", "target", "source"),
        ("indicator", "baseline", "target", "source", "partner"),
        ("indicator", "baseline", "target", "source", "partner", "outcome"),
    ],
    ids=["partner first", "no results", "outcome last"],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_other_orders_of_columns(
    language: str, kinds: tuple[ColumnKind, ...], tmp_path: Path
) -> None:
    check(language, kinds, tmp_path, flipped="true")
