"""The rows of a results framework as passages: what is read together, and what it is part of."""

from pathlib import Path

from tests.ingest.frameworks import TITLE, framework, rotated
from tests.ingest.typesetting import BIRDS, read, typeset
from voltag.settings import load_settings
from voltag.text.segment import segment
from voltag.types import Passage, Role

SETTINGS = load_settings().passages
HEADS = "[Outcome], [Indicator], [Baseline], [Target], [Source], [Partners]"


def rows_of(pdf: bytes, folder: Path) -> list[Passage]:
    found = segment(read(pdf, folder), SETTINGS)
    return [passage for passage in found if passage.in_results_framework]


def made(cells: str, folder: Path, columns: str = "6", heads: str = HEADS) -> list[Passage]:
    return rows_of(typeset(f"{TITLE}#table(columns: {columns}, {heads}, {cells})\n{BIRDS}"), folder)


def columns(passage: Passage) -> list[str]:
    return [text for name, text in passage.context if name == "column"]


def test_an_indicator_is_read_with_its_baseline_target_and_source(tmp_path: Path) -> None:
    passages = rows_of(framework(2), tmp_path)
    (passage,) = [p for p in passages if p.text.startswith("2.3.1")]
    assert passage.text == (
        "2.3.1 Number of wells that give water in the dry months of the year; 23 (2020); 203; "
        "Water board, annual count"
    )
    assert passage.context == (
        ("outcome", "Outcome 2: People in the delta have safer homes"),
        ("output", "Output 2.3 Villages keep their own wells"),
        ("column", "indicator"),
        ("column", "baseline"),
        ("column", "target"),
        ("column", "source"),
    )
    assert passage.section == ("Results and Resources Framework",)
    assert passage.role is Role.TABLE
    assert passage.language == "en"


def test_partners_stand_apart_and_name_their_indicator(tmp_path: Path) -> None:
    passages = rows_of(framework(1), tmp_path)
    partners = [p for p in passages if columns(p) == ["partner"]]
    assert [p.text for p in partners] == ["Ministry of Water, UNDP"] * 3
    assert dict(partners[1].context)["indicator"].startswith("1.2.1 Number of wells")


def test_a_merged_statement_is_one_passage(tmp_path: Path) -> None:
    passages = rows_of(framework(2), tmp_path)
    statements = [p for p in passages if columns(p) == ["outcome"]]
    assert [p.text[:10] for p in statements] == ["Outcome 1:", "Outcome 2:"]
    assert all("output" not in dict(p.context) for p in statements)


def test_every_word_of_the_table_is_in_one_passage(tmp_path: Path) -> None:
    document = read(framework(3), tmp_path)
    passages = segment(document, SETTINGS)
    words = sorted(
        word.strip(";")
        for passage in passages
        if passage.in_results_framework
        for word in passage.text.split()
    )
    cells = [cell for table in document.tables for cell in table.cells]
    assert words == sorted(word for cell in cells for word in cell.text.split())
    outside = [p for p in passages if not p.in_results_framework]
    assert all(p.context == () for p in outside)
    assert not any("wells" in p.text for p in outside)


def test_spans_tell_where_each_part_of_a_row_stands(tmp_path: Path) -> None:
    document = read(rotated(framework(1, flipped="true"), 90), tmp_path)
    for passage in segment(document, SETTINGS):
        assert passage.spans[0].start == 0
        assert passage.spans[-1].end == len(passage.text)
        for span in passage.spans:
            assert span.boxes


def test_bullets_that_answer_one_another_are_read_together(tmp_path: Path) -> None:
    passages = made(
        "[Outcome 1: Safer homes], [- Wells in use\n- Strong roofs], [- 12\n- 40], [- 24\n- 80], "
        "[Water board], [- UNDP\n- UN-Habitat]",
        tmp_path,
    )
    texts = [p.text for p in passages]
    assert "• Wells in use; • 12; • 24" in texts
    assert "• Strong roofs; • 40; • 80" in texts
    assert "Water board" in texts
    assert "• UNDP; • UN-Habitat" in texts


def test_long_cells_are_cut_as_prose_is_and_read_apart(tmp_path: Path) -> None:
    passages = made(
        f"[Outcome 1: Safer homes], [{BIRDS * 4}], [12], [24], [Water board], [UNDP]",
        tmp_path,
        "(1fr, 3fr, 1fr, 1fr, 1fr, 1fr)",
    )
    long = [p for p in passages if columns(p) == ["indicator"]]
    assert len(long) > 1
    assert " ".join(p.text for p in long) == (BIRDS * 4).strip()
    assert all(len(p.text) <= SETTINGS.characters_spaced for p in long)


def test_chinese_parts_are_joined_in_the_chinese_way(tmp_path: Path) -> None:
    passages = made(
        "[成果1：居民饮水更安全], [1.1 水井数量], [60%], [80%], [统计局], [开发署]",
        tmp_path,
        heads="[成果], [指标], [基线], [目标], [数据来源], [合作伙伴]",
    )
    assert "1.1 水井数量；60%；80%；统计局" in [p.text for p in passages]
