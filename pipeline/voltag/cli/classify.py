"""``voltag classify``: PDFs in, verdicts and evidence out."""

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voltag.batch.addresses import Address, AddressError, as_address, require_remote
from voltag.cli import INTERRUPTED
from voltag.cli.options import (
    NOTHING_DONE,
    SOME_FAILED,
    fail,
    model_option,
    ocr_option,
    quiet_option,
    reports_errors,
    settings_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voltag.batch.classify import Runner
    from voltag.batch.mirror import Mirror
    from voltag.batch.results import Shown
    from voltag.batch.run_record import Outcome
    from voltag.ingest import OcrMode


def _finite(
    context: click.Context, parameter: click.Parameter, value: float | None
) -> float | None:
    """Refuse "nan" and "inf", which are numbers to float() and no number of seconds."""
    if value is not None and not math.isfinite(value):
        raise click.BadParameter("must be a number of seconds", context, parameter)
    return value


def _paths_or_addresses(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[Path | Address, ...]:
    """Tell paths of this machine and addresses such as ``s3://bucket/reviews`` apart."""
    return tuple(_path_or_address(context, parameter, value) for value in values)


def _path_or_address(
    context: click.Context, parameter: click.Parameter, value: str
) -> Path | Address:
    """Tell a path of this machine and an address apart."""
    try:
        return as_address(value) or Path(value)
    except AddressError as error:
        raise click.BadParameter(str(error), context, parameter) from error


@click.command("classify")
@click.argument("paths", nargs=-1, required=True, callback=_paths_or_addresses, metavar="PATH...")
@click.option(
    "-o",
    "--out",
    "out",
    required=True,
    callback=_path_or_address,
    metavar="OUT",
    help="Folder for the results, perhaps at an address; made if it is not there.",
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
    "--watch",
    "watched",
    is_flag=True,
    help="Go on: judge new files as soon as they are complete, and print a line of JSON for each.",
)
@click.option(
    "--webhook",
    metavar="URL",
    envvar="VOLTAG_WEBHOOK",
    show_envvar=True,
    help="With --watch: post that JSON there, signed with VOLTAG_WEBHOOK_SECRET if it is set.",
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
    paths: "tuple[Path | Address, ...]",
    out: "Path | Address",
    workers: int | None,
    model_name: str,
    kind: str,
    manifest: Path | None,
    ocr: "OcrMode",
    timeout: float | None,
    memory: int | None,
    scheduler: str | None,
    watched: bool,
    webhook: str | None,
    all_passages: bool,
    force: bool,
    verify: bool,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Classify PDFs, or folders of PDFs with their sub-folders but not what is hidden in them.

    A PATH, and OUT, may be an address that fsspec knows, such as s3://bucket/reviews or
    https://example.org/review.pdf (extra remote).

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
      voltag classify uploads/ -o out/ --watch --webhook https://intranet.example/verdicts
    """
    if watched and force:
        raise click.UsageError(
            "--watch and --force do not go together: run it with --force once, then with --watch"
        )
    local = [path for path in paths if isinstance(path, Path)]
    if watched and (len(local) < len(paths) or isinstance(out, Address)):
        raise click.UsageError(
            "--watch works with folders of this machine; with an address, run without it now and"
            " then"
        )
    if webhook is not None and not watched and _is_given(ctx, "webhook"):
        raise click.UsageError("--webhook needs --watch")
    import os
    from dataclasses import replace

    from voltag.batch.classify import Options, classify
    from voltag.batch.job import Job
    from voltag.classify.folders import find_model, read_config
    from voltag.cli.run_listener import listening
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

    folder, mirror = _worked_on(out, force=force)
    opts = Options(workers or os.cpu_count() or 1, all_passages, force, verify)
    runner = _cluster(scheduler) if scheduler is not None else None
    if watched:
        from voltag.cli.watching import watch_until_stopped

        watch_until_stopped(
            tuple(local),
            folder,
            job,
            opts,
            report=report,
            manifest=manifest,
            runner=runner,
            webhook=webhook,
            quiet=quiet,
        )
        ctx.exit(INTERRUPTED)
    with listening(quiet=quiet, seen=set()) as listener:
        outcome = classify(
            paths,
            folder,
            job,
            opts,
            report=report,
            manifest=manifest,
            listener=listener,
            runner=runner,
            mirror=mirror,
        )
    if not quiet:
        from voltag.cli.progress import results_console
        from voltag.cli.verdict_table import print_verdicts

        print_verdicts(outcome, f"{out}/report.html", results_console())
    if outcome.interrupted:
        click.echo(f"voltag: {_interrupted(outcome)}", err=True)
        ctx.exit(INTERRUPTED)
    if outcome.failed:
        ctx.exit(NOTHING_DONE if outcome.failed == len(outcome.summaries) else SOME_FAILED)


def _worked_on(out: Path | Address, *, force: bool) -> "tuple[Path, Mirror | None]":
    """The folder that results are worked on in, and what puts them at an address."""
    if isinstance(out, Path):
        return out, None
    require_remote(out)
    from voltag.batch.mirror import Mirror, spool_of

    folder = spool_of(out)
    return folder, Mirror(out, folder, force=force)


def _is_given(ctx: click.Context, name: str) -> bool:
    """Whether an option stands on the command line, not in the environment."""
    return ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


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
