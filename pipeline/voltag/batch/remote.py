"""Files on other machines, by fsspec (extra ``remote``): found, copied, known again.

fsspec speaks the protocol, with a package that the user chooses (s3fs, gcsfs, adlfs ...) and the
credentials that this package looks for in its own places. What it says when something fails may
have an address in it, with its secrets; that is never passed on.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

import fsspec
from fsspec.core import url_to_fs

from voltag.batch.addresses import AGENT, Address, RemoteError, RemoteFile
from voltag.batch.stamps import Stamp
from voltag.batch.whole_files import OutputError

_CHUNK = 2**20
_HASH_DIGITS = 16
_VERSIONS = (
    "ETag",
    "etag",
    "md5Hash",
    "md5",
    "Content-MD5",
    "content_md5",
    "crc32c",
    "generation",
    "VersionId",
)
"""What file systems call that which changes whenever a file does."""
_TIMES = (
    "LastModified",
    "last_modified",
    "Last-Modified",
    "mtime",
    "modified",
    "updated",
    "created",
)
_SKEW = 60_000_000_000
"""Nanoseconds by which the clock of another machine may be wrong."""
_HTTP = {"headers": {"Accept-Encoding": "identity", "User-Agent": AGENT}}
_OPTIONS = {"http": _HTTP, "https": _HTTP}
"""What file systems are opened with: compressed on the way, a file has another size."""
_FILES_ONLY = ("http", "https")
"""Protocols without folders: an address is a file."""


def find_files(address: Address, hidden: tuple[str, ...]) -> list[RemoteFile]:
    """Return the PDFs at ``address``.

    A folder is searched with its sub-folders for names that end in ``.pdf``, and passes over
    those that begin with one of ``hidden``. A file is taken whatever it is called.

    Raises:
        RemoteError: nothing is there, or it cannot be reached.
    """
    system, root = file_system(address)
    moment = now()
    with told_of(address.shown):
        system.invalidate_cache()
        about = system.info(root)
        if about["type"] != "directory" or address.protocol in _FILES_ONLY:
            return [RemoteFile(address, root, address.shown, stamp_of(about, moment))]
        inside = system.find(root, detail=True)
    found = []
    for path, about in inside.items():
        below = path[len(root.rstrip("/")) :].strip("/")
        parts = below.split("/")
        wanted = parts[-1].lower().endswith(".pdf") and not any(
            part.startswith(hidden) for part in parts
        )
        if wanted and about["type"] == "file":
            name = f"{address.shown}/{below}".encode("utf-8", "replace").decode("utf-8")
            found.append(RemoteFile(address, path, name, stamp_of(about, moment)))
    return found


@contextmanager
def local_copy(remote: RemoteFile, most: int, folder: Path | None = None) -> Iterator[Path]:
    """Yield a copy of a file on this machine, in ``folder``, that is gone afterwards.

    Of a file of more than ``most`` bytes a little more than these is copied, so that whoever
    reads it sees that it is too large.

    Raises:
        RemoteError: it cannot be had, or was changed while it was copied.
    """
    with TemporaryDirectory(prefix="voltag-", dir=folder, ignore_cleanup_errors=True) as own:
        path = Path(own) / "document.pdf"
        with path.open("wb") as file:
            for chunk in _chunks(remote, most):
                _write(file, chunk)
        yield path


def document_id_of(remote: RemoteFile, most: int) -> str | None:
    """Return the document id of a file; None for one that cannot be had or is too large."""
    digest, size = hashlib.sha256(), 0
    try:
        for chunk in _chunks(remote, most):
            digest.update(chunk)
            size += len(chunk)
    except RemoteError:
        return None
    return None if size > most else f"sha256:{digest.hexdigest()}"


def stamp_of(about: Mapping[str, Any], now: int) -> Stamp | None:
    """Return the stamp of a file as its file system tells ``about`` it.

    In place of an inode stands what the system says of the version (an ETag or a checksum);
    without that, the time of change, with room for clocks that are wrong; without both, a stamp
    that is never surely the same.
    """
    size = about.get("size")
    if not isinstance(size, int):
        return None
    version = next((str(about[name]) for name in _VERSIONS if about.get(name)), "")
    if version and not version.startswith("W/"):  # a weak one: other bytes may have it too
        token = int(hashlib.sha256(version.encode()).hexdigest()[:_HASH_DIGITS], 16)
        return Stamp(size, 0, 0, token, now)
    changed = next((m for name in _TIMES if (m := _moment(about.get(name))) is not None), None)
    if changed is None:
        return Stamp(size, 0, 0, 0, 0)
    return Stamp(size, changed, changed + _SKEW, 0, now)


def _moment(value: object) -> int | None:
    """A time of change in nanoseconds since 1970, however a file system tells it."""
    try:
        if isinstance(value, str):
            value = _date(value)
        if isinstance(value, datetime):
            value = (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
        return int(value * 1_000_000_000) if isinstance(value, (int, float)) else None
    except (ValueError, OverflowError):
        return None


def _date(text: str) -> datetime:
    """A date as ISO 8601 or HTTP write it."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)


def _chunks(remote: RemoteFile, most: int) -> Iterator[bytes]:
    """Yield the bytes of a file, not many more than ``most``.

    Raises:
        RemoteError: it cannot be had, or was changed meanwhile.
    """
    system, _ = file_system(remote.address)
    with told_of(remote.name):
        before = _look(system.info(remote.path))
        size = 0
        with system.open(remote.path, "rb") as file:
            while size <= most and (chunk := file.read(_CHUNK)):
                size += len(chunk)
                yield chunk
        if size > most:
            return
        system.invalidate_cache()
        if _look(system.info(remote.path)) != before or before[0] not in (None, size):
            raise RemoteError(
                "changed",
                "The file changed while it was copied; classify it again once it is complete.",
            )


def _look(about: Mapping[str, Any]) -> tuple[int | None, Stamp | None]:
    return about.get("size"), stamp_of(about, 0)


def _write(file: IO[bytes], chunk: bytes) -> None:
    try:
        file.write(chunk)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise RemoteError(
            "unreachable", f"There is no room for a copy on this machine ({reason})."
        ) from None


def file_system(address: Address) -> tuple[fsspec.AbstractFileSystem, str]:
    """The file system of an address, and where in it the address leads.

    Raises:
        RemoteError: there is no such protocol, or the package for it is not installed.
    """
    if "::" in address.url:
        raise RemoteError(
            "unknown_protocol", "Addresses inside one another (::) are not read; copy the files."
        )
    try:
        system, root = url_to_fs(address.url, **_OPTIONS.get(address.protocol, {}))
    except ImportError:
        raise RemoteError(
            "unknown_protocol",
            f"A package for {address.protocol}:// is missing: {_package(address.protocol)}.",
        ) from None
    except ValueError:
        raise RemoteError(
            "unknown_protocol",
            f"{address.protocol}:// is no protocol that fsspec knows; check the address.",
        ) from None
    except Exception as error:
        raise RemoteError("unreachable", _reason(error)) from None
    return system, cast(str, root)


def _package(protocol: str) -> str:
    """What to install for a protocol, in fsspec's words."""
    from fsspec.registry import known_implementations

    told = known_implementations.get(protocol, {}).get("err", "")
    return str(told).rstrip(".") or "see fsspec's documentation for its name"


@contextmanager
def told_of(name: str) -> Iterator[None]:
    """Turn whatever a file system raises into an error without secrets.

    A protocol's package may raise anything, of its own kind or of a library below it.
    """
    try:
        yield
    except (RemoteError, OutputError, MemoryError):
        raise
    except FileNotFoundError as error:
        if (hindrance := _hindrance(error)) is not None:
            raise RemoteError("unreachable", f"{name}: {_reason(hindrance)}") from None
        raise RemoteError("missing", f"Nothing is at {name}; check the address.") from None
    except PermissionError:
        raise RemoteError(
            "unreachable", f"{name} may not be read; check the credentials of this machine."
        ) from None
    except Exception as error:
        raise RemoteError("unreachable", f"{name}: {_reason(error)}") from None


def _hindrance(error: FileNotFoundError) -> Exception | None:
    """What kept the server from being asked, or from answering; None where nothing is there.

    fsspec's ``http`` says of whatever goes wrong that the file is not there, and names the cause.
    """
    cause = error.__cause__
    if isinstance(cause, FileNotFoundError) or not isinstance(cause, Exception):
        return None
    status = getattr(cause, "status", None)
    failed = isinstance(status, int) and status not in (404, 410)
    return cause if failed or isinstance(cause, OSError) else None


def _reason(error: Exception) -> str:
    number = error.errno if isinstance(error, OSError) else None
    reason = os.strerror(number) if isinstance(number, int) and number > 0 else type(error).__name__
    return f"It cannot be reached ({reason}); check the address and the network."


def now() -> int:
    """The time, in nanoseconds since 1970."""
    return int(datetime.now(UTC).timestamp() * 1_000_000_000)
