"""What a reviewer can do with a decision: take it back, or say where it belongs."""

import sqlite3
from dataclasses import replace

from voltag.review.store.anchors import anchor_of
from voltag.review.store.database import NotFoundError, StoreError
from voltag.review.store.documents import document_number
from voltag.review.store.log import add_entry, anchor_columns, passage_place, repeated
from voltag.review.store.placing import place_decisions
from voltag.review.store.records import Written
from voltag.review.store.rows import Row
from voltag.review.store.settling import settle

_TAKEN_BACK = "('judgement', 'retest', 'adjudication', 'addition', 'placement')"


def undo(
    connection: sqlite3.Connection,
    reviewer: int,
    decision_id: str,
    entry: int | None,
    similarity: float,
) -> Written:
    """Take back an own entry, with all those linked to it; by default the newest.

    What it replaced stands again.

    Raises:
        NotFoundError: the reviewer has no such entry, or nothing to take back.
        StoreError: it was taken back before, or others decided on the passage it added.
        DecisionConflictError: the id stands for another decision.
    """
    known = repeated(connection, decision_id, reviewer, ("undo",))
    if known is not None:
        return known
    target = _own_entry(connection, reviewer, entry)
    rows = [target]
    if target["linked"] is not None:
        rows = connection.execute(
            "SELECT * FROM decisions WHERE linked = ? ORDER BY member", (target["linked"],)
        ).fetchall()
    documents = set()
    entries = []
    passages: list[int] = []
    for number, row in enumerate(rows):
        entries.append(
            add_entry(
                connection,
                {
                    "decision_id": decision_id,
                    "member": number,
                    "kind": "undo",
                    "reviewer": reviewer,
                    "run": row["run"],
                    "model": row["model"],
                    "document_id": row["document_id"],
                    "passage_id": row["passage_id"],
                    "concerns": row["entry"],
                    "linked": row["linked"] and decision_id,
                },
            )
        )
        if row["document_id"]:
            documents.add(row["document_id"])
        placed = connection.execute(
            "SELECT passage FROM places WHERE entry = ? AND passage IS NOT NULL", (row["entry"],)
        ).fetchone()
        passages += [placed[0]] if placed else []
        connection.execute(
            "UPDATE retests SET second_entry = NULL WHERE second_entry = ?", (row["entry"],)
        )
        connection.execute("DELETE FROM retests WHERE first_entry = ?", (row["entry"],))
    if target["kind"] in ("addition", "placement"):
        for document_id in sorted(documents):
            document = document_number(connection, document_id)
            place_decisions(connection, document, document_id, similarity)
            settle(connection, document=document)
    elif passages:
        settle(connection, passages=passages)
    return Written(tuple(entries), False, target["document_id"] or "", tuple(passages))


def _own_entry(connection: sqlite3.Connection, reviewer: int, entry: int | None) -> Row:
    """The entry to take back.

    Raises:
        NotFoundError: there is none.
        StoreError: it was taken back before, or others decided on the passage it added.
    """
    taken_back = "EXISTS (SELECT 1 FROM decisions u WHERE u.kind = 'undo' AND u.concerns = d.entry)"
    if entry is None:
        row: Row | None = connection.execute(
            f"SELECT * FROM decisions d WHERE d.reviewer = ? AND d.kind IN {_TAKEN_BACK}"
            f" AND NOT {taken_back} ORDER BY d.entry DESC LIMIT 1",
            (reviewer,),
        ).fetchone()
        if row is None:
            raise NotFoundError("There is nothing to take back.")
    else:
        row = connection.execute(
            f"SELECT d.*, {taken_back} AS taken_back FROM decisions d WHERE d.entry = ?"
            f" AND d.reviewer = ? AND d.kind IN {_TAKEN_BACK}",
            (entry, reviewer),
        ).fetchone()
        if row is None:
            raise NotFoundError(
                f"Entry {entry} is no decision of this reviewer's on a passage; only such are taken"
                " back. A sign-off is withdrawn, and a model rolled back."
            )
        if row["taken_back"]:
            raise StoreError(f"Entry {entry} was taken back before.")
    if row["kind"] == "addition":
        others = connection.execute(
            "SELECT 1 FROM places l JOIN places o ON o.passage = l.passage JOIN valid_decisions v"
            " ON v.entry = o.entry WHERE l.entry = ? AND l.found = 'added'"
            " AND v.entry <> l.entry LIMIT 1",
            (row["entry"],),
        ).fetchone()
        if others:
            raise StoreError(
                "There are other decisions on the passage that this entry added; mark it as"
                " not volunteering instead."
            )
    return row


def place_by_hand(
    connection: sqlite3.Connection,
    entry: int,
    passage: int,
    reviewer: int,
    decision_id: str,
    similarity: float,
) -> Written:
    """Say to which passage a decision without a place belongs.

    Raises:
        NotFoundError: there is no such passage or decision.
        StoreError: the passage is of another document.
        DecisionConflictError: the id stands for another decision.
    """
    known = repeated(connection, decision_id, reviewer, ("placement",))
    if known is not None:
        return known
    place = passage_place(connection, passage)
    row: Row | None = connection.execute(
        "SELECT * FROM valid_decisions WHERE entry = ?", (entry,)
    ).fetchone()
    if row is None:
        raise NotFoundError(f"Entry {entry} is no decision on a passage that holds.")
    if row["document_id"] != place.document_id:
        raise StoreError("The passage is of another document than the decision.")
    written = add_entry(
        connection,
        {
            "decision_id": decision_id,
            "kind": "placement",
            "reviewer": reviewer,
            "run": place.run,
            "model": place.model,
            "passage_id": place.record.passage_id,
            "concerns": entry,
            **anchor_columns(anchor_of(replace(place.record, document_id=place.document_id))),
        },
    )
    document = document_number(connection, place.document_id)
    place_decisions(connection, document, place.document_id, similarity)
    settle(connection, document=document)
    return Written((written,), False, place.document_id, (passage,))
