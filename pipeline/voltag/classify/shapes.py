"""Whether the parts of a model fit each other, asked once when it is read.

A model folder may come from somebody else. One whose arrays do not fit would fail in the middle
of a batch, or, where numpy can stretch a shape to fit, answer wrongly without a word.
"""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from voltag.classify.features import Features
from voltag.classify.model import VECTOR_COLUMNS, Model, VectorBlock
from voltag.classify.questions import all_questions


def check_shapes(model: Model) -> None:
    """Look at the shape and kind of every array of ``model``.

    Raises:
        ValueError: a head is missing, an array has another shape than its neighbours need, or
            something in it is not a finite number; the text names the part.
    """
    names = [question.name for question in all_questions()]
    if list(model.heads) != names:
        raise ValueError(f"has the heads {list(model.heads)}, not {names}")
    known = {field.name for field in fields(Features)}
    if not set(model.blocks) <= known:
        raise ValueError(f"has the features {sorted(model.blocks)}, not some of {sorted(known)}")
    columns = 0
    for name, block in model.blocks.items():
        columns += len(block.names)
        if block.idf is not None:
            _check(f"idf of {name}", block.idf, (len(block.names),))
        _check(f"scale of {name}", np.asarray(block.scale), ())
    passages = 0
    if model.vectors is not None:
        passages = _check_vectors(model.vectors, model.languages)
    for name, head in model.heads.items():
        _check(f"weights of {name}", head.weights, (columns,))
        _check(f"intercept of {name}", np.asarray(head.intercept), ())
        _check(f"weights of {name} on passages", head.vector_weights, (passages,))


def _check_vectors(vectors: VectorBlock, languages: Sequence[str]) -> int:
    """Check what is done with sentence vectors; return how many passages they are held to."""
    if set(vectors.means) != set(languages):
        raise ValueError(f"has means of {sorted(vectors.means)}, not of its languages")
    for language, means in vectors.means.items():
        _check(f"means of {language}", means, (VECTOR_COLUMNS,))
    _check("scales", vectors.scales, (VECTOR_COLUMNS,))
    if np.ndim(vectors.directions) != 2 or np.ndim(vectors.passages) != 2:
        raise ValueError("has directions or passages that are no matrix")
    _check("directions", vectors.directions, (VECTOR_COLUMNS, vectors.directions.shape[1]))
    passages = len(vectors.passages)
    _check("passages", vectors.passages, (passages, vectors.directions.shape[1]))
    _check("sharpness", np.asarray(vectors.sharpness), ())
    return passages


def _check(part: str, array: object, shape: tuple[int, ...]) -> None:
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu":
        raise ValueError(f"has no numbers as {part}")
    if array.shape != shape:
        raise ValueError(f"has {part} of the shape {array.shape}, not {shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"has {part} that are not all finite")
