"""A model supports a language when its cross-validated figures say that it is good enough."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.evaluation.values import SETTINGS
from voltag.classify.model import Model
from voltag.classify.persist import load_model
from voltag.criteria.intervals import share
from voltag.evaluation import Evaluation
from voltag.evaluation.labels import ALL
from voltag.evaluation.metrics import LabelMetrics, LanguageMetrics
from voltag.evaluation.resampling import Interval
from voltag.evaluation.support import shortfalls, supporting
from voltag.languages import language_codes
from voltag.resources import models_folder
from voltag.settings import Settings

GOOD = (0.85, 0.95)
POOR = (0.60, 0.90)


def measured(contribution: Interval | None, objectives: Interval | None) -> LanguageMetrics:
    """The metrics of a language with these two intervals."""
    middle = None if contribution is None else sum(contribution) / 2
    label = LabelMetrics(
        90, 90, middle, contribution, middle, contribution, middle, contribution, None, None
    )
    return LanguageMetrics(
        passages=200,
        documents=20,
        labels={"contribution": label},
        objectives_macro_f1=None if objectives is None else sum(objectives) / 2,
        objectives_macro_f1_interval=objectives,
        codes_macro_f1=None,
        codes_macro_f1_interval=None,
        none_called_contribution=share(0, 100),
    )


def evaluated(**languages: LanguageMetrics) -> Evaluation:
    """An evaluation of nothing but ``languages``, poor for all of them together."""
    return Evaluation(
        method="cross-validation",
        model=None,
        seed=0,
        versions={},
        languages={ALL: measured(POOR, POOR), **languages},
        calibration=(),
        precision_recall=(),
        confusion=(),
        slices=(),
        documents=(),
        thresholds=(),
        errors=None,  # type: ignore[arg-type]
        curves=None,
    )


@pytest.fixture
def model(small_model: Path) -> Model:
    return replace(load_model(small_model), languages=("en", "zh"))


def test_a_language_that_reaches_the_bar_is_supported(model: Model) -> None:
    evaluation = evaluated(en=measured(GOOD, GOOD), zh=measured(GOOD, GOOD))
    assert shortfalls(evaluation, SETTINGS) == ()
    assert supporting(model, evaluation, SETTINGS) is model


@pytest.mark.parametrize(
    ("contribution", "objectives", "figure"),
    [
        (POOR, GOOD, "contribution F1"),
        (GOOD, POOR, "objectives macro F1"),
        (None, GOOD, "contribution F1"),
        (GOOD, None, "objectives macro F1"),
    ],
)
def test_a_language_that_falls_short_is_trained_on_but_not_supported(
    model: Model, contribution: Interval | None, objectives: Interval | None, figure: str
) -> None:
    evaluation = evaluated(en=measured(GOOD, GOOD), zh=measured(contribution, objectives))
    (shortfall,) = shortfalls(evaluation, SETTINGS)
    assert (shortfall.language, shortfall.figure) == ("zh", figure)
    short = supporting(model, evaluation, SETTINGS)
    assert short.languages == ("en",)
    assert short.id == model.id
    label = short.label([("志愿者每周为独居老人送餐。", "zh")], SETTINGS)[0]
    assert label.scores.contribution == 0.0


def test_a_shortfall_says_what_was_reached_and_what_is_wanted() -> None:
    evaluation = evaluated(fr=measured(POOR, None))
    assert [str(shortfall) for shortfall in shortfalls(evaluation, SETTINGS)] == [
        "contribution F1 may be 0.600 (95% interval), 0.800 is wanted",
        "objectives macro F1 cannot be told (95% interval), 0.700 is wanted",
    ]


def test_the_bar_is_a_setting(model: Model) -> None:
    evaluation = evaluated(en=measured(POOR, POOR))
    lower: Settings = replace(
        SETTINGS, support=replace(SETTINGS.support, contribution_f1=0.5, objectives_f1=0.5)
    )
    assert supporting(model, evaluation, lower).languages == ("en", "zh")
    assert supporting(model, evaluation, SETTINGS).languages == ("zh",)


@pytest.mark.parametrize("name", ["default", "multilingual"])
def test_a_shipped_model_supports_what_its_own_metrics_bear_out(name: str) -> None:
    folder = models_folder() / name
    recorded = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["languages"]
    reached = {
        language
        for language, metrics in recorded.items()
        if language != ALL
        and metrics["labels"]["contribution"]["f1_interval"][0] >= SETTINGS.support.contribution_f1
        and metrics["objectives_macro_f1_interval"][0] >= SETTINGS.support.objectives_f1
    }
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert set(config["languages"]) == reached
    assert reached <= set(language_codes())
