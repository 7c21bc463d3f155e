"""How documents number and mark their parts: what the languages' folders say, compiled.

Every language's patterns are tried on every document: a Chinese review has English tables
in it, and a language added as a folder is read without a change here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from voltag.languages import language_codes, language_data

_SYMBOL_BULLETS = "•●○◦▪▫■□◆◇►▶▸‣⁃∙·–—*-➢➤✓✔√❖✦※→"


@dataclass(frozen=True, slots=True)
class Numbering:
    """One way to number headings."""

    pattern: re.Pattern[str]
    level: int
    """Depth among the ways of its language; only the order counts."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything that the languages say of marks and numbers."""

    headings: tuple[Numbering, ...]
    any_heading: re.Pattern[str]
    captions: re.Pattern[str]
    list_items: re.Pattern[str]
    page_numbers: re.Pattern[str]
    contents_titles: frozenset[str]
    closed_prefixes: frozenset[str]
    hyphen_prefixes: frozenset[str]
    open_ends: frozenset[str]
    """Words that no sentence ends with."""


@cache
def marks() -> Marks:
    """Return what every language's ``numbering.toml`` says.

    Raises:
        KeyError, re.error: a file lacks a pattern or has a broken one.
    """
    data = [language_data(code, "numbering") for code in language_codes()]
    headings = tuple(
        Numbering(re.compile(entry["pattern"], re.IGNORECASE), int(entry["level"]))
        for entry in _all(data, "heading")
    )
    numbers = [
        str(p).replace("{n}", r"(?:\d{1,5}|[ivxlc]{1,7})") for p in _all(data, "page_numbers")
    ]
    bullet = (
        rf"[{re.escape(_SYMBOL_BULLETS)}\uf000-\uf0ff](?:\s+|(?<=[•●▪■◆►▶➢➤❖]))(?=\S)|o\s+(?=[A-Z])"
    )
    return Marks(
        headings=headings,
        any_heading=_any(entry["pattern"] for entry in _all(data, "heading")),
        captions=_any(_all(data, "captions")),
        list_items=_any([bullet, *_all(data, "list_items")], re.NOFLAG),
        page_numbers=re.compile(
            r"[\s|\-–—~·•.\[(]*(?:"
            + "|".join([*numbers, r"\d{1,5}|[ivxlc]{1,7}"])
            + r")[\s|\-–—~·•.\])]*",
            re.IGNORECASE,
        ),
        contents_titles=frozenset(_all(data, "contents_titles")),
        closed_prefixes=frozenset(_all(data, "closed_prefixes")),
        hyphen_prefixes=frozenset(_all(data, "hyphen_prefixes")),
        open_ends=frozenset(_all(data, "open_ends")),
    )


def _all(data: list[dict[str, Any]], key: str) -> list[Any]:
    return [value for language in data for value in language.get(key, ())]


def _any(patterns: Iterable[str], flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    # Names of groups may not be used twice in one expression.
    plain = (re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern in patterns)
    return re.compile("|".join(f"(?:{pattern})" for pattern in plain), flags)
