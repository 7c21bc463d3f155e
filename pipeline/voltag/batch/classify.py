"""A whole run: many PDFs in, a result folder out."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voltag.batch.addresses import Address
from voltag.batch.fingerprint import Keys, keys_of
from voltag.batch.finishing import (
    Ending,
    Report,
    is_finished,
    mark_finished,
    write_final_files,
)
from voltag.batch.interrupts import Stop, deferred_interrupts
from voltag.batch.job import Job
from voltag.batch.journal import Entry, Journal
from voltag.batch.locking import only_run
from voltag.batch.manifest import match_manifest, read_manifest
from voltag.batch.outputs import STATE, forget_parsed, prepare_folder, write_run
from voltag.batch.paths import Found, find_inputs
from voltag.batch.plan import Plan, Results, Task, make_plan
from voltag.batch.results import Shown, Summary, summarize
from voltag.batch.run_record import Outcome, run_record, time_now
from voltag.batch.warm import start as start_workers
from voltag.types import Problem

if TYPE_CHECKING:
    from voltag.batch.mirror import Mirror

Runner = Callable[[Sequence[Task], Job, int, Callable[[], Stop]], Results]
"""Does the tasks of a job with so many workers; yields each result as soon as it is there."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes about its work."""

    workers: int
    all_passages: bool = False
    """Write every passage to ``passages.jsonl``, not only those that matter."""
    force: bool = False
    """Do every document anew, and write into the folder though it holds other files."""
    verify: bool = False
    """Compare files by their bytes where their time and size would do."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told how a run goes on; each is called in the thread of the run."""

    started: Callable[[int, Sequence[Summary]], None] = lambda total, kept: None
    """Told how many documents there are, and the results that still hold."""
    finished: Callable[[Summary], None] = lambda summary: None
    """Told each further document as it is finished."""
    problem: Callable[[Problem], None] = lambda problem: None
    """Told each line of ``errors.jsonl``."""
    stopping: Callable[[], None] = lambda: None
    """Told that the run finishes what is in flight and ends then."""


def classify(
    paths: Sequence[Path | Address],
    folder: Path,
    job: Job,
    options: Options,
    *,
    report: Report,
    manifest: Path | None = None,
    listener: Listener | None = None,
    runner: Runner | None = None,
    mirror: "Mirror | None" = None,
) -> Outcome:
    """Classify the PDFs that ``paths`` name and write the result folder ``folder``.

    What an earlier run found there is used where it still holds, and each document is kept as
    soon as it is finished, so that a run that was ended anyhow is gone on with by the next one.
    ``manifest`` is a CSV file that says what documents are (:mod:`voltag.batch.manifest`);
    lines of it that match no document are told as problems. ``report`` makes the page of all
    documents. ``runner`` does the work; worker processes of this machine without one.
    ``mirror`` puts the results at an address: ``folder`` is where they are worked on then.

    On Ctrl-C or SIGTERM what is in flight is finished, on a second one it is given up; all
    finished documents are written either way.

    Raises:
        OutputError: ``folder`` cannot be written, or another run is at work there.
        NoInputError: there is no file at all to classify.
        AddressError: a path is an address, and the extra ``remote`` is not installed.
        ManifestError: the manifest cannot be used.
        ModelError: the model cannot be loaded.
    """
    found = find_inputs(paths)
    if not found.inputs:
        raise NoInputError([*found.lost, *found.empty])
    listener = listener or Listener()
    job, unmatched = with_manifest(job, manifest, found)
    if runner is None and mirror is None and not (folder / STATE).is_dir():
        # Nothing can have been done before, so there is work.
        start_workers(job.model_folder)
    with held_folder(folder, job, force=options.force):
        if mirror is not None:
            mirror.fetch()
        outcome = classify_found(
            found,
            folder,
            job,
            options,
            report=report,
            notes=unmatched,
            listener=listener,
            runner=runner,
            interrupts=deferred_interrupts(listener.stopping),
        )
        if mirror is not None:
            mirror.send()
        return outcome


def with_manifest(job: Job, manifest: Path | None, found: Found) -> tuple[Job, tuple[Problem, ...]]:
    """Return ``job`` with what a manifest says of the documents, and its lines that match none.

    Raises:
        ManifestError: the manifest cannot be used.
    """
    if manifest is None:
        return job, ()
    given, unmatched = match_manifest(read_manifest(manifest), found)
    return replace(job, given=given), unmatched


@contextmanager
def held_folder(folder: Path, job: Job, *, force: bool) -> Iterator[None]:
    """Make ``folder`` ready for the results of ``job``, and hold it for this process.

    Raises:
        OutputError: ``folder`` cannot be written, or another run is at work there.
        ModelError: the model cannot be loaded.
    """
    if not (folder / STATE).is_dir():
        # Workers would find a broken model out too, but after the folder was made.
        from voltag.classify.persist import load_model

        load_model(job.model_folder)
    prepare_folder(folder, force=force)
    with only_run(folder):
        yield


def classify_found(
    found: Found,
    folder: Path,
    job: Job,
    options: Options,
    *,
    report: Report,
    interrupts: AbstractContextManager[Callable[[], Stop]],
    notes: Sequence[Problem] = (),
    held: Collection[str] = (),
    listener: Listener | None = None,
    runner: Runner | None = None,
) -> Outcome:
    """Classify the documents ``found`` in a ``folder`` that is held (:func:`held_folder`).

    Args:
        found: The documents.
        folder: The result folder.
        job: What they have in common, with what is given of each.
        options: How to go about it.
        report: Makes the page of all documents.
        interrupts: Tells, from when on the work begins, whether it is to stop.
        notes: Problems that belong to no document.
        held: Keys of documents (:func:`voltag.batch.plan.key_of`) that are not among those
            ``found`` and keep what an earlier run says of them, if any does.
        listener: Who is told how it goes on.
        runner: Does the work; worker processes of this machine without one.

    Raises:
        OutputError: ``folder`` cannot be written.
        ModelError: the model cannot be loaded.
    """
    with closing(Journal(folder)) as journal:
        run = _Run(folder, job, options, found, journal, listener or Listener())
        return run.go(report, runner or _local_runner, (*found.empty, *notes), interrupts, held)


class NoInputError(Exception):
    """Nothing was found to classify; the message names each path and what is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        lines = [f"{problem.path}: {problem.message}" for problem in problems]
        super().__init__("\n".join(lines) or "No path was given.")


class _Run:
    """One run on a folder that is held for it."""

    def __init__(
        self,
        folder: Path,
        job: Job,
        options: Options,
        found: Found,
        journal: Journal,
        listener: Listener,
    ) -> None:
        self._folder = folder
        self._job = job
        self._options = options
        self._found = found
        self._journal = journal
        self._listener = listener
        self._started = time_now()
        self._keys: Keys = keys_of(job)

    def go(
        self,
        report: Report,
        runner: Runner,
        notes: tuple[Problem, ...],
        interrupts: AbstractContextManager[Callable[[], Stop]],
        held: Collection[str],
    ) -> Outcome:
        options = self._options
        plan = make_plan(
            self._found.inputs,
            self._job,
            self._keys,
            self._journal,
            force=options.force,
            verify=options.verify,
        )
        total = len(self._found.inputs) + len(self._found.lost)
        self._listener.started(total, [entry.summary for entry in plan.kept.values()])
        for problem in notes:
            self._listener.problem(problem)
        lost = self._lost()
        done = dict(plan.kept)
        done |= {key: self._journal.entries[key] for key in held if key in self._journal.entries}
        for entry in done.values():
            self._tell(entry)
        with interrupts as stop:
            self._do(plan, done, runner, stop)
            unfinished = [t.key for t in plan.tasks if t.key not in done]
            # A result of an earlier run is better than none; run.json and the user are told.
            earlier = [k for k in unfinished if k in self._journal.entries]
            entries = [*done.values(), *(self._journal.entries[key] for key in earlier)]
            ending = Ending(self._job, entries, lost, notes, options.all_passages)
            right = not plan.tasks and is_finished(self._folder, ending)
            if not right:
                write_final_files(self._folder, ending, self._journal, report)
            if not right and not unfinished:
                forget_parsed(self._folder, (e.document_id for e in entries if e.summary.was_read))
                self._journal.keep_only(done)
                mark_finished(self._folder, ending)
            summaries = sorted(
                [
                    *(entry.summary for entry in entries),
                    *(summarize(shown.verdict, shown.passages) for shown in lost),
                ],
                key=lambda summary: (summary.path, summary.document_id),
            )
            outcome = Outcome(
                tuple(summaries),
                total,
                len(unfinished),
                len(earlier),
                len(plan.kept),
                interrupted=bool(unfinished),
                unsettled=tuple(entry.key for entry in entries if not entry.settled),
            )
            write_run(
                self._folder,
                run_record(
                    self._job,
                    outcome,
                    workers=options.workers,
                    judged_again=plan.judged_again,
                    started=self._started,
                ),
            )
            return outcome

    def _do(
        self, plan: Plan, done: dict[str, Entry], runner: Runner, stop: Callable[[], Stop]
    ) -> None:
        """Do what is to do, and keep each result as it comes."""
        if not plan.tasks:
            return
        standing = dict(plan.standing)
        with closing(runner(plan.tasks, self._job, self._options.workers, stop)) as results:
            for task, packed in results:
                document_id, path = packed.summary.document_id, packed.summary.path
                # Of copies of one file the first path stands in parsed/, whichever comes first.
                first = path <= standing.get(document_id, path)
                if first:
                    standing[document_id] = path
                entry = self._journal.add(
                    task.key,
                    packed,
                    reading=self._keys.reading,
                    judging=self._keys.of(self._job, task.item.name),
                    stamp=task.stamp,
                    write_parsed=first,
                )
                done[task.key] = entry
                self._tell(entry)
                self._listener.finished(entry.summary)
        self._journal.sync(now=True)

    def _lost(self) -> list[Shown]:
        """The results of paths that are no file."""
        if not self._found.lost:
            return []
        from voltag.batch.failures import failed_result

        results = [
            failed_result(
                problem.path,
                problem,
                self._job.settings,
                self._job.model_id,
                self._job.given_of(problem.path),
            )
            for problem in self._found.lost
        ]
        for result in results:
            for problem in result.problems:
                self._listener.problem(problem)
            self._listener.finished(summarize(result.verdict, ()))
        return [Shown(result.verdict, (), result.problems) for result in results]

    def _tell(self, entry: Entry) -> None:
        for problem in entry.problems:
            self._listener.problem(problem)


def _local_runner(
    tasks: Sequence[Task], job: Job, workers: int, stop: Callable[[], Stop]
) -> Results:
    start_workers(job.model_folder)
    # Imported once there is work: a run that finds nothing new is over before this is loaded.
    from voltag.batch.workers import run

    return run(tasks, job, workers, stop)
