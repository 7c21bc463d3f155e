"""Finding words in passages of either language, whatever their script and spelling.

SQLite's full-text search knows words between spaces. Here a text is made into such words
first: letters folded, and Chinese as its overlapping pairs of characters, so that any two
characters that stand together are found. A query is made into the same words.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from voltag.text.scripts import fold

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_IS_HAN = re.compile(f"[{_HAN}]")
_PARTS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_QUERY = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part of a query: words that stand one after the other."""

    words: tuple[str, ...]
    """Folded: of another script than Chinese, or a run of Chinese characters."""
    whole: bool
    """Whether the last word must end there, as it must within quotation marks."""
    absent: bool
    """Whether it must not stand in the passage."""


def folded_letters(text: str) -> str:
    """Return ``text`` with what does not matter for a search folded, letter for letter."""
    if text.isascii():
        return text.lower()
    language = "zh" if _IS_HAN.search(text) else "en"
    return "".join(_letter(character) for character in fold(text, language))


@cache
def _letter(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


def index_words(text: str) -> str:
    """Return the words under which SQLite keeps ``text``."""
    return " ".join(
        word for part in _PARTS.findall(folded_letters(text)) for word in _indexed(part)
    )


def _indexed(part: str) -> Iterator[str]:
    if not _IS_HAN.match(part):
        yield part
        return
    yield from _pairs(part)
    # So that a search for one character finds the last one of a run too.
    yield part[-1]


def _pairs(part: str) -> list[str]:
    return [part[i : i + 2] for i in range(len(part) - 1)]


def parse(query: str) -> tuple[Wanted, ...]:
    """Return what a reviewer's query asks for; nothing in it is an error.

    Words must all stand in a passage, each from its beginning. Words in quotation marks
    stand in this order, and whole. A minus sign comes before what must not stand there.
    """
    found = []
    for minus, quoted, plain in _QUERY.findall(query.replace("“", '"').replace("”", '"')):
        words = tuple(_PARTS.findall(folded_letters(quoted or plain)))
        if words:
            found.append(Wanted(words, whole=bool(quoted), absent=bool(minus)))
    return tuple(found)


def match_expression(wanted: Sequence[Wanted]) -> str | None:
    """Return the expression for SQLite's ``MATCH``; None where nothing must stand there."""
    present = [_phrase(w) for w in wanted if not w.absent]
    if not present:
        return None
    absent = [_phrase(w) for w in wanted if w.absent]
    expression = " AND ".join(present)
    return expression if not absent else f"({expression}) NOT ({' OR '.join(absent)})"


def absence_expression(wanted: Sequence[Wanted]) -> str | None:
    """Return what must not stand in a passage, where nothing else is asked for."""
    if any(not w.absent for w in wanted) or not wanted:
        return None
    return " OR ".join(_phrase(w) for w in wanted)


def _phrase(wanted: Wanted) -> str:
    # Words are letters and digits alone, so that nothing in quotation marks ends them.
    words = []
    for number, word in enumerate(wanted.words):
        last = number == len(wanted.words) - 1
        if not _IS_HAN.match(word) or len(word) == 1:
            words.append(word)
        else:
            # A run of Chinese within a phrase ends with its last character by itself.
            words += _pairs(word) if last else [*_pairs(word), word[-1]]
    quoted = '"' + " ".join(words) + '"'
    tail = wanted.words[-1]
    prefix = not wanted.whole if not _IS_HAN.match(tail) else len(tail) == 1
    return f"{quoted}*" if prefix else quoted


def highlights(text: str, wanted: Sequence[Wanted]) -> tuple[tuple[int, int], ...]:
    """Return the offsets in ``text`` of what was searched for, in order, without overlaps."""
    letters = folded_letters(text)
    spans = []
    for w in wanted:
        if not w.absent:
            spans += [m.span() for m in re.finditer(_pattern(w), letters)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _pattern(wanted: Wanted) -> str:
    pattern = ""
    before = ""
    for word in wanted.words:
        if before:
            touching = _IS_HAN.match(word) or _IS_HAN.match(before[-1])
            pattern += r"[\W_]*" if touching else r"[\W_]+"
        # A word of letters begins where no other letter but a Chinese one stands before it.
        pattern += "" if _IS_HAN.match(word) else rf"(?<![^\W_{_HAN}])"
        pattern += re.escape(word)
        before = word
    if not _IS_HAN.match(before):
        rest = rf"[^\W_{_HAN}]"
        pattern += rf"(?!{rest})" if wanted.whole else f"{rest}*"
    return pattern
