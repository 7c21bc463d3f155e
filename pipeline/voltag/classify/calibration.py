"""Calibration: from decision values on unseen passages to probabilities (Platt 1999)."""

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from voltag.classify.fitting import Calibration
from voltag.classify.questions import Put
from voltag.types import Objective

NEVER = -10.0
"""Log odds of a label that no passage of a fold shows."""


def calibrate(
    index: int, questions: Sequence[Put], decisions: np.ndarray, known: np.ndarray
) -> Calibration:
    """Calibrate question ``index`` on the passages ``known``.

    A question is calibrated by its own values (Platt 1999); an objective by those of all
    three, because a contribution that is plainly one of them is less likely another.
    """
    question = questions[index].restricted(known)
    counted = question.asked & question.reached
    answers = question.answers[counted]
    if answers.all() or not answers.any():
        return Calibration({}, NEVER)
    used = [index]
    if question.name in list(Objective):
        used = [i for i, other in enumerate(questions) if other.name in list(Objective)]
    keys = [(part, i) for part in range(len(decisions)) for i in used]
    values = np.stack([decisions[part, i, known[counted]] for part, i in keys], axis=1)
    fitted = LogisticRegression(C=1e3).fit(values, answers)
    factors = dict(zip(keys, fitted.coef_[0].tolist(), strict=True))
    for part in range(len(decisions)):
        # A head that says the opposite of the truth on unseen text knows nothing.
        factors[part, index] = max(factors[part, index], 0.0)
    return Calibration(factors, float(fitted.intercept_[0]))


def held_out_chances(
    questions: Sequence[Put], decisions: np.ndarray, folds: list[tuple[np.ndarray, np.ndarray]]
) -> tuple[dict[str, float], ...]:
    """Probabilities for every annotation, each fold calibrated on the other four."""
    chances: list[dict[str, float]] = [{} for _ in range(decisions.shape[2])]
    for inside, held_out in folds:
        for index, question in enumerate(questions):
            calibration = calibrate(index, questions, decisions, inside)
            logits = np.full(len(held_out), calibration.constant)
            for (part, other), factor in calibration.factors.items():
                logits += factor * decisions[part, other, held_out]
            values = 1.0 / (1.0 + np.exp(-np.clip(logits, -40.0, 40.0)))
            for i, value in zip(held_out, values.tolist(), strict=True):
                chances[i][question.name] = value
    return tuple(chances)
