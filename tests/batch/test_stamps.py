"""Whether a file is the one that was seen."""

import os
from pathlib import Path

from voltag.batch.stamps import Stamp, stamp_of

SECOND = 1_000_000_000


def test_file_that_was_not_touched_is_surely_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"a")
    later = path.stat().st_ctime_ns + 3 * SECOND
    seen = stamp_of(path, later)
    assert seen is not None
    assert seen.surely_same(stamp_of(path, later + SECOND) or seen)


def test_file_seen_within_the_tick_in_which_it_changed_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"a")
    seen = stamp_of(path, path.stat().st_ctime_ns + SECOND)
    assert seen is not None
    assert not seen.surely_same(seen)


def test_time_that_was_set_back_hides_no_change(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"a")
    os.utime(path, ns=(0, 0))
    first = path.stat()
    seen = Stamp(first.st_size, 0, first.st_ctime_ns - 9, first.st_ino, first.st_ctime_ns + 9)
    path.write_bytes(b"b")
    os.utime(path, ns=(0, 0))
    now = stamp_of(path, first.st_ctime_ns + 9 * SECOND)
    assert now is not None
    assert (now.size, now.modified, now.inode) == (seen.size, seen.modified, seen.inode)
    assert not seen.surely_same(now)


def test_what_is_not_there_has_no_stamp(tmp_path: Path) -> None:
    assert stamp_of(tmp_path / "gone", 0) is None
