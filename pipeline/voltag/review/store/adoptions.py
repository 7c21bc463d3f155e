"""Which model is in use: adoptions and roll-backs, each signed by a reviewer, in the log."""

import sqlite3
from typing import Literal

from voltag.review.store.database import StoreError
from voltag.review.store.log import add_entry, repeated
from voltag.review.store.records import ModelEntry, Written


def change_model(
    connection: sqlite3.Connection,
    kind: Literal["adoption", "roll_back"],
    model: str,
    reviewer: int,
    decision_id: str,
    note: str,
) -> Written:
    """Write down that ``model``, by its id, is used from now on.

    Raises:
        StoreError: the id is empty.
        DecisionConflictError: the decision id stands for another decision.
    """
    known = repeated(connection, decision_id, reviewer, (kind,))
    if known is not None:
        return known
    if not model:
        raise StoreError("A model has an id; give that of the model to be used.")
    entry = add_entry(
        connection,
        {
            "decision_id": decision_id,
            "kind": kind,
            "reviewer": reviewer,
            "model": model,
            "note": note,
        },
    )
    return Written((entry,), False, "", ())


def model_entries(connection: sqlite3.Connection) -> tuple[ModelEntry, ...]:
    """All adoptions and roll-backs that were not taken back, the oldest first."""
    return tuple(
        ModelEntry(
            row["entry"], row["kind"], row["model"], row["name"], row["decided_at"], row["note"]
        )
        for row in connection.execute(
            "SELECT d.*, r.name FROM decisions d JOIN reviewers r USING (reviewer)"
            " WHERE d.kind IN ('adoption', 'roll_back') AND NOT EXISTS (SELECT 1 FROM decisions u"
            " WHERE u.kind = 'undo' AND u.concerns = d.entry) ORDER BY d.entry"
        )
    )
