"""The codebook on the pages."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voltag.review.web.answers import RefusedError
from voltag.review.web.codebook import codebook
from voltag.review.web.rendering import page


def whole(request: Request) -> Response:
    """Show the whole codebook."""
    return page(request, "codebook.html.jinja", codebook=codebook())


def clause(request: Request) -> JSONResponse:
    """Answer with one clause.

    Raises:
        RefusedError: the codebook has no such clause.
    """
    found = codebook().clauses.get(request.path_params["anchor"])
    if found is None:
        raise RefusedError("The codebook has no such clause.", 404)
    return JSONResponse({"anchor": found.anchor, "title": found.title, "html": found.html})
