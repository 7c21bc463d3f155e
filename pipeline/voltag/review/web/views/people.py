"""Who reviews: saying who one is, access tokens, and how to get in."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from voltag.review.web.answers import RefusedError, writes
from voltag.review.web.asking import Body
from voltag.review.web.languages import COOKIE as LANGUAGE_COOKIE
from voltag.review.web.languages import LANGUAGES
from voltag.review.web.rendering import desk, page, session
from voltag.review.web.security import (
    COOKIE,
    SESSION_SECONDS,
    Session,
    local_address,
    new_session,
)


class Named(Body):
    """A reviewer's name."""

    name: str = Field(min_length=1, max_length=80)


class Token(Body):
    """An access token."""

    token: str = Field(min_length=8, max_length=200)


class Share(Body):
    """A share of decided passages for a second review."""

    share: float = Field(ge=0, le=1)
    seed: int = Field(default=1, ge=0, le=2**31)


class Drawn(Body):
    """How many rejected passages to draw for an audit."""

    size: int = Field(ge=1, le=5000)
    seed: int = Field(default=1, ge=0, le=2**31)


class Spoken(Body):
    """A language of the interface."""

    language: str


def reviewers(request: Request) -> Response:
    """Show the reviewers, to choose who one is."""
    store = desk(request).store
    return page(
        request,
        "reviewers.html.jinja",
        reviewers=store.reviewers(),
        progress=store.progress(),
        steward=is_steward(session(request)),
        then=local_address(request.query_params.get("then", "")),
    )


def is_steward(one: Session) -> bool:
    """Whether a session may manage access: it came by the link printed at the start."""
    return not one.by_token


def require_steward(request: Request) -> None:
    """Refuse whoever is not the steward.

    Raises:
        RefusedError: the session came by a reviewer's access token.
    """
    if not is_steward(session(request)):
        raise RefusedError("Only who started voltag review can do that.", 403)


@writes(Named)
def choose(request: Request, body: Named) -> Response:
    """Say who decides in this browser from now on."""
    known = session(request)
    if known.by_token:
        raise RefusedError("Your access token says who you are.", 403)
    reviewer = desk(request).store.add_reviewer(" ".join(body.name.split()))
    answer = JSONResponse({"name": reviewer.name})
    _keep(request, answer, Session(known.id, reviewer.name))
    return answer


@writes(Named)
def make_token(request: Request, body: Named) -> Mapping[str, Any]:
    """Make an access token for a reviewer; it is shown once."""
    require_steward(request)
    store = desk(request).store
    store.add_reviewer(" ".join(body.name.split()))
    return {"token": store.make_token(body.name)}


@writes(Named)
def revoke_token(request: Request, body: Named) -> Mapping[str, Any]:
    """Take a reviewer's access away."""
    require_steward(request)
    desk(request).store.revoke_token(body.name)
    return {}


def enter(request: Request) -> Response:
    """Let a browser in by the link printed at the start, or ask for an access token."""
    token = request.query_params.get("token", "")
    if token and desk(request).link.take(token):
        answer = RedirectResponse("/", 303)
        known = request.scope["session"]
        _keep(request, answer, Session(known.id, known.reviewer) if known else new_session())
        return answer
    if request.scope["session"] is not None:
        return RedirectResponse("/", 303)
    return page(request, "enter.html.jinja", 401 if token else 200, used=bool(token))


@writes(Token)
def enter_by_token(request: Request, body: Token) -> Response:
    """Let a reviewer in by an access token."""
    reviewer = desk(request).store.reviewer_of_token(body.token)
    if reviewer is None:
        raise RefusedError("This access token is not known, or was taken back.", 403)
    answer = JSONResponse({"name": reviewer.name})
    _keep(request, answer, new_session(reviewer.name, by_token=True))
    return answer


@writes(Spoken)
def speak(request: Request, body: Spoken) -> Response:
    """Choose the language of the interface."""
    if body.language not in LANGUAGES:
        raise RefusedError("The interface has no such language.")
    answer = JSONResponse({})
    answer.set_cookie(
        LANGUAGE_COOKIE, body.language, SESSION_SECONDS, httponly=True, samesite="strict"
    )
    return answer


def who(request: Request) -> JSONResponse:
    """Answer with who decides and the token that writes must carry."""
    return JSONResponse({"reviewer": session(request).reviewer, "csrf": request.scope["csrf"]})


def _keep(request: Request, answer: Response, kept: Session) -> None:
    answer.set_cookie(
        COOKIE,
        desk(request).keys.cookie_value(kept),
        SESSION_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
