"""The words of one page with their places: what a person can select on its picture."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from voltag.ingest.characters import clean, close_cjk, is_cjk
from voltag.ingest.joins import Words, join
from voltag.ingest.layout import lay_out
from voltag.ingest.paragraphs import display_box
from voltag.ingest.pdfium import PdfFile
from voltag.types import Box

_SLACK = 2.0
"""Points by which a word may stand outside the line that it belongs to."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or one Chinese character or sign, as it stands on a page."""

    text: str
    box: Box
    line: int
    """0-based number of its line in reading order."""
    spaced: bool
    """Whether white space follows it on its line."""


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page in reading order; no words where the page has no text."""

    page: int
    width: float
    height: float
    words: tuple[Word, ...]


def read_words(pdf: PdfFile, number: int, seconds: float) -> PageWords:
    """Return the words of page ``number`` (1-based) in reading order.

    ``seconds`` is the time that reading may take.

    Raises:
        PdfError: the page is damaged, or reading it took longer.
    """
    deadline = time.monotonic() + seconds
    content = pdf.read_page(number, deadline)
    width, height = content.width, content.height
    if content.turn % 2:
        width, height = height, width
    lines = lay_out(content, number)
    places = [display_box(line, lines) for line in lines.lines]
    drawn = _drawn_words(pdf.read_characters(number, deadline))
    found = [
        (line, order, Word(text, _rounded(box), line, spaced))
        for order, (text, box, spaced) in enumerate(drawn)
        if (line := _line_of(box, places)) is not None
    ]
    found.sort(key=lambda entry: entry[:2])
    words = tuple(word for _, _, word in found)
    return PageWords(number, round(width, 2), round(height, 2), words)


def text_of(words: Sequence[Word]) -> tuple[str, tuple[Box, ...]]:
    """Return consecutive words as running text, and the box of each line that they stand on."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    texts = [_line_text(line) for line in lines.values()]
    text, _ = join(texts, Words(texts))
    return text, tuple(_around(word.box for word in line) for line in lines.values())


def _line_text(words: Sequence[Word]) -> str:
    text = "".join(f"{word.text} " if word.spaced else word.text for word in words)
    return close_cjk(text.strip())


def _drawn_words(characters: Iterable[tuple[str, Box]]) -> Iterator[tuple[str, Box, bool]]:
    """Yield words in the PDF's order: their text, their box, and whether space follows."""
    text, boxes = "", list[Box]()
    for character, box in characters:
        cleaned = clean(character)
        ends = not cleaned or cleaned.isspace()
        breaks = bool(boxes) and not ends and _apart(boxes[-1], box)
        if text and (ends or breaks or is_cjk(cleaned[0]) or is_cjk(text[-1])):
            yield text, _around(boxes), ends
            text, boxes = "", []
        if not ends and box[2] > box[0] and box[3] > box[1]:
            text += cleaned
            boxes.append(box)
    if text:
        yield text, _around(boxes), True


def _apart(before: Box, after: Box) -> bool:
    """Whether two characters that follow each other cannot be of one word."""
    size = max(before[3] - before[1], after[3] - after[1])
    across = max(after[0] - before[2], before[0] - after[2])
    along = max(after[1] - before[3], before[1] - after[3])
    return across > size or along > size


def _line_of(box: Box, places: Sequence[Box]) -> int | None:
    """The line whose place holds the middle of ``box``; the nearest middle where several do."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    holding = [
        (abs((place[1] + place[3]) / 2 - y), number)
        for number, place in enumerate(places)
        if place[0] - _SLACK <= x <= place[2] + _SLACK
        and place[1] - _SLACK <= y <= place[3] + _SLACK
    ]
    return min(holding)[1] if holding else None


def _around(boxes: Iterable[Box]) -> Box:
    left, top, right, bottom = zip(*boxes, strict=True)
    return (min(left), min(top), max(right), max(bottom))


def _rounded(box: Box) -> Box:
    x0, top, x1, bottom = box
    return (round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
