"""What a request must pass before anything is served to it."""

import stat
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from voltag.batch.addresses import is_loopback
from voltag.review.web.security import (
    BODY_BYTES,
    COOKIE,
    CSRF_HEADER,
    Guard,
    Hosts,
    Keys,
    kept_key,
    new_session,
)

KEYS = Keys(b"k" * 32)
SESSION = new_session("Ana")
ORIGIN = "http://localhost:8765"


async def _echo(request: Request) -> JSONResponse:
    body = await request.body()
    return JSONResponse({"size": len(body), "reviewer": request.scope["session"].reviewer})


async def _open(_: Request) -> JSONResponse:
    return JSONResponse({})


def client(*, signed: bool = True, host: str = "localhost:8765") -> TestClient:
    app = Starlette(
        routes=[
            Route("/page", _echo, methods=["GET", "POST"]),
            Route("/enter", _open, methods=["GET", "POST"]),
        ]
    )
    guarded = Guard(app, KEYS, Hosts(["localhost", "127.0.0.1", "::1"]), public=["/enter"])
    cookies = {COOKIE: KEYS.cookie_value(SESSION)} if signed else {}
    return TestClient(guarded, base_url=f"http://{host}", cookies=cookies)


def headers(**changes: str | None) -> dict[str, str]:
    given: dict[str, str | None] = {"origin": ORIGIN, CSRF_HEADER: KEYS.csrf(SESSION), **changes}
    return {name: value for name, value in given.items() if value is not None}


def test_a_browser_that_was_let_in_is_served() -> None:
    answer = client().get("/page")
    assert answer.json()["reviewer"] == "Ana"


@pytest.mark.parametrize("path", ["/page", "/static", "/nowhere", "/enterprise"])
def test_without_a_session_nothing_is_served(path: str) -> None:
    assert client(signed=False).get(path).status_code == 401


def test_a_forged_cookie_is_no_session() -> None:
    forged = Keys(b"x" * 32).cookie_value(SESSION)
    with client(signed=False) as opened:
        opened.cookies.set(COOKIE, forged)
        assert opened.get("/page").status_code == 401


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evil@localhost", "10.0.0.1", "", "a b", "[::1"],
)
def test_another_host_name_is_refused(host: str) -> None:
    assert client().get("/page", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:9", "[::1]:8765", "LOCALHOST:80"])
def test_its_own_names_are_allowed(host: str) -> None:
    assert client().get("/page", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://localhost:9999", "file://"]
)
def test_a_write_from_another_origin_is_refused(origin: str | None) -> None:
    answer = client().post("/page", content=b"{}", headers=headers(origin=origin))
    assert answer.status_code == 403


OF_ANOTHER = KEYS.csrf(new_session())


@pytest.mark.parametrize(
    "token",
    [None, "", "0" * 64, pytest.param(OF_ANOTHER, id="of another session"), "é"],
)
def test_a_write_without_the_token_of_its_session_is_refused(token: str | None) -> None:
    given: dict[str, Any] = headers(**{CSRF_HEADER: None})
    if token is not None:
        given[CSRF_HEADER] = token.encode()
    assert client().post("/page", content=b"{}", headers=given).status_code == 403


def test_a_write_with_all_of_them_is_served() -> None:
    assert client().post("/page", content=b"{}", headers=headers()).json()["size"] == 2


def test_a_large_body_is_refused() -> None:
    answer = client().post("/page", content=b"x" * (BODY_BYTES + 1), headers=headers())
    assert answer.status_code == 413


def test_a_body_without_a_size_is_refused() -> None:
    answer = client().post("/page", content=iter([b"x"]), headers=headers())
    assert answer.status_code == 411


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(method: str) -> None:
    assert client().request(method, "/page", headers=headers()).status_code == 405


@pytest.mark.parametrize("path", ["/page", "/enter", "/nowhere"])
def test_every_answer_has_the_headers(path: str) -> None:
    answer = client().get(path)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_key_outlives_a_restart_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "review.key"
    key = kept_key(path)
    assert len(key) == 32
    assert kept_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.4", False),
        ("review.example", False),
    ],
)
def test_loopback_is_told_from_the_rest(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_any_numeric_address_may_be_allowed_but_no_name() -> None:
    hosts = Hosts(["desk.example"], any_address=True)
    assert hosts.allow("192.168.1.4:8765")
    assert hosts.allow("desk.example:8765")
    assert not hosts.allow("evil.example:8765")
