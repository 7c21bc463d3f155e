"""What a hostile input is: how it is made, and what may come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

READ = frozenset({"ok", "incomplete", "no_text", "unsupported_language"})
UNREAD = frozenset({"failed"})
EITHER = READ | UNREAD


@dataclass(frozen=True, slots=True)
class Case:
    """One bad or strange input."""

    name: str
    """Its file's name, without ``.pdf``."""
    says: str
    """What it is, in a few words."""
    make: Callable[[], bytes]
    """Returns its content."""
    status: frozenset[str]
    """The statuses that are right for it."""
    errors: frozenset[str] = frozenset()
    """Words of which ``errors.jsonl`` has at least one; empty where it needs none."""
    references: bool | None = None
    """The answer that must not be hidden; None where any is right."""
    heavy: bool = False
    """Whether it is built to eat time or memory until a limit stops it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One bad or strange entry of a folder, which is not made of bytes alone."""

    name: str
    says: str
    make: Callable[[Path], None]
    """Puts it at a path."""
    status: frozenset[str]
    errors: frozenset[str] = frozenset()
