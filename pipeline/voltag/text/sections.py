"""Which section of a document each heading and passage stands in, and why.

The names of sections are data (``languages/*/sections.toml``). A heading that names no section
takes that of the heading above it; what never counts anywhere (contents, acronyms,
acknowledgements) is not handed down to chapters or far from its heading, so that a heading
that was read at the wrong level cannot silence what follows it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from voltag.languages import language_codes, language_data
from voltag.settings import SectionSettings
from voltag.text.scripts import fold, without_accents
from voltag.text.sdgs import goals
from voltag.types import Block, Document, Kind, MappedHeading, Passage, Role, Section

_FRONT = frozenset({Section.CONTENTS, Section.ACRONYMS, Section.ACKNOWLEDGEMENTS})
_NUMERAL = "一二三四五六七八九十"
# What numbers a heading; only a word that says so or a stop makes a letter a number.
_NUMBER = re.compile(
    r"\s*(?:"
    r"(?:chapter|part|section|annex|annexe|appendix|attachment|volume)\b(?:\s+(?:\d{1,2}|[ivxl]{1,6}"
    r"|[a-z]|one|two|three|four|five|six|seven|eight|nine|ten)\b(?!\s*['’]))?"
    rf"|第\s*[\d{_NUMERAL}百]+\s*[章节篇部编卷]|(?:附件|附录)(?:\s*[\d{_NUMERAL}]+)?(?![\w])"
    rf"|附(?:件|录)\s*[\d{_NUMERAL}]"
    rf"|[（(]\s*[\d{_NUMERAL}a-z]+\s*[)）]|[{_NUMERAL}]+\s*[、.．]"
    r"|\d{1,2}(?:\.\d{1,2})*[.、．)]?(?!\d)|[ivxl]{1,6}[.)]|[a-h][.)]"
    r")[\s.:：、|–—-]*"
)
_CHAPTER = re.compile(
    rf"\s*(?:chapter|part)\s+\w|\s*第\s*[\d{_NUMERAL}百]+\s*[章篇部编]|\s*[{_NUMERAL}]+\s*、"
    r"|\s*\d{1,2}\.?\s+\D|\s*[ivx]{1,5}\.\s"
)
_ANNEX = re.compile(
    rf"\s*(?:(?:\d{{1,2}}[.\s]|[{_NUMERAL}]+、)\s*)?(?:annex|annexe|appendix|附件|附录|附表)(?![a-z])"
)
_PARTS = re.compile(r"[:：|/。，,;；]|\s-\s|--")
_COVER_CHARACTERS = 600
"""A first page with no more text than this is a cover."""
_TITLE_OF = 3
"""A heading with more than this many below it, and none beside it, is the title of them all."""
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a section: the words, and how a heading must have them."""

    section: Section
    words: str
    whole: bool
    apart: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Match:
    section: Section
    words: str
    whole: bool
    apart: bool

    @property
    def how(self) -> str:
        return "is" if self.whole else "has"


def map_headings(
    document: Document, kind: Kind, settings: SectionSettings
) -> tuple[MappedHeading, ...]:
    """Return the headings of ``document`` in reading order, each with its section and why.

    ``kind`` decides which sections there can be. A heading that names none, with none above
    it that does, has section None and says so.
    """
    return tuple(heading for _, heading in _walk(document, kind, settings))


def place_passages(
    document: Document,
    passages: Iterable[Passage],
    kind: Kind,
    settings: SectionSettings,
) -> tuple[Passage, ...]:
    """Return ``passages`` of ``document`` with their sections and the evidence of each.

    The headings decide, but for lines of a table of contents, tables of a results framework
    and the standard wording of a framework's legal annex, which are known by themselves.
    """
    by_path: dict[tuple[str, ...], list[MappedHeading]] = {}
    for path, heading in _walk(document, kind, settings):
        by_path.setdefault(path, []).append(heading)
    return tuple(_placed(passage, by_path, kind, settings) for passage in passages)


def _placed(
    passage: Passage,
    by_path: dict[tuple[str, ...], list[MappedHeading]],
    kind: Kind,
    settings: SectionSettings,
) -> Passage:
    if passage.role is Role.CONTENTS:
        section: Section | None = Section.CONTENTS
        evidence = "a line of a table of contents"
    elif passage.in_results_framework:
        section, evidence = Section.RESULTS_FRAMEWORK, "in a table of the results framework"
    elif kind is Kind.FRAMEWORK and (words := _legal_wording(passage.text)):
        section, evidence = Section.LEGAL_ANNEX, f"has the standard wording “{words}”"
    elif headings := by_path.get(passage.section, []):
        starts = [heading.page for heading in headings]
        heading = headings[max(bisect_right(starts, passage.page) - 1, 0)]
        section, evidence = heading.section, heading.evidence
        far = passage.page - heading.page > settings.front_pages
        if section in _FRONT and far:
            section = None
            evidence = f"too far from “{heading.text}” on p. {heading.page} to belong to it"
    else:
        section, evidence = None, "no heading above it"
    return replace(passage, section_code=section, section_evidence=evidence)


def _walk(
    document: Document, kind: Kind, settings: SectionSettings
) -> list[tuple[tuple[str, ...], MappedHeading]]:
    """The headings with their paths, as :func:`voltag.text.segment.segment` makes paths."""
    above: list[MappedHeading] = []
    found: list[tuple[tuple[str, ...], MappedHeading]] = []
    blocks = [block for block in document.blocks if block.role is Role.HEADING and block.pieces]
    titles = _titles(document, blocks)
    for place, block in enumerate(blocks):
        level = block.level or 1
        above = [heading for heading in above if heading.level < level]
        page = block.pieces[0].page
        if place in titles:
            section, evidence = None, f"“{block.text}” (p. {page}) is the document's title"
        else:
            section, evidence = _section(block.text, page, above, kind, settings)
        heading = MappedHeading(block.text, level, page, section, evidence)
        above.append(heading)
        found.append((tuple(h.text for h in above), heading))
    return found


def _titles(document: Document, headings: Sequence[Block]) -> frozenset[int]:
    """Which of ``headings`` are the document's title, not that of a part of it.

    Those of a cover are, and a first heading that stands above all others.
    """
    first = next((page for page in document.pages if page.characters), None)
    found = set()
    if first is not None and first.characters <= _COVER_CHARACTERS and len(document.pages) > 1:
        found = {i for i, block in enumerate(headings) if block.pieces[0].page == first.number}
    rest = [block for i, block in enumerate(headings) if i not in found]
    if len(rest) > _TITLE_OF and all((b.level or 1) > (rest[0].level or 1) for b in rest[1:]):
        found.add(len(headings) - len(rest))
    return frozenset(found)


def _section(
    text: str,
    page: int,
    above: Sequence[MappedHeading],
    kind: Kind,
    settings: SectionSettings,
) -> tuple[Section | None, str]:
    own = _match(text, kind)
    parent = above[-1] if above else None
    inherited = parent.section if parent is not None else None
    annex = _ANNEX.match(_folded(text)) is not None
    if parent is not None and inherited in _FRONT:
        chapter = _CHAPTER.match(_folded(text)) is not None
        if own is not None or chapter or annex or page - parent.page > settings.front_pages:
            inherited = None
    if annex and inherited is not Section.ANNEXES:
        inherited = None
    if own is not None and (
        inherited is None or inherited is Section.ANNEXES or (own.apart and own.whole)
    ):
        return own.section, f"“{text}” (p. {page}) {own.how} “{own.words}”"
    if inherited is not None and parent is not None:
        origin = next(
            (h for h in above if h.section is inherited and not h.evidence.startswith("under ")),
            parent,
        )
        return inherited, f"under “{origin.text}” (p. {origin.page})"
    if annex:
        return Section.ANNEXES, f"“{text}” (p. {page}) is an annex of no known section"
    return None, f"“{text}” (p. {page}) names no known section"


def _folded(text: str) -> str:
    """``text`` as names are compared: Chinese simplified, letters small and without accents."""
    return without_accents(fold(text, "zh")).casefold()


@lru_cache(maxsize=4096)
def _match(text: str, kind: Kind) -> _Match | None:
    """The section that a heading names by its own words, the surest name first."""
    folded = _folded(text)
    parts = [_plain(part) for part in (_unnumbered(folded), *_PARTS.split(_unnumbered(folded)))]
    whole = _plain(_unnumbered(folded))
    best: tuple[tuple[bool, int, int], _Name] | None = None
    for name in _names(kind):
        found = name.pattern.search(whole)
        if name.whole:
            if not any(name.pattern.fullmatch(part) for part in parts):
                continue
            place = 0
        elif found is None:
            continue
        else:
            place = found.start()
        rank = (name.whole, len(name.words), -place)
        if best is None or rank > best[0]:
            best = rank, name
    if best is not None:
        name = best[1]
        return _Match(name.section, name.words, name.whole, name.apart)
    if kind is Kind.VNR and (numbers := goals([text])):
        return _Match(Section.GOALS, f"goal {numbers[0]}", False, False)
    return None


def _unnumbered(folded: str) -> str:
    """``folded`` without the numbers before its words, unless nothing were left."""
    rest = folded
    for _ in range(2):
        match = _NUMBER.match(rest)
        if match is None or not match.end():
            break
        rest = rest[match.end() :]
    return rest if any(character.isalpha() for character in rest) else folded


def _plain(text: str) -> str:
    """The words of ``text`` with single spaces; Chinese without spaces or punctuation."""
    words = " ".join(re.findall(r"[^\W_]+", text.replace("&", " and ")))
    return words if _LATIN.search(words) else words.replace(" ", "")


@cache
def _names(kind: Kind) -> tuple[_Name, ...]:
    return tuple(
        _Name(
            Section(entry["code"]), words, whole, bool(entry.get("apart", False)), _pattern(words)
        )
        for code in language_codes()
        for entry in language_data(code, "sections").get("section", ())
        if kind.value in entry["kinds"]
        for whole in (True, False)
        # A phrase that is the whole heading is as sure as a title.
        for words in [*(entry.get("titles", ()) if whole else ()), *entry.get("phrases", ())]
    )


def _pattern(words: str) -> re.Pattern[str]:
    number = rf"(?:\d+(?: \d+)*|[{_NUMERAL}]+)"
    spelled = re.escape(_plain(without_accents(words).replace("#", "0"))).replace("0", number)
    if _LATIN.search(words):
        return re.compile(rf"\b{spelled}\b")
    return re.compile(spelled)


@cache
def _legal() -> re.Pattern[str]:
    phrases = [
        without_accents(str(phrase))
        for code in language_codes()
        for phrase in language_data(code, "sections").get("legal", {}).get("phrases", ())
    ]
    return re.compile("|".join(map(re.escape, phrases)) or r"(?!)")


def _legal_wording(text: str) -> str | None:
    found = _legal().search(" ".join(_folded(text).split()))
    return found.group() if found is not None else None
