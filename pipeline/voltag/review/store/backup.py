"""A copy of the database while it is in use."""

import sqlite3
from pathlib import Path

from voltag.review.store.database import StoreError


def backup(connection: sqlite3.Connection, path: Path) -> None:
    """Copy the whole database to ``path`` as it is at one moment, through SQLite's backup.

    Raises:
        StoreError: there is a file already, or none can be written there.
    """
    if path.exists():
        raise StoreError(f"{path}: is there already; give a new file for the backup")
    temporary = path.with_name(f".{path.name}.new")
    try:
        target = sqlite3.connect(temporary)
        try:
            connection.backup(target)
            # A copy is one file: no log of writes beside it.
            target.execute("PRAGMA journal_mode = DELETE")
        finally:
            target.close()
        temporary.replace(path)
    except (OSError, sqlite3.Error) as error:
        temporary.unlink(missing_ok=True)
        raise StoreError(f"{path}: the backup cannot be written ({error})") from error
