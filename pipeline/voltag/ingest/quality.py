"""How well a page's text could be read."""

from dataclasses import dataclass

import numpy as np

from voltag.ingest.shapes import PageContent, TextLine
from voltag.types import Box, PageText, TextFault

FEW = 600
"""Characters from which a page with pictures is taken to be read, unless it is garbled."""
_SURE = 200
"""Letters from which their shares can be trusted."""
_GRID = 24


@dataclass(frozen=True, slots=True)
class TextQuality:
    """What a page's text layer is worth."""

    text: PageText
    score: float = 1.0
    """0..1"""
    fault: TextFault | None = None


def picture_share(content: PageContent) -> float:
    """Return the share of a page under pictures, 0..1."""
    return _share(content.pictures, content.width, content.height)


def _share(boxes: list[Box], width: float, height: float) -> float:
    if not boxes:
        return 0.0
    if len(boxes) == 1:
        x0, top, x1, bottom = boxes[0]
        wide = min(x1, width) - max(x0, 0.0)
        high = min(bottom, height) - max(top, 0.0)
        return max(0.0, min(1.0, wide * high / (width * height)))
    covered = np.zeros((_GRID * 2, _GRID * 2), dtype=bool)
    rows, cols = covered.shape
    for x0, top, x1, bottom in boxes[:500]:
        left, right = round(max(0.0, x0) / width * cols), round(min(width, x1) / width * cols)
        first, last = (
            round(max(0.0, top) / height * rows),
            round(min(height, bottom) / height * rows),
        )
        covered[first:last, left:right] = True
    return float(covered.mean())


_VOWELS = "aeiouyAEIOUY"


def is_garbled(content: PageContent, lines: list[TextLine]) -> bool:
    """Whether a text layer is there but says nothing that could have been written."""
    count = content.raw_characters
    if count >= 20 and content.bad_characters > 0.15 * count:
        return True
    return looks_garbled("".join(line.text for line in lines))


def looks_garbled(text: str) -> bool:
    """Whether a text has the letters of no language, as fonts without a key leave it.

    Letters that were shifted have hardly any vowels; bytes of another script that were read
    as Latin letters are nearly all accented.
    """
    if len(text) < _SURE:
        return False
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    latin = (codes | 0x20) - ord("a") < 26
    plain = int(np.count_nonzero(latin))
    accented = int(np.count_nonzero((codes >= 0x80) & (codes < 0x100)))
    letters = plain + accented + int(np.count_nonzero(codes >= 0x100))
    if letters < _SURE:
        return False
    if accented > 0.35 * (plain + accented) and accented > 0.1 * letters:
        return True
    vowels = sum(map(text.count, _VOWELS))
    return plain > 0.8 * letters and not 0.2 < vowels / plain < 0.7
