"""The page of ``voltag report``: figures, documents, evidence, receipts, comparison."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup

from voltag.criteria.figures import FrameworkRow, Row
from voltag.report.corpus import CorpusReport
from voltag.report.countries import country_name
from voltag.report.html import DocumentView, document_view, page
from voltag.report.plots import INSTALL, can_draw
from voltag.settings import ReportSettings
from voltag.types import Question


def render_corpus(report: CorpusReport, settings: ReportSettings) -> str:
    """Return ``report`` as one HTML page that loads nothing.

    Without matplotlib the figures are tables, and the page says how to have them drawn.
    """
    views = [_view(number, report, settings) for number in range(len(report.documents))]
    names = {view.verdict.document_id or view.verdict.path: view for view in views}
    return page(
        "corpus.html.jinja",
        documents=views,
        report=report,
        reviewed=report.figures.reviewed,
        drawn=_drawn(report),
        can_draw=can_draw(),
        install=INSTALL,
        unit_names=_unit_names(report),
        anchors={name: view.anchor for name, view in names.items()},
        links=_links(report, names),
        by_series=_by_series,
        by_country=_by_country,
    )


def _view(number: int, report: CorpusReport, settings: ReportSettings) -> DocumentView:
    document = report.documents[number]
    view = document_view(number + 1, document.verdict, document.passages, settings.passages)
    return replace(
        view,
        answers=document.answers,
        decision=document.decision,
        receipt=document.receipt,
        together=document.together,
        copies=document.copies,
    )


def _drawn(report: CorpusReport) -> dict[str, Markup]:
    """The figures as SVG by name; none where matplotlib is missing."""
    if not can_draw():
        return {}
    from voltag.report.figure_plots import svg

    return {figure.name: Markup(svg(figure)) for figure in report.figures.figures if figure.rows}


def _links(
    report: CorpusReport, views: dict[str, DocumentView]
) -> dict[tuple[str, Question], list[tuple[str, int]]]:
    """For each disagreement: the passages of its answer that stand on the page."""
    if report.comparison is None:
        return {}
    links = {}
    for one in report.comparison.disagreements:
        shown = {passage.passage_id: passage.page for passage in views[one.document].passages}
        links[one.document, one.question] = [(i, shown[i]) for i in one.passages if i in shown]
    return links


def _unit_names(report: CorpusReport) -> dict[str, str]:
    """What readers call each unit: country and year, else the path of its document."""
    paths = {d.verdict.document_id or d.verdict.path: d.verdict.path for d in report.documents}
    return {
        unit.name: (
            f"{country_name(unit.country)} {unit.year}"
            if unit.country and unit.year
            else paths[unit.documents[0]]
        )
        for unit in report.figures.units
    }


def _by_series(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The rows of a figure by series, in the order of the first rows."""
    order = {series: place for place, series in enumerate(dict.fromkeys(r.series for r in rows))}
    ordered = sorted(rows, key=lambda row: order[row.series])
    return [(series, list(own)) for series, own in groupby(ordered, key=lambda row: row.series)]


def _by_country(rows: Iterable[FrameworkRow]) -> list[FrameworkRow]:
    return sorted(rows, key=lambda row: (country_name(row.country) or "~", row.year or 0, row.unit))
