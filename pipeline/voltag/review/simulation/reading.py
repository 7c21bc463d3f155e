"""Reading a pool of passages in an order: how soon the relevant ones are found."""

from collections.abc import Sequence

import numpy as np

from voltag.evaluation import resampling
from voltag.evaluation.resampling import Draws, Interval
from voltag.review.orders import Order
from voltag.review.simulation.records import RECALL, CurvePoint, Saving

CURVE = np.linspace(0.0, 1.0, 51)
"""Shares read at which the curve is measured."""


def saving(order: Order, sequence: Sequence[int], relevant: np.ndarray, draws: Draws) -> Saving:
    """Measure one order over documents as they are and drawn anew.

    ``sequence`` are the numbers of the passages in the order in which they are read,
    ``relevant`` says of each passage whether it is to be found. A passage of a document drawn
    twice is read twice.

    Raises:
        ValueError: none is relevant.
    """
    if not relevant.any():
        raise ValueError("no passage is relevant")
    places = np.asarray(sequence)
    once = _read(places, relevant, resampling.as_they_are(draws.groups))
    drawn = _read(places, relevant, draws)
    return _saving(order, once, drawn)


def by_chance(relevant: np.ndarray, draws: Draws) -> Saving:
    """What a random order costs on average over all such orders, exactly.

    Among n passages with r relevant ones the k-th of these is expected at place
    k (n + 1) / (r + 1), which is the mean of the negative hypergeometric distribution.
    """
    found = []
    for drawn in (resampling.as_they_are(draws.groups), draws):
        everything = drawn.times @ np.bincount(drawn.groups, minlength=drawn.times.shape[1])
        wanted = drawn.total(relevant)
        known = wanted > 0
        everything, wanted = everything[known], wanted[known]
        target = np.ceil(RECALL * wanted - 1e-9)
        read = target * (everything + 1) / (wanted + 1) / everything
        found.append((read, np.tile(CURVE, (len(read), 1))))
    return _saving(Order.RANDOM, *found)


_Measured = tuple[np.ndarray, np.ndarray]
"""For each sample the share to read, and the share found at each point of the curve."""


def _read(places: np.ndarray, relevant: np.ndarray, draws: Draws) -> _Measured:
    weights = draws.weights(places).astype(np.float64)
    read = np.cumsum(weights, axis=1)
    found = np.cumsum(weights * relevant[places], axis=1)
    known = found[:, -1] > 0
    read, found = read[known], found[known]
    target = np.ceil(RECALL * found[:, -1] - 1e-9)
    first = np.argmax(found >= target[:, None], axis=1)
    rows = np.arange(len(read))
    shares = read[rows, first] / read[:, -1]
    curve = np.empty((len(read), len(CURVE)))
    for row in rows:
        curve[row] = np.interp(
            CURVE * read[row, -1], np.append(0.0, read[row]), np.append(0.0, found[row])
        )
    return shares, curve / found[:, -1:]


def _saving(order: Order, once: _Measured, drawn: _Measured) -> Saving:
    read = resampling.point(once[0])
    interval = resampling.interval(drawn[0])
    assert read is not None
    assert interval is not None
    # Cohen et al. 2006: what is left unread beyond what the same recall leaves by chance.
    allowed = 1.0 - RECALL
    low, high = np.quantile(drawn[1], (0.025, 0.975), axis=0)
    return Saving(
        order,
        read,
        interval,
        round(1.0 - read - allowed, 4),
        _flipped(interval, allowed),
        tuple(
            CurvePoint(*(round(float(value), 4) for value in values))
            for values in zip(CURVE, once[1][0], low, high, strict=True)
        ),
    )


def _flipped(interval: Interval, allowed: float) -> Interval:
    low, high = interval
    return round(1.0 - high - allowed, 4), round(1.0 - low - allowed, 4)
