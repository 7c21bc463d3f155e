"""Intervals by a bootstrap over documents, and the shares that are resampled.

Passages of one document resemble one another, so whole documents are drawn. A sample in which
a share has nothing to count says nothing and is left out.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

SAMPLES = 500
"""Bootstrap samples: enough for the second decimal of an interval's end."""

Interval = tuple[float, float]
"""The 2.5th and 97.5th percentile of a figure over the samples."""


@dataclass(frozen=True, slots=True)
class Draws:
    """Samples of documents: how often each is drawn, and which passages are its own."""

    times: np.ndarray
    """Whole numbers, shape (samples, documents)."""
    groups: np.ndarray
    """The number of each passage's document, shape (passages,)."""

    def total(self, flags: np.ndarray) -> np.ndarray:
        """How many of the passages drawn have the flag, shape (samples,)."""
        counts = np.bincount(self.groups, weights=flags, minlength=self.times.shape[1])
        total: np.ndarray = self.times @ counts
        return total

    def weights(self, order: np.ndarray) -> np.ndarray:
        """How often each passage is drawn, in the given order, shape (samples, passages)."""
        # float32 holds the whole numbers that sums reach here, and is quicker.
        weights: np.ndarray = self.times.astype(np.float32)[:, self.groups[order]]
        return weights


def drawn(groups: np.ndarray, seed: int) -> Draws:
    """Draw samples of as many documents as there are; ``groups`` numbers them from 0."""
    count = int(groups.max()) + 1 if len(groups) else 0
    if not count:
        return Draws(np.zeros((SAMPLES, 0)), groups)
    random = np.random.default_rng(seed)
    times = random.multinomial(count, np.full(count, 1 / count), size=SAMPLES)
    return Draws(times.astype(np.float64), groups)


def as_they_are(groups: np.ndarray) -> Draws:
    """The one sample in which every document is drawn once."""
    return Draws(np.ones((1, int(groups.max()) + 1 if len(groups) else 0)), groups)


def precision(draws: Draws, truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Share of what was predicted that is right, shape (samples,); NaN where nothing was."""
    return _divided(draws.total(truth & predicted), draws.total(predicted))


def recall(draws: Draws, truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Share of what is true that was predicted, shape (samples,); NaN where nothing is."""
    return _divided(draws.total(truth & predicted), draws.total(truth))


def f1(draws: Draws, truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Harmonic mean of precision and recall, shape (samples,); NaN where nothing is true."""
    true = draws.total(truth)
    result = _divided(2 * draws.total(truth & predicted), true + draws.total(predicted))
    result[true == 0] = np.nan
    return result


def macro_f1(
    draws: Draws, truths: Sequence[np.ndarray], predictions: Sequence[np.ndarray]
) -> np.ndarray:
    """Mean F1 of those labels that occur, shape (samples,)."""
    return mean_of_known([f1(draws, t, p) for t, p in zip(truths, predictions, strict=True)])


def mean_of_known(figures: Sequence[np.ndarray]) -> np.ndarray:
    """The mean over several figures of each sample, leaving out those that are NaN."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Mean of empty slice")
        result: np.ndarray = np.nanmean(np.stack(figures), axis=0)
    return result


def average_precision(draws: Draws, truth: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Mean precision over all recalls, as passages are taken by falling score.

    As scikit-learn defines it, for all samples at once; shape (samples,), NaN where all or
    none is true.
    """
    if not len(scores):
        return np.full(len(draws.times), np.nan)
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    weights = draws.weights(order)
    taken = np.cumsum(weights, axis=1)[:, ends].astype(np.float64)
    weights *= truth[order]
    found = np.cumsum(weights, axis=1)[:, ends].astype(np.float64)
    precisions = np.divide(found, taken, out=np.zeros_like(found), where=taken > 0)
    gained = np.diff(found, axis=1, prepend=0.0)
    result = _divided((precisions * gained).sum(axis=1), found[:, -1])
    result[found[:, -1] == taken[:, -1]] = np.nan
    return result


class Resampled:
    """Measures figures of passages as they are, and over samples of their documents."""

    def __init__(self, groups: np.ndarray, seed: int) -> None:
        self._once = as_they_are(groups)
        self._drawn = drawn(groups, seed)

    def measure(
        self, figure: Callable[[Draws], np.ndarray]
    ) -> tuple[float | None, Interval | None]:
        """Return a figure, rounded to four places, and its interval; None where undefined."""
        return point(figure(self._once)), interval(figure(self._drawn))


def interval(samples: np.ndarray) -> Interval | None:
    """The 95% interval of a figure from its samples; None where no sample has it."""
    known = samples[~np.isnan(samples)]
    if not len(known):
        return None
    low, high = np.quantile(known, (0.025, 0.975))
    return (round(float(low), 4), round(float(high), 4))


def point(samples: np.ndarray) -> float | None:
    """The first sample's figure, rounded to four places; None for NaN."""
    value = float(samples[0])
    return None if np.isnan(value) else round(value, 4)


def _divided(counted: np.ndarray, of: np.ndarray) -> np.ndarray:
    result: np.ndarray = np.divide(counted, of, out=np.full(counted.shape, np.nan), where=of > 0)
    return result
