"""What the tests of ``voltag classify`` share."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.cli.classifying import FILES
from voltag.batch.job import Job
from voltag.batch.plan import Task
from voltag.batch.workers import do_task
from voltag.classify.model import Model
from voltag.classify.persist import load_model


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``FILES``, and a folder without any file in it."""
    folder = tmp_path_factory.mktemp("input")
    (folder / "nothing").mkdir()
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def in_process(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are read in this process."""
    model = _model(small_model)

    def read(tasks: Sequence[Task], job: Job, workers: int, stop: object) -> Iterator[Any]:
        for task in tasks:
            yield task, do_task(task, job, model)

    monkeypatch.setattr("voltag.batch.classify._local_runner", read)
    monkeypatch.setattr("voltag.batch.workers.limit_processor", lambda seconds: None)


@cache
def _model(folder: Path) -> Model:
    return load_model(folder)
