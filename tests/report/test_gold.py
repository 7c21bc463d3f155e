"""The machine's verdicts against a person's."""

from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import cohen_kappa_score

from tests.report.folders import NO, document, name, out
from voltag.report.gold import Comparison, Confusion, compare, read_gold
from voltag.report.reading import ReadDocument, ResultsError, read_results
from voltag.types import Kind


def gold(folder: Path, text: str) -> Path:
    path = folder / "gold.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


@pytest.fixture
def documents(tmp_path: Path) -> tuple[ReadDocument, ...]:
    """Five reviews (yes, yes, no, no, open) and a framework (yes)."""
    open_: dict[str, Any] = {"references_volunteering": None}
    folder = out(
        tmp_path / "out",
        document(1),
        document(2),
        document(3, **NO),
        document(4, **NO),
        document(5, **open_),
        document(6, kind=Kind.FRAMEWORK),
    )
    return read_results([folder]).documents


def compared(folder: Path, documents: tuple[ReadDocument, ...], text: str) -> Comparison:
    return compare("gold.csv", read_gold(gold(folder, text)), documents)


def table(found: Comparison, question: str, kind: str) -> Confusion:
    return next(t for t in found.tables if (t.question, t.kind) == (question, kind))


FIRST = """path,references_volunteering,ownership
reviews/1.pdf,yes,
reviews/2.pdf,no,
reviews/3.pdf,no,yes
reviews/4.pdf,YES,
reviews/5.pdf,yes,
reviews/6.pdf,yes,yes
"""


def test_answers_are_counted_by_question_and_kind(
    tmp_path: Path, documents: tuple[ReadDocument, ...]
) -> None:
    found = compared(tmp_path, documents, FIRST)
    reviews = table(found, "references", "vnr")
    counts = (reviews.both_yes, reviews.machine_yes, reviews.person_yes, reviews.both_no)
    assert counts == (1, 1, 1, 1)
    assert (reviews.open_yes, reviews.open_no) == (1, 0)
    assert (reviews.precision.share, reviews.recall.share) == (0.5, 0.5)
    assert reviews.kappa == 0.0
    everything = table(found, "references", "all")
    assert everything.both_yes == 2
    people, machine = [1, 0, 0, 1, 1], [1, 1, 0, 0, 1]
    assert everything.kappa == pytest.approx(cohen_kappa_score(people, machine), abs=1e-4)
    assert table(found, "references", "framework").kappa is None
    assert {t.question for t in found.tables} == {"references", "ownership"}
    assert (found.compared, found.without, found.unmatched) == (6, 0, ())


def test_disagreements_and_silence_are_listed_with_their_evidence(
    tmp_path: Path, documents: tuple[ReadDocument, ...]
) -> None:
    found = compared(tmp_path, documents, FIRST)
    listed = [(d.path, d.question, d.person, d.machine, d.passages) for d in found.disagreements]
    assert listed == [
        ("reviews/2.pdf", "references", False, True, ("p1",)),
        ("reviews/3.pdf", "ownership", True, False, ()),
        ("reviews/4.pdf", "references", True, False, ()),
        ("reviews/5.pdf", "references", True, None, ("p1",)),
    ]


@pytest.mark.parametrize(
    "row", [name(1), name(1).removeprefix("sha256:")], ids=["with prefix", "bare"]
)
def test_documents_are_found_by_hash(
    tmp_path: Path, documents: tuple[ReadDocument, ...], row: str
) -> None:
    found = compared(tmp_path, documents, f"document_id,ownership\n{row},yes\n")
    assert (found.compared, found.without) == (1, 5)


def test_documents_are_found_by_a_file_name_that_only_one_has(
    tmp_path: Path, documents: tuple[ReadDocument, ...]
) -> None:
    found = compared(tmp_path, documents, "path,ownership\n1.pdf,yes\n.pdf,no\nx.pdf,no\n")
    assert found.compared == 1
    assert found.unmatched == (".pdf", "x.pdf")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file,ownership\na,yes\n", "needs a column path or document_id"),
        ("path,colour\na,yes\n", "at least one of"),
        ("", "needs a column"),
        ("path,ownership\na,maybe\n", "line 2: ownership is 'maybe'"),
        ("path,ownership\n,yes\n", "line 2: names no document"),
        ('path,ownership\n"a\nb",no\nc,2\n', "line 4"),
        ('path,ownership\na,yes\n"b,no\n' + "c,no\n" * 30_000, "line .* is not CSV"),
    ],
)
def test_a_wrong_file_is_told_by_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ResultsError, match=said):
        read_gold(gold(tmp_path, text))


def test_two_rows_on_one_document_are_refused(
    tmp_path: Path, documents: tuple[ReadDocument, ...]
) -> None:
    with pytest.raises(ResultsError, match=r"lines 2 and 3 both speak of reviews/1\.pdf"):
        compared(tmp_path, documents, "path,ownership\n1.pdf,yes\nreviews/1.pdf,no\n")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gold.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ResultsError, match="is not UTF-8 text; save it as “CSV UTF-8”"):
        read_gold(tmp_path / "gold.csv")
