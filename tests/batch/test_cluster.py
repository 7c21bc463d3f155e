"""A Dask cluster: a real scheduler and real workers, one of them killed in the middle."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.batch.folders import files, go, job, report
from tests.batch.stubs import by_name
from tests.cli.pdfs import PLAIN, VOLUNTEERS, pdf
from voltag.batch.addresses import Address
from voltag.batch.classify import Options, classify
from voltag.batch.cluster import run_on_cluster
from voltag.batch.interrupts import Stop
from voltag.batch.job import ClusterError, Job
from voltag.batch.plan import Results, Task
from voltag.batch.workers import run
from voltag.settings import load_settings

pytestmark = [
    pytest.mark.long,
    # What distributed leaves to the collector when its processes are killed.
    pytest.mark.filterwarnings("ignore"),
]
ROOT = Path(__file__).parents[2]


@contextmanager
def dask(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A process of Dask's own command line, that can import the tests."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def until(process: "subprocess.Popen[str]", words: str) -> str:
    """Read what a process says up to the line with these words, and return the line."""
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return line
    raise AssertionError(f"never said: {words}")


@dataclass
class Cluster:
    """A scheduler and its workers."""

    address: str
    workers: list["subprocess.Popen[str]"]
    on_result: Callable[[int], None] = lambda count: None
    """Told how many documents are done, after each."""

    def run(
        self, tasks: Sequence[Task], job: Job, workers: int, stop: Callable[[], Stop]
    ) -> Results:
        """Do the work on the cluster."""
        results = run_on_cluster(self.address, tasks, job, stop)
        for count, result in enumerate(results, start=1):
            yield result
            self.on_result(count)


@pytest.fixture
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A scheduler and workers of one thread each, the first without a nanny."""
    with ExitStack() as stack:
        scheduler = stack.enter_context(
            dask("scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1")
        )
        address = until(scheduler, "Scheduler at:").split()[-1]
        workers = [
            stack.enter_context(dask("worker", address, "--nthreads", "1", "--no-dashboard", nanny))
            for nanny in ("--no-nanny", "--nanny", "--nanny")[: request.param]
        ]
        for worker in workers:
            until(worker, "Registered to:")
        yield Cluster(address, workers)


def limited(model: Path, **changes: Any) -> Job:  # noqa: ANN401 - any field
    """A job with five seconds and a gibibyte a document."""
    settings = load_settings()
    limits = replace(settings.limits, document_seconds=5.0, memory_mib=1024)
    return job(model_folder=model, settings=replace(settings, limits=limits), **changes)


@pytest.mark.parametrize("cluster", [2], indirect=True)
def test_worker_killed_in_the_middle_changes_no_byte(
    cluster: Cluster, samples: Path, small_model: Path, tmp_path: Path
) -> None:
    real = job(model_folder=small_model, work=None)

    def kill_one(count: int) -> None:
        if count == 3:
            os.killpg(cluster.workers[0].pid, signal.SIGKILL)

    cluster.on_result = kill_one
    outcome = go(samples, tmp_path / "out", real, runner=cluster.run)
    assert (outcome.failed, outcome.unfinished) == (0, 0)
    assert cluster.workers[0].wait(timeout=30) == -signal.SIGKILL
    go(samples, tmp_path / "here", real, runner=run, workers=2)
    assert files(tmp_path / "out") == files(tmp_path / "here")


@pytest.mark.parametrize("cluster", [3], indirect=True)
def test_limits_hold_and_a_document_that_kills_workers_is_given_up_after_two(
    cluster: Cluster, small_model: Path, tmp_path: Path
) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    good = [f"good-{number}.pdf" for number in range(6)]
    for name in (*good, "dies.pdf", "hangs.pdf", "hungry.pdf", "slays.pdf"):
        (inputs / name).write_bytes(b"%PDF- " + name.encode())
    outcome = go(inputs, tmp_path / "out", limited(small_model, work=by_name), runner=cluster.run)
    found = map(json.loads, (tmp_path / "out" / "errors.jsonl").read_text().splitlines())
    errors = {Path(e["path"]).name: e["error"] for e in found if e["stage"] == "document"}
    assert errors == {
        "dies.pdf": "crashed",
        "hangs.pdf": "timeout",
        "hungry.pdf": "out_of_memory",
        "slays.pdf": "worker_lost",
    }
    assert len(outcome.summaries) == 10


@pytest.mark.parametrize("cluster", [1], indirect=True)
def test_workers_of_a_cluster_read_addresses_themselves(
    cluster: Cluster, small_model: Path, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(pdf(VOLUNTEERS, PLAIN))
    outcome = classify(
        [Address(f"file://{tmp_path}/in"), Address(f"file://{tmp_path}/gone.pdf")],
        tmp_path / "out",
        limited(small_model, work=None),
        Options(workers=1),
        report=report,
        runner=cluster.run,
    )
    found = [(Path(s.path).name, s.status, s.references) for s in outcome.summaries]
    assert found == [("gone.pdf", "failed", None), ("a.pdf", "ok", True)]


def test_no_scheduler_is_told() -> None:
    with pytest.raises(ClusterError, match="no Dask scheduler answers"):
        list(run_on_cluster("tcp://127.0.0.1:9", [], job(), lambda: Stop.NO))
