"""The final files of a run, and whether those of the last run are still right."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from voltag.batch.fingerprint import code_digest, versions
from voltag.batch.job import Job
from voltag.batch.journal import Entry, Journal
from voltag.batch.outputs import FINAL, REPORT, STATE, read_parsed, write_sorted_results, write_text
from voltag.batch.results import Shown
from voltag.batch.whole_files import replace_file
from voltag.types import Problem

Report = Callable[[Iterator[Shown]], str]
"""Makes ``report.html`` of all documents, sorted by path, each with its shown passages."""

_FINISHED = "finished.json"
_SHOWING_PACKAGES = ("jinja2", "markupsafe")


@dataclass(frozen=True, slots=True)
class Ending:
    """What the final files of a run are made of."""

    job: Job
    entries: Sequence[Entry]
    lost: Sequence[Shown]
    """Documents that are not in the journal, because there is no file of theirs."""
    notes: Sequence[Problem]
    """Errors that belong to no document."""
    all_passages: bool


def write_final_files(folder: Path, ending: Ending, journal: Journal, report: Report) -> None:
    """Write the final files from the journal, one document at a time.

    Raises:
        OutputError: one cannot be written.
    """
    forget_finished(folder)
    write_sorted_results(
        folder,
        _documents(ending, journal, everything=ending.all_passages),
        all_passages=ending.all_passages,
        failures=ending.notes,
    )
    write_text(folder, REPORT, report(_documents(ending, journal, everything=False)))


def mark_finished(folder: Path, ending: Ending) -> None:
    """Note that the final files in ``folder`` are those of ``ending``."""
    mark = {"key": _key(ending), "files": _stamps(folder)}
    replace_file(folder / STATE / _FINISHED, [json.dumps(mark).encode()])


def is_finished(folder: Path, ending: Ending) -> bool:
    """Whether the final files in ``folder`` are those that ``ending`` would give."""
    try:
        mark = json.loads((folder / STATE / _FINISHED).read_bytes())
        return bool(mark == {"key": _key(ending), "files": _stamps(folder)})
    except (OSError, ValueError):
        return False


def forget_finished(folder: Path) -> None:
    """Note that the final files may no longer be those of a whole run."""
    with suppress(OSError):
        (folder / STATE / _FINISHED).unlink(missing_ok=True)


def _documents(ending: Ending, journal: Journal, *, everything: bool) -> Iterator[Shown]:
    """Yield the documents by path, with all their passages if ``everything``."""
    order: list[tuple[str, str, Entry | Shown]] = [
        *((e.summary.path, e.document_id, e) for e in ending.entries),
        *((s.verdict.path, s.verdict.document_id, s) for s in ending.lost),
    ]
    order.sort(key=lambda item: item[:2])
    for _, document_id, found in order:
        if isinstance(found, Shown):
            yield found
            continue
        shown = journal.shown(found)
        if everything and found.summary.was_read:
            _, passages = read_parsed(journal.parsed_path(document_id))
            shown = replace(shown, passages=tuple(passages))
        yield shown


def _key(ending: Ending) -> str:
    documents = sorted(
        [e.summary.path, e.document_id, e.judging, None if e.settled else e.check]
        for e in ending.entries
    )
    return _digest(
        [
            code_digest(),
            versions(_SHOWING_PACKAGES),
            asdict(ending.job.settings.report),
            ending.job.model_id,
            ending.all_passages,
            documents,
            [[asdict(problem) for problem in shown.problems] for shown in ending.lost],
            [asdict(problem) for problem in ending.notes],
        ]
    )


def _digest(value: Any) -> str:  # noqa: ANN401 - JSON
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _stamps(folder: Path) -> dict[str, list[int]]:
    found = {}
    for name in FINAL:
        stat = (folder / name).stat()
        found[name] = [stat.st_size, stat.st_mtime_ns, stat.st_ino]
    return found
