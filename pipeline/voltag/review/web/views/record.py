"""Writing to the record: every decision goes through one address, and may be sent twice."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request

from voltag.ingest.words import text_of
from voltag.review.store.records import AddedPassage, Judgement, PassageView, Written
from voltag.review.web.answers import NamelessError, RefusedError, writes
from voltag.review.web.asking import (
    Added,
    Adjudicated,
    Judged,
    Placed,
    Quoted,
    Sent,
    SignedOff,
    TakenBack,
)
from voltag.review.web.rendering import desk, document_id, session
from voltag.review.web.security import REVIEWER_HEADER
from voltag.types import Box, LabelledPassage, Reference

MOST_WORDS = 600
"""Words of the longest passage that can be added."""


def reviewer(request: Request) -> str:
    """The name of who decides.

    Raises:
        NamelessError: the browser was let in, but nobody has said who it is.
        RefusedError: the page was made for somebody else.
    """
    name = session(request).reviewer
    if name is None:
        raise NamelessError
    known = unquote(request.headers.get(REVIEWER_HEADER, ""))
    if known not in ("", name):
        raise RefusedError(
            f"This page is {known}’s, but {name} reviews in this browser by now; load it again.",
            403,
        )
    return name


@writes(Sent)
def write(request: Request, sent: Sent) -> Mapping[str, Any]:
    """Write a decision; the same id again writes nothing and gives the same answer."""
    name = reviewer(request)
    store = desk(request).store
    match sent.decision:
        case Judged() as one:
            view = store.passage(one.passage, name, around=0)
            judgement = one.judgement(_machine(view))
            done = store.decide(one.passage, judgement, name, one.id, group=one.group)
            if view.item.reference is Reference.NONE and not view.item.in_doubt:
                # The machine rejected it: an audit may have drawn it.
                store.publish(desk(request).folder)
        case Adjudicated() as one:
            judgement = one.judgement(_machine(store.passage(one.passage, name, around=0)))
            if judgement.answer == "unsure":
                raise RefusedError("A disagreement is decided one way or the other.")
            done = store.adjudicate(one.passage, judgement, name, one.id)
        case Added() as one:
            added, judgement = _words(request, one), _as_found(one.judgement(None))
            done = store.add_passage(added, judgement, name, one.id)
        case Quoted() as one:
            added, judgement = _quote(request, one, name), _as_found(one.judgement(None))
            done = store.add_passage(added, judgement, name, one.id)
        case TakenBack() as one:
            done = store.undo(name, one.id, one.entry)
        case SignedOff(kind="sign_off") as one:
            done = store.sign_off(document_id(one.document), name, one.id, one.note, one.seen)
            store.publish(desk(request).folder)
        case SignedOff() as one:
            done = store.withdraw_sign_off(document_id(one.document), name, one.id, one.note)
            store.publish(desk(request).folder)
        case Placed() as one:
            done = store.place(one.entry, one.passage, name, one.id)
    return _answer(done)


def _answer(done: Written) -> dict[str, Any]:
    return {
        "entries": list(done.entries),
        "repeated": done.repeated,
        "document": done.document_id.removeprefix("sha256:"),
        "passages": list(done.passages),
    }


def _machine(view: PassageView) -> LabelledPassage | None:
    """The passage with the machine's labels; None for one that a person added."""
    return None if view.item.added else view.passage


def _as_found(judgement: Judgement) -> Judgement:
    if judgement.answer != "correct":
        raise RefusedError("A passage that is added needs a reference: bare or contribution.")
    return judgement


def _words(request: Request, added: Added) -> AddedPassage:
    document = document_id(added.document)
    found = desk(request).pages.words(document, added.page)
    chosen = found.words[added.first : added.last + 1]
    if not chosen or added.last < added.first:
        raise RefusedError("No words are selected.")
    if len(chosen) > MOST_WORDS:
        raise RefusedError(f"A passage has at most {MOST_WORDS} words; select fewer.")
    text, boxes = text_of(chosen)
    return AddedPassage(document, added.page, text, boxes)


def _quote(request: Request, quoted: Quoted, name: str) -> AddedPassage:
    passage = desk(request).store.passage(quoted.passage, name, around=0).passage
    text = passage.text[quoted.start : quoted.end].strip()
    if not text:
        raise RefusedError("No words are selected.")
    boxes: list[Box] = []
    page = passage.page
    for span in passage.spans:
        if span.start < quoted.end and quoted.start < span.end:
            page = span.page if not boxes else page
            boxes += span.boxes if span.page == page else ()
    return AddedPassage(passage.document_id, page, text, tuple(boxes), passage.language)
