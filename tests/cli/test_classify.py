"""``voltag classify``: PDFs in, verdicts and evidence out, and what bad input costs."""

import csv
import gzip
import io
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from rich.console import Console

import voltag.cli.progress as progress
import voltag.ingest.layout as layout
import voltag.ingest.reader as reader
from tests.cli.pdfs import FRENCH, PLAIN, VOLUNTEERS, encrypted, pdf, truncated
from tests.cli.running import lines, voltag, voltag_process
from voltag.batch.job import Job
from voltag.batch.outputs import STATE, ParsedHeader
from voltag.batch.plan import Task
from voltag.batch.workers import do_task
from voltag.classify.model import Model
from voltag.classify.persist import load_model
from voltag.records import from_json
from voltag.types import LabelledPassage, Problem, Verdict

TITLE = "Voluntary National Review of Kenya 2020"
GOOD = pdf(VOLUNTEERS, PLAIN, title=TITLE)
HOSTILE = "=1+1 [red]:book: \x1b[31m.pdf"

FILES = {
    "good.pdf": GOOD,
    "copy.pdf": GOOD,
    HOSTILE: pdf(VOLUNTEERS, title="<script>alert(1)</script>"),
    "french.pdf": pdf(FRENCH),
    "blank.pdf": pdf((), ()),
    "locked.pdf": encrypted(GOOD),
    "empty.pdf": b"",
    "picture.pdf": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "truncated.pdf": truncated(GOOD),
}
STATUS = {
    "good.pdf": "ok",
    "copy.pdf": "ok",
    HOSTILE: "ok",
    "french.pdf": "unsupported_language",
    "blank.pdf": "no_text",
    "locked.pdf": "encrypted",
    "empty.pdf": "failed",
    "picture.pdf": "failed",
    "truncated.pdf": "failed",
    "gone.pdf": "failed",
}
ERRORS = {
    "locked.pdf": "encrypted",
    "empty.pdf": "empty_file",
    "picture.pdf": "not_a_pdf",
    "truncated.pdf": "damaged",
    "gone.pdf": "missing",
    "nothing": "no_pdf",
}
READ = [name for name, status in STATUS.items() if status not in ("failed", "encrypted")]


quick = pytest.mark.usefixtures("in_process")


@dataclass
class Run:
    """A run that is over: what it printed and wrote."""

    result: Result
    out: Path

    def documents(self) -> dict[str, dict[str, Any]]:
        return {Path(d["path"]).name: d for d in lines(self.out / "documents.jsonl")}

    def files(self) -> dict[str, bytes]:
        """Every file but run.json and what only the next run looks at, by name."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in sorted(self.out.rglob("*"))
            if path.is_file() and path.name != "run.json" and STATE not in path.parts
        }


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("input")
    (folder / "nothing").mkdir()
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def in_process(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what is not the workers' business: documents are read in this process."""
    model = _model(small_model)

    def read(tasks: Sequence[Task], job: Job, workers: int, stop: object) -> Iterator[Any]:
        for task in tasks:
            yield task, do_task(task, job, model)

    monkeypatch.setattr("voltag.batch.classify._local_runner", read)
    monkeypatch.setattr("voltag.batch.workers.limit_processor", lambda seconds: None)


@cache
def _model(folder: Path) -> Model:
    return load_model(folder)


def classify(model: Path, out: Path, *arguments: object) -> Run:
    return Run(voltag("classify", *arguments, "-o", out, "--model", model), out)


@pytest.fixture(scope="module")
def mixed(small_model: Path, inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One worker reads good and bad files, a missing path and an empty folder."""
    out = tmp_path_factory.mktemp("mixed") / "out"
    paths = [*(inputs / name for name in FILES), inputs / "gone.pdf", inputs / "nothing"]
    return classify(small_model, out, *paths, "--workers", 1)


# --- what bad input costs ---


def test_some_documents_failed_exits_with_3(mixed: Run) -> None:
    assert mixed.result.exit_code == 3


def test_every_document_has_its_status(mixed: Run) -> None:
    assert {name: d["status"] for name, d in mixed.documents().items()} == STATUS


@pytest.mark.parametrize("name", [n for n, status in STATUS.items() if status != "ok"])
def test_document_without_an_answer_says_null_and_goes_to_a_reviewer(mixed: Run, name: str) -> None:
    document = mixed.documents()[name]
    assert document["references_volunteering"] is None
    assert [o["evidenced"] for o in document["objectives"].values()] == [None] * 3
    assert document["rules"] == []
    assert document["needs_review"]
    assert document["review"]["references"] == [document["status"]]
    assert document["explanation"]


@pytest.mark.parametrize(("name", "error"), ERRORS.items())
def test_what_is_wrong_is_recorded_and_told_on_standard_error(
    mixed: Run, name: str, error: str
) -> None:
    (record,) = [e for e in lines(mixed.out / "errors.jsonl") if Path(e["path"]).name == name]
    assert record["error"] == error
    assert record["page"] is None
    assert record["message"].endswith(".")
    assert f"{record['path']}: {record['message']}\n" in mixed.result.stderr


def test_nothing_else_is_recorded(mixed: Run) -> None:
    names = sorted(Path(e["path"]).name for e in lines(mixed.out / "errors.jsonl"))
    assert names == sorted(ERRORS)
    assert len(mixed.result.stderr.splitlines()) == len(ERRORS)


@quick
def test_bad_files_leave_the_others_untouched(
    mixed: Run, small_model: Path, inputs: Path, tmp_path: Path
) -> None:
    alone = classify(small_model, tmp_path / "out", inputs / "good.pdf", inputs / "copy.pdf")
    assert alone.result.exit_code == 0
    assert alone.result.stderr == ""
    for name, document in alone.documents().items():
        assert document == mixed.documents()[name]
    of_good = [
        p
        for p in lines(mixed.out / "passages.jsonl")
        if p["document_id"] == alone.documents()["good.pdf"]["document_id"]
    ]
    assert lines(alone.out / "passages.jsonl") == of_good


# --- the same input gives the same bytes ---


def test_workers_and_order_of_paths_do_not_change_a_byte(
    mixed: Run, small_model: Path, inputs: Path, tmp_path: Path
) -> None:
    paths = [inputs / "nothing", inputs / "gone.pdf", *(inputs / n for n in sorted(FILES))]
    again = classify(small_model, tmp_path / "out", *paths, inputs, "--workers", 2)
    assert again.result.exit_code == 3
    assert again.files() == mixed.files()
    run = json.loads((again.out / "run.json").read_text())
    assert (run["workers"], run["interrupted"], run["documents"]) == (2, False, len(STATUS))
    assert run["status"]["failed"] == 4


# --- the files ---


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("documents.jsonl", Verdict),
        ("passages.jsonl", LabelledPassage),
        ("errors.jsonl", Problem),
    ],
)
def test_every_line_is_of_the_type_that_the_schema_is_made_of(
    mixed: Run, name: str, record: type
) -> None:
    content = (mixed.out / name).read_text(encoding="utf-8")
    assert content.endswith("\n")
    for line in content.split("\n")[:-1]:
        from_json(record, line)


def test_parsed_has_a_file_for_each_document_that_was_read(mixed: Run) -> None:
    files = sorted((mixed.out / "parsed").iterdir())
    read = {mixed.documents()[name]["document_id"] for name in READ}
    assert {f"sha256:{path.name.removesuffix('.jsonl.gz')}" for path in files} == read
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            header = from_json(ParsedHeader, next(file))
            passages = [from_json(LabelledPassage, line) for line in file]
        assert {p.document_id for p in passages} <= {header.document_id}
        assert len(header.pages) >= 1


def test_table_has_the_documents_of_the_lines(mixed: Run) -> None:
    content = (mixed.out / "documents.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    documents = lines(mixed.out / "documents.jsonl")
    for row, document in zip(rows, documents, strict=True):
        assert row["document_id"] == document["document_id"]
        assert row["status"] == document["status"]
        said = {True: "true", False: "false", None: ""}
        assert row["references_volunteering"] == said[document["references_volunteering"]]
        assert row["ownership"] == said[document["objectives"]["ownership"]["evidenced"]]
        assert row["path"].lstrip("'").split() == document["path"].split()


def test_passages_are_found_again_in_their_documents(mixed: Run) -> None:
    passages = lines(mixed.out / "passages.jsonl")
    ids = {d["document_id"] for d in mixed.documents().values()}
    assert passages
    for line in passages:
        assert line["document_id"] in ids
        assert line["reference"] != "none" or line["in_doubt"]
        assert line["spans"][0]["page"] == line["page"]
        assert line["spans"][0]["start"] == 0
        assert line["spans"][-1]["end"] == len(line["text"])
    known = {line["passage_id"] for line in passages}
    for document in mixed.documents().values():
        assert set(document["passages"]) <= known


def test_report_names_every_document(mixed: Run) -> None:
    report = (mixed.out / "report.html").read_text(encoding="utf-8")
    for name in STATUS:
        assert name in report or name == HOSTILE
    # The page's own script, and none of a document.
    assert report.count("<script") == 1
    assert "<script>alert" not in report


@quick
def test_all_passages_changes_the_passages_and_not_the_report(
    mixed: Run, small_model: Path, inputs: Path, tmp_path: Path
) -> None:
    paths = [*(inputs / name for name in FILES), inputs / "gone.pdf", inputs / "nothing"]
    whole = classify(small_model, tmp_path / "out", *paths, "--all-passages").files()
    changed = {name for name, content in whole.items() if content != mixed.files()[name]}
    assert changed == {"passages.jsonl"}
    assert whole["passages.jsonl"].count(b"\n") > mixed.files()["passages.jsonl"].count(b"\n")


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


def test_table_goes_to_standard_output_without_control_characters(mixed: Run) -> None:
    printed = mixed.result.stdout + mixed.result.stderr
    assert "\x1b" not in printed
    assert "\r" not in printed
    assert "=1+1 [red]:book: \ufffd[31m.pdf" in mixed.result.stdout
    assert f"{len(STATUS)} documents, " in mixed.result.stdout
    assert "4 failed" in mixed.result.stdout


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
