"""Files that were uploaded: in one folder, named by their hash, with a record of who sent them."""

import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from voltag.batch.whole_files import OutputError
from voltag.ingest.files import HEADER_BYTES, is_pdf
from voltag.records import to_json
from voltag.report.reading import read_lines
from voltag.review.uploads.records import Received
from voltag.types import Kind

FILES = "files"
RECORD = "uploads.jsonl"
_LONGEST_NAME = 200


class NotKeptError(Exception):
    """An upload that was not taken; the message says why, ``status`` as HTTP has it."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


async def keep(
    folder: Path,
    pieces: AsyncIterator[bytes],
    *,
    name: str,
    kind: Kind | None,
    by: str,
    largest_mib: int,
) -> Received:
    """Write an upload into ``folder`` and return its record.

    Args:
        folder: The folder of uploads, which :func:`make_ready` was called for.
        pieces: The bytes of the file, as they come.
        name: The file's name as its sender gave it.
        kind: What its sender says it is.
        by: Who sends it.
        largest_mib: Mebibytes above which it is not taken.

    Raises:
        NotKeptError: it is too large, empty, or not a PDF.
    """
    files = folder / FILES
    digest, size, head = hashlib.sha256(), 0, b""
    handle, temporary = tempfile.mkstemp(prefix=".upload-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            async for piece in pieces:
                size += len(piece)
                if size > largest_mib * 2**20:
                    raise NotKeptError(f"The file is larger than {largest_mib} MiB.", 413)
                head = (head + piece)[:HEADER_BYTES] if len(head) < HEADER_BYTES else head
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if not is_pdf(head):
            raise NotKeptError("The body of the request is not a PDF.", 415)
        Path(temporary).replace(files / f"{digest.hexdigest()}.pdf")
    finally:
        Path(temporary).unlink(missing_ok=True)
    received = Received(
        f"sha256:{digest.hexdigest()}",
        _shown(name) or "upload.pdf",
        kind,
        by,
        datetime.now(UTC).isoformat(timespec="seconds"),
        size,
    )
    with (folder / RECORD).open("a", encoding="utf-8") as record:
        record.write(to_json(received) + "\n")
        record.flush()
        os.fsync(record.fileno())
    return received


def make_ready(folder: Path) -> None:
    """Make a folder to which uploads can be added.

    A last line that a crash cut short is taken out of the record: its upload was not answered,
    and the next one must not be written behind it.

    Raises:
        OutputError: the folder cannot be written.
    """
    try:
        (folder / FILES).mkdir(parents=True, exist_ok=True)
        with (folder / RECORD).open("ab+") as record:
            record.seek(0)
            record.truncate(record.read().rfind(b"\n") + 1)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written ({error.strerror}); give another folder with --uploads"
        ) from error


def received(folder: Path) -> dict[str, Received]:
    """Return the uploads of a folder by document id, of the same file the newest, oldest first.

    Raises:
        ResultsError: the record cannot be read; the message names the line.
    """
    found: dict[str, Received] = {}
    for one in read_lines(folder / RECORD, Received):
        found.pop(one.document_id, None)
        found[one.document_id] = one
    return found


def _shown(name: str) -> str:
    """A name that is one line of printable characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[:_LONGEST_NAME]
