"""Random audits of the passages that the machine rejected: how many did it miss?

Every undecided rejected passage is as likely to be drawn. With their anchors the drawn ones
stay known through other models and segmentations.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from voltag.report.reading import Audit
from voltag.report.receipts import upper_limit
from voltag.review.orders import chance
from voltag.review.store.database import StoreError
from voltag.review.store.records import AuditState
from voltag.review.store.reviewers import reviewer_named
from voltag.review.store.rows import insert, json_list, now
from voltag.types import Reference


@dataclass(frozen=True, slots=True)
class _Read:
    """A drawn passage, and what people made of it."""

    audit: int
    document_id: str
    read: bool
    missed: bool
    by: tuple[str, ...]
    date: str


def draw_audit(
    connection: sqlite3.Connection, size: int, seed: int, by: str, documents: Sequence[str]
) -> AuditState:
    """Draw ``size`` rejected passages that nobody has decided on, of ``documents`` or of all.

    Raises:
        StoreError: there are none to draw from, or none are asked for.
        NotFoundError: there is no such reviewer.
    """
    if size < 1:
        raise StoreError(f"An audit reads at least one passage; {size} were asked for.")
    reviewer = reviewer_named(connection, by).reviewer
    chosen = " AND d.document_id IN (SELECT value FROM json_each(?))" if documents else ""
    rejected = connection.execute(
        "SELECT p.passage_id, p.page, p.text_sha256, d.document_id FROM passages p"
        " JOIN documents d USING (document) WHERE p.is_flagged = 0 AND p.state = 'undecided'"
        " AND d.is_current AND NOT EXISTS (SELECT 1 FROM audit_passages a"
        f" WHERE a.passage_id = p.passage_id){chosen}",
        (json_list(documents),) if documents else (),
    ).fetchall()
    if not rejected:
        raise StoreError("There is no rejected passage left to draw from.")
    drawn = sorted(rejected, key=lambda row: (chance(row["passage_id"], seed), row["passage_id"]))
    audit = insert(
        connection,
        "audits",
        {
            "reviewer": reviewer,
            "made_at": now(),
            "seed": seed,
            "documents": json_list(documents),
            "rejected": len(rejected),
        },
    )
    for draw, row in enumerate(drawn[:size]):
        insert(
            connection,
            "audit_passages",
            {
                "audit": audit,
                "draw": draw,
                "document_id": row["document_id"],
                "passage_id": row["passage_id"],
                "page": row["page"],
                "text_sha256": row["text_sha256"],
            },
        )
    return next(state for state in audit_states(connection) if state.audit == audit)


def audit_states(connection: sqlite3.Connection) -> tuple[AuditState, ...]:
    """All audits with what they came to so far, the oldest first."""
    found = _read(connection)
    states = []
    for row in connection.execute(
        "SELECT a.*, r.name FROM audits a JOIN reviewers r USING (reviewer) ORDER BY a.audit"
    ):
        own = [one for one in found if one.audit == row["audit"]]
        read, missed = sum(one.read for one in own), sum(one.missed for one in own)
        states.append(
            AuditState(
                audit=row["audit"],
                by=row["name"],
                at=row["made_at"],
                seed=row["seed"],
                drawn=len(own),
                read=read,
                missed=missed,
                upper_limit=upper_limit(missed, read) if read else None,
                documents=tuple(json.loads(row["documents"])),
            )
        )
    return tuple(states)


def audits_by_document(connection: sqlite3.Connection) -> dict[str, Audit]:
    """What all audits together came to, by document: the lines of ``audits.jsonl``."""
    by_document: dict[str, list[_Read]] = {}
    for one in _read(connection):
        by_document.setdefault(one.document_id, []).append(one)
    return {
        document_id: Audit(
            document_id,
            audited=sum(one.read for one in found),
            missed=sum(one.missed for one in found),
            by=", ".join(sorted({name for one in found for name in one.by})),
            date=max((one.date for one in found), default="")[:10],
        )
        for document_id, found in by_document.items()
    }


def _read(connection: sqlite3.Connection) -> list[_Read]:
    """The drawn passages. Where readers differ and nobody decided, it counts as missed."""
    rows = connection.execute(
        "SELECT a.audit, a.draw, a.document_id, v.kind, v.reference, v.reviewer_name,"
        " v.decided_at FROM audit_passages a LEFT JOIN valid_decisions v"
        " ON v.document_id = a.document_id AND v.text_sha256 = a.text_sha256"
        " AND v.page = a.page AND v.kind IN ('judgement', 'adjudication')"
        " AND v.answer <> 'unsure' AND (v.purpose = 'audit' OR v.kind = 'adjudication')"
        " ORDER BY a.audit, a.draw, v.entry"
    ).fetchall()
    grouped: dict[tuple[int, int], list[sqlite3.Row]] = {}
    for row in rows:
        grouped.setdefault((row["audit"], row["draw"]), []).append(row)
    found = []
    for (audit, _), group in grouped.items():
        given = [row for row in group if row["kind"] is not None]
        adjudicated = [row for row in given if row["kind"] == "adjudication"]
        newest = {row["reviewer_name"]: row for row in adjudicated[-1:] or given}
        found.append(
            _Read(
                audit,
                group[0]["document_id"],
                bool(newest),
                any(row["reference"] == Reference.CONTRIBUTION for row in newest.values()),
                tuple(newest),
                max((row["decided_at"] for row in newest.values()), default=""),
            )
        )
    return found
