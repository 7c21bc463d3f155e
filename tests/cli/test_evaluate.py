"""``voltag evaluate``: tables, JSON, the page, and two models side by side."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.running import voltag
from tests.conftest import a_few
from tests.evaluation.values import (
    CURVES,
    NOTHING,
    OWNED,
    SETTINGS,
    annotation,
    contribution,
    judged,
)
from voltag.annotations import default_annotation_paths, read_annotations
from voltag.cli.evaluation_tables import print_evaluation
from voltag.evaluation import evaluate


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About a hundred annotations, in which every label stands."""
    path = tmp_path_factory.mktemp("annotations") / "few.jsonl"
    chosen = a_few(read_annotations(default_annotation_paths()), 3)
    path.write_text(
        "".join(a.model_dump_json(by_alias=True) + "\n" for a in chosen), encoding="utf-8"
    )
    return path


def test_a_model_is_judged_on_the_annotations_given(
    small_model: Path, few: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.jsonl"
    text = "Under the plan, 4,000 trained volunteers brought vaccines to the islands."
    line = {"id": "w", "document": "w", "language": "en", "text": text, "reference": "none"}
    wrong.write_text(json.dumps(line), encoding="utf-8")
    result = voltag("evaluate", few, wrong, "--model", small_model, "--errors", "1")
    assert result.exit_code == 0, result.stderr
    assert "model on given annotations" in result.stdout
    for words in (
        "contribution",
        "Documents, answered",
        "By what passages are like",
        "w: is none, taken for contribution",
    ):
        assert words in result.stdout
    assert result.stderr == ""


def test_json_holds_the_whole_evaluation(small_model: Path, few: Path) -> None:
    result = voltag("evaluate", few, "--model", small_model, "--json", "--errors", "2")
    found = json.loads(result.stdout)
    assert set(found) >= {
        "calibration", "confusion", "documents", "errors", "languages", "precision_recall",
        "slices", "thresholds", "versions",
    }  # fmt: skip
    assert len(found["errors"]["missed_contributions"]) <= 2
    assert found["curves"] is None


def test_the_page_is_written_where_it_is_wanted(
    small_model: Path, few: Path, tmp_path: Path
) -> None:
    page = tmp_path / "new" / "page.html"
    result = voltag("evaluate", few, "--model", small_model, "--html", page, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_page_that_cannot_be_written_is_told(
    small_model: Path, few: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    page = tmp_path / "file" / "page.html"
    result = voltag("evaluate", few, "--model", small_model, "--html", page)
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_two_models_are_compared(small_model: Path, few: Path) -> None:
    pair = ["--model", small_model, "--model", small_model]
    result = voltag("evaluate", few, *pair)
    assert result.exit_code == 0, result.stderr
    assert "All languages together: cannot tell." in result.stdout
    found = json.loads(voltag("evaluate", few, *pair, "--json").stdout)
    assert set(found) == {"comparison", "a", "b"}
    assert {d["difference"] for d in found["comparison"]["differences"]} == {0.0}


def test_figures_on_what_a_model_was_trained_on_come_with_a_warning(
    small_model: Path, monkeypatch: pytest.MonkeyPatch, few: Path
) -> None:
    # The shipped annotations are many; a few stand in for them.
    monkeypatch.setattr("voltag.annotations.default_annotation_paths", lambda: [few])
    result = voltag("evaluate", "--model", small_model, "--model", small_model, "--json")
    assert "mean nothing" in result.stderr
    assert json.loads(result.stdout)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--model", "a", "--model", "b", "--model", "c"], "at most two"),
        (["--model", "a", "--curves"], "without --model"),
        (["--errors", "-1"], "--errors"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(arguments: list[str], message: str) -> None:
    result = voltag("evaluate", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


# So few annotations do not fill all folds, which scikit-learn warns of.
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_cross_validation_judges_every_passage(few: Path) -> None:
    result = voltag("evaluate", few, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["method"] == "grouped five-fold cross-validation"
    passages = len(few.read_text(encoding="utf-8").splitlines())
    assert found["languages"]["all"]["passages"] == passages
    assert found["languages"]["all"]["labels"]["a1"]["average_precision"] is not None


def test_curves_are_printed_where_they_were_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    annotations = [annotation(1, "contribution", **OWNED), annotation(2)]
    labels = [contribution(0.9), NOTHING]
    print_evaluation(evaluate(judged(annotations, labels), SETTINGS, curves=CURVES))
    printed = capsys.readouterr().out
    assert re.search(r"40 +640 +zh +0.700 \(0.60-0.80\)", printed)
    assert re.search(r"en +zh +0.600 \(0.50-0.70\)", printed)
