"""OCR through a whole run: what it changes, what run.json says, what is said without it."""

import json
from pathlib import Path

import pytest

from tests.cli.running import voltag
from tests.ingest.ocr_pages import needs_ocr
from voltag.batch.classify_document import classify_document
from voltag.classify.persist import find_model, load_model
from voltag.settings import load_settings
from voltag.types import LabelledPassage, Objective, Status

SCAN = "en-scan-vnr-tonga-2019.pdf"


@needs_ocr
@pytest.mark.long
def test_the_scan_among_the_samples_is_judged_as_a_reader_judges_it(samples: Path) -> None:
    model = load_model(find_model("default"))
    result = classify_document(samples / SCAN, SCAN, model, load_settings(), ocr="auto")
    verdict = result.verdict
    assert (verdict.status, verdict.references_volunteering) == (Status.OK, True)
    assert {o: found.evidenced for o, found in verdict.objectives.items()} == {
        Objective.OWNERSHIP: True,
        Objective.INTEGRATION: True,
        Objective.MEASUREMENT: False,
    }
    by_id: dict[str, LabelledPassage] = {p.passage_id: p for p in result.passages}
    deciding = [by_id[name] for name in verdict.passages]
    assert {4, 6, 7} <= {passage.page for passage in deciding}
    assert all(passage.ocr_confidence is not None for passage in result.passages)


def test_auto_without_the_extra_is_honest_and_says_so(
    samples: Path, small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Workers are processes of their own: what they would find is tried in this one.
    monkeypatch.setattr("voltag.ingest.ocr.find_spec", lambda _: None)
    result = classify_document(
        samples / SCAN, SCAN, load_model(small_model), load_settings(), ocr="auto"
    )
    assert result.verdict.status is Status.NO_TEXT
    assert result.verdict.references_volunteering is None
    assert {problem.error for problem in result.problems} == {"text_missing"}
    assert all("pip install 'voltag[ocr]'" in problem.message for problem in result.problems)
    assert len(result.problems) == len(result.verdict.unread_pages)


def test_force_without_the_extra_ends_before_anything_is_read(
    samples: Path, small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voltag.ingest.ocr.find_spec", lambda _: None)
    out = tmp_path / "out"
    run = voltag("classify", samples / SCAN, "-o", out, "--model", small_model, "--ocr", "force")
    assert run.exit_code == 1
    assert "pip install 'voltag[ocr]'" in run.stderr
    assert not out.exists()


def test_run_json_says_which_ocr_there_was(
    samples: Path, small_model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run = voltag(
        "classify", samples / SCAN, "-o", out, "--model", small_model, "--ocr", "off", "--quiet"
    )
    assert run.exit_code == 0
    recorded = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert recorded["ocr"] == {"mode": "off", "engine": None, "packages": {}}
