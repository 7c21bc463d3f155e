"""Shares with their Wilson intervals."""

from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution, for an interval of 95%."""


@dataclass(frozen=True, slots=True)
class Share:
    """A count of a whole, with the 95% Wilson interval of the share."""

    count: int
    denominator: int
    share: float | None
    """None where the denominator is 0; then there is no interval either."""
    low: float | None
    high: float | None


def share(count: int, denominator: int) -> Share:
    """Return ``count`` of ``denominator`` with the 95% Wilson score interval, in 0..1.

    Raises:
        ValueError: the count is negative or above the denominator.
    """
    if not 0 <= count <= denominator:
        raise ValueError(f"{count} of {denominator} is not a share")
    if denominator == 0:
        return Share(count, denominator, None, None, None)
    p, z2 = count / denominator, _Z * _Z
    centre = (p + z2 / (2 * denominator)) / (1 + z2 / denominator)
    half = _Z * sqrt(p * (1 - p) / denominator + z2 / (4 * denominator**2)) / (1 + z2 / denominator)
    # At the ends the bound is the end itself; rounding must not leave it.
    low = 0.0 if count == 0 else max(centre - half, 0.0)
    high = 1.0 if count == denominator else min(centre + half, 1.0)
    return Share(count, denominator, p, low, high)
