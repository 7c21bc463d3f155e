"""``voltag annotations``: check annotation files, count them, and exchange them."""

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from voltag.cli.agreement import command as agreement
from voltag.cli.options import (
    NOTHING_DONE,
    fail,
    json_text,
    one_line,
    quiet_option,
    reports_errors,
    settings_option,
)
from voltag.cli.stored_texts import annotations_with_texts, pdfs_option, text_reader

if TYPE_CHECKING:
    from voltag.annotations import Annotation
    from voltag.annotations.model import Origin
    from voltag.annotations.statistics import LanguageStatistics
    from voltag.settings import Settings

FORMATS = ("jsonl", "csv", "prodigy", "doccano", "label-studio", "docbin")
ORIGINS = ("written", "reviewed", "published")
LEAVE_OUT = ("annotator", "date", "note")
MIB = 1024 * 1024

_paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
_format = click.option(
    "--format",
    "format_name",
    required=True,
    type=click.Choice(FORMATS),
    help="Format of the other tool's file.",
)
_force = click.option("--force", is_flag=True, help="Replace the file if it is there.")


@click.group("annotations")
def command() -> None:
    """Check annotation files, count what is in them, and exchange them with other tools.

    PATH is an annotation file or a folder of them (*.jsonl); it defaults to the annotations
    that ship with voltag.

    \b
    Examples:
      voltag annotations validate annotations/
      voltag annotations stats annotations/ --json
      voltag annotations export --format label-studio -o tasks.json annotations/
      voltag annotations import --format label-studio tasks.json -o new.jsonl
      voltag annotations agreement A1.jsonl A2.jsonl
    """


command.add_command(agreement)


@command.command("validate", short_help="Name every fault, and passages that are nearly the same.")
@_paths
@click.option("--strict", is_flag=True, help="Take warnings for faults.")
@click.option(
    "--similarity",
    type=click.FloatRange(0, 1, min_open=True),
    help="Share of common runs of five characters from which on two passages are named as nearly"
    " the same.  [default: 0.3]",
)
@pdfs_option
@settings_option
@quiet_option
@click.pass_context
@reports_errors
def validate(
    ctx: click.Context,
    paths: tuple[Path, ...],
    strict: bool,
    similarity: float | None,
    pdfs: Path | None,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Name every fault of annotation files, each as file:line: field: what is wrong.

    Warnings name passages that are nearly the same, whatever their script, spacing and
    punctuation, and ids that stand in two files, of which the later one counts. The exit code
    is 1 when there is a fault, and with --strict when there is a warning. A text that is not
    stored must be found in one of the PDFs in --pdfs.

    \b
    Examples:
      voltag annotations validate
      voltag annotations validate annotations/ new.jsonl --strict
      voltag annotations validate reviewed.jsonl --pdfs reviews/
    """
    from voltag.annotations import AnnotationError, default_annotation_paths, read_annotations
    from voltag.annotations.places import placed_annotations, replaced
    from voltag.settings import load_settings
    from voltag.text.duplicates import SIMILARITY, near_duplicates

    files = list(paths) or default_annotation_paths()
    text_of = text_reader(files, pdfs, load_settings(settings_file), quiet=quiet)
    placed = placed_annotations(files, text_of)
    faults: list[str] = []
    try:
        read_annotations(files, text_of)
    except AnnotationError as error:
        faults = error.faults
    again = replaced(placed)
    latest = list({p.annotation.id: p for p in placed}.values())
    pairs = near_duplicates(
        ((p.annotation.text, p.annotation.language) for p in latest),
        SIMILARITY if similarity is None else similarity,
    )
    warnings = [
        f"{later.place}: id: warning: {later.annotation.id} replaces that of {earlier.place}"
        for later, earlier in again
        if later.place.rpartition(":")[0] != earlier.place.rpartition(":")[0]
    ]
    for pair in pairs:
        first, second = latest[pair.first], latest[pair.second]
        warnings.append(
            f"{second.place}: text: warning: {second.annotation.id} is nearly the same as"
            f" {first.annotation.id} ({first.place}), {pair.similarity:.0%} of their runs"
        )
    for line in faults:
        click.echo(one_line(line))
    if strict or not quiet:
        for line in warnings:
            click.echo(one_line(line))
    if not quiet:
        counts = f"valid passages: {len(placed)}, faults: {len(faults)}, warnings: {len(warnings)}"
        click.echo(counts, err=True)
    if faults or (strict and warnings):
        ctx.exit(NOTHING_DONE)


@command.command("stats", short_help="Count labels, documents and lengths by language.")
@_paths
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@pdfs_option
@settings_option
@reports_errors
def stats(
    paths: tuple[Path, ...], as_json: bool, pdfs: Path | None, settings_file: Path | None
) -> None:
    """Count annotations by language: labels, origin, annotators, documents, lengths.

    Polarity and implicit are counted among contributions only, as nothing else has them.

    \b
    Examples:
      voltag annotations stats
      voltag annotations stats annotations/ --json
    """
    from voltag.annotations import default_annotation_paths
    from voltag.annotations.statistics import statistics
    from voltag.settings import load_settings

    files = list(paths) or default_annotation_paths()
    settings = load_settings(settings_file)
    found = statistics(annotations_with_texts(files, pdfs, settings, quiet=False))
    if as_json:
        values = {language: numbers.as_dict() for language, numbers in found.items()}
        click.echo(json_text(values, 2))
    else:
        _print_statistics(found)


def _print_statistics(found: "dict[str, LanguageStatistics]") -> None:
    from rich.table import Table
    from rich.text import Text

    from voltag.annotations.statistics import QUARTILES
    from voltag.cli.progress import results_console

    table = Table(box=None)
    table.add_column("")
    for language in found:
        table.add_column(language, justify="right")
    numbers = list(found.values())
    table.add_row("passages", *(str(n.passages) for n in numbers))
    table.add_row("documents", *(str(n.documents) for n in numbers))
    table.add_row("without document", *(str(n.without_document) for n in numbers))
    for name in next((n.counts for n in numbers), {}):
        for value in dict.fromkeys(value for n in numbers for value in n.counts[name]):
            # A name in a file could steer the terminal.
            title = Text(one_line(f"{name} {value or '(none)'}"))
            table.add_row(title, *(str(n.counts[name].get(value, 0)) for n in numbers))
    for place, name in enumerate(QUARTILES):
        table.add_row(f"characters, {name}", *(str(n.characters[place]) for n in numbers))
    results_console().print(table)


@command.command("export", short_help="Write a file for another tool.")
@_paths
@_format
@click.option(
    "-o",
    "--out",
    "out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File to write.",
)
@click.option(
    "--leave-out",
    "leave_out",
    multiple=True,
    type=click.Choice(LEAVE_OUT),
    help="Do not write this field; may be given several times.",
)
@click.option(
    "--without-text",
    is_flag=True,
    help="Write where in its PDF each passage stands in place of its text (jsonl only). Passages"
    " that do not say it are looked for in the PDFs of --pdfs.",
)
@_force
@pdfs_option
@settings_option
@quiet_option
@reports_errors
def export(
    paths: tuple[Path, ...],
    format_name: str,
    out: Path,
    leave_out: tuple[str, ...],
    without_text: bool,
    force: bool,
    pdfs: Path | None,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Write annotations as a file for another tool, and say what it does not hold.

    The labels go as one list of choices, such as reference:contribution, objective:ownership,
    code:a3, b4:long_term, polarity:positive and implicit, to tools that only know choices. What
    was written is read again, and every field that does not come back is named on standard
    error with the number of passages that lose it. Where somebody else will label the passages
    anew, leave out annotator and date, and give theirs when importing.

    \b
    Examples:
      voltag annotations export --format csv -o passages.csv annotations/
      voltag annotations export --format prodigy -o tasks.jsonl annotations/en-a.jsonl
          --leave-out annotator --leave-out date
      voltag annotations export --format docbin -o train.spacy
      voltag annotations export --format jsonl --without-text --pdfs reviews/
          -o reviewed.jsonl labelled.jsonl
    """
    from voltag.annotations import default_annotation_paths
    from voltag.annotations.formats import (
        export_annotations,
        export_without_text,
        passages,
        unknown_fields,
    )
    from voltag.batch.whole_files import write_file
    from voltag.settings import load_settings

    if without_text and format_name != "jsonl":
        raise click.UsageError("--without-text is for --format jsonl; other tools need the text")
    _check_free(out, force=force)
    settings = load_settings(settings_file)
    files = list(paths) or default_annotation_paths()
    annotations = annotations_with_texts(files, pdfs, settings, quiet=quiet)
    if without_text:
        annotations = _with_sources(annotations, pdfs, settings, quiet=quiet)
        exported = export_without_text(annotations, leave_out)
    else:
        exported = export_annotations(annotations, format_name, leave_out)
    write_file(out, exported.content)
    if quiet:
        return
    lost = exported.losses + unknown_fields(files)
    held = "; not in it:" if lost else ", with all their fields"
    click.echo(one_line(f"{out}: {passages(len(annotations))} as {format_name}{held}"), err=True)
    for name, count in lost.items():
        click.echo(one_line(f"  {name}: lost for {passages(count)}"), err=True)


def _with_sources(
    annotations: "list[Annotation]", pdfs: Path | None, settings: "Settings", *, quiet: bool
) -> "list[Annotation]":
    if pdfs is None:
        return annotations
    from voltag.cli.progress import progress_bar, teller
    from voltag.text.sources import with_sources

    with progress_bar(quiet=quiet) as bar:
        return with_sources(annotations, pdfs, settings, teller(bar))


def _language(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch("[a-z]{2,3}", value):
        raise click.BadParameter(f"{value!r} is not a language code such as en or zh")
    return value


@command.command("import", short_help="Read a file of another tool.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_format
@click.option(
    "-o",
    "--out",
    "out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.jsonl",
    help="Annotation file to write.",
)
@click.option("--annotator", metavar="NAME", help="Who labelled the passages that do not say it.")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="When the passages that do not say it were labelled.",
)
@click.option(
    "--origin",
    type=click.Choice(ORIGINS),
    help="Where the passages that do not say it are from; published ones are for testing only.",
)
@click.option(
    "--language",
    callback=_language,
    metavar="CODE",
    help="Language of the passages that do not say it, such as en or zh.",
)
@click.option(
    "--id-prefix",
    metavar="TEXT",
    help="Passages without an id get this and their number in the file, such as new-000001.",
)
@_force
@settings_option
@quiet_option
@reports_errors
def import_(
    file: Path,
    format_name: str,
    out: Path,
    annotator: str | None,
    day: datetime | None,
    origin: str | None,
    language: str | None,
    id_prefix: str | None,
    force: bool,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Make an annotation file of another tool's file.

    Every passage must come out as a valid annotation; otherwise nothing is written and every
    fault is named with file, line and field. The options fill what the file does not say and
    change nothing that it does say. What was filled, left empty, left out or not taken is
    listed on standard error. Files above the setting limits.file_mib are not read.

    \b
    Examples:
      voltag annotations import --format csv passages.csv -o new.jsonl
      voltag annotations import --format doccano all.jsonl -o new.jsonl --annotator A2
          --date 2026-11-24 --origin written --language zh --id-prefix zh-new-
    """
    from voltag.annotations import AnnotationError
    from voltag.annotations.formats import Fill, import_annotations, passages
    from voltag.annotations.formats.json_lines import write
    from voltag.batch.whole_files import write_file
    from voltag.settings import load_settings

    _check_free(out, force=force)
    limit = load_settings(settings_file).limits.file_mib * MIB
    fill = Fill(
        annotator, day.date() if day else None, cast("Origin | None", origin), language, id_prefix
    )
    try:
        imported = import_annotations(_read(file, limit), format_name, str(file), fill, limit)
    except AnnotationError as error:
        for line in error.faults:
            click.echo(one_line(line), err=True)
        fail(f"{file}: nothing was written; faults: {len(error.faults)}")
    if not imported.annotations:
        for line in imported.report():
            click.echo(one_line(line), err=True)
        fail(f"{file}: has no labelled passage; nothing was written")
    write_file(out, write(imported.annotations))
    if not quiet:
        click.echo(one_line(f"{out}: {passages(len(imported.annotations))}"), err=True)
        for line in imported.report():
            click.echo(one_line(f"  {line}"), err=True)


def _check_free(out: Path, *, force: bool) -> None:
    if out.exists() and not force:
        fail(f"{out}: is there already; replace it with --force")


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        fail(f"{path}: cannot be read ({error.strerror})")
    if len(content) > limit:
        fail(f"{path}: has more than {limit // MIB} MiB; see limits.file_mib in voltag settings")
    return content
