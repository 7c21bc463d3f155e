"""A whole run: many PDFs in, a result folder out."""

import platform
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from voltag import __version__
from voltag.batch.classify_document import failed_result
from voltag.batch.interrupts import deferred_interrupt
from voltag.batch.manifest import match_manifest, read_manifest
from voltag.batch.outputs import (
    by_path,
    forget_parsed,
    prepare_folder,
    shown_passages,
    write_parsed,
    write_results,
    write_run,
)
from voltag.batch.paths import find_inputs
from voltag.batch.results import DocumentResult
from voltag.batch.workers import Job, run
from voltag.ingest.ocr import ENGINE, PACKAGES, ocr_problem
from voltag.types import Given, Problem, Status

_RECORDED = (
    "jieba",
    "numpy",
    "opencc",
    "py3langid",
    "pydantic",
    "pypdfium2",
    "scikit-learn",
    "skops",
    "spacy",
)
"""Packages that the output depends on; run.json has their versions."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    results: tuple[DocumentResult, ...]
    """Every finished document's result, with the passages that the result files show."""
    documents: int
    """How many documents there were to do."""
    interrupted: bool

    @property
    def failed(self) -> int:
        """How many documents have status ``failed``."""
        return sum(r.verdict.status is Status.FAILED for r in self.results)


def classify(
    paths: Sequence[Path],
    folder: Path,
    job: Job,
    *,
    workers: int,
    all_passages: bool = False,
    force: bool = False,
    manifest: Path | None = None,
    on_start: Callable[[int], None] | None = None,
    on_result: Callable[[DocumentResult], None] | None = None,
    on_problem: Callable[[Problem], None] | None = None,
) -> Outcome:
    """Classify the PDFs that ``paths`` name and write the result folder ``folder``.

    ``manifest`` is a CSV file that says what documents are (:mod:`voltag.batch.manifest`);
    lines of it that match no document are told as problems.

    ``on_start`` is told the number of documents, ``on_result`` each result as it comes,
    ``on_problem`` each line of ``errors.jsonl``. On Ctrl-C no further document is begun or
    waited for, and those that were finished are written all the same.

    Raises:
        OutputError: ``folder`` cannot be written.
        NoInputError: there is no file at all to classify.
        ManifestError: the manifest cannot be used.
    """
    found = find_inputs(paths)
    if not found.inputs:
        raise NoInputError([*found.lost, *found.empty])
    unmatched: tuple[Problem, ...] = ()
    if manifest is not None:
        told, unmatched = match_manifest(read_manifest(manifest), found)
        job = replace(job, given=told)
    prepare_folder(folder, force=force)
    started = _now()
    if on_start is not None:
        on_start(len(found.inputs) + len(found.lost))
    collected = _Collected(folder, all_passages, on_result, on_problem)
    notes = (*found.empty, *unmatched)
    for problem in notes:
        collected.note(problem)
    for problem in found.lost:
        given = job.given_of(problem.path)
        collected.add(failed_result(problem.path, problem, job.settings, job.model_id, given))
    with deferred_interrupt() as stop:
        with closing(run(found.inputs, job, workers, stop.is_set)) as finished:
            for result in finished:
                collected.add(result)
        results = sorted(collected.results, key=by_path)
        write_results(folder, results, all_passages=all_passages, failures=notes)
        if not stop.is_set():
            forget_parsed(folder, results)
        write_run(folder, _run_record(job, workers, results, started, stop.is_set()))
        return Outcome(tuple(results), len(found.inputs) + len(found.lost), stop.is_set())


class NoInputError(Exception):
    """Nothing was found to classify; the message names each path and what is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        lines = [f"{problem.path}: {problem.message}" for problem in problems]
        super().__init__("\n".join(lines) or "No path was given.")


class _Collected:
    """The results of a run as they come, each written to ``parsed/`` at once.

    Passages that are in ``parsed/`` and not shown are let go, so that memory does not grow
    with the batch.
    """

    def __init__(
        self,
        folder: Path,
        all_passages: bool,
        on_result: Callable[[DocumentResult], None] | None,
        on_problem: Callable[[Problem], None] | None,
    ) -> None:
        self.results: list[DocumentResult] = []
        self._folder = folder
        self._all_passages = all_passages
        self._on_result = on_result
        self._on_problem = on_problem
        self._parsed: dict[str, str] = {}

    def add(self, result: DocumentResult) -> None:
        verdict = result.verdict
        # Of copies of one file the first path stands in parsed/, whichever was read first.
        if verdict.path <= self._parsed.get(verdict.document_id, verdict.path):
            self._parsed[verdict.document_id] = verdict.path
            write_parsed(self._folder, result)
        shown = tuple(shown_passages(result, everything=self._all_passages))
        self.results.append(replace(result, passages=shown))
        for problem in result.problems:
            self.note(problem)
        if self._on_result is not None:
            self._on_result(self.results[-1])

    def note(self, problem: Problem) -> None:
        if self._on_problem is not None:
            self._on_problem(problem)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _run_record(
    job: Job, workers: int, results: Sequence[DocumentResult], started: str, interrupted: bool
) -> dict[str, object]:
    counts = {status.value: 0 for status in Status}
    for result in results:
        counts[result.verdict.status.value] += 1
    return {
        "voltag": __version__,
        "model": job.model_id,
        "kind": job.kind.value if job.kind else "auto",
        "given": {name: _given(given) for name, given in sorted(job.given.items())},
        "workers": workers,
        "interrupted": interrupted,
        "documents": len(results),
        "status": counts,
        "pages": sum(result.verdict.pages for result in results),
        "started": started,
        "ended": _now(),
        "python": platform.python_version(),
        "system": platform.system(),
        "packages": {name: _version(name) for name in _RECORDED},
        "ocr": _ocr_record(job),
        "settings": job.settings.as_dict(),
    }


def _ocr_record(job: Job) -> dict[str, object]:
    """Which pages OCR was to read, and what it was done with: None where it was not there."""
    there = job.ocr != "off" and ocr_problem() is None
    return {
        "mode": job.ocr,
        "engine": ENGINE if there else None,
        "packages": {name: _version(name) for name in PACKAGES} if there else {},
    }


def _given(given: Given) -> dict[str, object]:
    """What a manifest says of a document, for ``run.json``."""
    return {name: value for name, value in asdict(given).items() if value not in (None, "")}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
