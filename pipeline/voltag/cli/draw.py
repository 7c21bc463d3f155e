"""``voltag draw``: what the program saw on the pages of a PDF."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voltag.cli.options import (
    NOTHING_DONE,
    SOME_FAILED,
    counted,
    fail,
    model_option,
    ocr_option,
    one_line,
    quiet_option,
    reports_errors,
    settings_option,
)

if TYPE_CHECKING:
    from voltag.ingest import OcrMode

_RANGE = re.compile(r"\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?")


def _pages(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> list[tuple[int, int]] | None:
    """Read "3-5,8" as ranges of pages."""
    if value is None:
        return None
    ranges = []
    for part in value.split(","):
        found = _RANGE.fullmatch(part)
        first = int(found.group(1)) if found else 0
        last = int(found.group(2) or first) if found else 0
        if not 1 <= first <= last:
            message = f"{value!r} is no list of pages such as 3-5,8, counted from 1"
            raise click.BadParameter(message, context, parameter)
        ranges.append((first, last))
    return ranges


@click.command("draw")
@click.argument("pdf", type=click.Path(path_type=Path), metavar="PDF")
@click.option(
    "--pages",
    "ranges",
    callback=_pages,
    metavar="PAGES",
    help="Pages of the PDF to draw, such as 3-5,8.  [default: all]",
)
@click.option(
    "-o",
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for the pictures; made if it is not there.",
)
@click.option(
    "--width",
    type=click.IntRange(300, 4000),
    default=1400,
    show_default=True,
    metavar="PIXELS",
    help="Width of each picture.",
)
@ocr_option
@model_option
@settings_option
@quiet_option
@click.pass_context
@reports_errors
def command(
    ctx: click.Context,
    pdf: Path,
    ranges: list[tuple[int, int]] | None,
    folder: Path,
    width: int,
    ocr: "OcrMode",
    model_name: str,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Draw over page pictures what was read: lines, columns, headings, tables, passages.

    DIR gets a PNG a page, named after the PDF and the page, with a key to the colours. Files
    of the same names are written over.

    Exit codes: 0 all pages are drawn; 3 some could not be; 1 nothing could be; 2 wrong usage.

    \b
    Example:
      voltag draw framework.pdf --pages 64-66 -o pictures/
    """
    from voltag.batch.classify_document import judge_text, ocr_options, text_of
    from voltag.classify.persist import find_model, load_model
    from voltag.cli.progress import progress_bar
    from voltag.ingest import TableLimits, read_document
    from voltag.ingest.errors import PdfError
    from voltag.ingest.pdfium import PdfFile
    from voltag.report.draw import draw_page, marks
    from voltag.settings import load_settings
    from voltag.types import ReadStatus

    settings = load_settings(settings_file)
    model = load_model(find_model(model_name))
    limits = settings.limits
    document = read_document(
        pdf,
        pdf.name,
        max_mib=limits.file_mib,
        max_pages=limits.pages,
        page_seconds=limits.page_seconds,
        tables=TableLimits(limits.table_seconds, limits.tables_seconds),
        ocr=ocr_options(ocr, settings),
        quality_bar=settings.quality.readable,
    )
    if document.status is not ReadStatus.OK:
        fail(f"{pdf}: {document.problems[0].message}")
    count = len(document.pages)
    wanted = range(1, count + 1) if ranges is None else _within(ranges, count)
    passages = judge_text(text_of(document, settings), pdf.name, model, settings).passages
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{folder}: cannot be made ({error.strerror}); give another folder with -o")
    failed = 0
    with PdfFile(pdf) as opened, progress_bar(quiet=quiet) as progress:
        task = progress.add_task("Drawing", total=len(wanted))
        for number in wanted:
            page = document.pages[number - 1]
            path = folder / f"{pdf.stem}-p{number:03}.png"
            try:
                picture = opened.coloured_picture(number, width)
                draw_page(picture, page, marks(document, page, passages)).save(path)
            except PdfError:
                failed += 1
                message = f"voltag: page {number} is damaged and cannot be drawn"
                click.echo(message, err=True)
            except OSError as error:
                fail(f"{path}: cannot be written ({error.strerror}); give another folder with -o")
            progress.advance(task)
    drawn = len(wanted) - failed
    if not quiet:
        click.echo(one_line(f"{counted(drawn, 'page')} drawn in {folder}"))
    if failed:
        ctx.exit(SOME_FAILED if drawn else NOTHING_DONE)


def _within(ranges: list[tuple[int, int]], count: int) -> list[int]:
    """Return the pages of ``ranges``, each once.

    Raises:
        click.BadParameter: one of them is not in the document.
    """
    last = max(end for _, end in ranges)
    if last > count:
        message = f"page {last} is beyond the end; the PDF has {count}"
        raise click.BadParameter(message, param_hint="--pages")
    return sorted({number for first, end in ranges for number in range(first, end + 1)})
