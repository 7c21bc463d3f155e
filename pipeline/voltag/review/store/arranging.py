"""What is worked out over all passages once they are loaded: the queue's orders, and groups."""

import sqlite3
from collections.abc import Sequence

from voltag.review.orders import Order, Queued, ordered
from voltag.review.store.database import Database
from voltag.settings import Settings
from voltag.text.duplicates import near_duplicates
from voltag.types import Scores

SEED = 0
"""Of the orders that draw by chance, so that a queue is the same tomorrow."""


def arrange(database: Database, settings: Settings) -> None:
    """Work out the orders of all passages and the groups of nearly identical ones."""
    with database.reading() as connection:
        queued = _queued(connection)
        groups = near_groups(connection, settings.review.group_similarity)
    ranks = [
        (order.value, rank, queued[passage.passage_id][0])
        for order in Order
        if order is not Order.PAGE
        for rank, passage in enumerate(
            ordered(order, [q for _, q in queued.values()], settings, SEED)
        )
    ]
    with database.writing() as connection:
        connection.execute("DELETE FROM passage_orders")
        # A passage may have gone since it was read.
        connection.executemany(
            "INSERT INTO passage_orders (queue_order, rank, passage)"
            " SELECT ?, ?, passage FROM passages WHERE passage = ?",
            ranks,
        )
        connection.execute(
            "UPDATE passages SET near_identical_to = NULL WHERE near_identical_to IS NOT NULL"
        )
        connection.executemany(
            "UPDATE passages SET near_identical_to = ? WHERE passage = ?",
            [(leader, member) for leader, members in groups.items() for member in members],
        )
        connection.execute("ANALYZE")


def _queued(connection: sqlite3.Connection) -> dict[str, tuple[int, Queued]]:
    return {
        row["passage_id"]: (
            row["passage"],
            Queued(
                row["passage_id"],
                row["document_id"],
                row["page"],
                row["position"],
                Scores(
                    row["contribution"], row["ownership"], row["integration"], row["measurement"]
                ),
                rejected=not row["is_flagged"],
                lookalike=bool(row["is_lookalike"]),
                expected_changes=row["expected_changes"],
            ),
        )
        for row in connection.execute(
            "SELECT p.passage, p.passage_id, d.document_id, p.page, p.position, p.contribution,"
            " p.ownership, p.integration, p.measurement, p.is_flagged, p.is_lookalike,"
            " p.expected_changes FROM passages p JOIN documents d USING (document)"
        )
    }


def near_groups(connection: sqlite3.Connection, similarity: float) -> dict[int, list[int]]:
    """Return groups of flagged passages that are nearly identical: the first, and all of them.

    Every member is nearly identical to the first, so that one judgement can speak for all.
    """
    rows: Sequence[sqlite3.Row] = connection.execute(
        "SELECT p.passage, p.text, p.language FROM passages p JOIN documents d USING (document)"
        " WHERE p.is_flagged = 1 AND d.is_current ORDER BY d.place, p.position, p.passage"
    ).fetchall()
    pairs = near_duplicates([(row["text"], row["language"]) for row in rows], similarity)
    leaders: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for pair in pairs:
        # Of texts that are the same only the first was compared with the others.
        leader = leaders.get(pair.first) if pair.similarity == 1.0 else None
        if (leader is None and pair.first in leaders) or pair.second in leaders:
            continue
        leader = pair.first if leader is None else leader
        leaders[pair.second] = leader
        groups.setdefault(leader, [leader]).append(pair.second)
    return {
        rows[leader]["passage"]: [rows[member]["passage"] for member in members]
        for leader, members in groups.items()
    }
