"""One file from one address: resumed where it broke off, checked, put in place whole."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, ResponseError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry, Timeout

from voltag.batch import addresses
from voltag.ingest.files import HEADER_BYTES, is_pdf

AGENT = f"{addresses.AGENT} (reads public documents named in a manifest; one connection a host)"
_CHUNK = 2**16
_BUSY = (429, 500, 502, 503, 504)
"""Answers after which the same question may be put again (RFC 9110, RFC 6585)."""

Status = Literal["fetched", "kept", "no_url", "failed", "not_a_pdf", "wrong_hash", "too_large"]


@dataclass(frozen=True, slots=True)
class Manners:
    """How a server is asked: all times in seconds."""

    delay: float = 1.0
    """Between two requests to one host."""
    timeout: float = 60.0
    """Without a byte, until a request is given up."""
    retries: int = 4
    """Times that a request is repeated, with growing pauses, when the server is busy or the
    connection breaks."""
    longest_wait: float = 300.0
    """What a server that names a waiting time may ask for; beyond it the file is given up."""
    largest_mib: int = 1024
    """Mebibytes above which a file is not fetched on."""


class DownloadError(Exception):
    """A file that could not be had."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status: Status = status


class _Patience(Retry):
    """Repeats as :class:`urllib3.util.Retry` does, but does not wait for hours."""

    longest = 300.0

    def new(self, **kw: Any) -> "_Patience":  # noqa: ANN401 - as in urllib3
        made: _Patience = super().new(**kw)
        made.longest = self.longest
        return made

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Return the seconds that the server asks to wait."""
        seconds = super().get_retry_after(response)
        if seconds is not None and seconds > self.longest:
            raise DownloadError(
                "failed",
                f"the server asks to wait {seconds:.0f} seconds; run the command again after that",
            )
        return seconds


def http_pool(manners: Manners) -> urllib3.PoolManager:
    """Return connections with these manners, one to each host."""
    return urllib3.PoolManager(
        maxsize=1,
        block=True,
        headers={"User-Agent": AGENT, "Accept": "application/pdf, */*;q=0.5"},
        timeout=Timeout(connect=min(manners.timeout, 30.0), read=manners.timeout),
    )


def patience(manners: Manners) -> Retry:
    """Return how often and after what pauses a request is repeated."""
    made = _Patience(
        total=manners.retries,
        redirect=5,
        status_forcelist=_BUSY,
        backoff_factor=manners.delay,
        backoff_max=manners.longest_wait,
        respect_retry_after_header=True,
        raise_on_status=False,
        remove_headers_on_redirect=["Cookie", "Authorization"],
    )
    made.longest = manners.longest_wait
    return made


def download(
    pool: urllib3.PoolManager,
    url: str,
    path: Path,
    sha256: str,
    manners: Manners,
    progress: Callable[[int], None] | None = None,
) -> str:
    """Fetch ``url`` into ``path``; return the SHA-256 of the file, hexadecimal.

    What came before the connection broke stays beside ``path`` as ``.part``, and the rest is
    asked for, now and in later runs, if the server says that it is still the same file.

    Args:
        pool: The connections.
        url: The address.
        path: Where the file is to be; nothing must be there.
        sha256: What its hash must be, hexadecimal; empty where it is not known.
        manners: How the server is asked.
        progress: Called with the number of bytes of each piece as it comes.

    Raises:
        DownloadError: the file could not be had, or is not the one that was wanted.
    """
    part = path.with_name(f".{path.name}.part")
    retry = patience(manners)
    while True:
        try:
            _fetch(pool, url, part, manners, retry, progress)
            break
        except _BrokenError as error:
            try:
                retry = retry.increment("GET", url, error=error)
            except (MaxRetryError, HTTPError):
                raise DownloadError(
                    "failed",
                    f"the connection broke {manners.retries + 1} times; run the command again"
                    " to go on",
                ) from error
            retry.sleep()
    return _put_in_place(part, path, sha256)


class _BrokenError(HTTPError):
    """The connection broke within the file."""


def _fetch(
    pool: urllib3.PoolManager,
    url: str,
    part: Path,
    manners: Manners,
    retry: Retry,
    progress: Callable[[int], None] | None,
) -> None:
    """Ask for what ``part`` does not have yet, and write it there."""
    have, validator = _kept(part, url)
    # Compressed on the way, a range would be of the compressed file.
    headers = {**pool.headers, "Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    try:
        response = pool.request(
            "GET", url, headers=headers, preload_content=False, retries=retry, redirect=True
        )
    except (MaxRetryError, HTTPError) as error:
        reason = getattr(error, "reason", None) or error
        word = "too many redirects" if isinstance(reason, ResponseError) else type(reason).__name__
        raise DownloadError("failed", f"the server cannot be reached ({word})") from error
    try:
        if response.status == 416 and have:
            # Nothing is missing any more, or the file has become shorter: begin anew.
            _forget(part)
            raise _BrokenError("the part that was kept is of another file")
        if response.status not in (200, 206):
            raise DownloadError("failed", f"the server answered {response.status}{_why(response)}")
        if response.status == 200:
            have = 0
        elif _first_byte(response) != have:
            _forget(part)
            raise _BrokenError("the server sent another part than was asked for")
        _write(response, part, have, url, manners, progress)
    finally:
        response.release_conn()
        response.close()


def _write(
    response: BaseHTTPResponse,
    part: Path,
    have: int,
    url: str,
    manners: Manners,
    progress: Callable[[int], None] | None,
) -> None:
    limit = manners.largest_mib * 2**20
    validator = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
    if validator.startswith("W/"):
        validator = ""  # a weak one does not say that the bytes are the same (RFC 9110, 13.1.5)
    _notes(part).write_text(json.dumps({"url": url, "validator": validator}), encoding="utf-8")
    with part.open("r+b" if have else "wb") as file:
        file.seek(have)
        file.truncate()
        try:
            for piece in response.stream(_CHUNK):
                file.write(piece)
                have += len(piece)
                if progress is not None:
                    progress(len(piece))
                if have > limit:
                    break
        except HTTPError as error:
            raise _BrokenError(str(error)) from error
    if have > limit:
        _forget(part)
        raise DownloadError(
            "too_large",
            f"the file is larger than {manners.largest_mib} MiB; raise --max-mib if it should be",
        )


def _put_in_place(part: Path, path: Path, sha256: str) -> str:
    says_so, found = _read(part)
    if not says_so:
        _forget(part)
        raise DownloadError(
            "not_a_pdf", "what the server sent is not a PDF; open the address in a browser"
        )
    if sha256 and found != sha256:
        _forget(part)
        raise DownloadError(
            "wrong_hash",
            f"the file has another SHA-256 ({found}) than the manifest says; if it is a new version"
            " that you trust, put that in the manifest",
        )
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    _forget(part)
    return found


def is_good(path: Path, sha256: str) -> tuple[bool, str]:
    """Say whether ``path`` is a PDF with that hash (any, where it is empty), and its hash."""
    says_so, found = _read(path)
    return says_so and sha256 in ("", found), found


def _read(path: Path) -> tuple[bool, str]:
    """Whether a file says that it is a PDF, and its hash."""
    with path.open("rb") as file:
        says_so = is_pdf(file.read(HEADER_BYTES))
        file.seek(0)
        return says_so, hashlib.file_digest(file, "sha256").hexdigest()


def _kept(part: Path, url: str) -> tuple[int, str]:
    """How many bytes are there of an earlier try that can be gone on with, and of which file."""
    try:
        notes = json.loads(_notes(part).read_text(encoding="utf-8"))
        if notes["url"] == url and notes["validator"]:
            return part.stat().st_size, notes["validator"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return 0, ""


def _notes(part: Path) -> Path:
    return part.with_suffix(".notes")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _notes(part).unlink(missing_ok=True)


def _first_byte(response: BaseHTTPResponse) -> int | None:
    unit, _, span = response.headers.get("Content-Range", "").partition(" ")
    start = span.partition("-")[0]
    return int(start) if unit == "bytes" and start.isdecimal() else None


def _why(response: BaseHTTPResponse) -> str:
    return {
        401: ": it wants a password",
        403: ": it refuses; open the address in a browser",
        404: ": there is no such file; look for its new address",
        410: ": the file is gone",
        429: ": it is asked too often; try later",
    }.get(response.status, "")
