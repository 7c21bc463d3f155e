"""Templates to answers: everything escaped, in the interface's language."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from voltag.report import wording
from voltag.report.countries import country_name
from voltag.review.store.verdicts import answers_of
from voltag.review.web import words
from voltag.review.web.keys import KEYS
from voltag.review.web.languages import COOKIE, LANGUAGES, chosen, translator
from voltag.review.web.security import Session

if TYPE_CHECKING:
    from voltag.review.web.state import Desk


def desk(request: Request) -> "Desk":
    """What all requests share."""
    shared: Desk = request.app.state.desk
    return shared


def session(request: Request) -> Session:
    """The session of a request that the guard let through."""
    found: Session = request.scope["session"]
    return found


def language(request: Request) -> str:
    """The interface's language for a request."""
    return chosen(request.cookies.get(COOKIE), request.headers.get("accept-language", ""))


def page(request: Request, template: str, /, status: int = 200, **values: object) -> HTMLResponse:
    """Return a whole page, or a part of one, made of ``template``."""
    return HTMLResponse(text(request, template, **values), status)


def text(request: Request, template: str, /, **values: object) -> str:
    """Return ``template`` with ``values``, escaped and in the interface's language."""
    code = language(request)
    known = request.scope.get("session")
    return (
        _environment()
        .get_template(template)
        .render(
            _=translator(code),
            interface_language=code,
            languages=LANGUAGES,
            session=known,
            csrf=request.scope.get("csrf", ""),
            path=request.url.path,
            tokens=request.app.state.tokens,
            **values,
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("voltag.review.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "document_key": document_key,
        "marked": wording.marked,
        "country": country_name,
        "reason": wording.reason,
        "answers": answers_of,
        "percent": _percent,
        "with_query": _with_query,
    }
    made.globals |= {"words": words, "KEYS": KEYS}
    return made


def document_key(document_id: str) -> str:
    """The hash in a document's id, as its address has it."""
    return document_id.removeprefix("sha256:")


def document_id(key: str) -> str:
    """The id of the document whose address has ``key``."""
    return f"sha256:{key}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _with_query(path: str, query: Mapping[str, Any]) -> str:
    told = urlencode({name: value for name, value in query.items() if value}, doseq=True)
    return f"{path}?{told}" if told else path
