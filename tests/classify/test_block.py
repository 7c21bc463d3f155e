"""Columns of features are those that scikit-learn makes, though it is not asked for them."""

import numpy as np
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer

from voltag.classify.model import Block

NAMES = tuple("abcdefgh")
rows = st.lists(
    st.dictionaries(st.sampled_from([*NAMES, "unknown"]), st.floats(0.0, 9.0)),
    min_size=1,
    max_size=6,
)
weights = st.lists(st.floats(0.5, 12.0), min_size=len(NAMES), max_size=len(NAMES))


def by_scikit_learn(block: Block, counted: list[dict[str, float]]) -> sp.csr_matrix:
    vectorizer = DictVectorizer()
    vectorizer.feature_names_ = list(block.names)
    vectorizer.vocabulary_ = {name: column for column, name in enumerate(block.names)}
    counts = vectorizer.transform(counted)
    if block.idf is not None:
        weighting = TfidfTransformer()
        weighting.idf_ = block.idf
        counts = weighting.transform(counts)
    return sp.csr_matrix(counts * block.scale)


def assert_same(block: Block, counted: list[dict[str, float]]) -> None:
    ours, theirs = block.transform(counted), by_scikit_learn(block, counted)
    assert ours.shape == theirs.shape
    np.testing.assert_array_equal(ours.indptr, theirs.indptr)
    np.testing.assert_array_equal(ours.indices, theirs.indices)
    np.testing.assert_allclose(ours.data, theirs.data, rtol=1e-15)


@given(rows, weights)
def test_weighted_columns(counted: list[dict[str, float]], idf: list[float]) -> None:
    assert_same(Block(NAMES, np.array(idf), 4.0), counted)


@given(rows)
def test_plain_columns(counted: list[dict[str, float]]) -> None:
    assert_same(Block(NAMES, None, 0.3), counted)


def test_a_passage_without_known_features_has_an_empty_row() -> None:
    matrix = Block(NAMES, np.ones(len(NAMES)), 4.0).transform([{"unknown": 1.0}, {"a": 2.0}])
    assert matrix.toarray().tolist() == [[0.0] * 8, [4.0] + [0.0] * 7]
