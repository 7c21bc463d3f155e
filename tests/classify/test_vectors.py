"""How sentence vectors become columns, and what is learnt from them."""

import numpy as np
import pytest

from voltag.classify.fitting import (
    VECTOR_DIRECTIONS,
    fit_vector_block,
    fit_vector_heads,
)
from voltag.classify.model import VECTOR_COLUMNS
from voltag.classify.questions import Put

LANGUAGES = ["en", "zh"] * 40


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """Vectors of 80 passages: two subjects, and a shift by language."""
    drawn = np.random.default_rng(0).normal(size=(len(LANGUAGES), VECTOR_COLUMNS))
    drawn[:, 0] += np.where(_first_subject(), 6.0, -6.0)
    drawn[:, 1] += [0.0 if language == "en" else 50.0 for language in LANGUAGES]
    return drawn.astype(np.float32)


def _first_subject() -> np.ndarray:
    return np.arange(len(LANGUAGES)) % 4 < 2


def test_a_passage_is_closest_to_itself(vectors: np.ndarray) -> None:
    block = fit_vector_block(vectors, LANGUAGES)
    columns = block.transform(vectors, LANGUAGES)
    assert columns.shape == (len(vectors), len(vectors))
    assert columns.min() >= 0.0
    assert columns.max() <= 1.0
    assert (columns.argmax(axis=1) == np.arange(len(vectors))).all()
    assert np.diag(columns) == pytest.approx(1.0, abs=0.01)


def test_closeness_does_not_tell_the_language(vectors: np.ndarray) -> None:
    block = fit_vector_block(vectors, LANGUAGES)
    moved = vectors.copy()
    moved[:, 1] += [50.0 if language == "en" else -50.0 for language in LANGUAGES]
    other = fit_vector_block(moved, LANGUAGES)
    assert other.transform(moved, LANGUAGES) == pytest.approx(
        block.transform(vectors, LANGUAGES), abs=0.01
    )


def test_no_more_directions_are_kept_than_are_wanted(vectors: np.ndarray) -> None:
    block = fit_vector_block(vectors, LANGUAGES)
    assert block.directions.shape == (VECTOR_COLUMNS, VECTOR_DIRECTIONS)
    assert block.passages.shape == (len(vectors), VECTOR_DIRECTIONS)
    assert block.transform(vectors[:0], []).shape == (0, len(vectors))


def test_heads_learn_from_the_passages_that_they_are_asked_of(vectors: np.ndarray) -> None:
    answers = _first_subject()
    everywhere = np.ones(len(vectors), dtype=bool)
    asked = np.arange(len(vectors)) < 60
    block = fit_vector_block(vectors, LANGUAGES)
    heads = fit_vector_heads(
        block,
        [
            Put("contribution", everywhere, answers, everywhere),
            Put("bare", asked, answers, everywhere),
        ],
    )
    columns = block.transform(vectors, LANGUAGES)
    for head in heads:
        values = columns @ head.vector_weights + head.intercept
        assert ((values > 0) == answers).all()
    assert not heads[1].vector_weights[60:].any()
    assert heads[1].vector_weights[:60].any()
