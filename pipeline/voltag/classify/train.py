"""Training: from labelled passages to a model, the same bytes for the same input and seed."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from voltag.annotations import Annotation, AnnotationError
from voltag.classify.features import FEATURES_VERSION, Features, Signs, features, signs
from voltag.classify.model import Block, Head, Model, feature_matrix, labels_from
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


def model_id(annotations: Sequence[Annotation], seed: int) -> str:
    """Return the id of the model that these annotations, lexicons, seed and code give."""
    key = f"{annotations_hash(annotations)} {languages_hash()} {seed} {FEATURES_VERSION}"
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


def train(
    annotations: Sequence[Annotation], seed: int = 0, progress: Progress | None = None
) -> Training:
    """Train a model on ``annotations``, cross-validated on the way.

    In each of five folds every head is trained without the fold's documents and gives
    decision values for them. These calibrate the heads (Platt 1999): the final model with
    those of all folds, the held-out probabilities of a fold with those of the other four.

    Raises:
        ValueError: there are too few documents to train on, or none of some label.
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
    strata = [f"{a.language} {a.reference}" for a in annotations]
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    folds = list(splitter.split(np.zeros(len(rows)), strata, groups))
    decisions = np.zeros((len(questions), len(rows)))
    for number, (inside, held_out) in enumerate(folds):
        tell("Training", number, FOLDS + 1)
        blocks = _blocks([rows[i] for i in inside])
        known = feature_matrix(blocks, [rows[i] for i in inside])
        unseen = feature_matrix(blocks, [rows[i] for i in held_out])
        for index, question in enumerate(questions):
            head = _fit(known, question.restricted(inside))
            decisions[index, held_out] = unseen @ head.weights + head.intercept
    tell("Training", FOLDS, FOLDS + 1)
    blocks = _blocks(rows)
    matrix = feature_matrix(blocks, rows)
    fitted = [_fit(matrix, question) for question in questions]
    everything = np.arange(len(rows))
    heads = {
        question.name: _combined(fitted, _calibration(index, questions, decisions, everything))
        for index, question in enumerate(questions)
    }
    tell("Training", FOLDS + 1, FOLDS + 1)
    languages = tuple(sorted({a.language for a in annotations}))
    model = Model(model_id(annotations, seed), languages, blocks, heads)
    return Training(model, _held_out(questions, decisions, folds), tuple(found))


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


def _fit(matrix: sp.csr_matrix, question: _Put) -> Head:
    """Fit a head, not yet calibrated, on the passages that it is asked of."""
    answers = question.answers[question.asked]
    if answers.all() or not answers.any():
        # A fold without one of the answers: the head knows nothing there.
        return Head(np.zeros(matrix.shape[1]), 0.0)
    classifier = LogisticRegression(C=C, solver="liblinear", random_state=0)
    classifier.fit(matrix[question.asked], answers)
    return Head(classifier.coef_[0], float(classifier.intercept_[0]))


def _calibration(
    index: int, questions: Sequence[_Put], decisions: np.ndarray, known: np.ndarray
) -> dict[int, float]:
    """Return what turns decision values into the log odds of a question.

    The result has a factor for each question whose decision values are used, and the constant
    under -1. A question is calibrated by its own values (Platt 1999); an objective by those
    of all three, because a contribution that is plainly one of them is less likely another.
    """
    question = questions[index].restricted(known)
    counted = question.asked & question.reached
    answers = question.answers[counted]
    if answers.all() or not answers.any():
        return {-1: _NEVER}
    used = [index]
    if question.name in list(Objective):
        used = [i for i, other in enumerate(questions) if other.name in list(Objective)]
    values = decisions[np.ix_(used, known[counted])].T
    fitted = LogisticRegression(C=1e3).fit(values, answers)
    factors = dict(zip(used, fitted.coef_[0].tolist(), strict=True))
    # A head that says the opposite of the truth on unseen text knows nothing.
    factors[index] = max(factors[index], 0.0)
    return factors | {-1: float(fitted.intercept_[0])}


def _combined(fitted: Sequence[Head], calibration: dict[int, float]) -> Head:
    """Work a calibration into the weights, so that they still add up to the score."""
    weights = np.zeros_like(fitted[0].weights)
    intercept = calibration[-1]
    for index, factor in calibration.items():
        if index >= 0:
            weights = weights + factor * fitted[index].weights
            intercept += factor * fitted[index].intercept
    return Head(weights, intercept)


def _held_out(
    questions: Sequence[_Put], decisions: np.ndarray, folds: list[tuple[np.ndarray, np.ndarray]]
) -> tuple[dict[str, float], ...]:
    """Probabilities for every annotation, each fold calibrated on the other four."""
    chances: list[dict[str, float]] = [{} for _ in range(decisions.shape[1])]
    for inside, held_out in folds:
        for index, question in enumerate(questions):
            calibration = _calibration(index, questions, decisions, inside)
            logits = np.full(len(held_out), calibration.pop(-1))
            for other, factor in calibration.items():
                logits += factor * decisions[other, held_out]
            values = 1.0 / (1.0 + np.exp(-np.clip(logits, -40.0, 40.0)))
            for i, value in zip(held_out, values.tolist(), strict=True):
                chances[i][question.name] = value
    return tuple(chances)
