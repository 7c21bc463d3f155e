"""Decisions that no passage of what is loaded now corresponds to: shown, never dropped."""

import sqlite3

from voltag.review.store.records import WithoutPlace
from voltag.review.store.views import decision_of


def without_place(connection: sqlite3.Connection) -> tuple[WithoutPlace, ...]:
    """The valid decisions without a place, by document and page."""
    return tuple(
        WithoutPlace(
            decision=decision_of(row),
            reason=row["reason"] or "no_passage",
            nearest=row["nearest"],
            similarity=row["similarity"],
        )
        for row in connection.execute(
            "SELECT v.*, 1 AS valid, l.reason, l.similarity,"
            " (SELECT passage FROM passages WHERE passage = l.nearest) AS nearest"
            " FROM valid_decisions v LEFT JOIN places l ON l.entry = v.entry"
            " WHERE v.passage IS NULL AND v.kind <> 'retest'"
            " ORDER BY v.document_id, v.page, v.entry"
        )
    )
