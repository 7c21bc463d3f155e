"""The bytes of a document, on this machine or another."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voltag.batch.paths import Input
from voltag.ingest.content import document_id_of as id_of_path
from voltag.settings import Limits


@contextmanager
def local_file(item: Input, limits: Limits, folder: Path | None) -> Iterator[Path]:
    """Yield where the file of ``item`` is on this machine: itself, or a copy in ``folder``.

    Raises:
        RemoteError: it is on another machine, and cannot be had.
    """
    if item.remote is None:
        yield item.path
        return
    from voltag.batch.remote import local_copy

    with local_copy(item.remote, limits.file_mib * 2**20, folder) as path:
        yield path


def document_id_of(item: Input, limits: Limits) -> str | None:
    """Return the document id of a file; None for one that cannot be read."""
    if item.remote is None:
        return id_of_path(item.path)
    from voltag.batch.remote import document_id_of as id_of_remote

    return id_of_remote(item.remote, limits.file_mib * 2**20)
