"""What a request asks: a queue in the address, a decision in the body."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import QueryParams

from voltag.review.orders import Order
from voltag.review.store.records import Judgement, PassageState, QueueQuery, Scope, Task
from voltag.types import (
    B4Kind,
    Code,
    Kind,
    LabelledPassage,
    Objective,
    Polarity,
    Reference,
)

E = TypeVar("E", bound=StrEnum)
_YEAR = re.compile(r"[12]\d{3}")
_HASH = re.compile(r"[0-9a-f]{64}")
_MOST_FILTERS = 50
LISTED = 50
"""Passages on one page of the list."""

LISTS = (
    "document",
    "country",
    "year",
    "kind",
    "language",
    "objective",
    "code",
    "state",
    "decided_by",
)
"""What an address may name several times."""


def queue_query(asked: QueryParams) -> QueueQuery:
    """Return the queue that an address asks for; what is not known there does not filter."""

    def many(name: str) -> list[str]:
        return [value for value in asked.getlist(name) if value][:_MOST_FILTERS]

    page = asked.get("from", "0")
    return QueueQuery(
        task=_one(asked.get("task"), Task, "all"),
        order=_member(asked.get("order"), Order, Order.PAGE),
        scope=_one(asked.get("scope"), Scope, "flagged"),
        documents=tuple(f"sha256:{key}" for key in many("document") if _HASH.fullmatch(key)),
        countries=tuple(many("country")),
        years=tuple(int(year) for year in many("year") if _YEAR.fullmatch(year)),
        kinds=_members(many("kind"), Kind),
        languages=tuple(many("language")),
        objectives=_members(many("objective"), Objective),
        codes=_members(many("code"), Code),
        states=tuple(s for s in get_args(PassageState) if s in many("state")),
        decided_by=tuple(many("decided_by")),
        search=asked.get("search", "")[:500],
        grouped=asked.get("grouped") == "1",
        limit=LISTED,
        offset=int(page) if page.isdigit() and len(page) < 9 else 0,
    )


def queue_address(query: QueueQuery) -> dict[str, Any]:
    """Return the parts of an address that :func:`queue_query` reads ``query`` from."""
    return {
        "task": query.task if query.task != "all" else "",
        "order": query.order.value if query.order is not Order.PAGE else "",
        "scope": query.scope if query.scope != "flagged" else "",
        "document": [document.removeprefix("sha256:") for document in query.documents],
        "country": list(query.countries),
        "year": list(query.years),
        "kind": [kind.value for kind in query.kinds],
        "language": list(query.languages),
        "objective": [objective.value for objective in query.objectives],
        "code": [code.value for code in query.codes],
        "state": list(query.states),
        "decided_by": list(query.decided_by),
        "search": query.search,
        "grouped": "1" if query.grouped else "",
    }


def _one(value: str | None, allowed: Any, default: Any) -> Any:  # noqa: ANN401 - a Literal
    return value if value in get_args(allowed) else default


def _member(value: str | None, kind: type[E], default: E) -> E:
    try:
        return kind(value) if value else default
    except ValueError:
        return default


def _members(values: Iterable[str], kind: type[E]) -> tuple[E, ...]:
    known = {member.value for member in kind}
    return tuple(kind(value) for value in values if value in known)


class Body(BaseModel):
    """A body of a request: nothing but what is declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Name = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{8,64}$")]
"""A decision's id, made by the page."""
Comment = Annotated[str, Field(max_length=4000)]


class Labels(Body):
    """The labels of a passage as they stand on the page."""

    reference: Reference
    codes: tuple[Code, ...] = ()
    b4_kind: B4Kind | None = None
    implicit: bool = False
    polarity: Polarity = Polarity.NEUTRAL


class Answered(Body):
    """What a reviewer says of a passage."""

    answer: Literal["labels", "not_volunteering", "unsure"]
    labels: Labels | None = None
    comment: Comment = ""
    misleading: tuple[tuple[int, int], ...] = Field(default=(), max_length=50)
    clause: str = Field(default="", max_length=60)
    seconds: float | None = Field(default=None, ge=0, le=86400)
    scores_hidden: bool = False

    def judgement(self, machine: LabelledPassage | None) -> Judgement:
        """Return the answer as the record keeps it.

        Labels that are the machine's own are an acceptance, whether they were shown or not.
        """
        told: dict[str, Any] = {
            "comment": self.comment.strip(),
            "clause": self.clause,
            "seconds": self.seconds,
            "scores_hidden": self.scores_hidden,
        }
        if machine is not None:
            told["misleading"] = tuple(
                (start, end, machine.text[start:end])
                for start, end in self.misleading
                if 0 <= start < end <= len(machine.text)
            )
        labels = self.labels
        if self.answer != "labels" or labels is None:
            return Judgement("unsure" if self.answer == "unsure" else "not_volunteering", **told)
        if machine is not None and labels == machine_labels(machine):
            return Judgement("accept", **told)
        if labels.reference is Reference.NONE:
            return Judgement("not_volunteering", **told)
        return Judgement(
            "correct",
            labels.reference,
            labels.codes,
            labels.b4_kind,
            labels.implicit,
            labels.polarity,
            **told,
        )


def machine_labels(passage: LabelledPassage) -> Labels:
    """The machine's labels of a passage."""
    return Labels(
        reference=passage.reference,
        codes=passage.codes,
        b4_kind=passage.b4_kind,
        implicit=passage.implicit,
        polarity=passage.polarity,
    )


class Judged(Answered):
    """A judgement of one passage."""

    kind: Literal["judgement"]
    id: Name
    passage: int
    group: bool = False
    """Whether it holds for nearly identical passages too."""


class Adjudicated(Answered):
    """The decision on a disagreement."""

    kind: Literal["adjudication"]
    id: Name
    passage: int


class Added(Answered):
    """A passage that was missed, as words of a page."""

    kind: Literal["addition"]
    id: Name
    document: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    page: int = Field(ge=1)
    first: int = Field(ge=0)
    """Number of the first word on the page."""
    last: int = Field(ge=0)


class Quoted(Answered):
    """A part of a paragraph's text that was missed as a passage."""

    kind: Literal["quotation"]
    id: Name
    passage: int
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class TakenBack(Body):
    """Taking back a decision."""

    kind: Literal["undo"]
    id: Name
    entry: int | None = None


class SignedOff(Body):
    """Signing a document's verdict off, or withdrawing that."""

    kind: Literal["sign_off", "withdraw_sign_off"]
    id: Name
    document: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    note: Comment = ""
    seen: tuple[bool | None, ...] | None = None
    """The answers to all questions that the page showed."""


class Placed(Body):
    """Where a decision without a place belongs."""

    kind: Literal["placement"]
    id: Name
    entry: int
    passage: int


class Sent(Body):
    """What a page sends to the record."""

    decision: Annotated[
        Judged | Adjudicated | Added | Quoted | TakenBack | SignedOff | Placed,
        Field(discriminator="kind"),
    ]
