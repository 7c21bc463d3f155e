"""One run at a time on a result folder."""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from voltag.batch.outputs import STATE
from voltag.batch.whole_files import OutputError

_LOCK = "lock"
_HOLDER = "running.json"


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for this run.

    The system lets go of the lock when the process ends, however it ends: what a killed run
    leaves behind holds nobody up.

    Raises:
        OutputError: another run is at work there; the message names it.
    """
    state = folder / STATE
    try:
        state.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{state}: cannot be made ({error.strerror})") from error
    lock = FileLock(state / _LOCK, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise OutputError(
            f"{folder}: another voltag is writing there ({_holder(state)}); wait for it, or give"
            " another folder with -o"
        ) from None
    except (OSError, NotImplementedError) as error:
        raise OutputError(
            f"{folder}: cannot be locked ({error}); give a folder on another disk with -o"
        ) from error
    try:
        _sign(state)
        yield
    finally:
        with suppress(OSError):
            (state / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _sign(state: Path) -> None:
    """Leave word of who runs; for people only, the lock does not depend on it."""
    about = {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with suppress(OSError):
        (state / _HOLDER).write_text(json.dumps(about) + "\n", encoding="utf-8")


def _holder(state: Path) -> str:
    try:
        about = json.loads((state / _HOLDER).read_text(encoding="utf-8"))
        return f"process {about['pid']} on {about['host']} since {about['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "which one is not known"
