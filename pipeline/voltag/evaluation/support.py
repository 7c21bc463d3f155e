"""Which of the languages that a model was trained on it is good enough to support.

A model labels text of its languages only; a document in any other is left open, as
``unsupported_language``. That is decided here, by the cross-validated figures of the same
training, and nowhere else.
"""

from dataclasses import dataclass, replace

from voltag.classify.model import Model
from voltag.evaluation.evaluate import Evaluation
from voltag.evaluation.labels import ALL
from voltag.evaluation.metrics import LanguageMetrics
from voltag.settings import Settings, SupportSettings


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A figure by which a language is not good enough."""

    language: str
    figure: str
    """What was measured, as a sentence calls it."""
    reached: float | None
    """The lower end of its 95% interval; None where nothing can be said."""
    wanted: float

    def __str__(self) -> str:
        """As a sentence goes on: what was reached and what is wanted."""
        reached = "cannot be told" if self.reached is None else f"may be {self.reached:.3f}"
        return f"{self.figure} {reached} (95% interval), {self.wanted:.3f} is wanted"


def shortfalls(evaluation: Evaluation, settings: Settings) -> tuple[Shortfall, ...]:
    """Return every figure of every language that does not reach ``settings.support``."""
    return tuple(
        shortfall
        for language, metrics in evaluation.languages.items()
        if language != ALL
        for shortfall in _of_language(language, metrics, settings.support)
    )


def supporting(model: Model, evaluation: Evaluation, settings: Settings) -> Model:
    """Return ``model`` for the languages that ``evaluation`` says it is good enough for.

    Its id stays: what it learnt is the same. ``evaluation`` is the cross-validated one of the
    same training.
    """
    short = {shortfall.language for shortfall in shortfalls(evaluation, settings)}
    kept = tuple(code for code in model.languages if code not in short)
    return model if kept == model.languages else replace(model, languages=kept)


def _of_language(
    language: str, metrics: LanguageMetrics, bar: SupportSettings
) -> tuple[Shortfall, ...]:
    contribution = metrics.labels["contribution"].f1_interval
    objectives = metrics.objectives_macro_f1_interval
    measured = (
        ("contribution F1", contribution and contribution[0], bar.contribution_f1),
        ("objectives macro F1", objectives and objectives[0], bar.objectives_f1),
    )
    return tuple(
        Shortfall(language, figure, reached, wanted)
        for figure, reached, wanted in measured
        if reached is None or reached < wanted
    )
