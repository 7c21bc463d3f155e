"""Taking decisions out: as annotations to train on, and the whole log as CSV or JSON lines."""

import csv
import hashlib
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from typing import Any, Literal

from voltag.annotations import Annotation
from voltag.review.store.rows import Row, judgement_of
from voltag.review.store.standing import Judged, standing
from voltag.spreadsheets import safe_cell

ExportFormat = Literal["annotations", "csv", "jsonl"]

_LISTS = ("objectives", "codes", "misleading", "spans")
_OBJECTS = ("previous", "machine", "machine_verdict", "reviewed_verdict")
_NUMBERS_ONLY = ("run", "reviewer")
"""Columns that name rows of other tables: the log has their words beside them."""


def annotations(connection: sqlite3.Connection) -> list[Annotation]:
    """Return what people settled, a passage an annotation, with the text that they saw.

    Adjudicated, agreed and single judgements; those on passages that no longer have a place
    too. Disagreements and what was put off are left out.
    """
    rows = connection.execute(
        "SELECT * FROM valid_decisions WHERE kind <> 'retest'"
        " ORDER BY document_id, page, text_sha256, entry"
    ).fetchall()
    found = []
    for key, group in groupby(rows, key=lambda r: (r["document_id"], r["page"], r["text_sha256"])):
        entries = list(group)
        judged = [
            Judged(row["entry"], row["kind"], row["reviewer_name"], judgement)
            for row in entries
            if (judgement := judgement_of(row)) is not None
        ]
        result = standing(judged)
        if result.settled is None:
            continue
        deciding = [row for row in entries if row["reviewer_name"] in result.by]
        found.append(_annotation(key, deciding[-1], judged, result.state, result.by))
    return found


def _annotation(
    key: tuple[str, int, str],
    row: Row,
    judged: list[Judged],
    state: str,
    by: tuple[str, ...],
) -> Annotation:
    settled = standing(judged).settled
    assert settled is not None
    parts = [part for part in (settled.clause, settled.comment.strip()) if part]
    if state == "adjudicated":
        parts.append("adjudicated")
    # A text may have no language that can be told; the format knows codes only.
    return Annotation(
        id=annotation_id(key),
        document=key[0],
        language=row["language"],
        text=row["text"],
        reference=settled.reference,
        objectives=settled.objectives,
        codes=settled.codes,
        b4_kind=settled.b4_kind,
        implicit=settled.implicit,
        polarity=settled.polarity,
        annotator=", ".join(by),
        date=date.fromisoformat(row["decided_at"][:10]),
        origin="reviewed",
        note="; ".join(parts),
    )


def annotation_id(key: tuple[str, int, str]) -> str:
    """The id of a reviewed passage: the same in every export, whatever the model."""
    joined = "\x1f".join(map(str, key)).encode("utf-8", "replace")
    return "r-" + hashlib.sha256(joined).hexdigest()[:16]


def export(connection: sqlite3.Connection, format_name: ExportFormat) -> bytes:
    """Return decisions as a file: annotations, or all entries of the log."""
    writers: dict[ExportFormat, Callable[[sqlite3.Connection], str]] = {
        "annotations": _annotation_lines,
        "csv": _csv,
        "jsonl": _json_lines,
    }
    # The byte order mark is for spreadsheets, which take the file for another encoding else.
    encoding = "utf-8-sig" if format_name == "csv" else "utf-8"
    return writers[format_name](connection).encode(encoding, "replace")


def _annotation_lines(connection: sqlite3.Connection) -> str:
    return "".join(
        json.dumps(one.model_dump(mode="json", by_alias=True), ensure_ascii=False) + "\n"
        for one in annotations(connection)
    )


def entries(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """All entries of the log as plain values, the oldest first, with where each stands now."""
    for row in connection.execute(
        "SELECT d.*, r.name AS reviewer_name, p.passage_id AS stands_on, l.found"
        " FROM decisions d JOIN reviewers r USING (reviewer)"
        " LEFT JOIN places l ON l.entry = d.entry LEFT JOIN passages p ON p.passage = l.passage"
        " ORDER BY d.entry"
    ):
        plain = {name: row[name] for name in row.keys() if name not in _NUMBERS_ONLY}  # noqa: SIM118 - a Row iterates over values
        for name in (*_LISTS, *_OBJECTS):
            plain[name] = None if plain[name] is None else json.loads(plain[name])
        yield plain


def _json_lines(connection: sqlite3.Connection) -> str:
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries(connection))


def _csv(connection: sqlite3.Connection) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    names: list[str] = []
    for entry in entries(connection):
        if not names:
            names = [name for name in entry if name not in (*_OBJECTS, "spans")]
            writer.writerow(names)
        writer.writerow(
            [
                safe_cell(" ".join(map(str, value)) if isinstance(value, list) else value)
                for value in (entry[name] for name in names)
            ]
        )
    return buffer.getvalue()
