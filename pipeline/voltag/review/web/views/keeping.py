"""Files to keep elsewhere: a backup of the database, and what was decided, while in use."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from voltag.review.store import Store, StoreError
from voltag.review.store.exporting import ExportFormat
from voltag.review.web.answers import RefusedError
from voltag.review.web.rendering import desk
from voltag.review.web.views.people import require_steward

PIECE_BYTES = 2**20
"""Bytes that are sent at a time."""
EXPORTS: dict[str, tuple[ExportFormat, str]] = {
    "annotations.jsonl": ("annotations", "application/x-ndjson"),
    "log.csv": ("csv", "text/csv; charset=utf-8"),
    "log.jsonl": ("jsonl", "application/x-ndjson"),
}
"""Format and media type of each file that decisions are exported to."""


def backup(request: Request) -> Response:
    """Answer with a copy of the whole database as it is at this moment."""
    require_steward(request)
    file, size = _copied(desk(request).store)
    headers = _saved_as("review.sqlite3") | {"content-length": str(size)}
    return StreamingResponse(_pieces(file), media_type="application/vnd.sqlite3", headers=headers)


def export(request: Request) -> Response:
    """Answer with the decisions as one of ``EXPORTS``."""
    require_steward(request)
    name = request.path_params["name"]
    if name not in EXPORTS:
        raise RefusedError("There is no such page.", 404)
    format_name, media_type = EXPORTS[name]
    content = desk(request).store.export(format_name)
    return Response(content, media_type=media_type, headers=_saved_as(name))


def _copied(store: Store) -> tuple[BinaryIO, int]:
    """A copy of the database, opened, and its bytes; it is gone once it is closed.

    It is made beside the database, where there is room for it, and has no name any more when
    it is sent, so that nothing is left of it whatever happens to the server.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=store.path.parent) as folder:
            path = Path(folder) / "copy"
            store.backup(path)
            return path.open("rb"), path.stat().st_size
    except OSError as error:
        raise StoreError(f"The backup cannot be written ({error.strerror}).") from error


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _saved_as(name: str) -> dict[str, str]:
    """Headers by which a browser saves the answer under ``name`` with the day (UTC)."""
    stem, _, ending = name.partition(".")
    day = datetime.now(UTC).date().isoformat()
    return {"content-disposition": f'attachment; filename="voltag-{stem}-{day}.{ending}"'}
