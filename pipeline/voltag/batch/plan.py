"""What a run has to do: which documents were done before, and how much of that still holds."""

import os
import time
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from voltag.batch.fingerprint import Keys
from voltag.batch.job import Job
from voltag.batch.journal import Entry, Journal
from voltag.batch.paths import Input
from voltag.batch.results import Packed
from voltag.batch.stamps import Stamp, stamp_of
from voltag.settings import Limits

_HASHERS = 4
"""Threads that read files to hash them: hashing waits for the disk."""


@dataclass(frozen=True, slots=True)
class Task:
    """A document to do."""

    item: Input
    stamp: Stamp | None
    parsed: Path | None = None
    """What was read of the same file before, to be judged again; None to read the file."""

    @property
    def key(self) -> str:
        """What the journal calls the document."""
        return key_of(self.item)


Results = Generator[tuple[Task, Packed], None, None]
"""Each document's result as soon as it is there."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run finds done, and what it has to do."""

    kept: dict[str, Entry]
    """The documents whose results still hold, by their keys."""
    tasks: tuple[Task, ...]
    """All others, in the order of their names."""
    standing: dict[str, str]
    """For each document id that a kept document stands for in ``parsed/``: its path."""

    @property
    def judged_again(self) -> int:
        """How many documents are judged again and not read."""
        return sum(task.parsed is not None for task in self.tasks)


def key_of(item: Input) -> str:
    """Return what the journal calls a document: its path, with bytes that are not UTF-8."""
    return os.fspath(item.path) if item.remote is None else item.remote.key


def make_plan(
    inputs: Sequence[Input], job: Job, keys: Keys, journal: Journal, *, force: bool, verify: bool
) -> Plan:
    """Compare ``inputs`` with the journal.

    A file is taken for the one that was read before by its stamp
    (:meth:`voltag.batch.stamps.Stamp.surely_same`), or by its hash where that does not tell or
    ``verify`` asks for it. With ``force`` nothing that was done before is used.
    """
    now = time.time_ns()
    stamps = {key_of(item): _stamp(item, now) for item in inputs}
    if force:
        return Plan({}, tuple(Task(item, stamps[key_of(item)]) for item in inputs), {})
    known = _known(inputs, stamps, journal, job.settings.limits, verify=verify)
    firsts: dict[str, str] = {}
    for item in inputs:
        document_id = known.get(key_of(item))
        if document_id is not None:
            firsts[document_id] = min(item.name, firsts.get(document_id, item.name))
    read_before = _ReadBefore(journal, keys.reading)
    kept: dict[str, Entry] = {}
    tasks: list[Task] = []
    standing: dict[str, str] = {}
    for item in inputs:
        key = key_of(item)
        document_id = known.get(key)
        entry = journal.entries.get(key)
        if document_id is None:
            tasks.append(Task(item, stamps[key]))
            continue
        first = firsts[document_id] == item.name
        if entry is not None and _holds(entry, item, document_id, keys.of(job, item.name)):
            parsed = journal.parsed_as_written(entry) if first else entry.parsed
            if parsed is not None or not first or not entry.summary.was_read:
                if parsed != entry.parsed or not _surely(entry, stamps[key]):
                    entry = journal.renew(entry, stamps[key], parsed)
                kept[key] = entry
                if first:
                    standing[document_id] = item.name
                continue
        tasks.append(Task(item, stamps[key], read_before.of(document_id)))
    return Plan(kept, tuple(tasks), standing)


def _known(
    inputs: Iterable[Input],
    stamps: dict[str, Stamp | None],
    journal: Journal,
    limits: Limits,
    *,
    verify: bool,
) -> dict[str, str]:
    """The hashes of those files that may have been read before, under whatever name."""
    sizes = {entry.stamp.size for entry in journal.entries.values() if entry.stamp is not None}
    known: dict[str, str] = {}
    unsure: dict[str, Input] = {}
    for item in inputs:
        key = key_of(item)
        stamp, entry = stamps[key], journal.entries.get(key)
        if stamp is None:
            continue
        if entry is not None and entry.document_id and not verify and _surely(entry, stamp):
            known[key] = entry.document_id
        elif stamp.size in sizes:
            unsure[key] = item
    if unsure:
        # Imported once there is a file to hash: reading PDFs takes a while to load.
        from voltag.batch.sources import document_id_of

        with ThreadPoolExecutor(_HASHERS) as hashers:
            found_ids = hashers.map(lambda item: document_id_of(item, limits), unsure.values())
            for key, found in zip(unsure, found_ids, strict=True):
                if found is not None:
                    known[key] = found
    return known


def _stamp(item: Input, now: int) -> Stamp | None:
    return stamp_of(item.path, now) if item.remote is None else item.remote.stamp


def _surely(entry: Entry, stamp: Stamp | None) -> bool:
    return entry.stamp is not None and stamp is not None and entry.stamp.surely_same(stamp)


def _holds(entry: Entry, item: Input, document_id: str, judging: str) -> bool:
    return (
        entry.settled
        and entry.document_id == document_id
        and entry.judging == judging
        and entry.summary.path == item.name
    )


class _ReadBefore:
    """What was read of documents before and may be judged again, by their ids."""

    def __init__(self, journal: Journal, reading: str) -> None:
        self._journal = journal
        self._entries: dict[str, list[Entry]] = {}
        for entry in journal.entries.values():
            if entry.parsed is not None and entry.settled and entry.reading == reading:
                self._entries.setdefault(entry.document_id, []).append(entry)

    def of(self, document_id: str) -> Path | None:
        """The file in ``parsed/`` that is still as one of the entries has it, or None."""
        for entry in self._entries.get(document_id, ()):
            if self._journal.parsed_as_written(entry) is not None:
                return self._journal.parsed_path(document_id)
        return None
