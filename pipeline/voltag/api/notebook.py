"""How results look in a notebook: the pieces of ``report.html`` in a cell."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from voltag.report.html import document_view, environment
from voltag.report.wording import STATUS_HELP
from voltag.types import Objective

if TYPE_CHECKING:
    from voltag.api.results import Classification, TaggedText

PASSAGES = 5
"""Most passages that a cell shows; all are in the result itself."""


def classification_html(result: "Classification") -> str:
    """Return the verdict on a document and its best passages as HTML, all of it escaped."""
    view = document_view(1, result.verdict, result.passages, PASSAGES)
    return _render(
        "cell_document", document=view, objectives=list(Objective), status_help=STATUS_HELP
    )


def tagged_html(tagged: "TaggedText") -> str:
    """Return a text with its terms marked and its labels as HTML, all of it escaped."""
    return _render("cell_text", tagged=tagged)


@cache
def _style() -> Markup:
    sheet = files("voltag.report").joinpath("templates", "cell.css")
    return Markup(sheet.read_text(encoding="utf-8"))


def _render(template: str, **values: object) -> str:
    page = environment().get_template(f"{template}.html.jinja")
    return page.render(style=_style(), **values)
