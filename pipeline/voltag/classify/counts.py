"""The named features of many passages as matrices, counted once for all models on parts of them.

Cross-validation fits its blocks on five parts of the same passages. Reading the features anew
for each would take longer than the regressions do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer

from voltag.classify.features import Features
from voltag.classify.model import Block

BLOCKS = {"concepts": (False, 0.3), "words": (True, 4.0), "characters": (True, 4.0)}
"""The blocks of features: whether each is weighted by tf-idf, and its scale.

Chosen with ``C`` on written passages, each file of annotations judged by a model of the
others; scales from 0.2 to 1 and from 1 to 5, and ``C`` from 0.3 to 3, were tried.
"""
MINIMUM_PASSAGES = 3
"""Passages that must have a feature for it to be used."""


@dataclass(frozen=True, slots=True)
class _BlockCounts:
    names: list[str]
    """Of the columns, in alphabetical order."""
    matrix: sp.csr_matrix
    """Shape (passages, names)."""


@dataclass(frozen=True, slots=True)
class FeatureCounts:
    """All features of some passages, by block; a block that none of them has is left out."""

    blocks: dict[str, _BlockCounts]

    @classmethod
    def of(cls, rows: Sequence[Features]) -> "FeatureCounts":
        """Count the features of the passages whose features are ``rows``."""
        blocks = {}
        for name in BLOCKS:
            values = [getattr(row, name) for row in rows]
            if any(values):
                vectorizer = DictVectorizer(sort=True)
                matrix = sp.csr_matrix(vectorizer.fit_transform(values))
                blocks[name] = _BlockCounts(vectorizer.feature_names_, matrix)
        return cls(blocks)

    def fitted(self, inside: np.ndarray) -> "FittedBlocks":
        """Fit the blocks on the passages ``inside``."""
        blocks: dict[str, Block] = {}
        columns: dict[str, np.ndarray] = {}
        for name, counts in self.blocks.items():
            weighted, scale = BLOCKS[name]
            known = counts.matrix[inside]
            kept = np.flatnonzero(np.diff(known.tocsc().indptr) >= MINIMUM_PASSAGES)
            if not len(kept):
                continue
            idf = TfidfTransformer().fit(known[:, kept]).idf_ if weighted else None
            blocks[name] = Block(tuple(counts.names[column] for column in kept), idf, scale)
            columns[name] = kept
        return FittedBlocks(blocks, columns)


@dataclass(frozen=True, slots=True)
class FittedBlocks:
    """Blocks fitted on some of the passages whose features were counted."""

    blocks: dict[str, Block]
    columns: dict[str, np.ndarray]
    """By block, which columns of the counts it uses."""

    def matrix(self, counts: FeatureCounts, indices: np.ndarray) -> sp.csr_matrix:
        """Return the matrix of the passages ``indices``, shape (indices, features)."""
        return sp.hstack(
            [
                block.weighed(counts.blocks[name].matrix[indices][:, self.columns[name]])
                for name, block in self.blocks.items()
            ],
            format="csr",
        )
