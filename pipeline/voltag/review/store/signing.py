"""Signing a verdict off, and the files from which ``voltag report`` reads what people decided."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from voltag.batch.whole_files import replace_file
from voltag.criteria.units import Decision
from voltag.records import to_json, to_json_lines
from voltag.report.reading import AUDITS, REVIEWED, Audit, read_lines
from voltag.review.store.audits import audits_by_document
from voltag.review.store.database import NotFoundError, StoreError
from voltag.review.store.log import add_entry, repeated
from voltag.review.store.records import SignOff, Written
from voltag.review.store.verdicts import answers_of, document_row, reviewed_verdict, sign_offs
from voltag.types import Objective


def sign_off(
    connection: sqlite3.Connection,
    document_id: str,
    reviewer: int,
    decision_id: str,
    note: str,
    seen: Sequence[bool | None] | None = None,
) -> Written:
    """Sign off the reviewed verdict on a document as it is now; the machine's stays beside it.

    ``seen`` are the answers that the reviewer has seen (:func:`.verdicts.answers_of`).

    Raises:
        NotFoundError: there is no such document.
        StoreError: its answers are no longer those that were ``seen``.
        DecisionConflictError: the id stands for another decision.
    """
    known = repeated(connection, decision_id, reviewer, ("sign_off",))
    if known is not None:
        return known
    verdict = reviewed_verdict(connection, document_id)
    if seen is not None and tuple(seen) != answers_of(verdict.reviewed):
        raise StoreError(
            "The verdict has changed since this page showed it, by what was decided in between;"
            " look at it as it is now, and sign it off then."
        )
    row = document_row(connection, document_id)
    entry = add_entry(
        connection,
        {
            "decision_id": decision_id,
            "kind": "sign_off",
            "reviewer": reviewer,
            "run": row["run"],
            "model": verdict.machine.model,
            "document_id": document_id,
            "note": note,
            "machine_verdict": to_json(verdict.machine),
            "reviewed_verdict": to_json(verdict.reviewed),
        },
    )
    return Written((entry,), False, document_id, ())


def withdraw_sign_off(
    connection: sqlite3.Connection, document_id: str, reviewer: int, decision_id: str, note: str
) -> Written:
    """Withdraw the sign-off of a document; it stays in the log.

    Raises:
        NotFoundError: there is no such document, or it is not signed off.
        DecisionConflictError: the id stands for another decision.
    """
    known = repeated(connection, decision_id, reviewer, ("sign_off_withdrawn",))
    if known is not None:
        return known
    row = document_row(connection, document_id)
    signed = sign_offs(connection, document_id).get(document_id)
    if signed is None:
        raise NotFoundError("The document is not signed off.")
    entry = add_entry(
        connection,
        {
            "decision_id": decision_id,
            "kind": "sign_off_withdrawn",
            "reviewer": reviewer,
            "run": row["run"],
            "model": signed.machine.model,
            "document_id": document_id,
            "note": note,
            "previous_entry": signed.entry,
        },
    )
    return Written((entry,), False, document_id, ())


def publish(connection: sqlite3.Connection, folder: Path) -> None:
    """Write ``reviewed.jsonl`` and ``audits.jsonl`` into a result folder.

    They hold the sign-offs and audits of the documents of this folder. Lines on documents
    that were never signed off, or audited, in this database stay as they are.

    Raises:
        OutputError: the folder cannot be written.
        ResultsError: a line that is there already is not of its format.
    """
    inside = {
        row[0]
        for row in connection.execute(
            "SELECT d.document_id FROM documents d JOIN runs r USING (run) WHERE r.folder = ?",
            (str(folder.resolve()),),
        )
    }
    ever = {
        row[0]
        for row in connection.execute("SELECT document_id FROM decisions WHERE kind = 'sign_off'")
    }
    kept = [d for d in read_lines(folder / REVIEWED, Decision) if d.document_id not in ever]
    own = [
        decision_of(signed)
        for document_id, signed in sorted(sign_offs(connection).items())
        if document_id in inside
    ]
    _write(folder / REVIEWED, [*kept, *own])
    audits = audits_by_document(connection)
    others = [a for a in read_lines(folder / AUDITS, Audit) if a.document_id not in audits]
    found = [audit for key, audit in sorted(audits.items()) if key in inside and audit.audited]
    _write(folder / AUDITS, [*others, *found])


def decision_of(signed: SignOff) -> Decision:
    """A sign-off as a line of ``reviewed.jsonl``."""
    verdict = signed.reviewed
    return Decision(
        document_id=signed.document_id,
        references_volunteering=verdict.references_volunteering,
        objectives={o: verdict.objectives[o].evidenced for o in Objective},
        by=signed.by,
        date=signed.at[:10],
        note=signed.note,
    )


def _write(path: Path, records: Iterable[object]) -> None:
    """Put the lines in place whole; a file that would be empty is not made."""
    lines = to_json_lines(records)
    if not lines and not path.exists():
        return
    replace_file(path, [lines.encode("utf-8")])
