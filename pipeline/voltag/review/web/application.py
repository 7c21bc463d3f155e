"""The application: its addresses, and what every request passes."""

import contextlib
import threading
from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, ExceptionHandler

from voltag.review.store import Store
from voltag.review.uploads import UploadDesk
from voltag.review.web import interface, retraining
from voltag.review.web.answers import HANDLED, RefusedError, told
from voltag.review.web.explaining import Explainer
from voltag.review.web.pages.files import PdfFiles
from voltag.review.web.pages.pictures import Pages
from voltag.review.web.security import BODY_BYTES, Guard, Hosts, Keys, kept_key
from voltag.review.web.state import Desk, OneTimeLink
from voltag.review.web.views import (
    agreement,
    document,
    files,
    guide,
    keeping,
    lists,
    passage,
    people,
    record,
)
from voltag.settings import Settings

PUBLIC = ("/enter", "/static", "/language")
"""What is served to a browser that was not let in yet."""

ROUTES: list[BaseRoute] = [
    Route("/", lists.documents),
    Route("/passages", lists.passages),
    Route("/review", lists.begin),
    Route("/steps", lists.steps),
    Route("/progress", lists.progress),
    Route("/passages/{passage:int}", passage.shell),
    Route("/passages/{passage:int}/part", passage.part),
    Route("/passages/{passage:int}/reasons", passage.reasons),
    Route("/documents/{document}", document.document),
    Route("/documents/{document}/verdict", document.panel),
    Route("/documents/{document}/pages/{page:int}", files.outlines),
    Route("/documents/{document}/pages/{page:int}/picture", files.picture),
    Route("/documents/{document}/pages/{page:int}/words", files.words),
    Route("/record", record.write, methods=["POST"]),
    Route("/agreement", agreement.agreement),
    Route("/agreement/second-review", agreement.second_review, methods=["POST"]),
    Route("/disagreements", agreement.disagreements),
    Route("/disagreements/{passage:int}", agreement.adjudicate),
    Route("/audit", agreement.audit),
    Route("/audit/draw", agreement.draw_audit, methods=["POST"]),
    Route("/without-place", agreement.without_place),
    Route("/reviewers", people.reviewers),
    Route("/reviewers/choose", people.choose, methods=["POST"]),
    Route("/reviewers/token", people.make_token, methods=["POST"]),
    Route("/reviewers/revoke", people.revoke_token, methods=["POST"]),
    Route("/backup", keeping.backup),
    Route("/exports/{name}", keeping.export),
    Route("/who", people.who),
    Route("/codebook", guide.whole),
    Route("/codebook/{anchor}", guide.clause),
    Route("/enter", people.enter),
    Route("/enter", people.enter_by_token, methods=["POST"]),
    Route("/language", people.speak, methods=["POST"]),
]


def make_desk(
    store: Store,
    folder: Path,
    settings: Settings,
    *,
    pdfs: Collection[Path] = (),
    shared: bool = False,
) -> Desk:
    """Return what all requests share.

    Args:
        store: The database, with the results loaded.
        folder: The result folder under review, into which signed-off verdicts are published.
        settings: Those of the run.
        pdfs: Folders in which PDFs that were moved are found by their hash.
        shared: Whether the pages are reached from other machines.
    """
    paths = {row.document_id: row.path for row in store.documents()}
    return Desk(
        store=store,
        pages=Pages(PdfFiles(paths, tuple(pdfs)), settings.limits),
        keys=Keys(kept_key(store.path.with_name(f"{store.path.name}.key"))),
        link=OneTimeLink(),
        explainer=Explainer(settings),
        folder=folder,
        shared=shared,
    )


def application(
    desk: Desk,
    hosts: Hosts,
    more: Collection[BaseRoute] = (),
    uploads: UploadDesk | None = None,
) -> ASGIApp:
    """Return the application on ``desk``, reached by ``hosts``.

    ``more`` are further pages; with ``uploads`` there is an interface for programs too.
    """
    if uploads is not None:
        more = [*more, *interface.routes(uploads)]
    static = StaticFiles(packages=[("voltag.review.web", "static")])
    app = Starlette(
        routes=[*ROUTES, *retraining.ROUTES, *more, Mount("/static", static, name="static")],
        exception_handlers=_handlers(),
        lifespan=_lifespan,
    )
    app.state.desk = desk
    app.state.tokens = desk.shared or uploads is not None

    def reviewer_of_token(token: str) -> str | None:
        found = desk.store.reviewer_of_token(token)
        return found.name if found else None

    return Guard(
        app,
        desk.keys,
        hosts,
        PUBLIC,
        reviewer_of_token=reviewer_of_token,
        upload_bytes=uploads.largest_mib * 2**20 if uploads else BODY_BYTES,
    )


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    ending = threading.Event()
    warming = threading.Thread(target=_warm, args=(desk, ending))
    warming.start()
    try:
        yield
    finally:
        ending.set()
        # A thread that still imports while Python ends takes the process down with it.
        warming.join()
        desk.pages.close()


def _warm(desk: Desk, ending: threading.Event) -> None:
    """Start what takes seconds to start, ahead of the first page."""
    desk.pages.start()
    for model in sorted({row.machine.model for row in desk.store.documents()})[-1:]:
        if not ending.is_set():
            desk.explainer.load(model)


def _handlers() -> Mapping[type[Exception] | int, ExceptionHandler]:
    async def handled(request: Request, error: Exception) -> Response:
        return told(request, error)

    async def unknown(request: Request, _: Exception) -> Response:
        return told(request, RefusedError("There is no such page.", 404))

    return {**dict.fromkeys(HANDLED, handled), 404: unknown}
