"""How endpoints read bodies and say what is wrong: one JSON shape, one sentence."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from voltag.review.store import StoreError
from voltag.review.store.database import DecisionConflictError, NotFoundError
from voltag.review.web.pages.drawing import NoPageError, PageError
from voltag.review.web.rendering import page
from voltag.review.web.security import SAFE

B = TypeVar("B", bound=BaseModel)
Endpoint = Callable[[Request], Awaitable[Response]]


class RefusedError(Exception):
    """A request that cannot be answered; the message is a sentence for the reviewer."""

    def __init__(self, message: str, status: int = 400) -> None:
        """Keep the sentence and the status."""
        super().__init__(message)
        self.status = status


class NamelessError(RefusedError):
    """The browser was let in, but nobody has said who decides there."""

    def __init__(self) -> None:
        """Say what to do first."""
        super().__init__("Say who you are first.", 403)


def writes(
    body_type: type[B],
) -> Callable[[Callable[[Request, B], Mapping[str, Any] | Response]], Endpoint]:
    """Make an endpoint of a function that takes a request and its body, and returns JSON.

    The function runs in a thread, so that it may wait for the database.
    """

    def decorate(function: Callable[[Request, B], Mapping[str, Any] | Response]) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            try:
                body = body_type.model_validate_json(await request.body())
            except ValidationError as error:
                first = error.errors(include_url=False, include_input=False)[0]
                place = ".".join(map(str, first["loc"]))
                raise RefusedError(
                    f"The request cannot be read: {place}: {first['msg']}."
                ) from None
            except ClientDisconnect:
                return Response(status_code=400)
            answer = await run_in_threadpool(function, request, body)
            return answer if isinstance(answer, Response) else JSONResponse(answer)

        return endpoint

    return decorate


def status_of(error: Exception) -> int:
    """The status that says what kind of thing is wrong."""
    if isinstance(error, RefusedError):
        return error.status
    if isinstance(error, NotFoundError | NoPageError):
        return 404
    return 409 if isinstance(error, DecisionConflictError) else 400


def told(request: Request, error: Exception) -> Response:
    """Say in one sentence what is wrong: as JSON to a script, as a page to a person.

    A person who asks for a page that needs a name is asked for it, and comes back then.
    """
    status = status_of(error)
    if "text/html" in request.headers.get("accept", ""):
        if isinstance(error, NamelessError) and request.method in SAFE:
            return RedirectResponse(f"/reviewers?{urlencode({'then': _asked(request)})}", 303)
        return page(request, "problem.html.jinja", status, sentence=str(error))
    return JSONResponse({"error": str(error)}, status)


def _asked(request: Request) -> str:
    """The address that was asked for, without the server's name."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}"


HANDLED = (RefusedError, StoreError, PageError)
"""What endpoints raise on purpose."""
