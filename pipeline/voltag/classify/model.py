"""The model: calibrated logistic regressions over named features, and how they label a text.

Each question is a *head*, a binary logistic regression with a logistic calibration on its
decision values (Platt 1999) fitted out of fold. A model may have a second regression a head, on
how close a passage is in meaning to each one of training, by their sentence vectors (see
:mod:`voltag.classify.encoder`); the calibration weighs the two.
``contribution`` is asked of every passage with a sign of volunteering; objectives, codes and
polarity are asked given that a passage is a contribution, and their scores are products, so
that no passage can evidence an objective more surely than it is a contribution.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from voltag.classify.encoder import DIMENSIONS, sentence_vectors
from voltag.classify.features import Features, Reader, Signs, features, near_text, signs
from voltag.settings import Settings
from voltag.text.added_terms import AddedTerm
from voltag.text.lexicon import lexicon
from voltag.types import (
    NO_SCORES,
    QUESTIONS,
    B4Kind,
    Code,
    Labels,
    Objective,
    Polarity,
    Reference,
    Scores,
    Term,
)


@dataclass(frozen=True, slots=True)
class Block:
    """How one block of named features becomes columns of the matrix."""

    names: tuple[str, ...]
    """Of the features that are used, one a column."""
    idf: np.ndarray | None
    """Weight of each column by how rare its feature is, as scikit-learn's ``TfidfTransformer``
    fits it, shape (names,); None for plain values."""
    scale: float
    """What the block's columns are multiplied by: the larger, the less it is regularised."""
    _columns: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Number the columns."""
        columns = {name: column for column, name in enumerate(self.names)}
        object.__setattr__(self, "_columns", columns)

    def transform(self, rows: Sequence[dict[str, float]]) -> sp.csr_matrix:
        """Return the matrix of ``rows``, shape (rows, features of the block)."""
        known = [
            [(self._columns[name], value) for name, value in row.items() if name in self._columns]
            for row in rows
        ]
        counts = sp.csr_matrix(
            (
                np.array([value for row in known for _, value in row], dtype=np.float64),
                np.array([column for row in known for column, _ in row], dtype=np.int32),
                np.cumsum([0, *map(len, known)], dtype=np.int32),
            ),
            shape=(len(rows), len(self.names)),
        )
        counts.sort_indices()
        return self.weighed(counts)

    def weighed(self, counts: sp.csr_matrix) -> sp.csr_matrix:
        """Return the matrix of passages whose features are ``counts``, of the same shape.

        Where features are weighted each row has the length 1 before it is scaled, as
        ``TfidfTransformer`` gives it, to the last bit. scikit-learn is not asked: to import it
        takes longer than to label a hundred passages.
        """
        if self.idf is None:
            return sp.csr_matrix(counts * self.scale)
        values = counts.data * self.idf[counts.indices]
        squares = sp.csr_matrix((values**2, counts.indices, counts.indptr), shape=counts.shape)
        lengths = np.sqrt(squares @ np.ones(counts.shape[1]))
        lengths[lengths == 0.0] = 1.0
        values /= np.repeat(lengths, np.diff(counts.indptr))
        weighted = sp.csr_matrix((values, counts.indices, counts.indptr), shape=counts.shape)
        return sp.csr_matrix(weighted * self.scale)


VECTOR_COLUMNS = 2 * DIMENSIONS
"""Numbers that the sentence vectors of a passage have: those of the whole passage, and of the
sentences in it that have a sign of volunteering."""

NO_VECTORS = np.zeros(0)


@dataclass(frozen=True, slots=True)
class VectorBlock:
    """How sentence vectors become columns, one for each passage that the model was trained on.

    The closer in meaning a text is to that passage, the greater its column: vectors are centred
    by language, scaled and projected, and a column is a Gaussian of the distance between the
    two there (radial basis function), 0..1.
    """

    encoder: str
    """Name of the encoder whose vectors these are."""
    means: dict[str, np.ndarray]
    """By language, what is taken off, shape (``VECTOR_COLUMNS``,). Without it the columns
    would tell the language first of all."""
    scales: np.ndarray
    """What each number of a vector is then multiplied by, shape (``VECTOR_COLUMNS``,)."""
    directions: np.ndarray
    """The directions in which passages differ most, shape (``VECTOR_COLUMNS``, directions)."""
    passages: np.ndarray
    """Where the passages of training lie along them, shape (passages, directions)."""
    sharpness: float
    """How fast a column falls with the squared distance."""

    def centred(self, vectors: np.ndarray, languages: Sequence[str]) -> np.ndarray:
        """Return ``vectors`` centred by language and scaled, of the same shape."""
        if not len(vectors):
            return vectors
        result: np.ndarray = (vectors - np.stack([self.means[lg] for lg in languages])) * (
            self.scales
        )
        return result

    def transform(self, vectors: np.ndarray, languages: Sequence[str]) -> np.ndarray:
        """Return the columns of ``vectors``, shape (vectors, passages of training)."""
        return self.columns(self.centred(vectors, languages))

    def columns(self, centred: np.ndarray) -> np.ndarray:
        """Return the columns of vectors that are centred already."""
        if not len(centred):
            return np.zeros((0, len(self.passages)))
        return self.nearness(centred @ self.directions)

    def nearness(self, places: np.ndarray) -> np.ndarray:
        """Return the columns of what lies at ``places`` along the directions.

        ``places`` has the shape (texts, directions), the result (texts, passages of training).
        """
        known = self.passages.astype(np.float64)
        places = places.astype(np.float64)
        columns: np.ndarray = places @ (2.0 * known.T)
        columns -= (places**2).sum(axis=1)[:, np.newaxis]
        columns -= (known**2).sum(axis=1)
        columns *= self.sharpness
        # Rounding can make the distance of a passage from itself a little negative.
        np.minimum(columns, 0.0, out=columns)
        np.exp(columns, out=columns)
        return columns


def passage_vectors(
    texts: Sequence[tuple[str, str]],
    found: Sequence[Signs],
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Return the sentence vectors of ``(text, language)`` pairs and of what is near their signs.

    The result has the shape (texts, ``VECTOR_COLUMNS``). ``progress`` is called with how many
    vectors are done and how many there are.

    Raises:
        EncoderMissingError: the extra ``voltag[multilingual]`` is not installed.
    """
    whole = [text for text, _ in texts]
    near = [near_text(text, signs) for text, signs in zip(whole, found, strict=True)]
    vectors = sentence_vectors([*whole, *near], progress)
    return np.hstack([vectors[: len(whole)], vectors[len(whole) :]])


@dataclass(frozen=True, slots=True)
class Head:
    """One yes-or-no question put to a passage: a linear score and its calibration."""

    weights: np.ndarray
    """Weight of each column, shape (features,); the calibration is worked in."""
    intercept: float
    vector_weights: np.ndarray = field(default_factory=lambda: NO_VECTORS)
    """Weight of closeness in meaning to each passage of training; empty in a model without
    sentence vectors."""

    def logits(self, matrix: sp.csr_matrix, vectors: np.ndarray | None = None) -> np.ndarray:
        """Return the log odds of yes for each row, shape (rows,)."""
        result = np.asarray(matrix @ self.weights).ravel() + self.intercept
        if vectors is not None and len(self.vector_weights):
            result = result + vectors @ self.vector_weights
        return result

    def probability(self, matrix: sp.csr_matrix, vectors: np.ndarray | None = None) -> np.ndarray:
        """Return the probability of yes for each row, shape (rows,)."""
        logits = self.logits(matrix, vectors)
        result: np.ndarray = 1.0 / (1.0 + np.exp(-np.clip(logits, -40.0, 40.0)))
        return result


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model, ready to label texts in its languages."""

    id: str
    languages: tuple[str, ...]
    blocks: dict[str, Block]
    heads: dict[str, Head]
    vectors: VectorBlock | None = None
    """What is done with sentence vectors, or None for a model without them."""
    added: tuple[AddedTerm, ...] = ()
    """Terms that people added to the lexicons for this model."""

    def signs(self, text: str, language: str) -> Signs:
        """Return what the lexicon finds in ``text``, by this model's added terms too."""
        return signs(text, language, self.added)

    def label(
        self,
        texts: Sequence[tuple[str, str]],
        settings: Settings,
        reader: Reader | None = None,
    ) -> list[Labels]:
        """Label ``(text, language)`` pairs; the result has their order.

        A text in a language that the model was not trained for, or without any standing sign
        of volunteering, is `none` with scores of 0 and is not put to the heads. ``reader`` may
        be one that remembers, where several models label the same texts.

        Raises:
            EncoderMissingError: the model needs sentence vectors and cannot have them here.
        """
        labels = [_none()] * len(texts)
        found: dict[int, Signs] = {}
        rows: list[Features] = []
        for index, (text, language) in enumerate(texts):
            if language not in self.languages:
                continue
            if lexicon(language, self.added).is_candidate(text):
                known = reader(text, language, self.added) if reader else None
                passage_signs = known.signs if known else self.signs(text, language)
                if passage_signs.standing:
                    found[index] = passage_signs
                    rows.append(
                        known.features if known else features(text, language, passage_signs)
                    )
        if not found:
            return labels
        matrix = feature_matrix(self.blocks, rows)
        vectors = self.vector_columns([texts[i] for i in found], list(found.values()))
        probabilities = {
            name: head.probability(matrix, vectors) for name, head in self.heads.items()
        }
        for row, index in enumerate(found):
            chances = {name: float(values[row]) for name, values in probabilities.items()}
            labels[index] = labels_from(found[index], chances, settings)
        return labels

    def vector_columns(
        self, texts: Sequence[tuple[str, str]], found: Sequence[Signs]
    ) -> np.ndarray | None:
        """Return the columns of the passages' sentence vectors; None in a model without them.

        Raises:
            EncoderMissingError: the extra ``voltag[multilingual]`` is not installed.
        """
        centred = self.centred_vectors(texts, found)
        if self.vectors is None or centred is None:
            return None
        return self.vectors.columns(centred)

    def centred_vectors(
        self, texts: Sequence[tuple[str, str]], found: Sequence[Signs]
    ) -> np.ndarray | None:
        """Return the passages' sentence vectors, centred; None in a model without them.

        Raises:
            EncoderMissingError: the extra ``voltag[multilingual]`` is not installed.
        """
        if self.vectors is None:
            return None
        return self.vectors.centred(
            passage_vectors(texts, found), [language for _, language in texts]
        )


def feature_matrix(blocks: dict[str, Block], rows: Sequence[Features]) -> sp.csr_matrix:
    """Return the matrix of ``rows``, shape (rows, features of all blocks)."""
    return sp.hstack(
        [block.transform([getattr(row, name) for row in rows]) for name, block in blocks.items()],
        format="csr",
    )


def _none() -> Labels:
    return Labels(
        reference=Reference.NONE,
        scores=NO_SCORES,
        in_doubt=(),
        objectives=(),
        codes=(),
        b4_kind=None,
        implicit=False,
        polarity=Polarity.NEUTRAL,
        terms=(),
    )


def _terms(found: Signs) -> tuple[Term, ...]:
    """The standing signs to mark in the text; of overlapping ones the longest."""
    kept: list[Term] = []
    for match in sorted(found.standing, key=lambda m: (m.start - m.end, m.start, m.lemma)):
        if all(match.end <= start or end <= match.start for start, end, _ in kept):
            kept.append((match.start, match.end, match.lemma))
    return tuple(sorted(kept))


def labels_from(found: Signs, chances: dict[str, float], settings: Settings) -> Labels:
    """Turn the heads' probabilities for one passage into consistent labels.

    ``chances`` has the probability of every head by name. Without a standing sign of
    volunteering the passage is `none` whatever they are.
    """
    if not found.standing:
        return _none()
    contribution = chances["contribution"]
    odds = (settings.explicit if found.explicit else settings.implicit).odds
    contribution = contribution * odds / (contribution * odds + 1.0 - contribution)
    scores = Scores(
        round(contribution, 4),
        *(round(contribution * chances[objective], 4) for objective in Objective),
    )
    in_doubt = tuple(
        question
        for question in QUESTIONS
        if settings.thresholds(question).lower
        <= scores.of(question)
        < settings.thresholds(question).upper
    )
    # The likeliest of the three, which a contribution can be with less than a half.
    reference, other = Reference.CONTRIBUTION, max(chances["bare"], 1.0 - chances["bare"])
    if contribution < (1.0 - contribution) * other:
        reference = Reference.BARE if chances["bare"] >= 0.5 else Reference.NONE
        return Labels(
            reference, scores, in_doubt, (), (), None, False, Polarity.NEUTRAL, _terms(found)
        )
    # Hardly a contribution shows none of the objectives (one annotated in a hundred), so where
    # none is likely enough the likeliest is named; verdicts go by the scores.
    objectives = tuple(o for o in Objective if chances[o] >= settings.labels.objective) or (
        max(Objective, key=lambda o: chances[o]),
    )
    codes: list[Code] = []
    for objective in objectives:
        own = [code for code in Code if code.objective is objective]
        likely = [code for code in own if chances[code] >= settings.labels.code]
        codes += likely or [max(own, key=lambda code: chances[code])]
    return Labels(
        reference=reference,
        scores=scores,
        in_doubt=in_doubt,
        objectives=objectives,
        codes=tuple(codes),
        b4_kind=_b4_kind(chances) if Code.B4 in codes else None,
        implicit=not found.explicit,
        polarity=_polarity(chances),
        terms=_terms(found),
    )


def _b4_kind(chances: dict[str, float]) -> B4Kind | None:
    long_term, new = chances["b4 long_term"], chances["b4 new"]
    if max(long_term, new) < 0.5:
        return None
    return "long_term" if long_term >= new else "new"


def _polarity(chances: dict[str, float]) -> Polarity:
    if chances["negative"] >= 0.5:
        return Polarity.NEGATIVE
    return Polarity.POSITIVE if chances["positive"] >= 0.5 else Polarity.NEUTRAL
