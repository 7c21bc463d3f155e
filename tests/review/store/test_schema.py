"""The page on the database says what the database really has; Datasette can show it."""

import json
import re
import sqlite3
from pathlib import Path

import sqlite_utils

from tests.review.store.stores import A3, ANA, find, new_id, opened
from voltag.review.store import Store

PAGE = Path(__file__).parents[3] / "docs" / "review-database.md"
NAMES = re.compile(r"`(\w+)`")
OWN = ("passage_words_", "sqlite_", "_sqlite_migrations")
"""Tables that SQLite and its extensions make for themselves."""


def documented() -> dict[str, set[str]]:
    """The columns that the page names, by table."""
    found: dict[str, set[str]] = {}
    for part in PAGE.read_text(encoding="utf-8").split("\n### ")[1:]:
        head, *lines = part.split("\n")
        rows = [line for line in lines if line.startswith("| `")]
        columns = {name for row in rows for name in NAMES.findall(row.split("|")[1])}
        for table in NAMES.findall(head.split(":")[0]):
            found[table] = columns
    return found


def tables(path: Path) -> dict[str, set[str]]:
    connection = sqlite3.connect(path)
    try:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            )
            if not row[0].startswith(OWN)
        ]
        return {
            name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
            for name in names
        }
    finally:
        connection.close()


def test_every_table_and_column_is_documented(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite3"
    Store(path).close()
    real, said = tables(path), documented()
    assert set(said) == set(real)
    views = {"valid_decisions"}
    for table in set(real) - views:
        assert real[table] <= said[table], table
    named_together = [
        {"second_reviews", "retests"},
        {"audits", "audit_passages"},
        *({name} for name in real),
    ]
    for names in named_together:
        together = set().union(*(real[name] for name in names))
        assert all(said[name] <= together for name in names if len(names) > 1 or name not in {
            "second_reviews", "retests", "audits", "audit_passages", *views,
        })  # fmt: skip


def test_datasette_finds_keys_labels_and_valid_json(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.decide(find(store, "Four").passage, A3, ANA, new_id())
        path = store.path
    tables = sqlite_utils.Database(path)
    try:
        assert {key.other_table for key in tables.table("decisions").foreign_keys} == {
            "reviewers", "runs", "decisions",
        }  # fmt: skip
        assert {key.other_table for key in tables.table("passages").foreign_keys} == {"documents"}
        # Datasette shows a row that a key leads to by its column called name or title.
        assert {"name"} <= {column.name for column in tables.table("reviewers").columns}
        assert {"title"} <= {column.name for column in tables.table("documents").columns}
        for table in tables.tables:
            if not table.name.startswith(OWN):
                assert table.pks != ["rowid"] or table.name == "passage_words"
        (row,) = tables.query("SELECT * FROM valid_decisions")
        assert (row["reviewer_name"], row["answer"]) == (ANA, "correct")
        for column in ("objectives", "codes", "misleading", "spans", "machine"):
            json.loads(row[column])
    finally:
        tables.close()
