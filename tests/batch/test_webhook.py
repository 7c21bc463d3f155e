"""Posting verdicts to a receiver on this machine, and trying again where it fails."""

import base64
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.batch.watched import Heard, Watch
from voltag.batch.telling import Message, TellingError
from voltag.batch.webhook import Webhook, WebhookError

MESSAGE = Message("in/a.pdf", '{"path": "in/a.pdf", "title": "評估"}', "id-1", "in/a.pdf", "d")
SECRET = "a secret of more than 24 bytes"


class Receiver:
    """An HTTP server that answers with the statuses it is given, then with 204."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.length = 0
        """Bytes that each answer promises, and does not send."""
        self.hold = threading.Event()
        """While this is set, nothing is answered."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.requests.append((self.path, headers, body))
                if receiver.hold.is_set():
                    self.close_connection = True
                    return
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(receiver.length))
                self.end_headers()

            def log_message(self, *_: Any) -> None:  # noqa: ANN401 - as in http.server
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook/token?key=private"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setattr("voltag.batch.webhook._PAUSE", 0.0)
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def test_posts_the_line_as_it_is_with_an_id_and_a_signature(receiver: Receiver) -> None:
    Webhook(receiver.url, seconds=5, secret=SECRET, clock=lambda: 1700000000.9).tell(MESSAGE)
    [(path, headers, body)] = receiver.requests
    assert path == "/hook/token?key=private"
    assert body == MESSAGE.line.encode("utf-8")
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == "id-1"
    signed = b"id-1.1700000000." + body
    expected = base64.b64encode(hmac.digest(SECRET.encode(), signed, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-timestamp"] == "1700000000"


def test_the_signature_is_that_of_the_specifications_own_example(receiver: Receiver) -> None:
    # The example that the reference libraries of Standard Webhooks are tested with.
    message = Message("", '{"test": 2432232314}', "msg_p5jXN8AQM9LWM0D4loKWxJek", "", "")
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    Webhook(receiver.url, seconds=5, secret=secret, clock=lambda: 1614265330).tell(message)
    signature = receiver.requests[0][1]["webhook-signature"]
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_without_a_secret_nothing_is_signed(receiver: Receiver) -> None:
    Webhook(receiver.url, seconds=5).tell(MESSAGE)
    assert "webhook-signature" not in receiver.requests[0][1]


def test_a_busy_receiver_is_asked_again_at_once(receiver: Receiver) -> None:
    receiver.answers = [503, 429]
    Webhook(receiver.url, seconds=5).tell(MESSAGE)
    assert [headers["webhook-id"] for _, headers, _ in receiver.requests] == ["id-1"] * 3


@pytest.mark.parametrize(("status", "requests"), [(400, 1), (404, 1), (500, 1), (503, 3)])
def test_a_refusal_is_an_error_that_names_the_host_alone(
    status: int, requests: int, receiver: Receiver
) -> None:
    receiver.answers = [status] * 5
    with pytest.raises(TellingError, match=rf"^127\.0\.0\.1:\d+ answered {status}$") as error:
        Webhook(receiver.url, seconds=5).tell(MESSAGE)
    assert error.value.reached
    assert len(receiver.requests) == requests


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, receiver: Receiver) -> None:
    receiver.answers = [status]
    with pytest.raises(TellingError, match="a redirect, which is not followed"):
        Webhook(receiver.url, seconds=5).tell(MESSAGE)
    assert len(receiver.requests) == 1


def test_a_receiver_that_breaks_the_connection_was_not_reached(receiver: Receiver) -> None:
    receiver.hold.set()
    with pytest.raises(TellingError, match=r"cannot be reached \(\w+\)$") as error:
        Webhook(receiver.url, seconds=5).tell(MESSAGE)
    assert not error.value.reached
    assert "private" not in str(error.value)


def test_a_receiver_that_does_not_answer_is_not_waited_for(receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(TellingError, match=r"\(ReadTimeoutError\)$") as error:
            Webhook(url, seconds=0.05).tell(MESSAGE)
    assert not error.value.reached


def test_an_answer_without_an_end_is_not_read(receiver: Receiver) -> None:
    receiver.length = 10**9
    Webhook(receiver.url, seconds=0.5).tell(MESSAGE)
    assert len(receiver.requests) == 1


def test_the_name_of_the_channel_tells_addresses_apart_and_nothing_else(
    receiver: Receiver,
) -> None:
    names = {
        Webhook(url, seconds=1).name for url in (receiver.url, receiver.url, receiver.url + "x")
    }
    assert len(names) == 2
    assert not any("private" in name or "token" in name for name in names)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://example.org/hook", "is another machine"),
        ("http://127.0.0.1.example.org/", "is another machine"),
        ("ftp://localhost/", "must begin with https://"),
        ("localhost:80/hook", "must begin with https://"),
        ("https://", "must begin with https://"),
        ("https://[::1/", "cannot be read"),
        ("https://host:99999/", "cannot be read"),
        ("https://user:hidden@host/", "has a name or password in it"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, says: str) -> None:
    with pytest.raises(WebhookError, match=says) as error:
        Webhook(url, seconds=1)
    assert "hidden" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["https://example.org/x", "http://localhost:1/", "http://[::1]:1/", "http://127.9.0.1/"]
)
def test_https_and_this_machine_may_be_used(url: str) -> None:
    assert Webhook(url, seconds=1).host in url


@pytest.mark.parametrize(("secret", "says"), [("short", "5 bytes"), ("whsec_%%%", "not base64")])
def test_a_secret_that_is_none_is_refused(secret: str, says: str) -> None:
    with pytest.raises(WebhookError, match=says):
        Webhook("https://example.org/", seconds=1, secret=secret)


# --- in a watch ---


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    (tmp_path / "in").mkdir()
    made = Watch(tmp_path / "in", tmp_path / "out")
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        made.put(name, name)()
    return made


def titles(receiver: Receiver) -> list[str]:
    return [json.loads(body)["title"][:5] for _, _, body in receiver.requests]


def test_a_watch_posts_each_verdict(watch: Watch, receiver: Receiver) -> None:
    watch.until(30, channels=[Webhook(receiver.url, seconds=5)])
    assert titles(receiver) == ["a.pdf", "b.pdf", "c.pdf"]


def test_a_receiver_that_is_down_is_told_later_and_holds_nothing_up(
    watch: Watch, receiver: Receiver
) -> None:
    receiver.hold.set()
    watch.at(40, watch.put("d.pdf", "d.pdf"))
    watch.at(70, receiver.requests.clear).at(70, receiver.hold.clear)
    watch.until(200, channels=[watch.heard, Webhook(receiver.url, seconds=5)])
    assert [name for name, _ in watch.heard.told] == ["a.pdf", "b.pdf", "c.pdf", "d.pdf"]
    assert titles(receiver) == ["a.pdf", "b.pdf", "c.pdf", "d.pdf"]
    down, up = watch.said
    assert "cannot be reached" in down
    assert "private" not in down
    assert up == "webhook: reached again, and nothing is left to tell"


def test_failures_stand_in_the_notes(watch: Watch, receiver: Receiver) -> None:
    receiver.answers = [400] * 100
    watch.until(20, channels=[Webhook(receiver.url, seconds=5)])
    notes = (watch.out / ".voltag" / "told.jsonl").read_text(encoding="utf-8")
    failed = [json.loads(line) for line in notes.splitlines()]
    assert {Path(note["path"]).name for note in failed} == {"a.pdf", "b.pdf", "c.pdf"}
    assert {note["failed"].split()[-1] for note in failed} == {"400"}
    assert "private" not in notes


class Refusing(Heard):
    """Wants none of some documents, and notes when it was asked for which."""

    def __init__(self, watch: Watch, *refused: str) -> None:
        super().__init__()
        self.asked: list[tuple[float, str]] = []
        self._watch, self._refused = watch, refused

    def tell(self, message: Message) -> None:
        name = Path(message.path).name
        self.asked.append((round(self._watch.now), name))
        if name in self._refused:
            raise TellingError("host answered 400", reached=True)
        super().tell(message)


def test_a_message_that_is_refused_keeps_no_other_back(watch: Watch) -> None:
    channel = Refusing(watch, "a.pdf")
    watch.at(20, watch.put("d.pdf", "d.pdf")).until(1000, channels=[channel])
    assert [name for name, _ in channel.told] == ["b.pdf", "c.pdf", "d.pdf"]
    assert watch.said == [
        f"webhook: host answered 400; {watch.inputs.as_posix()}/a.pdf is told later"
    ]


def test_pauses_between_the_tries_grow_up_to_the_longest(watch: Watch) -> None:
    watch = Watch(watch.inputs, watch.out, webhook_pause=60.0)
    channel = Refusing(watch, "a.pdf", "b.pdf", "c.pdf")
    watch.until(400, channels=[channel])
    moments = sorted({moment for moment, _ in channel.asked})
    pauses = [after - before for before, after in pairwise(moments)]
    assert pauses == [15, 30, 60, 60, 60, 60, 60]
    # All three are tried each time, for it may be the messages.
    assert len(channel.asked) == 3 * len(moments)
