"""Worker processes, each with its own limits of time and memory.

A PDF is hostile input: it is parsed in a process that can be stopped. Pebble's pool is used
instead of ``concurrent.futures`` because it stops a worker that takes too long and goes on
when one dies, where the standard pool breaks.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from voltag.batch.classify_document import classify_document, failed_result
from voltag.batch.paths import Input
from voltag.batch.results import DocumentResult
from voltag.classify.model import Model
from voltag.classify.persist import load_model
from voltag.ingest import OcrMode
from voltag.ingest.content import document_id_of
from voltag.ingest.ocr import ocr_problem
from voltag.settings import Settings
from voltag.types import Given, Kind, Problem

Work = Callable[[Path, str, Model, Settings, Given, OcrMode], DocumentResult]
"""What is done with one document: file, name in the output, model, settings, what is given,
which pages are read by OCR."""

_BEAT = 0.2
"""Seconds after which the wait for a document looks whether the run is to stop."""
_AHEAD = 2
"""Documents handed out at a time for each worker. Handing out all at once would keep all
their results in memory, and leave those that are not begun without an end when the pool
breaks."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every document of a run has in common."""

    model_folder: Path
    model_id: str
    settings: Settings
    kind: Kind | None = None
    work: Work = classify_document
    """Workers look it up by its name, so it has to stand at the top of a module."""
    given: Mapping[str, Given] = field(default_factory=dict)
    """What a manifest says of documents, by their names in the output."""
    ocr: OcrMode = "off"
    timeout: float | None = None
    """Seconds that one document may take, where the user has said so."""

    @property
    def seconds(self) -> float:
        """Seconds that one document may take, with its OCR where there may be any."""
        if self.timeout is not None:
            return self.timeout
        may_read = self.ocr != "off" and ocr_problem() is None
        more = self.settings.ocr.document_seconds if may_read else 0.0
        return self.settings.limits.document_seconds + more

    def given_of(self, name: str) -> Given:
        """What the user says of one document; a manifest stands before ``kind`` for all."""
        given = self.given.get(name)
        if given is None:
            return Given(kind=self.kind)
        return given if given.kind is not None else replace(given, kind=self.kind)


_job: Job | None = None
_model: Model | None = None


def _start_worker(job: Job) -> None:
    """Set the limits of this worker and load the model once for all its documents."""
    global _job, _model
    # Ctrl-C reaches the whole process group; the parent alone decides what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _job = job
    _model = load_model(job.model_folder)
    limit_memory(job.settings.limits.memory_mib)


def limit_memory(mebibytes: int) -> None:
    """Limit this process's data; where the system has no such limit, there is none."""
    try:
        import resource
    except ImportError:
        return
    # Data, not address space: libraries map far more than they touch.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (mebibytes * 2**20, mebibytes * 2**20))


def _work(item: Input) -> DocumentResult:
    assert _job is not None
    assert _model is not None
    return _job.work(
        item.path, item.name, _model, _job.settings, _job.given_of(item.name), _job.ocr
    )


def run(
    inputs: Sequence[Input],
    job: Job,
    workers: int,
    stop: Callable[[], bool] = lambda: False,
) -> Generator[DocumentResult, None, None]:
    """Classify ``inputs`` in ``workers`` processes; yield each result as soon as it is there.

    There are never more processes than documents. A document that takes longer than
    ``job.seconds``, more memory than ``limits.memory_mib``, kills its worker or
    raises gives a result with status ``failed``; the others are not touched. Once ``stop``
    tells so, what is finished is yielded and the rest is given up.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    processes = max(min(workers, len(inputs)), 1)
    pool = ProcessPool(
        max_workers=processes, initializer=_start_worker, initargs=(job,), context=context
    )
    waiting = deque(inputs)
    begun: dict[Future[DocumentResult], Input] = {}
    finished = False
    try:
        while waiting or begun:
            stopping = stop()
            while waiting and len(begun) < processes * _AHEAD and not stopping:
                item = waiting.popleft()
                begun[_schedule(pool, item, job)] = item
            wait(begun, timeout=0 if stopping else _BEAT, return_when=FIRST_COMPLETED)
            for future in [future for future in begun if future.done()]:
                yield _result(future, begun.pop(future), job)
            if stopping:
                break
        finished = not waiting and not begun
    finally:
        if finished:
            pool.close()  # type: ignore[no-untyped-call]
        else:
            pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _schedule(pool: ProcessPool, item: Input, job: Job) -> "Future[DocumentResult]":
    """Hand ``item`` out; where the pool is beyond use, return a future that says so."""
    try:
        return pool.schedule(_work, args=(item,), timeout=job.seconds)
    except RuntimeError as error:
        broken: Future[DocumentResult] = Future()
        broken.set_exception(BrokenProcessPool(str(error)))
        return broken


def _result(future: "Future[DocumentResult]", item: Input, job: Job) -> DocumentResult:
    try:
        return future.result()
    except Exception as error:
        # One bad document costs that document, whatever is wrong with it.
        word, message = _explain(error, job)
        problem = Problem(item.name, document_id_of(item.path), None, "document", word, message)
        return failed_result(
            item.name, problem, job.settings, job.model_id, job.given_of(item.name)
        )


def _explain(error: Exception, job: Job) -> tuple[str, str]:
    """The word for programs and the sentence for people on a document without a result."""
    limits = job.settings.limits
    if isinstance(error, TimeoutError):
        return "timeout", (
            f"Reading took longer than {job.seconds:g} seconds and was stopped;"
            " give it more with --timeout."
        )
    if isinstance(error, MemoryError):
        return "out_of_memory", (
            f"Reading needed more than {limits.memory_mib} MiB of memory and was stopped;"
            " give it more with --memory."
        )
    if isinstance(error, (ProcessExpired, BrokenProcessPool)):
        return "crashed", (
            "The process that read this file died; the file may be damaged, or need more"
            " memory than --memory allows."
        )
    return "internal_error", (
        f"Reading failed on an error in voltag ({type(error).__name__}: {error}); please report"
        " it with the file."
    )
