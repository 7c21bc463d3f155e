"""What ``voltag classify`` shows of a run while it goes on, on standard error."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.text import Text

from voltag.batch.classify import Listener
from voltag.cli.options import one_line
from voltag.cli.progress import pace_bar

if TYPE_CHECKING:
    from voltag.batch.results import Summary
    from voltag.types import Problem

_TOLD = 3
"""Problems of one kind in one file that the terminal shows; a scan has one on every page."""
_FINISHING = "finishing the documents in flight; press Ctrl-C again to stop now"


@contextmanager
def listening(*, quiet: bool, seen: "set[Problem]") -> Iterator[Listener]:
    """Yield a listener that shows how far a run is, and each problem that is not ``seen`` yet."""
    with pace_bar(quiet=quiet) as (progress, pace):
        told: Counter[tuple[str, str]] = Counter()

        def started(total: int, kept: "Sequence[Summary]") -> None:
            pace.begin(total, len(kept))

        def finished(summary: "Summary") -> None:
            pace.advance(summary.pages, failed=summary.failed)

        def problem(problem: "Problem") -> None:
            if problem in seen:
                return
            seen.add(problem)
            told[problem.path, problem.error] += 1
            if told[problem.path, problem.error] == _TOLD + 1:
                more = f"{problem.path}: more pages like these; errors.jsonl names them all"
                progress.console.print(Text(one_line(more), "yellow"), soft_wrap=True)
            if told[problem.path, problem.error] > _TOLD:
                return
            page = f", page {problem.page}" if problem.page else ""
            message = Text(one_line(f"{problem.path}{page}: {problem.message}"), "yellow")
            progress.console.print(message, soft_wrap=True)

        def stopping() -> None:
            pace.describe("Finishing")
            tell_finishing()

        yield Listener(started, finished, problem, stopping)


def tell_finishing() -> None:
    """Say that what is in flight is finished and then the run ends."""
    # Not through the bar's console: this is called in the middle of anything.
    click.echo(f"voltag: {_FINISHING}", err=True)
