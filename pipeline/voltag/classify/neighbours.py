"""The annotated passages nearest to a text, as a model that was trained on them sees it.

A model folder keeps what is needed for it in ``neighbours.npz``: for each passage that the
model was trained on its labels and either its row of the feature matrix, each value in one
byte, or its sentence vector, each number in two. They stand apart from the model's own parts
because labelling never needs them. The texts stay in the annotations; a passage is known by
its id and the hash of its text.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from voltag.annotations import Annotation
from voltag.classify.encoder import DIMENSIONS
from voltag.classify.features import features
from voltag.classify.model import Model, feature_matrix
from voltag.classify.opening import check_unpacked
from voltag.records import from_json, to_json
from voltag.types import QUESTIONS, Code, Objective, Polarity, Question, Reference

NEAREST = 3
"""How many neighbours are shown."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_STEPS = 255
_HASH_CHARACTERS = 16


class NeighboursError(ValueError):
    """A file of neighbours that does not fit its model, or is none."""


@dataclass(frozen=True, slots=True)
class Example:
    """An annotated passage that a model was trained on, without its text."""

    id: str
    language: str
    text_sha256: str
    """The first 16 hexadecimal digits of the SHA-256 of its text."""
    reference: Reference
    objectives: tuple[Objective, ...]
    codes: tuple[Code, ...]
    implicit: bool
    polarity: Polarity

    def shows(self, question: Question) -> bool:
        """Whether the passage is annotated with a yes to ``question``."""
        if question == "references":
            return self.reference is Reference.CONTRIBUTION
        return question in self.objectives


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An annotated passage near to a text."""

    example: Example
    similarity: float
    """Cosine of the angle between the two, -1..1; 1 for the same features or meaning."""
    text: str | None
    """None where the annotation is not at hand, or has another text by now."""


@dataclass(frozen=True, slots=True)
class Precedent:
    """How the nearest annotated passages of either kind were decided on one question."""

    accept: Neighbour | None
    """The nearest one that is annotated with a yes."""
    reject: Neighbour | None
    """The nearest one that is annotated with a no."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The annotated passages nearest to one text, whatever their labels, and the precedents."""

    nearest: tuple[Neighbour, ...]
    """Nearest first."""
    precedents: dict[Question, Precedent]


@dataclass(frozen=True, slots=True)
class _Examples:
    """JSON form of the labels of all examples."""

    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Examples:
    """The annotated passages that a model was trained on, ready to be compared with."""

    examples: tuple[Example, ...]
    rows: Any
    """Of unit length, shape (examples, columns): scipy CSR matrix of features, or array of
    sentence vectors centred by language."""

    def similarities(self, model: Model, text: str, language: str) -> np.ndarray:
        """Return the similarity of each example with ``text``, shape (examples,).

        Raises:
            EncoderMissingError: the model needs sentence vectors and cannot have them here.
        """
        found = model.signs(text, language)
        vectors = model.centred_vectors([(text, language)], [found])
        if vectors is None:
            matrix = feature_matrix(model.blocks, [features(text, language, found)])
            row = _unit_rows(matrix).toarray()[0]
        else:
            row = _unit(vectors[:, :DIMENSIONS])[0]
        similarities: np.ndarray = np.asarray(self.rows @ row, dtype=np.float64).ravel()
        return similarities


def neighbourhood(
    examples: Examples,
    model: Model,
    text: str,
    language: str,
    annotated: Callable[[Collection[str]], Iterable[Annotation]],
    count: int = NEAREST,
) -> Neighbourhood:
    """Return the ``count`` examples nearest to ``text``, and the precedents of each question.

    ``annotated`` is called with ids and returns those of the annotations that are at hand:
    their texts are shown. Of equally near examples the first by id is taken.

    Raises:
        EncoderMissingError: the model needs sentence vectors and cannot have them here.
    """
    similarities = examples.similarities(model, text, language).round(6)
    order = sorted(
        range(len(examples.examples)), key=lambda i: (-similarities[i], examples.examples[i].id)
    )

    def first(question: Question, answer: bool) -> int | None:
        return next((i for i in order if examples.examples[i].shows(question) is answer), None)

    nearest = order[:count]
    pairs = {question: (first(question, True), first(question, False)) for question in QUESTIONS}
    shown = {*nearest, *(i for pair in pairs.values() for i in pair if i is not None)}
    texts = {
        (a.id, text_hash(a.text)): a.text
        for a in annotated({examples.examples[i].id for i in shown})
    }
    neighbours = {
        i: Neighbour(
            example := examples.examples[i],
            round(float(similarities[i]), 4),
            texts.get((example.id, example.text_sha256)),
        )
        for i in shown
    }
    return Neighbourhood(
        tuple(neighbours[i] for i in nearest),
        {
            question: Precedent(*(None if i is None else neighbours[i] for i in pair))
            for question, pair in pairs.items()
        },
    )


def text_hash(text: str) -> str:
    """Return the beginning of the SHA-256 of ``text`` that an :class:`Example` is known by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARACTERS]


def as_examples(
    annotations: Sequence[Annotation], matrix: sp.csr_matrix, vectors: np.ndarray | None
) -> Examples:
    """Return the examples that a model trained on ``annotations`` keeps.

    ``matrix`` has their features, shape (annotations, features), and ``vectors``
    their sentence vectors, centred (see :class:`~voltag.classify.model.VectorBlock`), None
    without.
    """
    described = tuple(
        Example(
            a.id,
            a.language,
            text_hash(a.text),
            a.reference,
            a.objectives,
            a.codes,
            a.implicit,
            a.polarity,
        )
        for a in annotations
    )
    if vectors is None:
        return Examples(described, _unit_rows(matrix))
    return Examples(described, _unit(vectors[:, :DIMENSIONS]))


def _unit_rows(matrix: sp.csr_matrix) -> sp.csr_matrix:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags(1.0 / np.maximum(lengths, 1e-9)) @ matrix)


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: np.ndarray = vectors / np.maximum(lengths, 1e-9)
    return result


def examples_to_bytes(examples: Examples) -> bytes:
    """Return ``neighbours.npz``: an archive of plain arrays, the same bytes each time."""
    described = to_json(_Examples(examples.examples)).encode("utf-8")
    arrays = {"examples": np.frombuffer(described, dtype=np.uint8)}
    if sp.issparse(examples.rows):
        rows = examples.rows.tocsr().sorted_indices()
        lengths = np.diff(rows.indptr)
        largest = np.repeat(np.maximum(rows.max(axis=1).toarray().ravel(), 1e-9), lengths)
        # Features are never negative; a value too small for one step of 255 keeps one.
        arrays["values"] = np.clip(np.round(rows.data / largest * _STEPS), 1, _STEPS).astype("u1")
        # Steps from one column to the next deflate to half of what the columns themselves do.
        steps = np.diff(rows.indices.astype("<i4"), prepend=0).astype("<i4")
        arrays["steps"] = steps
        arrays["lengths"] = lengths.astype("<i4")
    else:
        arrays["vectors"] = examples.rows.astype("<f2")
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, arrays[name], allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", _EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content.getvalue())
    return result.getvalue()


def examples_from_bytes(content: bytes, model: Model) -> Examples:
    """Read what :func:`examples_to_bytes` wrote for ``model``; nothing is unpickled.

    Raises:
        NeighboursError: it is not such a file, is too large, or is of another model.
    """
    try:
        check_unpacked(content)
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        examples = from_json(_Examples, arrays["examples"].tobytes()).examples
        rows = _vectors(arrays, len(examples)) if model.vectors else _rows(arrays, model)
        if rows.shape[0] != len(examples):
            raise NeighboursError("has another number of rows than of passages")
    except NeighboursError:
        raise
    except (KeyError, ValueError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        first = str(error).split("\n", 1)[0]
        raise NeighboursError(f"cannot be read ({type(error).__name__}: {first})") from error
    return Examples(examples, rows)


def _vectors(arrays: dict[str, np.ndarray], count: int) -> np.ndarray:
    vectors = arrays["vectors"]
    if vectors.shape != (count, DIMENSIONS):
        raise NeighboursError(f"has vectors of shape {vectors.shape}")
    return _unit(vectors.astype(np.float32))


def _rows(arrays: dict[str, np.ndarray], model: Model) -> sp.csr_matrix:
    width = sum(len(block.names) for block in model.blocks.values())
    columns = np.cumsum(arrays["steps"].astype(np.int64))
    ends = np.concatenate([[0], np.cumsum(arrays["lengths"].astype(np.int64))])
    if (
        not len(columns) == len(arrays["values"]) == ends[-1]
        or (arrays["lengths"] < 0).any()
        or (len(columns) and not 0 <= columns.min() <= columns.max() < width)
    ):
        raise NeighboursError("has columns that the model does not have")
    matrix = sp.csr_matrix(
        (arrays["values"].astype(np.float32), columns, ends), shape=(len(ends) - 1, width)
    )
    return _unit_rows(matrix)
