"""``voltag classify --watch``: how it is started, what it prints, how it ends."""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.batch.folders import files
from tests.cli.pdfs import PLAIN, VOLUNTEERS, pdf
from tests.cli.running import voltag, voltag_process
from voltag.batch.telling import Message

FAST = "[watch]\npoll_seconds = 0.2\nquiet_seconds = 0.5\n"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--watch", "--force"), "--watch and --force do not go together"),
        (("--webhook", "https://example.org"), "--webhook needs --watch"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    options: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    run = voltag("classify", tmp_path, "-o", tmp_path / "out", *options)
    assert run.exit_code == 2
    assert says in run.stderr


def test_a_webhook_that_cannot_be_used_ends_the_command(tmp_path: Path) -> None:
    options = ("--watch", "--webhook", "http://example.org/secret")
    run = voltag("classify", tmp_path, "-o", tmp_path / "out", *options)
    assert run.exit_code == 1
    assert "is another machine" in run.stderr
    assert "/secret" not in run.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("quiet", [True, False])
def test_the_command_hands_all_its_options_on(
    quiet: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def watched(paths: object, folder: Path, job: object, options: object, **more: Any) -> None:  # noqa: ANN401
        seen.update(more, paths=paths, folder=folder, options=options)
        for channel in more["channels"]:
            if channel.name == "standard output":
                channel.tell(Message("p", '{"path": "\\u009b31m"}', "i", "p", "d"))
        more["say"]("one\x1b[31m")

    monkeypatch.setattr("voltag.cli.watching.watch", watched)
    monkeypatch.setenv("VOLTAG_WEBHOOK", "https://example.org/hook")
    monkeypatch.setenv("VOLTAG_WEBHOOK_SECRET", "s" * 24)
    more = ["--quiet"] if quiet else []
    run = voltag("classify", tmp_path, "-o", tmp_path / "out", "--watch", "--workers", 3, *more)
    assert run.exit_code == 130
    names = [channel.name.split()[0] for channel in seen["channels"]]
    assert names == (["webhook"] if quiet else ["standard", "webhook"])
    assert seen["paths"] == (tmp_path,)
    assert seen["options"].workers == 3
    assert run.stdout == ("" if quiet else '{"path": "\\u009b31m"}\n')
    assert run.stderr.endswith("voltag: one\ufffd[31m\n")
    assert ("watching" in run.stderr) is not quiet


# --- the real process ---


@pytest.mark.long
def test_a_watch_judges_uploads_survives_a_kill_and_ends_on_sigterm(
    small_model: Path, tmp_path: Path
) -> None:
    inputs, out, fresh = tmp_path / "in", tmp_path / "out", tmp_path / "fresh"
    inputs.mkdir()
    settings = tmp_path / "fast.toml"
    settings.write_text(FAST)

    def start() -> "subprocess.Popen[str]":
        options = ("--watch", "--settings", settings, "--model", small_model, "--workers", 2)
        return voltag_process("classify", inputs, "-o", out, *options)

    def upload(name: str, repeat: int) -> None:
        part = inputs / f"{name}.part"
        part.write_bytes(pdf(VOLUNTEERS, PLAIN, title=f"Review {name}", repeat=repeat))
        part.rename(inputs / name)

    def next_lines(process: "subprocess.Popen[str]", count: int) -> list[str]:
        assert process.stdout is not None
        return [Path(json.loads(process.stdout.readline())["path"]).name for _ in range(count)]

    upload("a.pdf", 1)
    first = start()
    assert next_lines(first, 1) == ["a.pdf"]
    upload("b.pdf", 2)
    assert next_lines(first, 1) == ["b.pdf"]
    # Until it is noted that the line was printed, a watch that is killed prints it once more.
    wait_for(lambda: "b.pdf" in (out / ".voltag" / "told.jsonl").read_text(encoding="utf-8"))
    upload("c.pdf", 40)
    first.kill()
    first.communicate()

    second = start()
    assert next_lines(second, 1) == ["c.pdf"]
    refused = voltag("classify", inputs, "-o", out, "--model", small_model)
    assert refused.exit_code == 1
    assert f"process {second.pid}" in refused.stderr
    os.kill(second.pid, signal.SIGTERM)
    stdout, stderr = second.communicate(timeout=120)
    assert (second.returncode, stdout) == (130, ""), stderr
    run = voltag("classify", inputs, "-o", fresh, "--model", small_model, "--quiet")
    assert run.exit_code == 0
    assert files(out) == files(fresh)


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait until something holds that another process brings about."""
    for _ in range(600):
        if holds():
            return
        Event().wait(0.1)
    raise AssertionError("waited for a minute")
