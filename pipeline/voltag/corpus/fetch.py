"""Fetching what a manifest lists into a folder, politely and without losing anything."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from queue import SimpleQueue
from threading import Event
from urllib.parse import unquote, urlsplit

from urllib3 import PoolManager

from voltag.batch.manifest import Row
from voltag.batch.whole_files import OutputError, write_file
from voltag.corpus.download import DownloadError, Manners, Status, download, http_pool, is_good
from voltag.corpus.writing import manifest_text
from voltag.records import to_json_lines

MANIFEST = "manifest.csv"
RECORD = "fetched.jsonl"
_HOSTS_AT_ONCE = 4
_UNSAFE = re.compile(r"[^A-Za-z0-9.\-\u00c0-\u024f\u3400-\u9fff]+")
_LONGEST_NAME = 120
_MOST_BYTES = 230
"""Of a name: file systems take 255 with what is put before and after it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one line of a manifest: a line of ``fetched.jsonl``."""

    line: int
    url: str
    path: str
    """The file's name in the folder; empty where there is none."""
    status: Status
    sha256: str
    message: str
    """What is wrong, and what to do about it; empty where nothing is."""


def fetch(
    rows: Sequence[Row],
    folder: Path,
    manners: Manners,
    *,
    on_result: Callable[[Fetched], None] | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> tuple[Fetched, ...]:
    """Fetch the documents of ``rows`` into ``folder``.

    A good file that is there is kept: it is never written over. ``folder`` gets the files, a
    ``manifest.csv`` for ``voltag classify --manifest`` with their paths and hashes, and
    ``fetched.jsonl`` with what became of each line. On Ctrl-C what has come is kept, and both
    are written.

    Args:
        rows: The lines of the manifest.
        folder: Where to; made if need be.
        manners: How servers are asked.
        on_result: Told of each line as it is done.
        on_bytes: Told how many bytes came, now and then; from several threads.

    Raises:
        OutputError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written ({error.strerror})") from error
    done: dict[int, Fetched] = {}
    try:
        with closing(_results(rows, folder, manners, on_bytes)) as results:
            for index, result in results:
                done[index] = result
                if on_result is not None:
                    on_result(result)
    finally:
        _write(folder, rows, done)
    return tuple(done[index] for index in sorted(done))


def _results(
    rows: Sequence[Row],
    folder: Path,
    manners: Manners,
    on_bytes: Callable[[int], None] | None,
) -> Generator[tuple[int, Fetched], None, None]:
    """Yield what becomes of each row as it is done; each host is asked by one thread."""
    names = file_names(rows)
    by_host: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        if row.url:
            by_host[urlsplit(row.url).netloc.casefold()].append(index)
        else:
            message = "the manifest has no address for it; look for one and put it there"
            yield index, Fetched(row.line, "", "", "no_url", row.sha256, message)
    stop = Event()
    done: SimpleQueue[tuple[int, Fetched] | Exception | None] = SimpleQueue()

    def ask(indices: list[int]) -> None:
        try:
            pool = http_pool(manners)
            asked = False
            for index in indices:
                row, path = rows[index], folder / names[index]
                result = _kept(row, path)
                if result is None:
                    if (asked and stop.wait(manners.delay)) or stop.is_set():
                        return
                    asked = True
                    result = _fetch_one(row, path, manners, pool, on_bytes)
                done.put((index, result))
        except Exception as error:
            done.put(error)
        finally:
            done.put(None)

    with ThreadPoolExecutor(max(min(len(by_host), _HOSTS_AT_ONCE), 1)) as threads:
        for indices in by_host.values():
            threads.submit(ask, indices)
        try:
            asking = len(by_host)
            while asking:
                item = done.get()
                if item is None:
                    asking -= 1
                elif isinstance(item, Exception):
                    raise item
                else:
                    yield item
        finally:
            stop.set()


def _kept(row: Row, path: Path) -> Fetched | None:
    """What is said of a file that is there already; None where there is none."""
    if not path.is_file():
        return None
    good, found = is_good(path, row.sha256)
    if good:
        return Fetched(row.line, row.url, path.name, "kept", found, "")
    message = (
        f"{path.name} is there and is not the file of the manifest (SHA-256 {found}); it was left"
        " alone: move it away to fetch anew"
    )
    return Fetched(row.line, row.url, "", "wrong_hash", row.sha256, message)


def _fetch_one(
    row: Row,
    path: Path,
    manners: Manners,
    pool: PoolManager,
    on_bytes: Callable[[int], None] | None,
) -> Fetched:
    try:
        found = download(pool, row.url, path, row.sha256, manners, on_bytes)
    except DownloadError as error:
        return Fetched(row.line, row.url, "", error.status, row.sha256, str(error))
    except OSError as error:
        reason = f"it cannot be written ({error.strerror})"
        return Fetched(row.line, row.url, "", "failed", row.sha256, reason)
    return Fetched(row.line, row.url, path.name, "fetched", found, "")


def file_names(rows: Sequence[Row]) -> list[str]:
    """Return a file name for each row: what the manifest says of it, or its address's own.

    A name stays the same when lines are added to the manifest, unless two rows would have the
    same one: those carry a piece of the hash of their address.
    """
    plain = [_plain_name(row) for row in rows]
    counts = Counter(name.casefold() for name in plain)
    return [
        f"{name}-{hashlib.sha256(row.url.encode('utf-8')).hexdigest()[:8]}.pdf"
        if counts[name.casefold()] > 1
        else f"{name}.pdf"
        for row, name in zip(rows, plain, strict=True)
    ]


def _plain_name(row: Row) -> str:
    if row.path:
        return _safe(PurePosixPath(row.path).name)
    given = row.given
    if given.country and given.year:
        parts = (given.kind and given.kind.value, given.country, str(given.year), given.language)
        return "-".join(part for part in parts if part)
    return _safe(PurePosixPath(unquote(urlsplit(row.url).path)).name)


def _safe(name: str) -> str:
    """A file name without its ending that cannot be a path, a hidden file or an option."""
    stem = name[:-4] if name.lower().endswith(".pdf") else name
    safe = _UNSAFE.sub("-", stem).strip(".-")[:_LONGEST_NAME]
    return safe.encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore") or "document"


def _write(folder: Path, rows: Sequence[Row], done: dict[int, Fetched]) -> None:
    """Write the manifest of what the folder has, and the record of this run."""
    placed = []
    for index, row in enumerate(rows):
        result = done.get(index)
        if result is not None and result.path:
            placed.append(replace(row, path=result.path, sha256=result.sha256))
        else:
            placed.append(replace(row, path=""))
    write_file(folder / MANIFEST, ("\ufeff" + manifest_text(placed)).encode("utf-8"))
    write_file(folder / RECORD, to_json_lines(done[i] for i in sorted(done)).encode("utf-8"))
