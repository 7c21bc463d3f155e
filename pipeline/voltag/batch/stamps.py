"""Whether a file is still the one that was seen: by its stamp where that tells, else by hash."""

from dataclasses import dataclass
from pathlib import Path

_TICK = 2_000_000_000
"""Nanoseconds within which a file may change again without a new time of change: the coarsest
clock of a file system in use (FAT) ticks every two seconds."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file as its folder tells of it, at a moment."""

    size: int
    modified: int
    """Nanoseconds since 1970; so is ``changed``, which nobody can set back."""
    changed: int
    inode: int
    seen: int
    """When this was looked at, in nanoseconds since 1970; before the file was read."""

    def surely_same(self, now: "Stamp") -> bool:
        """Whether the file that looks like ``now`` is surely the one that looked like this.

        A file changed within the tick in which it was seen may have been changed once more
        after that, with nothing to tell by.
        """
        same = (self.size, self.modified, self.changed, self.inode) == (
            now.size,
            now.modified,
            now.changed,
            now.inode,
        )
        return same and max(self.modified, self.changed) + _TICK < self.seen


def stamp_of(path: Path, now: int) -> Stamp | None:
    """Return the stamp of a file at the moment ``now``; None for one that is not there."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, now)
