"""Pages on demand: from the cache, or drawn in a worker process with limits.

A PDF is hostile input. It is opened only in a process that has a limit of memory and that is
stopped when a page takes too long; the server goes on whatever the file does.
"""

import multiprocessing
import signal
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import TimeoutError
from pathlib import Path
from typing import Generic, TypeVar

from pebble import ProcessPool

from voltag.batch.workers import limit_memory
from voltag.ingest.words import PageWords
from voltag.review.web.pages.drawing import NoPageError, PageError, draw, nearest_width, words
from voltag.review.web.pages.files import PdfFiles
from voltag.settings import Limits

PICTURE_BYTES = 64 * 2**20
"""Bytes of encoded pictures that are kept."""
WORD_PAGES = 200
"""Pages whose words are kept."""
V = TypeVar("V")
R = TypeVar("R")


class Recent(Generic[V]):
    """The values that were used last, up to a total weight. Safe to use from threads."""

    def __init__(self, most: int) -> None:
        """Keep values of a total weight of at most ``most``."""
        self._most = most
        self._total = 0
        self._kept: OrderedDict[object, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object) -> V | None:
        """Return the value kept under ``key``, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: object, value: V, weight: int) -> None:
        """Keep ``value``; what was not used for longest goes first."""
        with self._lock:
            if key in self._kept:
                self._total -= self._kept.pop(key)[1]
            self._kept[key] = (value, weight)
            self._total += weight
            while self._total > self._most and len(self._kept) > 1:
                self._total -= self._kept.popitem(last=False)[1][1]


class Pages:
    """Draws pages and reads their words. Use it in a ``with`` statement, or close it."""

    def __init__(self, files: PdfFiles, limits: Limits) -> None:
        """Show pages of ``files``; the worker starts with the first page that is asked for."""
        self._files = files
        self._limits = limits
        self._pictures: Recent[bytes] = Recent(PICTURE_BYTES)
        self._words: Recent[PageWords] = Recent(WORD_PAGES)
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None

    def picture(self, document_id: str, page: int, width: int) -> bytes:
        """Return page ``page`` of a document as a JPEG, ``width`` pixels wide.

        Raises:
            PageError: there is no such file or page, or it cannot be drawn within the limits.
        """
        key = (document_id, page, width)
        kept = self._pictures.get(key)
        if kept is None:
            kept = self._work(draw, self._file(document_id), page, width)
            self._pictures.put(key, kept, len(kept))
        return kept

    def words(self, document_id: str, page: int) -> PageWords:
        """Return the words of page ``page`` of a document with their places.

        Raises:
            PageError: there is no such file or page, or it cannot be read within the limits.
        """
        key = (document_id, page)
        kept = self._words.get(key)
        if kept is None:
            seconds = self._limits.page_seconds
            kept = self._work(words, self._file(document_id), page, seconds)
            self._words.put(key, kept, 1)
        return kept

    def start(self) -> None:
        """Start the worker ahead of the first page that is asked for."""
        self._running()

    def close(self) -> None:
        """Stop the worker."""
        with self._lock:
            if self._pool is not None:
                self._pool.stop()  # type: ignore[no-untyped-call]
                self._pool.join()
                self._pool = None

    def _file(self, document_id: str) -> Path:
        path = self._files.find(document_id)
        if path is None:
            raise NoPageError(
                "The PDF is not where it was read from. Start voltag review with --pdfs and the"
                " folder that it is in now; it is known again by its hash."
            )
        return path

    def _work(self, function: Callable[..., R], path: Path, page: int, last: object) -> R:
        seconds = self._limits.page_seconds
        try:
            future = self._running().schedule(function, args=(path, page, last), timeout=seconds)
            result: R = future.result()
        except TimeoutError as error:
            raise PageError(f"The page took longer than {seconds:g} seconds.") from error
        except PageError:
            raise
        except Exception as error:
            # Whatever the file does to its reader costs this page, not the server.
            raise PageError(f"The page cannot be shown ({type(error).__name__}).") from error
        return result

    def _running(self) -> ProcessPool:
        with self._lock:
            if self._pool is None or not self._pool.active:
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload([draw.__module__])
                self._pool = ProcessPool(
                    max_workers=1,
                    initializer=_start,
                    initargs=(self._limits.memory_mib,),
                    context=context,
                )
                # A worker starts with its first task.
                self._pool.schedule(nearest_width, args=(1,))
            return self._pool


def _start(memory_mib: int) -> None:
    # Ctrl-C reaches the whole process group; the server alone decides what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(memory_mib)
