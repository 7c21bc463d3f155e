"""Manifest lines from files that are at hand."""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from voltag.batch.job import Job
from voltag.batch.manifest import Row
from voltag.batch.paths import find_inputs
from voltag.batch.plan import Task
from voltag.batch.results import Shown
from voltag.batch.workers import run
from voltag.records import from_json
from voltag.types import Given, Kind, Problem, Verdict

UNVERIFIED = "no"
NOTE = "told from the file"


def manifest_rows(
    paths: Sequence[Path],
    job: Job,
    *,
    workers: int,
    on_start: Callable[[int], None] | None = None,
    on_result: Callable[[Verdict], None] | None = None,
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Read PDFs and say of each in a manifest line what it is.

    Kind, country, year, language and title are those that ``voltag classify`` tells from the
    file, in workers with their limits; the line is marked as not verified. There is no
    address in it: a person who knows it adds it.

    Args:
        paths: PDFs, or folders that are searched for them.
        job: The limits and the model of the reading.
        workers: How many files are read at a time.
        on_start: Told how many files there are.
        on_result: Told of each file as it is done.

    Returns:
        A line for each file that could be read, sorted by path, and what is wrong with others.
    """
    found = find_inputs(paths)
    if on_start is not None:
        on_start(len(found.inputs))
    problems = [*found.lost, *found.empty]
    rows: dict[str, Row] = {}
    tasks = [Task(item, None) for item in found.inputs]
    with closing(run(tasks, job, workers)) as results:
        for _, packed in results:
            verdict = from_json(Shown, packed.shown).verdict
            if on_result is not None:
                on_result(verdict)
            if verdict.document_id and verdict.pages:
                rows[verdict.path] = _row(verdict)
            else:
                problems += packed.problems
    return tuple(rows[path] for path in sorted(rows)), tuple(problems)


def _row(verdict: Verdict) -> Row:
    given = Given(
        kind=verdict.kind if verdict.kind is not Kind.OTHER else None,
        country=verdict.country,
        year=verdict.year,
        language=next(iter(verdict.languages), None),
        title=verdict.title,
    )
    return Row(
        manifest=Path(),
        line=0,
        path=verdict.path,
        given=given,
        sha256=verdict.document_id.removeprefix("sha256:"),
        verified=UNVERIFIED,
        note=NOTE,
    )
