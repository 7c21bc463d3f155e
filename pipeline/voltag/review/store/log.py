"""Writing to the log of decisions: every entry stays, and the state follows from them."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from voltag.records import from_json, to_json
from voltag.review.store.anchors import anchor_of
from voltag.review.store.database import DecisionConflictError, JudgementError, NotFoundError
from voltag.review.store.records import Anchor, EntryKind, Judgement, Purpose, Written
from voltag.review.store.rows import Row, insert, judgement_columns, judgement_of, now
from voltag.types import Code, LabelledPassage, Polarity, Reference

ID_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A passage's row with what the log keeps of it."""

    passage: int
    document_id: str
    run: int
    model: str
    record: LabelledPassage
    added: bool


def passage_place(connection: sqlite3.Connection, passage: int) -> Place:
    """The passage in row ``passage``.

    Raises:
        NotFoundError: there is none.
    """
    row = connection.execute(
        "SELECT p.passage, p.is_added, d.document_id, d.run, u.model, r.record FROM passages p"
        " JOIN documents d USING (document) JOIN runs u USING (run)"
        " JOIN passage_records r USING (passage) WHERE p.passage = ?",
        (passage,),
    ).fetchone()
    if row is None:
        raise NotFoundError(
            f"There is no passage {passage} any more; go back to the queue, which has what"
            " the newest results made of it."
        )
    record = from_json(LabelledPassage, row["record"])
    return Place(
        passage, row["document_id"], row["run"], row["model"], record, bool(row["is_added"])
    )


def checked(judgement: Judgement, passage: LabelledPassage, *, added: bool) -> Judgement:
    """Return ``judgement`` with the labels that its answer means, which must agree.

    Raises:
        JudgementError: they do not; the message says how.
    """
    plain = judgement.reference is Reference.NONE and not (
        judgement.codes or judgement.b4_kind or judgement.implicit
    )
    if judgement.answer == "accept":
        if added:
            raise JudgementError("An added passage has no labels to accept; give them.")
        return replace(
            judgement,
            reference=passage.reference,
            codes=passage.codes,
            b4_kind=passage.b4_kind,
            implicit=passage.implicit,
            polarity=passage.polarity,
        )
    if judgement.answer in ("not_volunteering", "unsure"):
        if not plain or judgement.polarity is not Polarity.NEUTRAL:
            raise JudgementError(f"The answer {judgement.answer} takes no labels.")
        return judgement
    fault = _fault(judgement)
    if fault:
        raise JudgementError(fault)
    order = [*Code]
    return replace(judgement, codes=tuple(sorted(judgement.codes, key=order.index)))


def _fault(judgement: Judgement) -> str | None:
    """What in the labels does not agree (annotations/CODEBOOK.md)."""
    contribution = judgement.reference is Reference.CONTRIBUTION
    if len(set(judgement.codes)) != len(judgement.codes):
        return "A code is named twice."
    if not contribution and judgement.codes:
        return f"A passage that is {judgement.reference} has no codes."
    if not contribution and judgement.polarity is not Polarity.NEUTRAL:
        return f"A passage that is {judgement.reference} is neutral."
    if not contribution and judgement.implicit:
        return f"A passage that is {judgement.reference} is not implicit."
    if judgement.b4_kind is not None and Code.B4 not in judgement.codes:
        return "The kind of a disaster partnership goes with code b4 only."
    return None


def repeated(
    connection: sqlite3.Connection, decision_id: str, reviewer: int, kinds: Sequence[EntryKind]
) -> Written | None:
    """What the log has under ``decision_id`` already; None where it is new.

    Raises:
        DecisionConflictError: the id is empty or too long, or stands for an entry of another
            reviewer or kind.
    """
    if not decision_id or len(decision_id) > ID_CHARACTERS:
        raise DecisionConflictError(
            f"A decision's id has from 1 to {ID_CHARACTERS} characters; this one has"
            f" {len(decision_id)}."
        )
    rows = connection.execute(
        "SELECT d.*, l.passage FROM decisions d LEFT JOIN places l ON l.entry = d.entry"
        " WHERE d.decision_id = ? ORDER BY d.member",
        (decision_id,),
    ).fetchall()
    if not rows:
        return None
    if any(row["reviewer"] != reviewer or row["kind"] not in kinds for row in rows):
        raise DecisionConflictError(
            f"The decision id {decision_id!r} stands for another decision already; make a new one."
        )
    return Written(
        entries=tuple(row["entry"] for row in rows),
        repeated=True,
        document_id=rows[0]["document_id"] or "",
        passages=tuple(row["passage"] for row in rows if row["passage"] is not None),
    )


def write_judgement(
    connection: sqlite3.Connection,
    place: Place,
    judgement: Judgement,
    *,
    kind: EntryKind,
    purpose: Purpose,
    reviewer: int,
    decision_id: str,
    member: int = 0,
    linked: str | None = None,
    blind: bool = False,
) -> int:
    """Add one judgement to the log, with its place, and return its entry."""
    earlier = previous(connection, place.passage, reviewer, kind)
    before = None if earlier is None else judgement_of(earlier)
    entry = add_entry(
        connection,
        {
            "decision_id": decision_id,
            "member": member,
            "kind": kind,
            "purpose": purpose,
            "reviewer": reviewer,
            "run": place.run,
            "model": place.model,
            "is_blind": int(blind),
            "previous_entry": None if earlier is None else earlier["entry"],
            "previous": None if before is None else to_json(before),
            "machine": None if place.added else to_json(place.record),
            "linked": linked,
            "passage_id": place.record.passage_id,
            **anchor_columns(anchor_of(replace(place.record, document_id=place.document_id))),
            **judgement_columns(judgement),
        },
    )
    found = "added" if place.added else "exact"
    insert(
        connection,
        "places",
        {"entry": entry, "passage": place.passage, "found": found, "similarity": 1.0},
    )
    return entry


def add_entry(connection: sqlite3.Connection, values: Mapping[str, Any]) -> int:
    """Add an entry to the log, now."""
    return insert(connection, "decisions", {"member": 0, "decided_at": now(), **values})


def anchor_columns(anchor: Anchor) -> dict[str, Any]:
    """The columns of ``decisions`` that an anchor fills."""
    spans = [
        {"page": s.page, "boxes": s.boxes, "start": s.start, "end": s.end} for s in anchor.spans
    ]
    return {
        "document_id": anchor.document_id,
        "page": anchor.page,
        "language": anchor.language,
        "text_sha256": anchor.text_sha256,
        "text": anchor.text,
        "spans": json.dumps(spans),
    }


def previous(
    connection: sqlite3.Connection, passage: int, reviewer: int, kind: EntryKind
) -> Row | None:
    """The valid entry that a new one of this kind replaces: the reviewer's own newest one."""
    kinds = "('adjudication')" if kind == "adjudication" else "('judgement', 'addition')"
    row: Row | None = connection.execute(
        "SELECT v.* FROM places l JOIN valid_decisions v USING (entry) WHERE l.passage = ?"
        f" AND v.reviewer = ? AND v.kind IN {kinds} ORDER BY v.entry DESC LIMIT 1",
        (passage, reviewer),
    ).fetchone()
    return row
