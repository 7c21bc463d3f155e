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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from voltag.languages import language_data
from voltag.text.added_terms import AddedTerm
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


Relation = Literal["", "near", "before", "after"]
"""How a feature stands to a sign of volunteering: anywhere in the passage, in a sentence with
one, or among the words just before or after one."""


class Occurrence(NamedTuple):
    """A named feature at a place of the text, at ``text[start:end]``."""

    name: str
    start: int
    end: int
    relation: Relation = ""


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


@lru_cache(maxsize=1024)
def signs(text: str, language: str, added: tuple[AddedTerm, ...] = ()) -> Signs:
    """Return what the lexicon of ``language``, with the terms ``added``, finds in ``text``.

    Weak signs stand beside one that is not weak, or where they say of the same passage both
    that no pay is given and something else. What was found last is kept: a document's passages
    are asked for again when its candidates are told.
    """
    matches = tuple(lexicon(language, added).matches(text))
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
        _counted(_word_places(text, language, found, near)),
        _counted(_character_places(text, language, near)),
    )


class ReadPassage(NamedTuple):
    """A passage as the classifier reads it."""

    signs: Signs
    features: Features


Reader = Callable[[str, str, tuple[AddedTerm, ...]], ReadPassage]
"""Does what :func:`read_passage` does; one that remembers spares reading a text again."""


def read_passage(text: str, language: str, added: tuple[AddedTerm, ...] = ()) -> ReadPassage:
    """Return what the classifier sees of ``text``, by the terms ``added`` too."""
    found = signs(text, language, added)
    return ReadPassage(found, features(text, language, found))


def feature_places(text: str, language: str, found: Signs) -> dict[str, tuple[Occurrence, ...]]:
    """Return where the features of ``text`` stand in it, by block.

    Features of the passage as a whole, such as its length, stand nowhere and are left out. The
    word that stands in for a confusable stands where the whole of that does.
    """
    near = _near(text, found.standing)
    masked = [(m.start, m.end) for m in found.matches if m.kind == "confusable"]
    unmasked = (_unmasked(place, masked) for place in _word_places(text, language, found, near))
    return {
        "concepts": tuple(_concept_places(found, near)),
        "words": tuple(unmasked),
        "characters": tuple(_character_places(text, language, near)),
    }


def _unmasked(place: Occurrence, masked: list[tuple[int, int]]) -> Occurrence:
    start = min([place.start, *(a for a, b in masked if a <= place.start < b)])
    end = max([place.end, *(b for a, b in masked if a < place.end <= b)])
    return place._replace(start=start, end=end)


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
    concepts.update((place.name, 1.0) for place in _concept_places(found, near))
    return concepts


def _concept_places(found: Signs, near: list[tuple[int, int]]) -> Iterator[Occurrence]:
    for match in found.matches:
        start, end = match.start, match.end
        if match.kind in ("term", "implicit"):
            if match.vetoed_by is None:
                yield Occurrence(f"{match.kind}:{match.group}", start, end)
            else:
                yield Occurrence("vetoed", start, end)
        elif match.kind == "confusable":
            yield Occurrence(f"confusable:{match.group}", start, end)
        else:
            yield Occurrence(f"any:{match.group}", start, end)
            if _inside(start, near):
                yield Occurrence(f"near:{match.group}", start, end, "near")


def _is_listed(text: str, match: Match) -> bool:
    """Tell whether a sign stands between commas, as one item of a list."""
    before = text[: match.start].rstrip()[-1:]
    after = text[match.end :].lstrip()[:1]
    return before in _COMMAS and after in _COMMAS


def _counted(places: Iterator[Occurrence]) -> dict[str, float]:
    counts = Counter(place.name for place in places)
    return {name: 1.0 + math.log(count) for name, count in counts.items()}


def _word_places(
    text: str, language: str, found: Signs, near: list[tuple[int, int]]
) -> Iterator[Occurrence]:
    tokens = words(_masked(text, found), language)
    yield from _grams(tokens, "")
    for start, end in near:
        yield from _grams([token for token in tokens if start <= token.start < end], "near")
    yield from _sides(tokens, found.standing)


def _sides(tokens: list[Word], standing: tuple[Match, ...]) -> Iterator[Occurrence]:
    """Yield the words just before and after each sign, which tell what volunteers do and get."""
    for match in standing:
        before = [token for token in tokens if token.start < match.start]
        after = [token for token in tokens if token.start >= match.end]
        for word in before[-SIDE_WORDS:]:
            yield Occurrence(f"before {word.text}", word.start, word.end, "before")
        for word in after[:SIDE_WORDS]:
            yield Occurrence(f"after {word.text}", word.start, word.end, "after")


def _masked(text: str, found: Signs) -> str:
    """``text`` with every confusable overwritten, at the same length where that can be."""
    characters = list(text)
    for match in found.matches:
        if match.kind == "confusable":
            size = match.end - match.start
            filler = f" {_CONFUSABLE} "[:size].ljust(size)
            characters[match.start : match.end] = filler
    return "".join(characters)


def _grams(tokens: list[Word], relation: Relation) -> Iterator[Occurrence]:
    """Yield the words and the pairs of neighbouring words, named with their relation."""
    prefix = f"{relation} " if relation else ""
    for token in tokens:
        yield Occurrence(prefix + token.text, token.start, token.end, relation)
    for a, b in pairwise(tokens):
        yield Occurrence(f"{prefix}{a.text} {b.text}", a.start, b.end, relation)


def _character_places(
    text: str, language: str, near: list[tuple[int, int]]
) -> Iterator[Occurrence]:
    if language_data(language, "language").get("spaces", True):
        return
    for start, end in near:
        kept = [(i, c) for i, c in enumerate(fold(text[start:end], language), start) if c.isalnum()]
        for size in (2, 3):
            for first in range(len(kept) - size + 1):
                run = kept[first : first + size]
                name = "".join(c for _, c in run)
                yield Occurrence(name, run[0][0], run[-1][0] + 1)
