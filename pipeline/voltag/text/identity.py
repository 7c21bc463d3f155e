"""What a document is: its kind, country and year, each with where that was read."""

import gettext
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from urllib.parse import unquote

from voltag.languages import language_codes, language_data
from voltag.text.scripts import fold
from voltag.types import Document, Given, Identity, Kind, Line, Page, Role

NOTHING_GIVEN = Given()

_CLAUSE_END = re.compile(r"[:;|。]|\s-\s")
_TITLE_SIZE = 0.55
"""Lines at least this large, measured by the largest line of the page, make up the title."""
_TITLE_CHARACTERS = 300
_COVER_CHARACTERS = 600
"""A page with no more text than this is a cover, all of which tells what the document is."""
_TITLE_PAGES = 2
_NO_TITLES = (Role.PAGE_NUMBER, Role.FOOTER, Role.TABLE)
_HEAD_PAGES = 3
"""A running head stands on at least so many pages."""
_WORD = re.compile(r"[^\W_]+|&")
_TWO_COUNTRIES = frozenset({"KOR", "PRK", "COD", "COG", "VGB", "VIR"})
"""Countries whose name before the comma ("Korea, ...") is that of another one too."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A text that may tell what the document is, and where it stands."""

    name: str
    text: str
    folded: str
    """``text`` as patterns are written, of the same length."""

    def around(self, start: int, end: int) -> str:
        """What is shown of the text as evidence for ``text[start:end]``."""
        return f"{self.name}: {self.text[start:end]}"


@dataclass(frozen=True, slots=True)
class _Year:
    """A year in a text, or a cycle of years such as 2021-2025."""

    start: int
    end: int
    first: int
    cycle: bool


def identify(document: Document, given: Given = NOTHING_GIVEN) -> Identity:
    """Tell kind, country, year and title of ``document`` from its own words.

    The places are asked in turn: the title on the first pages, all of a cover, the running
    heads, the metadata, the file name. What none of them tells stays ``other`` or None. A
    place that names several countries tells none. What is ``given`` stands before them all.
    """
    title, page, cover = _front(document)
    places = [
        _place(name, text)
        for name, text in (
            (f"title on page {page}", title),
            (f"cover on page {page}", cover),
            ("running head", _running_head(document)),
            ("metadata title", _spaced(document.metadata.title)),
            ("metadata subject", _spaced(document.metadata.subject)),
            ("file name", _spaced(unquote(PurePath(document.path).stem))),
        )
        if text.strip()
    ]
    evidence: dict[str, str] = {}
    found_kind = Kind.OTHER
    if given.kind is not None:
        found_kind, evidence["kind"] = given.kind, given.source
    elif (told := next(filter(None, map(_kind, places)), None)) is not None:
        found_kind, evidence["kind"] = told
    country: str | None = None
    if given.country is not None:
        country, evidence["country"] = given.country, given.source
    elif (named := next(filter(None, map(_country, places)), None)) is not None:
        country, evidence["country"] = named
    year: int | None = None
    if given.year is not None:
        year, evidence["year"] = given.year, given.source
    elif (dated := _year(places, found_kind)) is not None:
        year, evidence["year"] = dated
    if given.title:
        full_title, evidence["title"] = given.title, given.source
    elif full_title := " ".join(title.split()) or " ".join(document.metadata.title.split()):
        evidence["title"] = f"page {page}" if title else "metadata"
    if given.language is not None:
        evidence["language"] = given.source
    if given.group is not None:
        group, evidence["group"] = given.group or None, given.source
    else:
        group = _group(found_kind, country, year)
        if group is not None:
            evidence["group"] = "kind, country and year"
    return Identity(
        found_kind, country, year, full_title[:_TITLE_CHARACTERS], evidence, group, given.language
    )


def _group(kind: Kind, country: str | None, year: int | None) -> str | None:
    """``vnr/KEN/2020``: what the files of one review or framework have in common.

    None where that is not known, and for what is neither: such files stand alone.
    """
    if kind is Kind.OTHER or country is None or year is None:
        return None
    return f"{kind.value}/{country}/{year}"


def _place(name: str, text: str) -> _Place:
    text = " ".join(text.split())
    return _Place(name, text, fold(text, "zh"))


def _spaced(name: str) -> str:
    """``name``, which may be that of a file, with spaces between its glued words."""
    name = re.sub(r"(?<=20\d\d)[_.](?=20\d\d(?!\d))", "-", name)
    name = re.sub(r"[_.+]+|(?<!\d)-|-(?!\d)", " ", name)
    return re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[a-z])(?=[A-Z])", " ", name)


# --- title ------------------------------------------------------------------------


def _front(document: Document) -> tuple[str, int, str]:
    """The title, its page, and all of that page where it is a cover.

    The title is the large lines of the first page that has text, within the first two.
    """
    for page in document.pages[:_TITLE_PAGES]:
        lines = [line for line in page.lines if _may_be_title(line)]
        if not lines:
            continue
        whole = " ".join(line.text for line in lines)
        cover = whole if len(whole) <= _COVER_CHARACTERS else ""
        largest = max(line.size for line in lines)
        # On a page of body text only what is larger than the rest can be the title.
        for share in (_TITLE_SIZE, 0.95):
            title = " ".join(line.text for line in lines if line.size >= share * largest)
            if len(title) <= _TITLE_CHARACTERS:
                return title, page.number, cover
    return "", 1, ""


def _running_head(document: Document) -> str:
    """The running head that most pages have; an empty string where fewer than three share one."""
    heads = Counter(
        text
        for page in document.pages
        for text in {" ".join(line.text.split()) for line in page.lines if _is_head(line)}
    )
    # Of heads on as many pages the longest says most.
    best = max(heads.items(), key=lambda head: (head[1], len(head[0]), head[0]), default=("", 0))
    return best[0] if best[1] >= _HEAD_PAGES else ""


def telling_lines(page: Page) -> tuple[Line, ...]:
    """Return the lines of a page that :func:`identify` reads."""
    return tuple(line for line in page.lines if is_telling(page.number, line.role, line.text))


def is_telling(page: int, role: Role, text: str) -> bool:
    """Whether :func:`identify` reads a line with that role and text on page ``page`` (1-based)."""
    if role is Role.RUNNING_HEAD or (page <= _TITLE_PAGES and role not in _NO_TITLES):
        return any(map(str.isalpha, text))
    return False


def _is_head(line: Line) -> bool:
    return line.role is Role.RUNNING_HEAD and any(map(str.isalpha, line.text))


def _may_be_title(line: Line) -> bool:
    return line.role not in _NO_TITLES and any(map(str.isalpha, line.text))


# --- kind -------------------------------------------------------------------------


@cache
def _patterns(group: str, name: str) -> re.Pattern[str]:
    patterns = [
        pattern
        for code in language_codes()
        for pattern in language_data(code, "identity").get(group, {}).get(name, ())
    ]
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)", re.IGNORECASE)


def _kind_phrase(text: str) -> tuple[Kind, re.Match[str]] | None:
    for kind in (Kind.FRAMEWORK, Kind.VNR):
        match = _patterns("kind", kind.value).search(text)
        if match is not None:
            return kind, match
    return None


def _kind(place: _Place) -> tuple[Kind, str] | None:
    """The kind that ``place`` tells, with its evidence, or None where it tells none.

    A document about reviews or frameworks (a handbook, an evaluation) is ``other``.
    """
    text = place.folded
    other = _patterns("kind", "other").search(text)
    if other is not None:
        return Kind.OTHER, place.around(*other.span())
    phrase = _kind_phrase(text)
    if phrase is None:
        return None
    kind, match = phrase
    start = max((end.end() for end in _CLAUSE_END.finditer(text, 0, match.start())), default=0)
    after = _CLAUSE_END.search(text, match.end())
    clause = text[start : after.start() if after else len(text)]
    about = _patterns("kind", "about").search(text) or _patterns("kind", "about_in_clause").search(
        clause
    )
    return (Kind.OTHER if about else kind), place.around(*match.span())


@cache
def _year_pattern() -> re.Pattern[str]:
    """A year of "2021-2025" as well as of "2021"; not one of a document number or a date."""
    between = "|".join(
        re.escape(word)
        for code in language_codes()
        for word in language_data(code, "identity").get("year", {}).get("between", ())
    )
    return re.compile(
        r"(?<![\d/.,])(?P<first>20[0-4]\d)(?!\d|[.,]\d)"
        rf"(?:年?\s*(?:-|~|to|至|{between or '-'})\s*(?P<last>(?:20)?[0-4]\d)(?!\d|[.,]\d))?"
    )


# --- year -------------------------------------------------------------------------


def _year(places: list[_Place], kind: Kind) -> tuple[int, str] | None:
    """The year of the document, with its evidence.

    A framework is dated by its cycle, everything else by a single year; what is not of
    that form tells the year only where no place has one that is. The day on which a
    framework was signed or printed never tells its cycle.
    """
    framework = kind is Kind.FRAMEWORK
    skipped = ("not_year", "date") if framework else ("not_year",)
    for cycle in (framework, not framework):
        for place in places:
            years = [year for year in _years(place.folded, skipped) if year.cycle is cycle]
            if years:
                best = min(years, key=lambda year: _distance(place.folded, year))
                return best.first, place.around(max(best.start - 20, 0), best.end)
    return None


def _distance(text: str, year: _Year) -> tuple[int, int]:
    """How far ``year`` stands from the phrase that names the kind, and then from the start."""
    phrase = _kind_phrase(text)
    if phrase is None:
        return 0, year.start
    match = phrase[1]
    return max(match.start() - year.end, year.start - match.end(), 0), year.start


def _years(text: str, skipped: Iterable[str]) -> Iterator[_Year]:
    """Yield the years of ``text``, but for those in the ``skipped`` patterns ("2030 Agenda")."""
    numeral, digits = _numerals()
    text = numeral.sub(lambda run: run.group().translate(digits), text)
    for name in skipped:
        text = _patterns("year", name).sub(lambda found: " " * len(found.group()), text)
    for match in _year_pattern().finditer(text):
        last = match["last"]
        cycle = last is not None and int(last[-2:]) > int(match["first"][-2:])
        end = match.end() if cycle else match.end("first")
        yield _Year(match.start(), end, int(match["first"]), cycle)


@cache
def _numerals() -> tuple[re.Pattern[str], dict[int, str]]:
    """A pattern of years written in numerals such as 二〇二一, and the digit of each numeral."""
    digits = {
        ord(character): str(value)
        for code in language_codes()
        for value, characters in enumerate(
            language_data(code, "identity").get("year", {}).get("digits", ())
        )
        for character in characters
    }
    numeral = "".join(re.escape(chr(number)) for number in digits)
    if not numeral:
        return re.compile(r"(?!)"), digits
    return re.compile(rf"(?<![{numeral}])[{numeral}]{{4}}(?![{numeral}])"), digits


# --- country ----------------------------------------------------------------------


def _country(place: _Place) -> tuple[str, str] | None:
    """The one country that ``place`` names, with its evidence, or None for none or several."""
    found: dict[str, re.Match[str]] = {}
    for match in _country_pattern().finditer(_plain(place.text)):
        found.setdefault(_country_names()[_key(match.group())], match)
    if len(found) != 1:
        return None
    code, match = next(iter(found.items()))
    return code, place.around(*match.span())


def country_code(name: str) -> str | None:
    """Return the alpha-3 code that ``name`` is, or the one country that it names; else None.

    ``XKX`` stands for Kosovo (under Security Council resolution 1244).
    """
    code = name.strip().upper()
    if code in _country_names().values():
        return code
    found = _country(_place("name", name))
    return found[0] if found is not None else None


def _plain(text: str) -> str:
    """``text`` folded, in lower case and without accents, at the same length."""
    return "".join(
        bare if len(bare := unicodedata.normalize("NFD", c)[0].lower()) == 1 else c
        for c in fold(text, "zh")
    )


def _key(name: str) -> str:
    """The words of ``name`` as :func:`_country_names` has them."""
    short = {"&": "and", "st": "saint"}
    return " ".join(short.get(word, word) for word in _WORD.findall(_plain(name)))


@cache
def _country_pattern() -> re.Pattern[str]:
    # Longest first, so that "Guinea-Bissau" is not Guinea.
    names = sorted(_country_names(), key=lambda name: (-len(name), name))
    return re.compile("|".join(map(_bounded, names)))


def _bounded(name: str) -> str:
    """A pattern for ``name`` whatever stands between its words."""
    spellings = {"and": "(?:and|&)", "saint": "(?:saint|st)"}
    words = [spellings.get(word, re.escape(word)) for word in name.split()]
    if name[0] >= "\u2e80":
        return r"\W{0,3}".join(words)
    return r"\b" + r"\W{1,3}".join(words) + r"\b"


@cache
def _country_names() -> dict[str, str]:
    """The words of the countries' names in all languages, with their alpha-3 codes."""
    import pycountry

    names: dict[str, str] = {}

    def add(alpha_3: str, candidates: Iterable[str]) -> None:
        for candidate in candidates:
            if len(candidate) > 1:
                names[_key(candidate)] = alpha_3

    translations = [
        gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[locale], fallback=True)
        for code in language_codes()
        for locale in language_data(code, "language").get("countries", ())
    ]
    # Translated names that are first names or common words in another language.
    unsure = {
        name
        for code in language_codes()
        for name in language_data(code, "identity").get("not_country", ())
    }
    for country in pycountry.countries:
        official = [
            str(value)
            for value in (
                country.name,
                getattr(country, "common_name", None),
                getattr(country, "official_name", None),
            )
            if value
        ]
        add(country.alpha_3, official)
        for translation in translations:
            for name in official:
                translated = translation.gettext(name)
                if translated != name and translated not in unsure:
                    add(country.alpha_3, [translated])
        # "Bolivia, Plurinational State of" is also just Bolivia.
        if "," in country.name and country.alpha_3 not in _TWO_COUNTRIES:
            add(country.alpha_3, [country.name.split(",")[0]])
    for code in language_codes():
        for alpha_3, spellings in language_data(code, "identity").get("country", {}).items():
            add(alpha_3, spellings)
        for alpha_3, spellings in language_data(code, "former_names").items():
            add(alpha_3, spellings)
    return names
