"""Progress on standard error, and only to a terminal."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)


def results_console() -> Console:
    """Return a console on standard output; wide where that is not a terminal."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=160)


class Pace:
    """Shows how far a run over documents is: how many a second, and how long it still takes.

    What an earlier run did counts as done, and not for the pace.
    """

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("Reading", total=None, pace="")
        self._since = bar.get_time()
        self._documents = self._pages = self._failed = 0

    def begin(self, total: int, done: int) -> None:
        """Say that there are ``total`` documents, so many of them done before."""
        self._bar.update(self._task, total=total, completed=done)
        self._since = self._bar.get_time()

    def advance(self, pages: int, *, failed: bool) -> None:
        """Count a document that is finished."""
        self._documents += 1
        self._pages += pages
        self._failed += failed
        seconds = max(self._bar.get_time() - self._since, 0.001)
        pace = f"{self._documents / seconds:.1f} documents/s, {self._pages / seconds:.0f} pages/s"
        if self._failed:
            pace += f", {self._failed} failed"
        self._bar.update(self._task, advance=1, pace=pace)

    def describe(self, step: str) -> None:
        """Say what is being done."""
        self._bar.update(self._task, description=step)


@contextmanager
def pace_bar(*, quiet: bool) -> Iterator[tuple[Progress, Pace]]:
    """Show how far a run over documents is; gone when it is done."""
    with progress_bar(quiet=quiet, more=[TextColumn("{task.fields[pace]}")]) as bar:
        yield bar, Pace(bar)


@contextmanager
def progress_bar(*, quiet: bool, more: Sequence[ProgressColumn] = ()) -> Iterator[Progress]:
    """Show a progress bar, with ``more`` columns at its end, that is gone when it is done."""
    out = Console(stderr=True, highlight=False)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        *more,
        console=out,
        transient=True,
        disable=quiet or not out.is_terminal,
    ) as progress:
        yield progress


def teller(bar: Progress) -> Callable[[str, int, int], None]:
    """Return a function that shows a step's name, how much is done and how much there is."""
    tasks: dict[str, TaskID] = {}

    def tell(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = bar.add_task(step, total=total)
        bar.update(tasks[step], completed=done)

    return tell
