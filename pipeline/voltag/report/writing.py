"""Putting the report's files in place, and asking for the extras that they need."""

import json
from importlib.util import find_spec
from pathlib import Path

from voltag.batch.outputs import OutputError
from voltag.records import to_plain
from voltag.report.corpus import CorpusReport

_NEEDS = {
    "figures": ("--figures", "plots", ("matplotlib",)),
    "figure": ("--figure", "plots", ("matplotlib",)),
    "workbook": ("--xlsx", "xlsx", ("openpyxl",)),
    "review": (
        "voltag review",
        "review",
        ("itsdangerous", "markdown_it", "rapidfuzz", "sqlite_utils", "starlette", "uvicorn"),
    ),
}
"""What each way out is asked for by, the extra that it needs, and the modules of that."""


class ExtraError(Exception):
    """Something was asked for that an extra would give; the message says which."""


def check_extras(**wanted: bool) -> None:
    """Look whether what is wanted can be given, before any work is done.

    Raises:
        ExtraError: a library is missing.
    """
    for name, (option, extra, modules) in _NEEDS.items():
        if wanted.get(name) and any(find_spec(module) is None for module in modules):
            raise ExtraError(
                f"{option} needs an extra that is not installed; run: pip install 'voltag[{extra}]'"
            )


def write_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` whole or not at all; folders above it are made.

    Raises:
        OutputError: it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror})") from error


def write_json(path: Path, report: CorpusReport) -> None:
    """Write everything that a report says as JSON."""
    text = json.dumps(to_plain(report), ensure_ascii=False, indent=1) + "\n"
    write_file(path, text.encode("utf-8", "replace"))
