"""Workers: what one document does must not reach the others."""

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from tests.batch.stubs import Deadly, by_name
from voltag.batch.interrupts import Stop
from voltag.batch.job import Job
from voltag.batch.paths import Input
from voltag.batch.plan import Task
from voltag.batch.results import Packed
from voltag.batch.workers import run
from voltag.classify.folders import ModelError
from voltag.classify.persist import load_model
from voltag.settings import load_settings
from voltag.types import Status


@pytest.fixture
def job(small_model: Path) -> Job:
    """A job whose documents do what their file names say, within two seconds each."""
    settings = load_settings()
    settings = replace(settings, limits=replace(settings.limits, document_seconds=2.0))
    return Job(small_model, load_model(small_model).id, settings, work=by_name)


def tasks(folder: Path, *names: str) -> list[Task]:
    for name in names:
        (folder / name).write_bytes(b"%PDF-")
    return [Task(Input(folder / name, name), None) for name in names]


def by_path(results: Iterable[tuple[Task, Packed]]) -> dict[str, Packed]:
    return {packed.summary.path: packed for _, packed in results}


def test_document_that_hangs_dies_or_raises_costs_itself_only(job: Job, tmp_path: Path) -> None:
    names = ("dies.pdf", "good-1.pdf", "good-2.pdf", "hangs.pdf", "raises.pdf", "swells.pdf")
    results = by_path(run(tasks(tmp_path, *names), job, 2))
    errors = {path: p.problems[0].error for path, p in results.items() if p.summary.failed}
    assert errors == {
        "dies.pdf": "crashed",
        "hangs.pdf": "timeout",
        "raises.pdf": "internal_error",
        "swells.pdf": "out_of_memory",
    }
    for path in errors:
        summary = results[path].summary
        assert (summary.status, summary.references) == (Status.FAILED.value, None)
        assert summary.document_id.startswith("sha256:")
        assert summary.needs_review
        assert not results[path].settled
    assert "--timeout" in results["hangs.pdf"].problems[0].message
    assert "a fault in voltag" in results["raises.pdf"].problems[0].message
    assert results.keys() - errors.keys() == {"good-1.pdf", "good-2.pdf"}


@pytest.mark.parametrize(
    ("documents", "workers", "processes"), [(1, 8, 1), (2, 1, 1), (5, 3, 3), (3, 3, 3)]
)
def test_there_are_never_more_processes_than_documents_or_workers(
    job: Job,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    documents: int,
    workers: int,
    processes: int,
) -> None:
    class NotStartedError(Exception):
        """Ends the run before a process is started."""

    def refuse(**options: object) -> None:
        raise NotStartedError(options["max_workers"])

    monkeypatch.setattr("voltag.batch.workers.ProcessPool", refuse)
    names = [f"good-{number}.pdf" for number in range(documents)]
    with pytest.raises(NotStartedError) as started:
        next(run(tasks(tmp_path, *names), job, workers))
    assert started.value.args == (processes,)


def test_all_documents_end_when_no_worker_can_start(job: Job, tmp_path: Path) -> None:
    broken = replace(job, given=Deadly())
    names = [f"good-{number}.pdf" for number in range(9)]
    results = by_path(run(tasks(tmp_path, *names), broken, 1))
    assert sorted(results) == names
    assert {packed.problems[0].error for packed in results.values()} == {"crashed"}


class Broken:
    """A pool that takes tasks and is beyond use before it has looked at them."""

    active = False

    def __init__(self, **options: object) -> None:
        pass

    def schedule(self, *arguments: object, **options: object) -> "Future[Packed]":
        return Future()

    def close(self) -> None:
        pass

    stop = join = close


def test_no_document_is_waited_for_that_a_broken_pool_forgot(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voltag.batch.workers.ProcessPool", Broken)
    results = by_path(run(tasks(tmp_path, "good-1.pdf", "good-2.pdf"), job, 1))
    assert {packed.problems[0].error for packed in results.values()} == {"crashed"}
    assert len(results) == 2


def test_model_that_cannot_be_loaded_ends_the_run(job: Job, tmp_path: Path) -> None:
    broken = replace(job, model_folder=tmp_path / "gone")
    with pytest.raises(ModelError, match=r"config\.json"):
        list(run(tasks(tmp_path, "good-1.pdf", "good-2.pdf"), broken, 2))


def test_nothing_is_begun_once_the_run_is_to_stop(job: Job, tmp_path: Path) -> None:
    assert list(run(tasks(tmp_path, "good-1.pdf"), job, 1, stop=lambda: Stop.SOON)) == []


def test_what_is_in_flight_is_finished_when_the_run_is_to_stop(job: Job, tmp_path: Path) -> None:
    names = [f"good-{number}.pdf" for number in range(9)]
    results: list[str] = []
    for task, _ in run(
        tasks(tmp_path, *names), job, 1, stop=lambda: Stop.SOON if results else Stop.NO
    ):
        results.append(task.item.name)
    # The first, and at most what the worker and its queue held.
    assert results == names[: len(results)]
    assert 1 <= len(results) <= 3


def test_what_is_in_flight_is_given_up_when_the_run_is_to_stop_now(
    job: Job, tmp_path: Path
) -> None:
    job = replace(job, settings=load_settings())  # ten minutes a document
    given = tasks(tmp_path, "good-1.pdf", "hangs.pdf", "hangs-too.pdf")
    results: list[str] = []
    for task, _ in run(given, job, 2, stop=lambda: Stop.NOW if results else Stop.NO):
        results.append(task.item.name)
    assert results == ["good-1.pdf"]


def test_a_document_whose_worker_was_ended_with_the_run_is_not_done(
    job: Job, tmp_path: Path
) -> None:
    given = tasks(tmp_path, "ended.pdf")
    told = tmp_path / "told"
    assert list(run(given, job, 1, stop=lambda: Stop.SOON if told.exists() else Stop.NO)) == []
    # Where the run goes on, it is a worker that died.
    assert [p.problems[0].error for _, p in run(given, job, 1)] == ["crashed"]


def test_no_documents_give_no_results(job: Job) -> None:
    assert list(run([], job, 4)) == []
