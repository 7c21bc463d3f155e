"""When a file of a watched folder is complete."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from voltag.batch.arrivals import Arrivals, Arrived
from voltag.batch.paths import find_inputs
from voltag.settings import load_settings

WHOLE = b"%PDF-1.7 text %%EOF\n"
Looker = Callable[[float], Arrived]


@pytest.fixture
def look(tmp_path: Path) -> Looker:
    """Look at the folder; a file is complete after 10 seconds, one without an end after 60."""
    settings = replace(load_settings().watch, quiet_seconds=10.0, damaged_seconds=60.0)
    arrivals = Arrivals(settings)
    return lambda now: arrivals.look(find_inputs([tmp_path]).inputs, now)


def complete(arrived: Arrived) -> list[str]:
    return [arrival.item.path.name for arrival in arrived.complete]


def test_a_file_is_complete_once_it_has_not_changed_for_the_quiet_time(
    tmp_path: Path, look: Looker
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(WHOLE)
    assert [complete(look(now)) for now in (0, 5, 9)] == [[], [], []]
    with path.open("ab") as file:
        file.write(WHOLE)
    assert [complete(look(now)) for now in (12, 21)] == [[], []]
    assert complete(look(22)) == ["a.pdf"]


def test_a_file_that_is_moved_in_counts_from_when_it_was_seen_whatever_its_time(
    tmp_path: Path, look: Looker
) -> None:
    part = tmp_path / "a.pdf.part"
    part.write_bytes(WHOLE)
    os.utime(part, (1, 1))
    assert look(0).waiting == ()
    part.rename(tmp_path / "a.pdf")
    assert [complete(look(now)) for now in (100, 109, 110)] == [[], [], ["a.pdf"]]


def test_a_file_whose_time_is_set_back_and_whose_size_stays_has_changed(
    tmp_path: Path, look: Looker
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(WHOLE)
    look(0)
    before = path.stat()
    path.write_bytes(WHOLE.upper())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert complete(look(10)) == []
    assert complete(look(20)) == ["a.pdf"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 te", WHOLE + b"\0" * 5000])
def test_a_file_without_an_end_waits_longer_and_is_judged_then(
    content: bytes, tmp_path: Path, look: Looker
) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    assert [complete(look(now)) for now in (0, 10, 59, 60)] == [[], [], [], ["a.pdf"]]


def test_the_end_of_a_pdf_may_stand_before_a_little_else(tmp_path: Path, look: Looker) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x" * 3000 + WHOLE + b"\n" * 900)
    look(0)
    assert complete(look(10)) == ["a.pdf"]


def test_what_the_listing_says_is_checked_on_the_open_file(
    tmp_path: Path, look: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(WHOLE)
    stale = path.stat()
    look(0)
    path.write_bytes(WHOLE + WHOLE)
    with monkeypatch.context() as patch:
        # A network folder that still tells of the file as it was.
        patch.setattr(Path, "stat", lambda *args, **kwargs: stale)
        found = look(10)
    assert complete(found) == []
    assert len(found.waiting) == 1


def test_those_that_were_complete_first_come_first(tmp_path: Path, look: Looker) -> None:
    (tmp_path / "z.pdf").write_bytes(WHOLE)
    look(0)
    (tmp_path / "b.pdf").write_bytes(WHOLE)
    (tmp_path / "a.pdf").write_bytes(WHOLE)
    look(5)
    assert complete(look(20)) == ["z.pdf", "a.pdf", "b.pdf"]


def test_a_file_that_keeps_changing_is_overdue_after_the_long_time(
    tmp_path: Path, look: Looker
) -> None:
    path = tmp_path / "a.pdf"
    overdue = []
    for now in range(0, 80, 8):
        path.write_bytes(WHOLE * (1 + now))
        overdue.append(len(look(now).overdue))
    assert overdue == [0] * 8 + [1, 1]


def test_a_link_that_leads_nowhere_is_judged_in_the_end(tmp_path: Path, look: Looker) -> None:
    (tmp_path / "a.pdf").symlink_to("gone.pdf")
    assert [complete(look(now)) for now in (0, 59, 60)] == [[], [], ["a.pdf"]]


def test_a_file_that_is_gone_is_forgotten(tmp_path: Path, look: Looker) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(WHOLE)
    look(0)
    path.unlink()
    assert look(5).waiting == ()
    path.write_bytes(WHOLE)
    assert [complete(look(now)) for now in (11, 20, 21)] == [[], [], ["a.pdf"]]
