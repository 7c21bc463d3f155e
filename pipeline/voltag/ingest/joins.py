"""Lines joined to running text: words broken at line ends, spaces between scripts."""

from collections import Counter
from collections.abc import Iterable

from voltag.ingest.characters import SOFT_HYPHEN, is_cjk
from voltag.ingest.numbering import marks

_PUNCTUATION = '.,;:!?"“”‘’()[]{}<>|/…。，；：、！？（）《》'
_HYPHENS = ("-", SOFT_HYPHEN)


class Words:
    """The words of one document, which decide how a word broken at a line end is written."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Count the words of ``texts``, which have none that a line's end breaks.

        They are gone through one by one: all words of a long document at once would be most of
        its memory.
        """
        counts: dict[str, int] = {}
        self._compounds: Counter[str] = Counter()
        found: Counter[str] = Counter()
        for text in texts:
            found.update(text.casefold().split())
        for word, count in found.items():
            bare = word.strip(_PUNCTUATION)
            counts[bare] = counts.get(bare, 0) + count
            if "-" in bare:
                first, _, rest = bare.partition("-")
                if rest:
                    self._compounds[first] += 1
        self._counts = Counter(counts)

    def joined(self, before: str, after: str) -> str:
        """Return ``before`` and ``after``, parts of a word around a line end, as one string.

        ``before`` comes without its hyphen; what comes back may have one.
        """
        start, end = before.casefold(), _word(after).casefold()
        if before.isupper() and after[:1].isupper() and self._counts[start + end]:
            return before + after  # an abbreviation that the document knows
        if not after[:1].islower() or not start[-1:].isalpha():
            return f"{before}-{after}"
        head, _, tail = start.rpartition("-")
        closed = self._counts[start + end] + (self._counts[tail + end] if head else 0)
        hyphened = self._counts[f"{start}-{end}"]
        if closed or hyphened:
            return f"{before}-{after}" if hyphened > closed else before + after
        if tail in marks().closed_prefixes:
            return before + after
        if tail in marks().hyphen_prefixes:
            return f"{before}-{after}"
        known = len(tail) > 2 and len(end) > 2 and self._counts[tail] and self._counts[end]
        if known and (head or self._compounds[tail] or self._counts[end] > 1):
            return f"{before}-{after}"
        return before + after


def _word(text: str) -> str:
    """Return the letters that ``text`` opens with, and hyphened parts of the same word."""
    for place, character in enumerate(text):
        if not character.isalpha():
            return text[:place]
    return text


def join(lines: list[str], words: Words) -> tuple[str, list[tuple[int, int]]]:
    """Join the lines of a block.

    Returns the text, and for each line the start and end of its part in the text; parts do
    not overlap, and what lies between them is a joining space or nothing.
    """
    text = ""
    parts: list[tuple[int, int]] = []
    for line in lines:
        if not line:
            parts.append((len(text), len(text)))
            continue
        if text:
            if text[-1] in _HYPHENS and len(text) > 1 and not text[-2].isspace():
                before = text[:-1].rsplit(" ", 1)[-1]
                after = line.split(" ", 1)[0]
                if before and text[-2].isalnum() and line[0].isalnum():
                    whole = words.joined(before, after)
                    if whole[len(before)] == "-":
                        text = f"{text[:-1]}-"
                    else:
                        text = text[:-1]
                        # The part before gives up its hyphen.
                        parts[-1] = (parts[-1][0], len(text))
                else:
                    text = f"{text[:-1]}-"
            elif needs_space(text, line):
                text += " "
        start = len(text)
        text += line
        parts.append((start, len(text)))
    return text.replace(SOFT_HYPHEN, "-"), parts


def needs_space(before: str, after: str) -> bool:
    """Whether a space belongs between two lines: not between Chinese characters or signs."""
    last, first = before[-1], after[0]
    if last in "/—–" and first.isalnum() and before[-2:-1].strip():
        return False  # 2030–/2035, and/or: the line ended inside a word
    # A Latin word or number beside a Chinese character gets none either, as inside lines.
    return not (is_cjk(last) or is_cjk(first))
