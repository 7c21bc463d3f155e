"""Which files of a watched folder are complete, told by looking at it again and again.

Folders are looked at, not listened to: the system tells of changes on its own disks only, and
uploads lie on network folders that other machines write to. Time is the watcher's own clock, not
the files': the clocks of file servers differ, and many programs set a file's time back.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voltag.batch.paths import Input
from voltag.batch.plan import key_of
from voltag.settings import WatchSettings

_END = b"%%EOF"
_END_BYTES = 1024
"""A PDF's end stands within its last kilobyte (ISO 32000-1, annex H, note 18)."""

Look = tuple[int, int, int]
"""Size of a file, and the times at which its content and anything about it were changed, in
nanoseconds. Not its inode: some network folders make up another one now and then."""

_NOWHERE: Look = (0, 0, 0)
"""How a link that leads nowhere looks: it is judged in the end, so that it is named."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that is complete."""

    item: Input
    look: Look
    since: float
    """Since when it has looked like that, in seconds of the watcher's clock."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What one look at the files came to."""

    complete: tuple[Arrival, ...]
    """Those that are complete; the ones that have been so for longest first."""
    waiting: tuple[Input, ...]
    """Those that are not."""
    overdue: tuple[Input, ...]
    """Those among them that are waited for, for longer than ``damaged_seconds``."""


@dataclass(slots=True)
class _Seen:
    look: Look
    since: float
    awaited_since: float
    """When it was complete for the last time, or else when it was seen first."""
    ended: bool = False
    """Whether it had a PDF's end when it had been quiet for long enough."""


class Arrivals:
    """The files of a watched folder, as they were at each look."""

    def __init__(self, settings: WatchSettings) -> None:
        self._settings = settings
        self._seen: dict[str, _Seen] = {}

    def look(self, items: Sequence[Input], now: float) -> Arrived:
        """Look at ``items``, all files there are, at the moment ``now`` (seconds)."""
        complete: list[Arrival] = []
        waiting: list[Input] = []
        overdue: list[Input] = []
        seen: dict[str, _Seen] = {}
        for item in items:
            look = look_at(item.path)
            if look is None:
                # Taken away since the folder was listed: the next look knows.
                continue
            key = key_of(item)
            known = self._seen.get(key)
            if known is None:
                known = _Seen(look, now, now)
            elif known.look != look:
                known = _Seen(look, now, known.awaited_since)
            seen[key] = known
            if self._is_complete(item, known, now):
                known.awaited_since = now
                complete.append(Arrival(item, look, known.since))
            else:
                waiting.append(item)
                if now - known.awaited_since > self._settings.damaged_seconds:
                    overdue.append(item)
        self._seen = seen
        complete.sort(key=lambda arrival: (arrival.since, arrival.item.name))
        return Arrived(tuple(complete), tuple(waiting), tuple(overdue))

    def _is_complete(self, item: Input, seen: _Seen, now: float) -> bool:
        quiet = now - seen.since
        if quiet < self._settings.quiet_seconds:
            return False
        if not seen.ended:
            seen.ended = has_end(item.path, seen.look)
        return seen.ended or quiet >= self._settings.damaged_seconds


def look_at(path: Path) -> Look | None:
    """Return how a file looks; None for one that is not there."""
    try:
        return _look(path.stat())
    except (OSError, ValueError):
        return _NOWHERE if path.is_symlink() else None


def has_end(path: Path, look: Look) -> bool:
    """Whether a file still looks like ``look`` and has the end of a PDF.

    It is opened and asked again: what a network folder says of a file without opening it may
    be seconds old, and what it says of an open one is not (NFS: close-to-open).
    """
    try:
        with path.open("rb") as file:
            now = os.fstat(file.fileno())
            if _look(now) != look:
                return False
            file.seek(max(now.st_size - _END_BYTES, 0))
            return _END in file.read(_END_BYTES)
    except OSError:
        return False


def _look(found: os.stat_result) -> Look:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns
