"""Whether scores are probabilities: of passages scored 0.8, eight in ten should be a yes.

Shown twice: as the annotations are, and as they would look at the share of contributions in a
whole document, where passages without volunteering are far more frequent. For the second, every
passage weighs as its kind does there, and every score's odds are moved by the same factor
(Saerens et al. 2002).
"""

from dataclasses import dataclass

import numpy as np

from voltag.evaluation.labels import SCORED, Judged, rules_of
from voltag.settings import Settings
from voltag.types import Question

BINS = 10
QUESTION_OF: dict[str, Question] = {
    "contribution": "references",
    "ownership": "ownership",
    "integration": "integration",
    "measurement": "measurement",
}
"""The question of a verdict that each scored label decides."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The passages whose score lies in ``low`` to ``high``."""

    low: float
    high: float
    passages: int
    mean_score: float
    observed: float
    """Share that has the label, by the annotations."""


@dataclass(frozen=True, slots=True)
class SurePrecision:
    """Of the passages that score at least ``threshold``, the share that has the label."""

    threshold: float
    in_annotations: float | None
    in_documents: float | None
    """The same at the share of contributions in whole documents."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """The calibration of one label's score in one language."""

    language: str
    label: str
    share_in_annotations: float
    share_in_documents: float
    bins: tuple[Bin, ...]
    """Ten of equal width, without those that are empty."""
    expected_calibration_error: float
    """Mean distance of score and observed share over the bins (Naeini et al. 2015)."""
    bins_in_documents: tuple[Bin, ...]
    """The same, with scores and passages moved to the share in whole documents."""
    expected_calibration_error_in_documents: float
    sure: tuple[SurePrecision, ...]
    """At the lower and at the upper threshold of the question that the score decides."""


def reliabilities(judged: Judged, settings: Settings) -> tuple[Reliability, ...]:
    """The calibration of each scored label, by language.

    A label that all or no passages of a language have cannot be calibrated and is left out.
    """
    found = []
    for language in judged.languages():
        part = judged.of_language(language)
        contributing = rules_of(["contribution"])[0].truths(part)
        for rule in rules_of(SCORED):
            truth, scores = rule.truths(part), rule.scores(part)
            if scores is None or truth.all() or not truth.any():
                continue
            # An objective is as frequent among the contributions of documents as among these.
            in_documents = settings.evaluation.contribution_share * truth.sum() / contributing.sum()
            found.append(_reliability(language, rule.name, truth, scores, in_documents, settings))
    return tuple(found)


def _reliability(
    language: str,
    label: str,
    truth: np.ndarray,
    scores: np.ndarray,
    in_documents: float,
    settings: Settings,
) -> Reliability:
    here = float(truth.mean())
    weights = np.where(truth, in_documents / here, (1 - in_documents) / (1 - here))
    moved = shifted(scores, here, in_documents)
    bins, error = _bins(truth, scores, np.ones(len(truth)))
    moved_bins, moved_error = _bins(truth, moved, weights)
    thresholds = settings.thresholds(QUESTION_OF[label])
    return Reliability(
        language=language,
        label=label,
        share_in_annotations=round(here, 4),
        share_in_documents=round(in_documents, 4),
        bins=bins,
        expected_calibration_error=error,
        bins_in_documents=moved_bins,
        expected_calibration_error_in_documents=moved_error,
        sure=tuple(
            SurePrecision(
                bound,
                _weighted_share(truth, np.ones(len(truth)), scores >= bound),
                _weighted_share(truth, weights, scores >= bound),
            )
            for bound in (thresholds.lower, thresholds.upper)
        ),
    )


def shifted(scores: np.ndarray, share: float, to_share: float) -> np.ndarray:
    """Move probabilities from where ``share`` of passages is a yes to where ``to_share`` is."""
    factor = to_share * (1 - share) / ((1 - to_share) * share)
    moved: np.ndarray = scores * factor / (scores * factor + (1 - scores))
    return moved


def _bins(
    truth: np.ndarray, scores: np.ndarray, weights: np.ndarray
) -> tuple[tuple[Bin, ...], float]:
    """The filled bins, and the mean distance of score and share over them."""
    places = np.minimum((scores * BINS).astype(int), BINS - 1)
    bins, error = [], 0.0
    for place in np.unique(places).tolist():
        inside = places == place
        total = weights[inside].sum()
        mean = float((scores * weights)[inside].sum() / total)
        observed = float((truth * weights)[inside].sum() / total)
        error += abs(mean - observed) * float(total / weights.sum())
        bins.append(
            Bin(
                place / BINS,
                (place + 1) / BINS,
                int(inside.sum()),
                round(mean, 4),
                round(observed, 4),
            )
        )
    return tuple(bins), round(error, 4)


def _weighted_share(truth: np.ndarray, weights: np.ndarray, inside: np.ndarray) -> float | None:
    if not inside.any():
        return None
    return round(float((weights * truth)[inside].sum() / weights[inside].sum()), 4)
