"""What is said of an upload."""

from dataclasses import dataclass
from enum import StrEnum

from voltag.types import Kind, Problem, Verdict


class UploadState(StrEnum):
    """How far an upload has come."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    """There is a verdict or an honest status."""
    FAILED = "failed"
    """The run itself failed; ``message`` says why, and the file can be uploaded again."""


@dataclass(frozen=True, slots=True)
class Received:
    """A line of ``uploads.jsonl``: who sent what, and when."""

    document_id: str
    name: str
    """The file's name as its sender gave it; never used as a path."""
    kind: Kind | None
    by: str
    at: str
    """UTC, ISO 8601."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload with what became of it: what the interface answers."""

    document_id: str
    name: str
    kind: Kind | None
    by: str
    at: str
    size: int
    state: UploadState
    before: int
    """How many other uploads are read before it."""
    message: str
    verdict: Verdict | None
    problems: tuple[Problem, ...]
