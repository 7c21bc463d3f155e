"""The journal of a result folder: each finished document, as soon as it is finished.

``OUT/.voltag/journal.jsonl`` is only ever added to while a run goes on. A line is a checksum,
what a run has to know of a document, a tab, and what the result files say of it:

    1c291ca3 {"key": ..., "judging": ..., "summary": {...}}<TAB>{"verdict": {...}, ...}

A line that a killed run left half written fails its checksum and counts for nothing. Of several
lines on one document the last one counts; the others go when a run has ended well.
"""

import hashlib
import json
import os
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

from voltag.batch.outputs import PARSED, STATE, parsed_name
from voltag.batch.results import Packed, Shown, Summary
from voltag.batch.stamps import Stamp, stamp_of
from voltag.batch.whole_files import OutputError, replace_file
from voltag.records import from_json
from voltag.types import Problem

JOURNAL = "journal.jsonl"
_SYNC_SECONDS = 1.0
"""What a power cut may cost at most; a killed process costs nothing that was finished."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file in ``parsed/`` as a run wrote it."""

    size: int
    modified: int
    inode: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a finished document."""

    key: str
    """The path of its file, as the system has it."""
    reading: str
    """Key of everything that decided what was read (:mod:`voltag.batch.fingerprint`)."""
    judging: str
    """Key of everything that decided its result."""
    settled: bool
    """Whether the result may be kept for another run."""
    stamp: Stamp | None
    parsed: ParsedFile | None
    """None where another copy of the file stands in ``parsed/``, or none does."""
    summary: Summary
    problems: tuple[Problem, ...]
    line: int = 0
    """Where its line begins in the journal, in bytes."""
    body: int = 0
    """Where in the journal that begins which the result files say."""
    end: int = 0
    check: int = 0
    """The checksum of its line."""

    @property
    def document_id(self) -> str:
        """The hash of the file's bytes; an empty string where they could not be read."""
        return self.summary.document_id


class Journal:
    """The journal of one result folder, open for one run.

    Raises:
        OutputError: it cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / STATE / JOURNAL
        self.entries: dict[str, Entry] = {}
        """The last line on each document, by :attr:`Entry.key`."""
        self._unsynced: list[Path] = []
        self._synced = time.monotonic()
        try:
            self._path.parent.mkdir(exist_ok=True)
            self._file = self._path.open("a+b")
            self._read()
        except OSError as error:
            raise OutputError(f"{self._path}: cannot be opened ({error.strerror})") from error

    def add(
        self,
        key: str,
        packed: Packed,
        *,
        reading: str,
        judging: str,
        stamp: Stamp | None,
        write_parsed: bool,
    ) -> Entry:
        """Keep the result of a document, and put its file into ``parsed/``."""
        parsed = None
        if write_parsed and packed.parsed is not None:
            parsed = self._write_parsed(packed.summary.document_id, packed.parsed)
        entry = Entry(
            key, reading, judging, packed.settled, stamp, parsed, packed.summary, packed.problems
        )
        return self._append(entry, packed.shown)

    def renew(self, entry: Entry, stamp: Stamp | None, parsed: ParsedFile | None) -> Entry:
        """Keep that the file of ``entry`` was looked at again and is the same."""
        values = {name: getattr(entry, name) for name in _HEAD}
        return self._append(Entry(**values | {"stamp": stamp, "parsed": parsed}), self._body(entry))

    def shown(self, entry: Entry) -> Shown:
        """Return what the result files say of a document."""
        return replace(from_json(Shown, self._body(entry)), problems=entry.problems)

    def parsed_as_written(self, entry: Entry) -> ParsedFile | None:
        """Return the file in ``parsed/`` of ``entry`` if it still is the one that was written.

        Where the folder was moved or copied, the file's bytes tell.
        """
        if entry.parsed is None:
            return None
        path = self.parsed_path(entry.document_id)
        now = stamp_of(path, 0)
        if now is None or now.size != entry.parsed.size:
            return None
        if (now.modified, now.inode) == (entry.parsed.modified, entry.parsed.inode):
            return entry.parsed
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != entry.parsed.sha256:
                return None
        return ParsedFile(now.size, now.modified, now.inode, entry.parsed.sha256)

    def parsed_path(self, document_id: str) -> Path:
        """Where the file of a document is in ``parsed/``."""
        return self._folder / PARSED / parsed_name(document_id)

    def sync(self, *, now: bool = False) -> None:
        """Have the disk hold what was added; at most once a second unless ``now``."""
        if not now and time.monotonic() - self._synced < _SYNC_SECONDS:
            return
        try:
            for path in self._unsynced:
                # One that was taken away is missed by the next run, and made again.
                with suppress(FileNotFoundError), path.open("rb") as file:
                    os.fsync(file.fileno())
            os.fsync(self._file.fileno())
        except OSError as error:
            raise OutputError(f"{self._path}: cannot be written ({error.strerror})") from error
        self._unsynced.clear()
        self._synced = time.monotonic()

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget all documents but these, and the lines that later ones replaced."""
        kept = [self.entries[key] for key in keys]
        size = os.fstat(self._file.fileno()).st_size
        if sum(entry.end - entry.line for entry in kept) == size:
            return
        self._file.flush()
        replace_file(self._path, (self._line(entry) for entry in kept))
        self._file.close()
        self._file = self._path.open("a+b")
        self.entries = {}
        self._read()

    def close(self) -> None:
        """Let go of the file; everything added is on the disk."""
        self.sync(now=True)
        self._file.close()

    def _read(self) -> None:
        self._file.seek(0)
        start, line = 0, b"\n"
        for line in self._file:
            entry = _entry(line, start)
            if entry is not None:
                self.entries[entry.key] = entry
            start += len(line)
        if not line.endswith(b"\n"):
            # What a killed run left half written must not spoil the line after it.
            self._file.truncate(start - len(line))

    def _append(self, entry: Entry, body: bytes) -> Entry:
        head = {name: _plain(getattr(entry, name)) for name in _HEAD}
        rest = json.dumps(head).encode("ascii") + b"\t" + body + b"\n"
        line = f"{zlib.crc32(rest):08x} ".encode("ascii") + rest
        try:
            start = self._file.seek(0, os.SEEK_END)
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            raise OutputError(f"{self._path}: cannot be written ({error.strerror})") from error
        added = _entry(line, start)
        assert added is not None
        self.entries[added.key] = added
        self.sync()
        return added

    def _write_parsed(self, document_id: str, content: bytes) -> ParsedFile:
        path = self.parsed_path(document_id)
        replace_file(path, [content], sync=False)
        self._unsynced.append(path)
        stamp = stamp_of(path, 0)
        if stamp is None:
            raise OutputError(f"{path}: was taken away while the run goes on")
        digest = hashlib.sha256(content).hexdigest()
        return ParsedFile(stamp.size, stamp.modified, stamp.inode, digest)

    def _line(self, entry: Entry) -> bytes:
        return _stretch(self._file, entry.line, entry.end)

    def _body(self, entry: Entry) -> bytes:
        return _stretch(self._file, entry.body, entry.end - 1)


_HEAD = ("key", "reading", "judging", "settled", "stamp", "parsed", "summary", "problems")


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, (Stamp, ParsedFile, Summary)):
        return asdict(value)
    if isinstance(value, tuple):
        return [asdict(problem) for problem in value]
    return value


def _entry(line: bytes, start: int) -> Entry | None:
    """The entry of a line that begins at ``start``; None for one that is not whole."""
    check, _, rest = line.partition(b" ")
    head, tab, _ = rest.partition(b"\t")
    try:
        if not tab or not line.endswith(b"\n") or int(check, 16) != zlib.crc32(rest):
            return None
        values = json.loads(head)
        summary = values["summary"]
        return Entry(
            key=values["key"],
            reading=values["reading"],
            judging=values["judging"],
            settled=values["settled"],
            stamp=Stamp(**values["stamp"]) if values["stamp"] else None,
            parsed=ParsedFile(**values["parsed"]) if values["parsed"] else None,
            summary=Summary(**summary | {"objectives": tuple(summary["objectives"])}),
            problems=tuple(Problem(**problem) for problem in values["problems"]),
            line=start,
            body=start + len(check) + 1 + len(head) + 1,
            end=start + len(line),
            check=int(check, 16),
        )
    except (ValueError, KeyError, TypeError):
        # Also a whole line of another version: its document is done again.
        return None


def _stretch(file: IO[bytes], start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(end - start)
