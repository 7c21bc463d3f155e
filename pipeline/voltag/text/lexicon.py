"""The lexicons: terms of volunteering, what implies it, and what only looks like it.

The entries are data files under ``voltag/languages``; here they are compiled and matched.
A term that lies inside a confusable ("voluntary" in "voluntary national review") is
vetoed by it, and so is an implicit sign that begins inside one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from voltag.languages import language_codes, language_data
from voltag.text.added_terms import AddedTerm
from voltag.text.scripts import fold, small_letters
from voltag.text.sieve import Sieve

EntryKind = Literal["term", "implicit", "confusable", "concept"]
_FILES: dict[EntryKind, str] = {
    "term": "terms",
    "implicit": "implicit",
    "confusable": "confusables",
    "concept": "concepts",
}

_NEVER = r"(?!)"
"""A pattern that finds nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lexicon."""

    kind: EntryKind
    lemma: str
    group: str
    expression: str
    """For the folded text; for the lower-case one where ``case`` is false."""
    case: bool
    """Whether capitals and small letters are different."""
    source: str
    weak: bool
    """Whether it needs the company of another sign (see ``classify.features.signs``)."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """``expression``, compiled when it is first asked for: most are never needed."""
        return _compiled(self.expression)


_compiled = cache(re.compile)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found in a text, at ``text[start:end]``."""

    start: int
    end: int
    lemma: str
    group: str
    kind: EntryKind
    weak: bool = False
    vetoed_by: str | None = None
    """The lemma of the confusable that contains this term, or None."""


class Lexicon:
    """The compiled entries of one language."""

    def __init__(self, language: str, added: tuple[AddedTerm, ...] = ()) -> None:
        """Read the entries of ``language``; a language without files has an empty lexicon.

        ``added`` are terms that people added for a model; those of other languages are left
        out.
        """
        self.language = language
        self.entries: tuple[Entry, ...] = tuple(
            Entry(
                kind,
                entry["lemma"],
                entry.get("row", entry.get("group", "")),
                entry["pattern"] if entry.get("case") else _lower(entry["pattern"]),
                bool(entry.get("case")),
                entry["source"],
                bool(entry.get("weak", False)),
            )
            for kind, file in _FILES.items()
            for entry in language_data(language, file).get("entry", ())
        ) + tuple(
            Entry(
                term.kind,
                term.text,
                term.group,
                _lower(term.pattern),
                case=False,
                source=term.source,
                weak=False,
            )
            for term in added
            if term.language == language
        )
        self._signs = _searches(
            [
                f"(?{'' if entry.case else 'i'}:{entry.expression})"
                for entry in self.entries
                if entry.kind in ("term", "implicit")
            ]
        )
        # Where words are not separated a pattern may begin at each character, and what RE2 has to
        # learn of each new text costs ten times what it saves.
        sieved = language_data(language, "language").get("spaces", True)
        cased = [entry for entry in self.entries if entry.case]
        others = [entry for entry in self.entries if not entry.case]
        self._by_case, self._by_small_letters = _Entries(cased, sieved), _Entries(others, sieved)
        # A document's passages are asked for twice: to label them, and to tell its candidates.
        self._has_sign = lru_cache(maxsize=4096)(self._search_signs)
        words = language_data(language, "lookalikes").get("words", _NEVER)
        self._lookalikes = re.compile(words, re.IGNORECASE)

    def is_candidate(self, text: str) -> bool:
        """Tell whether ``text`` has any term or implicit sign of volunteering at all.

        A text without one is `none` and never reaches the classifier.
        """
        return self._has_sign(text)

    def _search_signs(self, text: str) -> bool:
        folded = fold(text, self.language)
        return any(search(folded) is not None for search in self._signs)

    def matches(self, text: str) -> list[Match]:
        """Return all matches in ``text``, by position, terms with their vetoes.

        Of overlapping matches of one kind and group the longest is kept.
        """
        kept = self._found(text)
        confusables = [m for m in kept if m.kind == "confusable"]
        return [_with_veto(match, confusables) for match in kept]

    def confusables(self, text: str) -> list[Match]:
        """Return what only looks like volunteering in ``text``, by position."""
        return self._found(text, "confusable")

    def lookalikes(self, text: str) -> list[tuple[int, int]]:
        """Return where a reader who searches for volunteering would stop, term or not."""
        return [m.span() for m in self._lookalikes.finditer(fold(text, self.language))]

    def _found(self, text: str, kind: EntryKind | None = None) -> list[Match]:
        """What is found in ``text``, of one kind or of all."""
        folded = fold(text, self.language)
        found = [
            *self._by_case.found(folded, kind),
            *self._by_small_letters.found(small_letters(folded), kind),
        ]
        found.sort(key=lambda m: (m.start, -m.end, m.kind, m.group, m.lemma))
        return _longest(found)


class _Entries:
    """Entries that are looked for in the same form of a text."""

    def __init__(self, entries: Sequence[Entry], sieved: bool) -> None:
        self._entries = entries
        self._sieve = Sieve([entry.expression for entry in entries]) if sieved else None

    def _possible(self, text: str) -> Iterable[Entry]:
        if self._sieve is None:
            return self._entries
        return [self._entries[place] for place in self._sieve.possible(text)]

    def found(self, text: str, kind: EntryKind | None) -> Iterator[Match]:
        """Yield what is found in ``text``, entry by entry, of one kind or of all."""
        for entry in self._possible(text):
            if kind not in (None, entry.kind):
                continue
            for m in entry.pattern.finditer(text):
                if m.end() > m.start():
                    yield Match(
                        m.start(), m.end(), entry.lemma, entry.group, entry.kind, entry.weak
                    )


def _searches(patterns: list[str]) -> list[Callable[[str], object | None]]:
    """Return search functions that together find what any of ``patterns`` finds.

    Every page of every document goes through them, so RE2 runs those that it understands: it
    reads a text once for all of them, where ``re`` tries each at every place (35 times as
    long). Patterns with look-around are left to ``re``.
    """
    import re2

    quiet = re2.Options()
    quiet.log_errors = False
    # To a set a pattern is only added where RE2 understands it; compiling each takes far longer.
    understands = re2.Set.SearchSet(quiet)
    understood, others = [], []
    for pattern in patterns:
        try:
            understands.Add(pattern)
            understood.append(pattern)
        except re2.error:
            others.append(pattern)
    searches: list[Callable[[str], object | None]] = []
    if understood:
        quiet.max_mem = 2**27
        searches.append(re2.compile("|".join(understood), quiet).search)
    if others:
        searches.append(re.compile("|".join(others)).search)
    return searches


def _lower(pattern: str) -> str:
    """Return ``pattern`` for a lower-case text; what stands behind a backslash is kept.

    Twice as fast as a pattern that ignores case: ``re`` then sees how its matches begin.
    """
    return re.sub(r"\\.|[^\\]+", lambda m: m[0] if m[0][0] == "\\" else m[0].lower(), pattern)


def _longest(found: list[Match]) -> list[Match]:
    """Drop a match that lies inside another of the same kind and group."""
    kept: list[Match] = []
    reach: dict[tuple[str, str], int] = {}
    for match in found:
        key = (match.kind, match.group)
        if match.end > reach.get(key, -1):
            kept.append(match)
            reach[key] = match.end
    return kept


def _with_veto(match: Match, confusables: list[Match]) -> Match:
    if match.kind not in ("term", "implicit"):
        return match
    for confusable in confusables:
        inside = confusable.start <= match.start and match.end <= confusable.end
        begins_inside = confusable.start <= match.start < confusable.end
        if inside or (match.kind == "implicit" and begins_inside):
            return replace(match, vetoed_by=confusable.lemma)
    return match


def lexicon(language: str, added: tuple[AddedTerm, ...] = ()) -> Lexicon:
    """Return the lexicon of ``language`` with the terms ``added`` to it, compiled once."""
    # Whoever adds nothing, and says so or not, has the same one.
    return _lexicon(language, added)


_lexicon = cache(Lexicon)


def supported_languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a lexicon of volunteering terms."""
    return tuple(code for code in language_codes() if language_data(code, "terms"))
