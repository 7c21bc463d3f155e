"""``voltag classify --watch``: the doors of a watch, standard output and a webhook."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voltag.batch.interrupts import deferred_interrupts
from voltag.batch.telling import Channel, Message
from voltag.batch.watching import watch
from voltag.cli.options import json_text, one_line
from voltag.cli.run_listener import listening, tell_finishing

if TYPE_CHECKING:
    from voltag.batch.classify import Options, Runner
    from voltag.batch.finishing import Report
    from voltag.batch.job import Job
    from voltag.types import Problem


class _StandardOutput:
    """A line of JSON a verdict on standard output; a :class:`voltag.batch.telling.Channel`."""

    name = "standard output"

    def tell(self, message: Message) -> None:
        """Print it."""
        click.echo(json_text(json.loads(message.line)))


def watch_until_stopped(
    paths: Sequence[Path],
    folder: Path,
    job: "Job",
    options: "Options",
    *,
    report: "Report",
    manifest: Path | None,
    runner: "Runner | None",
    webhook: str | None,
    quiet: bool,
) -> None:
    """Watch until Ctrl-C or SIGTERM."""
    channels: list[Channel] = [] if quiet else [_StandardOutput()]
    if webhook is not None:
        # Not loaded by those who need none.
        from voltag.batch.webhook import SECRET, Webhook

        seconds = job.settings.watch.webhook_seconds
        channels.append(Webhook(webhook, seconds=seconds, secret=os.environ.get(SECRET)))
    if not quiet:
        watched = ", ".join(map(str, paths))
        _say(f"watching {watched}; results go to {folder}; Ctrl-C ends")
    seen: set[Problem] = set()
    with deferred_interrupts(tell_finishing) as stop:
        watch(
            paths,
            folder,
            job,
            options,
            report=report,
            channels=channels,
            say=_say,
            stop=stop,
            manifest=manifest,
            runner=runner,
            listening=lambda: listening(quiet=quiet, seen=seen),
        )


def _say(message: str) -> None:
    click.echo(f"voltag: {one_line(message)}", err=True)
