"""Reliability, at the share of the annotations and at that of whole documents."""

import numpy as np
import pytest

from tests.evaluation.values import NOTHING, OWNED, SETTINGS, annotation, contribution, judged
from voltag.evaluation.calibration import Reliability, reliabilities, shifted


def reliability(right: int, of: int, score: float) -> Reliability:
    """Of the English contribution score, when ``right`` of ``of`` passages so scored are one."""
    annotations = [
        annotation(
            2 * n + 1, "contribution" if n < right else "none", **(OWNED if n < right else {})
        )
        for n in range(of)
    ]
    found = reliabilities(judged(annotations, [contribution(score)] * of), SETTINGS)
    return next(r for r in found if (r.language, r.label) == ("en", "contribution"))


def test_scores_that_are_shares_have_no_error() -> None:
    found = reliability(3, 4, 0.75)
    assert found.expected_calibration_error == 0.0
    (only,) = found.bins
    assert (only.low, only.high, only.passages) == (0.7, 0.8, 4)
    assert (only.mean_score, only.observed) == (0.75, 0.75)


def test_scores_too_high_by_a_quarter_have_an_error_of_a_quarter() -> None:
    assert reliability(2, 4, 0.75).expected_calibration_error == 0.25


def test_calibrated_scores_stay_calibrated_at_the_share_of_documents() -> None:
    found = reliability(3, 4, 0.75)
    assert found.share_in_documents == SETTINGS.evaluation.contribution_share
    assert found.expected_calibration_error_in_documents == 0.0
    (only,) = found.bins_in_documents
    assert only.mean_score == pytest.approx(0.01, abs=1e-4)


def test_right_ones_among_the_sure_are_fewer_in_documents() -> None:
    found = reliability(3, 4, 0.75).sure[-1]
    assert found.threshold == SETTINGS.references.upper
    assert (found.in_annotations, found.in_documents) == (0.75, 0.01)
    assert reliability(1, 2, 0.1).sure[-1].in_annotations is None


def test_moving_to_another_share_is_undone_by_moving_back() -> None:
    scores = np.array([0.0, 0.2, 0.5, 0.9, 1.0])
    there = shifted(scores, 0.5, 0.01)
    assert there[2] == pytest.approx(0.01)
    assert there[[0, -1]].tolist() == [0.0, 1.0]
    assert shifted(there, 0.01, 0.5) == pytest.approx(scores)


def test_a_label_that_all_or_none_have_is_left_out() -> None:
    everything = [annotation(n, "contribution", **OWNED) for n in range(3)]
    assert reliabilities(judged(everything, [contribution(0.9)] * 3), SETTINGS) == ()
    nothing = [annotation(n) for n in range(3)]
    assert reliabilities(judged(nothing, [NOTHING] * 3), SETTINGS) == ()
