"""``voltag classify``: what the user says of a run, what keeps it from being done, what ends it."""

import io
import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from rich.console import Console

import voltag.cli.progress as progress
import voltag.ingest.layout as layout
import voltag.ingest.reader as reader
from tests.cli.classifying import GOOD, Run, classify, quick
from tests.cli.pdfs import PLAIN, VOLUNTEERS, pdf
from tests.cli.running import lines, voltag_process
from voltag.batch.outputs import STATE

# --- what the user says of documents ---


@quick
def test_a_manifest_stands_before_what_the_file_says(
    small_model: Path, inputs: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(
        "path,kind,country,year,language,title\n"
        "good.pdf,framework,Swaziland,2016-2020,en,UNDAF\n"
        "french.pdf,,斯威士兰,2016,,\n"
        "other.pdf,vnr,,,,\n",
        encoding="utf-8",
    )
    run = classify(
        small_model, tmp_path / "out", inputs / "good.pdf", inputs / "french.pdf",
        "--manifest", manifest, "--kind", "framework",
    )  # fmt: skip
    assert run.result.exit_code == 0, run.result.stderr
    good, french = run.documents()["good.pdf"], run.documents()["french.pdf"]
    assert [good[key] for key in ("kind", "country", "year", "title", "languages")] == [
        "framework", "SWZ", 2016, "UNDAF", ["en"],
    ]  # fmt: skip
    assert good["identity_evidence"]["country"] == "manifest, line 2"
    assert good["group"] == french["group"] == "framework/SWZ/2016"
    printed = " ".join(run.result.stdout.split())
    assert "Taken as one (framework/SWZ/2016): " in printed
    (problem,) = lines(run.out / "errors.jsonl")
    assert (problem["path"], problem["error"]) == ("other.pdf", "unmatched_row")
    assert "Line 4" in run.result.stderr
    record = json.loads((run.out / "run.json").read_text(encoding="utf-8"))
    assert {given["country"] for given in record["given"].values()} == {"SWZ"}


@quick
def test_a_broken_manifest_ends_the_run_before_anything_is_written(
    small_model: Path, inputs: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path,year\ngood.pdf,soon\n")
    run = classify(small_model, tmp_path / "out", inputs / "good.pdf", "--manifest", manifest)
    assert run.result.exit_code == 1
    assert "manifest.csv, line 2, column year: 'soon'" in run.result.stderr
    assert not run.out.exists()


# --- what is printed ---


@quick
def test_quiet_prints_nothing_when_all_is_well(
    small_model: Path, inputs: Path, tmp_path: Path
) -> None:
    run = classify(small_model, tmp_path / "out", inputs / "good.pdf", "--quiet")
    assert (run.result.exit_code, run.result.output) == (0, "")
    assert (run.out / "report.html").is_file()


@quick
def test_quiet_still_prints_errors(small_model: Path, inputs: Path, tmp_path: Path) -> None:
    run = classify(small_model, tmp_path / "out", inputs / "empty.pdf", "--quiet")
    assert run.result.exit_code == 1
    assert run.result.stdout == ""
    assert "empty.pdf: The file is empty" in run.result.stderr


@quick
def test_progress_is_shown_to_a_terminal_only(
    small_model: Path, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.StringIO()

    def terminal(**options: Any) -> Console:  # noqa: ANN401
        if options.get("stderr"):
            return Console(file=shown, force_terminal=True, width=120)
        return Console(**options)

    monkeypatch.setattr(progress, "Console", terminal)
    run = classify(small_model, tmp_path / "out", inputs / "good.pdf")
    assert "1/1" in shown.getvalue()
    assert "documents/s" in shown.getvalue()
    assert "pages/s" in shown.getvalue()
    assert "1/1" not in run.result.output


# --- nothing could be done ---


@quick
@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("gone.pdf", "There is no such file or folder"),
        ("nothing", "has no PDF in it"),
        ("empty.pdf", "The file is empty"),
        ("picture.pdf", "not a PDF"),
    ],
)
def test_run_without_any_verdict_exits_with_1(
    small_model: Path, inputs: Path, tmp_path: Path, path: str, message: str
) -> None:
    run = classify(small_model, tmp_path / "out", inputs / path)
    assert run.result.exit_code == 1
    assert message in run.result.stderr
    assert path in run.result.stderr


@quick
@pytest.mark.parametrize("path", ["locked.pdf", "blank.pdf", "french.pdf"])
def test_honest_status_exits_with_0(
    small_model: Path, inputs: Path, tmp_path: Path, path: str
) -> None:
    assert classify(small_model, tmp_path / "out", inputs / path).result.exit_code == 0


@pytest.mark.parametrize("out", ["file", "file/under"])
def test_out_that_cannot_be_written_is_told_before_anything_is_read(
    small_model: Path, inputs: Path, tmp_path: Path, out: str
) -> None:
    (tmp_path / "file").write_text("mine")
    run = classify(small_model, tmp_path / out, inputs / "good.pdf")
    assert run.result.exit_code == 1
    assert run.result.stderr.startswith(f"voltag: {tmp_path / out}: cannot be written")
    assert (tmp_path / "file").read_text() == "mine"


@quick
def test_out_with_files_of_others_is_left_alone_until_forced(
    small_model: Path, inputs: Path, tmp_path: Path
) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    run = classify(small_model, tmp_path, inputs / "empty.pdf")
    assert run.result.exit_code == 1
    assert "did not write" in run.result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
    classify(small_model, tmp_path, inputs / "empty.pdf", "--force")
    assert (tmp_path / "thesis.docx").read_text() == "mine"
    assert (tmp_path / "documents.jsonl").is_file()


@quick
def test_second_run_leaves_nothing_of_the_first(
    small_model: Path, inputs: Path, tmp_path: Path
) -> None:
    first = classify(small_model, tmp_path / "out", inputs / "good.pdf")
    assert [name for name in first.files() if name.startswith("parsed/")]
    second = classify(small_model, tmp_path / "out", inputs / "empty.pdf")
    assert not [name for name in second.files() if name.startswith("parsed/")]
    assert list(second.documents()) == ["empty.pdf"]


# --- limits ---


@quick
def test_page_that_fails_costs_that_page(
    small_model: Path, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out = layout.lay_out

    def fail_on_page_2(content: Any, number: int, *, goes_on: bool) -> Any:  # noqa: ANN401
        if number == 2:
            raise ValueError("a fault")
        return lay_out(content, number, goes_on=goes_on)

    monkeypatch.setattr(reader, "lay_out", fail_on_page_2)
    run = classify(small_model, tmp_path / "out", inputs / "good.pdf")
    assert run.result.exit_code == 0
    document = run.documents()["good.pdf"]
    assert (document["status"], document["unread_pages"], document["pages"]) == (
        "incomplete",
        [2],
        2,
    )
    (record,) = lines(run.out / "errors.jsonl")
    assert (record["page"], record["document_id"]) == (2, document["document_id"])
    assert "good.pdf, page 2: " in run.result.stderr


@quick
def test_file_above_the_limit_is_not_opened(
    small_model: Path, inputs: Path, tmp_path: Path
) -> None:
    (tmp_path / "big.pdf").write_bytes(GOOD + bytes(2**20))
    (tmp_path / "small.toml").write_text("[limits]\nfile_mib = 1\n")
    run = classify(
        small_model,
        tmp_path / "out",
        tmp_path / "big.pdf",
        inputs / "good.pdf",
        "--settings",
        tmp_path / "small.toml",
    )
    assert run.result.exit_code == 3
    assert [e["error"] for e in lines(run.out / "errors.jsonl")] == ["too_large"]
    assert run.documents()["good.pdf"]["status"] == "ok"


# --- Ctrl-C ---


def until(condition: Callable[[], bool], process: Any, seconds: float = 240) -> None:  # noqa: ANN401
    """Wait for a condition while a process runs; give up after ``seconds``."""
    over = threading.Event()
    timer = threading.Timer(seconds, over.set)
    timer.start()
    try:
        while not condition():
            assert process.poll() is None, process.communicate()
            assert not over.is_set(), "it took too long"
            over.wait(0.02)
    finally:
        timer.cancel()


def test_second_interrupt_stops_at_once_and_keeps_all_finished_documents(
    small_model: Path, inputs: Path, tmp_path: Path
) -> None:
    # First by name and too long to finish: the others must not wait for it to be kept.
    (tmp_path / "a-long.pdf").write_bytes(pdf(VOLUNTEERS, repeat=4000))
    (tmp_path / "b.pdf").write_bytes(GOOD)
    (tmp_path / "c.pdf").write_bytes(pdf(PLAIN))
    out = tmp_path / "out"
    process = voltag_process(
        "classify", tmp_path, "-o", out, "--model", small_model, "--workers", 2
    )
    until(lambda: len(list(out.glob("parsed/*.gz"))) == 2, process)
    os.kill(process.pid, signal.SIGINT)
    assert process.stderr is not None
    assert "press Ctrl-C again to stop now" in process.stderr.readline()
    os.kill(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert stderr == (
        "voltag: interrupted; 2 of 3 documents are finished and kept; run the same command again"
        " to finish\n"
    )
    assert "2 documents" in stdout
    run = Run(Result, out)  # type: ignore[arg-type]
    assert set(run.documents()) == {"b.pdf", "c.pdf"}
    assert "b.pdf" in (out / "documents.csv").read_text(encoding="utf-8-sig")
    assert (out / "report.html").is_file()
    record = json.loads((out / "run.json").read_text())
    assert (record["interrupted"], record["unfinished"]) == (True, 1)
    assert not [path for path in out.rglob(".*") if path.name != STATE]


def test_interrupt_before_the_first_document_exits_with_130(
    small_model: Path, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("voltag.batch.classify.find_inputs", interrupted)
    run = classify(small_model, tmp_path / "out", inputs / "good.pdf")
    assert run.result.exit_code == 130
    assert "interrupted" in run.result.stderr
