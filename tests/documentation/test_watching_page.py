"""The patterns of docs/watching.md are ones that work."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
from urllib3 import HTTPResponse

from voltag.batch.telling import Message
from voltag.batch.webhook import Webhook
from voltag.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "watching.md"


def block(language: str) -> str:
    match = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert match is not None
    return match[1]


def starts(command: str) -> list[str]:
    """The arguments of ``voltag`` in a line of a unit or a crontab."""
    _, _, arguments = command.partition("/opt/voltag/bin/voltag ")
    return shlex.split(arguments)


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "voltag.service"
    unit.write_text(block("ini").replace("/opt/voltag/bin/voltag", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("language", ["ini", ""])
def test_the_commands_of_the_unit_and_the_crontab_are_right(language: str) -> None:
    text = (
        block(language) if language else PAGE.read_text(encoding="utf-8").split("## With cron")[1]
    )
    line = next(line for line in text.splitlines() if "/opt/voltag/bin/voltag" in line)
    verb, *arguments = starts(line)
    command = main.get_command(click.Context(main), verb)
    assert command is not None
    context = command.make_context(verb, arguments)
    assert context.params["out"] == Path("/var/lib/voltag/results")
    assert context.params["watched"] is (language == "ini")


def test_the_receiver_takes_what_is_sent_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    names: dict[str, Any] = {}
    exec(compile(block("python"), str(PAGE), "exec"), names)
    secret = "a secret of more than 24 bytes"
    sent: dict[str, Any] = {}

    def request(method: str, url: str, **more: Any) -> HTTPResponse:  # noqa: ANN401 - as in urllib3
        sent.update(more)
        return HTTPResponse(status=204)

    webhook = Webhook("https://example.org/", seconds=1, secret=secret)
    monkeypatch.setattr(webhook._pool, "request", request)
    webhook.tell(Message("a.pdf", '{"path": "a.pdf"}', "id", "a.pdf", "d"))
    headers, body = sent["headers"], sent["body"]
    is_genuine = names["is_genuine"]
    assert is_genuine(headers, body, secret.encode())
    assert not is_genuine(headers, body + b" ", secret.encode())
    assert not is_genuine(headers, body, b"another secret of 24 bytes")
    assert not is_genuine(headers | {"webhook-timestamp": "1"}, body, secret.encode())
