"""A model as a folder: written with fixed dates, read without trusting what is in it.

``config.json`` says what the model is, ``model.skops`` holds its parts, ``neighbours.npz``
the passages that it was trained on as it sees them, ``added_terms.json`` the terms that people
added to the lexicons for it, if any, ``metrics.json`` how well it did, and ``card.md`` says all
that to a person.
"""

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from voltag.classify.encoder import ENCODER
from voltag.classify.features import FEATURES_VERSION
from voltag.classify.folders import CONFIG as CONFIG
from voltag.classify.folders import FORMAT, read_config
from voltag.classify.folders import ModelError as ModelError
from voltag.classify.folders import find_model as find_model
from voltag.classify.folders import find_model_by_id as find_model_by_id
from voltag.classify.model import NO_VECTORS, Block, Head, Model, VectorBlock
from voltag.classify.neighbours import (
    Examples,
    NeighboursError,
    examples_from_bytes,
    examples_to_bytes,
)
from voltag.classify.opening import check_unpacked, part_of
from voltag.classify.parts import ForeignTypeError, read_parts
from voltag.classify.shapes import check_shapes
from voltag.text.added_terms import AddedTerm, AddedTermError, from_file, to_file

_PARTS = "model.skops"
_NEIGHBOURS = "neighbours.npz"
ADDED_TERMS = "added_terms.json"
"""The file of a model folder that has the terms which people added."""
_SCHEMA = "schema.json"
_ADDRESS = re.compile(r'"__id__": (\d+)')
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_WEIGHT_DECIMALS = 5


def save_model(
    model: Model, folder: Path, extra: dict[str, str], examples: Examples | None = None
) -> None:
    """Write ``model`` to ``folder`` with the further text files ``extra`` (name: content).

    ``examples`` are the passages that it was trained on, to compare others with.

    The same model gives the same bytes. Files are put in place whole.

    Raises:
        ModelError: the folder cannot be written, or holds something that is not a model.
    """
    import skops.io

    parts = {
        "blocks": {name: _block_parts(block) for name, block in model.blocks.items()},
        "heads": list(model.heads),
        "weights": np.stack([head.weights for head in model.heads.values()]),
        "intercepts": np.array([head.intercept for head in model.heads.values()]),
    }
    if model.vectors is not None:
        parts["vectors"] = {
            "means": {language: np.asarray(m) for language, m in model.vectors.means.items()},
            "scales": model.vectors.scales,
            "directions": model.vectors.directions,
            "passages": model.vectors.passages,
            "sharpness": model.vectors.sharpness,
            "weights": np.stack([head.vector_weights for head in model.heads.values()]),
        }
    archive = _reproducible(skops.io.dumps(parts))
    config = {
        "format": FORMAT,
        "id": model.id,
        "languages": list(model.languages),
        "features_version": FEATURES_VERSION,
        "encoder": model.vectors.encoder if model.vectors else None,
        "sha256": hashlib.sha256(archive).hexdigest(),
    }
    contents: dict[str, bytes] = {name: text.encode() for name, text in extra.items()}
    contents[_PARTS] = archive
    if examples is not None:
        contents[_NEIGHBOURS] = examples_to_bytes(examples)
        config["neighbours_sha256"] = hashlib.sha256(contents[_NEIGHBOURS]).hexdigest()
    if model.added:
        contents[ADDED_TERMS] = to_file(model.added)
        config["added_terms_sha256"] = hashlib.sha256(contents[ADDED_TERMS]).hexdigest()
    contents[CONFIG] = (json.dumps(config, indent=2) + "\n").encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strangers = {entry.name for entry in folder.iterdir()} - set(contents)
        if strangers and not (folder / CONFIG).is_file():
            raise ModelError(
                f"{folder}: holds other files ({', '.join(sorted(strangers)[:3])}); give a new"
                " folder, or one with a model to replace"
            )
        for name, content in contents.items():
            temporary = folder / f".{name}.new"
            temporary.write_bytes(content)
            temporary.replace(folder / name)
        for name in {_NEIGHBOURS, ADDED_TERMS} - set(contents):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise ModelError(f"{folder}: cannot be written: {error.strerror}") from error


def rounded_model(model: Model) -> Model:
    """Return ``model`` as it will be read back: with weights of five decimal places."""
    heads = {
        name: Head(
            np.round(head.weights, _WEIGHT_DECIMALS),
            round(head.intercept, _WEIGHT_DECIMALS),
            np.round(head.vector_weights, _WEIGHT_DECIMALS),
        )
        for name, head in model.heads.items()
    }
    return replace(model, heads=heads)


def _block_parts(block: Block) -> dict[str, Any]:
    """A block as arrays and numbers: skops writes each string of a list as an object."""
    names = "\n".join(block.names)
    return {
        "names": np.frombuffer(names.encode("utf-8"), dtype=np.uint8),
        "idf": np.zeros(0) if block.idf is None else np.asarray(block.idf),
        "scale": block.scale,
    }


def _block_from(parts: dict[str, Any]) -> Block:
    names = tuple(parts["names"].tobytes().decode("utf-8").split("\n"))
    return Block(names, parts["idf"] if len(parts["idf"]) else None, float(parts["scale"]))


def _reproducible(archive: bytes) -> bytes:
    """Repack a skops archive so that its bytes can be compared.

    The entries get one date and a sorted order, and the memory addresses by which skops
    names objects become consecutive numbers.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    schema = contents.pop(_SCHEMA).decode("utf-8")
    numbers: dict[str, str] = {}
    for address in _ADDRESS.findall(schema):
        numbers.setdefault(address, str(len(numbers) + 1))
    schema = _ADDRESS.sub(lambda found: f'"__id__": {numbers[found[1]]}', schema)
    renamed = {}
    for name, content in contents.items():
        stem, dot, suffix = name.partition(".")
        renamed[numbers[stem] + dot + suffix] = content
        schema = schema.replace(f'"{name}"', f'"{numbers[stem]}{dot}{suffix}"')
    renamed[_SCHEMA] = schema.encode("utf-8")
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name in sorted(renamed):
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, renamed[name])
    return result.getvalue()


def load_model(folder: Path) -> Model:
    """Read the model in ``folder``.

    Only numbers, texts and arrays of them are read; a file that asks for any other type, or
    is not the one that ``config.json`` was written with, is refused.

    Raises:
        ModelError: the folder is not a model, is damaged or tampered with, or was made for
            other features than this version of voltag computes.
    """
    config = read_config(folder)
    archive = _part(folder / _PARTS, config["sha256"])
    model = _model(_safe_parts(archive, folder), config, folder)
    return replace(model, added=_added_terms(config, folder))


_TRAIN_AGAIN = "train the model again or restore the folder"


def _part(path: Path, expected: str, advice: str = _TRAIN_AGAIN) -> bytes:
    """Return the content of a file whose SHA-256 ``config.json`` has.

    Raises:
        ModelError: it cannot be read or has another hash; ``advice`` says what to do then.
    """
    try:
        content = part_of(path)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise ModelError(f"{path}: is not the file that {CONFIG} was written with; {advice}")
    return content


def _added_terms(config: dict[str, Any], folder: Path) -> tuple[AddedTerm, ...]:
    expected = config.get("added_terms_sha256")
    if expected is None:
        return ()
    path = folder / ADDED_TERMS
    content = _part(
        path,
        expected,
        "restore the folder, or add the terms on the page of the model, which gives a new one",
    )
    try:
        return from_file(content)
    except AddedTermError as error:
        raise ModelError(f"{path}: {error}") from error


def load_examples(folder: Path, model: Model) -> Examples | None:
    """Read the passages that ``model``, which is in ``folder``, was trained on.

    None for a model that keeps none.

    Raises:
        ModelError: the file is missing, damaged or tampered with.
    """
    expected = read_config(folder).get("neighbours_sha256")
    if expected is None:
        return None
    path = folder / _NEIGHBOURS
    content = _part(path, expected)
    try:
        return examples_from_bytes(content, model)
    except NeighboursError as error:
        raise ModelError(f"{path}: {error}; train the model again") from error


def _safe_parts(archive: bytes, folder: Path) -> Any:  # noqa: ANN401 - checked by _model
    try:
        check_unpacked(archive)
        return read_parts(archive)
    except ForeignTypeError as error:
        raise ModelError(
            f"{folder / _PARTS}: asks for types that a voltag model never has ({error}); it was"
            " not opened"
        ) from error
    except Exception as error:
        raise ModelError(f"{folder / _PARTS}: cannot be read: {error}; train it again") from error


def _vector_block(parts: dict[str, Any]) -> VectorBlock:
    return VectorBlock(
        ENCODER,
        parts["means"],
        parts["scales"],
        parts["directions"],
        parts["passages"],
        float(parts["sharpness"]),
    )


def _model(parts: Any, config: dict[str, Any], folder: Path) -> Model:  # noqa: ANN401
    try:
        vectors = parts["vectors"] if config["encoder"] else None
        model = Model(
            id=str(config["id"]),
            languages=tuple(config["languages"]),
            blocks={name: _block_from(block) for name, block in parts["blocks"].items()},
            heads={
                name: Head(weights, float(intercept), vector_weights)
                for name, weights, intercept, vector_weights in zip(
                    parts["heads"],
                    parts["weights"],
                    parts["intercepts"],
                    vectors["weights"] if vectors else [NO_VECTORS] * len(parts["heads"]),
                    strict=True,
                )
            },
            vectors=_vector_block(vectors) if vectors else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            f"{folder / _PARTS}: lacks a part of a model ({error!r}); train it again"
        ) from error
    try:
        check_shapes(model)
    except ValueError as error:
        raise ModelError(f"{folder / _PARTS}: {error}; train the model again") from error
    return model
