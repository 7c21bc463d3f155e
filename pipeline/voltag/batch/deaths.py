"""Documents that killed their worker: read again, without the step that was deadly.

One bad page costs that page. PDFium may die of a page, or never come back from it; then the
worker is gone, and with it all that was read of the document. What the worker was at is known
from its trail (:mod:`voltag.batch.trail`), so that the next attempt goes without it.
"""

import time
from collections.abc import Mapping
from concurrent.futures import TimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

from pebble import ProcessExpired

from voltag.batch.trail import STOPPED, Left, read_trail
from voltag.ingest.steps import Death, Step

ATTEMPTS = 4
"""How often a document is read at most."""
_LEAST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One reading of a document: what is passed over, and where the worker leaves its trail."""

    trail: Path
    seconds: float
    """That are left for the document."""
    deadly: Mapping[Step, Death] = field(default_factory=dict)


class Deaths:
    """The deaths of one run's documents, by a number for each document."""

    def __init__(self, folder: Path, seconds: float) -> None:
        """Have trails left in ``folder``; a document may take ``seconds`` in all attempts."""
        self._folder = folder
        self._seconds = seconds
        self._attempts: dict[int, Attempt] = {}

    def attempt(self, number: int) -> Attempt:
        """Return how document ``number`` is to be read next."""
        first = Attempt(self._folder / str(number), self._seconds)
        return self._attempts.setdefault(number, first)

    def last_step(self, number: int) -> Step | None:
        """Return what the worker of document ``number`` was at when it died."""
        left = read_trail(self.attempt(number).trail)
        return None if left is None else left.step

    def is_worth_another(self, number: int, error: Exception) -> bool:
        """Whether document ``number`` is to be read again after ``error``, without that step."""
        if isinstance(error, (TimeoutError, BrokenProcessPool)):
            return False
        attempt = self.attempt(number)
        left = read_trail(attempt.trail)
        death = _death(error)
        if death is None or left is None or left.step is None or left.step.stage == "open":
            return False
        seconds = attempt.seconds - _since(left)
        if len(attempt.deadly) + 1 >= ATTEMPTS or seconds < _LEAST_SECONDS:
            return False
        deadly = {**attempt.deadly, left.step: death}
        self._attempts[number] = Attempt(attempt.trail, seconds, deadly)
        return True


def _death(error: Exception) -> Death | None:
    if isinstance(error, ProcessExpired):
        return "timeout" if error.exitcode == STOPPED else "crashed"
    return None


def _since(left: Left) -> float:
    return max(0.0, time.monotonic() - left.began)
