"""Everything that is measured of one set of labels, as one value."""

import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from voltag import __version__
from voltag.evaluation.calibration import Reliability, reliabilities
from voltag.evaluation.confusion import Confusion, confusions
from voltag.evaluation.curves import Curves
from voltag.evaluation.documents import DocumentResults, annotated_documents, document_results
from voltag.evaluation.errors import Errors, worst_errors
from voltag.evaluation.labels import Judged
from voltag.evaluation.metrics import LanguageMetrics, language_metrics
from voltag.evaluation.precision_recall import PrecisionRecall, precision_recall_curves
from voltag.evaluation.slices import Slice, slices
from voltag.evaluation.thresholds import ThresholdTable, threshold_tables
from voltag.records import to_plain
from voltag.settings import Settings

LIBRARIES = ("numpy", "scipy", "scikit-learn", "spacy", "jieba", "OpenCC", "skops")
"""The libraries that a model's figures depend on."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation; where it is by language, ``all`` has all languages together."""

    method: str
    model: str | None
    seed: int
    versions: dict[str, str]
    languages: dict[str, LanguageMetrics]
    calibration: tuple[Reliability, ...]
    precision_recall: tuple[PrecisionRecall, ...]
    confusion: tuple[Confusion, ...]
    slices: tuple[Slice, ...]
    documents: tuple[DocumentResults, ...]
    thresholds: tuple[ThresholdTable, ...]
    errors: Errors
    curves: Curves | None
    """The learning curve and the transfer between languages; None unless they were asked for."""

    def as_dict(self) -> dict[str, Any]:
        """The evaluation as plain values for JSON."""
        return to_plain(self)


def evaluate(
    judged: Judged,
    settings: Settings,
    seed: int = 0,
    errors: int = 0,
    curves: Curves | None = None,
) -> Evaluation:
    """Measure the labels of ``judged`` against its annotations.

    ``seed`` is the bootstrap's, ``errors`` how many of the worst errors of each sort are kept
    with their text, and ``curves`` are passed on.

    Raises:
        ValueError: there is no annotation.
    """
    if not judged.annotations:
        raise ValueError("there is no annotation to evaluate on")
    documents = annotated_documents(judged)
    return Evaluation(
        method=judged.method,
        model=judged.model,
        seed=seed,
        versions=versions(),
        languages={
            language: language_metrics(judged.of_language(language), seed)
            for language in judged.languages()
        },
        calibration=reliabilities(judged, settings),
        precision_recall=precision_recall_curves(judged),
        confusion=confusions(judged),
        slices=slices(judged, settings, seed),
        documents=document_results(documents, settings),
        thresholds=threshold_tables(documents, settings),
        errors=worst_errors(judged, errors),
        curves=curves,
    )


def versions() -> dict[str, str]:
    """The versions of voltag, Python and the libraries that the figures depend on."""
    return {
        "voltag": __version__,
        "Python": platform.python_version(),
        **{library: version(library) for library in LIBRARIES},
    }
