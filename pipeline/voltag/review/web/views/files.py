"""Pictures, words and outlines of pages."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voltag.review.web.pages.drawing import nearest_width
from voltag.review.web.rendering import desk, document_id
from voltag.review.web.views.record import reviewer

KEPT = "private, max-age=86400, immutable"
"""A picture's address holds the hash of its file, so that it never changes."""


def picture(request: Request) -> Response:
    """Answer with the picture of a page."""
    asked = request.query_params.get("width", "")
    width = nearest_width(int(asked) if asked.isdigit() and len(asked) < 6 else 1200)
    document = document_id(request.path_params["document"])
    content = desk(request).pages.picture(document, request.path_params["page"], width)
    return Response(content, media_type="image/jpeg", headers={"cache-control": KEPT})


def words(request: Request) -> JSONResponse:
    """Answer with the words of a page and their places."""
    document = document_id(request.path_params["document"])
    found = desk(request).pages.words(document, request.path_params["page"])
    return JSONResponse(
        {
            "width": found.width,
            "height": found.height,
            "words": [[w.text, *w.box, w.line, int(w.spaced)] for w in found.words],
        },
        headers={"cache-control": KEPT},
    )


def outlines(request: Request) -> JSONResponse:
    """Answer with the measures of a page and where its flagged passages stand."""
    document = document_id(request.path_params["document"])
    number = request.path_params["page"]
    store = desk(request).store
    rows = store.pages(document)
    row = next((row for row in rows if row.number == number), None)
    found = store.outlines(document, number, reviewer(request)) if row else ()
    return JSONResponse(
        {
            "number": number,
            "pages": len(rows),
            "label": row.label if row else None,
            "width": row.width if row else 0,
            "height": row.height if row else 0,
            "outlines": [
                {
                    "passage": outline.passage,
                    "boxes": outline.boxes,
                    "flagged": outline.flagged,
                    "state": outline.state,
                }
                for outline in found
            ],
        }
    )
