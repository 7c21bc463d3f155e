"""Progress on standard error, and only to a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


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
