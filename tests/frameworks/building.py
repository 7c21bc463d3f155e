"""Typesetting cooperation frameworks of many pages, with volunteering where a case puts it.

The text of a document depends on nothing but its case: the filler is drawn by a generator
seeded with the case's name.
"""

import io
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Literal

import typst
from pypdf import PdfReader, PdfWriter

from tests.frameworks import chinese, english
from tests.ingest.typesetting import FONTS, written

Layout = Literal["landscape", "portrait", "turned", "rotated"]
"""How the results framework lies: on wide or upright pages, as turned text on upright pages, or
on wide pages that are shown turned by a right angle."""
Row = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Table:
    """The results framework of a document."""

    rows: int = 24
    """Rows in all; 14 or so make a page."""
    ruled: bool = True
    layout: Layout = "landscape"
    repeated: bool = True
    """Whether the head stands on each page."""
    extra: Mapping[int, Row] = field(default_factory=dict)
    """Rows of the case's own, by the place among the others."""
    all_agencies: bool = False
    """Whether a last row names all agencies."""


@dataclass(frozen=True)
class Framework:
    """What a generated document is made of."""

    name: str
    language: Literal["en", "zh"] = "en"
    old: bool = False
    """Whether its chapters are those of an UNDAF before 2019."""
    length: int = 6
    """Paragraphs under each subhead; six make some 30 pages."""
    told: Mapping[str, str] = field(default_factory=dict)
    """By chapter: the paragraph that speaks of volunteering."""
    subheads: Mapping[str, str] = field(default_factory=dict)
    """By chapter: one more subhead, with plain text below it."""
    table: Table = Table()
    outline: bool = True
    """Whether the PDF has bookmarks."""
    numbered: bool = True
    headings: bool = True
    """Whether chapters have headings at all."""


CHAPTERS: dict[tuple[str, bool], dict[str, str]] = {
    ("en", False): {
        "summary": "Executive summary",
        "situation": "Country progress towards the 2030 Agenda",
        "support": "United Nations development system support to the 2030 Agenda",
        "implementation": "Cooperation Framework implementation plan",
        "monitoring": "Monitoring and evaluation plan",
    },
    ("en", True): {
        "summary": "Executive summary",
        "situation": "Situation analysis",
        "support": "UNDAF results",
        "implementation": "Management and coordination",
        "resources": "Estimated resource requirements",
        "monitoring": "Monitoring and evaluation",
    },
    ("zh", False): {
        "summary": "执行摘要",
        "situation": "国家落实2030年议程的进展",
        "support": "联合国发展系统对2030年议程的支持",
        "implementation": "执行计划",
        "monitoring": "监测和评价计划",
    },
    ("zh", True): {
        "summary": "执行摘要",
        "situation": "国情分析",
        "support": "成果领域",
        "implementation": "执行和管理",
        "resources": "资源",
        "monitoring": "监测和评价",
    },
}
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "new": "United Nations Sustainable Development Cooperation Framework",
        "old": "United Nations Development Assistance Framework",
        "country": "Uganda", "contents": "Contents", "commitment": "Declaration of commitment",
        "signed": "The framework is signed by the Government and by",
        "acronyms": "Acronyms", "unv": "United Nations Volunteers programme",
        "results": "Results framework", "matrix": "Results matrix", "legal": "Legal annex",
        "law": "The Government will apply to the United Nations, its officials, United Nations"
        " Volunteers and other persons performing services on behalf of the United Nations the"
        " Convention on the Privileges and Immunities of the United Nations. United Nations"
        " Volunteers will be given every facility to support the work of the framework.",
        "outcome": "Outcome", "output": "Output", "end": ". ", "and": ", ",
        "all": "Coordination, communication and operations for all outcomes",
        "head": "Output|Indicator|Baseline|Target|Means of verification|Partners"
        "|Resources (million dollars)",
    },
    "zh": {
        "new": "联合国可持续发展合作框架", "old": "联合国发展援助框架", "country": "蒙古国",
        "contents": "目录", "commitment": "联合声明", "signed": "下列机构签署本框架：",
        "acronyms": "缩略语", "unv": "联合国志愿人员组织", "results": "成果和资源框架",
        "matrix": "结果矩阵", "legal": "法律附件",
        "law": "政府对联合国系统的财产、资金和资产，对联合国志愿人员和代其服务的人员，"
        "适用《联合国特权及豁免公约》的规定。政府将为联合国志愿人员的工作提供便利和支持。",
        "outcome": "成果", "output": "产出", "end": "", "and": "、",
        "all": "各项成果的协调和宣传",
        "head": "产出|指标|基线|目标|数据来源|合作伙伴|资源（百万美元）",
    },
}  # fmt: skip


@cache
def typeset(case_name: str) -> bytes:
    """The PDF of the case of this name (:mod:`tests.frameworks.cases`)."""
    from tests.frameworks.cases import CASES

    framework = next(case.framework for case in CASES if case.framework.name == case_name)
    compiler = typst.Compiler(font_paths=[FONTS], ignore_system_fonts=True)
    pdf = compiler.compile(input=source(framework).encode(), format="pdf", timestamp=0)
    assert isinstance(pdf, bytes)
    return _shown_turned(pdf) if framework.table.layout == "rotated" else pdf


def page_of(case_name: str, marker: str) -> int:
    """The last page on which ``marker`` stands, as another library reads the PDF."""
    wanted = "".join(marker.split())
    pages = [number for number, text in enumerate(_page_texts(case_name), 1) if wanted in text]
    assert pages, marker
    return pages[-1]


def page_count(case_name: str) -> int:
    """How many pages the document of the case has."""
    return len(PdfReader(io.BytesIO(typeset(case_name))).pages)


@cache
def _page_texts(case_name: str) -> tuple[str, ...]:
    pages = PdfReader(io.BytesIO(typeset(case_name))).pages
    return tuple("".join(page.extract_text().split()) for page in pages)


def _shown_turned(pdf: bytes) -> bytes:
    """``pdf`` with the pages of the results framework, the upright wide ones, shown turned."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for page in writer.pages:
        if page.mediabox.width > page.mediabox.height:
            page.rotate(90)
            page.rotate(-180)
    return written(writer)


# --- source -----------------------------------------------------------------------


def source(framework: Framework) -> str:
    """The typst source of a document."""
    filler = _Filler(framework)
    chapters = CHAPTERS[framework.language, framework.old]
    return "\n".join(
        [
            _settings(framework),
            *_front(framework),
            *(_chapter(framework, filler, key, title) for key, title in chapters.items()),
            *_annexes(framework, filler),
        ]
    )


def _settings(framework: Framework) -> str:
    zh = framework.language == "zh"
    words = WORDS[framework.language]
    kind = words["old" if framework.old else "new"]
    font = '("Noto Serif SC",)' if zh else '("Libertinus Serif", "Noto Serif SC")'
    numbering = '"1.1"' if framework.numbered else "none"
    years = "2013-2017" if framework.old else "2023-2027"
    return f"""
#set document(title: "{kind}")
#set page(paper: "a4", numbering: "1")
#set page(header: context if here().page() > 2 [{kind} #h(1fr) {years}])
#set text(font: {font}, size: 10.5pt, lang: "{framework.language}")
#set par(justify: true)
#set heading(numbering: {numbering}, bookmarked: {str(framework.outline).lower()})
#show heading.where(level: 1): it => {{ pagebreak(weak: true); text(18pt, it) }}
#show heading.where(level: 2): set text(13pt)
#page(header: none, numbering: none)[
  #v(6cm) #text(28pt, weight: "bold")[{kind}] \\
  #text(20pt)[{words["country"]} {years}]
]"""


def _front(framework: Framework) -> Iterator[str]:
    words = WORDS[framework.language]
    agencies = _module(framework).AGENCIES
    if framework.headings:
        yield f"#outline(title: [{words['contents']}], depth: 2)"
    yield _heading(framework, words["commitment"])
    yield f"{words['signed']} {words['and'].join(agencies)}{words['end'] or '。'}"
    yield _heading(framework, words["acronyms"])
    yield "#grid(columns: (3cm, 1fr), row-gutter: 8pt,"
    yield f"  [UNCT], [{words['country']}], [UNV], [{words['unv']}])"
    if not framework.headings:
        yield "#pagebreak()"


def _heading(framework: Framework, text: str, numbering: str = "numbering: none, ") -> str:
    return f"\n#heading({numbering}[{text}])\n" if framework.headings else "\n"


def _chapter(framework: Framework, filler: "_Filler", key: str, title: str) -> str:
    module = _module(framework)
    parts = [_heading(framework, title, "numbering: none, " if key == "summary" else "")]
    subheads = list(module.SUBHEADS[key]) or [""]
    if key in framework.subheads:
        subheads.append(framework.subheads[key])
    for place, subhead in enumerate(subheads):
        if subhead and framework.headings:
            parts.append(f"\n== {subhead}\n")
        topics = module.CHAPTER_TOPICS[key]
        for paragraph in range(framework.length):
            # In the middle of a chapter, where no one looks.
            if key in framework.told and (place, paragraph) == (len(subheads) // 2, 1):
                parts.append(framework.told[key])
            parts.append(filler.paragraph(topics))
    return "\n\n".join(parts)


def _annexes(framework: Framework, filler: "_Filler") -> Iterator[str]:
    words = WORDS[framework.language]
    table, layout = framework.table, framework.table.layout
    title = _heading(framework, words["matrix" if framework.old else "results"])
    size = "#set text(8.5pt)\n#set par(justify: false)\n"
    body = _table(framework, filler)
    if layout in ("landscape", "rotated"):
        yield f"#page(flipped: true)[\n{title}\n{size}{body}\n]"
    elif layout == "portrait":
        yield f"{title}\n#[\n{size}{body}\n]"
    else:
        yield title
        # A turned block cannot go over pages: one table a page, with its head.
        for first in range(0, table.rows + len(table.extra), 9):
            part = _table(framework, filler, first, 9)
            yield f"#rotate(-90deg, reflow: true, box(width: 22cm)[{size}{part}])"
            yield "#pagebreak(weak: true)"
    if not framework.old:
        yield _heading(framework, words["legal"])
        yield words["law"]


def _table(
    framework: Framework, filler: "_Filler", first: int = 0, count: int | None = None
) -> str:
    words, table = WORDS[framework.language], framework.table
    head = ", ".join(f"[*{name}*]" for name in words["head"].split("|"))
    rows = _rows(framework, filler)
    chosen = list(enumerate(rows))[first : None if count is None else first + count]
    cells: list[str] = []
    module = _module(framework)
    for place, row in chosen:
        outcome, output = divmod(place, max(len(rows) // 4, 1))
        outcome = min(outcome, 3)
        if output == 0 and place // max(len(rows) // 4, 1) < 4:
            statement = f"{words['outcome']} {outcome + 1}{': ' if words['end'] else '：'}"
            cells.append(f"table.cell(colspan: 7)[{statement}{module.OUTCOMES[outcome]}]")
        number = f"{outcome + 1}.{output + 1}"
        statement = f"{words['output']} {number} {module.OUTPUTS[place % 4]}"
        cells.append(
            ", ".join(f"[{text}]" for text in (statement, f"{number}.1 {row[0]}", *row[1:]))
        )
    last = count is None or first + count >= len(rows)
    if table.all_agencies and last:
        listed = words["and"].join(module.AGENCIES)
        cells.append(f"table.cell(colspan: 5)[{words['all']}], [{listed}], [1.2]")
    stroke = "0.5pt" if table.ruled else "none"
    gutter = "" if table.ruled else "column-gutter: 10pt, "
    return (
        "#table(columns: (1.5fr, 2fr, 1fr, 0.8fr, 1.3fr, 1.5fr, 0.9fr), align: left + top, "
        f"stroke: {stroke}, {gutter}inset: 4pt,\n"
        f"table.header(repeat: {str(table.repeated).lower()}, {head}),\n" + ",\n".join(cells) + ")"
    )


def _rows(framework: Framework, filler: "_Filler") -> Sequence[Row]:
    plain = _module(framework).ROWS
    filler.reseed("rows")
    rows = [filler.row(plain[place % len(plain)]) for place in range(framework.table.rows)]
    for place, row in sorted(framework.table.extra.items()):
        rows.insert(place, row)
    return rows


def _module(framework: Framework) -> ModuleType:
    return chinese if framework.language == "zh" else english


class _Filler:
    """Paragraphs and rows of plain text, the same for the same case."""

    def __init__(self, framework: Framework) -> None:
        self._module = _module(framework)
        self._name = framework.name
        self._space = " " if framework.language == "en" else ""
        self.reseed("text")

    def reseed(self, part: str) -> None:
        self._random = random.Random(f"{self._name} {part}")

    def paragraph(self, topics: Sequence[str]) -> str:
        chosen = "false_friends" if self._random.random() < 0.06 else self._random.choice(topics)
        sentences = self._module.TOPICS[chosen]
        size = min(self._random.randint(4, 7), len(sentences))
        return self._space.join(self._filled(s) for s in self._random.sample(sentences, size))

    def row(self, row: Row) -> Row:
        first, *rest = (self._filled(text) for text in row)
        return (first, *rest)  # type: ignore[return-value]

    def _filled(self, text: str) -> str:
        r = self._random
        body = r.choice(self._module.BODIES)
        return text.format(
            n=r.randint(12, 980) * 10, m=r.randint(1000, 4000) * 10, p=r.randint(21, 79),
            q=r.randint(3, 19), q0=r.randint(80, 95), year=r.randint(2006, 2012),
            place=r.choice(self._module.PLACES), body=body, Body=body[0].upper() + body[1:],
        )  # fmt: skip
