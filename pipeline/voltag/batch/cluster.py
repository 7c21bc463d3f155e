"""The same work on an existing Dask cluster (extra ``dask``).

Dask hands out the documents, moves them from workers that are lost and knows of those that
join. Inside each Dask worker a document runs in a process of its own with the limits that it
has on one machine, so that what happens to a document does not depend on where it is read.
"""

import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

import distributed
from pebble import ProcessPool

from voltag.batch.fingerprint import keys_of
from voltag.batch.interrupts import Stop
from voltag.batch.job import ClusterError, Job
from voltag.batch.plan import Results, Task
from voltag.batch.results import Packed
from voltag.batch.workers import failed, make_pool, result_of, schedule
from voltag.classify.folders import find_model_by_id

_BEAT = 0.2
_FETCH = 30.0
"""Seconds that the result of a document may take to come; it is asked for again then."""
_ASKED = 100
"""Times that the scheduler is asked for tasks which are on their way to it."""
_AHEAD = 2
"""Documents handed out at a time for each thread of the cluster."""
_DEATHS = 2
"""So many workers may be lost over one document; then it is given up."""


def run_on_cluster(
    address: str, tasks: Sequence[Task], job: Job, stop: Callable[[], Stop]
) -> Results:
    """Do ``tasks`` on the cluster whose scheduler is at ``address``.

    Yields each result as soon as it is there, like :func:`voltag.batch.workers.run`. Workers
    may join and leave. A document whose worker is lost is done again on another; one over
    which two workers were lost is given up with error ``worker_lost``.

    Raises:
        ClusterError: no scheduler answers, or its workers would give other results than this
            machine.
        ModelError: the workers cannot load the model.
    """
    with _client(address) as client:
        judging = keys_of(job).judging
        run = f"voltag-{uuid4().hex}"
        waiting = deque(enumerate(tasks))
        begun: dict[distributed.Future, Task] = {}
        unlimited: list[str] = []
        try:
            while waiting or begun:
                stopping = stop()
                if stopping is not Stop.NO:
                    waiting.clear()
                if stopping is Stop.NOW:
                    break
                while waiting and len(begun) < _AHEAD * _threads(client):
                    number, task = waiting.popleft()
                    given = job.given_of(task.item.name)
                    own = replace(job, given={task.item.name: given})
                    key = f"{run}-{number}"
                    future = client.submit(_do, task, own, judging, key=key, pure=False)
                    begun[future] = task
                    unlimited.append(key)
                alive = {future.key for future in begun}
                unlimited = [key for key in unlimited if key in alive]
                for _ in range(_ASKED):
                    if not unlimited:
                        break
                    # Tasks reach the scheduler a moment after this may; they must not run long
                    # without their limit.
                    unlimited = client.run_on_scheduler(_limit_deaths(), keys=unlimited)
                with client.as_current(), suppress(TimeoutError):
                    distributed.wait(list(begun), timeout=_BEAT, return_when="FIRST_COMPLETED")
                for future in [future for future in begun if future.done()]:
                    result = _result(future, begun[future], job)
                    if result is not None:
                        yield begun.pop(future), result
        finally:
            client.cancel(list(begun), force=True)
            with suppress(Exception):
                # What stays of a run on a cluster is memory that others want.
                client.run(_let_go)


def _threads(client: distributed.Client) -> int:
    threads: int = sum(client.nthreads().values())
    return max(threads, 1)


@contextmanager
def _client(address: str) -> Iterator[distributed.Client]:
    try:
        client = distributed.Client(address, set_as_default=False, timeout="30s")
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"{address}: no Dask scheduler answers ({error}); start one with `dask scheduler`,"
            " or check the address"
        ) from error
    try:
        yield client
    finally:
        client.close()


def _result(future: distributed.Future, task: Task, job: Job) -> Packed | None:
    """Return what a document came to; None if that was lost with its worker and is made again."""
    try:
        packed: Packed = future.result(timeout=_FETCH)
        return packed
    except TimeoutError:
        return None
    except distributed.KilledWorker:
        return failed(
            task,
            job,
            "worker_lost",
            f"{_DEATHS} workers of the cluster were lost while they read this file, and it was"
            " given up; it may need more memory than they have.",
        )


def _limit_deaths() -> Callable[..., list[str]]:
    """Return a function for the scheduler: each task may cost two workers, not more.

    Dask's own limit (``distributed.scheduler.allowed-failures``) holds for all of a cluster's
    users; this moves the count of these tasks only, so that two more deaths reach it. The
    function is made here, so that it travels whole and the scheduler needs no voltag.
    """
    deaths = _DEATHS

    def limit(dask_scheduler: Any, keys: list[str]) -> list[str]:  # noqa: ANN401 - of Dask
        missing = []
        for key in keys:
            task = dask_scheduler.tasks.get(key)
            if task is None:
                # Not there yet, or over: in a moment we know.
                missing.append(key)
            else:
                task.suspicious += max(dask_scheduler.allowed_failures + 1 - deaths, 0)
        return missing

    return limit


# --- in a worker of the cluster -------------------------------------------------------------

_lock = threading.Lock()
_pool: tuple[str, ProcessPool] | None = None


def _do(task: Task, job: Job, judging: str) -> Packed:
    """Do one document in a process of its own."""
    # Where the model is, is this machine's business; that it is the same, its id says.
    own = replace(job, model_folder=find_model_by_id(job.model_id) or job.model_folder)
    with _lock:
        pool = _pool_of(own, judging)
    return result_of(schedule(pool, task, own), task, own)


def _pool_of(job: Job, judging: str) -> ProcessPool:
    """The processes of this worker for the run; those of an earlier run are let go."""
    global _pool
    limits = job.settings.limits
    name = f"{judging} {job.seconds} {limits.memory_mib}"
    if _pool is not None and _pool[0] == name:
        return _pool[1]
    here = keys_of(job).judging
    if here != judging:
        raise ClusterError(
            "the workers of the cluster have another version of voltag, of a model or of a"
            " library than this machine, and would give other results; install the same"
        )
    _stop_pool()
    threads = distributed.get_worker().state.nthreads
    _allow_children()
    pool = make_pool(job, threads)
    _pool = name, pool
    return pool


def _let_go() -> None:
    """End the processes of this worker."""
    with _lock:
        _stop_pool()


def _stop_pool() -> None:
    global _pool
    if _pool is not None:
        _pool[1].stop()  # type: ignore[no-untyped-call]
        _pool[1].join()
        _pool = None


def _allow_children() -> None:
    """Let this process start others, which Dask's nanny forbids its workers by default.

    The reason for the ban is that children may outlive a worker that is killed; those of a
    pool end by themselves when their worker is gone, or by their limit of processor time.
    """
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
