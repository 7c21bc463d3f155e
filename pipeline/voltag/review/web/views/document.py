"""The document: its verdict as decisions come in, its passages, and signing it off."""

from starlette.requests import Request
from starlette.responses import Response

from voltag.review.orders import Order
from voltag.review.store import Store
from voltag.review.store.records import QueueQuery
from voltag.review.web.rendering import desk, document_id, page, session

MOST = 500
"""Passages listed for one document."""


def document(request: Request) -> Response:
    """Show a document with its verdict panel and its flagged passages."""
    name = document_id(request.path_params["document"])
    store = desk(request).store
    row = store.document(name)
    query = QueueQuery(documents=(name,), order=Order.PAGE, limit=MOST)
    found = store.queue(query, session(request).reviewer or "")
    return page(
        request,
        "document.html.jinja",
        row=row,
        found=found,
        pages=store.pages(name),
        verdict=store.verdict(name),
        places=places(store, name),
    )


def panel(request: Request) -> Response:
    """Show the verdict panel alone, as it is by now."""
    name = document_id(request.path_params["document"])
    store = desk(request).store
    return page(
        request,
        "verdict_panel.html.jinja",
        row=store.document(name),
        verdict=store.verdict(name),
        places=places(store, name),
    )


def places(store: Store, document: str) -> dict[int, int]:
    """The page of each flagged passage of a document, by the passage's number."""
    return {
        passage: row.number for row in store.pages(document) for passage in reversed(row.flagged)
    }
