"""The words that heads of columns, titles and opening rows use, as the languages' folders say.

Every language's patterns are tried on every table, as those of ``numbering`` are.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import get_args

from voltag.ingest.characters import cjk_share, close_cjk
from voltag.languages import language_codes, language_data
from voltag.types import ColumnKind

LONGEST_HEAD = 90
"""Characters of the longest head of a column."""
_LONGEST_TITLE = 160
_LONGEST_CHINESE = 26
_MOST_WORDS = 13
_SENTENCE = re.compile("[。；！？]|，.*，")
_NUMBER = re.compile(r"\W*(\d{1,2}(?:\.\d{1,2})*)")
_MEASURES: frozenset[ColumnKind] = frozenset(("baseline", "target"))
_SUPPORT: frozenset[ColumnKind] = frozenset(("baseline", "target", "source", "partner", "resource"))
CORE: frozenset[ColumnKind] = frozenset(("outcome", "output"))
"""Kinds of columns that state a result."""


@dataclass(frozen=True, slots=True)
class _Head:
    kind: ColumnKind
    pattern: re.Pattern[str]
    without: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Words:
    heads: tuple[_Head, ...]
    openings: tuple[tuple[ColumnKind, re.Pattern[str]], ...]
    titles: re.Pattern[str]
    not_titles: re.Pattern[str]


@cache
def _words() -> _Words:
    data = [language_data(code, "framework") for code in language_codes()]
    heads: list[_Head] = []
    openings: list[tuple[ColumnKind, re.Pattern[str]]] = []
    for language in data:
        for kind, entry in language.get("heads", {}).items():
            without = entry.get("without")
            heads.append(
                _Head(
                    _kind(kind),
                    re.compile(entry["pattern"]),
                    None if without is None else re.compile(without),
                )
            )
        for kind, pattern in language.get("openings", {}).items():
            openings.append((_kind(kind), re.compile(pattern)))
    return _Words(
        tuple(heads),
        tuple(openings),
        _any(pattern for language in data for pattern in language.get("titles", ())),
        _any(pattern for language in data for pattern in language.get("not_titles", ())),
    )


def _kind(name: str) -> ColumnKind:
    for kind in get_args(ColumnKind):
        if kind == name:
            found: ColumnKind = kind
            return found
    raise ValueError(f"framework.toml: no column is of kind {name!r}")


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _plain(text: str) -> str:
    return close_cjk(" ".join(text.split())).casefold()


@lru_cache(maxsize=4096)
def head_kinds(text: str) -> tuple[ColumnKind, ...]:
    """Return what a text says that a column holds, in its order; empty where it is no head."""
    if not 2 <= len(text) <= LONGEST_HEAD or _reads_on(text) or is_title(text):
        return ()
    if depth(text) > 1:
        return ()  # "1.2.1 Share of targets that ...": one of a table's indicators
    plain = _plain(text)
    found: dict[ColumnKind, int] = {}
    for head in _words().heads:
        match = head.pattern.search(plain)
        if match is None or (head.without is not None and head.without.search(plain)):
            continue
        found[head.kind] = min(match.start(), found.get(head.kind, match.start()))
    return tuple(sorted(found, key=lambda kind: (found[kind], kind)))


def _reads_on(text: str) -> bool:
    """Whether a text is part of a sentence, which no head of a column is."""
    if cjk_share(text) > 0.3:
        return len(text) > _LONGEST_CHINESE or _SENTENCE.search(text) is not None
    if text[-1] in ".;:" or text.count(" ") >= _MOST_WORDS:
        return True
    return text[0].islower() and text.count(" ") >= 3


def opening_kind(text: str) -> ColumnKind | None:
    """Return what a cell holds by its first words ("Output 2.1"), or None."""
    plain = _plain(text[:120])
    return next((kind for kind, pattern in _words().openings if pattern.match(plain)), None)


def depth(text: str) -> int:
    """Return the depth of the number that a text opens with: 2 for "1.3"; 0 without one."""
    match = _NUMBER.match(text)
    return 0 if match is None else match.group(1).count(".") + 1


def is_title(text: str) -> bool:
    """Whether a line names a results framework."""
    return len(text) <= _LONGEST_TITLE and _words().titles.search(_plain(text)) is not None


def is_other_title(text: str) -> bool:
    """Whether a line names a table of money, dates or statistics."""
    return len(text) <= _LONGEST_TITLE and _words().not_titles.search(_plain(text)) is not None


def is_framework(kinds: Iterable[ColumnKind], *, titled: bool, stated: bool) -> bool:
    """Whether columns of these kinds make a results framework.

    ``titled`` says that a title names one, ``stated`` that cells or rows of the table open as
    an outcome or output does. Indicators with a baseline or target alone are a list of
    statistics; outcomes with money alone are a budget.
    """
    known = set(kinds)
    core = bool(known & CORE) or stated
    if core and "indicator" in known and known & _SUPPORT:
        return True
    if "indicator" in known and known & _MEASURES and titled:
        return True
    if titled and core and len(known - {"resource", "other"}) >= 2 and len(known) >= 3:
        return True
    return known >= CORE and bool(known & {"partner"}) and len(known) >= 4
