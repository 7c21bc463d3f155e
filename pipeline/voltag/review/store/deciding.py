"""What a reviewer can do with a passage: decide, decide for a group, adjudicate, add."""

import sqlite3
from dataclasses import replace
from typing import Any

from voltag.records import to_json
from voltag.review.store.added import added_id, blank_passage, put_added
from voltag.review.store.anchors import anchor_of, find_places
from voltag.review.store.database import JudgementError
from voltag.review.store.documents import document_number
from voltag.review.store.log import (
    add_entry,
    anchor_columns,
    checked,
    passage_place,
    repeated,
    write_judgement,
)
from voltag.review.store.placing import candidates
from voltag.review.store.records import AddedPassage, EntryKind, Judgement, Purpose, Written
from voltag.review.store.rows import Row, insert, judgement_columns
from voltag.review.store.seconds import is_blind, mark_second
from voltag.review.store.settling import settle
from voltag.text.language import detect_language
from voltag.types import LabelledPassage, Span

_JUDGED: tuple[EntryKind, ...] = ("judgement", "retest")
TEXT_CHARACTERS = 20_000


def decide(
    connection: sqlite3.Connection,
    passage: int,
    judgement: Judgement,
    reviewer: int,
    decision_id: str,
    *,
    group: bool = False,
) -> Written:
    """Write a reviewer's judgement of a passage, or of all that are nearly identical to it.

    Raises:
        NotFoundError: there is no such passage.
        JudgementError: the labels do not agree with one another.
        DecisionConflictError: the id stands for another decision.
    """
    known = repeated(connection, decision_id, reviewer, _JUDGED)
    if known is not None:
        return known
    place = passage_place(connection, passage)
    judgement = checked(judgement, place.record, added=place.added)
    retest = None if group else _open_retest(connection, passage, reviewer)
    if retest is not None:
        entry = write_judgement(
            connection,
            place,
            judgement,
            kind="retest",
            purpose="retest",
            reviewer=reviewer,
            decision_id=decision_id,
            blind=True,
        )
        connection.execute("UPDATE retests SET second_entry = ? WHERE retest = ?", (entry, retest))
        return Written((entry,), False, place.document_id, (passage,))
    members = _members(connection, passage) if group else [passage]
    entries = []
    for number, member in enumerate(members):
        own = passage_place(connection, member)
        labels = judgement
        if member != passage:
            # One judgement for all: the labels of the passage that was read. Which words
            # misled is told by offsets, which hold in that passage alone.
            labels = replace(judgement, misleading=(), answer=_answer(judgement, own.record))
        entries.append(
            write_judgement(
                connection,
                own,
                labels,
                kind="judgement",
                purpose=_purpose(connection, own.record, own.document_id, reviewer, member),
                reviewer=reviewer,
                decision_id=decision_id,
                member=number,
                linked=decision_id if len(members) > 1 else None,
                blind=is_blind(connection, member, reviewer),
            )
        )
    settle(connection, passages=members)
    return Written(tuple(entries), False, place.document_id, tuple(members))


def _answer(judgement: Judgement, record: LabelledPassage) -> Any:  # noqa: ANN401 - an Answer
    """``accept`` stays so only where the machine's labels are the same."""
    same = (
        judgement.reference is record.reference
        and judgement.codes == record.codes
        and judgement.b4_kind == record.b4_kind
        and judgement.implicit == record.implicit
        and judgement.polarity is record.polarity
    )
    if judgement.answer != "accept" or same:
        return judgement.answer
    return "correct"


def _members(connection: sqlite3.Connection, passage: int) -> list[int]:
    """The passage, and those that are nearly identical to it."""
    rows = connection.execute(
        "SELECT passage FROM passages WHERE near_identical_to ="
        " (SELECT near_identical_to FROM passages WHERE passage = ?) AND passage <> ?"
        " ORDER BY passage",
        (passage, passage),
    )
    return [passage, *(row[0] for row in rows)]


def _open_retest(connection: sqlite3.Connection, passage: int, reviewer: int) -> int | None:
    row = connection.execute(
        "SELECT t.retest FROM retests t JOIN places l ON l.entry = t.first_entry"
        " WHERE l.passage = ? AND t.reviewer = ? AND t.second_entry IS NULL",
        (passage, reviewer),
    ).fetchone()
    return None if row is None else int(row[0])


def _purpose(
    connection: sqlite3.Connection,
    record: LabelledPassage,
    document_id: str,
    reviewer: int,
    passage: int,
) -> Purpose:
    """What the passage waited for when it was decided."""
    if connection.execute(
        "SELECT 1 FROM audit_passages WHERE passage_id = ?", (record.passage_id,)
    ).fetchone():
        return "audit"
    others = connection.execute(
        "SELECT 1 FROM places l JOIN valid_decisions v USING (entry) WHERE l.passage = ?"
        " AND v.reviewer <> ? AND v.kind IN ('judgement', 'addition') LIMIT 1",
        (passage, reviewer),
    ).fetchone()
    return "second" if others else "first"


def adjudicate(
    connection: sqlite3.Connection,
    passage: int,
    judgement: Judgement,
    reviewer: int,
    decision_id: str,
) -> Written:
    """Decide a disagreement: a third record, beside those of the reviewers who differ.

    Raises:
        NotFoundError: there is no such passage.
        JudgementError: the labels do not agree, the answer is ``unsure``, or nobody differs.
        DecisionConflictError: the id stands for another decision.
    """
    known = repeated(connection, decision_id, reviewer, ("adjudication",))
    if known is not None:
        return known
    place = passage_place(connection, passage)
    if judgement.answer == "unsure":
        raise JudgementError("An adjudication decides; unsure decides nothing.")
    state = connection.execute(
        "SELECT state FROM passages WHERE passage = ?", (passage,)
    ).fetchone()[0]
    if state not in ("disagreement", "adjudicated"):
        raise JudgementError(
            "Nobody disagrees on this passage, so there is nothing to adjudicate; decide it"
            " as any other."
        )
    entry = write_judgement(
        connection,
        place,
        checked(judgement, place.record, added=place.added),
        kind="adjudication",
        purpose="adjudication",
        reviewer=reviewer,
        decision_id=decision_id,
    )
    settle(connection, passages=[passage])
    return Written((entry,), False, place.document_id, (passage,))


def add_passage(
    connection: sqlite3.Connection,
    added: AddedPassage,
    judgement: Judgement,
    reviewer: int,
    decision_id: str,
    similarity: float,
) -> Written:
    """Add a passage that was missed, with the reviewer's judgement of it.

    One that is nearly the same as a passage of the machine's, ``similarity`` in 0..1, is
    taken for that one.

    Raises:
        NotFoundError: there is no such document.
        JudgementError: the text, page or boxes cannot be, or the labels do not agree.
        DecisionConflictError: the id stands for another decision.
    """
    known = repeated(connection, decision_id, reviewer, ("addition",))
    if known is not None:
        return known
    document = document_number(connection, added.document_id)
    text = " ".join(added.text.split())
    _check_added(connection, document, added, text)
    language = added.language or detect_language(text)[0]
    record = blank_passage(
        added_id(added.document_id, added.page, text),
        added.document_id,
        added.page,
        text,
        language,
        (Span(added.page, added.boxes, 0, len(text)),),
    )
    anchor = anchor_of(record)
    found = find_places([anchor], candidates(connection, document, added=None), similarity)[0]
    machine: LabelledPassage | None = None
    if found.passage is not None:
        place = passage_place(connection, found.passage)
        machine = None if place.added else place.record
    labels = checked(judgement, machine or record, added=machine is None)
    if labels.answer == "unsure":
        raise JudgementError("Whoever adds a passage says what it is; unsure says nothing.")
    run, model = connection.execute(
        "SELECT d.run, u.model FROM documents d JOIN runs u USING (run) WHERE d.document = ?",
        (document,),
    ).fetchone()
    entry = add_entry(
        connection,
        {
            "decision_id": decision_id,
            "kind": "addition",
            "purpose": "first",
            "reviewer": reviewer,
            "run": run,
            "model": model,
            "passage_id": record.passage_id,
            "is_blind": 1,
            "machine": None if machine is None else to_json(machine),
            **anchor_columns(anchor),
            **judgement_columns(labels),
        },
    )
    if found.passage is None:
        row: Row = connection.execute(
            "SELECT * FROM decisions WHERE entry = ?", (entry,)
        ).fetchone()
        number = put_added(connection, document, row)
        _rank_last(connection, number)
        mark_second(connection, document)
        how = "added"
    else:
        number, how = found.passage, found.found
    insert(
        connection,
        "places",
        {"entry": entry, "passage": number, "found": how, "similarity": found.similarity or 1.0},
    )
    settle(connection, passages=[number])
    return Written((entry,), False, added.document_id, (number,))


def _check_added(
    connection: sqlite3.Connection, document: int, added: AddedPassage, text: str
) -> None:
    pages = connection.execute(
        "SELECT pages FROM documents WHERE document = ?", (document,)
    ).fetchone()[0]
    if not 1 <= added.page <= pages:
        raise JudgementError(f"The document has pages 1 to {pages}; {added.page} is none of them.")
    if not any(character.isalnum() for character in text):
        raise JudgementError("A passage has a letter or digit in it; this text has none.")
    if len(text) > TEXT_CHARACTERS:
        raise JudgementError(
            f"A passage has at most {TEXT_CHARACTERS} characters; this text has {len(text)}."
        )
    if any(box[0] > box[2] or box[1] > box[3] for box in added.boxes):
        raise JudgementError("A box reaches from left to right and from top to bottom.")


def _rank_last(connection: sqlite3.Connection, passage: int) -> None:
    """Put a new passage at the end of each of the queue's orders until they are made anew."""
    connection.execute(
        "INSERT INTO passage_orders (queue_order, rank, passage)"
        " SELECT queue_order, max(rank) + 1, ? FROM passage_orders WHERE queue_order <>"
        " 'missed_candidates' GROUP BY queue_order",
        (passage,),
    )
