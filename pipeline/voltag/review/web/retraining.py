"""The page of the model: what is in use, another one prepared, previewed, adopted, undone."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import Field, RootModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from voltag.annotations import AnnotationError
from voltag.classify.persist import ModelError
from voltag.report.reading import ResultsError
from voltag.review.retraining.retraining import Retraining
from voltag.review.retraining.versions import MOVABLE, RetrainingError, with_moved
from voltag.review.web.answers import RefusedError, writes
from voltag.review.web.asking import Body
from voltag.review.web.rendering import desk, page
from voltag.review.web.views.people import require_steward
from voltag.review.web.views.record import reviewer
from voltag.settings import SettingsError, describe_settings, load_settings
from voltag.text.added_terms import AddedKind, AddedTerm, AddedTermError, groups
from voltag.text.lexicon import supported_languages

_ON_PURPOSE = (
    AddedTermError,
    AnnotationError,
    ModelError,
    ResultsError,
    RetrainingError,
    SettingsError,
)
_KINDS: tuple[AddedKind, ...] = ("term", "implicit", "confusable")


class Nothing(Body):
    """A request that needs no further word."""


class Term(Body):
    """A term to add to a lexicon."""

    language: str = Field(max_length=10)
    place: str = Field(max_length=100)
    """Kind and group, as ``term volunteering``."""
    text: str = Field(max_length=300)
    source: str = Field(max_length=1000)


class Moved(RootModel[dict[str, float]]):
    """The thresholds as they are to be, by ``group.name``."""


class Signed(Body):
    """A version to adopt or go back to."""

    name: str = Field(max_length=120)
    id: str = Field(min_length=8, max_length=80)
    note: str = Field(default="", max_length=2000)


def retraining_of(request: Request) -> Retraining:
    """What the page acts on: the database and the results under review."""
    shared = desk(request)
    return Retraining(shared.store, [shared.folder])


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except _ON_PURPOSE as error:
        raise RefusedError(str(error)) from error


def model(request: Request) -> Response:
    """Show the model in use, what is being prepared, and the history."""
    made = retraining_of(request)
    try:
        in_use, first = made.in_use(), made.first()
        counts = made.new_decisions()
        found, preview = made.progress(), made.preview()
        history = made.history()
    except _ON_PURPOSE as error:
        return page(request, "model_missing.html.jinja", sentence=str(error))
    earlier = dict.fromkeys([*(entry.model for entry in history), first.name])
    settings = with_moved(load_settings(), in_use.settings)
    return page(
        request,
        "model.html.jinja",
        in_use=in_use,
        counts=counts,
        running=found is not None and found.state == "running",
        found=found,
        preview=preview if preview and preview.name != in_use.name else None,
        history=history,
        earlier=[name for name in earlier if name != in_use.name],
        thresholds=[
            (setting, getattr(getattr(settings, group), name))
            for setting in describe_settings()
            for group, name in [setting.name.split(".")]
            if group in MOVABLE and name in ("lower", "upper")
        ],
        places={
            language: [(kind, group) for kind in _KINDS for group in groups(language, kind)]
            for language in supported_languages()
        },
        new_id=lambda: uuid.uuid4().hex,
    )


def progress(request: Request) -> Response:
    """How far the preparation is, for a page that waits for it."""
    with _refused():
        found = retraining_of(request).progress()
    if found is None:
        return JSONResponse({"state": "none", "step": "", "done": 0, "total": 1})
    return JSONResponse(
        {"state": found.state, "step": found.step, "done": found.done, "total": found.total}
    )


def decisions(request: Request) -> Response:
    """Give all settled decisions in annotations format, as a file."""
    require_steward(request)
    name = "decisions.jsonl"
    return Response(
        desk(request).store.export("annotations"),
        media_type="application/x-ndjson",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@writes(Nothing)
def retrain(request: Request, _: Nothing) -> Mapping[str, Any]:
    """Prepare a model that learns from the decisions."""
    name = reviewer(request)
    with _refused():
        retraining_of(request).start(name)
    return {}


@writes(Term)
def add_term(request: Request, term: Term) -> Mapping[str, Any]:
    """Prepare the model in use with one more term."""
    name = reviewer(request)
    kind, _, group = term.place.partition(" ")
    with _refused():
        if kind not in _KINDS:
            raise AddedTermError(f"{kind!r} is no kind of term")
        added = AddedTerm(term.language, kind, term.text, group, f"{name}: {term.source}")
        retraining_of(request).start(name, retrain=False, added_terms=[added])
    return {}


@writes(Moved)
def move(request: Request, moved: Moved) -> Mapping[str, Any]:
    """Prepare the model in use with other thresholds."""
    name = reviewer(request)
    with _refused():
        made = retraining_of(request)
        settings = {group: dict(values) for group, values in made.in_use().settings.items()}
        defaults = {setting.name: setting.default for setting in describe_settings()}
        for key, value in moved.root.items():
            group, _, setting = key.partition(".")
            own = settings.setdefault(group, {})
            if defaults.get(key) == value:
                own.pop(setting, None)
            else:
                own[setting] = value
        made.start(name, retrain=False, settings=settings)
    return {}


@writes(Nothing)
def cancel(request: Request, _: Nothing) -> Mapping[str, Any]:
    """Ask the preparation to end."""
    reviewer(request)
    return {"running": retraining_of(request).cancel()}


@writes(Signed)
def adopt(request: Request, signed: Signed) -> Mapping[str, Any]:
    """Take the prepared version into use, signed by who is at the page."""
    name = reviewer(request)
    with _refused():
        retraining_of(request).adopt(signed.name, name, signed.id, signed.note)
    return {}


@writes(Signed)
def roll_back(request: Request, signed: Signed) -> Mapping[str, Any]:
    """Go back to an earlier version, signed by who is at the page."""
    name = reviewer(request)
    with _refused():
        retraining_of(request).roll_back(signed.name, name, signed.id, signed.note)
    return {}


ROUTES: list[BaseRoute] = [
    Route("/model", model),
    Route("/model/progress", progress),
    Route("/model/decisions.jsonl", decisions),
    Route("/model/retrain", retrain, methods=["POST"]),
    Route("/model/term", add_term, methods=["POST"]),
    Route("/model/thresholds", move, methods=["POST"]),
    Route("/model/cancel", cancel, methods=["POST"]),
    Route("/model/adopt", adopt, methods=["POST"]),
    Route("/model/roll-back", roll_back, methods=["POST"]),
]
"""The addresses of this page, for :mod:`voltag.review.web.application`."""
