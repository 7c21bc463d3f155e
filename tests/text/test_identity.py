"""What a document is: kind, country and year from title, cover, metadata and file name."""

import csv
from pathlib import Path

import pytest

from voltag.ingest import read_document
from voltag.text.identity import identify
from voltag.types import (
    Document,
    Given,
    Kind,
    Line,
    Metadata,
    Page,
    PageText,
    ReadStatus,
    Role,
)

BODY = "It is the aim of the review to take stock of what was done and what is left to do. " * 12


def page(number: int, *lines: Line) -> Page:
    return Page(number, None, 595.0, 842.0, PageText.READ, 0, 0.0, 1, lines)


def line(text: str, size: float, role: Role = Role.PARAGRAPH) -> Line:
    return Line(text, (50.0, 50.0, 500.0, 50.0 + size), size, False, role)


def document(
    title: str = "",
    *,
    small: str = "",
    body: str = "",
    meta: str = "",
    subject: str = "",
    path: str = "document.pdf",
) -> Document:
    """A document with a cover of a large ``title`` and ``small`` print, and then ``body``."""
    lines = [line(title, 30.0)] * bool(title) + [line(small, 10.0)] * bool(small)
    lines += [line(body, 10.0)] * bool(body)
    return Document(
        "sha256:0",
        path,
        ReadStatus.OK,
        (page(1, *lines),),
        (),
        (),
        Metadata(title=meta, subject=subject),
        (),
    )


def told(document: Document) -> tuple[str, str | None, int | None]:
    found = identify(document)
    return found.kind.value, found.country, found.year


TITLES: list[tuple[str, tuple[str, str | None, int | None]]] = [
    # reviews, in English
    ("Kenya: Voluntary National Review 2020", ("vnr", "KEN", 2020)),
    ("2020 Voluntary National Review of Kenya on the 2030 Agenda", ("vnr", "KEN", 2020)),
    ("Voluntary National Review Report, Republic of Kenya, June 2020", ("vnr", "KEN", 2020)),
    ("KENYA’S SECOND VNR (2020): TOWARDS 2030", ("vnr", "KEN", 2020)),
    ("Vision 2035 at work: Voluntary National Report of Cameroon 2019", ("vnr", "CMR", 2019)),
    ("Agenda 2030 in Finland: National Voluntary Review", ("vnr", "FIN", None)),
    ("Voluntary National Review 2020: progress 2016–2019, Georgia", ("vnr", "GEO", 2020)),
    ("Voluntary National Review: lessons of the pandemic. Ghana 2022", ("vnr", "GHA", 2022)),
    # frameworks, in English, with cycles
    (
        "United Nations Sustainable Development Cooperation Framework for Zambia 2023–2027",
        ("framework", "ZMB", 2023),
    ),
    ("UNDAF 2016-2020 Armenia, signed in 2015", ("framework", "ARM", 2016)),
    ("Signed July 2015: UNDAF Armenia 2016 to 2020", ("framework", "ARM", 2016)),
    ("Belarus 2016—20 United Nations Development Assistance Framework, revised 2018",
     ("framework", "BLR", 2016)),
    ("UNSDCF Uganda, March 2020", ("framework", "UGA", None)),
    ("United Nations Development Cooperation Strategy Turkey 2016-2020",
     ("framework", "TUR", 2016)),
    ("United Nations Kosovo Team: Common Development Plan 2016–2020", ("framework", "XKX", 2016)),
    # in French
    ("Examen national volontaire du Bénin 2020", ("vnr", "BEN", 2020)),
    ("RAPPORT NATIONAL VOLONTAIRE, CÔTE D’IVOIRE, juin 2022", ("vnr", "CIV", 2022)),
    ("République de Maurice : examen national volontaire 2024", ("vnr", "MUS", 2024)),
    ("Examen local volontaire de la ville de Dakar, 2021", ("other", None, 2021)),
    ("Guide pratique de l’examen national volontaire, 2021", ("other", None, 2021)),
    (
        "Cadre de coopération des Nations Unies pour le développement durable, Guinée 2019 à 2023",
        ("framework", "GIN", 2019),
    ),
    ("Plan-cadre des Nations Unies, République démocratique du Congo 2020-2024",
     ("framework", "COD", 2020)),
    # first names and common words that are countries in French
    ("Foreword by Maurice Grenade. Voluntary National Review 2019, Kenya", ("vnr", "KEN", 2019)),
    # in Chinese
    ("贝宁自愿国别评估报告 2020年", ("vnr", "BEN", 2020)),
    ("中国落实2030年可持续发展议程国别自愿陈述报告 2021年6月", ("vnr", "CHN", 2021)),
    ("老挝人民民主共和国 自愿国家审议 二〇二一年六月", ("vnr", "LAO", 2021)),
    ("落实二〇三〇年可持续发展议程 自愿国别评估 马里", ("vnr", "MLI", None)),
    ("帛琉自願國別評估報告 二○二三年", ("vnr", "PLW", 2023)),
    ("联合国对华可持续发展合作框架（2021年—2025年）", ("framework", "CHN", 2021)),
    ("联合国发展援助框架 刚果（金） 2013至2017", ("framework", "COD", 2013)),
    # about reviews and frameworks, and of other things
    ("Handbook: Preparing Voluntary National Reviews 2021", ("other", None, 2021)),
    ("Guidelines for Voluntary National Reviews", ("other", None, None)),
    ("Synthesis of Voluntary National Reviews 2017", ("other", None, 2017)),
    ("Volunteering in VNRs", ("other", None, None)),
    ("Evaluation of the United Nations Development Assistance Framework, Malawi 2022",
     ("other", "MWI", 2022)),
    ("UNDAF Armenia: Final Evaluation", ("other", "ARM", None)),
    ("Voluntary Local Review 2020, Mombasa, Kenya", ("other", "KEN", 2020)),
    ("自愿国别评估编写手册", ("other", None, None)),
    ("联合国发展援助框架终期评估 蒙古国", ("other", "MNG", None)),
    ("深圳市可持续发展自愿地方评估", ("other", None, None)),
    ("Voluntary Contributions to the National Forest Review 2020", ("other", None, 2020)),
    ("Annual Report", ("other", None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("title", "expected"), TITLES, ids=[row[0] for row in TITLES])
def test_a_title_tells_kind_country_and_year(
    title: str, expected: tuple[str, str | None, int | None]
) -> None:
    assert told(document(title)) == expected
    assert told(document(meta=title)) == expected


COUNTRIES = [
    ("Niger", "NER"),
    ("Nigeria", "NGA"),
    ("Federal Republic of Nigeria", "NGA"),
    ("Guinea", "GIN"),
    ("Guinea-Bissau", "GNB"),
    ("Guinea Bissau", "GNB"),
    ("Equatorial Guinea", "GNQ"),
    ("Papua New Guinea", "PNG"),
    ("Kosovo (under Security Council resolution 1244)", "XKX"),
    ("Kosovo*", "XKX"),
    ("Serbia", "SRB"),
    ("Dominica", "DMA"),
    ("Dominican Republic", "DOM"),
    ("Sudan", "SDN"),
    ("South Sudan", "SSD"),
    ("Mali", "MLI"),
    ("Somalia", "SOM"),
    ("Oman", "OMN"),
    ("Romania", "ROU"),
    ("Republic of Korea", "KOR"),
    ("Democratic People’s Republic of Korea", "PRK"),
    ("Democratic Republic of the Congo", "COD"),
    ("Democratic Republic of Congo", "COD"),
    ("Congo", "COG"),
    ("Republic of the Congo", "COG"),
    ("United Kingdom of Great Britain and Northern Ireland", "GBR"),
    ("Ireland", "IRL"),
    ("Cote d’Ivoire", "CIV"),
    ("CÔTE D'IVOIRE", "CIV"),
    ("Timor Leste", "TLS"),
    ("TÜRKİYE", "TUR"),
    ("Turkey", "TUR"),
    ("Swaziland", "SWZ"),
    ("Cape Verde", "CPV"),
    ("the former Yugoslav Republic of Macedonia", "MKD"),
    ("Lao PDR", "LAO"),
    ("Lao People's Democratic Republic", "LAO"),
    ("Bolivia (Plurinational State of)", "BOL"),
    ("Bosnia & Herzegovina", "BIH"),
    ("St. Kitts and Nevis", "KNA"),
    ("São Tomé and Príncipe", "STP"),
    ("Fiji’s", "FJI"),
    ("尼日尔", "NER"),
    ("尼日利亚", "NGA"),
    ("几内亚", "GIN"),
    ("几内亚比绍", "GNB"),
    ("赤道几内亚", "GNQ"),
    ("巴布亚新几内亚", "PNG"),
    ("刚果（布）", "COG"),
    ("刚果民主共和国", "COD"),
    ("科索沃（安理会第1244号决议）", "XKX"),
    ("多米尼加", "DOM"),
    ("索马里", "SOM"),
    ("南蘇丹", "SSD"),
    ("印度尼西亚", "IDN"),
    ("印度", "IND"),
    ("大韓民國", "KOR"),
    ("Macedonia", "MKD"),
    ("Libyan Arab Jamahiriya", "LBY"),
    ("Congo (Democratic Republic of the)", "COD"),
    ("马其顿", "MKD"),
    ("史瓦帝尼", "SWZ"),
    ("斯威士兰", "SWZ"),
    # several, or none
    ("Kenya and Uganda", None),
    ("Serbia and Montenegro", None),
    ("Kosovo, Serbia", None),
    ("the Pacific", None),
    ("Indiana", None),
    ("肯尼亚和乌干达", None),
    ("New York City", None),
]


@pytest.mark.parametrize(("name", "code"), COUNTRIES)
def test_a_country_is_told_by_its_names(name: str, code: str | None) -> None:
    assert identify(document(f"Voluntary National Review: {name}")).country == code


PATHS: list[tuple[str, tuple[str, str | None, int | None]]] = [
    ("reviews/VNR_2020_Kenya_Report.pdf", ("vnr", "KEN", 2020)),
    ("26406VNR_2020_Kenya_Report.pdf", ("vnr", "KEN", 2020)),
    ("KenyaVNR2020.pdf", ("vnr", "KEN", 2020)),
    ("vnr-guinea-bissau-2022.pdf", ("vnr", "GNB", 2022)),
    ("VNR%202020%20Sri%20Lanka.pdf", ("vnr", "LKA", 2020)),
    ("UNSDCF-Uganda-2021-2025.pdf", ("framework", "UGA", 2021)),
    ("undaf_2012_2016_laos.v2.pdf", ("framework", "LAO", 2012)),
    ("Timor-Leste_UNDAF2015-2019 (final).pdf", ("framework", "TLS", 2015)),
    ("中国2021年国别自愿陈述报告.pdf", ("vnr", "CHN", 2021)),
    ("vnr/kenya/2020/report.pdf", ("other", None, None)),
    ("scan0001.pdf", ("other", None, None)),
    ("A-76-137.pdf", ("other", None, None)),
]


@pytest.mark.parametrize(("path", "expected"), PATHS, ids=[row[0] for row in PATHS])
def test_a_file_name_tells_what_the_pages_do_not(
    path: str, expected: tuple[str, str | None, int | None]
) -> None:
    assert told(document(path=path)) == expected


def test_the_title_goes_before_cover_metadata_and_file_name() -> None:
    found = identify(
        document(
            "Voluntary National Review Kenya 2020",
            small="Printed in Uganda 2021",
            meta="UNDAF Ghana 2016-2020",
            path="undaf-fiji-2018.pdf",
        )
    )
    assert (found.kind, found.country, found.year) == (Kind.VNR, "KEN", 2020)
    assert found.title == "Voluntary National Review Kenya 2020"
    assert found.evidence == {
        "kind": "title on page 1: Voluntary National Review",
        "country": "title on page 1: Kenya",
        "year": "title on page 1: tional Review Kenya 2020",
        "title": "page 1",
        "group": "kind, country and year",
    }


def test_each_answer_comes_from_the_first_place_that_has_it() -> None:
    found = identify(
        document(
            "Leaving No One Behind",
            small="Voluntary National Review",
            meta="Kenya",
            path="x-2020.pdf",
        )
    )
    assert (found.kind, found.country, found.year) == (Kind.VNR, "KEN", 2020)
    assert [found.evidence[key].split(":")[0] for key in ("kind", "country", "year")] == [
        "cover on page 1",
        "metadata title",
        "file name",
    ]


def head(text: str, pages: int) -> Document:
    """A document without a title whose pages have a running head."""
    lines = (line(text, 8.0, Role.RUNNING_HEAD), line(BODY, 10.0))
    made = tuple(
        page(number, *(lines if number > 1 else lines[1:])) for number in range(1, pages + 2)
    )
    return Document("", "scan.pdf", ReadStatus.OK, made, (), (), Metadata(title="Ghana"), ())


def test_a_running_head_tells_what_the_cover_does_not() -> None:
    found = identify(head("Voluntary National Review of Kenya 2020", 3))
    assert (found.kind, found.country, found.year) == (Kind.VNR, "KEN", 2020)
    assert found.evidence["kind"] == "running head: Voluntary National Review"


def test_a_running_head_of_few_pages_tells_nothing() -> None:
    found = identify(head("Voluntary National Review of Kenya 2020", 2))
    assert (found.kind, found.country) == (Kind.OTHER, "GHA")


@pytest.mark.parametrize(
    ("title", "group"),
    [
        ("Voluntary National Review Kenya 2020", "vnr/KEN/2020"),
        ("2020年肯尼亚自愿国别评估", "vnr/KEN/2020"),
        ("UNSDCF Zambia 2023-2027", "framework/ZMB/2023"),
        ("Voluntary National Review Kenya", None),
        ("Voluntary National Review 2020", None),
        ("Annual Report of Kenya 2020", None),
    ],
)
def test_files_of_one_kind_country_and_year_belong_together(title: str, group: str | None) -> None:
    assert identify(document(title)).group == group


def test_what_is_given_stands_before_the_file_and_says_so() -> None:
    given = Given(Kind.FRAMEWORK, "SWZ", 2016, "en", "UNDAF", None, "manifest, line 7")
    found = identify(document("Voluntary National Review Kenya 2020"), given)
    assert (found.kind, found.country, found.year, found.title) == (
        Kind.FRAMEWORK, "SWZ", 2016, "UNDAF",
    )  # fmt: skip
    assert (found.group, found.language) == ("framework/SWZ/2016", "en")
    assert {key for key, value in found.evidence.items() if value == "manifest, line 7"} == {
        "kind", "country", "year", "title", "language",
    }  # fmt: skip


@pytest.mark.parametrize(("given", "group"), [("kenya", "kenya"), ("", None)])
def test_a_group_that_is_given_stands(given: str, group: str | None) -> None:
    found = identify(document("Voluntary National Review Kenya 2020"), Given(group=given))
    assert found.group == group


def test_a_title_about_reviews_is_not_overruled_by_the_file_name() -> None:
    assert told(document("Handbook on Voluntary National Reviews", path="vnr.pdf"))[0] == "other"


def test_a_cycle_anywhere_dates_a_framework_before_a_single_year() -> None:
    given = document("UNSDCF Zambia", small="Lusaka 2022", path="unsdcf-2023-2027.pdf")
    assert told(given) == ("framework", "ZMB", 2023)


def test_a_page_of_body_text_is_no_cover() -> None:
    given = document("Annual Report", body=BODY + "The Voluntary National Review of Kenya 2020.")
    assert told(given) == ("other", None, None)
    assert identify(given).title == "Annual Report"


def test_the_title_may_stand_on_the_second_page_and_not_later() -> None:
    title = page(2, line("Voluntary National Review Kenya 2020", 30.0))
    empty = page(1)
    base = document()
    for pages, kind in (((empty, title), Kind.VNR), ((empty, empty, title), Kind.OTHER)):
        given = Document("", "a.pdf", ReadStatus.OK, pages, (), (), Metadata(), ())
        assert identify(given).kind is kind
    assert identify(base).title == ""


@pytest.mark.parametrize("role", [Role.FOOTER, Role.PAGE_NUMBER, Role.TABLE])
def test_furniture_is_no_title(role: Role) -> None:
    lines = (line("Voluntary National Review", 30.0, role), line("Annual Report", 20.0))
    given = Document("", "a.pdf", ReadStatus.OK, (page(1, *lines),), (), (), Metadata(), ())
    assert identify(given).kind is Kind.OTHER


def test_a_kind_that_the_user_gives_stands() -> None:
    found = identify(document("Voluntary National Review Kenya 2020"), Given(kind=Kind.FRAMEWORK))
    assert found.kind is Kind.FRAMEWORK
    assert found.evidence["kind"] == "given by the user"
    assert found.country == "KEN"


def test_evidence_shows_the_text_as_it_stands() -> None:
    found = identify(document("帛琉自願國別評估報告"))
    assert found.evidence["kind"] == "title on page 1: 自願國別評估報告"


def test_a_file_that_was_not_read_is_told_by_its_name() -> None:
    given = Document("", "vnr-kenya-2020.pdf", ReadStatus.FAILED, (), (), (), Metadata(), ())
    assert told(given) == ("vnr", "KEN", 2020)


def test_a_name_with_odd_characters_is_no_crash() -> None:
    assert told(document("\ud800\x00", path="\udcff%ff%zz.pdf")) == ("other", None, None)


def test_the_samples_are_told_as_expected(samples: Path) -> None:
    with (samples / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {row["path"]: told(read_document(samples / row["path"], row["path"])) for row in rows}
    assert found == {
        row["path"]: (
            row["kind"],
            row["country"] or None,
            int(row["year"]) if row["year"] else None,
        )
        for row in rows
    }


def test_no_real_document_here_is_a_review_or_framework(real: Path) -> None:
    files = [*real.glob("undp-*.pdf"), *(real / "typeset").glob("en-fiji-2023.pdf")]
    assert len(files) == 3
    for file in files:
        assert identify(read_document(file, file.name, max_pages=2)).kind is Kind.OTHER
