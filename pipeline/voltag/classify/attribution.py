"""A head's sum told in the words of the text: which of them pushed it up, which down.

Every column of a model belongs to a named feature; here each feature is told in plain words,
and its part of the sum is shared out evenly over the places where the feature stands. What
falls on the same words of the text is added up.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from voltag.classify.features import Occurrence, Relation
from voltag.text.scripts import fold
from voltag.text.tokenizers import words


@dataclass(frozen=True, slots=True)
class Share:
    """What one named feature of a passage adds to a head's log odds."""

    feature: str
    """The feature's name in the model, as ``block|name``."""
    meaning: str
    """The same in plain words."""
    value: float
    weight: float
    log_odds: float
    """Value times weight."""
    places: tuple[tuple[int, int], ...]
    """Where it stands in the text, ``(start, end)``; empty for one of the whole passage."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the ways in which a term adds to a head's log odds."""

    how: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class TermShare:
    """What a stretch of the text, or a trait of the whole passage, adds to a head's log odds."""

    text: str
    """The words as they first stand in the text; the trait in plain words where ``places`` is
    empty."""
    log_odds: float
    places: tuple[tuple[int, int], ...]
    """Where it stands in the text, ``(start, end)``."""
    parts: tuple[Part, ...]
    """What it is made up of, the weightiest first."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A column of the model that a passage has, with its value."""

    column: int
    block: str
    name: str
    value: float


PASSAGE_TRAITS = {
    "text": "any passage that is judged at all",
    "explicit": "volunteering is named",
    "implicit only": "volunteering is told of without being named",
    "no sign": "no sign of volunteering",
    "signs": "how many signs of volunteering there are",
    "long": "the length of the passage",
    "ends as a sentence": "the passage ends as a sentence does",
    "listed": "a sign stands between commas, as an item of a list",
}
"""Features of a passage as a whole, in plain words."""

_KINDS = {
    "term": "names volunteering ({})",
    "implicit": "implies volunteering ({})",
    "confusable": "only looks like volunteering ({})",
    "any": "the concept “{}”",
    "near": "the concept “{}”, in a sentence with a sign of volunteering",
}
_RELATIONS: dict[Relation, str] = {
    "": "",
    "near": ", in a sentence with a sign of volunteering",
    "before": ", just before a sign of volunteering",
    "after": ", just after a sign of volunteering",
}


def concept_meaning(name: str) -> str:
    """Return the name of a feature of the block ``concepts`` in plain words."""
    if name == "vetoed":
        return "looks like a term of volunteering, but is part of something else"
    kind, colon, group = name.partition(":")
    if not colon:
        return PASSAGE_TRAITS.get(name, name)
    return _KINDS[kind].format(group.replace("_", " "))


def _how(block: str, occurrence: Occurrence) -> str:
    """How a feature's part comes to the words it stands at."""
    if block == "concepts":
        return concept_meaning(occurrence.name)
    noun = "its characters" if block == "characters" else "the words themselves"
    return noun + _RELATIONS[occurrence.relation]


def _meaning(block: str, name: str, occurrences: Sequence[Occurrence], text: str) -> str:
    """Return what a feature is, in plain words."""
    if block == "concepts":
        return concept_meaning(name)
    if not occurrences:
        return name
    # A word after a sign can have the name of a pair of words: “after the”.
    first = {o.relation: o for o in reversed(occurrences)}
    told = []
    for relation in dict.fromkeys(o.relation for o in occurrences):
        shown = _stretch(text, first[relation].start, first[relation].end)
        noun = "characters" if block == "characters" else "words" if " " in shown else "word"
        told.append(f"{noun} “{shown}”{_RELATIONS[relation]}")
    return " or ".join(told)


def _stretch(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())


class Attribution:
    """Where the features of one text stand, and so on which of its words each weighs."""

    def __init__(self, text: str, language: str, places: dict[str, tuple[Occurrence, ...]]) -> None:
        """Note where the features of ``text`` stand (:func:`features.feature_places`)."""
        self._text = text
        self._folded = fold(text, language).lower()
        self._found: dict[tuple[str, str], list[Occurrence]] = defaultdict(list)
        for block, occurrences in places.items():
            for occurrence in occurrences:
                self._found[block, occurrence.name].append(occurrence)
        self._words = (
            [(w.start, w.end) for w in words(text, language)] if places.get("characters") else []
        )

    def shares(self, weighed: Sequence[Weighed], weights: Sequence[float]) -> tuple[Share, ...]:
        """Return the features' parts of a sum, the weightiest first.

        ``weights`` has the head's weight for each of ``weighed``.
        """
        shares = []
        for item, weight in zip(weighed, weights, strict=True):
            occurrences = self._found[item.block, item.name]
            shares.append(
                Share(
                    f"{item.block}|{item.name}",
                    _meaning(item.block, item.name, occurrences, self._text),
                    item.value,
                    weight,
                    item.value * weight,
                    tuple(sorted({(o.start, o.end) for o in occurrences})),
                )
            )
        return tuple(sorted(shares, key=lambda s: (-abs(s.log_odds), s.feature)))

    def terms(self, weighed: Sequence[Weighed], weights: Sequence[float]) -> tuple[TermShare, ...]:
        """Return the same sum by the words of the text, the weightiest first.

        A feature that stands at several places is shared out evenly among them. Runs of
        characters count for the words that they are part of.
        """
        # A term is known by its folded words; a trait of the passage cannot be taken for one.
        sums: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        places: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
        for item, weight in zip(weighed, weights, strict=True):
            log_odds = item.value * weight
            occurrences = self._found[item.block, item.name]
            if not occurrences:
                trait = _meaning(item.block, item.name, (), self._text)
                sums["passage", trait]["the passage as a whole"] += log_odds
            for occurrence in occurrences:
                start, end = self._place(item.block, occurrence)
                key = ("words", _stretch(self._folded, start, end))
                sums[key][_how(item.block, occurrence)] += log_odds / len(occurrences)
                places[key].add((start, end))
        terms = [
            TermShare(
                _stretch(self._text, *min(places[key])) if places[key] else key[1],
                sum(parts.values()),
                tuple(sorted(places[key])),
                tuple(
                    Part(how, value)
                    for how, value in sorted(parts.items(), key=lambda p: (-abs(p[1]), p[0]))
                ),
            )
            for key, parts in sums.items()
        ]
        return tuple(sorted(terms, key=lambda t: (-abs(t.log_odds), t.text)))

    def _place(self, block: str, occurrence: Occurrence) -> tuple[int, int]:
        """The stretch of the text that a feature's place is told by."""
        start, end = occurrence.start, occurrence.end
        if block != "characters":
            return start, end
        touched = [place for place in self._words if place[0] < end and start < place[1]]
        return min([start, *(p[0] for p in touched)]), max([end, *(p[1] for p in touched)])
