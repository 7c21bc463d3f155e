"""PDFs changed at random are read or refused, and never more than that."""

from pathlib import Path

import pytest

from tests.hostile.fuzzing import case, check, fuzz

SEED = 20261130
CASES = 500
QUICK = 100
"""How many of the cases are read by the quick tests; the long ones read the rest."""
KEPT = sorted((Path(__file__).parent / "kept").glob("*.pdf"))


def ended_badly(first: int, last: int) -> list[str]:
    found = fuzz(SEED, iter(range(first, last)), workers=2)
    return [f"case {crash.number} {crash.outcome}: {crash.says[-400:]}" for crash in found]


def test_changed_pdfs_are_read_or_refused() -> None:
    assert ended_badly(0, QUICK) == []


@pytest.mark.long
def test_more_changed_pdfs_are_read_or_refused() -> None:
    assert ended_badly(QUICK, CASES) == []


def test_the_same_seed_gives_the_same_cases() -> None:
    assert case(SEED, 7) == case(SEED, 7)
    assert case(SEED, 7) != case(SEED, 8)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_what_was_a_fault_once_is_none(path: Path, tmp_path: Path) -> None:
    check(path.read_bytes(), tmp_path)
