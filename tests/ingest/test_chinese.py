"""Chinese: lines without spaces, headings, numbers and Latin words inside.

The sentences come from the sample corpus, whose fonts have no other characters.
"""

from pathlib import Path

import pytest

from tests.ingest.typesetting import FONTS, read, texts, typeset
from voltag.types import Role

pytestmark = pytest.mark.skipif(
    not (FONTS / "NotoSerifSC_400Regular.ttf").is_file(), reason=f"no Chinese font in {FONTS}"
)

DATA = (
    "数据主要来自国家统计局的年度统计、人口普查和住户调查，部门行政记录作为补充。"
    "地理空间数据用于水体、森林和建成区面积等指标的核对。"
)
PLAN = "2021年起实施的“十四五”规划和2035年远景目标纲要，把高质量发展作为主题。"
CHINESE = '#set text(lang: "zh", region: "cn", font: ("Noto Serif SC",))\n'


def test_lines_join_without_spaces(tmp_path: Path) -> None:
    document = read(typeset(f"{CHINESE}{DATA * 5}\n\n{PLAN * 6}"), tmp_path)
    assert len(document.pages[0].lines) > 6
    found = [text.replace(" ", "") for text in texts(document)]
    assert found == [DATA * 5, PLAN * 6]
    assert not any(" " in text for text in texts(document)[:1])


@pytest.mark.parametrize("columns", [2, 3])
def test_chinese_columns_do_not_mix(columns: int, tmp_path: Path) -> None:
    document = read(typeset(f"{CHINESE}{DATA * 20}", columns=columns), tmp_path)
    assert document.pages[0].columns == columns
    assert texts(document) == [DATA * 20]


def test_a_paragraph_runs_over_the_page(tmp_path: Path) -> None:
    document = read(typeset(f"{CHINESE}{DATA * 40}", numbering='"1"'), tmp_path)
    assert len(document.pages) == 2
    assert texts(document) == [DATA * 40]


def test_numbered_headings_have_levels(tmp_path: Path) -> None:
    source = (
        f"{CHINESE}#set par(first-line-indent: (amount: 2em, all: true))\n"
        f'#text(16pt, font: "Noto Sans SC", weight: "bold")[一、政策环境]\n\n{DATA}\n\n'
        f'#text(13pt, font: "Noto Sans SC", weight: "bold")[（一）国家规划]\n\n{PLAN}\n\n{DATA}\n\n'
        f'#text(13pt, font: "Noto Sans SC", weight: "bold")[（二）数据]\n\n{DATA}\n\n'
        f'#text(16pt, font: "Noto Sans SC", weight: "bold")[二、数据]\n\n{DATA}'
    )
    document = read(typeset(source), tmp_path)
    headings = [(b.text, b.level) for b in document.blocks if b.role is Role.HEADING]
    assert headings == [
        ("一、政策环境", 1),
        ("（一）国家规划", 2),
        ("（二）数据", 2),
        ("二、数据", 1),
    ]
    assert texts(document, Role.PARAGRAPH)[1].replace(" ", "") == PLAN


def test_footnotes_in_chinese(tmp_path: Path) -> None:
    source = f"{CHINESE}{DATA[:30]}#footnote[{PLAN}]{DATA[30:]}"
    document = read(typeset(source), tmp_path)
    assert texts(document, Role.PARAGRAPH) == [DATA]
    assert [text.replace(" ", "") for text in texts(document, Role.FOOTNOTE)] == [PLAN]


def test_a_large_paragraph_with_white_between_its_lines_is_no_heading(tmp_path: Path) -> None:
    large = f'#text(16pt, weight: "bold")[#set par(leading: 1.6em)\n{DATA}]'
    document = read(typeset(f"{CHINESE}{large}\n\n{PLAN * 9}"), tmp_path)
    assert texts(document, Role.HEADING) == []
