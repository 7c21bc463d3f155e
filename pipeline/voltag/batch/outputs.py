"""The files of a result folder, each put in place whole (formats: CONTRACT, ``OUT/``)."""

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from voltag.batch.results import DocumentResult, PageSummary
from voltag.batch.table import table_head, table_row
from voltag.batch.whole_files import OutputError, new_file, replace_file
from voltag.classify.candidates import Candidate
from voltag.records import from_json, to_json, to_json_lines
from voltag.types import (
    Document,
    LabelledPassage,
    MappedHeading,
    Metadata,
    Problem,
    Reference,
    Status,
    Verdict,
)

DOCUMENTS = "documents.jsonl"
TABLE = "documents.csv"
PASSAGES = "passages.jsonl"
ERRORS = "errors.jsonl"
RUN = "run.json"
REPORT = "report.html"
PARSED = "parsed"
STATE = ".voltag"
"""Folder of the journal, the lock and what else a run needs to go on where one ended."""
FINAL = (DOCUMENTS, TABLE, PASSAGES, ERRORS, REPORT)
"""The files that are written when all documents are done."""
DATA = (DOCUMENTS, TABLE, PASSAGES, ERRORS, RUN)
"""The files that others are made from."""
_PARSED_NAME = re.compile(r"[0-9a-f]{64}\.jsonl\.gz")
_PARSED_IN_PART = re.compile(rf"\.{_PARSED_NAME.pattern}\.new")
"""What a run that was killed left of a file of ``parsed/`` (:func:`new_file`)."""
_GZIP = zlib.MAX_WBITS + 16
"""The window that asks zlib for gzip's format."""
_UNREAD = (Status.FAILED, Status.ENCRYPTED)


@dataclass(frozen=True, slots=True)
class ParsedHeader:
    """First line of a file in ``parsed/``: the document, with its metadata, pages and headings."""

    document_id: str
    path: str
    metadata: Metadata
    pages: tuple[PageSummary, ...]
    headings: tuple[MappedHeading, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    """The terms of volunteering that were found, with what became of each."""
    frame: Document | None = None
    """The document with only the lines and headings that tell what it is: with the passages,
    all that is needed to judge it again. None in files of versions that kept none."""


def prepare_folder(folder: Path, *, force: bool) -> None:
    """Make ``folder`` ready for results.

    Raises:
        OutputError: it cannot be written, or holds files that are not voltag's and
            ``force`` is not set.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        used = any(folder.iterdir())
        probe = folder / ".voltag-writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written ({error.strerror}); give another folder with -o"
        ) from error
    # A run that was killed leaves its state before it has written anything else.
    ours = (folder / RUN).is_file() or (folder / STATE).is_dir()
    if used and not ours and not force:
        raise OutputError(
            f"{folder}: holds files that voltag did not write; give a new folder with -o, or"
            " add --force to write there all the same (other files are left alone)"
        )


def write_parsed(folder: Path, result: DocumentResult) -> None:
    """Write ``parsed/<hash>.jsonl.gz``: what :func:`parsed_content` gives.

    Nothing is written for a file that could not be read at all.
    """
    content = parsed_content(result)
    if content is not None:
        replace_file(folder / PARSED / parsed_name(result.verdict.document_id), [content])


def parsed_content(result: DocumentResult) -> bytes | None:
    """Return the file in ``parsed/`` of a document: a :class:`ParsedHeader`, a passage a line.

    None for a file that could not be read at all.
    """
    document_id = result.verdict.document_id
    if not document_id or result.verdict.status in _UNREAD:
        return None
    header = ParsedHeader(
        document_id,
        result.verdict.path,
        result.metadata,
        result.pages,
        result.headings,
        result.candidates,
        result.frame,
    )
    # A line at a time: all passages of a long document as one text would take its memory twice.
    # zlib's own header has no time and no name: the same passages give the same bytes.
    packer = zlib.compressobj(level=6, wbits=_GZIP)
    parts = [
        packer.compress(f"{to_json(record)}\n".encode()) for record in (header, *result.passages)
    ]
    return b"".join([*parts, packer.flush()])


def parsed_name(document_id: str) -> str:
    """Return the name in ``parsed/`` of the file of a document."""
    return document_id.removeprefix("sha256:") + ".jsonl.gz"


def is_parsed_name(name: str) -> bool:
    """Whether a file of that name in ``parsed/`` is voltag's."""
    return _PARSED_NAME.fullmatch(name) is not None


def forget_parsed(folder: Path, documents: Iterable[str]) -> None:
    """Take out of ``parsed/`` what an earlier run left there of all but these documents.

    ``documents`` are the ids of those that were read.

    What a killed run did not write to its end goes too. Files that voltag did not write are
    left alone.
    """
    kept = set(map(parsed_name, documents))
    try:
        for path in sorted((folder / PARSED).glob("*.jsonl.gz*")):
            unused = is_parsed_name(path.name) and path.name not in kept
            if unused or _PARSED_IN_PART.fullmatch(path.name):
                path.unlink()
    except OSError as error:
        raise OutputError(f"{error.filename}: cannot be removed ({error.strerror})") from error


def read_parsed(path: Path) -> tuple[ParsedHeader, list[LabelledPassage]]:
    """Read a file of ``parsed/`` back.

    Raises:
        OSError, pydantic.ValidationError: it is not such a file.
    """
    with gzip.open(path, "rt", encoding="utf-8") as file:
        header = from_json(ParsedHeader, next(file))
        return header, [from_json(LabelledPassage, line) for line in file]


def shown_passages(result: "Judged", *, everything: bool) -> list[LabelledPassage]:
    """Return the passages of a document that ``passages.jsonl`` has.

    Those with a reference or in doubt on any question, or all of them.
    """
    return [
        p for p in result.passages if everything or p.reference is not Reference.NONE or p.in_doubt
    ]


class Judged(Protocol):
    """A document with its verdict: a whole result, or what the journal keeps of one."""

    @property
    def verdict(self) -> Verdict:
        """The verdict."""

    @property
    def passages(self) -> tuple[LabelledPassage, ...]:
        """Its passages, or those among them that are shown."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong in reading it."""


def write_results(
    folder: Path,
    results: Sequence[Judged],
    *,
    all_passages: bool,
    failures: Iterable[Problem] = (),
) -> None:
    """Write documents, passages and errors of ``results``, whatever their order.

    See :func:`write_sorted_results`.
    """
    ordered = sorted(results, key=lambda r: (r.verdict.path, r.verdict.document_id))
    write_sorted_results(folder, ordered, all_passages=all_passages, failures=failures)


def write_sorted_results(
    folder: Path,
    results: Iterable[Judged],
    *,
    all_passages: bool,
    failures: Iterable[Problem] = (),
) -> None:
    """Write documents, passages and errors of a whole run, one document at a time.

    ``results`` come sorted by path and document id, and may have had the passages that are
    not shown taken out already. A file that stands twice under different paths has two
    documents but its passages once. ``failures`` are errors that belong to no document.

    Raises:
        OutputError: a file cannot be written; those of before are untouched then.
    """
    seen: set[str] = set()
    problems = list(failures)
    with ExitStack() as files:
        documents, passages, table = (
            files.enter_context(new_file(folder / name)) for name in (DOCUMENTS, PASSAGES, TABLE)
        )
        table.write(table_head())
        for result in results:
            verdict = result.verdict
            documents.write(to_json_lines([verdict]).encode())
            table.write(table_row(verdict))
            problems += result.problems
            key = verdict.document_id or verdict.path
            if key not in seen:
                seen.add(key)
                shown = shown_passages(result, everything=all_passages)
                passages.write(to_json_lines(shown).encode())
    problems.sort(key=lambda p: (p.path, p.document_id or "", p.page or 0, p.stage, p.error))
    replace_file(folder / ERRORS, [to_json_lines(problems).encode()])


def write_text(folder: Path, name: str, text: str) -> None:
    """Write one more text file into the result folder."""
    replace_file(folder / name, [text.encode("utf-8")])


def write_run(folder: Path, run: dict[str, Any]) -> None:
    """Write ``run.json``, the one file that differs between two equal runs."""
    text = json.dumps(run, ensure_ascii=False, indent=2) + "\n"
    replace_file(folder / RUN, [text.encode("utf-8", "replace")])
