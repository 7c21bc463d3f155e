"""Shares and their Wilson intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from voltag.criteria.intervals import share


@given(st.integers(0, 400), st.integers(1, 400))
def test_interval_is_wilsons(count: int, denominator: int) -> None:
    count = min(count, denominator)
    found = share(count, denominator)
    known = binomtest(count, denominator).proportion_ci(0.95, "wilson")
    assert found.share == count / denominator
    assert (found.low, found.high) == pytest.approx((known.low, known.high), abs=1e-9)


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 0.658), (2, 0.342, 1.0)])
def test_ends_are_exact(count: int, low: float, high: float) -> None:
    found = share(count, 2)
    assert found.low == pytest.approx(low, abs=5e-4)
    assert found.high == pytest.approx(high, abs=5e-4)
    assert found.low == 0.0 or found.high == 1.0


def test_nothing_of_nothing_has_no_share() -> None:
    found = share(0, 0)
    assert (found.share, found.low, found.high) == (None, None, None)


@pytest.mark.parametrize(("count", "denominator"), [(-1, 3), (4, 3)])
def test_what_is_no_share_is_refused(count: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        share(count, denominator)
