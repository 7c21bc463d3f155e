"""What the classifier sees of a passage: lexicon concepts, words and character pairs.

Features are named, so that a weight can be shown to a person. Three blocks:

* ``concepts``: which groups of the lexicon occur, in the whole passage (``any:law``) and in
  a sentence with a sign of volunteering (``near:law``). They are the same in every language,
  so that what is learnt from English helps Chinese and the other way round;
* ``words``: words and pairs of neighbouring words, those in a sentence with a sign of
  volunteering also with ``near ``, those beside a sign with ``before `` and ``after ``;
* ``characters``: runs of two and three characters of languages without spaces.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from voltag.languages import language_data
from voltag.text.lexicon import Match, lexicon
from voltag.text.scripts import fold
from voltag.text.sentences import sentence_ends
from voltag.text.tokenizers import Word, words

FEATURES_VERSION = 1
"""Raised whenever the features of a text change: a model is used with its own version only."""

SIDE_WORDS = 4
"""How many words on each side of a sign count as beside it."""

UNPAID = "unpaid"
"""The lexicon's group of expressions for work without pay."""

_SENTENCE_ENDS = set('.!?。！？；;:："”’」)）')
_COMMAS = set(",，、;；")
_CONFUSABLE = "confusable"
"""The word that stands in for a confusable, so that its words say nothing."""


@dataclass(frozen=True, slots=True)
class Features:
    """The named features of one passage, by block; values are 0 or more."""

    concepts: dict[str, float]
    words: dict[str, float]
    characters: dict[str, float]


@dataclass(frozen=True, slots=True)
class Signs:
    """What the lexicon finds in a passage."""

    matches: tuple[Match, ...]
    standing: tuple[Match, ...]
    """The terms and implicit signs that no confusable vetoes and that have enough company."""

    @property
    def explicit(self) -> bool:
        """Whether a term of volunteering itself stands, not only an implicit sign."""
        return any(m.kind == "term" for m in self.standing)


def signs(text: str, language: str) -> Signs:
    """Return what the lexicon of ``language`` finds in ``text``.

    Weak signs stand beside one that is not weak, or where they say of the same passage both
    that no pay is given and something else.
    """
    matches = tuple(lexicon(language).matches(text))
    unvetoed = [m for m in matches if m.kind in ("term", "implicit") and m.vetoed_by is None]
    groups = {m.group for m in unvetoed}
    stand = any(not m.weak for m in unvetoed) or (UNPAID in groups and len(groups) > 1)
    standing = unvetoed if stand else []
    return Signs(matches, tuple(standing))


def features(text: str, language: str, found: Signs) -> Features:
    """Return the features of ``text``, given the ``signs`` found in it."""
    near = _near(text, found.standing)
    return Features(
        _concepts(text, found, near),
        _words(text, language, found, near),
        _characters(text, language, near),
    )


def near_text(text: str, found: Signs) -> str:
    """Return the sentences of ``text`` that hold a sign of volunteering; all without one."""
    return " ".join(text[start:end].strip() for start, end in _near(text, found.standing))


def _near(text: str, standing: tuple[Match, ...]) -> list[tuple[int, int]]:
    """The sentences that hold a sign of volunteering; all of the text where there is none."""
    stretches, start = [], 0
    for end in sentence_ends(text):
        if any(start <= match.start < end for match in standing):
            stretches.append((start, end))
        start = end
    return stretches or [(0, len(text))]


def _inside(position: int, stretches: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in stretches)


def _concepts(text: str, found: Signs, near: list[tuple[int, int]]) -> dict[str, float]:
    concepts: dict[str, float] = {"text": 1.0}
    standing = found.standing
    concepts["explicit"] = float(found.explicit)
    concepts["implicit only"] = float(bool(standing) and not found.explicit)
    concepts["no sign"] = float(not standing)
    concepts["signs"] = math.log1p(len(standing))
    concepts["long"] = min(len(text) / 800, 1.5)
    concepts["ends as a sentence"] = float(text.rstrip()[-1:] in _SENTENCE_ENDS)
    concepts["listed"] = float(any(_is_listed(text, match) for match in standing))
    for match in found.matches:
        if match.kind in ("term", "implicit"):
            if match.vetoed_by is None:
                concepts[f"{match.kind}:{match.group}"] = 1.0
            else:
                concepts["vetoed"] = 1.0
        elif match.kind == "confusable":
            concepts[f"confusable:{match.group}"] = 1.0
        else:
            concepts[f"any:{match.group}"] = 1.0
            if _inside(match.start, near):
                concepts[f"near:{match.group}"] = 1.0
    return concepts


def _is_listed(text: str, match: Match) -> bool:
    """Tell whether a sign stands between commas, as one item of a list."""
    before = text[: match.start].rstrip()[-1:]
    after = text[match.end :].lstrip()[:1]
    return before in _COMMAS and after in _COMMAS


def _words(text: str, language: str, found: Signs, near: list[tuple[int, int]]) -> dict[str, float]:
    tokens = words(_masked(text, found), language)
    counts = Counter(_grams([token.text for token in tokens]))
    for start, end in near:
        inside = [token.text for token in tokens if start <= token.start < end]
        counts.update(f"near {gram}" for gram in _grams(inside))
    counts.update(_sides(tokens, found.standing))
    return {gram: 1.0 + math.log(count) for gram, count in counts.items()}


def _sides(tokens: list[Word], standing: tuple[Match, ...]) -> Iterator[str]:
    """Yield the words just before and after each sign, which tell what volunteers do and get."""
    for match in standing:
        before = [token.text for token in tokens if token.start < match.start]
        after = [token.text for token in tokens if token.start >= match.end]
        yield from (f"before {word}" for word in before[-SIDE_WORDS:])
        yield from (f"after {word}" for word in after[:SIDE_WORDS])


def _masked(text: str, found: Signs) -> str:
    """``text`` with every confusable overwritten, at the same length where that can be."""
    characters = list(text)
    for match in found.matches:
        if match.kind == "confusable":
            size = match.end - match.start
            filler = f" {_CONFUSABLE} "[:size].ljust(size)
            characters[match.start : match.end] = filler
    return "".join(characters)


def _grams(tokens: list[str]) -> list[str]:
    return tokens + [f"{a} {b}" for a, b in pairwise(tokens)]


def _characters(text: str, language: str, near: list[tuple[int, int]]) -> dict[str, float]:
    if language_data(language, "language").get("spaces", True):
        return {}
    counts: Counter[str] = Counter()
    for start, end in near:
        folded = "".join(c for c in fold(text[start:end], language) if c.isalnum())
        for size in (2, 3):
            counts.update(folded[i : i + size] for i in range(len(folded) - size + 1))
    return {gram: 1.0 + math.log(count) for gram, count in counts.items()}
