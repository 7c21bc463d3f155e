"""Which passages wait for a reviewer, and in which order."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from voltag.review.orders import Order
from voltag.review.store.records import PassageState, Purpose, QueueItem, QueuePage, QueueQuery
from voltag.review.store.retests import OPEN_RETEST
from voltag.review.store.rows import Row, json_list
from voltag.review.store.search import (
    Wanted,
    absence_expression,
    highlights,
    match_expression,
    parse,
)
from voltag.review.store.seconds import AWAITS_SECOND, BLIND, hidden_from
from voltag.types import Code, Kind, Objective, Polarity, Question, Reference, Scores

ITEM_COLUMNS = (
    "p.*, d.document_id, d.path, d.title, d.kind, d.country, d.year,"
    " json_extract(r.record, '$.page_label') AS page_label,"
    " json_extract(r.record, '$.section') AS section,"
    " (SELECT count(*) - 1 FROM passages g WHERE g.near_identical_to = p.near_identical_to)"
    " AS near_identical"
)
ITEM_SOURCE = "passages p JOIN documents d USING (document) JOIN passage_records r USING (passage)"


@dataclass
class _Conditions:
    """The parts of a query's WHERE, with the values of their parameters."""

    parts: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def add(self, condition: str, *values: object) -> None:
        self.parts.append(condition)
        self.values += values

    def among(self, column: str, values: Sequence[object]) -> None:
        if values:
            self.add(f"{column} IN (SELECT value FROM json_each(?))", json_list(values))

    def having(self, columns: Iterable[str], values: Sequence[str]) -> None:
        """Any of ``values`` stands in one of ``columns``, which are JSON arrays of words."""
        if values:
            named = [f"instr({column}, ?) > 0" for column in columns for _ in values]
            wanted = [f'"{value}"' for _ in columns for value in values]
            self.add(f"({' OR '.join(named)})", *wanted)


def queue_page(connection: sqlite3.Connection, query: QueueQuery, reviewer: int) -> QueuePage:
    """Return a part of the queue that ``query`` describes, as ``reviewer`` may see it."""
    wanted = parse(query.search)
    plan = _plan(query, wanted)
    conditions = _conditions(query, reviewer, wanted)
    source = f"{plan.source} WHERE {' AND '.join(conditions.parts) or '1'}"
    page = [*conditions.values, query.limit, query.offset]
    if plan.few:
        # All that match are looked at once, for their number and for their order.
        rows = connection.execute(
            f"SELECT p.passage, count(*) OVER () FROM {source} ORDER BY {plan.order}"
            " LIMIT ? OFFSET ?",
            page,
        ).fetchall()
        total = rows[0][1] if rows else 0
        if rows or not query.offset:
            numbers = [row[0] for row in rows]
            return QueuePage(items_of(connection, numbers, reviewer, wanted, plan.purpose), total)
        # Beyond the end no row tells the number.
        sql = f"SELECT count(*) FROM {source}"
        return QueuePage((), connection.execute(sql, conditions.values).fetchone()[0])
    # Counting needs no order, and is much quicker without.
    counted = f"{_UNORDERED} WHERE {' AND '.join(conditions.parts) or '1'}"
    total = connection.execute(f"SELECT count(*) FROM {counted}", conditions.values).fetchone()[0]
    rows = connection.execute(
        f"SELECT p.passage FROM {source} ORDER BY {plan.order} LIMIT ? OFFSET ?", page
    ).fetchall()
    numbers = [row[0] for row in rows]
    return QueuePage(items_of(connection, numbers, reviewer, wanted, plan.purpose), total)


_UNORDERED = "passages p CROSS JOIN documents d ON d.document = p.document"


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a query is asked; what comes first in a CROSS JOIN SQLite looks at first."""

    source: str
    order: str
    purpose: Purpose
    few: bool
    """Whether few enough passages match for looking at all of them."""


def _plan(query: QueueQuery, wanted: Sequence[Wanted]) -> _Plan:
    purpose: Purpose = _PURPOSES.get(query.task, "first")
    if query.task == "audit":
        source = (
            "audit_passages a JOIN passages p USING (passage_id)"
            " JOIN documents d ON d.document = p.document"
        )
        return _Plan(source, "a.audit, a.draw", purpose, few=True)
    by_page = query.order is Order.PAGE
    order = "d.place, d.document, p.page, p.position, p.passage" if by_page else "o.rank"
    documents = "CROSS JOIN documents d ON d.document = p.document"
    named = f"o.queue_order = '{query.order.value}'"
    ranks = "" if by_page else f"CROSS JOIN passage_orders o ON o.passage = p.passage AND {named}"
    if match_expression(wanted) is not None:
        words = "passage_words w CROSS JOIN passages p ON p.passage = w.rowid"
        return _Plan(f"{words} {documents} {ranks}", order, purpose, few=True)
    some = query.task not in ("all", "first") or (
        query.scope == "flagged" and query.order is not Order.MISSED_CANDIDATES
    )
    if some:
        return _Plan(f"passages p {documents} {ranks}", order, purpose, few=True)
    if by_page:
        source = "documents d CROSS JOIN passages p ON p.document = d.document"
        return _Plan(source, order, purpose, few=False)
    ranked = f"passage_orders o CROSS JOIN passages p ON p.passage = o.passage AND {named}"
    return _Plan(f"{ranked} {documents}", order, purpose, few=False)


_PURPOSES: dict[str, Purpose] = {
    "second": "second",
    "adjudicate": "adjudication",
    "audit": "audit",
}


def items_of(
    connection: sqlite3.Connection,
    numbers: Sequence[int],
    reviewer: int,
    wanted: Sequence[Wanted] = (),
    purpose: Purpose = "first",
) -> tuple[QueueItem, ...]:
    """The passages of ``numbers``, in their order; those that are no more are left out."""
    rows = {
        row["passage"]: row
        for row in connection.execute(
            f"SELECT {ITEM_COLUMNS} FROM {ITEM_SOURCE}"
            " WHERE p.passage IN (SELECT value FROM json_each(?))",
            (json_list(numbers),),
        )
    }
    hidden = hidden_from(connection, rows, reviewer)
    return tuple(_item(rows[n], n in hidden, wanted, purpose) for n in numbers if n in rows)


def _item(row: Row, hidden: bool, wanted: Sequence[Wanted], purpose: Purpose) -> QueueItem:
    state: PassageState = "undecided" if hidden else row["state"]
    questions: tuple[Question, ...] = tuple(json.loads(row["in_doubt"]))
    return QueueItem(
        passage=row["passage"],
        passage_id=row["passage_id"],
        document_id=row["document_id"],
        path=row["path"],
        title=row["title"],
        kind=Kind(row["kind"]),
        country=row["country"],
        year=row["year"],
        page=row["page"],
        page_label=row["page_label"],
        language=row["language"],
        section=tuple(json.loads(row["section"])),
        in_results_framework=bool(row["in_results_framework"]),
        text=row["text"],
        reference=Reference(row["reference"]),
        scores=Scores(
            row["contribution"], row["ownership"], row["integration"], row["measurement"]
        ),
        in_doubt=questions,
        objectives=tuple(map(Objective, json.loads(row["objectives"]))),
        codes=tuple(map(Code, json.loads(row["codes"]))),
        implicit=bool(row["implicit"]),
        polarity=Polarity(row["polarity"]),
        state=state,
        added=bool(row["is_added"]),
        near_identical=max(row["near_identical"], 0),
        highlights=highlights(row["text"], wanted),
        purpose=purpose,
    )


def _conditions(query: QueueQuery, reviewer: int, wanted: Sequence[Wanted]) -> _Conditions:
    found = _Conditions()
    if not query.documents:
        found.add("d.is_current")
    found.among("d.document_id", query.documents)
    found.among("d.country", query.countries)
    found.among("d.year", query.years)
    found.among("d.kind", query.kinds)
    found.among("p.language", query.languages)
    found.having(("p.objectives", "coalesce(p.settled_objectives, '')"), query.objectives)
    found.having(("p.codes", "coalesce(p.settled_codes, '')"), query.codes)
    _add_task(found, query, reviewer)
    if query.states:
        if "undecided" not in query.states:
            found.add("p.state <> 'undecided'")
        # What is hidden from a blind second reviewer is undecided to him or her.
        shown = f"CASE WHEN {BLIND} THEN 'undecided' ELSE p.state END"
        found.add(f"{shown} IN (SELECT value FROM json_each(?))", reviewer, json_list(query.states))
    if query.decided_by:
        found.add(
            "p.passage IN (SELECT l.passage FROM places l JOIN valid_decisions v USING (entry)"
            " WHERE v.kind <> 'retest' AND v.reviewer_name IN (SELECT value FROM json_each(?)))",
            json_list(query.decided_by),
        )
    expression = match_expression(wanted)
    if expression is not None:
        found.add("passage_words MATCH ?", expression)
    absent = absence_expression(wanted)
    if absent is not None:
        found.add(
            "p.passage NOT IN (SELECT rowid FROM passage_words WHERE passage_words MATCH ?)",
            absent,
        )
    if query.grouped:
        found.add("(p.near_identical_to IS NULL OR p.near_identical_to = p.passage)")
    return found


def _add_task(found: _Conditions, query: QueueQuery, reviewer: int) -> None:
    looks_for_missed = query.order is Order.MISSED_CANDIDATES
    if query.task == "audit":
        found.add(
            "NOT EXISTS (SELECT 1 FROM valid_decisions v WHERE v.document_id = a.document_id"
            " AND v.text_sha256 = a.text_sha256 AND v.page = a.page AND v.purpose = 'audit'"
            " AND v.answer <> 'unsure')"
        )
        return
    if query.task == "adjudicate":
        found.add("p.state = 'disagreement'")
        return
    if query.task in ("later", "mine"):
        unsure = "= 'unsure'" if query.task == "later" else "<> 'unsure'"
        found.add(
            "p.passage IN (SELECT l.passage FROM places l JOIN valid_decisions v USING (entry)"
            " WHERE v.reviewer = ? AND v.kind IN ('judgement', 'addition', 'adjudication')"
            f" AND v.answer {unsure}"
            " AND NOT EXISTS (SELECT 1 FROM places l2 JOIN valid_decisions v2 USING (entry)"
            " WHERE l2.passage = l.passage AND v2.reviewer = v.reviewer AND v2.entry > v.entry"
            " AND v2.kind IN ('judgement', 'addition', 'adjudication')))",
            reviewer,
        )
        # That one decided it before must not show.
        found.add(f"NOT {OPEN_RETEST}", reviewer)
        return
    if query.task == "second":
        found.add(f"p.state <> 'undecided' AND {AWAITS_SECOND}", reviewer)
        return
    if query.scope == "flagged" and not looks_for_missed:
        found.add("p.is_flagged = 1")
    elif query.scope == "rejected" or looks_for_missed:
        found.add("p.is_flagged = 0")
    if query.task == "first":
        found.add(f"(p.state = 'undecided' OR {OPEN_RETEST})", reviewer)
