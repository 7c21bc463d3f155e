"""Sections of a document: what its headings are taken for, and why."""

from dataclasses import replace

import pytest

from voltag.languages import language_codes, language_data
from voltag.settings import load_settings
from voltag.text.sections import map_headings, place_passages
from voltag.text.segment import segment
from voltag.types import (
    Block,
    Document,
    Kind,
    MappedHeading,
    Metadata,
    Page,
    PageText,
    Passage,
    Piece,
    ReadStatus,
    Role,
    Section,
)

SETTINGS = load_settings()
TEXT = "The ministry and its partners met twice in the year and agreed on the work that is to come."


def block(text: str, page: int = 2, level: int | None = None, role: Role = Role.PARAGRAPH) -> Block:
    role = Role.HEADING if level else role
    return Block(role, text, (Piece(0, len(text), page, (72.0, 72.0, 500.0, 90.0)),), level)


def document(*blocks: Block, pages: int = 40) -> Document:
    made = tuple(
        Page(n, str(n), 595.0, 842.0, PageText.READ, 2000, 0.0, 1, ()) for n in range(1, pages + 1)
    )
    return Document("sha256:0", "a.pdf", ReadStatus.OK, made, blocks, (), Metadata(), ())


def headings(*blocks: Block, kind: Kind = Kind.FRAMEWORK) -> list[MappedHeading]:
    return list(map_headings(document(*blocks), kind, SETTINGS.sections))


def passages(*blocks: Block, kind: Kind = Kind.FRAMEWORK) -> tuple[Passage, ...]:
    made = document(*blocks)
    return place_passages(made, segment(made, SETTINGS.passages), kind, SETTINGS.sections)


F, V = Kind.FRAMEWORK, Kind.VNR


@pytest.mark.parametrize(
    ("kind", "heading", "section"),
    [
        # the guidance of 2019
        (F, "Executive Summary", "executive_summary"),
        (F, "Chapter 1: Country Progress Towards the 2030 Agenda", "progress"),
        (F, "1. COUNTRY PROGRESS TOWARDS THE 2030 AGENDA", "progress"),
        (F, "Chapter 2. UN development system support to the 2030 Agenda", "un_support"),
        (F, "II. Theory of Change", "un_support"),
        (F, "Outcome 3: Planet", "un_support"),
        (F, "3 Cooperation Framework Implementation Plan", "implementation"),
        (F, "CHAPTER 4 – MONITORING & EVALUATION PLAN", "monitoring"),
        (F, "Annex 1. Cooperation Framework Results Framework", "results_framework"),
        (F, "Annex A: Results and Resources Framework", "results_framework"),
        (F, "Annex II – The Cooperation Framework Legal Annex", "legal_annex"),
        # older UNDAFs
        (F, "2. Situation Analysis", "situation_analysis"),
        (F, "Pillar 2: Inclusive growth", "programme_areas"),
        (F, "IV. Programme Management and Accountability Arrangements", "management"),
        (F, "5. Estimated Resource Requirements", "resources"),
        (F, "Annex 1: UNDAF Results Matrix", "results_framework"),
        # front matter
        (F, "List of acronyms and abbreviations", "acronyms"),
        (V, "Acknowledgments", "acknowledgements"),
        (V, "Table of contents", "contents"),
        # reviews
        (V, "Opening statement", "opening_statement"),
        (V, "Message from the Prime Minister", "opening_statement"),
        (V, "4. Methodology and process for preparation of the review", "methodology"),
        (V, "5(a) Creating ownership of the Sustainable Development Goals", "policy_environment"),
        (V, "Leaving No One Behind", "leaving_no_one_behind"),
        (V, "Goal 13: Climate action", "goals"),
        (V, "6. Progress on Goals and targets and evaluation of policies", "goals"),
        (V, "8. Means of implementation", "means_of_implementation"),
        (V, "Conclusions and next steps", "next_steps"),
        (V, "Statistical annex", "annexes"),
        (V, "Annex C. Consulted bodies", "annexes"),
        # Chinese, both scripts
        (F, "执行摘要", "executive_summary"),
        (F, "第一章　国家落实2030年议程的进展", "progress"),
        (F, "第二章 联合国发展系统对2030年议程的支持", "un_support"),
        (F, "三、合作框架的执行", "implementation"),
        (F, "四、监测与评价计划", "monitoring"),
        (F, "附件一：成果和资源框架", "results_framework"),
        (F, "附件二　法律附件", "legal_annex"),
        (F, "二、國情分析", "situation_analysis"),
        (F, "成果領域", "programme_areas"),
        (V, "二、编写过程与方法", "methodology"),
        (V, "（三）不让任何一个人掉队", "leaving_no_one_behind"),
        (V, "目标13：气候行动", "goals"),
        (V, "結論與下一步", "next_steps"),
        (V, "縮寫表", "acronyms"),
        (V, "致谢", "acknowledgements"),
        # not theirs
        (V, "Results framework", None),
        (V, "Legal annex", None),
        (F, "Leaving no one behind", None),
        (F, "The village of the future", None),
        (Kind.OTHER, "Implementation plan", None),
        (Kind.OTHER, "Executive summary", "executive_summary"),
        (V, "Contents of the water tank", None),
    ],
)
def test_a_heading_is_taken_for_a_section(kind: Kind, heading: str, section: str | None) -> None:
    (found,) = headings(block(heading, level=1), kind=kind)
    assert found.section == section, found.evidence
    assert heading in found.evidence


def test_the_evidence_names_the_heading_the_page_and_the_words() -> None:
    chapter, below, unknown = headings(
        block("3 Implementation plan", 11, 1),
        block("3.1 Ways of working", 12, 2),
        block("Looking sideways", 13, 1),
    )
    assert chapter.evidence == "“3 Implementation plan” (p. 11) is “implementation plan”"
    assert below.section is Section.IMPLEMENTATION
    assert below.evidence == "under “3 Implementation plan” (p. 11)"
    assert unknown.section is None
    assert "names no known section" in unknown.evidence


def test_headings_below_take_the_section_above_them_though_they_name_another() -> None:
    found = headings(
        block("2 UN support to the 2030 Agenda", 5, 1),
        block("2.1 Implementation arrangements of outcome 1", 6, 2),
        block("2.1.1 Context", 6, 3),
    )
    assert {heading.section for heading in found} == {Section.UN_SUPPORT}


def test_monitoring_is_its_own_section_under_another() -> None:
    found = headings(block("3 Implementation plan", 5, 1), block("3.4 Monitoring", 6, 2))
    assert found[1].section is Section.MONITORING


def test_an_annex_at_the_wrong_level_does_not_take_the_chapter_above_it() -> None:
    found = headings(
        block("4 Monitoring and evaluation", 5, 1),
        block("Annex 1. Results matrix", 6, 2),
        block("Annex 2. Members of the country team", 7, 2),
    )
    assert [heading.section for heading in found[1:]] == [
        Section.RESULTS_FRAMEWORK, Section.ANNEXES,
    ]  # fmt: skip


@pytest.mark.parametrize("below", ["1 Water and light", "Chapter 2 Roads", "三、道路"])
def test_what_never_counts_is_not_handed_down_to_a_chapter(below: str) -> None:
    found = headings(block("Acronyms", 3, 1), block(below, 4, 2), block("Wells", 5, 3))
    assert [heading.section for heading in found] == [Section.ACRONYMS, None, None]


def test_what_never_counts_ends_some_pages_after_its_heading() -> None:
    far = 3 + SETTINGS.sections.front_pages + 1
    near, away = passages(block("Acronyms", 3, 1), block(TEXT, 3), block(TEXT + " So it was.", far))
    assert near.section_code is Section.ACRONYMS
    assert away.section_code is None
    assert "too far from “Acronyms”" in away.section_evidence


def test_the_title_above_all_chapters_hands_nothing_down() -> None:
    found = headings(
        block("UN support for the 2030 Agenda in Niue", 2, 1),
        *(block(f"Looking at {place}", 3, 2) for place in ("wells", "roads", "reefs", "homes")),
    )
    assert {heading.section for heading in found} == {None}
    assert "title" in found[0].evidence


def test_a_cover_names_no_section() -> None:
    made = document(block("Implementation of the SDGs", 1, 1), block(TEXT, 2))
    cover = replace(made.pages[0], characters=90)
    made = replace(made, pages=(cover, *made.pages[1:]))
    assert map_headings(made, Kind.VNR, SETTINGS.sections)[0].section is None


def test_passages_take_the_section_of_their_headings() -> None:
    found = passages(
        block(TEXT, 2),
        block("1 Country context", 3, 1),
        block(TEXT, 3),
        block("1.1 Wells", 4, 2),
        block(TEXT, 4),
        block("Acknowledgements .... 4", 5, role=Role.CONTENTS),
    )
    assert [p.section_code for p in found] == [
        None, Section.PROGRESS, Section.PROGRESS, Section.CONTENTS,
    ]  # fmt: skip
    assert found[0].section_evidence == "no heading above it"
    assert found[2].section_evidence == "under “1 Country context” (p. 3)"


def test_a_heading_that_stands_twice_is_each_time_its_own() -> None:
    far = 2 + SETTINGS.sections.front_pages + 5
    found = passages(
        block("Acronyms", 2, 1), block(TEXT, 2), block("Acronyms", far, 1), block(TEXT, far + 1)
    )
    assert [p.section_code for p in found] == [Section.ACRONYMS] * 2


@pytest.mark.parametrize(
    "wording",
    [
        "The Government shall apply the Convention on the Privileges and Immunities of the United"
        " Nations to the agencies and to United Nations Volunteers.",
        "政府对联合国志愿人员适用《联合国特权及豁免公约》的规定。",
    ],
)
def test_the_standard_wording_of_the_legal_annex_is_known_by_itself(wording: str) -> None:
    (found,) = passages(block(wording))
    assert found.section_code is Section.LEGAL_ANNEX
    assert "standard wording" in found.section_evidence
    (other,) = passages(block(wording), kind=Kind.VNR)
    assert other.section_code is None


def test_the_data_names_known_sections_and_kinds_and_no_phrase_twice() -> None:
    for code in language_codes():
        seen: dict[tuple[str, str], str] = {}
        for entry in language_data(code, "sections")["section"]:
            Section(entry["code"])
            for kind in entry["kinds"]:
                Kind(kind)
                for words in {*entry.get("titles", ()), *entry.get("phrases", ())}:
                    assert words == words.casefold(), words
                    assert seen.setdefault((kind, words), entry["code"]) == entry["code"], words


def test_every_section_has_names_in_every_language() -> None:
    for code in language_codes():
        named = {entry["code"] for entry in language_data(code, "sections")["section"]}
        assert named == {section.value for section in Section}
