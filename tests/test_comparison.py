"""The comparison of classifiers: its keyword rule, and how its tables reach the page."""

from pathlib import Path

import pytest
from benchmarks.keyword_rule import keyword_labels
from benchmarks.tables import BEGIN, END, tables, write_between_markers

from voltag.types import Objective, Reference

_MEASURED = {
    "contribution F1": 0.9,
    "average precision": 0.8,
    "objectives macro F1": 0.7,
    "codes macro F1": 0.0,
    "ownership": 0.6,
    "integration": 0.5,
    "measurement": [12, 8, 1],
    "none called": 3.0,
    "none": 60.0,
}
_ROW = {
    "written": dict.fromkeys(("en", "zh", "all"), _MEASURED),
    "real": dict.fromkeys(("en", "zh", "all"), _MEASURED),
    "cost": {"training": None, "passage": 0.5, "size": None, "load": None},
}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Village volunteers planted mangroves.", "en"),
        ("志愿者种下红树。", "zh"),
        ("志工種下紅樹。", "zh"),
        ("義工每週探訪長者。", "zh"),
    ],
)
def test_keyword_rule_finds_volunteers(text: str, language: str) -> None:
    labels = keyword_labels(text, language)
    assert labels.reference is Reference.CONTRIBUTION
    assert labels.objectives


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The country has an all-volunteer army.", "en"),
        ("The voluntary national review was presented.", "en"),
        ("志願役士官的薪資已經調整。", "zh"),
        ("The economy grew by 4 per cent.", "en"),
    ],
)
def test_keyword_rule_passes_over_soldiers_and_other_text(text: str, language: str) -> None:
    labels = keyword_labels(text, language)
    assert labels.reference is Reference.NONE
    assert labels.objectives == ()


def test_keyword_rule_reads_objectives_from_its_lists() -> None:
    labels = keyword_labels("The 2019 survey counted 14 per cent of adults as volunteers.", "en")
    assert Objective.MEASUREMENT in labels.objectives
    assert Objective.INTEGRATION not in labels.objectives


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Title\n\n{BEGIN}\nold\n{END}\n\nAfter.\n", encoding="utf-8")
    write_between_markers(page, "new")
    assert page.read_text(encoding="utf-8") == f"# Title\n\n{BEGIN}\n\nnew\n\n{END}\n\nAfter.\n"


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n", encoding="utf-8")
    with pytest.raises(ValueError, match="needs the lines"):
        write_between_markers(page, "new")
    assert page.read_text(encoding="utf-8") == "# Title\n"


def test_tables_show_counts_of_rare_labels_and_dashes_for_what_is_not_known() -> None:
    text = tables({"rule": _ROW}, ["rule", "not measured"])
    assert "8 of 12, 1" in text
    assert "3 of 60" in text
    assert "| rule | – | 0.50 | 1 | – | – |" in text
    assert "not measured" not in text
