"""The SQLite file: opening, migrations, reading and writing from many threads and processes.

Every read sees one state of the file; every write is one transaction, written through to the
disk before it is acknowledged. The write-ahead log lets people read while others write.
"""

import queue
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

BUSY_SECONDS = 20.0
"""How long a write waits for another one before it gives up."""

_MIGRATIONS = "voltag_review"
_LOCKED_PAUSE = 0.05


class StoreError(Exception):
    """A request that the reviewers' database refuses; the message says why and what to do."""


class NotFoundError(StoreError):
    """There is no such document, passage, entry or reviewer."""


class JudgementError(StoreError):
    """A judgement whose parts do not agree with one another."""


class DecisionConflictError(StoreError):
    """A decision id that stands for another decision already."""


class Database:
    """Connections to one file of decisions; threads may share one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._closed = False
        connection = self._connect()
        try:
            _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
        self._idle.put(connection)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the file throughout."""
        with self._lent() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection whose writes are kept all together at the end, or not at all.

        Raises:
            StoreError: another process kept the file locked for too long.
        """
        with self._lent() as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise StoreError(
                    f"{self.path}: cannot be written now ({error}); try again, and close other"
                    " programs that have the file open"
                ) from error
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def idle(self) -> Iterator[sqlite3.Connection]:
        """A connection outside any transaction, for SQLite's own ways of copying."""
        with self._lent() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections that are not in use; those in use close when they are done."""
        self._closed = True
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._connect()
        try:
            yield connection
        finally:
            if self._closed:
                connection.close()
            else:
                self._idle.put(connection)

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise StoreError(
                f"{self.path}: cannot be opened ({error}); give another file with --db"
            ) from error
        connection.row_factory = sqlite3.Row
        try:
            _set_wal(connection)
            # FULL: a decision that was acknowledged survives a power cut too.
            for pragma in ("synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            connection.close()
            raise StoreError(
                f"{self.path}: is not a database that can be used ({error}); give another file"
                " with --db"
            ) from error
        return connection


def _set_wal(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on; the change of mode does not wait by itself for others."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_LOCKED_PAUSE)
        else:
            return


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the schema to this version.

    Raises:
        StoreError: the file holds other tables, or is of a newer version of voltag.
    """
    from sqlite_utils import Database as Tables
    from sqlite_utils.migrations import Migrations

    migrations = Migrations(_MIGRATIONS)
    scripts = {
        script.name.removesuffix(".sql"): script.read_text(encoding="utf-8")
        for script in files(__package__).joinpath("migrations").iterdir()
        if script.name.endswith(".sql")
    }
    for name, script in sorted(scripts.items()):
        migrations(name=name)(_running(script))
    tables = Tables(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        applied = {migration.name for migration in migrations.applied(tables)}
        if not applied and tables.table_names():
            raise StoreError(
                f"{path}: is a database of something else; give another file with --db"
            )
        if unknown := sorted(applied - set(scripts)):
            raise StoreError(
                f"{path}: was written by a newer version of voltag (migration"
                f" {unknown[-1]}); install that version"
            )
        migrations.apply(tables)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _running(script: str) -> Any:  # noqa: ANN401 - a migration as sqlite-utils takes it
    def run(tables: Any) -> None:  # noqa: ANN401 - sqlite_utils.Database
        for statement in _statements(script):
            tables.conn.execute(statement)

    return run


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; ``executescript`` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
