"""``voltag simulate``: tables, JSON and the figure, on annotations that are given."""

import json
from pathlib import Path

import pytest

from tests.cli.running import voltag
from voltag.resources import annotations_folder


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every tenth annotation of two files."""
    path = tmp_path_factory.mktemp("simulate") / "few.jsonl"
    lines = []
    for name in ("en-a.jsonl", "zh-a.jsonl"):
        text = (annotations_folder() / name).read_text(encoding="utf-8")
        lines += text.splitlines(keepends=True)[::10]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_tables_json_and_figure_say_the_same(few: Path, small_model: Path, tmp_path: Path) -> None:
    figure = tmp_path / "new" / "orders.svg"
    model = ("--model", small_model)
    shown = voltag("simulate", few, *model, "--figure", figure)
    plain = json.loads(voltag("simulate", few, *model, "--json").stdout)
    likely = next(s for s in plain["savings"] if s["order"] == "most_likely")
    assert f"{100 * likely['read']:.1f}%" in shown.stdout
    assert "written to be annotated" in " ".join(shown.stdout.split())
    assert plain["passages"] == len(few.read_text(encoding="utf-8").splitlines())
    drawn = figure.read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "most decisive" in drawn


def test_what_cannot_be_simulated_is_said_in_one_line(few: Path, tmp_path: Path) -> None:
    none = tmp_path / "none.jsonl"
    lines = few.read_text(encoding="utf-8").splitlines()
    none.write_text("\n".join(x for x in lines if '"reference": "none"' in x), encoding="utf-8")
    failed = voltag("simulate", none)
    assert failed.exit_code == 1
    assert "nothing to find" in failed.stderr
    assert voltag("simulate", tmp_path / "missing.jsonl").exit_code == 1
    none.write_text("", encoding="utf-8")
    assert "no annotation" in voltag("simulate", none).stderr
