"""A model folder: the same bytes again, and nothing trusted that should not be."""

import hashlib
import json
from pathlib import Path

import pytest
import skops.io

from voltag.annotations import default_annotation_paths, read_annotations
from voltag.classify.persist import ModelError, find_model, load_model, rounded_model, save_model
from voltag.classify.train import Training, model_id, train
from voltag.settings import load_settings


@pytest.fixture(scope="module")
def training() -> Training:
    """A training on every third document: fast, with all labels."""
    annotations = read_annotations(default_annotation_paths())
    documents = sorted({a.document for a in annotations})[::3]
    return train([a for a in annotations if a.document in documents])


@pytest.fixture
def folder(training: Training, tmp_path: Path) -> Path:
    save_model(rounded_model(training.model), tmp_path / "model", {"card.md": "# card\n"})
    return tmp_path / "model"


def test_saving_twice_gives_the_same_bytes(
    training: Training, folder: Path, tmp_path: Path
) -> None:
    save_model(rounded_model(training.model), tmp_path / "again", {"card.md": "# card\n"})
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_a_model_labels_the_same_after_reading_back(training: Training, folder: Path) -> None:
    texts = [(a.text, a.language) for a in read_annotations(default_annotation_paths())[::20]]
    settings = load_settings()
    before = rounded_model(training.model).label(texts, settings)
    assert load_model(folder).label(texts, settings) == before


def test_a_missing_model_names_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="default"):
        find_model(str(tmp_path / "nothing"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("config.json", b"{", "not the description of a model"),
        ("config.json", b'{"format": 1}', "not the description of a model"),
        ("config.json", b"[]", "not the description of a model"),
        ("model.skops", b"changed", "is not the file"),
    ],
)
def test_a_damaged_model_is_refused(folder: Path, name: str, content: bytes, message: str) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match=message):
        load_model(folder)


def test_another_format_is_refused(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"format": 99}))
    with pytest.raises(ModelError, match="train the model again"):
        load_model(folder)


class Stranger:
    """A type that a model never has."""


def test_a_model_that_asks_for_other_types_is_refused(folder: Path) -> None:
    archive = skops.io.dumps({"blocks": Stranger()})
    (folder / "model.skops").write_bytes(archive)
    config = json.loads((folder / "config.json").read_text())
    config["sha256"] = hashlib.sha256(archive).hexdigest()
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="Stranger"):
        load_model(folder)


def test_other_files_are_not_overwritten(training: Training, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ModelError, match="holds other files"):
        save_model(training.model, tmp_path, {})


class TestShippedModel:
    """models/default is what `voltag train` makes of annotations/."""

    def test_it_was_trained_on_the_shipped_annotations(self) -> None:
        annotations = read_annotations(default_annotation_paths())
        assert load_model(find_model("default")).id == model_id(annotations, 0)
