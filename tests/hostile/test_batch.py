"""Bad and strange input in one batch: every file has its record, and the others their verdict."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.hostile.case import Case
from tests.hostile.files import ENTRIES, NAMES, VISIBLE
from tests.hostile.making import CASES
from tests.hostile.structures import good
from voltag.batch.failures import failed_result
from voltag.batch.job import Job
from voltag.batch.packing import pack
from voltag.batch.paths import find_inputs
from voltag.batch.plan import Task
from voltag.batch.results import Packed
from voltag.batch.workers import run
from voltag.classify.persist import load_model
from voltag.settings import Settings, load_settings

LIGHT = tuple(case for case in CASES if not case.heavy)
HEAVY = tuple(case for case in CASES if case.heavy)


def settings(seconds: float) -> Settings:
    default = load_settings()
    limits = replace(
        default.limits, document_seconds=seconds, page_seconds=10.0, memory_mib=1024, pages=200
    )
    return replace(default, limits=limits)


def results_of(folder: Path, model: Path, seconds: float) -> dict[str, Packed]:
    """The results of everything in ``folder``, by the names of the files."""
    found = find_inputs(sorted(folder.iterdir()))
    job = Job(model, load_model(model).id, settings(seconds))
    tasks = [Task(item, None) for item in found.inputs]
    lost = [pack(failed_result(p.path, p, job.settings, job.model_id)) for p in found.lost]
    results = [*lost, *(packed for _, packed in run(tasks, job, 1))]
    return {Path(result.summary.path).name: result for result in results}


def put(folder: Path, cases: tuple[Case, ...]) -> None:
    for case in cases:
        (folder / f"{case.name}.pdf").write_bytes(case.make())


@pytest.fixture(scope="module")
def light(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Packed]:
    folder = tmp_path_factory.mktemp("light")
    put(folder, LIGHT)
    for entry in ENTRIES:
        if entry.name != "swelling":
            entry.make(folder / f"{entry.name}.pdf")
    return results_of(folder, small_model, 120)


@pytest.fixture(scope="module")
def heavy(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Packed]:
    folder = tmp_path_factory.mktemp("heavy")
    put(folder, HEAVY)
    return results_of(folder, small_model, 240)


def words(result: Packed) -> set[str]:
    return {problem.error for problem in result.problems}


def check(case: Case, result: Packed) -> None:
    status = result.summary.status
    assert status in case.status, (status, result.problems)
    assert not case.errors or case.errors & words(result), result.problems
    assert "internal_error" not in words(result), result.problems
    if status in ("failed", "encrypted"):
        assert result.problems
        assert result.summary.references is None
    for problem in result.problems:
        assert problem.message.endswith("."), problem
    if case.references is not None and status in ("ok", "incomplete"):
        assert result.summary.references is case.references


@pytest.mark.parametrize("case", LIGHT, ids=lambda case: case.name)
def test_input_has_its_record(case: Case, light: dict[str, Packed]) -> None:
    check(case, light[f"{case.name}.pdf"])


@pytest.mark.parametrize(
    "entry", [e for e in ENTRIES if e.name != "swelling"], ids=lambda entry: entry.name
)
def test_entry_has_its_record(entry: Case, light: dict[str, Packed]) -> None:
    result = light[f"{entry.name}.pdf"]
    assert result.summary.status in entry.status
    assert not entry.errors or entry.errors & words(result), result.problems


@pytest.mark.long
@pytest.mark.parametrize("case", HEAVY, ids=lambda case: case.name)
def test_heavy_input_has_its_record(case: Case, heavy: dict[str, Packed]) -> None:
    check(case, heavy[f"{case.name}.pdf"])


@pytest.fixture
def named(tmp_path: Path) -> Path:
    for _, name, _ in NAMES:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(good())
    return tmp_path


def test_names_that_mean_harm_are_names(named: Path) -> None:
    found = find_inputs([named])
    assert len(found.inputs) == len(VISIBLE)
    for item in found.inputs:
        item.name.encode("utf-8")
