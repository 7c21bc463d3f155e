"""Where sentences end, in text of any of the languages and in mixtures of them."""

import re
from collections.abc import Iterator
from functools import cache

from voltag.languages import language_codes, language_data

_CLOSERS = "\"'”’»)）」』》】]"
_END = re.compile(
    rf"(?P<hard>[。！？；]|……|[!?;](?=[\u4e00-\u9fff])){{1,6}}[{re.escape(_CLOSERS)}]{{0,3}}"
    rf"|(?P<soft>[.!?…]{{1,6}}[{re.escape(_CLOSERS)}]{{0,3}}(?:[ \u00a0\u202f]»)?)(?=\s)"
)
_SIGNS = ".!?…。！？；;"
_SIGN = re.compile(f"[{_SIGNS}]")
"""What every match of ``_END`` begins with. ``re`` looks for one of a few characters twenty times
as fast as it tries the whole pattern at every place."""
_OPENS_SENTENCE = re.compile(r"\s+[\"'“‘«(\[（「《•·–—-]{0,3}\s?[^\Wa-zß-öø-ÿœ_]")
_WORD = re.compile(r"(?:[^\W_]|[.&'’-])+")
_LIST_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,4}|[A-Za-z]|[ivxlcIVXLC]{1,6})\.")
_INITIAL = re.compile(r"(?:[A-Z]\.){1,4}")
_NUMBER = re.compile(r"\s+\d")
_LONGEST_WORD = 40
"""How far back to look for the word before a full stop."""


@cache
def _abbreviations(name: str = "abbreviations") -> frozenset[str]:
    """The abbreviations of all languages, or those that end no sentence ``before_numbers``."""
    return frozenset(
        word.removesuffix(".").casefold()
        for code in language_codes()
        for word in language_data(code, "abbreviations").get(name, ())
    )


def sentence_ends(text: str) -> list[int]:
    """Return the offset after each sentence of ``text``; the last one is its length.

    ``。！？；`` end a sentence wherever they stand. A full stop, question or exclamation
    mark ends one when white space and something that can open a sentence follow, unless it
    belongs to an abbreviation ("e.g.", "No."), an initial ("J. Smith") or the number of a
    list item ("2. ").
    """
    ends: list[int] = []
    start = 0
    for match in _stops(text):
        if match["hard"] is None and not _ends_sentence(text, start, match):
            continue
        if text[start : match.end()].strip():
            ends.append(match.end())
            start = match.end()
    if text[start:].strip():
        ends.append(len(text))
    elif ends:
        ends[-1] = len(text)
    return ends


def may_end(text: str) -> int:
    """Return how many sentences end before the end of ``text`` at most, without a closer look."""
    return sum(map(text.count, _SIGNS))


def _stops(text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of ``_END``, from left to right."""
    end = 0
    for sign in _SIGN.finditer(text):
        if sign.start() >= end and (match := _END.match(text, sign.start())) is not None:
            end = match.end()
            yield match


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    if not _OPENS_SENTENCE.match(text, match.end()):
        return False
    if not match.group().startswith(".") or match.group().startswith(".."):
        return True
    stop = match.start() + 1
    # Read backwards, since a search forwards for what ends here tries every place before it.
    found = _WORD.match(text[max(start, stop - _LONGEST_WORD) : stop][::-1])
    if found is None:
        return True
    word = text[stop - found.end() : stop]
    if _LIST_NUMBER.fullmatch(word) and _opens_item(text, start, stop - found.end()):
        return False
    if _INITIAL.fullmatch(word):
        # "the U.S. Government", "J. Smith"; but a plan "B. The" hardly occurs
        return False
    bare = word.rstrip(".").replace("’", "'").casefold()
    if bare in _abbreviations("before_numbers") and _NUMBER.match(text, match.end()):
        return False
    return bare not in _abbreviations()


def _opens_item(text: str, start: int, position: int) -> bool:
    """Whether a list item can begin at ``position``: at a sentence's start, after ; or :."""
    while position > start and text[position - 1].isspace():
        position -= 1
    return position == start or text[position - 1] in ";:"
