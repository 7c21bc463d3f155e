"""Folding text for matching without moving a single character.

Every function here returns a string of the same length, so that an offset in the folded
text is an offset in the original.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

from voltag.languages import language_data

_PUNCTUATION = (
    *((quote, "'") for quote in "‘’‛"),
    *((quote, '"') for quote in "“”"),
    *((dash, "-") for dash in "‐‑‒–—"),
    *((space, " ") for space in "\u00a0\u2009\u202f\u3000"),
)
"""Signs and what they are folded to. Replacing one after the other is ten times as fast as a
table: most texts have a few of them, and the others are ruled out at the speed of memory."""
_HIGH = re.compile("[\u2000-\U0010ffff]+")


@cache
def _converter() -> Any:  # noqa: ANN401 - OpenCC has no types
    import opencc

    return opencc.OpenCC("t2s")


def small_letters(text: str) -> str:
    """Return ``text`` in lower case at the same length, so that offsets stay true."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def simplified(text: str) -> str:
    """Return ``text`` with traditional Chinese characters folded to simplified ones.

    OpenCC's ``t2s`` is used on the whole text, which lets it decide by context; where that
    would change the length (it seldom does), each character is folded by itself.
    """
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_one_for_one(character) for character in text)


@cache
def _one_for_one(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted if len(converted) == 1 else character


_LIGATURES = {"œ": "e", "Œ": "E", "æ": "e", "Æ": "E"}
_BEYOND_ASCII = re.compile("[\u0080-\U0010ffff]")


def without_accents(text: str) -> str:
    """Return ``text`` with each letter reduced to its base: é becomes e, and so do œ and æ.

    The length stays: a letter that has no base of one character is kept.
    """
    return text if text.isascii() else _BEYOND_ASCII.sub(lambda found: _base(found[0]), text)


@cache
def _base(character: str) -> str:
    if not character.isalpha():
        return character
    # A letter and its marks only: what decomposes otherwise keeps its shape.
    apart = unicodedata.normalize("NFD", _LIGATURES.get(character, character))
    return apart[0] if all(map(unicodedata.combining, apart[1:])) else character


_FOLDS: dict[str, Callable[[str], str]] = {"t2s": simplified, "accents": without_accents}
"""What the ``fold`` of a language asks for, beside what is done to all text."""


@cache
def _own_fold(language: str) -> Callable[[str], str] | None:
    name = language_data(language, "language").get("fold")
    return None if name is None else _FOLDS[name]


@cache
def _narrow(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    # Chinese punctuation stays as it is: patterns and sentence ends are written with it.
    if not character.isalnum():
        return character
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def fold(text: str, language: str) -> str:
    """Return ``text`` as the lexicon's patterns expect it, character for character.

    Typographic quotes, dashes and spaces become plain ones, full-width letters and digits
    narrow ones. What a language asks for besides stands in its ``language.toml``: in Chinese
    traditional characters become simplified, in French letters lose their accents. Halves of
    surrogate pairs, which no library takes, become U+FFFD.

    Raises:
        KeyError: the language asks for a fold that is not known.
    """
    if text.isascii():
        return text
    for sign, plain in _PUNCTUATION:
        text = text.replace(sign, plain)
    if not text.isascii():
        text = _HIGH.sub(_narrow_run, text)
        if (own := _own_fold(language)) is not None:
            text = own(text)
    return text


def _narrow_run(found: re.Match[str]) -> str:
    return "".join(map(_narrow, found.group()))
