"""Which of many patterns can be found in a text, by one look at it.

A lexicon has hundreds of patterns, of which a text has a handful. Trying each with ``re`` takes
most of the time of labelling; RE2 reads a text once for all of them (Cox, "Regular Expression
Matching in the Wild", 2010). What it names is then searched with ``re``, so that matches are those
of ``re`` alone: RE2 may name a pattern too many, never one too few. What it would read otherwise
than ``re`` is therefore read more widely, or named for every text.
"""

import re
from collections.abc import Sequence
from typing import Any

_ASSERTION = re.compile(r"\(\?<?[=!]")
_READ_OTHERWISE = re.compile(r"\$|\{,|\(\?[a-zA-Z]|\[\[:")
"""In what RE2 reads otherwise than ``re`` in any text: an end before the last line's end, ``{,3}``,
flags, and named classes."""
_OF_ASCII = re.compile(r"\\[wWsSdDbB]")
"""What is of all Unicode to ``re`` and of ASCII alone to RE2."""
_BEYOND_ASCII = re.compile(r"[\x0b\x1c-\x1f\x80-\U0010ffff]")
"""What those would be told differently for; some spaces of ASCII are none to RE2."""
_KINDS_BEYOND_ASCII = re.compile(
    r"((?:(?![\x00-\x7f])\w)+)|([\x0b\x1c-\x1f]|(?![\x00-\x7f])\s)|[\x80-\U0010ffff]"
)
"""Letters and the like, spaces, and all else."""
_ALL_BUT_BEYOND = re.compile(r"\[\^[^\]]*[^\x00-\x7f]")
"""A class of all but some characters, one of which is beyond ASCII."""
_CODE_POINT = re.compile(r"(?<!\\)((?:\\\\)*)\\u([0-9a-fA-F]{4})")
"""A character by its number, as only ``re`` writes it, with the escaped backslashes before it."""
_STRANGE_DIGIT = re.compile(r"(?![0-9])\d")
_MEMORY = 2**24
"""Bytes that RE2 may use for what it has learned of texts; it begins anew when they are full."""


class Sieve:
    """Patterns, of which those are named that a text may have."""

    def __init__(self, expressions: Sequence[str]) -> None:
        """Take ``expressions`` as ``re`` understands them, without flags."""
        self._all = range(len(expressions))
        self._of_text, self._of_likeness = _Set(), _Set()
        self._always: set[int] = set()
        self._always_beyond_ascii: set[int] = set()
        for place, expression in enumerate(expressions):
            wider = _CODE_POINT.sub(_character, _without_assertions(expression))
            own = self._of_text
            if _OF_ASCII.search(wider):
                if "_" in wider or _ALL_BUT_BEYOND.search(wider):
                    self._always_beyond_ascii.add(place)
                else:
                    own, wider = self._of_likeness, _likeness(wider)
            if _READ_OTHERWISE.search(wider) or not own.add(place, wider):
                self._always.add(place)
        self._of_text.compile()
        self._of_likeness.compile()

    def possible(self, text: str) -> Sequence[int]:
        """Return the places, in order, of all patterns that ``text`` may have."""
        beyond = _BEYOND_ASCII.search(text) is not None
        if beyond and _STRANGE_DIGIT.search(text):
            return self._all
        likeness = _likeness(text) if beyond else text
        of_text, of_likeness = self._of_text.named(text), self._of_likeness.named(likeness)
        if of_text is None or of_likeness is None:
            return self._all
        named = self._always.union(of_text, of_likeness)
        return sorted(named | self._always_beyond_ascii if beyond else named)


def _character(found: re.Match[str]) -> str:
    number = int(found[2], 16)
    return found[0] if number < 0x80 else found[1] + chr(number)


def _likeness(text: str) -> str:
    """``text``, or an expression for such a text, in ASCII alone.

    Each character beyond is replaced by one that RE2's classes take as ``re`` takes the first, and
    that hardly a pattern names, so that ``[^a-z]`` and the like take it, too.
    """
    return _KINDS_BEYOND_ASCII.sub(_alike, text)


def _alike(found: re.Match[str]) -> str:
    return "_" * len(found[1]) if found[1] else "\f" if found[2] else "\x01"


class _Set:
    """Patterns that RE2 looks for at once."""

    def __init__(self) -> None:
        import re2

        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        self._refused = re2.error
        self._set: Any = re2.Set.SearchSet(options)
        # Found in every text: where it is missing, RE2 has given up.
        self._set.Add("")
        self._places: list[int] = []

    def add(self, place: int, expression: str) -> bool:
        """Take ``expression`` in; tell whether RE2 understands it."""
        try:
            self._set.Add(expression)
        except self._refused:
            return False
        self._places.append(place)
        return True

    def compile(self) -> None:
        """End taking patterns in."""
        self._set.Compile()

    def named(self, text: str) -> list[int] | None:
        """The places of the patterns that ``text`` has; None where RE2 cannot tell."""
        found = self._set.Match(text)
        if 0 not in found:
            return None
        return [self._places[number - 1] for number in found if number]


def _without_assertions(expression: str) -> str:
    """Return ``expression`` without what must or must not stand before or after.

    RE2 knows no such assertions, and without them a pattern finds only more.
    """
    if not _ASSERTION.search(expression):
        return expression
    kept, at = [], 0
    while at < len(expression):
        end = _end_of_piece(expression, at)
        if _ASSERTION.match(expression, at):
            depth = 1
            while depth and end < len(expression):
                depth += {"(": 1, ")": -1}.get(expression[end], 0)
                end = _end_of_piece(expression, end)
        else:
            kept.append(expression[at:end])
        at = end
    return "".join(kept)


def _end_of_piece(expression: str, at: int) -> int:
    """Where the character, escaped character or class that begins at ``at`` ends."""
    if expression[at] == "\\":
        return at + 2
    if expression[at] != "[":
        return at + 1
    at += 2 if expression[at + 1 : at + 2] == "^" else 1
    # A bracket that comes first is meant as itself.
    at += 1 if expression[at : at + 1] == "]" else 0
    while at < len(expression) and expression[at] != "]":
        at += 2 if expression[at] == "\\" else 1
    return at + 1
