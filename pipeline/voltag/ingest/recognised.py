"""From the lines that OCR read in a page's picture to what stands on the page.

The lines become runs, as if the PDF had drawn them, so that columns, headings and paragraphs
are told the same way. A page that was scanned at a slant is set straight first.
"""

import math
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voltag.ingest.characters import is_cjk
from voltag.ingest.ocr import Recognised, RecognisedLine
from voltag.ingest.shapes import PageContent, TextLine

_LEAST = 0.3
"""Confidence below which what was read is taken for no text: a stain, a part of a picture."""
_EM = 0.78
"""Font height as a share of the height of a line's box, which reaches a little beyond the
letters."""
_BASE = 0.33
"""How far the baseline stands below the middle of a line's box, in font heights."""
_ALIKE = 0.15
"""How far sizes differ that are taken for one; lines that were stretched to be flush are wider."""
_TELLING = 6
"""Characters from which the length of a line tells its size; shorter ones are told by height."""
_NUMBERED = re.compile(r"^((?:\d{1,2}\.)*\d{1,2}\.?)(?=[A-Z][a-z])")
"""The number of a heading, whose wide space OCR does not tell."""
_WIDTHS = dict.fromkeys("ijl.,;:'|!()[]I/tfr ", 0.3) | dict.fromkeys("mwMW", 0.8)
"""Widths of letters in font heights, where they are not about half of one."""
_STEEP = math.radians(15)
"""Slants beyond this are those of labels, not of a page."""


def page_content(read: Recognised, width: float, height: float) -> PageContent:
    """Return what was read as runs in the reading frame.

    Args:
        read: The lines in pixels.
        width: Width in points of the page as displayed.
        height: Height in points of the page as displayed.
    """
    if read.quarters % 2:
        width, height = height, width
    content = PageContent(width, height, turn=read.quarters)
    lines = [line for line in read.lines if line.confidence >= _LEAST]
    if not lines:
        return content
    scale = np.array((width / read.size[0], height / read.size[1]))
    corners = np.stack([line.corners * scale for line in lines])
    content.slant = _slant(corners)
    turned = _rotated(corners, -content.slant, width, height)
    heights = np.linalg.norm(turned[:, 3] - turned[:, 0], axis=1)
    lengths = np.linalg.norm(turned[:, 1] - turned[:, 0], axis=1)
    sizes = _sizes(lines, heights, lengths)
    content.runs = [
        _run(line, box, float(size)) for line, box, size in zip(lines, turned, sizes, strict=True)
    ]
    content.raw_characters = sum(len(line.text) for line in lines)
    return content


def rotate_back(
    box: tuple[float, float, float, float], slant: float, width: float, height: float
) -> tuple[float, float, float, float]:
    """Return the box around ``box`` on the page as it was scanned, at a slant."""
    x0, top, x1, bottom = box
    corners = np.array([[(x0, top), (x1, top), (x1, bottom), (x0, bottom)]])
    xs, ys = _rotated(corners, slant, width, height)[0].T
    return (
        max(0.0, float(xs.min())),
        max(0.0, float(ys.min())),
        min(width, float(xs.max())),
        min(height, float(ys.max())),
    )


def _rotated(
    corners: npt.NDArray[np.float64], angle: float, width: float, height: float
) -> npt.NDArray[np.float64]:
    """Turn points clockwise by ``angle`` about the page's middle."""
    middle = np.array((width / 2, height / 2))
    sine, cosine = math.sin(angle), math.cos(angle)
    turn = np.array(((cosine, sine), (-sine, cosine)))
    turned: npt.NDArray[np.float64] = (corners - middle) @ turn + middle
    return turned


def _slant(corners: npt.NDArray[np.float64]) -> float:
    """Return the angle, clockwise, at which most text runs: the median by length."""
    across = corners[:, 1] - corners[:, 0] + corners[:, 2] - corners[:, 3]
    angles = np.arctan2(across[:, 1], across[:, 0])
    lengths = np.linalg.norm(across, axis=1)
    plain = np.abs(angles) < _STEEP
    if not plain.any():
        return 0.0
    return round(_median(angles[plain], lengths[plain]), 5)


def _sizes(
    lines: Sequence[RecognisedLine],
    heights: npt.NDArray[np.float64],
    lengths: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Return font sizes, one size for all lines of about the size that most text has.

    Heights alone do not tell: the box of a line without high or deep letters is lower. How
    long a line is for its letters does, beside lines of the same page.
    """
    usual = _EM * _median(heights, lengths)
    ems = np.array([_ems(line.text) for line in lines])
    telling = np.array([len(line.text) >= _TELLING for line in lines])
    tall = heights * _EM / usual
    long = lengths / ems
    if telling.any():
        long = long / _median(long[telling], lengths[telling])
        # A larger line is longer for its letters, and no lower than others.
        tall = np.where(telling, np.where(tall > 0.8, long, np.minimum(long, tall)), tall)
    return usual * np.where(np.abs(tall - 1) <= _ALIKE, 1.0, tall)


def _median(values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> float:
    order = np.argsort(values, kind="stable")
    summed = np.cumsum(weights[order])
    return float(values[order][int(np.searchsorted(summed, summed[-1] / 2))])


def _ems(text: str) -> float:
    """Return about how long a text is in font heights."""
    return 0.01 + sum(
        1.0 if is_cjk(character) else _WIDTHS.get(character, 0.65 if character.isupper() else 0.5)
        for character in text
    )


def _run(line: RecognisedLine, box: npt.NDArray[np.float64], size: float) -> TextLine:
    x0, x1 = float(box[:, 0].min()), float(box[:, 0].max())
    y = float(box[:, 1].mean()) + _BASE * size
    text = _NUMBERED.sub(r"\1 ", line.text.strip())
    run = TextLine(text, x0, max(x1, x0 + 1), y, max(1.0, size), False, True)
    run.confidence = round(line.confidence, 4)
    return run
