"""Tables and charts: cells whole, and out of the prose."""

from pathlib import Path

from tests.ingest.typesetting import BIRDS, read, texts, typeset
from voltag.types import Role

CELLS = (
    "[Indicator], [Baseline], [Target for 2030], "
    "[Households with a cistern that holds enough for a dry month], [61%], [95%], "
    "[Houses with light], [40%], [all], "
)


def test_a_ruled_table_gives_its_cells(tmp_path: Path) -> None:
    source = f"{BIRDS}\n#table(columns: (100pt, 80pt, 120pt), {CELLS})\n{BIRDS}"
    document = read(typeset(source), tmp_path)
    assert texts(document, Role.TABLE) == [
        "Indicator",
        "Baseline",
        "Target for 2030",
        "Households with a cistern that holds enough for a dry month",
        "61%",
        "95%",
        "Houses with light",
        "40%",
        "all",
    ]
    assert texts(document, Role.PARAGRAPH) == [BIRDS.strip()] * 2
    roles = [block.role for block in document.blocks]
    assert (roles[0], roles[-1]) == (Role.PARAGRAPH, Role.PARAGRAPH)


def test_a_table_with_rules_between_rows_gives_its_cells(tmp_path: Path) -> None:
    source = (
        f"{BIRDS}\n#table(columns: (150pt, 80pt, 80pt), stroke: none, table.hline(), "
        "[Island], [Houses], [Wells], table.hline(), [Great Island], [310], [12], "
        "[Seal Island], [42], [3], [Long Island], [17], [1], table.hline())\n" + BIRDS
    )
    document = read(typeset(source), tmp_path)
    cells = texts(document, Role.TABLE)
    assert cells[:3] == ["Island", "Houses", "Wells"]
    assert {"Great Island", "310", "Seal Island", "42", "17"} <= set(cells)
    assert texts(document, Role.PARAGRAPH) == [BIRDS.strip()] * 2


def test_numbers_in_line_are_a_table_without_any_rule(tmp_path: Path) -> None:
    rows = ", ".join(f"[Island {n}], [{n * 31}], [{n * 7}.5], [{n}]" for n in range(1, 7))
    source = f"{BIRDS}\n#table(columns: (150pt, 70pt, 70pt, 70pt), stroke: none, {rows})\n{BIRDS}"
    document = read(typeset(source), tmp_path)
    assert texts(document, Role.PARAGRAPH) == [BIRDS.strip()] * 2
    assert "Island 3" in texts(document, Role.TABLE)


def test_two_columns_of_prose_are_no_table(tmp_path: Path) -> None:
    document = read(typeset("\n\n".join([BIRDS] * 20), columns=2), tmp_path)
    assert texts(document, Role.TABLE) == []


def test_a_box_of_prose_is_no_table(tmp_path: Path) -> None:
    document = read(typeset(f"{BIRDS}\n#rect(inset: 8pt)[{BIRDS * 3}]\n{BIRDS}"), tmp_path)
    assert texts(document) == [BIRDS.strip(), (BIRDS * 3).strip(), BIRDS.strip()]


def test_labels_of_a_chart_stay_out_of_the_prose(tmp_path: Path) -> None:
    bars = "\n".join(
        f"#place(dx: {40 * n}pt, dy: {100 - 15 * n}pt, rect(width: 30pt, height: {15 * n}pt, "
        f"fill: blue))\n#place(dx: {40 * n}pt, dy: 102pt, text(8pt)[20{n + 10}])"
        for n in range(1, 8)
    )
    source = f"{BIRDS}\n#block(width: 100%, height: 130pt)[{bars}]\n{BIRDS}"
    document = read(typeset(source), tmp_path)
    assert [text for text in texts(document, Role.PARAGRAPH) if "20" in text] == []
    assert set(texts(document, Role.PARAGRAPH)) == {BIRDS.strip()}
