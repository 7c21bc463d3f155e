"""``voltag annotations agreement``: the table, JSON, the disagreements, and clear errors."""

import json
from pathlib import Path

import pytest

from tests.cli.running import voltag
from tests.cli.test_annotations import ONE, TWO, write


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The first has three passages; the second has two of them and one more."""
    other = TWO | {"id": "zh-2", "text": "志愿者送餐。"}
    labels = {"reference": "bare", "annotator": "A2", "note": "hm\x1b[2J"}
    return (
        write(tmp_path / "1.jsonl", ONE, TWO, other),
        write(tmp_path / "2.jsonl", ONE | {"codes": ["a1"]}, TWO | labels, TWO | {"id": "zh-9"}),
    )


def test_a_table_gives_kappa_or_says_that_it_is_undefined(files: tuple[Path, Path]) -> None:
    result = voltag("annotations", "agreement", *files)
    assert result.exit_code == 0
    rows = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "contribution all passages together 2 1 1 100.0% 1.00 1.00 to 1.00" in rows
    assert "b6 all passages en 1 0 0 100.0% undefined" in rows
    assert "a3 all passages together 2 1 0 50.0% 0.00 0.00 to 0.00" in rows
    assert rows[-1] == (
        "passages in both: 2, differing in some label: 2;"
        " left out: 1 only in the first, 1 only in the second"
    )


def test_disagreements_are_shown_as_many_as_asked_for(files: tuple[Path, Path]) -> None:
    text = voltag("annotations", "agreement", *files, "--disagreements", "1").stdout
    assert "codes: a3 | a1" in text
    assert "zh-1" not in text
    text = voltag("annotations", "agreement", *files, "--disagreements", "9").stdout
    assert "reference: none | bare" in text
    assert "\x1b" not in text


def test_json_has_all_numbers_and_disagreements(files: tuple[Path, Path]) -> None:
    found = json.loads(voltag("annotations", "agreement", *files, "--json").stdout)
    assert (found["passages"], found["only_first"], found["only_second"]) == (2, 1, 1)
    assert found["differing"] == len(found["disagreements"]) == 2
    undefined = [r for r in found["labels"] if r["label"] == "b6"]
    assert {r["kappa"] for r in undefined} == {None}
    few = voltag("annotations", "agreement", *files, "--json", "--disagreements", "1").stdout
    assert len(json.loads(few)["disagreements"]) == 1


def test_files_without_a_common_passage_end_in_one_line(tmp_path: Path) -> None:
    first, second = write(tmp_path / "1.jsonl", ONE), write(tmp_path / "2.jsonl", TWO)
    result = voltag("annotations", "agreement", first, second)
    assert result.exit_code == 1
    assert "no passage has the same id in both" in result.stderr
    assert voltag("annotations", "agreement", first, tmp_path / "no").exit_code == 1
