"""``voltag report``: the figures and the evidence over one or many result folders."""

from pathlib import Path

import click

from voltag.cli.options import counted, fail, quiet_option, reports_errors, settings_option


@click.command("report")
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="OUT..."
)
@click.option(
    "-o",
    "--out",
    "page",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="The page to write: one file, complete in itself.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write everything that the page says as JSON too; see `voltag schema report`.",
)
@click.option(
    "--figures",
    "figures_folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write each figure as SVG, PNG and CSV too.",
)
@click.option(
    "--xlsx",
    "workbook",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.xlsx",
    help="Write verdicts, evidence and figures as a workbook too.",
)
@click.option(
    "--cards",
    "cards_folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write a sheet a passage, and an annex a document, with the page's picture.",
)
@click.option(
    "--pdfs",
    "pdfs",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Where the PDFs are now, found by their hash; for --cards.",
)
@click.option(
    "--gold",
    "gold_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE.csv",
    help="Compare with a person's verdicts: path or document_id, references_volunteering,"
    " ownership, integration, measurement; yes, no or empty.",
)
@settings_option
@quiet_option
@reports_errors
def command(
    folders: tuple[Path, ...],
    page: Path,
    json_file: Path | None,
    figures_folder: Path | None,
    workbook: Path | None,
    cards_folder: Path | None,
    pdfs: Path | None,
    gold_file: Path | None,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Report on the results of one or many runs of `voltag classify`.

    The page has the figures with counts, denominators, intervals and what was left out; a
    table of documents that can be filtered; and for each document its verdict, rule and
    passages, or the receipt for its "no". Where OUT has a reviewed.jsonl, what people signed
    off is used in place of the machine's verdicts, and both are shown. Of a document that
    stands in several folders the last one's verdict is used.

    \b
    Examples:
      voltag report out/ -o report.html
      voltag report out-2019/ out-2020/ -o report.html --figures figures/ --xlsx report.xlsx
      voltag report out/ -o report.html --gold our-reading.csv --cards cards/ --pdfs reviews/
    """
    from voltag.batch.outputs import DATA
    from voltag.batch.whole_files import write_file
    from voltag.extras import check_extra
    from voltag.report.corpus import corpus_json, corpus_report
    from voltag.report.corpus_page import render_corpus
    from voltag.report.gold import read_gold
    from voltag.report.reading import read_results
    from voltag.settings import load_settings

    if figures_folder is not None:
        check_extra("figures")
    if workbook is not None:
        check_extra("workbook")
    for target in filter(None, (page, json_file, workbook)):
        if target.name in DATA and target.parent.resolve() in {f.resolve() for f in folders}:
            raise click.UsageError(f"{target} is a file of the results; give another name.")
    if pdfs is not None and cards_folder is None:
        raise click.UsageError("--pdfs is for --cards; give both, or neither.")
    settings = load_settings(settings_file)
    gold = (gold_file.name, read_gold(gold_file)) if gold_file is not None else None
    report = corpus_report(read_results(folders), settings.report, gold)
    if not report.documents:
        fail("There is no document in these results.")
    write_file(page, render_corpus(report, settings.report).encode("utf-8"))
    written = [page]
    if json_file is not None:
        write_file(json_file, corpus_json(report))
        written.append(json_file)
    if figures_folder is not None:
        from voltag.report.figure_files import write_figures

        write_figures(figures_folder, report.figures)
        written.append(figures_folder)
    if workbook is not None:
        from voltag.report.workbook import write_workbook

        write_workbook(workbook, report)
        written.append(workbook)
    if cards_folder is not None:
        from voltag.report.cards import write_cards

        write_cards(cards_folder, report, pdfs, settings)
        written.append(cards_folder)
    if not quiet:
        for notice in report.notices:
            click.echo(f"voltag: {notice}", err=True)
        if report.comparison is not None and (strangers := len(report.comparison.unmatched)):
            rows = "1 row names" if strangers == 1 else f"{strangers} rows name"
            click.echo(
                f"voltag: {gold_file}: {rows} no document of these results; the page lists them.",
                err=True,
            )
        units = len(report.figures.units)
        click.echo(
            f"{counted(len(report.documents), 'document')}, counted as {units}."
            f" Read {', '.join(map(str, written))}"
        )
