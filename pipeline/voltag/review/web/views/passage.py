"""The review page: one passage with everything that a reviewer decides by."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voltag.criteria.bearing import Bearing, bearings
from voltag.review.store import Store
from voltag.review.store.records import Judgement, PassageView
from voltag.review.web.asking import Labels, machine_labels, queue_address, queue_query
from voltag.review.web.codebook import codebook
from voltag.review.web.keys import actions
from voltag.review.web.rendering import desk, document_key, page, text
from voltag.review.web.views.document import places
from voltag.review.web.views.record import reviewer
from voltag.types import Verdict

AROUND = 3
"""Paragraphs shown before and after."""


def shell(request: Request) -> Response:
    """Show the review page at one passage; its script fills it in."""
    view = _view(request)
    query = queue_query(request.query_params)
    return page(
        request,
        "review.html.jinja",
        view=view,
        address=queue_address(query),
        query=query,
        keys=actions(),
        clauses=sorted(codebook().clauses),
    )


def part(request: Request) -> JSONResponse:
    """Answer with one passage for the review page: what its script needs, and its HTML."""
    view = _view(request)
    hidden = request.query_params.get("hidden") == "1" and view.own is None
    store = desk(request).store
    query = queue_query(request.query_params)
    document = store.document(view.item.document_id)
    verdict = store.verdict(view.item.document_id)
    return JSONResponse(
        _data(view, hidden=hidden)
        | {
            "pages": document.pages,
            "scores": None if hidden or view.item.added else _scores(view, document.machine, store),
            "html": text(
                request,
                "passage.html.jinja",
                view=view,
                hidden=hidden,
                document=document,
                verdict=verdict,
                precedents=() if hidden else store.precedents(view.item.passage),
                places=places(store, view.item.document_id),
                task=query.task,
                address=queue_address(query),
            ),
        }
    )


def reasons(request: Request) -> Response:
    """Show why the machine labels a passage as it does."""
    view = _view(request)
    if view.item.added:
        return page(request, "reasons.html.jinja", reasons=None, marks={}, view=view)
    document = desk(request).store.document(view.item.document_id)
    found = desk(request).explainer.reasons(view.passage, document.machine)
    return page(
        request,
        "reasons.html.jinja",
        reasons=found,
        marks={bearing.question: _bar(bearing) for bearing in found.bearings},
        view=view,
    )


def _view(request: Request) -> PassageView:
    store = desk(request).store
    return store.passage(request.path_params["passage"], reviewer(request), AROUND)


def _data(view: PassageView, *, hidden: bool) -> dict[str, Any]:
    passage, item = view.passage, view.item
    own = view.own.judgement if view.own else None
    return {
        "passage": item.passage,
        "document": document_key(item.document_id),
        "page": item.page,
        "spans": [{"page": span.page, "boxes": span.boxes} for span in passage.spans],
        "machine": None
        if hidden or item.added
        else machine_labels(passage).model_dump(mode="json"),
        "own": _labels(own, view) if own else None,
        "answer": own.answer if own else None,
        "comment": own.comment if own else "",
        "clause": own.clause if own else "",
        "misleading": [[start, end] for start, end, _ in own.misleading] if own else [],
        "entry": view.own.entry if view.own else None,
        "hidden": hidden,
        "state": item.state,
        "group": len(view.group),
        "preceding": view.before[-1].passage if view.before else None,
        "following": view.after[0].passage if view.after else None,
    }


def _scores(view: PassageView, verdict: Verdict, store: Store) -> list[dict[str, Any]]:
    """Each question's score with its thresholds."""
    return [
        {
            "question": bearing.question,
            "score": bearing.score,
            "lower": bearing.lower,
            "upper": bearing.upper,
            "standing": bearing.standing,
        }
        for bearing in bearings(view.passage, verdict, store.settings)
    ]


def _labels(judgement: Judgement, view: PassageView) -> dict[str, Any]:
    if judgement.answer in ("accept", "unsure") and not view.item.added:
        return machine_labels(view.passage).model_dump(mode="json")
    return Labels(
        reference=judgement.reference,
        codes=judgement.codes,
        b4_kind=judgement.b4_kind,
        implicit=judgement.implicit,
        polarity=judgement.polarity,
    ).model_dump(mode="json")


def _bar(bearing: Bearing) -> dict[str, float]:
    """Where a score and its thresholds stand on a bar of 100 units."""
    return {
        "score": round(100 * bearing.score, 1),
        "lower": round(100 * bearing.lower, 1),
        "upper": round(100 * bearing.upper, 1),
    }
