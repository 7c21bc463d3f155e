"""The process that prepares another model: started, watched and cancelled from outside.

It has a session of its own and a lower priority, so that it goes on when the browser or the
server is closed and does not slow the reviewers down. One lock on a file says whether it runs:
the system lets go of it however the process ends. What is asked and how far it has come are
files of its folder.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from voltag.batch.whole_files import write_file
from voltag.records import to_json
from voltag.review.retraining.records import Progress, Request
from voltag.review.retraining.versions import RetrainingError, read_record

REQUEST = "request.json"
PROGRESS = "progress.json"
LOG = "process.log"
_LOCK = "lock"
_CANCEL = "cancel"
_PID = "pid"
_EVERY = 0.5
"""Seconds between two notes on progress within one step."""
_in_this_process = threading.RLock()

Tell = Callable[[str, int, int], None]
Prepare = Callable[[Path, Tell], None]


class CancelledError(Exception):
    """The preparation was cancelled."""


def start(folder: Path, request: Request, files: dict[str, bytes]) -> None:
    """Start the preparation that ``request`` asks for, in ``folder``; what was there goes.

    ``files`` are put there for it, by name.

    Raises:
        RetrainingError: another preparation is running, or the process cannot be started.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with at_rest(folder) as lock:
        _clear(folder)
        for name, content in files.items():
            write_file(folder / name, content)
        write_file(folder / REQUEST, to_json(request).encode("utf-8"))
        write_progress(folder, Progress("running", "Starting", 0, 1, started_at=_now()))
        with (folder / LOG).open("wb") as log:
            # It forks and returns at once; the fork keeps the lock, which it inherits.
            done = subprocess.run(
                [sys.executable, "-m", __package__, str(folder.resolve())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock,),
                start_new_session=True,
                check=False,
            )
    if done.returncode:
        raise RetrainingError(
            f"The process that prepares a model did not start (exit code {done.returncode});"
            f" {folder / LOG} says why."
        )


@contextmanager
def at_rest(folder: Path) -> Iterator[int]:
    """Hold ``folder``, so that no preparation runs in it meanwhile; yield the lock's descriptor.

    Raises:
        RetrainingError: one is running.
    """
    with _in_this_process, _lock(folder) as lock:
        if lock is None:
            raise RetrainingError(
                "Another model is being prepared already; wait for it, or cancel it first."
            )
        yield lock


def progress(folder: Path) -> Progress | None:
    """Return how far the preparation in ``folder`` has come; None where there is none.

    Raises:
        RetrainingError: its file is damaged.
    """
    if not (folder / PROGRESS).is_file():
        return None
    found = read_record(Progress, folder / PROGRESS)
    if found.state == "running" and not is_running(folder):
        # It may have ended between the two looks.
        found = read_record(Progress, folder / PROGRESS)
        if found.state == "running":
            message = (
                "The process ended before it was done: it was killed, or ran out of memory."
                " Start it again."
            )
            return replace(found, state="failed", message=message)
    return found


def is_running(folder: Path) -> bool:
    """Whether a preparation is running in ``folder``."""
    if not (folder / _LOCK).is_file():
        return False
    with _in_this_process, _lock(folder) as lock:
        return lock is None


def wait(folder: Path) -> Progress | None:
    """Wait until no preparation is running in ``folder``; return how it ended."""
    if (folder / _LOCK).is_file():
        descriptor = os.open(folder / _LOCK, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
        finally:
            os.close(descriptor)
    return progress(folder)


def cancel(folder: Path) -> bool:
    """Ask the preparation in ``folder`` to end; return whether one was running."""
    if not is_running(folder):
        return False
    write_file(folder / _CANCEL, b"")
    with suppress(OSError, ValueError):
        # The lock says that the process lives, so the number is its own.
        os.kill(int((folder / _PID).read_text(encoding="ascii")), signal.SIGTERM)
    return True


def write_progress(folder: Path, found: Progress) -> None:
    """Put down how far a preparation has come."""
    write_file(folder / PROGRESS, to_json(replace(found, changed_at=_now())).encode("utf-8"))


@contextmanager
def _lock(folder: Path) -> Iterator[int | None]:
    """Take the lock of ``folder`` and yield its descriptor, or None where it is taken."""
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield descriptor
    finally:
        os.close(descriptor)


def _clear(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name == _LOCK:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class _Notes:
    """Notes on progress, at most two a second for each step; a cancelled one goes no further."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started = _now()
        self._step = ""
        self._noted = 0.0

    def tell(self, step: str, done: int, total: int) -> None:
        """Note that ``done`` of ``total`` parts of ``step`` are done."""
        if (self._folder / _CANCEL).exists():
            raise CancelledError
        now = time.monotonic()
        if step == self._step and now - self._noted < _EVERY and done < total:
            return
        self._step, self._noted = step, now
        write_progress(
            self._folder, Progress("running", step, done, total, started_at=self._started)
        )

    def end(self, found: Progress) -> None:
        """Note how it ended."""
        write_progress(self._folder, replace(found, started_at=self._started))


def run(folder: Path, prepare: Prepare) -> None:
    """Run ``prepare`` in this process and note how it goes and ends in ``folder``."""

    def stop(number: int, frame: FrameType | None) -> None:
        # Once: whoever cancels again must not keep the end from being noted.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise CancelledError

    notes = _Notes(folder)
    try:
        signal.signal(signal.SIGTERM, stop)
        write_file(folder / _PID, str(os.getpid()).encode("ascii"))
        prepare(folder, notes.tell)
        notes.end(Progress("done", "Done", 1, 1))
    except CancelledError:
        notes.end(Progress("cancelled", "Cancelled", 0, 1))
    except Exception as error:
        message = str(error).strip() or type(error).__name__
        notes.end(Progress("failed", "Failed", 0, 1, message.splitlines()[0]))
        raise
