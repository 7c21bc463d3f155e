"""Showing reviewers own past passages again, unmarked: self-agreement.

After every so many decisions one passage that the reviewer decided a while ago waits for him
or her anew, looking like any other. The second judgement is kept beside the first, which goes
on standing.
"""

import sqlite3

from voltag.criteria.intervals import share
from voltag.review.orders import chance
from voltag.review.store.records import Judgement, SelfAgreement
from voltag.review.store.rows import insert, judgement_of, now
from voltag.review.store.standing import differences
from voltag.settings import ReviewSettings
from voltag.types import QUESTIONS

OPEN_RETEST = (
    "EXISTS (SELECT 1 FROM retests t JOIN places l ON l.entry = t.first_entry"
    " WHERE l.passage = p.passage AND t.reviewer = ? AND t.second_entry IS NULL)"
)
"""The condition of passages that are shown again to a reviewer, who is its one parameter."""

ALL = "all"


def offer_retest(connection: sqlite3.Connection, reviewer: int, settings: ReviewSettings) -> None:
    """Have a past passage wait for the reviewer again, when it is time for one."""
    if not settings.retest_every:
        return
    own = connection.execute(
        "SELECT v.entry, v.decision_id, v.passage FROM valid_decisions v"
        " WHERE v.reviewer = ? AND v.kind = 'judgement' AND v.linked IS NULL"
        " AND v.answer <> 'unsure' ORDER BY v.entry",
        (reviewer,),
    ).fetchall()
    offered = connection.execute(
        "SELECT count(*), sum(second_entry IS NULL) FROM retests WHERE reviewer = ?", (reviewer,)
    ).fetchone()
    if offered[1] or len(own) < settings.retest_every * (offered[0] + 1):
        return
    newest = {row["passage"]: row["entry"] for row in own}
    past = own[: max(0, len(own) - settings.retest_after)]
    eligible = [
        row
        for row in past
        if row["passage"] is not None
        and newest[row["passage"]] == row["entry"]
        and not connection.execute(
            "SELECT 1 FROM retests WHERE first_entry = ? AND reviewer = ?",
            (row["entry"], reviewer),
        ).fetchone()
    ]
    if eligible:
        # Drawn by the decisions' own ids: nobody can tell beforehand which it will be.
        first = min(eligible, key=lambda row: chance(row["decision_id"], reviewer))
        values = {"reviewer": reviewer, "first_entry": first["entry"], "offered_at": now()}
        insert(connection, "retests", values)


def self_agreement(connection: sqlite3.Connection) -> tuple[SelfAgreement, ...]:
    """How often each reviewer judged an own past passage the same again, by question."""
    pairs: dict[str, list[tuple[Judgement, Judgement]]] = {}
    for row in connection.execute(
        "SELECT r.name, t.first_entry, t.second_entry FROM retests t JOIN reviewers r"
        " USING (reviewer) WHERE t.second_entry IS NOT NULL ORDER BY r.name, t.retest"
    ).fetchall():
        first, second = (
            judgement_of(
                connection.execute("SELECT * FROM decisions WHERE entry = ?", (entry,)).fetchone()
            )
            for entry in (row["first_entry"], row["second_entry"])
        )
        # Putting a passage off is no judgement to agree with.
        if first is not None and second is not None and second.answer != "unsure":
            pairs.setdefault(row["name"], []).append((first, second))
    return tuple(
        _agreement(name, label, own) for name, own in pairs.items() for label in (ALL, *QUESTIONS)
    )


def _agreement(
    reviewer: str, label: str, pairs: list[tuple[Judgement, Judgement]]
) -> SelfAgreement:
    same = sum(
        not differences(first, second)
        if label == ALL
        else first.shows(label) is second.shows(label)  # type: ignore[arg-type]
        for first, second in pairs
    )
    found = share(same, len(pairs))
    return SelfAgreement(reviewer, label, len(pairs), same, found.share, found.low, found.high)
