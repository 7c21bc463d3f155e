"""The machine's verdicts against a person's: ``voltag report --gold FILE.csv``."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voltag.criteria.intervals import Share, share
from voltag.report.reading import ReadDocument, ResultsError
from voltag.text_files import TextFileError, read_text
from voltag.types import QUESTIONS, Question, Verdict

ALL_KINDS = "all"
COLUMNS: dict[Question, str] = {"references": "references_volunteering"}
"""The columns of the questions that are not called by the question's own name."""
_ANSWERS = {"yes": True, "true": True, "no": False, "false": False, "": None}


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A person's answers on one document; None where none was given."""

    line: int
    path: str
    document_id: str
    answers: dict[Question, bool | None]


@dataclass(frozen=True, slots=True)
class Confusion:
    """How the machine answered one question where a person did.

    Precision, recall and kappa are of the documents that both answered; those that the
    machine left open are counted on their own.
    """

    question: Question
    kind: str
    both_yes: int
    machine_yes: int
    """The machine said yes, the person no."""
    person_yes: int
    """The person said yes, the machine no."""
    both_no: int
    open_yes: int
    """The machine gave no answer, the person said yes."""
    open_no: int
    precision: Share
    recall: Share
    kappa: float | None
    """Cohen's kappa; None where both only ever gave one and the same answer."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A document on which the machine and the person differ, or the machine is silent."""

    document: str
    """The id of the document, or its path where it has none."""
    path: str
    question: Question
    person: bool
    machine: bool | None
    passages: tuple[str, ...]
    """Ids of the passages that the machine's answer rests on."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that comes of comparing with a person."""

    source: str
    compared: int
    tables: tuple[Confusion, ...]
    disagreements: tuple[Disagreement, ...]
    unmatched: tuple[str, ...]
    """Rows of the file that name no document of the results."""
    without: int
    """Documents of the results that the file does not name."""


def read_gold(path: Path) -> list[GoldRow]:
    """Read a CSV file with ``path`` or ``document_id`` and yes, no or nothing by question.

    Raises:
        ResultsError: it cannot be read, lacks a column, or a row is wrong; named by line.
    """
    try:
        text = read_text(path, of_spreadsheet=True)
    except TextFileError as error:
        raise ResultsError(str(error)) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        return _rows(path, reader)
    except csv.Error as error:
        raise ResultsError(f"{path}, line {reader.line_num}: is not CSV ({error})") from error


def _rows(path: Path, reader: "csv.DictReader[str]") -> list[GoldRow]:
    names = set(reader.fieldnames or ())
    asked = [question for question in QUESTIONS if COLUMNS.get(question, question) in names]
    if not names & {"path", "document_id"} or not asked:
        raise ResultsError(
            f"{path}: needs a column path or document_id, and at least one of "
            + ", ".join(COLUMNS.get(question, question) for question in QUESTIONS)
        )
    rows = []
    for record in reader:
        answers = {q: _answer(path, reader.line_num, COLUMNS.get(q, q), record) for q in asked}
        row = GoldRow(
            reader.line_num,
            (record.get("path") or "").strip().replace("\\", "/"),
            (record.get("document_id") or "").strip(),
            answers,
        )
        if not row.path and not row.document_id:
            raise ResultsError(f"{path}, line {row.line}: names no document")
        rows.append(row)
    return rows


def _answer(path: Path, line: int, column: str, record: dict[str, str | None]) -> bool | None:
    value = (record.get(column) or "").strip().lower()
    if value not in _ANSWERS:
        raise ResultsError(
            f"{path}, line {line}: {column} is {value!r}; it must be yes, no or empty"
        )
    return _ANSWERS[value]


def compare(source: str, rows: Sequence[GoldRow], documents: Sequence[ReadDocument]) -> Comparison:
    """Compare the machine's verdicts with a person's.

    A row is matched by document id, else by path, else by a file name that only one document
    has.

    Raises:
        ResultsError: two rows name the same document.
    """
    matched: dict[str, tuple[GoldRow, Verdict]] = {}
    unmatched = []
    for row in rows:
        verdict = _find(row, documents)
        if verdict is None:
            unmatched.append(row.path or row.document_id)
            continue
        key = verdict.document_id or verdict.path
        if key in matched:
            raise ResultsError(
                f"{source}: lines {matched[key][0].line} and {row.line} both speak of"
                f" {verdict.path}"
            )
        matched[key] = (row, verdict)
    pairs = list(matched.values())
    kinds = sorted({verdict.kind.value for _, verdict in pairs})
    asked = [q for q in QUESTIONS if any(row.answers.get(q) is not None for row, _ in pairs)]
    tables = tuple(
        _confusion(question, kind, pairs)
        for question in asked
        for kind in (ALL_KINDS, *(kinds if len(kinds) > 1 else ()))
    )
    return Comparison(
        source=source,
        compared=len(pairs),
        tables=tables,
        disagreements=tuple(_disagreements(pairs)),
        unmatched=tuple(unmatched),
        without=len(documents) - len(pairs),
    )


def _find(row: GoldRow, documents: Sequence[ReadDocument]) -> Verdict | None:
    if row.document_id:
        ids = {row.document_id, f"sha256:{row.document_id}"}
        return next((d.verdict for d in documents if d.verdict.document_id in ids), None)
    exact = [d for d in documents if row.path in (d.verdict.path, *d.copies)]
    named = exact or [
        d for d in documents if any(p.endswith(f"/{row.path}") for p in (d.verdict.path, *d.copies))
    ]
    return named[0].verdict if len(named) == 1 else None


def _confusion(
    question: Question, kind: str, pairs: Iterable[tuple[GoldRow, Verdict]]
) -> Confusion:
    answers = [
        (row.answers.get(question), verdict.answer(question))
        for row, verdict in pairs
        if kind in (ALL_KINDS, verdict.kind.value)
    ]
    both_yes, both_no = answers.count((True, True)), answers.count((False, False))
    machine_yes, person_yes = answers.count((False, True)), answers.count((True, False))
    return Confusion(
        question,
        kind,
        both_yes,
        machine_yes,
        person_yes,
        both_no,
        answers.count((True, None)),
        answers.count((False, None)),
        share(both_yes, both_yes + machine_yes),
        share(both_yes, both_yes + person_yes),
        _kappa([(p, m) for p, m in answers if p is not None and m is not None]),
    )


def _kappa(answers: Sequence[tuple[bool, bool]]) -> float | None:
    if len({answer for pair in answers for answer in pair}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    people, machine = zip(*answers, strict=True)
    return round(float(cohen_kappa_score(people, machine)), 4)


def _disagreements(pairs: Iterable[tuple[GoldRow, Verdict]]) -> Iterable[Disagreement]:
    for row, verdict in pairs:
        for question, person in row.answers.items():
            machine = verdict.answer(question)
            if person is None or machine is person:
                continue
            passages = verdict.decided_by(question)
            document = verdict.document_id or verdict.path
            yield Disagreement(document, verdict.path, question, person, machine, passages)
