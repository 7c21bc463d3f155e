"""One passage with everything around it, as a reviewer may see it."""

import sqlite3
from collections.abc import Iterable, Iterator

from voltag.records import from_json
from voltag.review.store.log import passage_place
from voltag.review.store.placing import anchor_from
from voltag.review.store.queues import items_of
from voltag.review.store.records import Decision, Judgement, PassageView
from voltag.review.store.rows import Row, judgement_of
from voltag.review.store.seconds import hidden_from
from voltag.types import LabelledPassage

_ENTRIES = (
    "SELECT d.*, r.name AS reviewer_name, l.passage, NOT EXISTS (SELECT 1 FROM decisions u"
    " WHERE u.kind = 'undo' AND u.concerns = d.entry) AS valid"
    " FROM decisions d JOIN reviewers r USING (reviewer) LEFT JOIN places l ON l.entry = d.entry"
)
PASSAGE_KINDS = "('judgement', 'retest', 'adjudication', 'addition')"


def passage_view(
    connection: sqlite3.Connection, passage: int, reviewer: int, around: int
) -> PassageView:
    """Return a passage with ``around`` others before and after it, and what was decided.

    Raises:
        NotFoundError: there is no such passage.
    """
    place = passage_place(connection, passage)
    blind = passage in hidden_from(connection, [passage], reviewer)
    item = items_of(connection, [passage], reviewer)[0]
    history = () if blind else tuple(entries_on(connection, passage))
    own = [
        d
        for d in history
        if d.valid
        and d.kind in ("judgement", "addition")
        and d.reviewer == _name(connection, reviewer)
    ]
    settled = connection.execute(
        "SELECT settled FROM passages WHERE passage = ?", (passage,)
    ).fetchone()[0]
    return PassageView(
        item=item,
        passage=place.record,
        before=items_of(connection, _beside(connection, passage, -around), reviewer),
        after=items_of(connection, _beside(connection, passage, around), reviewer),
        group=items_of(connection, _group(connection, passage), reviewer),
        own=own[-1] if own else None,
        settled=None if settled is None or blind else from_json(Judgement, settled),
        history=history,
        blind=blind,
    )


def _name(connection: sqlite3.Connection, reviewer: int) -> str | None:
    row = connection.execute(
        "SELECT name FROM reviewers WHERE reviewer = ?", (reviewer,)
    ).fetchone()
    return None if row is None else str(row[0])


def _beside(connection: sqlite3.Connection, passage: int, count: int) -> list[int]:
    """So many passages after it in its document, or before it where ``count`` is negative."""
    compared, direction = (">", "") if count > 0 else ("<", " DESC")
    rows = connection.execute(
        "SELECT p.passage FROM passages p JOIN passages own ON own.document = p.document"
        f" WHERE own.passage = ? AND (p.position, p.passage) {compared}"
        f" (own.position, own.passage) ORDER BY p.position{direction}, p.passage{direction}"
        " LIMIT ?",
        (passage, abs(count)),
    )
    found = [row[0] for row in rows]
    return found if count > 0 else found[::-1]


def _group(connection: sqlite3.Connection, passage: int) -> list[int]:
    rows = connection.execute(
        "SELECT passage FROM passages WHERE near_identical_to ="
        " (SELECT near_identical_to FROM passages WHERE passage = ?) AND passage <> ?"
        " ORDER BY passage",
        (passage, passage),
    )
    return [row[0] for row in rows]


def entries_on(connection: sqlite3.Connection, passage: int) -> Iterator[Decision]:
    """All decisions that stand on a passage, the oldest first, those taken back too."""
    yield from map(
        decision_of,
        connection.execute(
            f"{_ENTRIES} WHERE l.passage = ? AND d.kind IN {PASSAGE_KINDS} ORDER BY d.entry",
            (passage,),
        ),
    )


def decisions(
    connection: sqlite3.Connection, since: int, document_id: str | None
) -> list[Decision]:
    """The decisions on passages after entry ``since``, of one document or all."""
    where = "" if document_id is None else " AND d.document_id = ?"
    rows: Iterable[Row] = connection.execute(
        f"{_ENTRIES} WHERE d.entry > ? AND d.kind IN {PASSAGE_KINDS}{where} ORDER BY d.entry",
        (since,) if document_id is None else (since, document_id),
    )
    return [decision_of(row) for row in rows]


def decision_of(row: Row) -> Decision:
    """A row of the log, joined with reviewer and place, as a decision."""
    return Decision(
        entry=row["entry"],
        decision_id=row["decision_id"],
        kind=row["kind"],
        purpose=row["purpose"],
        reviewer=row["reviewer_name"],
        decided_at=row["decided_at"],
        model=row["model"],
        anchor=anchor_from(row),
        judgement=judgement_of(row),
        previous=None if row["previous"] is None else from_json(Judgement, row["previous"]),
        machine=None if row["machine"] is None else from_json(LabelledPassage, row["machine"]),
        blind=bool(row["is_blind"]),
        linked=row["linked"],
        valid=bool(row["valid"]),
        passage=row["passage"],
    )
