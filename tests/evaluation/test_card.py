"""The card says what the evaluation says."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.evaluation.values import NOTHING, OWNED, SETTINGS, annotation, contribution, judged
from voltag.classify.model import VectorBlock
from voltag.classify.persist import load_model
from voltag.evaluation import evaluate
from voltag.evaluation.card import model_card


def test_a_card_has_intervals_calibration_thresholds_documents_and_versions(
    small_model: Path,
) -> None:
    annotations = [annotation(n, "contribution", **OWNED) for n in range(3)]
    annotations += [annotation(n) for n in range(3, 6)]
    labels = [contribution(0.9), NOTHING, contribution(0.8), contribution(0.75), NOTHING, NOTHING]
    model = load_model(small_model)
    evaluation = evaluate(judged(annotations, labels, model=model.id), SETTINGS, seed=4)
    card = model_card(model, annotations, evaluation)
    assert card.startswith(f"# {model.id}\n")
    assert "6 passages of 6 documents; origin: written." in card
    row = next(line for line in card.split("\n") if line.startswith("| contribution | 3 |"))
    assert "0.667 (" in row
    for heading in ("Calibration", "Thresholds", "Documents", "Limits", "To make it again"):
        assert f"\n## {heading}\n" in card
    assert "| all | references | 0.3 | 1 of 3, 33.3% (6.1-79.2) |" in card
    assert "--seed 4" in card
    assert "scikit-learn " in card


def test_a_card_says_by_what_a_model_judges_and_how_it_is_made_again(small_model: Path) -> None:
    annotations = [annotation(n, "contribution", **OWNED) for n in range(2)]
    light = load_model(small_model)
    nothing = np.zeros(0)
    vectors = VectorBlock("encoder-7", {}, nothing, nothing, nothing, 1.0)
    evaluation = evaluate(judged(annotations, [contribution(0.9)] * 2, model="m"), SETTINGS)
    of_light, of_both = (
        model_card(model, annotations, evaluation)
        for model in (light, replace(light, vectors=vectors))
    )
    assert "sentence vectors (encoder-7)" in of_both
    assert "--seed 0 --sentence-vectors` gives the same bytes" in of_both
    assert "sentence" not in of_light
    assert "--seed 0` gives the same bytes" in of_light
