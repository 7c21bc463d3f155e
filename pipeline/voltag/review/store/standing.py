"""What the valid decisions on a passage come to: its state, derived from the log alone."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from voltag.review.store.records import Difference, Judgement, PassageState
from voltag.review.store.rows import json_list, judgement_of, judgement_to_json
from voltag.types import Polarity

_STATES: dict[str, PassageState] = {
    "accept": "accepted",
    "correct": "corrected",
    "not_volunteering": "not_volunteering",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A valid judgement of one reviewer on a passage."""

    entry: int
    kind: str
    reviewer: str
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Standing:
    """What the decisions on a passage come to."""

    state: PassageState
    settled: Judgement | None
    """None where nothing is settled."""
    by: tuple[str, ...] = ()
    """Whose judgement it is."""


def standing(judged: Sequence[Judged]) -> Standing:
    """Return what valid judgements, oldest first, come to.

    An adjudication stands before all others. Else of each reviewer the newest counts, and
    they must agree; ``unsure`` is no judgement yet.
    """
    adjudications = [j for j in judged if j.kind == "adjudication"]
    if adjudications:
        last = adjudications[-1]
        return Standing("adjudicated", last.judgement, (last.reviewer,))
    newest = newest_of_each(judged)
    firm = [j for j in newest if j.judgement.answer != "unsure"]
    if not firm:
        return Standing("unsure" if newest else "undecided", None)
    last = firm[-1]
    if any(differences(j.judgement, last.judgement) for j in firm):
        return Standing("disagreement", None, tuple(j.reviewer for j in firm))
    return Standing(_STATES[last.judgement.answer], last.judgement, tuple(j.reviewer for j in firm))


def newest_of_each(judged: Iterable[Judged]) -> list[Judged]:
    """The newest judgement of each reviewer, the oldest of them first; no adjudications."""
    newest: dict[str, Judged] = {}
    for one in judged:
        if one.kind in ("judgement", "addition"):
            newest.pop(one.reviewer, None)
            newest[one.reviewer] = one
    return list(newest.values())


def differences(first: Judgement, second: Judgement) -> tuple[Difference, ...]:
    """The labels in which two judgements differ so that a third person must decide.

    Between a positive and a neutral contribution no verdict differs, and the codebook asks
    nobody to dwell on it.
    """
    found: list[Difference] = []
    if first.reference is not second.reference:
        found.append("reference")
    if first.objectives != second.objectives:
        found.append("objectives")
    if set(first.codes) != set(second.codes):
        found.append("codes")
    if first.b4_kind != second.b4_kind:
        found.append("b4_kind")
    if first.implicit != second.implicit:
        found.append("implicit")
    if (first.polarity is Polarity.NEGATIVE) != (second.polarity is Polarity.NEGATIVE):
        found.append("polarity")
    return tuple(found)


def derive(
    connection: sqlite3.Connection,
    *,
    document: int | None = None,
    passages: Sequence[int] = (),
) -> None:
    """Derive the state of passages anew: of one document's, of some, or of all."""
    if passages:
        which = "p.passage IN (SELECT value FROM json_each(?))"
        values: tuple[object, ...] = (json_list(passages),)
    elif document is not None:
        which, values = "p.document = ?", (document,)
    else:
        which, values = "1", ()
    connection.execute(
        "UPDATE passages AS p SET state = 'undecided', settled = NULL, settled_by = NULL,"
        f" settled_objectives = NULL, settled_codes = NULL WHERE {which}"
        " AND p.state <> 'undecided'",
        values,
    )
    rows = connection.execute(
        "SELECT v.* FROM passages p JOIN places l ON l.passage = p.passage"
        " JOIN valid_decisions v ON v.entry = l.entry"
        f" WHERE {which} ORDER BY p.passage, v.entry",
        values,
    ).fetchall()
    written = []
    for passage, group in groupby(rows, key=lambda row: row["passage"]):
        found = standing(
            [
                Judged(row["entry"], row["kind"], row["reviewer_name"], judgement)
                for row in group
                if (judgement := judgement_of(row)) is not None
            ]
        )
        settled = found.settled
        written.append(
            (
                found.state,
                None if settled is None else judgement_to_json(settled),
                json_list(found.by),
                None if settled is None else json_list(settled.objectives),
                None if settled is None else json_list(settled.codes),
                passage,
            )
        )
    connection.executemany(
        "UPDATE passages SET state = ?, settled = ?, settled_by = ?, settled_objectives = ?,"
        " settled_codes = ? WHERE passage = ?",
        written,
    )
