"""What all tests share: hypothesis without chance, and a small model."""

import warnings
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from voltag.annotations import Annotation, read_annotations
from voltag.classify.persist import (
    ModelError,
    find_model,
    load_model,
    rounded_model,
    save_model,
)
from voltag.classify.train import train
from voltag.resources import annotations_folder

settings.register_profile("voltag", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("voltag")
# Coordinates, scores and shares are finite numbers.
st.register_type_strategy(float, st.floats(0, 1000))

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample corpus."""
    return ROOT / "corpus" / "samples"


@pytest.fixture(scope="session")
def real() -> Path:
    """Real documents, which do not belong to the repository."""
    folder = ROOT.parent / "shared" / "real"
    if not folder.is_dir():
        pytest.skip(f"no real documents at {folder}")
    return folder


def a_few(annotations: list[Annotation], each: int) -> list[Annotation]:
    """The first annotations in which every label of every language stands ``each`` times."""
    seen: Counter[tuple[str, str]] = Counter()
    chosen = []
    for annotation in annotations:
        labels = [annotation.reference, annotation.polarity, *annotation.codes]
        keys = [(annotation.language, str(label)) for label in labels]
        if annotation.b4_kind:
            keys.append(("any", annotation.b4_kind))
        if any(seen[key] < each for key in keys):
            chosen.append(annotation)
            seen.update(keys)
    return chosen


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the shipped model, or else of one trained on about a hundred annotations.

    The latter is quick and not good: no test may depend on how well it judges.
    """
    try:
        default = find_model("default")
        load_model(default)
    except ModelError:
        pass
    else:
        return default
    folder = annotations_folder()
    annotations = read_annotations([folder / "en-a.jsonl", folder / "zh-a.jsonl"])
    model = tmp_path_factory.mktemp("model") / "small"
    with warnings.catch_warnings():
        # So few annotations do not fill all folds; tests/classify tells when that matters.
        warnings.simplefilter("ignore")
        training = train(a_few(annotations, 3))
    save_model(rounded_model(training.model), model, {})
    return model
