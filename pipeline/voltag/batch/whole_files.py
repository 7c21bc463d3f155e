"""Files that come into their place whole or not at all."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


class OutputError(Exception):
    """A file or folder that cannot be written; the message says why, and what to do if known."""


@contextmanager
def new_file(path: Path, *, sync: bool = True) -> Iterator[IO[bytes]]:
    """Yield a file that comes into its place at ``path`` once it is written whole.

    The folder that it is in is made, and none above that: a result folder that went away while
    a run goes on is not made again. With ``sync`` the disk has the file before it is in place.

    Raises:
        OutputError: it cannot be written; what stood there before is untouched then.
    """
    temporary = path.with_name(f".{path.name}.new")
    with _told(path):
        try:
            path.parent.mkdir(exist_ok=True)
            with temporary.open("wb") as file:
                yield file
                file.flush()
                if sync:
                    os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def replace_file(path: Path, chunks: Iterable[bytes], *, sync: bool = True) -> None:
    """Put ``chunks`` at ``path``, as :func:`new_file` does.

    Raises:
        OutputError: it cannot be written; what stood there before is untouched then.
    """
    with new_file(path, sync=sync) as file:
        for chunk in chunks:
            file.write(chunk)


def write_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``; all folders above it are made.

    For what can be made again: it is not waited for until the disk has it.

    Raises:
        OutputError: it cannot be written; what stood there before is untouched then.
    """
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, [content], sync=False)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror})") from error
