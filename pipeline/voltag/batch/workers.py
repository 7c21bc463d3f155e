"""Worker processes, each with its own limits of time and memory.

A PDF is hostile input: it is parsed in a process that can be stopped. Pebble's pool is used
instead of ``concurrent.futures`` because it stops a worker that takes too long and goes on
when one dies, where the standard pool breaks.
"""

import gc
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, InvalidStateError, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from pebble import ProcessExpired, ProcessPool

from voltag.batch.addresses import RemoteError
from voltag.batch.classify_document import classify_document, judge_text
from voltag.batch.collector import settle
from voltag.batch.deaths import Attempt, Deaths
from voltag.batch.failures import failed_result
from voltag.batch.interrupts import Stop
from voltag.batch.job import Job
from voltag.batch.packing import pack
from voltag.batch.plan import Results, Task
from voltag.batch.recall import recall
from voltag.batch.results import Packed
from voltag.batch.sources import local_file
from voltag.batch.trail import STOPPED, Trail, step_seconds
from voltag.batch.warm import model_in, start
from voltag.classify.folders import ModelError
from voltag.classify.model import Model
from voltag.ingest.content import document_id_of
from voltag.ingest.steps import Onlooker, Step, watched_by
from voltag.types import Problem

_BEAT = 0.2
"""Seconds after which the wait for a document looks whether the run is to stop."""
_AHEAD = 2
"""Documents handed out at a time for each worker. Handing out all at once would keep all
their results in memory, and leave those that are not begun without an end when the pool
breaks."""

_NOT_TOLD = 255
"""Exit code of a worker whose end nobody saw, because the process that starts workers ended, too
(``multiprocessing.popen_forkserver``)."""

_job: Job | None = None
_model: Model | ModelError | None = None


def _start_worker(job: Job) -> None:
    """Set the limits of this worker; have the model once for all its documents."""
    global _job, _model
    # Ctrl-C reaches the whole process group; the parent alone decides what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _job = job
    try:
        _model = model_in(job.model_folder)
    except ModelError as error:
        # Told by the first document: a worker that cannot start would be started for ever.
        _model = error
    settle()
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


def limit_processor(seconds: float) -> None:
    """Let this process compute for so many seconds more, and end it then.

    The pool stops a worker that takes too long; this ends one whose pool was killed.
    """
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, most))


def do_task(task: Task, job: Job, model: Model, folder: Path | None = None) -> Packed:
    """Do one document in this process: judge again what was read of it before, or read it.

    A copy of a file on another machine is made in ``folder``, in the system's without one.
    """
    item, given = task.item, job.given_of(task.item.name)
    limit_processor(job.seconds)
    read = recall(task.parsed) if task.parsed is not None else None
    if read is not None:
        return pack(judge_text(read, item.name, model, job.settings, given))
    work = job.work or classify_document
    with ExitStack() as opened:
        try:
            path = opened.enter_context(local_file(item, job.settings.limits, folder))
        except RemoteError as error:
            problem = Problem(item.name, None, None, "fetch", error.error, str(error))
            return pack(failed_result(item.name, problem, job.settings, job.model_id, given))
        return pack(work(path, item.name, model, job.settings, given, job.ocr))


def _work(task: Task, attempt: Attempt | None = None) -> Packed:
    assert _job is not None
    assert _model is not None
    if isinstance(_model, ModelError):
        raise _model
    with suppress(MemoryError):
        if attempt is None:
            return do_task(task, _job, _model)
        with (
            Trail(attempt.trail, step_seconds(_job.settings)) as trail,
            watched_by(Onlooker(attempt.deadly, trail.tell)),
        ):
            return do_task(task, _job, _model, attempt.trail.parent)
    # A new one: the old one's frames hold what filled the memory, and the next document needs it.
    gc.collect()
    raise MemoryError


def run(
    tasks: Sequence[Task],
    job: Job,
    workers: int,
    stop: Callable[[], Stop] = lambda: Stop.NO,
) -> Results:
    """Do ``tasks`` in ``workers`` processes; yield each result as soon as it is there.

    There are never more processes than documents. A document that takes longer than
    ``job.seconds``, more memory than ``limits.memory_mib``, kills its worker or
    raises gives a result with status ``failed``; the others are not touched. A page that
    kills its worker costs that page: the document is read again without it. Once ``stop``
    tells so, what is in flight is finished, or given up, and nothing more is begun.

    Raises:
        ModelError: the workers cannot load the model.
    """
    processes = max(min(workers, len(tasks)), 1)
    pool = make_pool(job, processes)
    waiting = deque(enumerate(tasks))
    begun: dict[Future[Packed], tuple[int, Task]] = {}
    trails = TemporaryDirectory(prefix="voltag-", ignore_cleanup_errors=True)
    deaths = Deaths(Path(trails.name), job.seconds)
    finished = False
    try:
        while waiting or begun:
            stopping = stop()
            if stopping is not Stop.NO:
                waiting.clear()
                _give_up(begun, all_of_them=stopping is Stop.NOW)
            while waiting and len(begun) < processes * _AHEAD:
                number, task = waiting.popleft()
                attempt = deaths.attempt(number)
                begun[schedule(pool, task, job, attempt)] = number, task
            done, _ = wait(begun, timeout=_BEAT, return_when=FIRST_COMPLETED)
            if not done and not pool.active:
                _end(begun)
            for future in [future for future in begun if future.done()]:
                number, task = begun.pop(future)
                error = future.exception()
                if stop() is not Stop.NO and _ended_with_the_run(error):
                    continue
                if isinstance(error, Exception) and deaths.is_worth_another(number, error):
                    waiting.appendleft((number, task))
                else:
                    yield task, result_of(future, task, job, deaths.last_step(number))
        finished = stop() is Stop.NO
    finally:
        if finished:
            pool.close()  # type: ignore[no-untyped-call]
        else:
            pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
        trails.cleanup()


def make_pool(job: Job, processes: int) -> ProcessPool:
    """Return ``processes`` workers for documents of ``job``; they start with the first one."""
    start(job.model_folder)
    context = multiprocessing.get_context("forkserver")
    return ProcessPool(
        max_workers=processes, initializer=_start_worker, initargs=(job,), context=context
    )


def _end(begun: Iterable["Future[Packed]"]) -> None:
    """End what was handed to a pool that is beyond use.

    Pebble ends what its pool had taken up; what was in its queue at that moment it forgets, and it
    would be waited for without end.
    """
    for future in begun:
        with suppress(InvalidStateError):
            future.set_exception(BrokenProcessPool("the workers cannot be started any more"))


def _give_up(begun: dict["Future[Packed]", tuple[int, Task]], *, all_of_them: bool) -> None:
    """Take what no worker is at out of ``begun``, or all but what is finished."""
    for future in [future for future in begun if not future.done()]:
        if all_of_them or not future.running():
            future.cancel()
            del begun[future]


def _ended_with_the_run(error: BaseException | None) -> bool:
    """Whether a worker ended because the run was told to.

    `timeout`, and whoever else ends a whole group of processes, sends the workers the signal, too.
    That tells nothing of their documents: they are not done, and the next run goes on with them.
    """
    if isinstance(error, ProcessExpired):
        # Pebble's workers take the signal, and end with its number.
        return error.exitcode in (signal.SIGTERM, -signal.SIGTERM, _NOT_TOLD)
    return isinstance(error, BrokenProcessPool)


def schedule(
    pool: ProcessPool, task: Task, job: Job, attempt: Attempt | None = None
) -> "Future[Packed]":
    """Hand ``task`` out; where the pool is beyond use, return a future that says so."""
    seconds = job.seconds if attempt is None else attempt.seconds
    try:
        return pool.schedule(_work, args=(task, attempt), timeout=seconds)
    except RuntimeError as error:
        broken: Future[Packed] = Future()
        broken.set_exception(BrokenProcessPool(str(error)))
        return broken


def result_of(future: "Future[Packed]", task: Task, job: Job, step: Step | None = None) -> Packed:
    """Wait for the result of a document; what went wrong with it is a result, too.

    ``step`` is what its worker was at when it died, where that is known.

    Raises:
        ModelError: the workers cannot load the model.
    """
    try:
        return future.result()
    except ModelError:
        # No document can be done with it.
        raise
    except Exception as error:
        # One bad document costs that document, whatever is wrong with it.
        return failed(task, job, *explain_failure(error, job, step))


def failed(task: Task, job: Job, word: str, message: str) -> Packed:
    """Return the result of a document that gave none, with the word and sentence for it."""
    name = task.item.name
    # Another machine is not asked again: it may be what took too long.
    found = document_id_of(task.item.path) if task.item.remote is None else None
    problem = Problem(name, found, None, "document", word, message)
    return pack(failed_result(name, problem, job.settings, job.model_id, job.given_of(name)))


def explain_failure(error: Exception, job: Job, step: Step | None = None) -> tuple[str, str]:
    """Return the word for programs and the sentence for people on a document without a result."""
    limits = job.settings.limits
    exit_code = error.exitcode if isinstance(error, ProcessExpired) else None
    late = exit_code == -getattr(signal, "SIGXCPU", 0) or (step and exit_code == STOPPED)
    if isinstance(error, TimeoutError) or late:
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
        at = "" if step is None else f" at {step.says}"
        return "crashed", (
            f"The process that read this file died{at}{_of(exit_code)}; the file may be damaged, or"
            " need more memory than --memory allows."
        )
    return "internal_error", (
        f"Reading failed on an error in voltag ({type(error).__name__}: {error}); please report"
        " it with the file."
    )


def _of(exit_code: int | None) -> str:
    """`` (SIGSEGV)``: what a process died of, where that is known."""
    if exit_code is None:
        return ""
    try:
        return f" ({signal.Signals(-exit_code).name})"
    except ValueError:
        return f" (exit code {exit_code})"
