"""How well a page's text could be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from voltag.ingest.plausible import meaningful, plausibility
from voltag.ingest.runs import OUTLINES
from voltag.ingest.shapes import PageContent, PageLines
from voltag.ingest.textures import Picture, inked_share, unread_share
from voltag.types import Box, PageText, TextFault

FEW = 600
"""Characters from which a page with pictures is taken to be read, unless it is garbled."""
_NAMED = 0.9
"""Score below which a fault is named, though the text may be of use."""
_REPAIRED = 0.8
"""Score of text that was drawn double and is taken once."""
_MATTERS = 150
"""Characters that nobody sees from which they are told: printers note dates and names of files
beside the page."""
_GRID = 24


@dataclass(frozen=True, slots=True)
class TextQuality:
    """What a page's text layer is worth."""

    text: PageText
    score: float = 1.0
    """0..1"""
    fault: TextFault | None = None


Look = Callable[[], tuple[Picture, Sequence[Box]]]
"""Draws a page in grey, and tells where its lines stand in the picture."""


def judge_layer(
    content: PageContent, lines: PageLines, look: Look, bar: float, *, check: bool
) -> TextQuality:
    """Return what a page's text layer is worth.

    Args:
        content: What stands on the page.
        lines: Its lines.
        look: Asked only where there is a reason for suspicion, as it costs more than reading.
        bar: Score below which the text is of no use.
        check: Whether an invisible text layer is held against the picture this time.
    """
    characters = sum(len(line.text) for line in lines.lines)
    worst = min(
        (0.0 if content.lacks_fonts else 1.0, TextFault.FONTS_MISSING),
        (meaningful(content.raw_characters, content.bad_characters), TextFault.GARBLED),
        (plausibility("".join(line.text for line in lines.lines)), TextFault.GARBLED),
        (_REPAIRED if content.doubled else 1.0, TextFault.DOUBLED),
        key=_score,
    )
    drawn = lines.picture_share > 0.3 or len(content.drawings) > OUTLINES
    layered = content.layered > 0.5 * max(1, content.raw_characters)
    if _score(worst) >= bar and ((characters < FEW and drawn) or (layered and check)):
        picture, read = look()
        beside = TextFault.DISAGREES if layered and characters >= FEW else TextFault.MISSING
        known = (1.0 - unread_share(picture, read), beside)
        inked = (inked_share(picture, read) if layered else 1.0, TextFault.DISAGREES)
        worst = min(worst, known, inked, key=_score)
    if _score(worst) < bar:
        return TextQuality(PageText.UNREADABLE, *worst)
    # What nobody sees was left out; what is left is text like any other.
    seen = characters / max(1, characters + content.unseen)
    left_out = (seen if content.unseen >= _MATTERS else 1.0, TextFault.HIDDEN)
    score, fault = min(worst, left_out, key=_score)
    text = PageText.READ if characters else PageText.BLANK
    return TextQuality(text, score, fault if score < _NAMED else None)


def _score(found: tuple[float, TextFault]) -> float:
    return found[0]


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
