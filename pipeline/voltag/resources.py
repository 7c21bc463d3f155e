"""Where the files that ship with voltag are: in the installed package or in a checkout."""

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("voltag")))
_SHIPPED = _PACKAGE / "_shipped"
_CHECKOUT = _PACKAGE.parent.parent


def _folder(name: str) -> Path:
    shipped = _SHIPPED / name
    return shipped if shipped.is_dir() else _CHECKOUT / name


def annotations_folder() -> Path:
    """The folder of the annotations that the default model was trained on."""
    return _folder("annotations")


def models_folder() -> Path:
    """The folder of the shipped models; each model is a folder in it."""
    return _folder("models")
