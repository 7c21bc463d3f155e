"""The list of documents, and the queue of passages with its filters and search."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from voltag.review.orders import PURPOSES, Order
from voltag.review.store.records import DocumentRow
from voltag.review.web.asking import LISTED, queue_address, queue_query
from voltag.review.web.rendering import desk, page, session
from voltag.review.web.views.record import reviewer

STEPS = 2000
"""Passages of a queue that the review page knows ahead."""


def documents(request: Request) -> Response:
    """Show all documents with their status, progress and verdict."""
    store = desk(request).store
    rows = [row for row in store.documents() if _wanted(row, request)]
    return page(
        request,
        "documents.html.jinja",
        rows=rows,
        progress=store.progress(),
        facets=store.facets(),
        asked=request.query_params,
    )


def _wanted(row: DocumentRow, request: Request) -> bool:
    asked = request.query_params
    verdict = row.reviewed or row.machine
    waits = row.flagged - row.decided
    words = asked.get("search", "").casefold().split()
    text = f"{row.title} {row.path} {row.country or ''} {row.year or ''}".casefold()
    shows = {
        "": True,
        "waiting": waits > 0 and row.signed_off is None,
        "review": verdict.needs_review,
        "ready": waits == 0 and row.signed_off is None,
        "signed": row.signed_off is not None,
    }
    return (
        asked.get("kind", "") in ("", row.kind.value)
        and asked.get("country", "") in ("", row.country or "-")
        and asked.get("year", "") in ("", str(row.year or "-"))
        and shows.get(asked.get("show", ""), True)
        and all(word in text for word in words)
    )


def passages(request: Request) -> Response:
    """Show a queue: passages by task, order and filters, with what was searched for."""
    query = queue_query(request.query_params)
    store = desk(request).store
    found = store.queue(query, session(request).reviewer or "")
    address = queue_address(query)
    titles = {
        row.document_id: row for row in store.documents() if row.document_id in query.documents
    }
    return page(
        request,
        "passages.html.jinja",
        query=query,
        address=address,
        found=found,
        facets=store.facets(),
        purposes=PURPOSES,
        orders=list(Order),
        titles=titles,
        earlier=max(query.offset - LISTED, 0) if query.offset else None,
        later=query.offset + LISTED if query.offset + LISTED < found.total else None,
    )


def steps(request: Request) -> JSONResponse:
    """Answer with the numbers of a queue's passages, for the review page to go along."""
    query = replace(queue_query(request.query_params), limit=STEPS, offset=0)
    found = desk(request).store.queue(query, reviewer(request))
    return JSONResponse({"passages": [item.passage for item in found.items], "total": found.total})


def begin(request: Request) -> Response:
    """Go to the first passage of a queue; an empty one is shown as a list."""
    query = queue_query(request.query_params)
    found = desk(request).store.queue(replace(query, limit=1, offset=0), reviewer(request))
    tail = f"?{request.url.query}" if request.url.query else ""
    if not found.items:
        return RedirectResponse(f"/passages{tail}", 303)
    return RedirectResponse(f"/passages/{found.items[0].passage}{tail}", 303)


def progress(request: Request) -> JSONResponse:
    """Answer with how far the review has come."""
    found = desk(request).store.progress()
    told: dict[str, Any] = {"decided": found.decided, "flagged": found.flagged}
    return JSONResponse(told)
