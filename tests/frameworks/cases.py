"""The generated frameworks, each with the verdict that it must get and the pages to be named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.frameworks.building import Framework, Row, Table

EN = {
    "summary": "In Ardenza district volunteers helped to rebuild homes and schools after the flood,"
    " and the framework will support them with training and insurance.",
    "situation": "In Chandara some 4,200 trained volunteers carried vaccines and clean water to"
    " families cut off by the flood, and young volunteers taught children while the schools were"
    " closed.",
    "support": "In Belmora the United Nations will support the national volunteer programme of the"
    " Ministry of Youth, through which young volunteers help older people and people with"
    " disabilities.",
    "implementation": "At Quellin the country team will deploy thirty UN Volunteers to the district"
    " offices, where they will train community volunteers and support the framework.",
    "resources": "In Sorvane the joint fund will finance the training and insurance of 3,000"
    " community volunteers for disaster preparedness.",
    "monitoring": "In Tarsuna community volunteers will collect data on services each quarter, and"
    " a module on volunteer work will be added to the labour force survey.",
}
ZH = {
    "summary": "在中部各省，青年志愿者帮助受灾家庭重建住房，本框架将支持志愿者培训和保险。",
    "situation": "在西部四省，四千二百名受过培训的志愿者为灾区家庭送去药品和饮水，青年志愿者在学校停课期间给儿童上课。",
    "support": "在省会城市，联合国将同青年部合作，支持国家志愿服务方案，由青年志愿者帮助老年人和残疾人。",
    "implementation": "在十二个县，国家工作队将派出三十名联合国志愿人员，培训社区志愿者，支持框架的执行。",
    "resources": "在全部区县，联合基金将为三千名社区志愿者的灾害应急培训和保险提供资金。",
    "monitoring": "在九个监测点，社区志愿者每季度收集服务数据，劳动力调查将增加志愿服务模块。",
}
MARKS = {
    "en": {"summary": "Ardenza", "situation": "Chandara", "support": "Belmora",
           "implementation": "Quellin", "resources": "Sorvane", "monitoring": "Tarsuna"},
    "zh": {"summary": "在中部各省", "situation": "在西部四省", "support": "在省会城市",
           "implementation": "在十二个县", "resources": "在全部区县", "monitoring": "在九个监测点"},
}  # fmt: skip

INDICATOR: Row = (
    "Number of young volunteers trained and registered by the national volunteer scheme at Zeltona",
    "340 (2011)", "2,400", "Annual report of the scheme", "Ministry of Youth; UNFPA, UNICEF", "0.6",
)  # fmt: skip
PARTNER: Row = (
    "Youth councils that give advice to the mayor of Zeltona", "12 (2011)", "60",
    "Records of the councils", "Ministry of Youth; UNDP, UNV", "0.4",
)  # fmt: skip
INDICATOR_ZH: Row = (
    "全国志愿服务方案培训和登记的青年志愿者人数", "340（2011）", "2400", "方案年度报告", "青年部；人口基金、儿基会", "0.6",
)  # fmt: skip
PARTNER_ZH: Row = (
    "向县长提出建议的青年委员会", "12（2011）", "60", "委员会记录", "青年部；开发署、联合国志愿人员组织", "0.4",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A document, the answer it must get, and what its explanation must name."""

    framework: Framework
    answer: bool | None
    rules: str = ""
    named: tuple[str, ...] = ()
    """Words that stand on the pages that the explanation must name."""
    reasons: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


def told(language: str, *chapters: str) -> dict[str, str]:
    texts = EN if language == "en" else ZH
    return {chapter: texts[chapter] for chapter in chapters}


def marks(language: str, *chapters: str) -> tuple[str, ...]:
    return tuple(MARKS[language][chapter] for chapter in chapters)


def case(
    name: str, answer: bool | None, rules: str = "", *chapters: str,
    mark: str = "", reasons: tuple[str, ...] = (), left_out: dict[str, int] | None = None,
    **made: object,
) -> Case:  # fmt: skip
    """A case with volunteering in ``chapters``, which an F1 or a near miss of it names."""
    language = name[:2]
    texts = told(language, *chapters)
    framework = Framework(name, language, told=texts, **made)  # type: ignore[arg-type]
    named = marks(language, *chapters) if "F1" in rules or answer is False else ()
    return Case(
        framework, answer, rules, (*named, *([mark] if mark else ())), reasons, left_out or {}
    )


def rows(*placed: tuple[int, Row]) -> dict[int, Row]:
    return dict(placed)


CASES = (
    # English, guidance of 2019
    case("en-new-f1", True, "F1", "situation", "implementation", length=6),
    case("en-new-f1-without-bookmarks", True, "F1", "support", "monitoring", length=4,
         outline=False, numbered=False, table=Table(ruled=False)),
    case("en-new-f1-summary-and-chapter", True, "F1", "summary", "support", length=5),
    case("en-new-f2-five-pages", True, "F2", length=10, mark="Zeltona",
         table=Table(rows=84, extra=rows((60, INDICATOR)))),
    case("en-new-f2-head-once", True, "F2", "support", length=5, mark="Zeltona",
         table=Table(rows=70, repeated=False, extra=rows((44, INDICATOR)))),
    case("en-new-f2-shown-turned", True, "F2", length=4, mark="Zeltona",
         table=Table(rows=30, layout="rotated", extra=rows((20, INDICATOR)))),
    case("en-new-both", True, "F1 F2", "situation", "support", "monitoring", length=20,
         mark="Zeltona", table=Table(rows=40, extra=rows((10, INDICATOR)))),
    case("en-new-neither", False, length=42),
    case("en-new-agency-list-only", False, length=6, table=Table(all_agencies=True)),
    case("en-new-legal-annex-and-one-section", False, "", "support", length=6,
         left_out={"legal_annex": 1}),
    case("en-new-one-section-only", False, "", "implementation", length=7),
    case("en-new-contents-only", False, length=5,
         subheads={"support": "Volunteers help older people", "monitoring": "Volunteers collect data"}),
    case("en-new-without-headings", None, "", "situation", "implementation", length=8,
         headings=False, reasons=("sections_unknown",)),
    # English, older
    case("en-old-f1", True, "F1", "situation", "resources", old=True, length=6),
    case("en-old-f2-unruled-partner", True, "F2", old=True, length=5, mark="Zeltona",
         table=Table(rows=30, ruled=False, extra=rows((17, PARTNER)))),
    case("en-old-f2-turned-text", True, "F2", old=True, length=5, mark="Zeltona",
         table=Table(rows=20, layout="turned", extra=rows((12, INDICATOR)))),
    case("en-old-summary-only", False, "", "summary", old=True, length=6),
    case("en-old-agency-list-only", False, old=True, length=5,
         table=Table(all_agencies=True, ruled=False)),
    # Chinese
    case("zh-new-f1", True, "F1", "situation", "support", length=9),
    case("zh-new-f2-five-pages", True, "F2", length=24, mark="全国志愿服务方案培训",
         table=Table(rows=110, extra=rows((80, INDICATOR_ZH)))),
    case("zh-new-both", True, "F1 F2", "implementation", "monitoring", length=10,
         mark="全国志愿服务方案培训", table=Table(rows=40, extra=rows((22, INDICATOR_ZH)))),
    case("zh-new-legal-annex-only", False, length=10, left_out={"legal_annex": 1}),
    case("zh-new-one-section-only", False, "", "situation", length=9),
    case("zh-old-f1", True, "F1", "support", "resources", old=True, length=10, outline=False),
    case("zh-old-f2-unruled-partner", True, "F2", old=True, length=9, mark="向县长提出建议",
         table=Table(rows=40, ruled=False, extra=rows((25, PARTNER_ZH)))),
    case("zh-old-agency-list-only", False, old=True, length=9,
         table=Table(all_agencies=True, layout="portrait")),
)  # fmt: skip
