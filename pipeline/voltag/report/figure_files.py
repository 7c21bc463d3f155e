"""``--figures DIR``: each figure as SVG, PNG and CSV, for those who build on them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from voltag.batch.whole_files import write_file
from voltag.criteria.figures import Figure, Figures, Row
from voltag.report.countries import country_name
from voltag.report.figure_plots import png, svg
from voltag.report.wording import reason, word
from voltag.spreadsheets import safe_cell

ROW_COLUMNS = (
    "figure", "group", "counted", "share", "low", "high", "count", "denominator",
    "without_answer", "pooled", "machine_share", "machine_count", "machine_denominator",
    "published", "published_source",
)  # fmt: skip
FRAMEWORK_COLUMNS = ("country", "code", "first_year", "mentions", "rules", "reviewed", "named")
LEFT_OUT_COLUMNS = ("figure", "left_out_of", "reason", "unit")


def write_figures(folder: Path, figures: Figures) -> None:
    """Write every figure into ``folder``; one without rows has a CSV file of its head alone.

    Raises:
        OutputError: a file cannot be written.
        ModuleNotFoundError: matplotlib is not installed.
    """
    for figure in figures.figures:
        rows = [figure_row(figure, row) for row in figure.rows]
        write_file(folder / f"{figure.name}.csv", table(ROW_COLUMNS, rows))
        if figure.rows:
            write_file(folder / f"{figure.name}.svg", (svg(figure) + "\n").encode("utf-8"))
            write_file(folder / f"{figure.name}.png", png(figure))
    write_file(
        folder / "frameworks-by-country.csv", table(FRAMEWORK_COLUMNS, framework_rows(figures))
    )
    write_file(folder / "left-out.csv", table(LEFT_OUT_COLUMNS, left_out_rows(figures)))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file as spreadsheets open it right: UTF-8 with a mark, no formulas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def figure_row(figure: Figure, row: Row) -> tuple[object, ...]:
    """One share as a row of ``ROW_COLUMNS``; shares are in 0..1, with four places."""
    return (
        figure.name,
        row.group,
        row.series,
        *(_rounded(value) for value in (row.value.share, row.value.low, row.value.high)),
        row.value.count,
        row.value.denominator,
        row.open,
        row.pooled,
        _rounded(row.machine.share),
        row.machine.count,
        row.machine.denominator,
        row.published.said if row.published else None,
        row.published.source if row.published else None,
    )


def framework_rows(figures: Figures) -> Iterator[tuple[object, ...]]:
    """The frameworks as rows of ``FRAMEWORK_COLUMNS``."""
    for row in figures.frameworks:
        yield (
            country_name(row.country),
            row.country,
            row.year,
            word(row.references),
            " ".join(row.rules),
            row.reviewed,
            row.named,
        )


def left_out_rows(figures: Figures) -> Iterator[tuple[object, ...]]:
    """What the figures leave out, as rows of ``LEFT_OUT_COLUMNS``."""
    for figure in figures.figures:
        for left in figure.left_out:
            for unit in left.units:
                yield figure.name, left.what, reason(left.reason), unit


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
