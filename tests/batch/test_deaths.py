"""A page that kills or holds up its worker costs that page."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.batch import deadly
from voltag.batch import deaths as deaths_module
from voltag.batch.deaths import Deaths
from voltag.batch.job import Job
from voltag.batch.paths import Input
from voltag.batch.plan import Task
from voltag.batch.results import Packed
from voltag.batch.trail import Trail, read_trail
from voltag.batch.workers import run
from voltag.ingest.steps import Step
from voltag.settings import load_settings
from voltag.types import Status


@pytest.fixture(scope="module")
def results(small_model: Path) -> dict[str, Packed]:
    settings = load_settings()
    limits = replace(settings.limits, page_seconds=0.5, document_seconds=120)
    job = Job(small_model, "small", replace(settings, limits=limits), work=deadly.read)
    names = ("fine.pdf", "dies-2.pdf", "hangs-1.pdf", "dies-1-3.pdf")
    tasks = [Task(Input(Path(name), name), None) for name in names]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(deaths_module, "ATTEMPTS", 2)
        return {packed.summary.path: packed for _, packed in run(tasks, job, 2)}


def errors(result: Packed) -> list[tuple[int | None, str]]:
    return [(problem.page, problem.error) for problem in result.problems]


def test_a_page_that_kills_its_worker_is_passed_over(results: dict[str, Packed]) -> None:
    assert errors(results["dies-2.pdf"]) == [(2, "page_crashed")]


def test_a_page_that_hangs_in_native_code_is_stopped(results: dict[str, Packed]) -> None:
    assert errors(results["hangs-1.pdf"]) == [(1, "page_timeout")]


def test_a_document_that_is_deadly_again_and_again_is_given_up(
    results: dict[str, Packed],
) -> None:
    result = results["dies-1-3.pdf"]
    assert result.summary.status == Status.FAILED.value
    assert errors(result) == [(None, "crashed")]
    assert "page 3" in result.problems[0].message


def test_the_others_are_not_touched(results: dict[str, Packed]) -> None:
    assert errors(results["fine.pdf"]) == []


def test_a_trail_tells_the_step_under_way(tmp_path: Path) -> None:
    path = tmp_path / "trail"
    with Trail(path, {}) as trail:
        trail.tell(Step("tables", 12))
        left = read_trail(path)
        assert left is not None
        assert left.step == Step("tables", 12)
        trail.tell(None)
        left = read_trail(path)
        assert left is not None
        assert left.step is None
    assert read_trail(path) is None


def test_a_fault_of_python_is_not_tried_again(tmp_path: Path) -> None:
    deaths = Deaths(tmp_path, 60.0)
    assert not deaths.is_worth_another(1, KeyError("a fault"))
    assert not deaths.is_worth_another(1, TimeoutError())
