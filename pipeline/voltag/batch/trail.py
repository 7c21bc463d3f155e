"""What a worker was doing when it died: it leaves a trail in a file that outlives it.

A watch goes with it. PDFium does not give the interpreter back while it hangs, so that no
Python code can stop it; the system's alarm clock does, by the signal that ends the process where
nothing handles it. To set it takes less than a microsecond, where a thread that watches would have
to be begun and ended for each page, and waited for while all processors are at work.
"""

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from voltag.ingest.steps import Stage, Step
from voltag.settings import Settings

STOPPED = -signal.SIGALRM
"""Exit code of a process that the watch has ended."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a trail says after the death of its worker."""

    began: float
    """:func:`time.monotonic` as the document was begun."""
    step: Step | None
    """The step under way; None between two steps, and once the file is read."""


class Trail:
    """The trail of one document. Use it in a ``with`` statement."""

    def __init__(self, path: Path, seconds: Mapping[Stage, float]) -> None:
        """Write to ``path``; a step that takes longer than its ``seconds`` ends the process.

        It is used in the main thread of a process that handles no alarm itself.
        """
        self._path = path
        self._seconds = seconds
        self._descriptor = -1
        self._began = 0.0

    def __enter__(self) -> Self:
        """Begin the document."""
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # Whoever started the run may have had alarms ignored.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        self._began = time.monotonic()
        self.tell(None)
        return self

    def __exit__(self, *_: object) -> None:
        """End the document; the trail of a document that ended well is of no use."""
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        os.close(self._descriptor)
        self._path.unlink(missing_ok=True)

    def tell(self, step: Step | None) -> None:
        """Note that a step begins, or with None that it has ended."""
        said = "- 0" if step is None else f"{step.stage} {step.page}"
        os.pwrite(self._descriptor, f"{self._began!r} {said}".ljust(80).encode("ascii"), 0)
        # No seconds: the clock stands.
        seconds = 0.0 if step is None else self._seconds.get(step.stage, 0.0)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def read_trail(path: Path) -> Left | None:
    """Return what a dead worker left at ``path``; None where it left nothing."""
    try:
        began, stage, page = path.read_text("ascii").split()
    except (OSError, ValueError):
        return None
    return Left(float(began), None if stage == "-" else _step(stage, int(page)))


def _step(stage: str, page: int) -> Step:
    known: Stage = stage  # type: ignore[assignment]  # written by Trail.tell
    return Step(known, page)


def step_seconds(settings: Settings) -> dict[Stage, float]:
    """Return the seconds after which each step is taken to hang: twice what it should take.

    Opening a file is bounded by the time for the document alone, as nothing can be read
    without.
    """
    limits = settings.limits
    page, tables, ocr = limits.page_seconds, limits.table_seconds, settings.ocr.page_seconds
    return {
        "page": 2 * page,
        "ocr": 2 * (page + ocr),
        "tables": 2 * tables,
        "bookmarks": 2 * page,
        "labels": 2 * page,
        "metadata": 2 * page,
        "attachments": 2 * page,
    }
