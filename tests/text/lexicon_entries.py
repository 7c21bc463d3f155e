"""The entries of all lexicon files, as they stand there."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from voltag.languages import language_codes

LANGUAGES = Path(__file__).parents[2] / "pipeline" / "voltag" / "languages"
CODES = language_codes()
FILES = ("terms", "implicit", "confusables", "concepts")

Entry = dict[str, Any]


@cache
def load(code: str, name: str) -> tuple[Entry, ...]:
    with (LANGUAGES / code / f"{name}.toml").open("rb") as file:
        return tuple(tomllib.load(file)["entry"])


def every_entry() -> list[Any]:
    return [
        pytest.param(code, name, entry, id=f"{code}-{name}-{entry['group']}-{entry['lemma']}")
        for code in CODES
        for name in FILES
        for entry in load(code, name)
    ]
