"""After decisions changed: the states of their passages, and the verdicts of their documents."""

import sqlite3
from collections.abc import Sequence

from voltag.records import to_json
from voltag.review.store.rows import json_list
from voltag.review.store.standing import derive
from voltag.review.store.verdicts import reviewed_of


def settle(
    connection: sqlite3.Connection,
    *,
    document: int | None = None,
    passages: Sequence[int] = (),
) -> None:
    """Derive the states of one document's passages or of some, and what follows from them."""
    derive(connection, document=document, passages=passages)
    changed = connection.execute(
        "SELECT d.*, r.settings, EXISTS (SELECT 1 FROM passages p WHERE p.document = d.document"
        " AND p.state <> 'undecided') AS touched FROM documents d JOIN runs r USING (run)"
        " WHERE d.document = ? OR d.document IN (SELECT document FROM passages"
        " WHERE passage IN (SELECT value FROM json_each(?)))",
        (document, json_list(passages)),
    ).fetchall()
    for row in changed:
        reviewed = to_json(reviewed_of(connection, row)) if row["touched"] else None
        connection.execute(
            "UPDATE documents SET reviewed_verdict = ? WHERE document = ?",
            (reviewed, row["document"]),
        )
