"""Reading result folders back."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.report.folders import document, lines, name, out
from tests.results import none_passage, passage
from voltag.batch.outputs import DOCUMENTS, PARSED, PASSAGES, RUN
from voltag.report.reading import Corpus, ResultsError, read_results
from voltag.settings import load_settings
from voltag.types import Problem, Status


def test_a_folder_comes_back_as_it_was_written(tmp_path: Path) -> None:
    problem = Problem("reviews/1.pdf", name(1), 3, "page", "failed", "Page 3 failed.")
    written = document(1, passage(), none_passage(), problems=(problem,))
    corpus = read_results([out(tmp_path / "out", written)])
    (read,) = corpus.documents
    assert read.verdict == written.verdict
    assert [p.passage_id for p in read.passages] == ["p1"]
    assert read.problems == (problem,)
    assert read.run.model == "m-1"
    assert corpus.notices == ()
    parsed = read.parsed()
    assert parsed is not None
    assert [p.passage_id for p in parsed[1]] == ["p1", "p0"]


def test_of_a_document_in_several_folders_the_later_wins_and_it_is_said(tmp_path: Path) -> None:
    first = out(tmp_path / "a", document(1, year=2019), document(2))
    second = out(tmp_path / "b", document(1, year=2020, path="moved/1.pdf"))
    corpus = read_results([first, second])
    years = {d.verdict.document_id: d.verdict.year for d in corpus.documents}
    assert years == {name(1): 2020, name(2): 2020}
    (notice,) = corpus.notices
    assert notice.startswith("1 document stands in ")
    assert notice.endswith("the latter is used: moved/1.pdf.")
    assert notice.index(str(first)) < notice.index(str(second))


def test_many_documents_in_several_folders_are_counted(tmp_path: Path) -> None:
    folders = [out(tmp_path / f, *(document(n) for n in range(7))) for f in ("a", "b")]
    (notice,) = read_results(folders).notices
    assert notice.startswith("7 documents stand in ")
    assert notice.endswith("reviews/4.pdf and more.")


def test_copies_in_one_folder_are_one_document(tmp_path: Path) -> None:
    corpus = read_results([out(tmp_path, document(1), document(1, path="reviews/copy.pdf"))])
    (read,) = corpus.documents
    assert (read.verdict.path, read.copies) == ("reviews/1.pdf", ("reviews/copy.pdf",))


def test_documents_that_could_not_be_read_are_kept_apart(tmp_path: Path) -> None:
    lost = [document(n, document_id="", path=f"{n}.pdf", status=Status.FAILED) for n in range(2)]
    corpus = read_results([out(tmp_path, *lost)])
    assert [d.verdict.path for d in corpus.documents] == ["0.pdf", "1.pdf"]
    assert corpus.documents[0].parsed() is None


def test_different_models_are_said(tmp_path: Path) -> None:
    folders = [out(tmp_path / m, document(n), model=m) for n, m in enumerate(("m-1", "m-2"))]
    assert "different models: m-1, m-2" in read_results(folders).notices[0]


def test_thresholds_are_those_of_the_run(tmp_path: Path) -> None:
    folder = out(tmp_path, document(1), settings={"measurement": {"lower": 0.1, "upper": 0.2}})
    run = read_results([folder]).runs[0]
    measurement = run.thresholds("measurement")
    assert (measurement.lower, measurement.upper) == (0.1, 0.2)
    assert run.thresholds("ownership") == load_settings().thresholds("ownership")


def test_a_run_without_its_record_is_read_and_said(tmp_path: Path) -> None:
    folder = out(tmp_path, document(1))
    (folder / RUN).unlink()
    corpus = read_results([folder])
    assert len(corpus.documents) == 1
    assert "has no run.json" in corpus.notices[0]


def test_what_people_signed_off_and_audited_is_read(tmp_path: Path) -> None:
    folder = out(tmp_path, document(1), document(2))
    lines(
        folder / "reviewed.jsonl",
        {
            "document_id": name(1),
            "references_volunteering": False,
            "objectives": {"ownership": False, "integration": None},
            "by": "A. Reader",
            "date": "2026-11-24",
            "note": "",
            "unknown": 1,
        },
    )
    lines(folder / "audits.jsonl", {"document_id": name(2), "audited": 20, "missed": 1})
    first, second = read_results([folder]).documents
    assert first.decision is not None
    assert first.decision.references_volunteering is False
    assert first.audit is None
    assert second.decision is None
    assert second.audit is not None
    assert (second.audit.audited, second.audit.missed) == (20, 1)


def signed(folder: Path, by: str) -> None:
    lines(
        folder / "reviewed.jsonl",
        {
            "document_id": name(1),
            "references_volunteering": True,
            "objectives": {},
            "by": by,
            "date": "",
        },
    )


def test_what_was_signed_off_outlives_a_new_run(tmp_path: Path) -> None:
    folders = [out(tmp_path / f, document(1)) for f in ("a", "b")]
    signed(folders[0], "first")
    decision = read_results(folders).documents[0].decision
    assert decision is not None
    assert decision.by == "first"
    signed(folders[1], "second")
    decision = read_results(folders).documents[0].decision
    assert decision is not None
    assert decision.by == "second"


def changed(folder: Path, file: str, line: int, **values: Any) -> None:  # noqa: ANN401
    """Change fields in one line of a file of JSON lines."""
    records = [json.loads(text) for text in (folder / file).read_text("utf-8").splitlines()]
    records[line - 1] |= values
    lines(folder / file, *records)


def test_unknown_fields_are_ignored(tmp_path: Path) -> None:
    folder = out(tmp_path, document(1, passage()))
    changed(folder, DOCUMENTS, 1, colour="green")
    changed(folder, PASSAGES, 1, colour="green")
    assert len(read_results([folder]).documents[0].passages) == 1


@pytest.mark.parametrize(
    ("file", "line", "values", "said"),
    [
        (DOCUMENTS, 2, {"kind": "letter"}, "documents.jsonl, line 2: kind: "),
        (PASSAGES, 1, {"page": "one"}, "passages.jsonl, line 1: page: "),
    ],
)
def test_a_wrong_line_is_named(
    tmp_path: Path, file: str, line: int, values: dict[str, Any], said: str
) -> None:
    folder = out(tmp_path, document(1, passage()), document(2))
    changed(folder, file, line, **values)
    with pytest.raises(ResultsError, match=said):
        read_results([folder])


@pytest.mark.parametrize(
    "audit",
    [{"audited": 3, "missed": 4}, {"audited": -1, "missed": 0}, {"audited": 3, "missed": -1}],
)
def test_an_audit_that_cannot_be_is_refused(tmp_path: Path, audit: dict[str, int]) -> None:
    folder = out(tmp_path, document(1))
    lines(folder / "audits.jsonl", {"document_id": name(1), **audit})
    with pytest.raises(ResultsError, match=r"audits\.jsonl, line 1"):
        read_results([folder])


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe"])
def test_a_broken_record_of_the_run_is_named(tmp_path: Path, content: bytes) -> None:
    folder = out(tmp_path, document(1))
    (folder / RUN).write_bytes(content)
    with pytest.raises(ResultsError, match=r"run\.json"):
        read_results([folder])


def test_a_folder_without_results_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="voltag classify -o"):
        read_results([tmp_path])


def test_a_broken_file_of_all_passages_is_named(tmp_path: Path) -> None:
    folder = out(tmp_path, document(1, passage()))
    (kept,) = (folder / PARSED).iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])
    read: Corpus = read_results([folder])
    with pytest.raises(ResultsError, match=kept.name):
        read.documents[0].parsed()
