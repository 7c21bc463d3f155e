"""``voltag corpus``: fetch public documents that a manifest lists, and add to manifests."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voltag.cli.options import (
    NOTHING_DONE,
    SOME_FAILED,
    counted,
    fail,
    one_line,
    quiet_option,
    reports_errors,
    settings_option,
)

if TYPE_CHECKING:
    from voltag.corpus.fetch import Fetched

_GOT = ("fetched", "kept")


@click.group("corpus")
def command() -> None:
    """Fetch public documents that a manifest lists, and write manifest lines of files.

    A manifest is a CSV file with the columns path, kind, country, year, language, title, group,
    url, sha256, verified and note; `voltag classify --manifest` reads the same file.

    \b
    Examples:
      voltag corpus fetch corpus/vnr.csv -o reviews/
      voltag corpus add uploads/ -o manifest.csv
    """


@command.command("fetch", short_help="Download what a manifest lists, checked against its hashes.")
@click.argument("manifest", type=click.Path(path_type=Path, dir_okay=False), metavar="MANIFEST")
@click.option(
    "-o",
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for the files; made if it is not there.",
)
@click.option("--kind", type=click.Choice(["vnr", "framework"]), help="Only lines of this kind.")
@click.option("--country", metavar="NAME", help="Only lines of this country, by name or code.")
@click.option("--year", type=int, metavar="YEAR", help="Only lines of this year.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0, max=3600),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Seconds between two requests to one host, and before the first repetition.",
)
@click.option(
    "--retries",
    type=click.IntRange(0, 20),
    default=4,
    show_default=True,
    help="Times that a request is repeated when the server is busy or the connection breaks.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1, max=3600),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Seconds without a byte until a request is given up.",
)
@click.option(
    "--max-mib",
    type=click.IntRange(min=1),
    metavar="MIB",
    help="Mebibytes above which a file is not fetched on.  [default: limits.file_mib]",
)
@settings_option
@quiet_option
@click.pass_context
@reports_errors
def fetch_command(
    ctx: click.Context,
    manifest: Path,
    folder: Path,
    kind: str | None,
    country: str | None,
    year: int | None,
    delay: float,
    retries: int,
    timeout: float,
    max_mib: int | None,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Download the documents that MANIFEST lists into a folder.

    Each host is asked over one connection with a pause between requests; a busy server's
    Retry-After is heeded. A file that broke off is gone on with, here or in the next run. What
    comes is checked: it must be a PDF, and have the manifest's SHA-256 where that gives one. A
    good file that is there is kept and never written over.

    DIR gets the files; manifest.csv, their paths and hashes for `voltag classify --manifest`;
    and fetched.jsonl, what became of each line and why.

    Exit codes: 0 every document is there; 3 some are not; 1 none is; 2 wrong usage; 130
    interrupted, with what had come kept.

    \b
    Examples:
      voltag corpus fetch corpus/vnr.csv -o reviews/ --year 2024
      voltag corpus fetch corpus/vnr.csv -o reviews/ --country Kenya
      voltag classify reviews/ -o out/ --manifest reviews/manifest.csv
    """
    from collections import Counter

    from voltag.batch.manifest import read_manifest
    from voltag.cli.progress import progress_bar
    from voltag.corpus.download import Manners
    from voltag.corpus.fetch import MANIFEST, RECORD, fetch
    from voltag.settings import load_settings
    from voltag.text.identity import country_code

    code = country_code(country) if country else None
    if country and code is None:
        raise click.UsageError(f"--country {country}: no country has this name or code.")
    rows = [
        row
        for row in read_manifest(manifest)
        if (kind is None or row.given.kind == kind)
        and (code is None or row.given.country == code)
        and (year is None or row.given.year == year)
    ]
    if not rows:
        fail(f"{manifest}: has no line that is asked for")
    settings = load_settings(settings_file)
    manners = Manners(
        delay=delay,
        timeout=timeout,
        retries=retries,
        largest_mib=max_mib or settings.limits.file_mib,
    )
    counts: Counter[str] = Counter()
    with progress_bar(quiet=quiet) as bar:
        task = bar.add_task("documents", total=len(rows))

        def tell(result: "Fetched") -> None:
            counts[result.status] += 1
            bar.advance(task)
            if result.message and result.status != "no_url" and not quiet:
                bar.console.print(_line(result), markup=False, soft_wrap=True)

        fetch(rows, folder, manners, on_result=tell)
    got = sum(counts[status] for status in _GOT)
    if not quiet:
        told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        click.echo(
            f"{counted(len(rows), 'document')}: {told}."
            f" Read {folder / RECORD}, use {folder / MANIFEST}"
        )
    if got < len(rows):
        ctx.exit(SOME_FAILED if got else NOTHING_DONE)


def _line(result: "Fetched") -> str:
    return one_line(f"line {result.line}: {result.url or '(no address)'}: {result.message}")


@command.command("add", short_help="Write manifest lines of files that are at hand.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PDF...")
@click.option(
    "-o",
    "--out",
    "manifest",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.csv",
    help="Manifest to add the lines to; made if it is not there.  [default: standard output]",
)
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Worker processes.")
@settings_option
@quiet_option
@click.pass_context
@reports_errors
def add_command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    manifest: Path | None,
    workers: int | None,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Say of PDFs, or folders of PDFs, what they are: a manifest line each.

    Kind, country, year, language and title are told from the file, and its SHA-256 is taken.
    Lines are marked as not verified: look them over, and add the addresses. A file that the
    manifest has already, by its hash, is left out.

    \b
    Examples:
      voltag corpus add uploads/ > manifest.csv
      voltag corpus add new.pdf -o corpus/manifest.csv
    """
    import os

    from voltag.batch.job import Job
    from voltag.batch.manifest import read_manifest
    from voltag.batch.whole_files import write_file
    from voltag.classify.persist import find_model, load_model
    from voltag.cli.progress import progress_bar
    from voltag.corpus.add import manifest_rows
    from voltag.corpus.writing import manifest_text
    from voltag.settings import load_settings

    old = read_manifest(manifest) if manifest is not None and manifest.exists() else ()
    settings = load_settings(settings_file)
    folder = find_model("default")
    job = Job(folder, load_model(folder).id, settings)
    with progress_bar(quiet=quiet) as bar:
        task = bar.add_task("documents", total=None)
        rows, problems = manifest_rows(
            paths,
            job,
            workers=workers or os.cpu_count() or 1,
            on_start=lambda count: bar.update(task, total=count),
            on_result=lambda _: bar.advance(task),
        )
    known = {row.sha256 for row in old if row.sha256}
    new = [row for row in rows if row.sha256 not in known]
    for problem in problems:
        click.echo(f"voltag: {one_line(problem.path)}: {one_line(problem.message)}", err=True)
    if manifest is None:
        click.echo(manifest_text(new), nl=False)
    else:
        write_file(manifest, ("\ufeff" + manifest_text([*old, *new])).encode("utf-8"))
        if not quiet:
            there = len(rows) - len(new)
            click.echo(f"{manifest}: {counted(len(new), 'line')} added, {there} there already")
    if problems:
        ctx.exit(SOME_FAILED if rows else NOTHING_DONE)
