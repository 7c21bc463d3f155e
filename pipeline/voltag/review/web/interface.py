"""The interface for programs: upload a PDF, follow its progress, get verdict and passages.

All addresses lie below ``/api`` and speak JSON. A program comes with a reviewer's access token
(``Authorization: Bearer TOKEN``); the guard has let it in before anything here is called.
"""

import re
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from voltag import __version__
from voltag.records import schema, to_plain
from voltag.review.uploads import Upload, UploadDesk
from voltag.review.uploads.keeping import NotKeptError
from voltag.types import Kind, LabelledPassage

_HASH = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
LONGEST_WAIT = 60
"""Seconds that a request may wait for a document to be read."""
_KINDS = {"auto": None, "vnr": Kind.VNR, "framework": Kind.FRAMEWORK}


def routes(uploads: UploadDesk) -> list[BaseRoute]:
    """Return the addresses of the interface, on ``uploads``."""
    interface = _Interface(uploads)
    return [
        Route("/api/openapi.json", interface.description),
        Route("/api/documents", interface.documents, methods=["GET"]),
        Route("/api/documents", interface.upload, methods=["POST"]),
        Route("/api/documents/{document}", interface.document),
        Route("/api/documents/{document}/passages", interface.passages),
    ]


class _Interface:
    def __init__(self, uploads: UploadDesk) -> None:
        self._uploads = uploads

    async def upload(self, request: Request) -> Response:
        """Take a PDF, the body of the request."""
        kind = request.query_params.get("kind", "auto")
        if kind not in _KINDS:
            return _refused(f"kind must be one of {', '.join(_KINDS)}.", 400)
        name = request.query_params.get("name", "")
        by = request.scope["session"].reviewer or "this machine"
        try:
            one = await self._uploads.take(_pieces(request), name=name, kind=_KINDS[kind], by=by)
        except NotKeptError as error:
            return _refused(str(error), error.status)
        except ClientDisconnect:
            return _refused("The upload broke off, or was larger than it said.", 400)
        place = f"/api/documents/{one.document_id.removeprefix('sha256:')}"
        return JSONResponse(_plain(one), 202, {"location": place})

    def documents(self, request: Request) -> Response:
        """List the uploads, the oldest first."""
        return JSONResponse({"documents": [_plain(one) for one in self._uploads.uploads()]})

    def document(self, request: Request) -> Response:
        """Say how far an upload has come, and what the verdict is."""
        wait = request.query_params.get("wait", "0")
        if not (wait.isascii() and wait.isdigit() and int(wait) <= LONGEST_WAIT):
            return _refused(f"wait must be whole seconds, {LONGEST_WAIT} at most.", 400)
        try:
            return JSONResponse(_plain(self._uploads.upload(_asked(request), float(wait))))
        except NotKeptError as error:
            return _refused(str(error), error.status)

    def passages(self, request: Request) -> Response:
        """Give the passages that the verdict rests on, and those in doubt."""
        try:
            found = self._uploads.passages(_asked(request))
        except NotKeptError as error:
            return _refused(str(error), error.status)
        return JSONResponse({"passages": [to_plain(passage) for passage in found]})

    def description(self, request: Request) -> Response:
        """Describe the interface as OpenAPI."""
        return JSONResponse(openapi(self._uploads.largest_mib))


def openapi(largest_mib: int) -> dict[str, Any]:
    """Return the OpenAPI description, with the schemas of the types that are really answered."""
    schemas: dict[str, Any] = {}
    for name, record in {"Upload": Upload, "Passage": LabelledPassage}.items():
        made = schema(record)
        for inner, value in made.pop("$defs", {}).items():
            schemas[inner] = _moved(value)
        schemas[name] = _moved(made)
    schemas["Error"] = {
        "type": "object",
        "properties": {"error": {"type": "string"}},
        "required": ["error"],
    }
    document: dict[str, Any] = {
        "name": "document",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "description": "SHA-256 of the file, 64 hexadecimal digits.",
    }
    wait: dict[str, Any] = {
        "name": "wait",
        "in": "query",
        "schema": {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT, "default": 0},
        "description": "Seconds to wait for the document to be read before the answer is given.",
    }
    called: dict[str, Any] = {"name": "name", "in": "query", "schema": {"type": "string"}}
    kind: dict[str, Any] = {
        "name": "kind",
        "in": "query",
        "schema": {"enum": [*_KINDS], "default": "auto"},
    }
    pdf: dict[str, Any] = {
        "required": True,
        "content": {"application/pdf": {"schema": {"format": "binary"}}},
    }
    refusals = {"401": "No access token, or one that is not known."}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "voltag",
            "version": __version__,
            "description": "Upload a voluntary national review or a cooperation framework as PDF,"
            " and get its verdict with the passages it rests on.",
        },
        "security": [{"token": []}],
        "paths": {
            "/api/documents": {
                "get": _call("List the uploads, the oldest first.", {"200": "Upload[]"}, refusals),
                "post": _call(
                    f"Upload a PDF of at most {largest_mib} MiB. A file that was uploaded before"
                    " is not read again.",
                    {"202": "Upload"},
                    refusals
                    | {
                        "400": "An unknown kind, or a body that broke off.",
                        "411": "No Content-Length.",
                        "413": "Larger than is taken.",
                        "415": "Not a PDF.",
                        "503": "Too many uploads are waiting.",
                    },
                )
                | {"parameters": [called, kind], "requestBody": pdf},
            },
            "/api/documents/{document}": {
                "get": _call(
                    "How far an upload has come; its verdict once state is done.",
                    {"200": "Upload"},
                    refusals | {"400": "A wrong wait.", "404": "No such file was uploaded."},
                )
                | {"parameters": [wait]},
                "parameters": [document],
            },
            "/api/documents/{document}/passages": {
                "get": _call(
                    "The passages that reference volunteering or are in doubt.",
                    {"200": "Passage[]"},
                    refusals
                    | {"404": "No such file was uploaded.", "409": "It has not been read yet."},
                ),
                "parameters": [document],
            },
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _call(sentence: str, answers: dict[str, str], refusals: dict[str, str]) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, name in answers.items():
        shape: dict[str, Any] = {"$ref": f"#/components/schemas/{name.removesuffix('[]')}"}
        if name.endswith("[]"):
            word = "passages" if name.startswith("Passage") else "documents"
            inside = {word: {"type": "array", "items": shape}}
            shape = {"type": "object", "properties": inside, "required": [word]}
        content = {"application/json": {"schema": shape}}
        responses[status] = {"description": sentence, "content": content}
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for status, why in refusals.items():
        # The guard refuses in plain text, before the interface is asked.
        plain = status in ("401", "411")
        content = {"text/plain": {"schema": {"type": "string"}}} if plain else error
        responses[status] = {"description": why, "content": content}
    return {"summary": sentence, "responses": responses}


def _moved(value: Any) -> Any:  # noqa: ANN401 - a JSON Schema
    """A schema whose references point to where OpenAPI keeps them."""
    if isinstance(value, dict):
        return {
            key: one.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _moved(one)
            for key, one in value.items()
        }
    return [_moved(one) for one in value] if isinstance(value, list) else value


def _plain(one: Upload) -> dict[str, Any]:
    return to_plain(one)


def _asked(request: Request) -> str:
    match = _HASH.fullmatch(request.path_params["document"])
    return f"sha256:{match[1]}" if match else ""


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        yield piece


def _refused(sentence: str, status: int) -> JSONResponse:
    headers = {"retry-after": "60"} if status == 503 else {}
    return JSONResponse({"error": sentence}, status, headers)
