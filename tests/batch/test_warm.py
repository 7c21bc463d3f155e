"""What workers share is loaded once, for them alone, and only where there is work."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.folders import in_this_process, job, report
from tests.results import result
from voltag.batch import warm
from voltag.batch.classify import Options, classify
from voltag.batch.results import DocumentResult
from voltag.classify.model import Model
from voltag.ingest import OcrMode
from voltag.settings import Settings
from voltag.text.identity import NOTHING_GIVEN
from voltag.types import Given, Problem

ALONE = """
import json, os, sys, threading
from pathlib import Path
from voltag.batch import warm
from voltag.batch.classify import Options, classify

folder = Path(sys.argv[1])
os.environ["_VOLTAG_MODEL_OF_WORKERS"] = str(folder)
warm.load_as_told()
first = warm.model_in(folder)
assert warm.model_in(folder) is first
assert "_VOLTAG_MODEL_OF_WORKERS" not in os.environ
loaded = {name.split(".")[0] for name in sys.modules}
assert {"spacy", "py3langid", "pypdfium2"} <= loaded
assert not loaded & {"jieba", "sklearn", "skops"}, loaded
assert threading.active_count() == 1
config = json.loads((folder / "config.json").read_text())
(folder / "config.json").write_text(json.dumps(config | {"id": "another"}))
assert warm.model_in(folder).id == "another" != first.id
"""

A_RUN = """
import sys
from pathlib import Path
from tests.batch.test_warm import tells_its_model
from voltag.batch.job import Job
from voltag.batch.paths import Input
from voltag.batch.plan import Task
from voltag.batch.workers import run
from voltag.settings import load_settings

folder, *models = map(Path, sys.argv[1:])
paths = [folder / f"{number}.pdf" for number in range(3)]
for path in paths:
    path.write_bytes(b"%PDF-")
for model in models:
    job = Job(model, "any", load_settings(), work=tells_its_model)
    results = run([Task(Input(path, path.name), None) for path in paths], job, 2)
    print(*{packed.problems[0].message for _, packed in results})
"""


def tells_its_model(
    path: Path,
    name: str,
    model: Model,
    settings: Settings,
    given: Given = NOTHING_GIVEN,
    ocr: OcrMode = "off",
) -> DocumentResult:
    """Give a result that tells whether the model is the one that all workers began with."""
    shared = warm._kept is not None and model is warm._kept[1]
    told = Problem(name, None, None, "stub", "model", "shared" if shared else "its own")
    return result(path=name, problems=(told,))


def alone(code: str, *arguments: Path) -> str:
    """Run ``code`` in a process of its own and return what it prints."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture
def copied(small_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_model, tmp_path / "model"))


def test_what_is_loaded_is_what_reading_needs_and_the_model_that_is_there(copied: Path) -> None:
    alone(ALONE, copied)


def test_workers_share_the_model_of_the_first_run_and_load_another_themselves(
    small_model: Path, copied: Path, tmp_path: Path
) -> None:
    config = (copied / "config.json").read_text("utf-8")
    (copied / "config.json").write_text(config + "\n", "utf-8")
    assert alone(A_RUN, tmp_path, small_model, copied).split("\n")[:2] == ["shared", "its own"]


def test_a_model_that_cannot_be_loaded_is_left_to_the_workers(tmp_path: Path) -> None:
    assert alone(ALONE.split("first =")[0] + "assert warm._kept is None", tmp_path) == ""


def test_workers_are_started_where_there_is_work_and_not_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Path] = []
    monkeypatch.setattr("voltag.batch.stamps._TICK", -(10**12))
    monkeypatch.setattr("voltag.batch.classify.start_workers", started.append)
    monkeypatch.setattr("voltag.batch.workers.run", in_this_process([]))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_text("one")

    def a_run() -> set[Path]:
        started.clear()
        classify([tmp_path / "in"], tmp_path / "out", job(), Options(1), report=report)
        return set(started)

    assert a_run() == {job().model_folder}
    assert a_run() == set()
    (tmp_path / "in" / "b.pdf").write_text("two")
    assert a_run() == {job().model_folder}
