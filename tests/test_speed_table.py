"""The table of ``make bench``: it is written as it is measured."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks import speed
from benchmarks.figures import Figure
from benchmarks.rows import Bench


def test_interrupted_run_leaves_what_was_measured_and_names_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first(bench: Bench) -> Iterator[Figure]:
        yield Figure("first", "how fast", 2.0, "times", "at most", 3.0)

    def second(bench: Bench) -> Iterator[Figure]:
        yield Figure("second", "how large", 5.0, "MiB")
        raise KeyboardInterrupt

    page = tmp_path / "page.md"
    page.write_text(f"Before\n\n{speed.BEGIN}\n{speed.END}\n\nAfter\n", encoding="utf-8")
    monkeypatch.setattr(speed, "ROWS", {"first": first, "second": second, "third": first})
    monkeypatch.setattr(sys, "argv", ["speed", "--quick", "--into", str(page)])
    # A run sets where caches are kept, for itself.
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    with pytest.raises(KeyboardInterrupt):
        speed.main()

    text = page.read_text(encoding="utf-8")
    assert text.startswith("Before")
    assert text.endswith("After\n")
    assert "| how fast | 2.00 times | at most 3 times | yes |" in text
    assert "| how large | 5.00 MiB |" in text
    assert "row `first`" not in text
    assert text.count("not measured to its end") == 2
    assert "row `second`" in text
    assert "row `third`" in text
    assert "these figures say nothing" in text
