"""The interface for programs, as a program meets it: tokens, uploads, progress, verdicts."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.review.store.stores import opened
from voltag.records import from_json, to_json
from voltag.review.uploads import Upload, UploadDesk, UploadState
from voltag.review.uploads.keeping import RECORD, received
from voltag.review.web import interface
from voltag.review.web.application import application, make_desk
from voltag.review.web.security import Hosts
from voltag.settings import load_settings
from voltag.types import Kind

ADDRESS = "http://localhost:8765"
LARGEST_MIB = 2


@dataclass
class Program:
    """A program that has an access token."""

    client: TestClient
    token: str
    folder: Path

    def headers(self, **more: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", **more}

    def get(self, address: str) -> Any:  # noqa: ANN401 - an answer
        return self.client.get(address, headers=self.headers())

    def upload(self, content: bytes, **query: str) -> Any:  # noqa: ANN401 - an answer
        return self.client.post(
            "/api/documents", params=query, content=content, headers=self.headers()
        )

    def until_read(self, place: str) -> dict[str, Any]:
        """What is said of an upload when it has been read; a slow machine may take its time."""
        for _ in range(10):
            told: dict[str, Any] = self.get(f"{place}?wait={interface.LONGEST_WAIT}").json()
            if told["state"] in ("done", "failed"):
                return told
        raise AssertionError(f"never read: {told}")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    store = opened(tmp_path, [])
    store.add_reviewer("Uploader")
    token = store.make_token("Uploader")
    folder = tmp_path / "uploads"
    desk = make_desk(store, tmp_path / "out", load_settings())
    uploads = UploadDesk(folder, model="default", settings_file=None, largest_mib=LARGEST_MIB)
    app = application(desk, Hosts(["localhost"]), uploads=uploads)
    client = TestClient(app, base_url=ADDRESS, follow_redirects=False)
    try:
        yield Program(client, token, folder)
    finally:
        client.close()
        uploads.close()
        desk.pages.close()
        store.close()


def key(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_an_upload_is_read_and_answered_with_verdict_and_passages(
    program: Program, samples: Path
) -> None:
    content = (samples / "en-vnr-uruguay-2018.pdf").read_bytes()
    taken = program.upload(content, name="Uruguay.pdf")
    assert taken.status_code == 202
    place = taken.headers["location"]
    assert place == f"/api/documents/{key(content)}"
    told = program.until_read(place)
    assert told["state"] == "done", told["message"]
    assert (told["name"], told["by"], told["size"]) == ("Uruguay.pdf", "Uploader", len(content))
    assert told["verdict"]["references_volunteering"] is True
    assert told["verdict"]["document_id"] == f"sha256:{key(content)}"
    passages = program.get(f"{place}/passages").json()["passages"]
    assert told["verdict"]["passages"][0] in {passage["passage_id"] for passage in passages}
    # The same file again is there already.
    assert program.upload(content, name="Again.pdf").json()["state"] == "done"
    (listed,) = program.get("/api/documents").json()["documents"]
    assert listed["name"] == "Again.pdf"
    assert from_json(Upload, json.dumps(listed)).state is UploadState.DONE


def test_a_broken_pdf_has_an_honest_status_and_others_go_on(program: Program) -> None:
    content = b"%PDF-1.7\nbroken"
    place = program.upload(content, kind="vnr").headers["location"]
    told = program.until_read(place)
    assert told["state"] == "done"
    assert told["verdict"]["status"] == "failed"
    assert told["verdict"]["kind"] == "vnr"
    assert told["verdict"]["references_volunteering"] is None
    assert told["problems"][0]["message"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": "Basic dXNlcjpwYXNz"}, 401),
        ({"authorization": "Bearer"}, 401),
        ({"authorization": "Bearer \u00e9"}, 401),
    ],
)
def test_without_a_token_nothing_is_served(
    program: Program, headers: dict[str, str], status: int
) -> None:
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = program.client.get("/api/documents", headers=encoded)
    assert answer.status_code == status


def test_a_page_of_another_site_cannot_upload(program: Program) -> None:
    answer = program.client.post(
        "/api/documents", content=b"%PDF-", headers={"origin": "http://evil.example"}
    )
    assert answer.status_code == 403
    assert received(program.folder) == {}


def test_a_token_opens_the_interface_and_no_page(program: Program) -> None:
    assert program.get("/api/documents").status_code == 200
    assert program.get("/reviewers").status_code == 401
    assert program.get("/apis").status_code == 401


def test_a_revoked_token_opens_nothing(program: Program, tmp_path: Path) -> None:
    store = program.client.app._app.state.desk.store  # type: ignore[attr-defined]
    store.revoke_token("Uploader")
    assert program.get("/api/documents").status_code == 401


def test_another_host_name_is_refused_with_a_good_token_too(program: Program) -> None:
    answer = program.client.get("/api/documents", headers=program.headers(host="evil.example"))
    assert answer.status_code == 421


@pytest.mark.parametrize(
    ("content", "query", "status", "word"),
    [
        (b"<html>", {}, 415, "not a PDF"),
        (b"", {}, 415, "not a PDF"),
        (b"%PDF-", {"kind": "letter"}, 400, "kind"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(
    program: Program, content: bytes, query: dict[str, str], status: int, word: str
) -> None:
    answer = program.upload(content, **query)
    assert answer.status_code == status
    assert word in answer.json()["error"]
    assert not list(program.folder.glob("**/*.pdf"))


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(program: Program) -> None:
    answer = program.upload(b"%PDF-" + bytes(LARGEST_MIB * 2**20))
    assert answer.status_code == 413
    assert not [one for one in program.folder.rglob("*") if one.is_file() and one.stat().st_size]


def test_a_body_longer_than_it_said_is_given_up(program: Program) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(LARGEST_MIB + 2):
            yield b"%PDF-" + bytes(2**20)

    answer = program.client.post(
        "/api/documents", content=pieces(), headers=program.headers(**{"content-length": "10"})
    )
    assert answer.status_code == 400
    assert not list(program.folder.glob("**/*.pdf"))
    assert not list(program.folder.glob(".upload-*"))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", "/abs.pdf", "a\x00b\n.pdf", "<script>.pdf"]
)
def test_a_name_is_never_a_path(program: Program, name: str) -> None:
    program.upload(b"%PDF-1.7 x", name=name)
    files = [path for path in program.folder.rglob("*") if path.is_file()]
    assert [p.name for p in files if p.suffix == ".pdf"] == [f"{key(b'%PDF-1.7 x')}.pdf"]
    (one,) = received(program.folder).values()
    assert "/" not in one.name
    assert "\\" not in one.name
    assert one.name.isprintable()


@pytest.mark.parametrize("document", ["0" * 64, "..", "x", "%2e%2e%2fuploads.jsonl"])
def test_what_was_not_uploaded_is_not_found(program: Program, document: str) -> None:
    assert program.get(f"/api/documents/{document}").status_code == 404


def test_what_waits_is_said_to_wait_and_what_failed_to_have_failed(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun = Event(), Event()

    def run(_: UploadDesk) -> str:
        begun.set()
        go_on.wait()
        return "The disk is full."

    monkeypatch.setattr(UploadDesk, "_classified", run)
    try:
        first = program.upload(b"%PDF-1.7 first").headers["location"]
        begun.wait()
        second = program.upload(b"%PDF-1.7 second")
        assert program.get(first).json()["state"] == "reading"
        assert (second.json()["state"], second.json()["before"]) == ("waiting", 1)
        answer = program.get(f"{first}/passages")
        assert answer.status_code == 409
        assert "not been read yet" in answer.json()["error"]
    finally:
        go_on.set()
    told = program.until_read(first)
    assert (told["state"], told["message"]) == ("failed", "The disk is full.")


def test_a_file_that_comes_again_as_another_kind_while_it_is_read_is_read_as_that(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun = Event(), Event()
    real = UploadDesk._classified

    def run(desk: UploadDesk) -> str:
        begun.set()
        go_on.wait()
        return real(desk)

    monkeypatch.setattr(UploadDesk, "_classified", run)
    content = b"%PDF-1.7 broken"
    try:
        place = program.upload(content, kind="vnr").headers["location"]
        begun.wait()
        program.upload(content, kind="framework")
    finally:
        go_on.set()
    told = program.until_read(place)
    assert (told["state"], told["kind"]) == ("done", "framework")
    assert told["verdict"]["kind"] == "framework"


@pytest.mark.parametrize("wait", ["61", "-1", "x", "1e3", "٣"])
def test_a_wait_has_its_bounds(program: Program, wait: str) -> None:
    assert program.get(f"/api/documents/{'0' * 64}?wait={wait}").status_code == 400


def test_what_was_uploaded_is_there_after_a_restart(tmp_path: Path, program: Program) -> None:
    content = b"%PDF-1.7 kept"
    place = program.upload(content, name="kept.pdf").headers["location"]
    program.until_read(place)
    with (program.folder / RECORD).open("a", encoding="utf-8") as record:
        record.write('{"document_id": "cut short by a cra')
    again = UploadDesk(program.folder, model="default", settings_file=None, largest_mib=LARGEST_MIB)
    try:
        one = again.upload(f"sha256:{key(content)}", wait=60)
        assert (one.name, one.state) == ("kept.pdf", UploadState.DONE)
        program.upload(b"%PDF-1.7 next", name="next.pdf")
        assert [one.name for one in received(program.folder).values()] == ["kept.pdf", "next.pdf"]
    finally:
        again.close()


def test_a_kind_that_came_just_before_a_restart_is_what_the_file_is_read_as(
    program: Program,
) -> None:
    content = b"%PDF-1.7 kept"
    program.until_read(program.upload(content, kind="vnr").headers["location"])
    with (program.folder / RECORD).open("a", encoding="utf-8") as record:
        (one,) = received(program.folder).values()
        record.write(to_json(replace(one, kind=Kind.FRAMEWORK)) + "\n")
    again = UploadDesk(program.folder, model="default", settings_file=None, largest_mib=LARGEST_MIB)
    try:
        told = again.upload(one.document_id, wait=60)
        assert told.verdict is not None
        assert told.verdict.kind is Kind.FRAMEWORK
    finally:
        again.close()


def test_the_description_names_every_address_and_holds_together(program: Program) -> None:
    described = program.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    uploads = program.client.app._app  # type: ignore[attr-defined]
    served = {
        route.path for route in uploads.routes if getattr(route, "path", "").startswith("/api/")
    }
    assert set(described["paths"]) == served - {"/api/openapi.json"}
    text = json.dumps(described)
    names = described["components"]["schemas"]
    for name in re.findall(r'"#/components/schemas/([^"]+)"', text):
        assert name in names
    assert "$defs" not in text
    assert {"document_id", "state", "verdict"} <= set(names["Upload"]["properties"])


def test_the_interface_is_off_unless_asked_for(tmp_path: Path) -> None:
    store = opened(tmp_path, [])
    store.add_reviewer("Uploader")
    token = store.make_token("Uploader")
    desk = make_desk(store, tmp_path / "out", load_settings())
    client = TestClient(application(desk, Hosts(["localhost"])), base_url=ADDRESS)
    answer = client.get("/api/documents", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 404
    client.close()
    desk.pages.close()
    store.close()


@pytest.mark.parametrize("takes_uploads", [True, False])
def test_who_started_it_can_make_a_token_where_programs_upload_from_this_machine(
    tmp_path: Path, takes_uploads: bool
) -> None:
    folder = tmp_path / "uploads"
    uploads = UploadDesk(folder, model="default", settings_file=None, largest_mib=LARGEST_MIB)
    with opened(tmp_path, []) as store:
        desk = make_desk(store, tmp_path / "out", load_settings())
        app = application(desk, Hosts(["localhost"]), uploads=uploads if takes_uploads else None)
        with TestClient(app, base_url=ADDRESS) as client:
            client.get(f"/enter?token={desk.link.token}")
            page = client.get("/reviewers", headers={"accept": "text/html"})
    uploads.close()
    assert page.status_code == 200
    assert ("Make an access token" in page.text) is takes_uploads


def test_the_longest_wait_is_what_the_description_says() -> None:
    described = interface.openapi(1)
    (wait,) = described["paths"]["/api/documents/{document}"]["get"]["parameters"]
    assert wait["schema"]["maximum"] == interface.LONGEST_WAIT
