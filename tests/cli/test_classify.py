"""``voltag classify``: PDFs in, verdicts and evidence out, and what bad input costs."""

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from tests.cli.classifying import FILES, HOSTILE, Run, classify, quick
from tests.cli.running import lines
from voltag.batch.outputs import ParsedHeader
from voltag.records import from_json
from voltag.types import LabelledPassage, Problem, Verdict

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


# --- what is printed ---


def test_table_goes_to_standard_output_without_control_characters(mixed: Run) -> None:
    printed = mixed.result.stdout + mixed.result.stderr
    assert "\x1b" not in printed
    assert "\r" not in printed
    assert "=1+1 [red]:book: \ufffd[31m.pdf" in mixed.result.stdout
    assert f"{len(STATUS)} documents, " in mixed.result.stdout
    assert "4 failed" in mixed.result.stdout
