"""Progress on standard error, and only to a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)


def results_console() -> Console:
    """Return a console on standard output; wide where that is not a terminal."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=160)


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """Show a progress bar that is gone when it is done."""
    out = Console(stderr=True, highlight=False)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
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
