"""Entities of the United Nations that a text names (``languages/*/agencies.toml``)."""

import re
from functools import cache

from voltag.languages import language_codes, language_data
from voltag.text.scripts import fold
from voltag.types import Term


def agencies(text: str) -> tuple[Term, ...]:
    """Return where ``text`` names entities of the United Nations, in order: start, end, name.

    Names of all languages are looked for in every text, since partners stand in their
    English short forms in Chinese tables too.
    """
    pattern, names = _names()
    found = pattern.finditer(fold(text, "zh"))
    return tuple((m.start(), m.end(), names[_key(m.group())]) for m in found)


def _key(name: str) -> str:
    return re.sub(r"[\s-]+", " ", name)


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {
        _key(fold(spelling, "zh")): name
        for code in language_codes()
        for name, spellings in language_data(code, "agencies").get("names", {}).items()
        for spelling in spellings
    }
    # Longest first, so that a name is not taken for the shorter one it begins with.
    patterns = [_spelled(name) for name in sorted(names, key=lambda name: (-len(name), name))]
    return re.compile("|".join(patterns) or r"(?!)"), names


def _spelled(name: str) -> str:
    first, spelled = re.escape(name[0]), r"[\s-]+".join(map(re.escape, name.split(" ")))
    if not name.isascii():
        return spelled
    # Nothing of a word before it; said after its first letter, so that ``re`` can rule out all
    # names by the letter that they begin with: thirty times as fast.
    return rf"{first}(?<!\w{first}){spelled.removeprefix(first)}(?!\w)"
