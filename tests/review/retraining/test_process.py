"""The process beside: one at a time, cancelled, killed, and told the truth about."""

import os
import signal
import threading
from pathlib import Path

import pytest

from voltag.review.retraining import process
from voltag.review.retraining.process import CancelledError, run, write_progress
from voltag.review.retraining.records import Progress, Request
from voltag.review.retraining.versions import RetrainingError, read_record

REQUEST = Request("b", "nowhere", (), False)


@pytest.fixture
def sigterm() -> object:
    """Put the handler of this process back after a test that runs a preparation in it."""
    handler = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, handler)


def test_a_preparation_tells_how_far_it_is(tmp_path: Path, sigterm: object) -> None:
    seen = []

    def prepare(folder: Path, tell: process.Tell) -> None:
        for done in range(1000):
            tell("Counting", done, 1000)
        seen.append(read_record(Progress, folder / process.PROGRESS))

    run(tmp_path, prepare)
    assert (seen[0].state, seen[0].step) == ("running", "Counting")
    found = process.progress(tmp_path)
    assert found is not None
    assert (found.state, found.done) == ("done", 1)


def test_what_fails_says_why_in_one_line(tmp_path: Path, sigterm: object) -> None:
    def prepare(folder: Path, tell: process.Tell) -> None:
        raise ValueError("no passage shows 'c2'; annotate some that do\nand more")

    with pytest.raises(ValueError, match="c2"):
        run(tmp_path, prepare)
    found = process.progress(tmp_path)
    assert found is not None
    assert (found.state, found.message) == (
        "failed",
        "no passage shows 'c2'; annotate some that do",
    )


def ended(folder: Path, prepare: process.Prepare) -> Progress:
    """What is noted of a preparation once it has run."""
    run(folder, prepare)
    found = process.progress(folder)
    assert found is not None
    return found


def test_a_cancelled_one_stops_at_its_next_step(tmp_path: Path, sigterm: object) -> None:
    def prepare(folder: Path, tell: process.Tell) -> None:
        tell("One", 0, 2)
        (folder / "cancel").touch()
        tell("Two", 1, 2)
        raise AssertionError("went on")

    assert ended(tmp_path, prepare).state == "cancelled"


def test_a_signal_cancels(tmp_path: Path, sigterm: object) -> None:
    def prepare(folder: Path, tell: process.Tell) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        raise AssertionError("went on")

    assert ended(tmp_path, prepare).state == "cancelled"


def test_cancelling_again_while_the_end_is_noted_changes_nothing(
    tmp_path: Path, sigterm: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled_again(folder: Path, found: Progress) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        write_progress(folder, found)

    def prepare(folder: Path, tell: process.Tell) -> None:
        monkeypatch.setattr(process, "write_progress", cancelled_again)
        os.kill(os.getpid(), signal.SIGTERM)
        raise AssertionError("went on")

    assert ended(tmp_path, prepare).state == "cancelled"


def test_one_that_was_killed_is_said_to_have_failed(tmp_path: Path) -> None:
    write_progress(tmp_path, Progress("running", "Training", 1, 6))
    found = process.progress(tmp_path)
    assert found is not None
    assert found.state == "failed"
    assert "Start it again" in found.message
    assert process.cancel(tmp_path) is False


def test_only_one_runs_at_a_time(tmp_path: Path) -> None:
    with process._lock(tmp_path) as held:
        assert held is not None
        refused: list[str] = []

        def start() -> None:
            try:
                process.start(tmp_path, REQUEST, {})
            except RetrainingError as error:
                refused.append(str(error))

        thread = threading.Thread(target=start)
        thread.start()
        thread.join()
        assert "already" in refused[0]
        assert process.is_running(tmp_path)
    assert not process.is_running(tmp_path)
    assert not (tmp_path / process.REQUEST).exists()


def test_a_process_of_its_own_notes_that_it_cannot_begin(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "preparation"
    process.start(folder, REQUEST, {"decisions.jsonl": b""})
    found = process.wait(folder)
    assert found is not None
    assert found.state == "failed"
    assert "nowhere" in found.message
    (folder / "left over").write_text("x", encoding="utf-8")
    process.start(folder, REQUEST, {"decisions.jsonl": b""})
    assert not (folder / "left over").exists()
    process.wait(folder)


def test_nothing_was_prepared(tmp_path: Path) -> None:
    assert process.progress(tmp_path) is None
    assert process.wait(tmp_path) is None
    assert issubclass(CancelledError, Exception)
