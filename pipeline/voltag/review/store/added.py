"""Passages that a reviewer added: rows beside those that the machine made."""

import hashlib
import sqlite3
from dataclasses import replace

from rapidfuzz import fuzz

from voltag.records import from_json, to_json
from voltag.review.store.anchors import folded
from voltag.review.store.rows import Row, passage_columns
from voltag.review.store.search import index_words
from voltag.types import NO_SCORES, LabelledPassage, Polarity, Reference, Role, Span


def added_id(document_id: str, page: int, text: str) -> str:
    """The id of an added passage; no passage that the machine makes has it."""
    key = "\x1f".join(("added", document_id, str(page), text))
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]


def added_row(connection: sqlite3.Connection, document: int, entry: int) -> int:
    """Return the row of the passage that ``entry`` of the log added, making it where needed.

    It stands in the section, and the table, of the passage on its page that has most of its
    text.
    """
    row = connection.execute("SELECT * FROM decisions WHERE entry = ?", (entry,)).fetchone()
    return put_added(connection, document, row)


def put_added(connection: sqlite3.Connection, document: int, row: Row) -> int:
    """Make or renew the row of an added passage, which ``row`` of the log describes."""
    from voltag.review.store.placing import spans_from

    host, position = _host(connection, document, row["page"], row["text"], row["language"])
    passage = blank_passage(
        row["passage_id"],
        row["document_id"],
        row["page"],
        row["text"],
        row["language"],
        spans_from(row["spans"]),
    )
    if host is not None:
        passage = replace(
            passage,
            page_label=host.page_label if host.page == passage.page else None,
            section=host.section,
            section_code=host.section_code,
            section_evidence=host.section_evidence,
            in_results_framework=host.in_results_framework,
            context=host.context,
            sdgs=host.sdgs,
        )
    values = passage_columns(passage) | {
        "document": document,
        "position": position,
        "is_flagged": 1,
        "is_added": 1,
        "text_sha256": row["text_sha256"],
    }
    renewed = ", ".join(f"{name} = excluded.{name}" for name in values if name != "passage_id")
    connection.execute(
        f"INSERT INTO passages ({', '.join(values)})"
        f" VALUES ({', '.join(':' + name for name in values)})"
        f" ON CONFLICT (passage_id) DO UPDATE SET {renewed}",
        values,
    )
    number = int(
        connection.execute(
            "SELECT passage FROM passages WHERE passage_id = ?", (row["passage_id"],)
        ).fetchone()[0]
    )
    connection.execute(
        "INSERT OR REPLACE INTO passage_records (passage, record) VALUES (?, ?)",
        (number, to_json(passage)),
    )
    connection.execute("DELETE FROM passage_words WHERE rowid = ?", (number,))
    connection.execute(
        "INSERT INTO passage_words (rowid, words) VALUES (?, ?)",
        (number, index_words(passage.text)),
    )
    return number


def blank_passage(
    passage_id: str,
    document_id: str,
    page: int,
    text: str,
    language: str,
    spans: tuple[Span, ...],
) -> LabelledPassage:
    """A passage that no model has labelled."""
    return LabelledPassage(
        passage_id=passage_id,
        document_id=document_id,
        page=page,
        page_label=None,
        spans=spans,
        section=(),
        in_results_framework=False,
        role=Role.PARAGRAPH,
        language=language,
        text=text,
        reference=Reference.NONE,
        scores=NO_SCORES,
        in_doubt=(),
        objectives=(),
        codes=(),
        b4_kind=None,
        implicit=False,
        polarity=Polarity.NEUTRAL,
        terms=(),
        sdgs=(),
    )


def _host(
    connection: sqlite3.Connection, document: int, page: int, text: str, language: str
) -> tuple[LabelledPassage | None, int]:
    """The passage of the page with most of ``text`` in it, and its position."""
    rows = connection.execute(
        "SELECT p.position, r.record FROM passages p JOIN passage_records r USING (passage)"
        " WHERE p.document = ? AND p.page BETWEEN ? AND ? AND NOT p.is_added"
        " ORDER BY p.position",
        (document, page - 1, page),
    ).fetchall()
    wanted = folded(text, language)
    best: tuple[float, int, LabelledPassage | None] = (-1.0, 0, None)
    for row in rows:
        found = from_json(LabelledPassage, row["record"])
        if found.page != page and all(span.page != page for span in found.spans):
            continue
        alike = fuzz.partial_ratio(wanted, folded(found.text, found.language))
        if alike > best[0]:
            best = (alike, row["position"], found)
    if best[2] is None:
        after = connection.execute(
            "SELECT max(position) FROM passages WHERE document = ? AND page <= ? AND NOT is_added",
            (document, page),
        ).fetchone()[0]
        return None, after or 0
    return best[2], best[1]
