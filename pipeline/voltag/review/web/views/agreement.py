"""Several reviewers: second review, agreement, disagreements, audits, lost places."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from voltag.review.web.answers import RefusedError, writes
from voltag.review.web.codebook import codebook
from voltag.review.web.rendering import desk, page
from voltag.review.web.views.people import Drawn, Share
from voltag.review.web.views.record import reviewer


def agreement(request: Request) -> Response:
    """Show how far reviewers agree, with one another and each with himself or herself."""
    store = desk(request).store
    return page(
        request,
        "agreement.html.jinja",
        agreement=store.agreement(),
        second=store.second_review(),
        progress=store.progress(),
    )


@writes(Share)
def second_review(request: Request, body: Share) -> Mapping[str, Any]:
    """Choose the share of decided passages that a second reviewer judges too."""
    desk(request).store.set_second_review(body.share, body.seed, reviewer(request))
    return {}


def disagreements(request: Request) -> Response:
    """Show the passages on which reviewers differ."""
    found = desk(request).store.disagreements(reviewer(request))
    return page(request, "disagreements.html.jinja", found=found)


def adjudicate(request: Request) -> Response:
    """Show the judgements of one passage side by side, to decide between them."""
    name = reviewer(request)
    number = request.path_params["passage"]
    store = desk(request).store
    waiting = store.disagreements(name)
    one = next((d for d in waiting if d.item.passage == number), None)
    if one is None:
        raise RefusedError("Nobody disagrees on this passage any more.", 404)
    view = store.passage(number, name)
    after = [d.item.passage for d in waiting if d.item.passage != number]
    return page(
        request,
        "adjudicate.html.jinja",
        one=one,
        view=view,
        next_passage=after[0] if after else None,
        left=len(waiting),
        clauses=sorted(codebook().clauses),
    )


def audit(request: Request) -> Response:
    """Show the random audits of rejected passages and what they have shown."""
    return page(request, "audit.html.jinja", audits=desk(request).store.audits())


@writes(Drawn)
def draw_audit(request: Request, body: Drawn) -> Mapping[str, Any]:
    """Draw rejected passages for an audit."""
    drawn = desk(request).store.draw_audit(body.size, body.seed, reviewer(request))
    return {"drawn": drawn.drawn}


def without_place(request: Request) -> Response:
    """Show the decisions that no passage of what is loaded corresponds to."""
    return page(request, "without_place.html.jinja", found=desk(request).store.without_place())
