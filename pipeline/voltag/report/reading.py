"""Reading result folders back: verdicts, passages, people's decisions, what the run was."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from voltag.batch.outputs import (
    DOCUMENTS,
    ERRORS,
    PARSED,
    PASSAGES,
    RUN,
    ParsedHeader,
    parsed_name,
    read_parsed,
)
from voltag.criteria.units import Decision
from voltag.records import from_json
from voltag.settings import Thresholds, recorded_settings
from voltag.types import LabelledPassage, Problem, Question, Verdict

REVIEWED = "reviewed.jsonl"
AUDITS = "audits.jsonl"
T = TypeVar("T")
_NAMED = 5
"""Most documents that a notice names."""


class ResultsError(Exception):
    """A result folder that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Audit:
    """How many rejected passages of a document a person read: a line of ``audits.jsonl``."""

    document_id: str
    audited: int
    """Passages drawn at random from those without a reference, and read."""
    missed: int
    """How many of them a person found to be contributions."""
    by: str = ""
    date: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.missed <= self.audited:
            raise ValueError("missed must lie between 0 and audited")


@dataclass(frozen=True, slots=True)
class Run:
    """What ``run.json`` says of a result folder."""

    folder: str
    voltag: str
    model: str
    started: str
    settings: dict[str, Any]
    packages: dict[str, str | None]
    kind: str = "auto"

    def thresholds(self, question: Question) -> Thresholds:
        """The thresholds that the run judged ``question`` by."""
        return recorded_settings(self.settings).thresholds(question)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document of a result folder, with everything that is known of it."""

    verdict: Verdict
    passages: tuple[LabelledPassage, ...]
    """Those of ``passages.jsonl``."""
    problems: tuple[Problem, ...]
    decision: Decision | None
    audit: Audit | None
    run: Run
    copies: tuple[str, ...] = ()
    """Other paths at which the same file stands."""

    @property
    def parsed_path(self) -> Path | None:
        """Its file in ``parsed/``, or None where it was not kept."""
        path = Path(self.run.folder) / PARSED / parsed_name(self.verdict.document_id)
        return path if self.verdict.document_id and path.is_file() else None

    def parsed(self) -> tuple[ParsedHeader, list[LabelledPassage]] | None:
        """All passages and pages of the document, or None where they were not kept.

        Raises:
            ResultsError: the file is there and cannot be read.
        """
        path = self.parsed_path
        if path is None:
            return None
        try:
            return read_parsed(path)
        except (OSError, EOFError, StopIteration, ValueError, gzip.BadGzipFile) as error:
            raise ResultsError(
                f"{path}: cannot be read ({_first_line(error)}); classify the document again"
            ) from error


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of one or many result folders, sorted by path."""

    documents: tuple[ReadDocument, ...]
    runs: tuple[Run, ...]
    problems: tuple[Problem, ...]
    """Those that belong to no document."""
    notices: tuple[str, ...]
    """What a reader of the report must know of how the folders went together."""


def read_results(folders: Sequence[Path]) -> Corpus:
    """Read result folders as ``voltag classify`` writes them.

    Where a document stands in several, the last folder that has it wins, and a notice says
    so; what a person signed off stays until the same document is signed off anew. Fields that
    are not known are ignored.

    Raises:
        ResultsError: a folder is none of results, or a line is not of its format.
    """
    documents: dict[str, ReadDocument] = {}
    runs: list[Run] = []
    problems: list[Problem] = []
    notices: list[str] = []
    twice: dict[tuple[str, str], list[str]] = {}
    for folder in folders:
        run = read_run(folder)
        runs.append(run)
        found, homeless = _read_folder(folder, run)
        problems += homeless
        for key, read in found.items():
            document = read
            if key in documents:
                twice.setdefault((documents[key].run.folder, run.folder), []).append(
                    document.verdict.path
                )
                if document.decision is None:
                    # What a person signed off is of the file, not of the run.
                    document = replace(document, decision=documents[key].decision)
            documents[key] = document
        if not (folder / RUN).is_file():
            notices.append(f"{run.folder} has no {RUN}: its model and settings are not known.")
    notices += [_twice(*pair, paths) for pair, paths in twice.items()]
    models = sorted({run.model for run in runs if run.model})
    if len(models) > 1:
        notices.append(f"The documents were judged by different models: {', '.join(models)}.")
    ordered = sorted(documents.values(), key=lambda d: (d.verdict.path, d.verdict.document_id))
    return Corpus(tuple(ordered), tuple(runs), tuple(problems), tuple(notices))


def _twice(first: str, second: str, paths: Sequence[str]) -> str:
    named = ", ".join(paths[:_NAMED]) + (" and more" if len(paths) > _NAMED else "")
    documents = "1 document stands" if len(paths) == 1 else f"{len(paths)} documents stand"
    return f"{documents} in {first} and in {second}; the latter is used: {named}."


def read_run(folder: Path) -> Run:
    """Read ``run.json``; a folder without one gives a run that knows nothing.

    Raises:
        ResultsError: there is no folder, or the file is not JSON as voltag writes it.
    """
    if not (folder / DOCUMENTS).is_file():
        raise ResultsError(
            f"{folder}: has no {DOCUMENTS}; give a folder that `voltag classify -o` wrote"
        )
    path = folder / RUN
    plain: Any = {}
    if path.is_file():
        try:
            plain = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ResultsError(f"{path}: cannot be read ({_first_line(error)})") from error
    if not isinstance(plain, dict):
        raise ResultsError(f"{path}: is not an object as `voltag classify` writes it")
    settings, packages = plain.get("settings"), plain.get("packages")
    return Run(
        folder=folder.as_posix(),
        voltag=str(plain.get("voltag", "")),
        model=str(plain.get("model", "")),
        started=str(plain.get("started", "")),
        settings=settings if isinstance(settings, dict) else {},
        packages=packages if isinstance(packages, dict) else {},
        kind=str(plain.get("kind", "auto")),
    )


def _read_folder(folder: Path, run: Run) -> tuple[dict[str, ReadDocument], list[Problem]]:
    """The documents of one folder by their hash, or by path where they have none."""
    passages: dict[str, list[LabelledPassage]] = {}
    for passage in read_lines(folder / PASSAGES, LabelledPassage):
        passages.setdefault(passage.document_id, []).append(passage)
    problems: dict[str, list[Problem]] = {}
    for problem in read_lines(folder / ERRORS, Problem):
        problems.setdefault(problem.path, []).append(problem)
    decisions = {d.document_id: d for d in read_lines(folder / REVIEWED, Decision)}
    audits = {a.document_id: a for a in read_lines(folder / AUDITS, Audit)}
    found: dict[str, ReadDocument] = {}
    for verdict in read_lines(folder / DOCUMENTS, Verdict):
        key = verdict.document_id or verdict.path
        own = tuple(problems.pop(verdict.path, ()))
        if key in found:
            first = found[key]
            found[key] = replace(first, copies=(*first.copies, verdict.path))
            continue
        found[key] = ReadDocument(
            verdict,
            tuple(passages.get(key, ())),
            own,
            decisions.get(key),
            audits.get(key),
            run,
        )
    return found, [problem for rest in problems.values() for problem in rest]


def read_lines(path: Path, record_type: type[T]) -> Iterator[T]:
    """Yield the records of a JSON lines file; a file that is not there has none.

    Raises:
        ResultsError: the file cannot be read, or a line is not of ``record_type``.
    """
    if not path.is_file():
        return
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _record(path, number, line, record_type)
    except (OSError, UnicodeDecodeError) as error:
        raise ResultsError(f"{path}: cannot be read ({error})") from error


def _record(path: Path, number: int, line: str, record_type: type[T]) -> T:
    try:
        return from_json(record_type, line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ResultsError(
            f"{path}, line {number}: {f'{place}: ' if place else ''}{first['msg']}."
            " Was it written by another version of voltag?"
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
