"""The bytes of a file, read once: what is hashed is what is parsed, whatever happens to it."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from voltag.ingest.errors import PdfError


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file as it was at one time."""

    content: bytes
    document_id: str
    """``sha256:`` and the hexadecimal hash of the bytes."""


def read_content(path: Path, max_mib: int | None = None) -> FileContent:
    """Read the file at ``path``, links followed; pipes and devices are never waited for.

    ``max_mib`` is the size in MiB above which a file is not read, None for any size; a file
    that grows while it is read is not followed beyond it.

    Raises:
        PdfError: ``unreadable_file``, ``not_a_file``, ``too_large``, or ``changed`` where the
            file was written to while it was read; the message is a sentence for people.
    """
    most = None if max_mib is None else max_mib * 2**20
    try:
        # What was a file when it was found may be a pipe by now: opening it must not wait.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise _no_file(before.st_mode)
            if most is not None and before.st_size > most:
                raise _too_large(max_mib)
            # At once, as parts would take the memory twice; a byte more shows whether it grew.
            content = file.read(before.st_size + 1)
            digest = hashlib.sha256(content)
            after = os.fstat(descriptor)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PdfError(
            "unreadable_file",
            f"The file cannot be read ({reason}); check that it exists and may be opened.",
        ) from error
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not same or len(content) != before.st_size:
        raise PdfError(
            "changed", "The file changed while it was read; classify it again once it is complete."
        )
    return FileContent(content, f"sha256:{digest.hexdigest()}")


def document_id_of(path: Path) -> str | None:
    """Return the document id of the file at ``path``; None where that is no file to be read.

    Pipes and devices are never waited for.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):  # a path with a zero byte in it is none
        pass
    return None


def _no_file(mode: int) -> PdfError:
    if stat.S_ISDIR(mode):
        return PdfError("unreadable_file", "This is a folder; give the files in it.")
    return PdfError(
        "not_a_file", "This is a pipe or a device; save its content as a file and read that."
    )


def _too_large(max_mib: int | None) -> PdfError:
    return PdfError(
        "too_large",
        f"The file is larger than {max_mib} MiB and was not opened; raise limits.file_mib in a"
        " --settings file if it is what it should be.",
    )
