"""A result folder at an address: worked on in a folder of this machine, and put there whole.

A run needs a folder that it can lock, add to and rename in; an object store has none of that. So
the run goes on in a folder here that belongs to the address, the *spool*. Before it, what another
machine left at the address is fetched; after it, what is new is put there, ``documents.jsonl``
last. What stands at the address is noted by its version, so that each file travels once.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from platformdirs import user_state_path

from voltag.batch.addresses import Address, RemoteError
from voltag.batch.journal import JOURNAL
from voltag.batch.outputs import DOCUMENTS, FINAL, PARSED, RUN, STATE, is_parsed_name
from voltag.batch.remote import file_system, now, stamp_of, told_of
from voltag.batch.stamps import Stamp
from voltag.batch.whole_files import OutputError, replace_file

_NOTES = "sent.json"
_JOURNAL = f"{STATE}/{JOURNAL}"
_CHUNK = 2**20
_STORES = frozenset(
    {"abfs", "abfss", "adl", "az", "gcs", "gs", "memory", "oci", "oss", "s3", "s3a"}
)
"""Protocols whose files appear whole once they are sent, and are replaced in one step."""
_READ_ONLY = ("http", "https")


def spool_of(address: Address) -> Path:
    """Return the folder of this machine in which the results for ``address`` are worked on."""
    name = sha256(address.shown.encode()).hexdigest()[:32]
    return user_state_path("voltag") / "results" / name


class Mirror:
    """A result folder at ``address``, and its copy in ``folder``, which is held by this run.

    Args:
        address: Where the results are to be.
        folder: Where they are worked on.
        force: Write there though other files are there.

    Raises:
        OutputError: nothing can be written at such an address.
    """

    def __init__(self, address: Address, folder: Path, *, force: bool) -> None:
        if address.protocol in _READ_ONLY:
            raise OutputError(f"{address}: {address.protocol} cannot be written to")
        self._address = address
        self._folder = folder
        self._force = force
        with self._trouble("cannot be used"):
            self._system, root = file_system(address)
        self._root = root.rstrip("/")

    def fetch(self) -> None:
        """Bring here what a run goes on from, where another machine has put it there.

        Raises:
            OutputError: the address cannot be read, or holds files that are not voltag's.
        """
        with self._trouble("cannot be read"):
            there = self._list()
        if there and RUN not in there and _JOURNAL not in there and not self._force:
            raise OutputError(
                f"{self._address}: holds files that voltag did not write; give another OUT with"
                " -o, or add --force to write there all the same"
            )
        sent = self._sent()
        with self._trouble("cannot be read"):
            for name, stamp in there.items():
                if name != _JOURNAL and not _is_parsed(name):
                    continue
                if not (_same(sent.get(name), stamp) and self._path(name).exists()):
                    self._get(name, add=name == _JOURNAL)

    def send(self) -> None:
        """Put there what is not there as it is here, and take away what is not here any more.

        Raises:
            OutputError: the address cannot be written.
        """
        parsed = sorted(
            f"{PARSED}/{path.name}"
            for path in (self._folder / PARSED).glob("*")
            if is_parsed_name(path.name)
        )
        last = [name for name in FINAL if name != DOCUMENTS]
        # The journal first: it shows whose the files are, if sending breaks off after it.
        names = [_JOURNAL, *parsed, *last, RUN, DOCUMENTS]
        notes = self._sent()
        with self._trouble("cannot be written"):
            there = self._list()
            try:
                for name in names:
                    about = self._path(name).stat()
                    here = [about.st_size, about.st_mtime_ns]
                    note = notes.get(name)
                    if note and note["here"] == here and _same(note, there.get(name)):
                        continue
                    notes[name] = {"here": here, "there": self._put(name, about.st_size)}
            finally:
                kept = {name: notes[name] for name in names if name in notes}
                replace_file(self._folder / STATE / _NOTES, [json.dumps(kept).encode()])
            for name in sorted(there.keys() - set(names)):
                if _is_parsed(name):
                    self._system.rm_file(self._at(name))

    def _list(self) -> dict[str, Stamp | None]:
        """The files at the address, by their names below it."""
        self._system.invalidate_cache()
        try:
            found = self._system.find(self._root, detail=True)
        except FileNotFoundError:
            return {}
        moment = now()
        start = len(self._root)
        return {
            path[start:].strip("/"): stamp_of(about, moment)
            for path, about in found.items()
            if about["type"] == "file"
        }

    def _get(self, name: str, *, add: bool) -> None:
        """Copy a file here; the journal's lines are added to those that are here."""
        path = self._path(name)
        path.parent.mkdir(exist_ok=True)
        with self._system.open(self._at(name), "rb") as file:
            chunks = iter(lambda: file.read(_CHUNK), b"")
            if add:
                with path.open("ab") as journal:
                    # The last line here may be half written: the first of there must stand alone.
                    journal.write(b"\n" if journal.tell() else b"")
                    journal.writelines(chunks)
            else:
                replace_file(path, chunks)

    def _put(self, name: str, size: int) -> dict[str, Any] | None:
        """Put a file there whole or not at all; return how it looks there."""
        at = self._at(name)
        if self._address.protocol in _STORES:
            self._system.put_file(str(self._path(name)), at)
        else:
            parent, _, file = at.rpartition("/")
            self._system.makedirs(parent, exist_ok=True)
            new = f"{parent}/.{file}.{uuid4().hex}.new"
            try:
                self._system.put_file(str(self._path(name)), new)
                self._system.mv(new, at)
            except BaseException:
                with suppress(Exception):
                    self._system.rm_file(new)
                raise
        self._system.invalidate_cache()
        about = self._system.info(at)
        if about.get("size") != size:
            raise RemoteError("unreachable", f"{name} did not arrive whole.")
        stamp = stamp_of(about, now())
        return None if stamp is None else asdict(stamp)

    def _sent(self) -> dict[str, Any]:
        """What this machine put there last, with how it looked here and there."""
        try:
            notes: dict[str, Any] = json.loads((self._folder / STATE / _NOTES).read_bytes())
        except (OSError, ValueError):
            return {}
        return notes

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _path(self, name: str) -> Path:
        return self._folder / name

    @contextmanager
    def _trouble(self, what: str) -> Iterator[None]:
        try:
            with told_of(self._address.shown):
                yield
        except RemoteError as error:
            raise OutputError(
                f"{self._address}: {what}: {error} What is done is kept in {self._folder}, and"
                " the same command goes on from there."
            ) from None


def _is_parsed(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return folder == PARSED and is_parsed_name(file)


def _same(note: dict[str, Any] | None, stamp: Stamp | None) -> bool:
    """Whether a file at the address is the one that this machine put there."""
    if not note or stamp is None or note["there"] is None:
        return False
    before = Stamp(**note["there"])
    looks = [(s.size, s.modified, s.inode) for s in (before, stamp)]
    return looks[0] == looks[1] and (stamp.modified, stamp.inode) != (0, 0)
