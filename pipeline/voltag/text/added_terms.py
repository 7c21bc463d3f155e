"""Terms that people add to a model's lexicons: plain words in a data file, no pattern, no code.

They stand beside the entries of ``voltag/languages`` and go with one model: they are part of
its folder and of its id.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal, get_args

from voltag.languages import language_codes, language_data
from voltag.text.scripts import fold, small_letters

AddedKind = Literal["term", "implicit", "confusable"]
"""A term of volunteering, what implies it, or what only looks like it."""
_FILES: dict[AddedKind, str] = {
    "term": "terms",
    "implicit": "implicit",
    "confusable": "confusables",
}
_LONGEST = 200
"""Characters that a term may have."""


class AddedTermError(ValueError):
    """A term that cannot be added; the message names it and says what to do."""


@dataclass(frozen=True, slots=True, order=True)
class AddedTerm:
    """One expression that people added to a lexicon."""

    language: str
    """ISO 639-1 code of a language with a lexicon."""
    kind: AddedKind
    text: str
    """The expression as it is written; capitals and small letters are the same."""
    group: str
    """The group of the lexicon whose weights it shares; a model knows no others."""
    source: str
    """Why it was added, and by whom."""

    @property
    def pattern(self) -> str:
        """The regular expression that finds it in folded text of its language."""
        spaces = bool(language_data(self.language, "language").get("spaces", True))
        parts = [re.escape(part) for part in small_letters(fold(self.text, self.language)).split()]
        whole = (r"\s+" if spaces else r"\s?").join(parts)
        if not spaces:
            return whole
        return _edge(self.text[0], "(?<!") + whole + _edge(self.text[-1], "(?!")


def _edge(character: str, around: str) -> str:
    r"""The edge of a word at ``character``: ``\b``, which RE2 knows for ASCII alone."""
    if not re.match(r"\w", character):
        return ""
    return r"\b" if character.isascii() else rf"{around}\w)"


@cache
def groups(language: str, kind: AddedKind) -> tuple[str, ...]:
    """Return the groups that a term of ``kind`` may be put in, sorted."""
    entries = language_data(language, _FILES[kind]).get("entry", ())
    return tuple(sorted({entry.get("row", entry.get("group", "")) for entry in entries}))


def checked(term: AddedTerm) -> AddedTerm:
    """Return ``term`` with its spaces folded.

    Raises:
        AddedTermError: it has no text, no source, an unknown language, kind or group, or is
            too short or too long to be a term.
    """
    text = " ".join(term.text.split())
    term = AddedTerm(term.language, term.kind, text, term.group, " ".join(term.source.split()))
    shown = f"the added term {text[:60]!r}"
    if term.language not in language_codes() or not language_data(term.language, "terms"):
        raise AddedTermError(f"{shown}: there is no lexicon of the language {term.language!r}")
    if term.kind not in get_args(AddedKind):
        raise AddedTermError(f"{shown}: {term.kind!r} is none of {', '.join(get_args(AddedKind))}")
    if sum(character.isalnum() for character in text) < 2 or len(text) > _LONGEST:
        raise AddedTermError(f"{shown}: give 2 to {_LONGEST} letters")
    if not text.isprintable():
        raise AddedTermError(f"{shown}: has characters that cannot be printed")
    known = groups(term.language, term.kind)
    if term.group not in known:
        raise AddedTermError(
            f"{shown}: no {term.kind} of the lexicon is in the group {term.group!r}; groups are"
            f" {', '.join(known)}"
        )
    if not term.source:
        raise AddedTermError(f"{shown}: say in source why it is added")
    return term


def in_order(terms: Iterable[AddedTerm]) -> tuple[AddedTerm, ...]:
    """Return ``terms``, checked, each once, in one order.

    Raises:
        AddedTermError: one cannot be added.
    """
    kept = {
        (t.language, t.kind, small_letters(fold(t.text, t.language))): t
        for t in map(checked, terms)
    }
    return tuple(sorted(kept.values()))


def to_file(terms: Iterable[AddedTerm]) -> bytes:
    """Return the data file of ``terms``: JSON, one object a term."""
    plain = [
        {field.name: getattr(term, field.name) for field in fields(AddedTerm)}
        for term in in_order(terms)
    ]
    return (json.dumps({"terms": plain}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def from_file(content: bytes) -> tuple[AddedTerm, ...]:
    """Read a data file of added terms.

    Raises:
        AddedTermError: it is not such a file, or a term of it cannot be added.
    """
    names = [field.name for field in fields(AddedTerm)]
    try:
        found = [
            AddedTerm(*(entry[name] for name in names)) for entry in json.loads(content)["terms"]
        ]
        whole = all(isinstance(getattr(term, name), str) for term in found for name in names)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise AddedTermError(f"the file of added terms cannot be read: {error!r}") from error
    if not whole:
        raise AddedTermError("the file of added terms has a value that is not a string")
    return in_order(found)
