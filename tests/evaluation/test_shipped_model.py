"""models/default is what `voltag train` makes of annotations/, and as good as it says."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from voltag.annotations import Annotation, default_annotation_paths, read_annotations
from voltag.classify.persist import find_model, load_model, rounded_model
from voltag.classify.train import Training, train
from voltag.evaluation import Evaluation, evaluate, judged_held_out
from voltag.evaluation.card import model_card
from voltag.settings import load_settings
from voltag.types import NO_SCORES

pytestmark = pytest.mark.long

LEEWAY = 0.005
"""How much a figure may fall because other versions of the libraries round otherwise."""


@pytest.fixture(scope="module")
def annotations() -> list[Annotation]:
    return read_annotations(default_annotation_paths())


@pytest.fixture(scope="module")
def training(annotations: list[Annotation]) -> Training:
    """The training of the shipped model, done again."""
    return train(annotations)


@pytest.fixture(scope="module")
def evaluation(annotations: list[Annotation], training: Training) -> Evaluation:
    settings = load_settings()
    return evaluate(judged_held_out(training, annotations, settings, training.model.id), settings)


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    values: dict[str, Any] = json.loads(
        (find_model("default") / "metrics.json").read_text(encoding="utf-8")
    )
    return values


def test_training_again_gives_its_labels(annotations: list[Annotation], training: Training) -> None:
    settings = load_settings()
    shipped = load_model(find_model("default"))
    # Of a language that its figures do not reach the bar for, the shipped model judges nothing.
    texts = [(a.text, a.language) for a in annotations if a.language in shipped.languages]
    pairs = list(
        zip(
            rounded_model(training.model).label(texts, settings),
            shipped.label(texts, settings),
            strict=True,
        )
    )
    # Another processor adds up in another order: a score may differ in its last decimal, and a
    # label where its score is that close to the bar.
    for now, then in pairs:
        assert asdict(now.scores) == pytest.approx(asdict(then.scores), abs=0.001)
    others = sum(
        replace(now, scores=NO_SCORES) != replace(then, scores=NO_SCORES) for now, then in pairs
    )
    assert others <= len(pairs) / 1000


def test_metrics_are_not_below_those_recorded(
    evaluation: Evaluation, recorded: dict[str, Any]
) -> None:
    now = evaluation.as_dict()["languages"]
    fallen = []
    for language, metrics in recorded["languages"].items():
        pairs = {
            name: (metrics[name], now[language][name])
            for name in ("objectives_macro_f1", "codes_macro_f1")
        }
        for label, values in metrics["labels"].items():
            for figure in ("f1", "average_precision"):
                pairs[f"{label} {figure}"] = (
                    values[figure],
                    now[language]["labels"][label][figure],
                )
        fallen += [
            f"{language} {name}: {before} -> {after}"
            for name, (before, after) in pairs.items()
            if before is not None and (after is None or after < before - LEEWAY)
        ]
    assert fallen == []


def test_its_metrics_and_card_are_those_of_training_it_again(
    annotations: list[Annotation], evaluation: Evaluation, recorded: dict[str, Any]
) -> None:
    found = json.loads(json.dumps(evaluation.as_dict()))
    if found["versions"] != recorded.get("versions"):
        pytest.skip("made with other versions, so figures may differ in the last place")
    assert found == recorded
    card = (find_model("default") / "card.md").read_text(encoding="utf-8")
    model = load_model(find_model("default"))
    assert model_card(model, annotations, evaluation) == card
