"""Where models are, and what each says of itself: all that is known before one is loaded."""

import json
from pathlib import Path
from typing import Any

from voltag.classify.features import FEATURES_VERSION
from voltag.classify.opening import part_of
from voltag.resources import models_folder

FORMAT = 1
"""Number of the layout of a model folder; the reader of an old number stays when it moves."""

CONFIG = "config.json"
"""The file by which a folder is known to be a model."""


class ModelError(Exception):
    """A model folder that cannot be used; the message says why and what to do."""


def find_model(name: str) -> Path:
    """Return the folder of the model ``name``: a path, or the name of a shipped model.

    Raises:
        ModelError: there is no such folder.
    """
    shipped = models_folder() / name
    for folder in (Path(name), shipped):
        if (folder / CONFIG).is_file():
            return folder
    known = sorted(f.parent.name for f in models_folder().glob(f"*/{CONFIG}"))
    raise ModelError(
        f"{name}: no model is there ({CONFIG} is missing). Give a folder that `voltag train`"
        f" wrote, or one of the shipped models: {', '.join(known) or 'none'}."
    )


def find_model_by_id(model_id: str) -> Path | None:
    """Return the folder of the shipped model whose id is ``model_id``, or None."""
    for path in sorted(models_folder().glob(f"*/{CONFIG}")):
        try:
            if read_config(path.parent)["id"] == model_id:
                return path.parent
        except ModelError:
            continue
    return None


def read_config(folder: Path) -> dict[str, Any]:
    """Return what ``config.json`` says of the model in ``folder``: its id, languages and hashes.

    Raises:
        ModelError: it is not a model that this version of voltag can use.
    """
    path = folder / CONFIG
    try:
        config = json.loads(part_of(path).decode("utf-8"))
        number, version = config["format"], config["features_version"]
        config["sha256"], config["id"], config["languages"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(
            f"{path}: is not the description of a model ({type(error).__name__}: {error});"
            " train the model again"
        ) from error
    encoder = config.setdefault("encoder", None)
    if encoder is not None:
        _check_encoder(folder, encoder)
    if number != FORMAT or version != FEATURES_VERSION:
        raise ModelError(
            f"{folder}: has format {number} with features of version {version}, but this voltag"
            f" reads format {FORMAT} with version {FEATURES_VERSION}; train the model again"
        )
    result: dict[str, Any] = config
    return result


def _check_encoder(folder: Path, encoder: object) -> None:
    # Imported for models with sentence vectors only: numpy takes its time.
    from voltag.classify.encoder import ENCODER, EncoderMissingError, encoder_installed

    if encoder != ENCODER:
        raise ModelError(
            f"{folder}: was made with sentence vectors of {encoder!r}, but this voltag computes"
            f" those of {ENCODER}; train the model again"
        )
    if not encoder_installed():
        raise ModelError(f"{folder}: {EncoderMissingError()}")
