"""Blind second review: which decided passages another reviewer judges, not seeing the first.

The share is drawn by a seed from the passages' anchors, so that it stays the same when models
and segmentations change, and any machine draws the same.
"""

import hashlib
import sqlite3
from collections.abc import Iterable

from voltag.review.store.database import StoreError
from voltag.review.store.records import SecondReview
from voltag.review.store.reviewers import reviewer_named
from voltag.review.store.rows import insert, json_list, now

_ANSWERS = (
    "SELECT {what} FROM places l JOIN valid_decisions v USING (entry)"
    " WHERE l.passage = p.passage AND v.kind IN ('judgement', 'addition')"
    " AND v.answer <> 'unsure'"
)
_REVIEWERS = "(" + _ANSWERS.format(what="count(DISTINCT v.reviewer)") + ")"
_NOT_OWN = "NOT EXISTS (" + _ANSWERS.format(what="1") + " AND v.reviewer = ?)"

AWAITS_SECOND = f"(p.is_second AND {_NOT_OWN} AND {_REVIEWERS} = 1)"
"""The condition of passages that wait for a second reviewer, who is its one parameter."""

BLIND = f"(p.is_second AND {_NOT_OWN} AND {_REVIEWERS} < 2)"
"""The condition of passages whose decisions a reviewer, its one parameter, must not see.

Once two have judged there is nothing left to keep from anybody."""


def second_review(connection: sqlite3.Connection) -> SecondReview | None:
    """The share that holds now; None before one was chosen."""
    row = connection.execute(
        "SELECT s.*, r.name FROM second_reviews s JOIN reviewers r USING (reviewer)"
        " ORDER BY s.second_review DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    return SecondReview(row["share"], row["seed"], row["name"], row["made_at"])


def set_second_review(
    connection: sqlite3.Connection, share: float, seed: int, by: str
) -> SecondReview:
    """Choose the share of passages that a second reviewer judges too.

    Raises:
        StoreError: the share is none, or there is no such reviewer.
    """
    if not 0.0 <= share <= 1.0:
        raise StoreError(f"A share for second review lies from 0 to 1; {share} does not.")
    reviewer = reviewer_named(connection, by).reviewer
    values = {"share": share, "seed": seed, "reviewer": reviewer, "made_at": now()}
    insert(connection, "second_reviews", values)
    mark_second(connection)
    chosen = second_review(connection)
    assert chosen is not None
    return chosen


def mark_second(connection: sqlite3.Connection, document: int | None = None) -> None:
    """Mark the passages that belong to the chosen share."""
    chosen = second_review(connection)
    if chosen is None:
        return
    where = "" if document is None else " WHERE p.document = ?"
    marks = [
        (int(drawn(row["document_id"], row["text_sha256"], chosen.seed) < chosen.share), row[0])
        for row in connection.execute(
            "SELECT p.passage, d.document_id, p.text_sha256 FROM passages p JOIN documents d"
            f" USING (document){where}",
            () if document is None else (document,),
        )
    ]
    connection.executemany("UPDATE passages SET is_second = ? WHERE passage = ?", marks)


def drawn(document_id: str, text_sha256: str, seed: int) -> float:
    """The number from 0 up to 1 that ``seed`` draws for a passage."""
    key = f"{seed} {document_id} {text_sha256}".encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest()) / 2.0**64


def hidden_from(
    connection: sqlite3.Connection, passages: Iterable[int], reviewer: int
) -> frozenset[int]:
    """Those of ``passages`` whose decisions ``reviewer`` must not see before the own answer.

    Blind second reviews, and own past passages that are shown again.
    """
    rows = connection.execute(
        "SELECT p.passage FROM passages p WHERE p.passage IN (SELECT value FROM json_each(?))"
        f" AND (({BLIND}) OR EXISTS (SELECT 1 FROM retests t JOIN places l"
        " ON l.entry = t.first_entry WHERE l.passage = p.passage AND t.reviewer = ?"
        " AND t.second_entry IS NULL))",
        (json_list(passages), reviewer, reviewer),
    )
    return frozenset(row[0] for row in rows)


def is_blind(connection: sqlite3.Connection, passage: int, reviewer: int) -> bool:
    """Whether ``reviewer`` decides on ``passage`` with no judgement of another in sight."""
    row = connection.execute(
        f"SELECT {BLIND} OR ({_REVIEWERS} - NOT {_NOT_OWN}) = 0 FROM passages p"
        " WHERE p.passage = ?",
        (reviewer, reviewer, passage),
    ).fetchone()
    return bool(row[0])
