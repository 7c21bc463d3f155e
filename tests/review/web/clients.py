"""The application on a small database, asked without a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tests.report.folders import NOTHING
from tests.review.store.stores import opened, renamed, two_documents
from voltag.batch.results import DocumentResult
from voltag.review.store import Store
from voltag.review.web.application import application, make_desk
from voltag.review.web.security import CSRF_HEADER, Hosts
from voltag.review.web.state import Desk
from voltag.settings import load_settings

ORIGIN = "http://localhost:8765"


class Person:
    """A browser that was let in, as one reviewer."""

    def __init__(self, client: TestClient, desk: Desk) -> None:
        self.client = client
        self.desk = desk

    @property
    def store(self) -> Store:
        return self.desk.store

    def enter(self) -> None:
        self.client.get(f"/enter?token={self.desk.link.token}")

    def post(self, address: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        token = self.client.get("/who").json().get("csrf", "")
        return self.client.post(address, json=body, headers={"origin": ORIGIN, CSRF_HEADER: token})

    def choose(self, name: str) -> None:
        assert self.post("/reviewers/choose", {"name": name}).status_code == 200

    def record(self, **decision: Any) -> Any:  # noqa: ANN401 - JSON
        return self.post("/record", {"decision": decision})

    def html(self, address: str) -> str:
        answer = self.client.get(address, headers={"accept": "text/html"})
        assert answer.status_code == 200, answer.text
        return answer.text


@contextmanager
def person(
    folder: Path,
    *documents: DocumentResult,
    name: str | None = "Ana",
    shared: bool = False,
    store: Store | None = None,
) -> Iterator[Person]:
    """Yield a browser that was let in, on a database with ``documents``."""
    results = documents or two_documents()
    # The passages that a verdict names must be the document's own.
    named = [renamed(result, passages=(), objectives=NOTHING) for result in results]
    used = store or opened(folder, named)
    desk = make_desk(used, folder / "out", load_settings(), shared=shared)
    app = application(desk, Hosts(["localhost"]))
    client = TestClient(app, base_url=ORIGIN, follow_redirects=False)
    one = Person(client, desk)
    try:
        one.enter()
        if name:
            one.choose(name)
        yield one
    finally:
        client.close()
        desk.pages.close()
        if store is None:
            used.close()
