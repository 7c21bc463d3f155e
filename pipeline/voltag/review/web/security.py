"""What every request must pass: host, size, session, origin and token; and headers of answers.

The pages show other people's PDFs and keep people's decisions, so nothing is served to a
request that did not come from a page of ours in a browser that was let in:

* the Host header must name this server, so that no other name can be pointed at it;
* a signed cookie says that the browser was let in, by the link printed at the start or by a
  reviewer's access token;
* a request that changes anything must come from a page of ours: its Origin must be this
  server, and it must carry the token of its session.

Programs use the addresses below ``/api`` with a reviewer's access token in the Authorization
header. No browser sends that header by itself, so such a request needs no cookie and no origin.
"""

import hmac
import ipaddress
import json
import secrets
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "voltag_review"
CSRF_HEADER = "x-csrf-token"
REVIEWER_HEADER = "x-reviewer"
"""Who decides, as the page knows it, percent-encoded."""
SESSION_SECONDS = 30 * 24 * 3600
BODY_BYTES = 256 * 1024
"""Largest body of a request."""
INTERFACE = "/api"
"""Addresses at and below which programs may come with an access token."""
SAFE = ("GET", "HEAD")
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: with that, browsers hide the Origin of our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
NOT_KEPT = "no-store"


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that was let in."""

    id: str
    reviewer: str | None = None
    """Who decides, as chosen or as the access token says; None where not chosen yet."""
    by_token: bool = False
    """Whether an access token says who the reviewer is, so that no other can be chosen."""


class Keys:
    """Signs and reads what browsers keep. The key outlives a restart, so that sessions do."""

    def __init__(self, key: bytes) -> None:
        """Sign with ``key``."""
        self._serializer = URLSafeTimedSerializer(key, salt="session")
        self._key = key

    def cookie_value(self, session: Session) -> str:
        """Return ``session`` as the signed value of a cookie."""
        return str(self._serializer.dumps(json.dumps(asdict(session))))

    def session(self, value: str) -> Session | None:
        """Return the session that :meth:`cookie_value` signed, or None for anything else."""
        try:
            plain = self._serializer.loads(value, max_age=SESSION_SECONDS)
            return Session(**json.loads(plain))
        except (BadData, ValueError, TypeError):
            return None

    def csrf(self, session: Session) -> str:
        """Return the token that requests of ``session`` which change something must carry."""
        return hmac.new(self._key, f"csrf {session.id}".encode(), sha256).hexdigest()

    def is_csrf(self, session: Session, token: str) -> bool:
        """Whether ``token`` is that of ``session``."""
        return hmac.compare_digest(self.csrf(session).encode(), token.encode())


def kept_key(path: Path) -> bytes:
    """Return the key in the file at ``path``; make one that only its owner reads if need be."""
    try:
        key = path.read_bytes()
        if len(key) >= 32:
            return key
    except FileNotFoundError:
        pass
    key = secrets.token_bytes(32)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(key)
    return key


def new_session(reviewer: str | None = None, *, by_token: bool = False) -> Session:
    """Return a session with an id of its own."""
    return Session(secrets.token_urlsafe(18), reviewer, by_token)


def local_address(asked: str) -> str:
    """Return ``asked`` where it is the path of a page of ours, with its query; ``/`` otherwise.

    Two slashes at the start name another server, to browsers also where one of them is a
    backslash or where a character that they leave out stands between.
    """
    plain = asked.isprintable() and "\\" not in asked and " " not in asked
    return asked if plain and asked.startswith("/") and not asked.startswith("//") else "/"


class Hosts:
    """The names by which this server may be asked for."""

    def __init__(self, names: Collection[str], *, any_address: bool = False) -> None:
        """Allow ``names``, at whatever port.

        With ``any_address`` a numeric address is allowed too: only a name can be pointed at a
        server that is not its own.
        """
        self._names = {name.lower() for name in names}
        self._any_address = any_address

    def allow(self, host: str) -> bool:
        """Whether the value of a Host header names this server."""
        try:
            parts = urlsplit(f"//{host}")
            name, _ = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return False
        if parts.netloc != host or parts.username is not None:
            return False
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return self._any_address

    def same_origin(self, origin: str, host: str) -> bool:
        """Whether a request with these Origin and Host headers comes from a page of ours."""
        return origin in (f"http://{host}", f"https://{host}")


class Guard:
    """The middleware that all requests pass first."""

    def __init__(
        self,
        app: ASGIApp,
        keys: Keys,
        hosts: Hosts,
        public: Collection[str],
        *,
        reviewer_of_token: Callable[[str], str | None] = lambda _: None,
        upload_bytes: int = BODY_BYTES,
    ) -> None:
        """Guard ``app``.

        Args:
            app: What is guarded.
            keys: What sessions are signed with.
            hosts: The names by which the server may be asked for.
            public: Paths that are served without a session, and those below them.
            reviewer_of_token: Tells whose an access token is; None for one that is nobody's.
            upload_bytes: Largest body of a program's request below ``/api``.
        """
        self._app = app
        self._keys = keys
        self._hosts = hosts
        self._public = tuple(public)
        self._reviewer_of_token = reviewer_of_token
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it in one sentence."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        send = _with_headers(send)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            status, sentence = refusal
            await PlainTextResponse(sentence, status)(scope, receive, send)
            return
        largest = self._upload_bytes if scope.get("program") else BODY_BYTES
        await self._app(scope, _limited(receive, largest), send)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Why a request is not let through, or None; the session goes into ``scope``."""
        host = headers.get("host", "")
        if not self._hosts.allow(host):
            return 421, "This server is not reached by that name."
        if _below(scope["path"], INTERFACE) and "authorization" in headers:
            return self._refusal_of_program(scope, headers)
        session = self._session(headers)
        scope["session"] = session
        scope["csrf"] = self._keys.csrf(session) if session else ""
        if scope["method"] not in SAFE:
            if scope["method"] != "POST":
                return 405, "Only GET and POST are served."
            if not self._hosts.same_origin(headers.get("origin", ""), host):
                return 403, "This request does not come from a page of this server."
            if too_large := _too_large(headers, BODY_BYTES):
                return too_large
        if any(_below(scope["path"], open_) for open_ in self._public):
            return None
        if session is None:
            return 401, (
                "Open the link that voltag review printed when it started; with an access"
                " token, sign in at /enter."
            )
        if scope["method"] not in SAFE:
            token = headers.get(CSRF_HEADER, "")
            if not self._keys.is_csrf(session, token):
                return 403, "The page is out of date: load it again."
        return None

    def _refusal_of_program(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Why a request with an access token is not let through, or None."""
        word, _, token = headers["authorization"].partition(" ")
        reviewer = self._reviewer_of_token(token.strip()) if word.lower() == "bearer" else None
        if reviewer is None:
            return 401, "The access token is not known, or was revoked."
        scope["session"] = new_session(reviewer, by_token=True)
        scope["csrf"] = ""
        scope["program"] = True
        if scope["method"] in SAFE:
            return None
        if scope["method"] != "POST":
            return 405, "Only GET and POST are served."
        return _too_large(headers, self._upload_bytes)

    def _session(self, headers: Headers) -> Session | None:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return None
        found = cookies.get(COOKIE)
        return self._keys.session(found.value) if found else None


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", NOT_KEPT)
        await send(message)

    return sending


def _below(path: str, place: str) -> bool:
    return path == place or path.startswith(place + "/")


def _too_large(headers: Headers, largest: int) -> tuple[int, str] | None:
    """Why a body of the size that the headers give is refused, or None."""
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        return 411, "The size of the request is not given."
    if int(length) > largest:
        return 413, f"The request is larger than {largest // 1024} KiB."
    return None


def _limited(receive: Receive, largest: int) -> Receive:
    """Stop a body that is longer than it may be, whatever it said."""
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > largest:
            return {"type": "http.disconnect"}
        return message

    return receiving
