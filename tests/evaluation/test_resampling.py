"""Resampled shares are those that counting and scikit-learn give."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

from voltag.evaluation import resampling


@pytest.fixture
def values() -> dict[str, np.ndarray]:
    """Sixty passages of ten documents, with tied scores."""
    random = np.random.default_rng(3)
    truth = random.random(60) < 0.4
    scores = np.round(np.clip(truth * 0.3 + random.random(60) * 0.7, 0, 1), 1)
    return {
        "groups": np.repeat(np.arange(10), 6),
        "truth": truth,
        "scores": scores,
        "predicted": scores >= 0.5,
    }


def weighted(draws: resampling.Draws, sample: int) -> np.ndarray:
    weights: np.ndarray = draws.times[sample][draws.groups]
    return weights


@pytest.mark.parametrize("drawn", [False, True])
def test_shares_are_those_of_scikit_learn(values: dict[str, np.ndarray], drawn: bool) -> None:
    groups, truth, predicted = values["groups"], values["truth"], values["predicted"]
    draws = resampling.drawn(groups, 0) if drawn else resampling.as_they_are(groups)
    for sample in range(min(5, len(draws.times))):
        weights = weighted(draws, sample)
        for ours, theirs in (
            (resampling.precision, precision_score),
            (resampling.recall, recall_score),
            (resampling.f1, f1_score),
        ):
            expected = theirs(truth, predicted, sample_weight=weights)
            assert ours(draws, truth, predicted)[sample] == pytest.approx(expected)
        assert resampling.average_precision(draws, truth, values["scores"])[
            sample
        ] == pytest.approx(average_precision_score(truth, values["scores"], sample_weight=weights))


def test_whole_documents_are_drawn(values: dict[str, np.ndarray]) -> None:
    draws = resampling.drawn(values["groups"], 0)
    assert (draws.times.sum(axis=1) == 10).all()
    weights = draws.weights(np.arange(60)).reshape(len(draws.times), 10, 6)
    assert (weights == weights[:, :, :1]).all()


def test_the_same_seed_gives_the_same_samples(values: dict[str, np.ndarray]) -> None:
    first, again, other = (resampling.drawn(values["groups"], seed).times for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_one_document_has_no_spread(values: dict[str, np.ndarray]) -> None:
    resampled = resampling.Resampled(np.zeros(60, dtype=int), 0)
    point, interval = resampled.measure(
        lambda draws: resampling.f1(draws, values["truth"], values["predicted"])
    )
    assert interval == (point, point)


@pytest.mark.parametrize("figure", [resampling.recall, resampling.f1, resampling.average_precision])
def test_what_nothing_has_cannot_be_measured(
    values: dict[str, np.ndarray],
    figure: Callable[[resampling.Draws, np.ndarray, np.ndarray], np.ndarray],
) -> None:
    nothing = np.zeros(60, dtype=bool)
    resampled = resampling.Resampled(values["groups"], 0)
    given = values["scores"] if figure is resampling.average_precision else values["predicted"]
    assert resampled.measure(lambda draws: figure(draws, nothing, given)) == (None, None)


def test_the_mean_of_nothing_is_not_known() -> None:
    unknown, known = np.array([np.nan, np.nan]), np.array([1.0, np.nan])
    assert resampling.mean_of_known([unknown, known])[0] == 1.0
    assert np.isnan(resampling.mean_of_known([unknown, known])[1])
