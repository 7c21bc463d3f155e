"""``documents.csv``: verdicts as rows that a spreadsheet opens right."""

import csv
import io
from collections.abc import Callable, Iterable

from voltag.spreadsheets import safe_cell
from voltag.types import Objective, Verdict

_Column = tuple[str, Callable[[Verdict], object]]


def _objective_columns() -> list[_Column]:
    columns: list[_Column] = []
    for objective in Objective:
        columns += [
            (objective.value, lambda v, o=objective: v.objectives[o].evidenced),  # type: ignore[misc]
            (f"{objective}_score", lambda v, o=objective: v.objectives[o].score),  # type: ignore[misc]
        ]
    return columns


COLUMNS: list[_Column] = [
    ("path", lambda v: v.path),
    ("title", lambda v: v.title),
    ("kind", lambda v: v.kind.value),
    ("country", lambda v: v.country),
    ("year", lambda v: v.year),
    ("group", lambda v: v.group),
    ("languages", lambda v: " ".join(v.languages)),
    ("pages", lambda v: v.pages),
    ("status", lambda v: v.status.value),
    ("references_volunteering", lambda v: v.references_volunteering),
    ("rules", lambda v: " ".join(v.rules)),
    *_objective_columns(),
    ("b4_kinds", lambda v: " ".join(v.b4_kinds)),
    ("sections", lambda v: "; ".join(f"{s.value}: {n}" for s, n in v.sections.items())),
    ("left_out", lambda v: "; ".join(f"{s.value}: {n}" for s, n in v.left_out.items())),
    ("sdgs", lambda v: " ".join(map(str, v.sdgs))),
    ("needs_review", lambda v: v.needs_review),
    ("review", lambda v: "; ".join(f"{q}: {', '.join(r)}" for q, r in v.review.items())),
    ("unread_pages", lambda v: " ".join(map(str, v.unread_pages))),
    ("explanation", lambda v: v.explanation),
    ("model", lambda v: v.model),
    ("document_id", lambda v: v.document_id),
]
"""The columns of ``documents.csv``."""


def table_head() -> bytes:
    """Return how the file begins: a mark, by which spreadsheets show Chinese right, and heads."""
    return b"\xef\xbb\xbf" + _row(name for name, _ in COLUMNS)


def table_row(verdict: Verdict) -> bytes:
    """Return the row of a document; cells that would be formulas are made harmless."""
    return _row(safe_cell(value(verdict)) for _, value in COLUMNS)


def _row(cells: Iterable[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode("utf-8")
