"""Fitting: from features and sentence vectors to heads that are not calibrated yet."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.linalg import solve
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from voltag.classify.counts import FeatureCounts, FittedBlocks
from voltag.classify.encoder import ENCODER
from voltag.classify.model import NO_VECTORS, Head, VectorBlock
from voltag.classify.questions import Put

VECTOR_LEARNER = "kernel ridge regression, 192 directions"
"""What a model's id knows of how it learns from sentence vectors; another way, another name."""

VECTOR_PENALTY = 0.3
"""Strength of the regularisation of the heads on sentence vectors."""

VECTOR_DIRECTIONS = 192
"""Directions that are kept of sentence vectors."""

VECTOR_SHARPNESS = 0.5
"""How fast closeness in meaning falls with the squared distance; two passages taken at random
have one of about 4. Chosen in cross-validation with the two numbers above: 0.3 to 0.8, with 96
to 768 directions and penalties of 0.15 and 0.3, were tried."""

C = 1.0
"""Inverse strength of the regularisation."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns decision values into the log odds of a question."""

    factors: dict[tuple[int, int], float]
    """By part (0 named features, 1 sentence vectors) and question."""
    constant: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """All heads fitted on some of the passages, not yet calibrated."""

    blocks: FittedBlocks
    heads: list[Head]
    """On the named features."""
    vector_block: VectorBlock | None
    vector_heads: list[Head]
    """On the sentence vectors; empty without them."""

    @classmethod
    def on(
        cls,
        counts: FeatureCounts,
        vectors: np.ndarray | None,
        languages: Sequence[str],
        questions: Sequence[Put],
        inside: np.ndarray,
    ) -> "Fitted":
        """Fit the heads on the passages ``inside``."""
        asked = [question.restricted(inside) for question in questions]
        blocks = counts.fitted(inside)
        matrix = blocks.matrix(counts, inside)
        # The solver asks for many short sums. Sharing each out among threads takes ten times as
        # long as doing it, and rounds otherwise on machines with more processors.
        with threadpool_limits(1, user_api="blas"):
            heads = [fit_head(matrix, question) for question in asked]
        if vectors is None:
            return cls(blocks, heads, None, [])
        spoken = [languages[i] for i in inside]
        with threadpool_limits(1, user_api="blas"):
            block = fit_vector_block(vectors[inside], spoken)
            return cls(blocks, heads, block, fit_vector_heads(block, asked))

    def decisions(
        self,
        counts: FeatureCounts,
        vectors: np.ndarray | None,
        languages: Sequence[str],
        indices: np.ndarray,
    ) -> np.ndarray:
        """Return the decision values, shape (1, or 2 with vectors, questions, passages)."""
        matrix = self.blocks.matrix(counts, indices)
        values = [[head.logits(matrix) for head in self.heads]]
        if vectors is not None and self.vector_block is not None:
            columns = self.vector_block.transform(vectors[indices], [languages[i] for i in indices])
            values.append(
                [columns @ head.vector_weights + head.intercept for head in self.vector_heads]
            )
        return np.array(values)

    def calibrated(self, calibration: "Calibration") -> Head:
        """Work a calibration into the weights, so that they still add up to the score."""
        weights = np.zeros_like(self.heads[0].weights)
        vector_weights = NO_VECTORS
        if self.vector_heads:
            vector_weights = np.zeros_like(self.vector_heads[0].vector_weights)
        intercept = calibration.constant
        for (part, index), factor in calibration.factors.items():
            head = (self.vector_heads if part else self.heads)[index]
            intercept += factor * head.intercept
            if part:
                vector_weights = vector_weights + factor * head.vector_weights
            else:
                weights = weights + factor * head.weights
        return Head(weights, intercept, vector_weights)


def fit_head(matrix: sp.csr_matrix, question: Put) -> Head:
    """Fit a head on the named features of the passages that it is asked of."""
    answers = question.answers[question.asked]
    if answers.all() or not answers.any():
        # A fold without one of the answers: the head knows nothing there.
        return Head(np.zeros(matrix.shape[1]), 0.0)
    classifier = LogisticRegression(C=C, solver="liblinear", random_state=0)
    classifier.fit(matrix[question.asked], answers)
    return Head(classifier.coef_[0], float(classifier.intercept_[0]))


def fit_vector_block(vectors: np.ndarray, languages: Sequence[str]) -> VectorBlock:
    """Fit how ``vectors`` become columns.

    They are centred by language, their two halves get one size, and the directions in which
    they differ most are kept (principal components).
    """
    spoken = np.array(languages)
    means = {
        language: vectors[spoken == language].mean(axis=0, dtype=np.float64)
        for language in sorted(set(languages))
    }
    centred = vectors - np.stack([means[language] for language in languages])
    sizes = np.sqrt((centred.reshape(len(vectors), 2, -1) ** 2).sum(axis=2).mean(axis=0))
    scales = np.repeat(1.0 / np.maximum(sizes, 1e-9), vectors.shape[1] // 2)
    centred *= scales
    _, directions = np.linalg.eigh(centred.T @ centred)
    kept = directions[:, ::-1][:, :VECTOR_DIRECTIONS]
    # A direction and its opposite are the same; its greatest number is made positive.
    kept = kept * np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])])
    kept = kept.astype(np.float32)
    # As they will be stored, so that a model that is read again is the one that was fitted.
    places = (centred @ kept).astype(np.float16)
    return VectorBlock(ENCODER, means, scales, kept, places, VECTOR_SHARPNESS)


def fit_vector_heads(block: VectorBlock, questions: Sequence[Put]) -> list[Head]:
    """Fit all heads on closeness in meaning, by kernel ridge regression on -1 and 1.

    Heads that are asked of the same passages share one factorisation. The calibration makes
    their values probabilities.
    """
    columns = block.nearness(block.passages)
    heads: list[Head] = [Head(NO_VECTORS, 0.0)] * len(questions)
    same: dict[bytes, list[int]] = {}
    for index, question in enumerate(questions):
        same.setdefault(question.asked.tobytes(), []).append(index)
    for indices in same.values():
        asked = np.flatnonzero(questions[indices[0]].asked)
        answers = np.stack([questions[i].answers[asked] for i in indices], axis=1)
        targets = np.where(answers, 1.0, -1.0)
        intercepts = targets.mean(axis=0)
        inner = columns[np.ix_(asked, asked)]
        inner.flat[:: len(asked) + 1] += VECTOR_PENALTY
        solved = solve(
            inner, targets - intercepts, assume_a="pos", overwrite_a=True, check_finite=False
        )
        weights = np.zeros((len(indices), len(columns)))
        weights[:, asked] = solved.T
        for i, own, intercept in zip(indices, weights, intercepts.tolist(), strict=True):
            heads[i] = Head(NO_VECTORS, intercept, own)
    return heads
