"""What takes an extra: asked for before any work is done, and named with what would add it."""

from importlib.util import find_spec
from typing import Literal

Use = Literal["figures", "figure", "workbook", "frame", "review"]

_NEEDS: dict[Use, tuple[str, str, tuple[str, ...]]] = {
    "figures": ("--figures", "plots", ("matplotlib",)),
    "figure": ("--figure", "plots", ("matplotlib",)),
    "workbook": ("--xlsx", "xlsx", ("openpyxl",)),
    "frame": ("frame", "pandas", ("pandas",)),
    "review": (
        "voltag review",
        "review",
        ("itsdangerous", "markdown_it", "rapidfuzz", "sqlite_utils", "starlette", "uvicorn"),
    ),
}
"""What each use is called by, the extra that it needs, and the modules of that."""


class ExtraError(Exception):
    """Something was asked for that an extra would give; the message says which."""


def check_extra(use: Use) -> None:
    """Look whether the extra for ``use`` is installed.

    Raises:
        ExtraError: it is not.
    """
    name, extra, modules = _NEEDS[use]
    if any(find_spec(module) is None for module in modules):
        raise ExtraError(
            f"{name} needs an extra that is not installed; run: pip install 'voltag[{extra}]'"
        )
