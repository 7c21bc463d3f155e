"""The files of a result folder."""

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.results import HASH, none_passage, passage, result, verdict
from voltag.batch.outputs import (
    DOCUMENTS,
    ERRORS,
    PARSED,
    PASSAGES,
    TABLE,
    forget_parsed,
    parsed_content,
    prepare_folder,
    read_parsed,
    shown_passages,
    write_parsed,
    write_results,
)
from voltag.batch.table import COLUMNS, table_head, table_row
from voltag.batch.whole_files import OutputError
from voltag.records import from_json
from voltag.types import LabelledPassage, Problem, Reference, Status, Verdict


def documents_table(*verdicts: Verdict) -> bytes:
    return table_head() + b"".join(map(table_row, verdicts))


def rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


# --- documents.csv ---


def test_table_opens_in_a_spreadsheet() -> None:
    table = documents_table(verdict(title="自愿国别评估"))
    assert table.startswith(b"\xef\xbb\xbfpath,title,kind,")
    assert table.count(b"\r\n") == table.count(b"\n") == 2
    assert rows(table)[0]["title"] == "自愿国别评估"


def test_table_says_flat_what_the_verdict_says() -> None:
    row = rows(documents_table(verdict()))[0]
    assert list(row) == [name for name, _ in COLUMNS]
    expected = {
        "path": "reviews/kenya.pdf",
        "kind": "vnr",
        "country": "KEN",
        "year": "2020",
        "languages": "en zh",
        "status": "ok",
        "references_volunteering": "true",
        "rules": "V1",
        "ownership": "true",
        "ownership_score": "0.9",
        "integration": "",
        "measurement": "false",
        "sdgs": "3 13",
        "needs_review": "true",
        "review": "integration: in_doubt",
        "document_id": HASH,
    }
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'=1+1"),
        ("\r\n=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("\x01=1+1", "'\x01=1+1"),
        ("\u200b=1+1", "'\u200b=1+1"),
        ("1+1=2", "1+1=2"),
        ("Kenya - 2020", "Kenya - 2020"),
        ('say "hi", twice', 'say "hi", twice'),
        ("two\nlines", "two lines"),
        ("", ""),
    ],
)
def test_cells_that_would_be_formulas_are_made_harmless(title: str, cell: str) -> None:
    assert rows(documents_table(verdict(title=title)))[0]["title"] == cell


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_cell_begins_a_formula_and_none_breaks_its_row(text: str) -> None:
    table = rows(documents_table(verdict(title=text, path=text, explanation=text), verdict()))
    assert len(table) == 2
    assert all(value[:1] not in tuple("=+-@\t\r\n") or not value for value in table[0].values())
    assert table[1]["path"] == "reviews/kenya.pdf"


# --- what is written and how ---


def test_documents_passages_and_errors_are_sorted_by_path(tmp_path: Path) -> None:
    problem = Problem("b.pdf", None, 3, "page", "page_failed", "Page 3 is damaged.")
    results = [
        result(passage(passage_id="pb"), path="b.pdf", document_id="sha256:b", problems=(problem,)),
        result(passage(passage_id="pa"), path="a.pdf", document_id="sha256:a"),
    ]
    empty = Problem("a-folder", None, None, "find", "no_pdf", "The folder has no PDF in it.")
    write_results(tmp_path, results, all_passages=False, failures=[empty])
    written = {
        name: (tmp_path / name).read_bytes() for name in (DOCUMENTS, PASSAGES, TABLE, ERRORS)
    }
    write_results(tmp_path, results[::-1], all_passages=False, failures=[empty])
    assert written == {name: (tmp_path / name).read_bytes() for name in written}
    documents = [from_json(Verdict, line) for line in written[DOCUMENTS].splitlines()]
    assert (
        [d.path for d in documents]
        == ["a.pdf", "b.pdf"]
        == [row["path"] for row in rows(written[TABLE])]
    )
    found = [from_json(LabelledPassage, line) for line in written[PASSAGES].splitlines()]
    assert [p.passage_id for p in found] == ["pa", "pb"]
    errors = [from_json(Problem, line) for line in written[ERRORS].splitlines()]
    assert errors == [empty, problem]


def test_copies_of_a_file_are_two_documents_with_their_passages_once(tmp_path: Path) -> None:
    copies = [result(passage(), path="a.pdf"), result(passage(), path="b.pdf")]
    write_results(tmp_path, copies, all_passages=False)
    assert len((tmp_path / DOCUMENTS).read_text().splitlines()) == 2
    assert len((tmp_path / PASSAGES).read_text().splitlines()) == 1


def test_shown_are_passages_with_a_reference_or_in_doubt() -> None:
    none, doubtful = none_passage(), none_passage(passage_id="d", in_doubt=("references",))
    bare = none_passage(passage_id="b", reference=Reference.BARE)
    whole = result(none, doubtful, bare, passage())
    assert [p.passage_id for p in shown_passages(whole, everything=False)] == ["d", "b", "p1"]
    assert shown_passages(whole, everything=True) == [none, doubtful, bare, passage()]


def test_parsed_file_has_every_passage_and_page_and_reads_back(tmp_path: Path) -> None:
    whole = result(none_passage(), passage())
    write_parsed(tmp_path, whole)
    (file,) = (tmp_path / PARSED).iterdir()
    assert file.name == HASH.removeprefix("sha256:") + ".jsonl.gz"
    header, passages = read_parsed(file)
    assert tuple(passages) == whole.passages
    assert (header.document_id, header.pages) == (HASH, whole.pages)
    before = file.read_bytes()
    write_parsed(tmp_path, whole)
    assert file.read_bytes() == before


@pytest.mark.parametrize("status", [Status.FAILED, Status.ENCRYPTED])
def test_nothing_is_parsed_of_a_file_that_could_not_be_opened(
    tmp_path: Path, status: Status
) -> None:
    write_parsed(tmp_path, result(status=status))
    assert not (tmp_path / PARSED).exists()


def test_parsed_files_of_earlier_runs_go_and_files_of_others_stay(tmp_path: Path) -> None:
    old = "sha256:" + "f" * 64
    write_parsed(tmp_path, result(document_id=old))
    write_parsed(tmp_path, result())
    (tmp_path / PARSED / "mine.jsonl.gz").touch()
    (tmp_path / PARSED / "notes.txt").touch()
    (tmp_path / PARSED / f".{'e' * 64}.jsonl.gz.new").touch()
    forget_parsed(tmp_path, [HASH])
    assert sorted(path.name for path in (tmp_path / PARSED).iterdir()) == [
        HASH.removeprefix("sha256:") + ".jsonl.gz",
        "mine.jsonl.gz",
        "notes.txt",
    ]


# --- the folder ---


def test_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "a" / "b", force=False)
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_folder_of_an_earlier_run_is_taken_again(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps({}))
    (tmp_path / "documents.csv").touch()
    prepare_folder(tmp_path, force=False)


def test_folder_with_files_of_others_is_taken_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(OutputError, match=r"did not write.*--force"):
        prepare_folder(tmp_path, force=False)
    prepare_folder(tmp_path, force=True)
    assert (tmp_path / "thesis.docx").read_text() == "mine"


@pytest.mark.parametrize("name", ["file", "file/under"])
def test_folder_that_cannot_be_made_is_an_output_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot be written .*-o"):
        prepare_folder(tmp_path / name, force=True)


def test_file_in_the_place_of_parsed_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / PARSED).touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write_parsed(tmp_path, result())


def test_what_is_kept_is_packed_a_passage_at_a_time_and_the_same_bytes_as_at_once() -> None:
    many = [passage(passage_id=f"p{n}", text=f"Passage {n} of a long review.") for n in range(3000)]
    content = parsed_content(result(*many))
    assert content is not None
    lines = gzip.decompress(content)
    assert lines.count(b"\n") == 3001
    assert content == gzip.compress(lines, compresslevel=6, mtime=0)
