"""Workers: what one document does must not reach the others."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.batch.stubs import by_name
from voltag.batch.paths import Input
from voltag.batch.workers import Job, run
from voltag.classify.persist import load_model
from voltag.settings import load_settings
from voltag.types import Status


@pytest.fixture
def job(small_model: Path) -> Job:
    """A job whose documents do what their file names say, within two seconds each."""
    settings = load_settings()
    settings = replace(settings, limits=replace(settings.limits, document_seconds=2.0))
    return Job(small_model, load_model(small_model).id, settings, work=by_name)


def inputs(folder: Path, *names: str) -> list[Input]:
    for name in names:
        (folder / name).write_bytes(b"%PDF-")
    return [Input(folder / name, name) for name in names]


def test_document_that_hangs_dies_or_raises_costs_itself_only(job: Job, tmp_path: Path) -> None:
    names = ("dies.pdf", "good-1.pdf", "good-2.pdf", "hangs.pdf", "raises.pdf", "swells.pdf")
    results = {r.verdict.path: r for r in run(inputs(tmp_path, *names), job, 2)}
    errors = {
        path: r.problems[0].error
        for path, r in results.items()
        if r.verdict.status is Status.FAILED
    }
    assert errors == {
        "dies.pdf": "crashed",
        "hangs.pdf": "timeout",
        "raises.pdf": "internal_error",
        "swells.pdf": "out_of_memory",
    }
    for path in errors:
        verdict = results[path].verdict
        assert (verdict.status, verdict.references_volunteering) == (Status.FAILED, None)
        assert verdict.document_id.startswith("sha256:")
        assert verdict.needs_review
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
        next(run(inputs(tmp_path, *names), job, workers))
    assert started.value.args == (processes,)


def test_all_documents_end_when_no_worker_can_start(job: Job, tmp_path: Path) -> None:
    broken = replace(job, model_folder=tmp_path / "gone")
    names = [f"good-{number}.pdf" for number in range(9)]
    results = list(run(inputs(tmp_path, *names), broken, 1))
    assert sorted(r.verdict.path for r in results) == names
    assert {r.problems[0].error for r in results} == {"crashed"}


def test_nothing_is_begun_once_the_run_is_to_stop(job: Job, tmp_path: Path) -> None:
    assert list(run(inputs(tmp_path, "good-1.pdf"), job, 1, stop=lambda: True)) == []


def test_no_documents_give_no_results(job: Job) -> None:
    assert list(run([], job, 4)) == []
