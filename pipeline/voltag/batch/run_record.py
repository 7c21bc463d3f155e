"""What a run came to, and what ``run.json`` says of it."""

import platform
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from voltag import __version__
from voltag.batch.fingerprint import JUDGING_PACKAGES, READING_PACKAGES, versions
from voltag.batch.job import Job
from voltag.batch.results import Summary
from voltag.types import Given, Status

_NOTHING = asdict(Given())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    summaries: tuple[Summary, ...]
    """One for each document in the result files, sorted by path."""
    documents: int
    """How many documents there were to do."""
    unfinished: int = 0
    """How many of them this run did not come to, because it was interrupted."""
    earlier: int = 0
    """For how many of those the result files keep what an earlier run found."""
    kept: int = 0
    """How many results of an earlier run still hold and were not made again."""
    interrupted: bool = False
    unsettled: tuple[str, ...] = ()
    """Keys of documents that may fare better in another run, and are tried again by it."""

    @property
    def failed(self) -> int:
        """How many documents have status ``failed``."""
        return sum(summary.failed for summary in self.summaries)


def run_record(
    job: Job, outcome: Outcome, *, workers: int, judged_again: int, started: str
) -> dict[str, object]:
    """Return what ``run.json`` says of a run that ends now.

    Args:
        job: What the documents had in common.
        outcome: What became of them.
        workers: How many documents were done at a time.
        judged_again: How many were judged again and not read.
        started: When it began, as :func:`time_now` tells it.
    """
    counts = Counter(summary.status for summary in outcome.summaries)
    return {
        "voltag": __version__,
        "model": job.model_id,
        "kind": job.kind.value if job.kind else "auto",
        "given": {name: _given(given) for name, given in sorted(job.given.items())},
        "workers": workers,
        "interrupted": outcome.interrupted,
        "unfinished": outcome.unfinished,
        "earlier": outcome.earlier,
        "kept": outcome.kept,
        "judged_again": judged_again,
        "documents": len(outcome.summaries),
        "status": {status.value: counts[status.value] for status in Status},
        "pages": sum(summary.pages for summary in outcome.summaries),
        "started": started,
        "ended": time_now(),
        "python": platform.python_version(),
        "system": platform.system(),
        "packages": versions(sorted({*READING_PACKAGES, *JUDGING_PACKAGES})),
        "ocr": _ocr(job),
        "settings": job.settings.as_dict(),
    }


def time_now() -> str:
    """The time as ``run.json`` has it: UTC in ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _given(given: Given) -> dict[str, object]:
    """What a manifest says of a document; an empty group says that the document stands alone."""
    return {name: value for name, value in asdict(given).items() if value != _NOTHING[name]}


def _ocr(job: Job) -> dict[str, object]:
    """Which pages OCR was to read, and what it was done with: None where it was not there."""
    if job.ocr == "off":
        return {"mode": job.ocr, "engine": None, "packages": {}}
    from voltag.ingest.ocr import ENGINE, PACKAGES, ocr_problem

    there = ocr_problem() is None
    return {
        "mode": job.ocr,
        "engine": ENGINE if there else None,
        "packages": versions(PACKAGES) if there else {},
    }
