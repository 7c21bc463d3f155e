"""``voltag classify``: PDFs in, verdicts and evidence out."""

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voltag.cli import INTERRUPTED
from voltag.cli.options import (
    NOTHING_DONE,
    SOME_FAILED,
    fail,
    model_option,
    ocr_option,
    one_line,
    quiet_option,
    reports_errors,
    settings_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.text import Text

    from voltag.batch.classify import Outcome, Runner
    from voltag.batch.results import Shown, Summary
    from voltag.ingest import OcrMode
    from voltag.types import Problem

_NAME_WIDTH = 48
"""Most cells that the name of a document takes."""
_PASSAGE_WIDTH = 24
"""Fewest cells that a passage is worth showing in."""
_GAP = 2
_TOLD = 3
"""Problems of one kind in one file that the terminal shows; a scan has one on every page."""
_FINISHING = "finishing the documents in flight; press Ctrl-C again to stop now"


def _finite(
    context: click.Context, parameter: click.Parameter, value: float | None
) -> float | None:
    """Refuse "nan" and "inf", which are numbers to float() and no number of seconds."""
    if value is not None and not math.isfinite(value):
        raise click.BadParameter("must be a number of seconds", context, parameter)
    return value


@click.command("classify")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."
)
@click.option(
    "-o",
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Folder for the results; made if it is not there.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Worker processes.  [default: one a processor, at most one a document]",
)
@model_option
@click.option(
    "--kind",
    type=click.Choice(["auto", "vnr", "framework"]),
    default="auto",
    show_default=True,
    help="Kind of all documents; auto reads it from each title.",
)
@click.option(
    "--manifest",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="What documents are: columns path, kind, country, year, language, title, group.",
)
@ocr_option
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    callback=_finite,
    metavar="SECONDS",
    help="Seconds that one document may take.  [default: limits.document_seconds, and"
    " ocr.document_seconds where pages are read by OCR]",
)
@click.option(
    "--memory",
    type=click.IntRange(min=256),
    metavar="MIB",
    help="Mebibytes of memory a worker may use.  [default: limits.memory_mib]",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Do the work on the Dask cluster whose scheduler is there, such as tcp://head:8786."
    " Needs the extra dask.",
)
@click.option(
    "--all-passages",
    is_flag=True,
    help="Write every passage to passages.jsonl, not only those that matter.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Do every document anew; write into OUT though it holds other files.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="Know unchanged files by their bytes, not by their time and size.",
)
@settings_option
@quiet_option
@click.pass_context
@reports_errors
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    folder: Path,
    workers: int | None,
    model_name: str,
    kind: str,
    manifest: Path | None,
    ocr: "OcrMode",
    timeout: float | None,
    memory: int | None,
    scheduler: str | None,
    all_passages: bool,
    force: bool,
    verify: bool,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Classify PDFs, or folders of PDFs with their sub-folders.

    OUT gets documents.jsonl and documents.csv (a verdict a document), passages.jsonl (the
    evidence), report.html (both for reading), errors.jsonl, parsed/ and run.json.

    A document whose file, model and settings are those of an earlier run into OUT is not done
    again, and a run that was ended anyhow is gone on with by the next one. Ctrl-C finishes the
    documents in flight; a second Ctrl-C stops at once.

    Exit codes: 0 every document has a verdict or an honest status; 3 some documents failed
    (errors.jsonl names them); 1 nothing could be done; 2 wrong usage; 130 interrupted, with
    all finished documents kept.

    \b
    Examples:
      voltag classify review.pdf -o out/
      voltag classify uploads/ more.pdf -o out/ --workers 4
      voltag classify frameworks/ -o out/ --kind framework --timeout 120
      voltag classify uploads/ -o out/ --manifest uploads/manifest.csv
      voltag classify scans/ -o out/ --ocr auto --timeout 1800
      voltag classify /shared/uploads -o out/ --scheduler tcp://head:8786
    """
    import os
    from collections import Counter
    from dataclasses import replace

    from rich.text import Text

    from voltag.batch.classify import Listener, Options, classify
    from voltag.batch.job import Job
    from voltag.classify.folders import find_model, read_config
    from voltag.cli.progress import pace_bar, results_console
    from voltag.settings import load_settings
    from voltag.types import Kind

    settings = load_settings(settings_file)
    limits = replace(
        settings.limits,
        document_seconds=timeout or settings.limits.document_seconds,
        memory_mib=memory or settings.limits.memory_mib,
    )
    settings = replace(settings, limits=limits)
    if timeout is not None:
        # Time must be left to judge what was read.
        most = min(settings.ocr.document_seconds, 0.75 * timeout)
        settings = replace(settings, ocr=replace(settings.ocr, document_seconds=most))
    if ocr == "force":
        from voltag.ingest.ocr import require_ocr

        require_ocr()
    model_folder = find_model(model_name).resolve()
    model_id = str(read_config(model_folder)["id"])
    job = Job(
        model_folder,
        model_id,
        settings,
        None if kind == "auto" else Kind(kind),
        ocr=ocr,
        timeout=timeout,
    )

    def report(documents: "Iterator[Shown]") -> str:
        from voltag.report.html import render_report

        pairs = [(shown.verdict, shown.passages) for shown in documents]
        return render_report(pairs, settings.report, model_id)

    with pace_bar(quiet=quiet) as (progress, pace):

        def started(total: int, kept: "Sequence[Summary]") -> None:
            pace.begin(total, len(kept))

        def finished(summary: "Summary") -> None:
            pace.advance(summary.pages, failed=summary.failed)

        told: Counter[tuple[str, str]] = Counter()

        def problem(problem: "Problem") -> None:
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
            # Not through the bar's console: this is called in the middle of anything.
            click.echo(f"voltag: {_FINISHING}", err=True)

        outcome = classify(
            paths,
            folder,
            job,
            Options(workers or os.cpu_count() or 1, all_passages, force, verify),
            report=report,
            manifest=manifest,
            listener=Listener(started, finished, problem, stopping),
            runner=_cluster(scheduler) if scheduler is not None else None,
        )
    if not quiet:
        _print_table(outcome, folder, results_console())
    if outcome.interrupted:
        click.echo(f"voltag: {_interrupted(outcome)}", err=True)
        ctx.exit(INTERRUPTED)
    if outcome.failed:
        ctx.exit(NOTHING_DONE if outcome.failed == len(outcome.summaries) else SOME_FAILED)


def _cluster(scheduler: str) -> "Runner":
    """What does the work on the cluster of ``scheduler``."""
    from importlib.util import find_spec

    if find_spec("distributed") is None:
        fail("--scheduler needs Dask: install it with `pip install 'voltag[dask]'`")
    from voltag.batch.cluster import run_on_cluster

    return lambda tasks, job, _, stop: run_on_cluster(scheduler, tasks, job, stop)


def _interrupted(outcome: "Outcome") -> str:
    finished = outcome.documents - outcome.unfinished
    told = f"interrupted; {finished} of {outcome.documents} documents are finished and kept"
    if outcome.earlier:
        told += f", {outcome.earlier} more are shown as an earlier run found them"
    return told + "; run the same command again to finish"


def _print_table(outcome: "Outcome", folder: Path, out: "Console") -> None:
    """Print a line a document: its verdict and, where there is room, its best passage.

    The answers are never cut: a narrow terminal costs the passage first, then the front of
    the name.
    """
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    names = [one_line(summary.path) for summary in outcome.summaries]
    answers = [_answers(summary) for summary in outcome.summaries]
    widths = [
        max(cell_len(text) for text in column)
        for column in zip(_ANSWERS, *([a.plain for a in row] for row in answers), strict=True)
    ]
    rest = out.width - sum(widths) - _GAP * len(widths)
    # The name takes what it needs, up to a limit; what is left is for the passage.
    name_width = max([cell_len(name) for name in ("document", *names)])
    name_width = max(min(name_width, _NAME_WIDTH, rest), 8)
    passage_width = rest - name_width - _GAP
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("document", no_wrap=True, width=name_width)
    for title, width in zip(_ANSWERS, widths, strict=True):
        table.add_column(title, no_wrap=True, width=width)
    wide = passage_width >= _PASSAGE_WIDTH
    if wide:
        table.add_column("best passage", no_wrap=True, width=passage_width, overflow="ellipsis")
    for summary, name, row in zip(outcome.summaries, names, answers, strict=True):
        best = Text(one_line(_best_passage(summary)))
        table.add_row(Text(_end_of(name, name_width)), *row, *([best] if wide else []))
    out.print(table)
    for line in _groups(outcome):
        out.print(Text(one_line(line)), soft_wrap=True)
    documents = len(outcome.summaries)
    review = sum(summary.needs_review for summary in outcome.summaries)
    kept = f" ({outcome.kept} unchanged since an earlier run)" if outcome.kept else ""
    last = (
        f"{documents} document{'' if documents == 1 else 's'}{kept},"
        f" {review} for a reviewer, {outcome.failed} failed. Read {folder / 'report.html'}"
    )
    out.print(Text(one_line(last)), soft_wrap=True)


def _groups(outcome: "Outcome") -> list[str]:
    """A line for each review or framework that has more than one file."""
    files: dict[str, list[str]] = {}
    for summary in outcome.summaries:
        if summary.group is not None:
            files.setdefault(summary.group, []).append(summary.path)
    return [
        f"Taken as one ({group}): {', '.join(names)}"
        for group, names in sorted(files.items())
        if len(names) > 1
    ]


def _end_of(name: str, width: int) -> str:
    """Return ``name``, or as much of its end as ``width`` cells hold: the file is named there."""
    from rich.cells import cell_len

    if cell_len(name) <= width:
        return name
    start = next(i for i in range(len(name) + 1) if cell_len(name[i:]) < width)
    return "…" + name[start:]


_ANSWERS = ("kind", "volunteering", "own", "int", "mea")


def _answers(summary: "Summary") -> "list[Text]":
    """What the columns of ``_ANSWERS`` say of one document."""
    from rich.text import Text

    cells = (summary.kind, _answer(summary), *map(_mark, summary.objectives))
    return [Text.from_markup(cell) for cell in cells]


def _answer(summary: "Summary") -> str:
    status = summary.status
    if summary.references is None:
        return "[yellow]?[/]" if status == "ok" else f"[yellow]{status}[/]"
    answer = "[green]yes[/]" if summary.references else "no"
    # An answer that does not rest on the whole document says so.
    answer += "" if status == "ok" else f" [yellow]{status}[/]"
    return answer + (" [yellow]review[/]" if summary.references_in_review else "")


def _mark(evidenced: bool | None) -> str:
    return {True: "[green]yes[/]", False: "no", None: "[yellow]?[/]"}[evidenced]


def _best_passage(summary: "Summary") -> str:
    if summary.best_page is None:
        return ""
    return f"p. {summary.best_page} ({summary.best_score:.2f}) {summary.best_text}"
