"""Training: from labelled passages to a model, the same bytes for the same input and seed."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import StratifiedGroupKFold

from voltag.annotations import Annotation, AnnotationError
from voltag.classify.encoder import ENCODER
from voltag.classify.features import FEATURES_VERSION, Features, Signs, features, signs
from voltag.classify.model import (
    NO_VECTORS,
    Block,
    Head,
    Model,
    VectorBlock,
    feature_matrix,
    labels_from,
    passage_vectors,
)
from voltag.classify.neighbours import Examples, as_examples
from voltag.languages import languages_hash
from voltag.settings import Settings
from voltag.types import Code, Labels, Objective, Polarity, Reference

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, how much of it is done, and how much there is."""

FOLDS = 5
BLOCKS = {"concepts": (False, 0.3), "words": (True, 4.0), "characters": (True, 4.0)}
"""The blocks of features: whether each is weighted by tf-idf, and its scale.

Chosen with ``C`` on written passages, each file of annotations judged by a model of the
others; scales from 0.2 to 1 and from 1 to 5, and ``C`` from 0.3 to 3, were tried.
"""
_NEVER = -10.0
"""Log odds of a label that no passage of a fold shows."""

VECTOR_PENALTY = 3.0
"""Strength of the regularisation of the heads on sentence vectors."""

C = 1.0
"""Inverse strength of the regularisation."""
MINIMUM_PASSAGES = 3
"""Passages that must have a feature for it to be used."""


@dataclass(frozen=True, slots=True)
class Question:
    """One head's question: of which passages it is asked, and which of them are a yes."""

    name: str
    asked: Callable[[Annotation], bool]
    answer: Callable[[Annotation], bool]


def _contributes(annotation: Annotation) -> bool:
    return annotation.reference is Reference.CONTRIBUTION


def _questions() -> list[Question]:
    """The questions of all heads, in the order in which they are trained and stored."""
    questions = [
        Question("contribution", lambda _: True, _contributes),
        Question("bare", lambda a: not _contributes(a), lambda a: a.reference is Reference.BARE),
    ]
    questions += [
        Question(objective.value, _contributes, lambda a, o=objective: o in a.objectives)  # type: ignore[misc]
        for objective in Objective
    ]
    questions += [
        Question(code.value, _contributes, lambda a, c=code: c in a.codes)  # type: ignore[misc]
        for code in Code
    ]
    questions += [
        Question(f"b4 {kind}", lambda a: Code.B4 in a.codes, lambda a, k=kind: a.b4_kind == k)  # type: ignore[misc]
        for kind in ("long_term", "new")
    ]
    questions += [
        Question(polarity.value, _contributes, lambda a, p=polarity: a.polarity is p)  # type: ignore[misc]
        for polarity in (Polarity.POSITIVE, Polarity.NEGATIVE)
    ]
    return questions


def document_groups(annotations: Sequence[Annotation]) -> np.ndarray:
    """Return a number for each annotation's document, shape (annotations,).

    Passages of one document share a number and are never split between folds.
    """
    names = [a.document or a.id for a in annotations]
    order = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([order[name] for name in names])


def annotations_hash(annotations: Sequence[Annotation]) -> str:
    """Return the hexadecimal SHA-256 of the annotations' content, whatever their order."""
    lines = sorted(a.model_dump_json(exclude={"note", "annotator", "day"}) for a in annotations)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def model_id(annotations: Sequence[Annotation], seed: int, sentence_vectors: bool = False) -> str:
    """Return the id of the model that these annotations, lexicons, seed and code give."""
    key = f"{annotations_hash(annotations)} {languages_hash()} {seed} {FEATURES_VERSION}"
    if sentence_vectors:
        key += f" {ENCODER}"
    return "voltag-" + hashlib.sha256(key.encode()).hexdigest()[:12]


def trainable(annotations: Sequence[Annotation]) -> list[Annotation]:
    """Return ``annotations`` if all may be trained on.

    Raises:
        AnnotationError: some are published text, which is for testing only.
    """
    published = [a.id for a in annotations if a.origin == "published"]
    if published:
        raise AnnotationError(
            [
                f"{len(published)} annotations (the first is {published[0]}) have no origin"
                " `written` or `reviewed`: published text is for testing, not for training"
            ]
        )
    return list(annotations)


@dataclass(frozen=True, slots=True)
class Training:
    """A trained model, and what models that had not seen each passage said of it."""

    model: Model
    held_out: tuple[dict[str, float], ...]
    """For each annotation the probability of every head, cross-fitted: trained and calibrated
    without the annotation's document."""
    found: tuple[Signs, ...]
    """For each annotation what the lexicon finds in it."""
    examples: Examples
    """The annotations as the model sees them, to find those nearest to a text."""


def train(
    annotations: Sequence[Annotation],
    seed: int = 0,
    progress: Progress | None = None,
    sentence_vectors: bool = False,
) -> Training:
    """Train a model on ``annotations``, cross-validated on the way.

    In each of five folds every head is trained without the fold's documents and gives
    decision values for them. These calibrate the heads (Platt 1999): the final model with
    those of all folds, the held-out probabilities of a fold with those of the other four.
    With ``sentence_vectors`` each head has a second regression on the vectors of the passages,
    and the calibration weighs the two.

    Raises:
        ValueError: there are too few documents to train on, or none of some label.
        EncoderMissingError: sentence vectors are asked for and their extra is not installed.
    """
    tell = progress or (lambda *_: None)
    found, rows = [], []
    for number, annotation in enumerate(annotations, start=1):
        found.append(signs(annotation.text, annotation.language))
        rows.append(features(annotation.text, annotation.language, found[-1]))
        tell("Reading passages", number, len(annotations))
    groups = document_groups(annotations)
    if len(set(groups.tolist())) < FOLDS:
        raise ValueError(
            f"the annotations come from {len(set(groups.tolist()))} documents; training needs"
            f" at least {FOLDS}, because passages of one document are kept together"
        )
    questions = [_put(question, annotations, found) for question in _questions()]
    languages = [a.language for a in annotations]
    vectors = None
    if sentence_vectors:
        vectors = passage_vectors(
            [(a.text, a.language) for a in annotations],
            found,
            lambda done, total: tell("Sentence vectors", done, total),
        )
    strata = [f"{a.language} {a.reference}" for a in annotations]
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    folds = list(splitter.split(np.zeros(len(rows)), strata, groups))
    decisions = np.zeros((1 if vectors is None else 2, len(questions), len(rows)))
    for number, (inside, held_out) in enumerate(folds):
        tell("Training", number, FOLDS + 1)
        fitted = _Fitted.on(rows, vectors, languages, questions, inside)
        decisions[:, :, held_out] = fitted.decisions(rows, vectors, languages, held_out)
    tell("Training", FOLDS, FOLDS + 1)
    everything = np.arange(len(rows))
    fitted = _Fitted.on(rows, vectors, languages, questions, everything)
    heads = {
        question.name: fitted.calibrated(_calibration(index, questions, decisions, everything))
        for index, question in enumerate(questions)
    }
    tell("Training", FOLDS + 1, FOLDS + 1)
    model = Model(
        id=model_id(annotations, seed, sentence_vectors),
        languages=tuple(sorted(set(languages))),
        blocks=fitted.blocks,
        heads=heads,
        vectors=fitted.vector_block,
    )
    columns = None
    if vectors is not None and fitted.vector_block is not None:
        columns = fitted.vector_block.transform(vectors, languages)
    examples = as_examples(annotations, feature_matrix(fitted.blocks, rows), columns)
    return Training(model, _held_out(questions, decisions, folds), tuple(found), examples)


def held_out_labels(training: Training, settings: Settings) -> list[Labels]:
    """Return what models that had not seen each annotation's document label it with."""
    return [
        labels_from(found, chances, settings)
        for found, chances in zip(training.found, training.held_out, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Put:
    """A question put to all annotations."""

    name: str
    asked: np.ndarray
    """Whether the question is asked of each annotation, shape (annotations,)."""
    answers: np.ndarray
    """Each annotation's answer, shape (annotations,)."""
    reached: np.ndarray
    """Whether each annotation has a sign of volunteering, without which the model is never put
    the question; such passages help to learn words but not to calibrate, shape (annotations,)."""

    def restricted(self, indices: np.ndarray) -> "_Put":
        return _Put(self.name, self.asked[indices], self.answers[indices], self.reached[indices])


def _put(question: Question, annotations: Sequence[Annotation], found: Sequence[Signs]) -> _Put:
    asked = np.array([question.asked(a) for a in annotations])
    answers = np.array([question.answer(a) for a in annotations])
    if not answers[asked].any() or answers[asked].all():
        verb = "shows" if not answers[asked].any() else "denies"
        raise ValueError(f"no passage {verb} {question.name!r}; annotate some that do")
    reached = np.array([bool(in_passage.standing) for in_passage in found])
    return _Put(question.name, asked, answers, reached)


def _blocks(rows: Sequence[Features]) -> dict[str, Block]:
    return {
        name: _block([getattr(row, name) for row in rows], tfidf, scale)
        for name, (tfidf, scale) in BLOCKS.items()
        if any(getattr(row, name) for row in rows)
    }


def _block(rows: list[dict[str, float]], tfidf: bool, scale: float) -> Block:
    """Fit a block on the features that enough passages have."""
    vectorizer = DictVectorizer(sort=True)
    matrix = vectorizer.fit_transform(rows)
    vectorizer.restrict(np.asarray((matrix > 0).sum(axis=0)).ravel() >= MINIMUM_PASSAGES)
    weighting = TfidfTransformer() if tfidf else None
    if weighting is not None:
        weighting.fit(vectorizer.transform(rows))
    return Block(vectorizer, weighting, scale)


@dataclass(frozen=True, slots=True)
class _Fitted:
    """All heads fitted on some of the passages, not yet calibrated."""

    blocks: dict[str, Block]
    heads: list[Head]
    """On the named features."""
    vector_block: VectorBlock | None
    vector_heads: list[Head]
    """On the sentence vectors; empty without them."""

    @classmethod
    def on(
        cls,
        rows: Sequence[Features],
        vectors: np.ndarray | None,
        languages: Sequence[str],
        questions: Sequence[_Put],
        inside: np.ndarray,
    ) -> "_Fitted":
        """Fit the heads on the passages ``inside``."""
        asked = [question.restricted(inside) for question in questions]
        known = [rows[i] for i in inside]
        blocks = _blocks(known)
        matrix = feature_matrix(blocks, known)
        heads = [_fit(matrix, question) for question in asked]
        if vectors is None:
            return cls(blocks, heads, None, [])
        spoken = [languages[i] for i in inside]
        block = _vector_block(vectors[inside], spoken)
        return cls(
            blocks, heads, block, _fit_vectors(block.transform(vectors[inside], spoken), asked)
        )

    def decisions(
        self,
        rows: Sequence[Features],
        vectors: np.ndarray | None,
        languages: Sequence[str],
        indices: np.ndarray,
    ) -> np.ndarray:
        """Return the decision values, shape (1, or 2 with vectors, questions, passages)."""
        matrix = feature_matrix(self.blocks, [rows[i] for i in indices])
        values = [[head.logits(matrix) for head in self.heads]]
        if vectors is not None and self.vector_block is not None:
            columns = self.vector_block.transform(vectors[indices], [languages[i] for i in indices])
            values.append(
                [columns @ head.vector_weights + head.intercept for head in self.vector_heads]
            )
        return np.array(values)

    def calibrated(self, calibration: "_Calibration") -> Head:
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


def _fit(matrix: sp.csr_matrix, question: _Put) -> Head:
    """Fit a head on the named features of the passages that it is asked of."""
    answers = question.answers[question.asked]
    if answers.all() or not answers.any():
        # A fold without one of the answers: the head knows nothing there.
        return Head(np.zeros(matrix.shape[1]), 0.0)
    classifier = LogisticRegression(C=C, solver="liblinear", random_state=0)
    classifier.fit(matrix[question.asked], answers)
    return Head(classifier.coef_[0], float(classifier.intercept_[0]))


def _vector_block(vectors: np.ndarray, languages: Sequence[str]) -> VectorBlock:
    """Centre vectors by language; give the two halves of their columns one size each."""
    spoken = np.array(languages)
    means = {
        language: vectors[spoken == language].mean(axis=0) for language in sorted(set(languages))
    }
    centred = vectors - np.stack([means[language] for language in languages])
    sizes = np.sqrt((centred.reshape(len(vectors), 2, -1) ** 2).sum(axis=2).mean(axis=0))
    scales = np.repeat(1.0 / np.maximum(sizes, 1e-9), vectors.shape[1] // 2)
    return VectorBlock(ENCODER, means, scales)


def _fit_vectors(columns: np.ndarray, questions: Sequence[_Put]) -> list[Head]:
    """Fit all heads on the columns of sentence vectors, by ridge regression on -1 and 1.

    It separates as well as a logistic regression here, and the heads that are asked of the
    same passages share one factorisation. The calibration makes its values probabilities.
    """
    heads: list[Head] = [Head(NO_VECTORS, 0.0)] * len(questions)
    same: dict[bytes, list[int]] = {}
    for index, question in enumerate(questions):
        same.setdefault(question.asked.tobytes(), []).append(index)
    for indices in same.values():
        asked = questions[indices[0]].asked
        answers = np.stack([questions[i].answers[asked] for i in indices], axis=1)
        ridge = Ridge(alpha=VECTOR_PENALTY, solver="cholesky")
        ridge.fit(columns[asked], np.where(answers, 1.0, -1.0))
        for i, weights, intercept in zip(
            indices, ridge.coef_.reshape(len(indices), -1), np.ravel(ridge.intercept_), strict=True
        ):
            heads[i] = Head(NO_VECTORS, float(intercept), weights)
    return heads


@dataclass(frozen=True, slots=True)
class _Calibration:
    """What turns decision values into the log odds of a question."""

    factors: dict[tuple[int, int], float]
    """By part (0 named features, 1 sentence vectors) and question."""
    constant: float


def _calibration(
    index: int, questions: Sequence[_Put], decisions: np.ndarray, known: np.ndarray
) -> _Calibration:
    """Calibrate question ``index`` on the passages ``known``.

    A question is calibrated by its own values (Platt 1999); an objective by those of all
    three, because a contribution that is plainly one of them is less likely another.
    """
    question = questions[index].restricted(known)
    counted = question.asked & question.reached
    answers = question.answers[counted]
    if answers.all() or not answers.any():
        return _Calibration({}, _NEVER)
    used = [index]
    if question.name in list(Objective):
        used = [i for i, other in enumerate(questions) if other.name in list(Objective)]
    keys = [(part, i) for part in range(len(decisions)) for i in used]
    values = np.stack([decisions[part, i, known[counted]] for part, i in keys], axis=1)
    fitted = LogisticRegression(C=1e3).fit(values, answers)
    factors = dict(zip(keys, fitted.coef_[0].tolist(), strict=True))
    for part in range(len(decisions)):
        # A head that says the opposite of the truth on unseen text knows nothing.
        factors[part, index] = max(factors[part, index], 0.0)
    return _Calibration(factors, float(fitted.intercept_[0]))


def _held_out(
    questions: Sequence[_Put], decisions: np.ndarray, folds: list[tuple[np.ndarray, np.ndarray]]
) -> tuple[dict[str, float], ...]:
    """Probabilities for every annotation, each fold calibrated on the other four."""
    chances: list[dict[str, float]] = [{} for _ in range(decisions.shape[2])]
    for inside, held_out in folds:
        for index, question in enumerate(questions):
            calibration = _calibration(index, questions, decisions, inside)
            logits = np.full(len(held_out), calibration.constant)
            for (part, other), factor in calibration.factors.items():
                logits += factor * decisions[part, other, held_out]
            values = 1.0 / (1.0 + np.exp(-np.clip(logits, -40.0, 40.0)))
            for i, value in zip(held_out, values.tolist(), strict=True):
                chances[i][question.name] = value
    return tuple(chances)
