"""Runs of documents that are made up of their bytes, in this process, and what they leave."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from tests.results import none_passage, passage, result
from voltag.batch.classify import Listener, Options, Runner, classify
from voltag.batch.interrupts import Stop
from voltag.batch.job import Job
from voltag.batch.outputs import RUN, STATE
from voltag.batch.packing import pack
from voltag.batch.plan import Results, Task
from voltag.batch.results import DocumentResult, Shown
from voltag.batch.run_record import Outcome
from voltag.classify.folders import find_model, read_config
from voltag.classify.model import Model
from voltag.ingest import OcrMode
from voltag.settings import Settings, load_settings
from voltag.text.identity import NOTHING_GIVEN
from voltag.types import Given, Kind, Problem, Status


def made_up(
    path: Path,
    name: str,
    model: Model,
    settings: Settings,
    given: Given = NOTHING_GIVEN,
    ocr: OcrMode = "off",
) -> DocumentResult:
    """A result that depends on the file's bytes, its name and what is given of it.

    ``fail`` at the start of the file gives a document that could not be opened, ``late`` one
    with a page that took too long.
    """
    content = path.read_bytes()
    document_id = "sha256:" + hashlib.sha256(content).hexdigest()
    text = content.decode("latin-1")
    problems: tuple[Problem, ...] = ()
    status = Status.OK
    if text.startswith("fail"):
        problems = (Problem(name, document_id, None, "open", "damaged", "It is damaged."),)
        status = Status.FAILED
    elif text.startswith("late"):
        problems = (Problem(name, document_id, 2, "page", "page_timeout", "It took too long."),)
    passages = (
        passage(document_id=document_id, text=f"Volunteers: {text}", section=(name,)),
        none_passage(document_id=document_id),
    )
    return result(
        *passages,
        problems=problems,
        document_id=document_id,
        path=name,
        title=text[:20],
        status=status,
        kind=given.kind or Kind.VNR,
        explanation=f"{settings.references.upper}",
        model="made-up",
    )


def job(**changes: Any) -> Job:  # noqa: ANN401 - any field
    """A job that makes documents up, with the shipped model's name."""
    folder = find_model("default")
    return replace(
        Job(folder, str(read_config(folder)["id"]), load_settings(), work=made_up), **changes
    )


class Killed(BaseException):
    """The run ends here as if it were killed: nothing is written after it."""


def in_this_process(
    done: list[str], *, order: Callable[[Sequence[Task]], Sequence[Task]] = list, last: int = -1
) -> Runner:
    """A runner that notes the names of what it does in ``done``, and dies after ``last``."""

    def run(tasks: Sequence[Task], job: Job, workers: int, stop: Callable[[], Stop]) -> Results:
        assert job.work is not None
        for number, task in enumerate(order(tasks)):
            if number == last:
                raise Killed
            item = task.item
            done.append(item.name)
            given = job.given_of(item.name)
            made = job.work(item.path, item.name, cast(Model, None), job.settings, given, job.ocr)
            yield task, pack(made)

    return run


def report(documents: Iterator[Shown]) -> str:
    """A page with a line a document."""
    return "".join(f"{s.verdict.path} {len(s.passages)} {s.verdict.title}\n" for s in documents)


def go(
    inputs: Path,
    out: Path,
    this: Job | None = None,
    *,
    done: list[str] | None = None,
    runner: Runner | None = None,
    listener: Listener | None = None,
    manifest: Path | None = None,
    **options: Any,  # noqa: ANN401 - any option
) -> Outcome:
    """Run on all files of ``inputs``."""
    return classify(
        [inputs],
        out,
        this or job(),
        Options(**{"workers": 1, **options}),
        report=report,
        runner=runner or in_this_process([] if done is None else done),
        listener=listener,
        manifest=manifest,
    )


def files(out: Path) -> dict[str, bytes]:
    """Every file of a result folder but run.json and what only the next run looks at."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != RUN and STATE not in path.parts
    }
