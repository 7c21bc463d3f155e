"""Training: from labelled passages to a model, the same bytes for the same input and seed."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from voltag.annotations import Annotation, AnnotationError
from voltag.classify.calibration import calibrate, held_out_chances
from voltag.classify.counts import FeatureCounts
from voltag.classify.encoder import ENCODER
from voltag.classify.features import FEATURES_VERSION, Reader, Signs, read_passage
from voltag.classify.fitting import VECTOR_LEARNER, Fitted
from voltag.classify.model import (
    Model,
    labels_from,
    passage_vectors,
)
from voltag.classify.neighbours import Examples, as_examples
from voltag.classify.questions import all_questions, put
from voltag.languages import languages_hash
from voltag.settings import Settings
from voltag.text.added_terms import AddedTerm, in_order, to_file
from voltag.types import Labels

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, how much of it is done, and how much there is."""

FOLDS = 5

MODEL_PREFIX = "voltag-"
"""What the id of every model begins with."""


def document_groups(annotations: Sequence[Annotation]) -> np.ndarray:
    """Return a number for each annotation's document, shape (annotations,).

    Passages of one document share a number and are never split between folds.
    """
    names = [a.document or a.id for a in annotations]
    order = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([order[name] for name in names])


def annotations_hash(annotations: Sequence[Annotation]) -> str:
    """Return the hexadecimal SHA-256 of the annotations' content, whatever their order.

    It is the same whether a text was stored in its file or read from a PDF.
    """
    beside = {"note", "annotator", "day", "source"}
    lines = sorted(a.model_dump_json(exclude=beside) for a in annotations)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def model_id(
    annotations: Sequence[Annotation],
    seed: int,
    sentence_vectors: bool = False,
    added: tuple[AddedTerm, ...] = (),
) -> str:
    """Return the id of the model that these annotations, lexicons, seed and code give.

    ``added`` are the terms that people added to the lexicons.
    """
    key = f"{annotations_hash(annotations)} {languages_hash()} {seed} {FEATURES_VERSION}"
    if sentence_vectors:
        key += f" {ENCODER} {VECTOR_LEARNER}"
    if added:
        key += f" {hashlib.sha256(to_file(added)).hexdigest()}"
    return MODEL_PREFIX + hashlib.sha256(key.encode()).hexdigest()[:12]


def with_added_terms(model: Model, added: tuple[AddedTerm, ...]) -> Model:
    """Return ``model`` with further terms in its lexicons, its weights as they are.

    It has another id, for it labels texts otherwise.

    Raises:
        AddedTermError: a term cannot be added.
    """
    terms = in_order((*model.added, *added))
    if terms == model.added:
        return model
    key = f"{model.id} {hashlib.sha256(to_file(terms)).hexdigest()}"
    return replace(
        model, id=MODEL_PREFIX + hashlib.sha256(key.encode()).hexdigest()[:12], added=terms
    )


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
    added: tuple[AddedTerm, ...] = (),
    reader: Reader = read_passage,
) -> Training:
    """Train a model on ``annotations``, cross-validated on the way.

    In each of five folds every head is trained without the fold's documents and gives
    decision values for them. These calibrate the heads (Platt 1999): the final model with
    those of all folds, the held-out probabilities of a fold with those of the other four.
    With ``sentence_vectors`` each head has a second regression on the vectors of the passages,
    and the calibration weighs the two. ``added`` are terms that people added to the lexicons;
    they go with the model. ``reader`` may be one that remembers, where several models are
    trained on the same passages.

    Raises:
        ValueError: there are too few documents to train on, or none of some label.
        AddedTermError: an added term cannot be used.
        EncoderMissingError: sentence vectors are asked for and their extra is not installed.
    """
    tell = progress or (lambda *_: None)
    added = in_order(added)
    found, rows = [], []
    for number, annotation in enumerate(annotations, start=1):
        read = reader(annotation.text, annotation.language, added)
        found.append(read.signs)
        rows.append(read.features)
        tell("Reading passages", number, len(annotations))
    groups = document_groups(annotations)
    if len(set(groups.tolist())) < FOLDS:
        raise ValueError(
            f"the annotations come from {len(set(groups.tolist()))} documents; training needs"
            f" at least {FOLDS}, because passages of one document are kept together"
        )
    questions = [put(question, annotations, found) for question in all_questions()]
    languages = [a.language for a in annotations]
    vectors = None
    if sentence_vectors:
        vectors = passage_vectors(
            [(a.text, a.language) for a in annotations],
            found,
            lambda done, total: tell("Sentence vectors", done, total),
        )
    counts = FeatureCounts.of(rows)
    strata = [f"{a.language} {a.reference}" for a in annotations]
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    folds = list(splitter.split(np.zeros(len(rows)), strata, groups))
    decisions = np.zeros((1 if vectors is None else 2, len(questions), len(rows)))
    for number, (inside, held_out) in enumerate(folds):
        tell("Training", number, FOLDS + 1)
        fitted = Fitted.on(counts, vectors, languages, questions, inside)
        decisions[:, :, held_out] = fitted.decisions(counts, vectors, languages, held_out)
    tell("Training", FOLDS, FOLDS + 1)
    everything = np.arange(len(rows))
    fitted = Fitted.on(counts, vectors, languages, questions, everything)
    heads = {
        question.name: fitted.calibrated(calibrate(index, questions, decisions, everything))
        for index, question in enumerate(questions)
    }
    tell("Training", FOLDS + 1, FOLDS + 1)
    model = Model(
        id=model_id(annotations, seed, sentence_vectors, added),
        languages=tuple(sorted(set(languages))),
        blocks=fitted.blocks.blocks,
        heads=heads,
        vectors=fitted.vector_block,
        added=added,
    )
    centred = None
    if vectors is not None and fitted.vector_block is not None:
        centred = fitted.vector_block.centred(vectors, languages)
    examples = as_examples(annotations, fitted.blocks.matrix(counts, everything), centred)
    return Training(model, held_out_chances(questions, decisions, folds), tuple(found), examples)


def held_out_labels(training: Training, settings: Settings) -> list[Labels]:
    """Return what models that had not seen each annotation's document label it with."""
    return [
        labels_from(found, chances, settings)
        for found, chances in zip(training.found, training.held_out, strict=True)
    ]
