"""Loading a result folder: documents and passages in, decisions to where they belong.

A document is one transaction, so that reviewers go on deciding meanwhile and a loading that
was stopped can be repeated. A document whose results are the same as before is passed over.
"""

import hashlib
import json
import sqlite3
import time
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from voltag.batch.outputs import ParsedHeader
from voltag.batch.results import PageSummary
from voltag.records import to_json, to_plain
from voltag.report.reading import ReadDocument, Run, read_results
from voltag.review.decisive import expected_changes, turns
from voltag.review.store.anchors import text_hash
from voltag.review.store.arranging import arrange
from voltag.review.store.database import Database
from voltag.review.store.placing import place_decisions
from voltag.review.store.records import Loaded
from voltag.review.store.rows import insert, json_list, now, passage_columns, whole_number
from voltag.review.store.search import index_words
from voltag.review.store.seconds import mark_second
from voltag.review.store.settling import settle
from voltag.settings import Settings, recorded_settings
from voltag.types import TABLES_STAGE, LabelledPassage, Objective, Reference

_COLUMNS = (
    "passage_id", "document", "position", "page", "is_flagged", "is_lookalike",
    "expected_changes", "language", "section_code",
    "in_results_framework", "reference", "contribution", "ownership", "integration",
    "measurement", "in_doubt", "objectives", "codes", "implicit", "polarity", "text_sha256",
    "text",
)  # fmt: skip


def load_results(database: Database, folder: Path, settings: Settings) -> Loaded:
    """Load what ``voltag classify`` wrote into ``folder``.

    Documents that an earlier loading of the same folder had and this one has not stay, with
    their decisions, and are marked as not current.

    Raises:
        ResultsError: the folder holds no results, or some that cannot be read.
    """
    started = time.perf_counter()
    corpus = read_results([folder])
    run = corpus.runs[0]
    with database.writing() as connection:
        number = _run(connection, run, folder)
    changed = False
    passages = moved = 0
    judged_by = recorded_settings(run.settings)
    for place, read in enumerate(corpus.documents):
        found = _loaded_hash(read)
        with database.reading() as connection:
            row = connection.execute(
                "SELECT document, loaded_sha256, (SELECT count(*) FROM passages p WHERE"
                " p.document = d.document AND NOT p.is_added) AS passages FROM documents d"
                " WHERE document_id = ?",
                (document_key(read),),
            ).fetchone()
        if row is not None and row["loaded_sha256"] == found:
            passages += row["passages"]
            with database.writing() as connection:
                connection.execute(
                    "UPDATE documents SET run = ?, place = ?, is_current = 1 WHERE document = ?",
                    (number, place, row["document"]),
                )
            continue
        parsed = read.parsed()
        own, lookalikes = _passages(read, parsed)
        changes = expected_changes(
            turns(read.verdict.kind, own, judged_by, tables_read=not _unread_tables(read))
        )
        with database.writing() as connection:
            pages = () if parsed is None else parsed[0].pages
            document = _document(connection, read, pages, number, place, found)
            _replace_passages(connection, document, own, lookalikes, changes)
            _forget(connection, document, own)
            moved += place_decisions(
                connection, document, document_key(read), settings.review.anchor_similarity
            )
            mark_second(connection, document)
            settle(connection, document=document)
        changed = True
        passages += len(own)
    with database.writing() as connection:
        keys = [document_key(read) for read in corpus.documents]
        changed |= _mark_gone(connection, folder, keys)
        connection.execute(
            "UPDATE runs SET documents = ?, passages = ? WHERE run = ?",
            (len(corpus.documents), passages, number),
        )
    if changed:
        arrange(database, settings)
    with database.reading() as connection:
        placed, without = connection.execute(
            "SELECT sum(passage IS NOT NULL), sum(passage IS NULL) FROM places"
        ).fetchone()
    return Loaded(
        run=number,
        documents=len(corpus.documents),
        passages=passages,
        decisions_placed=placed or 0,
        decisions_moved=moved,
        without_place=without or 0,
        seconds=round(time.perf_counter() - started, 3),
    )


def document_key(read: ReadDocument) -> str:
    """What a document is known by: its hash, or its path where the file could not be read."""
    return read.verdict.document_id or read.verdict.path


def _run(connection: sqlite3.Connection, run: Run, folder: Path) -> int:
    """The row of this run; one that was loaded last from this folder keeps its row."""
    last = connection.execute(
        "SELECT * FROM runs WHERE folder = ? ORDER BY run DESC LIMIT 1", (str(folder.resolve()),)
    ).fetchone()
    known = (run.voltag, run.model, run.started, json.dumps(run.settings))
    if last is not None and known == tuple(
        last[name] for name in ("voltag", "model", "started", "settings")
    ):
        return int(last["run"])
    return insert(
        connection,
        "runs",
        {
            "folder": str(folder.resolve()),
            "loaded_at": now(),
            "voltag": run.voltag,
            "model": run.model,
            "started": run.started,
            "settings": json.dumps(run.settings),
        },
    )


def _loaded_hash(read: ReadDocument) -> str:
    """A hash over everything that is loaded of a document."""
    found = hashlib.sha256()
    parts = [to_json(read.verdict), *map(to_json, read.passages), *map(to_json, read.problems)]
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass"))
    if (parsed := read.parsed_path) is not None:
        found.update(parsed.read_bytes())
    return found.hexdigest()


def _passages(
    read: ReadDocument, parsed: tuple[ParsedHeader, list[LabelledPassage]] | None
) -> tuple[list[LabelledPassage], set[str]]:
    """All passages of a document, or those that are shown where the others were not kept.

    With the ids of those in which a word looks like one of volunteering and is none.
    """
    if parsed is None:
        return list(read.passages), set()
    header, passages = parsed
    return passages, {c.passage_id for c in header.candidates if c.fate != "stands"}


def _unread_tables(read: ReadDocument) -> list[int]:
    """The pages whose tables of a results framework failed or took too long."""
    tables = {p.page for p in read.problems if p.stage == TABLES_STAGE and p.page is not None}
    return sorted(tables)


def _document(
    connection: sqlite3.Connection,
    read: ReadDocument,
    pages: Sequence[PageSummary],
    run: int,
    place: int,
    found: str,
) -> int:
    verdict = read.verdict
    values = {
        "document_id": document_key(read),
        "place": place,
        "path": verdict.path,
        "title": verdict.title,
        "kind": verdict.kind,
        "country": verdict.country,
        "year": verdict.year,
        "languages": json_list(verdict.languages),
        "pages": verdict.pages,
        "status": verdict.status,
        "references_volunteering": whole_number(verdict.references_volunteering),
        **{o.value: whole_number(verdict.objectives[o].evidenced) for o in Objective},
        "rules": json_list(verdict.rules),
        "needs_review": int(verdict.needs_review),
        "is_current": 1,
        "run": run,
        "verdict": to_json(verdict),
        "page_list": json.dumps([to_plain(page) for page in pages], ensure_ascii=False),
        "unread_tables": json_list(_unread_tables(read)),
        "loaded_sha256": found,
    }
    changes = ", ".join(f"{name} = excluded.{name}" for name in values if name != "document_id")
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(
        f"INSERT INTO documents ({names}) VALUES ({places})"
        f" ON CONFLICT (document_id) DO UPDATE SET {changes}",
        values,
    )
    number = connection.execute(
        "SELECT document FROM documents WHERE document_id = ?", (values["document_id"],)
    ).fetchone()[0]
    return int(number)


def _replace_passages(
    connection: sqlite3.Connection,
    document: int,
    passages: Sequence[LabelledPassage],
    lookalikes: Container[str],
    changes: Mapping[str, float],
) -> None:
    """Put the passages in; one with the same id (file, page and text) keeps its number."""
    renewed = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "passage_id")
    connection.executemany(
        f"INSERT INTO passages ({', '.join(_COLUMNS)})"
        f" VALUES ({', '.join(':' + name for name in _COLUMNS)})"
        f" ON CONFLICT (passage_id) DO UPDATE SET {renewed}, is_added = 0",
        [
            passage_columns(passage)
            | {
                "document": document,
                "position": position,
                "is_flagged": int(is_flagged(passage)),
                "is_lookalike": int(passage.passage_id in lookalikes),
                "expected_changes": round(changes.get(passage.passage_id, 0.0), 6),
                "text_sha256": text_hash(passage.text, passage.language),
            }
            for position, passage in enumerate(passages)
        ],
    )
    numbers = dict(
        connection.execute(
            "SELECT passage_id, passage FROM passages WHERE document = ?", (document,)
        ).fetchall()
    )
    indexed = {
        row[0]
        for row in connection.execute(
            "SELECT w.rowid FROM passages p JOIN passage_words w ON w.rowid = p.passage"
            " WHERE p.document = ?",
            (document,),
        )
    }
    connection.executemany(
        "INSERT OR REPLACE INTO passage_records (passage, record) VALUES (?, ?)",
        [(numbers[p.passage_id], to_json(p)) for p in passages],
    )
    connection.executemany(
        "INSERT INTO passage_words (rowid, words) VALUES (?, ?)",
        [
            (numbers[p.passage_id], index_words(p.text))
            for p in passages
            if numbers[p.passage_id] not in indexed
        ],
    )


def is_flagged(passage: LabelledPassage) -> bool:
    """Whether the machine found a reference in it, or is in doubt on any question."""
    return passage.reference is not Reference.NONE or bool(passage.in_doubt)


def _forget(
    connection: sqlite3.Connection, document: int, passages: Sequence[LabelledPassage]
) -> None:
    """Take out the passages that are no more, but for those that people added."""
    kept = {p.passage_id for p in passages}
    gone = [
        (row["passage"],)
        for row in connection.execute(
            "SELECT passage, passage_id FROM passages WHERE document = ? AND NOT is_added",
            (document,),
        )
        if row["passage_id"] not in kept
    ]
    # Their decisions have no place until one is found, in the same transaction.
    connection.executemany("UPDATE places SET passage = NULL WHERE passage = ?", gone)
    connection.executemany("DELETE FROM passage_words WHERE rowid = ?", gone)
    connection.executemany("DELETE FROM passages WHERE passage = ?", gone)


def _mark_gone(connection: sqlite3.Connection, folder: Path, keys: Sequence[str]) -> bool:
    cursor = connection.execute(
        "UPDATE documents SET is_current = 0 WHERE is_current AND run IN"
        " (SELECT run FROM runs WHERE folder = ?)"
        " AND document_id NOT IN (SELECT value FROM json_each(?))",
        (str(folder.resolve()), json_list(keys)),
    )
    return cursor.rowcount > 0
