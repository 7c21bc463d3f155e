"""Who decides: names on one machine, and access tokens when the review is shared."""

import hashlib
import secrets
import sqlite3

from voltag.review.store.database import NotFoundError, StoreError
from voltag.review.store.records import Reviewer
from voltag.review.store.rows import Row, insert, now

NAME_CHARACTERS = 80
_TOKEN_BYTES = 32

_REVIEWERS = (
    "SELECT r.*, EXISTS (SELECT 1 FROM access_tokens t WHERE t.reviewer = r.reviewer"
    " AND t.revoked_at IS NULL) AS has_token,"
    " (SELECT count(*) FROM decisions d WHERE d.reviewer = r.reviewer) AS decisions"
    " FROM reviewers r"
)


def all_reviewers(connection: sqlite3.Connection) -> tuple[Reviewer, ...]:
    """All reviewers, by name."""
    return tuple(map(_reviewer, connection.execute(f"{_REVIEWERS} ORDER BY r.name")))


def reviewer_named(connection: sqlite3.Connection, name: str) -> Reviewer:
    """The reviewer of that name.

    Raises:
        NotFoundError: there is none.
    """
    row = connection.execute(f"{_REVIEWERS} WHERE r.name = ?", (_name(name),)).fetchone()
    if row is None:
        raise NotFoundError(f"No reviewer is called {name!r}; add the name first.")
    return _reviewer(row)


def add_reviewer(connection: sqlite3.Connection, name: str) -> Reviewer:
    """Add a reviewer; one who is there already is returned, whatever the capitals.

    Raises:
        StoreError: the name is empty, too long, or has characters that do not print.
    """
    wanted = _name(name)
    if not wanted or len(wanted) > NAME_CHARACTERS or not wanted.isprintable():
        raise StoreError(
            f"A reviewer's name has from 1 to {NAME_CHARACTERS} characters that print;"
            f" {wanted[:NAME_CHARACTERS]!r} does not."
        )
    known = connection.execute("SELECT 1 FROM reviewers WHERE name = ?", (wanted,)).fetchone()
    if known is None:
        insert(connection, "reviewers", {"name": wanted, "created_at": now()})
    return reviewer_named(connection, wanted)


def make_token(connection: sqlite3.Connection, name: str) -> str:
    """Make an access token for a reviewer; only its hash is kept, so show it now.

    Earlier tokens of the reviewer are revoked.

    Raises:
        NotFoundError: there is no such reviewer.
    """
    reviewer = reviewer_named(connection, name)
    revoke_token(connection, name)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    values = {"reviewer": reviewer.reviewer, "token_sha256": _hash(token), "made_at": now()}
    insert(connection, "access_tokens", values)
    return token


def revoke_token(connection: sqlite3.Connection, name: str) -> None:
    """Revoke a reviewer's access tokens.

    Raises:
        NotFoundError: there is no such reviewer.
    """
    reviewer = reviewer_named(connection, name)
    connection.execute(
        "UPDATE access_tokens SET revoked_at = ? WHERE reviewer = ? AND revoked_at IS NULL",
        (now(), reviewer.reviewer),
    )


def reviewer_of_token(connection: sqlite3.Connection, token: str) -> Reviewer | None:
    """The reviewer to whom ``token`` gives access; None for one that is not known or revoked."""
    # A token has 256 random bits and is looked up by its hash: timing tells nothing of it.
    row = connection.execute(
        f"{_REVIEWERS} JOIN access_tokens a USING (reviewer)"
        " WHERE a.token_sha256 = ? AND a.revoked_at IS NULL",
        (_hash(token),),
    ).fetchone()
    return None if row is None else _reviewer(row)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _name(name: str) -> str:
    return " ".join(name.split())


def _reviewer(row: Row) -> Reviewer:
    return Reviewer(
        row["reviewer"], row["name"], row["created_at"], bool(row["has_token"]), row["decisions"]
    )
