"""The documents of the database, with how far their review has come."""

import json
import sqlite3
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import replace

from voltag.records import from_json
from voltag.review.store.database import NotFoundError
from voltag.review.store.records import (
    DocumentRow,
    Facets,
    Outline,
    PageRow,
    Progress,
    SignOff,
)
from voltag.review.store.rows import Row, verdict_from, verdict_of
from voltag.review.store.verdicts import sign_offs
from voltag.types import Kind, LabelledPassage, PageText, Reference, Status

_PAGES_RUN_OVER = 3
"""How many pages a passage may run on over after its first one."""

_SETTLED = "coalesce(sum(p.state NOT IN ('undecided', 'unsure', 'disagreement')), 0)"
"""How many passages are settled; the state alone tells, which an index has."""

_COUNTS = (
    "SELECT d.*, r.settings, count(p.passage) AS flagged,"
    f" {_SETTLED} AS decided,"
    " coalesce(sum(p.state = 'unsure'), 0) AS unsure,"
    " coalesce(sum(p.state = 'disagreement'), 0) AS disagreements"
    " FROM documents d JOIN runs r USING (run)"
    " LEFT JOIN passages p ON p.document = d.document"
    " AND (p.is_flagged = 1 OR p.state <> 'undecided')"
)


def document_rows(
    connection: sqlite3.Connection, document_id: str | None = None
) -> tuple[DocumentRow, ...]:
    """All documents by path, or the one with ``document_id``.

    Raises:
        NotFoundError: there is no such document.
    """
    where = "" if document_id is None else " WHERE d.document_id = ?"
    rows = connection.execute(
        f"{_COUNTS}{where} GROUP BY d.document ORDER BY d.is_current DESC, d.place, d.document",
        () if document_id is None else (document_id,),
    ).fetchall()
    if document_id is not None and not rows:
        raise NotFoundError(f"No document with the id {document_id!r} is loaded.")
    signed = sign_offs(connection, document_id)
    return tuple(_document_row(row, signed.get(row["document_id"])) for row in rows)


def _document_row(row: Row, signed: SignOff | None) -> DocumentRow:
    return DocumentRow(
        document_id=row["document_id"],
        path=row["path"],
        title=row["title"],
        kind=Kind(row["kind"]),
        country=row["country"],
        year=row["year"],
        languages=tuple(json.loads(row["languages"])),
        pages=row["pages"],
        status=Status(row["status"]),
        machine=verdict_of(row),
        flagged=row["flagged"],
        decided=row["decided"],
        unsure=row["unsure"],
        disagreements=row["disagreements"],
        reviewed=None if row["reviewed_verdict"] is None else verdict_from(row["reviewed_verdict"]),
        signed_off=signed,
        current=bool(row["is_current"]),
    )


def document_number(connection: sqlite3.Connection, document_id: str) -> int:
    """The row of a document.

    Raises:
        NotFoundError: there is no such document.
    """
    row = connection.execute(
        "SELECT document FROM documents WHERE document_id = ?", (document_id,)
    ).fetchone()
    if row is None:
        raise NotFoundError(f"No document with the id {document_id!r} is loaded.")
    return int(row[0])


def page_rows(connection: sqlite3.Connection, document_id: str) -> tuple[PageRow, ...]:
    """The pages of a document, in order.

    Raises:
        NotFoundError: there is no such document.
    """
    number = document_number(connection, document_id)
    listed = connection.execute(
        "SELECT page_list FROM documents WHERE document = ?", (number,)
    ).fetchone()[0]
    flagged: dict[int, list[int]] = {}
    for row in connection.execute(
        "SELECT passage, page FROM passages WHERE document = ? AND is_flagged = 1"
        " ORDER BY position, passage",
        (number,),
    ):
        flagged.setdefault(row["page"], []).append(row["passage"])
    return tuple(
        PageRow(
            page["number"],
            page["label"],
            page["width"],
            page["height"],
            page["text"] in (PageText.READ, PageText.BLANK),
            tuple(flagged.get(page["number"], ())),
        )
        for page in json.loads(listed)
    )


def outlines(connection: sqlite3.Connection, document_id: str, page: int) -> tuple[Outline, ...]:
    """Where the passages of a page stand, in reading order.

    Raises:
        NotFoundError: there is no such document.
    """
    number = document_number(connection, document_id)
    found = []
    for row in connection.execute(
        "SELECT p.passage, p.is_flagged, p.state, p.reference, r.record FROM passages p"
        " JOIN passage_records r USING (passage) WHERE p.document = ? AND p.page BETWEEN ? AND ?"
        " ORDER BY p.position, p.passage",
        # A passage is listed under its first page and may run on over the next ones.
        (number, page - _PAGES_RUN_OVER, page),
    ):
        spans = from_json(LabelledPassage, row["record"]).spans
        boxes = tuple(box for span in spans if span.page == page for box in span.boxes)
        if boxes:
            found.append(
                Outline(
                    row["passage"],
                    boxes,
                    bool(row["is_flagged"]),
                    row["state"],
                    Reference(row["reference"]),
                )
            )
    return tuple(found)


def without_states(found: Iterable[Outline], hidden: Container[int]) -> tuple[Outline, ...]:
    """Return ``found`` without the state of those whose decisions must not be told."""
    return tuple(replace(o, state="undecided") if o.passage in hidden else o for o in found)


def facets(connection: sqlite3.Connection) -> Facets:
    """What the flagged passages of current documents can be filtered by."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in _FACETS}
    for row in connection.execute(
        "SELECT d.country, d.year, d.kind, p.language, p.objectives, p.codes, p.state"
        # CROSS JOIN: the flagged passages first, of which there are few.
        " FROM passages p CROSS JOIN documents d ON d.document = p.document"
        " WHERE p.is_flagged = 1 AND d.is_current"
    ):
        for name in _FACETS:
            value = row[name]
            if name in _LISTS:
                counts[name].update(json.loads(value))
            elif value is not None:
                counts[name][str(value)] += 1
    people = connection.execute(
        "SELECT reviewer_name, count(*) AS n FROM valid_decisions WHERE kind <> 'retest'"
        " GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    ordered = {
        name: dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
        for name, found in counts.items()
    }
    return Facets(
        countries=ordered["country"],
        years={int(year): n for year, n in ordered["year"].items()},
        kinds=ordered["kind"],
        languages=ordered["language"],
        objectives=ordered["objectives"],
        codes=ordered["codes"],
        states=ordered["state"],
        reviewers={row["reviewer_name"]: row["n"] for row in people},
    )


_FACETS = ("country", "year", "kind", "language", "objectives", "codes", "state")
_LISTS = ("objectives", "codes")


def progress(connection: sqlite3.Connection) -> Progress:
    """How far the review has come."""
    row = connection.execute(
        f"SELECT count(*) AS flagged, {_SETTLED} AS decided,"
        " coalesce(sum(p.state = 'unsure'), 0) AS unsure,"
        " coalesce(sum(p.state = 'disagreement'), 0) AS disagreements"
        " FROM passages p CROSS JOIN documents d ON d.document = p.document"
        " WHERE p.is_flagged = 1 AND d.is_current"
    ).fetchone()
    one = connection.execute
    return Progress(
        documents=one("SELECT count(*) FROM documents WHERE is_current").fetchone()[0],
        signed_off=len(sign_offs(connection)),
        flagged=row["flagged"],
        decided=row["decided"],
        unsure=row["unsure"],
        disagreements=row["disagreements"],
        without_place=one(
            "SELECT count(*) FROM valid_decisions WHERE passage IS NULL AND kind <> 'retest'"
        ).fetchone()[0],
        decisions=one("SELECT count(*) FROM decisions").fetchone()[0],
        by_reviewer={
            row["name"]: row["n"]
            for row in one(
                "SELECT r.name, count(*) AS n FROM decisions d JOIN reviewers r USING (reviewer)"
                " GROUP BY 1 ORDER BY 1"
            )
        },
    )
