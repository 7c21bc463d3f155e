"""Writing down where each decision of a document stands now."""

import json
import sqlite3
from collections.abc import Container
from dataclasses import dataclass

from voltag.records import from_json
from voltag.review.store.added import added_row
from voltag.review.store.anchors import Candidate, Place, candidate, find_places, signs_of
from voltag.review.store.records import Anchor
from voltag.review.store.rows import Row
from voltag.types import LabelledPassage, Span

_PLACED = "('judgement', 'retest', 'adjudication', 'addition')"


@dataclass(frozen=True, slots=True)
class _Anchored:
    """An entry of the log with the anchor that its place is looked for by."""

    entry: int
    kind: str
    anchor: Anchor
    by_hand: bool
    valid: bool
    signs: tuple[str, ...]
    """The signs of volunteering that stood in it when it was decided."""


def place_decisions(
    connection: sqlite3.Connection, document: int, document_id: str, similarity: float
) -> int:
    """Find the place of every decision on a document, and write it down.

    Returns:
        How many valid decisions stand on a passage that has not the very same text.
    """
    entries = _anchored(connection, document_id)
    if not entries:
        return 0
    machine = candidates(connection, document, added=False)
    places: dict[int, tuple[str, Place]] = {}
    additions = [e for e in entries if e.kind == "addition" and e.valid]
    found = find_places(
        [e.anchor for e in additions], machine, similarity, [e.signs for e in additions]
    )
    for added, place in zip(additions, found, strict=True):
        if place.passage is not None:
            places[added.entry] = (place.found, place)
        else:
            number = added_row(connection, document, added.entry)
            places[added.entry] = ("added", Place("exact", number, 1.0))
    others = [e for e in entries if e.entry not in places]
    everything = candidates(connection, document, added=None)
    kept = {place.passage for how, place in places.values() if how == "added"}
    kept |= {c.passage for c in machine}
    known = [c for c in everything if c.passage in kept]
    found = find_places([e.anchor for e in others], known, similarity, [e.signs for e in others])
    for entry, place in zip(others, found, strict=True):
        by_hand = entry.by_hand and place.passage is not None
        places[entry.entry] = ("by_hand" if by_hand else place.found, place)
    connection.executemany(
        "INSERT OR REPLACE INTO places (entry, passage, found, reason, nearest, similarity)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (entry, place.passage, how, place.reason, place.nearest, place.similarity)
            for entry, (how, place) in places.items()
        ],
    )
    _drop_added(connection, document, {number for number in kept if number is not None})
    return sum(
        1 for e in entries if e.valid and places[e.entry][0] == "near" and e.kind != "retest"
    )


def candidates(
    connection: sqlite3.Connection, document: int, *, added: bool | None
) -> list[Candidate]:
    """The passages of a document that decisions may belong to; ``added`` None for all."""
    chosen = "" if added is None else f" AND p.is_added = {int(added)}"
    return [
        candidate(row["passage"], from_json(LabelledPassage, row["record"]))
        for row in connection.execute(
            "SELECT p.passage, r.record FROM passages p JOIN passage_records r USING (passage)"
            f" WHERE p.document = ?{chosen} ORDER BY p.position, p.passage",
            (document,),
        )
    ]


def anchor_from(row: Row) -> Anchor:
    """The anchor of an entry of the log."""
    return Anchor(
        row["document_id"],
        row["page"],
        row["text"],
        row["text_sha256"],
        row["language"],
        spans_from(row["spans"]),
    )


def spans_from(text: str) -> tuple[Span, ...]:
    """Spans as the log keeps them."""
    return tuple(
        Span(
            span["page"],
            tuple((box[0], box[1], box[2], box[3]) for box in span["boxes"]),
            span["start"],
            span["end"],
        )
        for span in json.loads(text)
    )


def _anchored(connection: sqlite3.Connection, document_id: str) -> list[_Anchored]:
    by_hand = {
        row["concerns"]: anchor_from(row)
        for row in connection.execute(
            "SELECT * FROM decisions d WHERE kind = 'placement' AND document_id = ?"
            " AND NOT EXISTS (SELECT 1 FROM decisions u WHERE u.kind = 'undo'"
            " AND u.concerns = d.entry) ORDER BY entry",
            (document_id,),
        )
    }
    return [
        _Anchored(
            row["entry"],
            row["kind"],
            by_hand.get(row["entry"]) or anchor_from(row),
            row["entry"] in by_hand,
            bool(row["valid"]),
            () if row["machine"] is None else signs_of(from_json(LabelledPassage, row["machine"])),
        )
        for row in connection.execute(
            "SELECT d.*, NOT EXISTS (SELECT 1 FROM decisions u WHERE u.kind = 'undo'"
            " AND u.concerns = d.entry) AS valid FROM decisions d"
            f" WHERE d.document_id = ? AND d.kind IN {_PLACED} ORDER BY d.entry",
            (document_id,),
        )
    ]


def _drop_added(connection: sqlite3.Connection, document: int, kept: Container[int]) -> None:
    """Take out added passages that the machine's passages have by now, or that were undone."""
    gone = [
        (row["passage"],)
        for row in connection.execute(
            "SELECT passage FROM passages WHERE document = ? AND is_added", (document,)
        )
        if row["passage"] not in kept
    ]
    connection.executemany("UPDATE places SET passage = NULL WHERE passage = ?", gone)
    connection.executemany("DELETE FROM passage_words WHERE rowid = ?", gone)
    connection.executemany("DELETE FROM passages WHERE passage = ?", gone)
