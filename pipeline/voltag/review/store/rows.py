"""Between the values of the review and rows of the database."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from voltag.records import from_json, to_json
from voltag.review.store.records import Judgement
from voltag.types import Code, LabelledPassage, Polarity, Reference, Term, Verdict

Row = sqlite3.Row


def now() -> str:
    """The time, UTC, in ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def json_list(values: Iterable[object]) -> str:
    """Return ``values`` as a JSON array, the way all lists are kept."""
    return json.dumps([*values], ensure_ascii=False)


def whole_number(value: bool | None) -> int | None:
    """An answer as SQLite keeps it."""
    return None if value is None else int(value)


def verdict_of(row: Row) -> Verdict:
    """The machine's verdict on a document."""
    return verdict_from(row["verdict"])


@lru_cache(maxsize=4096)
def verdict_from(text: str) -> Verdict:
    """A verdict as it is kept; a list of documents asks for the same ones again and again."""
    return from_json(Verdict, text)


def passage_columns(passage: LabelledPassage) -> dict[str, Any]:
    """The columns of ``passages`` that a passage's record fills."""
    scores = passage.scores
    return {
        "passage_id": passage.passage_id,
        "page": passage.page,
        "language": passage.language,
        "section_code": passage.section_code,
        "in_results_framework": int(passage.in_results_framework),
        "reference": passage.reference,
        "contribution": scores.contribution,
        "ownership": scores.ownership,
        "integration": scores.integration,
        "measurement": scores.measurement,
        "in_doubt": json_list(passage.in_doubt),
        "objectives": json_list(passage.objectives),
        "codes": json_list(passage.codes),
        "implicit": int(passage.implicit),
        "polarity": passage.polarity,
        "text": passage.text,
    }


def judgement_columns(judgement: Judgement) -> dict[str, Any]:
    """The columns of ``decisions`` that a judgement fills."""
    return {
        "answer": judgement.answer,
        "reference": judgement.reference,
        "objectives": json_list(judgement.objectives),
        "codes": json_list(judgement.codes),
        "b4_kind": judgement.b4_kind,
        "implicit": int(judgement.implicit),
        "polarity": judgement.polarity,
        "comment": judgement.comment,
        "misleading": json_list(judgement.misleading),
        "clause": judgement.clause,
        "seconds": judgement.seconds,
        "scores_hidden": int(judgement.scores_hidden),
    }


def judgement_of(row: Row) -> Judgement | None:
    """The judgement of an entry of the log; None for an entry that has none."""
    if row["answer"] is None:
        return None
    misleading: tuple[Term, ...] = tuple(
        (start, end, words) for start, end, words in json.loads(row["misleading"])
    )
    return Judgement(
        answer=row["answer"],
        reference=Reference(row["reference"]),
        codes=tuple(map(Code, json.loads(row["codes"]))),
        b4_kind=row["b4_kind"],
        implicit=bool(row["implicit"]),
        polarity=Polarity(row["polarity"]),
        comment=row["comment"],
        misleading=misleading,
        clause=row["clause"],
        seconds=row["seconds"],
        scores_hidden=bool(row["scores_hidden"]),
    )


def judgement_to_json(judgement: Judgement) -> str:
    """A judgement as one line of JSON."""
    return to_json(judgement)


def insert(connection: sqlite3.Connection, table: str, values: dict[str, Any]) -> int:
    """Insert one row and return its number."""
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    cursor = connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", values)
    return int(cursor.lastrowid or 0)
