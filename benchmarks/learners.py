"""Ways to learn from passages, each with the same door: fitted on some, it judges others.

All answer the same questions (see ``voltag.classify.train``) with decision values, the higher
the surer of a yes; they are calibrated and turned into labels by voltag's own code. So two
rows of the table differ in the learner alone. The doors into the training used here are
private because nothing but this comparison swaps the learner.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sp
import spacy
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import fix_random_seed
from threadpoolctl import threadpool_limits

from voltag.classify import fitting, questions
from voltag.classify.counts import FeatureCounts
from voltag.classify.features import Features, Signs, features, signs
from voltag.classify.model import Block, Head, VectorBlock, feature_matrix, passage_vectors
from voltag.text.scripts import fold
from voltag.text.tokenizers import tokenizer

FitHead = Callable[[sp.csr_matrix, questions.Put], Head]
FEATURE_BLOCKS = ("concepts", "words", "characters")


class Read:
    """Passages with all that is computed of them once, and only if a row asks for it."""

    def __init__(self, texts: list[str], languages: list[str]) -> None:
        self.texts = texts
        self.languages = languages
        start = time.process_time()
        self.found: list[Signs] = [signs(*pair) for pair in self._pairs()]
        self._sign_seconds = time.process_time() - start

    def _pairs(self) -> Iterator[tuple[str, str]]:
        return zip(self.texts, self.languages, strict=True)

    @cached_property
    def _features(self) -> tuple[list[Features], float]:
        start = time.process_time()
        pairs = zip(self._pairs(), self.found, strict=True)
        rows = [features(text, language, found) for (text, language), found in pairs]
        return rows, self._sign_seconds + time.process_time() - start

    @cached_property
    def _words(self) -> tuple[list[Doc], float]:
        start = time.process_time()
        documents = [tokenizer(language)(fold(text, language)) for text, language in self._pairs()]
        return documents, time.process_time() - start

    @property
    def rows(self) -> list[Features]:
        """The named features."""
        return self._features[0]

    @property
    def feature_seconds(self) -> float:
        """Processor seconds for signs and named features of all."""
        return self._features[1]

    @property
    def documents(self) -> list[Doc]:
        """The words that spaCy's own text categorizers read."""
        return self._words[0]

    @property
    def word_seconds(self) -> float:
        """Processor seconds for the words of all."""
        return self._words[1]

    @cached_property
    def vectors(self) -> np.ndarray:
        """Sentence vectors, shape (passages, columns)."""
        return passage_vectors(list(self._pairs()), self.found)


@dataclass(frozen=True)
class Passages:
    """Some of the passages that were read; everything has the order of ``places``."""

    read: Read
    places: np.ndarray

    @classmethod
    def all_of(cls, read: Read) -> "Passages":
        """All passages that were read."""
        return cls(read, np.arange(len(read.texts)))

    def __len__(self) -> int:
        return len(self.places)

    def taken(self, indices: np.ndarray) -> "Passages":
        """The passages at ``indices``, in their order."""
        return Passages(self.read, self.places[indices])

    @property
    def texts(self) -> list[str]:
        """The texts."""
        return [self.read.texts[i] for i in self.places]

    @property
    def languages(self) -> list[str]:
        """The language of each."""
        return [self.read.languages[i] for i in self.places]

    @property
    def found(self) -> list[Signs]:
        """What the lexicons find in each."""
        return [self.read.found[i] for i in self.places]

    @property
    def rows(self) -> list[Features]:
        """The named features of each."""
        return [self.read.rows[i] for i in self.places]

    @property
    def documents(self) -> list[Doc]:
        """The words of each that spaCy's own text categorizers read."""
        return [self.read.documents[i] for i in self.places]

    @property
    def vectors(self) -> np.ndarray:
        """Sentence vectors, shape (passages, columns)."""
        vectors: np.ndarray = self.read.vectors[self.places]
        return vectors


class Fitted(Protocol):
    """A learner that has learnt."""

    def decide(self, passages: Passages) -> np.ndarray:
        """Return decision values, shape (questions, passages)."""


class Learner(Protocol):
    """A way to learn the questions from passages."""

    def fit(self, passages: Passages, questions: Sequence[questions.Put]) -> Fitted:
        """Learn from all ``passages``, whose answers ``questions`` hold."""


def _only(rows: Sequence[Features], blocks: Sequence[str]) -> list[Features]:
    empty: dict[str, Any] = {name: {} for name in FEATURE_BLOCKS if name not in blocks}
    return [replace(row, **empty) for row in rows]


_known: dict[tuple[int, str], tuple[Block, sp.csr_matrix, float]] = {}
_saved = 0.0


def saved_seconds() -> float:
    """Return the seconds that sharing blocks of features between learners has saved so far."""
    return _saved


def _block(passages: Passages, name: str) -> tuple[Block, sp.csr_matrix]:
    """Fit a block of features and return its columns; learners share what one has fitted."""
    global _saved
    key = (hash(tuple(passages.texts)), name)
    if key in _known:
        _saved += _known[key][2]
        return _known[key][:2]
    start = time.process_time()
    rows = _only(passages.rows, (name,))
    counts = FeatureCounts.of(rows)
    everything = np.arange(len(rows))
    fitted = counts.fitted(everything)
    block, matrix = fitted.blocks[name], fitted.matrix(counts, everything)
    _known[key] = (block, matrix, time.process_time() - start)
    return block, matrix


@dataclass(frozen=True)
class OnFeatures:
    """A linear head a question, on some blocks of the named features."""

    blocks: tuple[str, ...] = FEATURE_BLOCKS
    fit_head: FitHead = fitting.fit_head

    def fit(self, passages: Passages, questions: Sequence[questions.Put]) -> "LinearHeads":
        """Learn from all ``passages``."""
        known = {
            name: _block(passages, name)
            for name in self.blocks
            if any(getattr(row, name) for row in passages.rows)
        }
        matrix = sp.hstack([columns for _, columns in known.values()], format="csr")
        blocks = {name: block for name, (block, _) in known.items()}
        # One thread, as ``voltag train`` has it.
        with threadpool_limits(1, user_api="blas"):
            heads = [self.fit_head(matrix, question) for question in questions]
        return LinearHeads(self.blocks, blocks, heads)


@dataclass(frozen=True)
class LinearHeads:
    """Heads on named features."""

    names: tuple[str, ...]
    blocks: dict[str, Block]
    heads: list[Head]

    def decide(self, passages: Passages) -> np.ndarray:
        """Return decision values, shape (questions, passages)."""
        matrix = feature_matrix(self.blocks, _only(passages.rows, self.names))
        return np.array([head.logits(matrix) for head in self.heads])


def support_vectors(matrix: sp.csr_matrix, question: questions.Put) -> Head:
    """Fit a linear support vector machine (squared hinge)."""
    answers = question.answers[question.asked]
    if answers.all() or not answers.any():
        return Head(np.zeros(matrix.shape[1]), 0.0)
    machine = LinearSVC(C=0.05, random_state=0).fit(matrix[question.asked], answers)
    return Head(machine.coef_[0], float(machine.intercept_[0]))


def naive_bayes(matrix: sp.csr_matrix, question: questions.Put) -> Head:
    """Fit complement naive Bayes (Rennie et al. 2003); its decision is linear too."""
    answers = question.answers[question.asked]
    if answers.all() or not answers.any():
        return Head(np.zeros(matrix.shape[1]), 0.0)
    bayes = ComplementNB(alpha=0.3).fit(matrix[question.asked], answers)
    weights = bayes.feature_log_prob_
    return Head(weights[1] - weights[0], 0.0)


@dataclass(frozen=True)
class OnVectors:
    """A kernel ridge regression a question, on sentence vectors alone."""

    def fit(self, passages: Passages, questions: Sequence[questions.Put]) -> "VectorHeads":
        """Learn from all ``passages``."""
        block = fitting.fit_vector_block(passages.vectors, passages.languages)
        # One thread, as ``voltag train`` has it.
        with threadpool_limits(1, user_api="blas"):
            return VectorHeads(block, fitting.fit_vector_heads(block, questions))


@dataclass(frozen=True)
class VectorHeads:
    """Heads on sentence vectors."""

    block: VectorBlock
    heads: list[Head]

    def decide(self, passages: Passages) -> np.ndarray:
        """Return decision values, shape (questions, passages)."""
        columns = self.block.transform(passages.vectors, passages.languages)
        return np.array([columns @ head.vector_weights + head.intercept for head in self.heads])


BAG_OF_WORDS = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": False,
    "ngram_size": 2,
    "no_output_layer": False,
    # All words and pairs share these rows. The optimizer goes over all of them after each batch:
    # with spaCy's own 262,144 a training takes four times as long.
    "length": 65536,
}
CONVOLUTION = {
    "@architectures": "spacy.TextCatCNN.v2",
    "exclusive_classes": False,
    "tok2vec": {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": 96,
        "depth": 2,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
    },
}


@dataclass(frozen=True)
class SpacyCategorizer:
    """spaCy's text categorizer on a blank pipeline of one language."""

    model: dict[str, Any]
    epochs: int
    batch: int
    """Passages that are learnt from at a time."""

    def fit(self, passages: Passages, questions: Sequence[questions.Put]) -> "SpacyHeads":
        """Learn from all ``passages``, which are of one language."""
        fix_random_seed(0)
        vocabulary = tokenizer(passages.languages[0]).vocab
        pipeline = spacy.blank(vocabulary.lang or "xx", vocab=vocabulary)
        categorizer = pipeline.add_pipe(
            "textcat_multilabel", config={"model": self.model, "threshold": 0.5}
        )
        names = [question.name for question in questions]
        examples = [
            Example.from_dict(
                _copied(document),
                {"cats": {q.name: float(q.asked[i] and q.answers[i]) for q in questions}},
            )
            for i, document in enumerate(passages.documents)
        ]
        optimizer = pipeline.initialize(lambda: examples)
        shuffled = random.Random(0)
        for _ in range(self.epochs):
            shuffled.shuffle(examples)
            for first in range(0, len(examples), self.batch):
                pipeline.update(examples[first : first + self.batch], sgd=optimizer)
        return SpacyHeads(pipeline, categorizer, names)


@dataclass(frozen=True)
class SpacyHeads:
    """A trained text categorizer."""

    pipeline: Language
    categorizer: Any
    names: list[str]

    def decide(self, passages: Passages) -> np.ndarray:
        """Return the log odds that it gives, shape (questions, passages)."""
        scores = np.asarray(self.categorizer.predict(passages.documents), dtype=float)
        order = [self.categorizer.labels.index(name) for name in self.names]
        scores = np.clip(scores[:, order].T, 1e-6, 1 - 1e-6)
        result: np.ndarray = np.log(scores / (1 - scores))
        return result


def _copied(document: Doc) -> Doc:
    return Doc(
        document.vocab,
        words=[token.text for token in document],
        spaces=[bool(token.whitespace_) for token in document],
    )
