"""Languages as data: one folder a language, with its lexicon, numbering and tokenizer.

A folder holds TOML files. Adding a language means adding a folder; no code changes.
"""

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

UNDETERMINED = "und"
"""The code of text that has too little language in it to tell (ISO 639-2)."""
_NO_FEATURES = frozenset(
    (
        "agencies.toml",
        "former_names.toml",
        "framework.toml",
        "function_words.toml",
        "lookalikes.toml",
        "sections.toml",
    )
)
"""Files that no feature of a model depends on: how documents are laid out, named and told apart."""


@cache
def language_codes() -> tuple[str, ...]:
    """Return the ISO 639-1 codes of the languages that have a folder here, sorted."""
    return tuple(
        sorted(
            entry.name
            for entry in files(__name__).iterdir()
            if entry.is_dir() and entry.joinpath("language.toml").is_file()
        )
    )


@cache
def language_data(code: str, name: str) -> dict[str, Any]:
    """Return the contents of ``<code>/<name>.toml``, or an empty dict where there is none.

    Raises:
        tomllib.TOMLDecodeError: the file is not TOML.
    """
    path = files(__name__).joinpath(code, f"{name}.toml")
    if not path.is_file():
        return {}
    return tomllib.loads(path.read_text(encoding="utf-8"))


def language_name(code: str) -> str:
    """Return what the language ``code`` is called in English; the code where nothing is said."""
    return str(language_data(code, "language").get("name", code))


@cache
def languages_hash() -> str:
    """Return the hexadecimal SHA-256 of the language data that the features depend on."""
    digest = hashlib.sha256()
    for code in language_codes():
        folder = files(__name__).joinpath(code)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".toml") and entry.name not in _NO_FEATURES:
                digest.update(f"{code}/{entry.name}\n".encode())
                digest.update(entry.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
