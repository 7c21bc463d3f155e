"""The nearest annotated passages: found, kept with the model, refused when tampered with."""

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Collection
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import a_few
from voltag.annotations import (
    Annotation,
    default_annotation_paths,
    find_annotations,
    read_annotations,
)
from voltag.classify import encoder
from voltag.classify.model import Model
from voltag.classify.neighbours import (
    Examples,
    Neighbourhood,
    NeighboursError,
    examples_from_bytes,
    examples_to_bytes,
    neighbourhood,
    text_hash,
)
from voltag.classify.persist import (
    ModelError,
    find_model,
    find_model_by_id,
    load_examples,
    load_model,
    rounded_model,
    save_model,
)
from voltag.classify.train import train
from voltag.records import from_json, to_json
from voltag.resources import annotations_folder
from voltag.types import QUESTIONS, Reference

FOLDER = find_model("default")
MEBIBYTE = 2**20


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(FOLDER)


@pytest.fixture(scope="module")
def examples(model: Model) -> Examples:
    found = load_examples(FOLDER, model)
    assert found is not None
    return found


def annotated(ids: Collection[str]) -> list[Annotation]:
    return find_annotations(default_annotation_paths(), ids)


def near(examples: Examples, model: Model, text: str, language: str = "en") -> Neighbourhood:
    return neighbourhood(examples, model, text, language, annotated)


def test_the_shipped_model_keeps_the_shipped_annotations(examples: Examples) -> None:
    annotations = read_annotations(default_annotation_paths())
    assert {(e.id, e.text_sha256) for e in examples.examples} == {
        (a.id, text_hash(a.text)) for a in annotations
    }
    assert (FOLDER / "neighbours.npz").stat().st_size < 4 * MEBIBYTE


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_annotated_passage_is_nearest_to_itself(
    examples: Examples, model: Model, language: str
) -> None:
    for annotation in read_annotations(default_annotation_paths())[::700]:
        if annotation.language != language:
            continue
        nearest = near(examples, model, annotation.text, language).nearest
        assert len(nearest) == 3
        # Values are kept in one byte, so that even the same text comes out a little off.
        assert nearest[0].similarity == pytest.approx(1.0, abs=0.002)
        assert nearest[0].text == annotation.text
        assert nearest[0].example.reference == annotation.reference
        assert nearest[0].similarity >= nearest[1].similarity >= nearest[2].similarity


def test_near_misses_have_near_misses_beside_them(examples: Examples, model: Model) -> None:
    text = "Three countries volunteered to pilot the voluntary national review."
    nearest = near(examples, model, text).nearest
    assert all(n.example.reference is not Reference.CONTRIBUTION for n in nearest)


def test_precedents_are_the_nearest_yes_and_no(examples: Examples, model: Model) -> None:
    found = near(examples, model, "After the flood, volunteers cooked for the evacuated.")
    assert set(found.precedents) == set(QUESTIONS)
    for question, precedent in found.precedents.items():
        assert precedent.accept is not None
        assert precedent.reject is not None
        assert precedent.accept.example.shows(question)
        assert not precedent.reject.example.shows(question)
        best = max(precedent.accept.similarity, precedent.reject.similarity)
        assert best == found.nearest[0].similarity
    assert from_json(Neighbourhood, to_json(found)) == found


def test_an_annotation_that_is_not_at_hand_or_has_changed_has_no_text(
    examples: Examples, model: Model
) -> None:
    text = "Volunteers planted trees."
    without = neighbourhood(examples, model, text, "en", lambda _: [])
    with_text = near(examples, model, text)
    assert [n.text for n in without.nearest] == [None] * 3
    assert [n.example for n in without.nearest] == [n.example for n in with_text.nearest]

    def rewritten(ids: Collection[str]) -> list[Annotation]:
        return [a.model_copy(update={"text": "Other words."}) for a in annotated(ids)]

    changed = neighbourhood(examples, model, text, "en", rewritten)
    assert [n.text for n in changed.nearest] == [None] * 3


def test_the_file_has_the_same_bytes_again(examples: Examples, model: Model) -> None:
    content = examples_to_bytes(examples)
    again = examples_from_bytes(content, model)
    assert again.examples == examples.examples
    assert examples_to_bytes(again) == content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "model")
    return tmp_path / "model"


def resigned(folder: Path, content: bytes) -> None:
    """Put ``content`` in the place of the neighbours, with its own hash in the config."""
    (folder / "neighbours.npz").write_bytes(content)
    config = json.loads((folder / "config.json").read_text())
    config["neighbours_sha256"] = hashlib.sha256(content).hexdigest()
    (folder / "config.json").write_text(json.dumps(config))


def test_a_file_that_was_tampered_with_is_refused(folder: Path, model: Model) -> None:
    content = (folder / "neighbours.npz").read_bytes()
    (folder / "neighbours.npz").write_bytes(content[:-1] + b"x")
    with pytest.raises(ModelError, match="is not the file"):
        load_examples(folder, model)
    (folder / "neighbours.npz").unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        load_examples(folder, model)


def archive(**arrays: np.ndarray) -> bytes:
    result = io.BytesIO()
    np.savez(result, allow_pickle=True, **arrays)
    return result.getvalue()


def test_a_strange_file_is_refused_and_nothing_is_unpickled(folder: Path, model: Model) -> None:
    pickled = np.array([{"a": 1}], dtype=object)
    none = np.frombuffer(b'{"examples": []}', dtype=np.uint8)
    strange = [
        b"no archive",
        archive(examples=pickled),
        archive(examples=none),
        archive(
            examples=none,
            values=np.array([1], "u1"),
            steps=np.array([10**9], "<i4"),
            lengths=np.array([1], "<i4"),
        ),
    ]
    for content in strange:
        resigned(folder, content)
        with pytest.raises(ModelError, match=r"neighbours\.npz: .*train the model again"):
            load_examples(folder, model)


def test_an_archive_that_unpacks_to_too_much_is_not_opened(model: Model) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target, target.open("a.npy", "w") as f:
        for _ in range(201):
            f.write(bytes(MEBIBYTE))
    with pytest.raises(NeighboursError, match="unpacks to more than"):
        examples_from_bytes(bomb.getvalue(), model)


def test_a_model_without_neighbours_has_none(folder: Path, model: Model) -> None:
    save_model(model, folder, {})
    assert not (folder / "neighbours.npz").exists()
    assert load_examples(folder, load_model(folder)) is None


def test_a_shipped_model_is_found_by_its_id(model: Model) -> None:
    assert find_model_by_id(model.id) == FOLDER
    assert find_model_by_id("voltag-000000000000") is None


def _vectors(texts: list[str]) -> np.ndarray:
    """Stand-ins for sentence vectors: of unit length, alike for texts that begin alike."""
    rows = np.zeros((len(texts), encoder.DIMENSIONS), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for place, character in enumerate(text[:60]):
            row[(ord(character) * 7 + place) % encoder.DIMENSIONS] += 1.0
    unit: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


@pytest.mark.filterwarnings("ignore")
def test_a_model_with_sentence_vectors_compares_these(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "_encode", _vectors)
    monkeypatch.setattr(encoder, "encoder_installed", lambda: True)
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: str(tmp_path / "cache"))
    source = annotations_folder()
    annotations = a_few(read_annotations([source / "en-a.jsonl", source / "zh-a.jsonl"]), 3)
    training = train(annotations, sentence_vectors=True)
    save_model(rounded_model(training.model), tmp_path / "model", {}, training.examples)
    model = load_model(tmp_path / "model")
    examples = load_examples(tmp_path / "model", model)
    assert examples is not None
    assert examples.rows.shape == (len(annotations), encoder.DIMENSIONS)
    own = annotations[-1]
    nearest = neighbourhood(examples, model, own.text, own.language, lambda _: annotations).nearest
    assert nearest[0].example.id == own.id
    assert nearest[0].similarity == pytest.approx(1.0, abs=0.001)

    from voltag.classify.explanation import explain
    from voltag.settings import load_settings

    result = explain(model, "Volunteers helped.", "en", load_settings())
    assert result.labels == model.label([("Volunteers helped.", "en")], load_settings())[0]
    for head in result.heads:
        assert head.vectors is not None
        parts = [head.intercept, head.vectors, head.shift or 0.0]
        parts += [s.log_odds for s in head.features]
        assert head.log_odds == pytest.approx(sum(parts), abs=1e-9)
    light = load_model(FOLDER)
    with pytest.raises(NeighboursError, match="cannot be read"):
        examples_from_bytes((tmp_path / "model" / "neighbours.npz").read_bytes(), light)
