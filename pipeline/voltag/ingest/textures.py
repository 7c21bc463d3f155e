"""Text that stands in a page's picture, told by its texture.

Lines of text are strips with many sharp edges from side to side, as high as letters, with
clean ground above and below. Photographs have as many edges, without the clean strips.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voltag.types import Box

PICTURE_WIDTH = 900
"""Pixels across the picture that is looked at: small letters of ten points are seven high."""
_STRIP = 40
"""Pixels across the strips in which edges are counted: four to eight letters."""
_CONTRAST = 40
"""Least difference, of 255, between a letter and the ground around it."""
_AROUND = 12
"""Pixels across the blocks whose means make the ground that a pixel is compared with."""
_EDGES = 3
"""Least edges in a pixel row of a strip that letters cross."""
_SHARE = 0.5
"""Share of the most edges near by, from which a row belongs to the letters' middle."""
_NEAR = 20
"""Pixels above and below that are near by."""
_HEIGHTS = range(4, 46)
"""Heights in pixels that a line of text may have, small letters to titles."""
_WIDE = 4
"""Least strips side by side that make a line."""
_ENOUGH = 4
"""Least lines that make a page with text."""

_INKED = 0.3
"""Share of the pixel columns of a line that have ink where its letters are drawn."""

Picture = npt.NDArray[np.uint8]


def unread_share(picture: Picture, read: Sequence[Box]) -> float:
    """Return the share of a picture's text that lies outside the boxes in ``read``, 0..1.

    A few lines are none: a photograph may have as many.

    Args:
        picture: The page in grey, as rows of 0..255, about :data:`PICTURE_WIDTH` wide.
        read: The lines whose text is known, in pixels.
    """
    known = sum(0.5 * (x1 - x0) * (bottom - top) for x0, top, x1, bottom in read)
    lines = lines_of_text(picture, read)
    if len(lines) < _ENOUGH:
        # The page may have been fed in sideways.
        wide = picture.shape[1]
        turned = [(top, wide - x1, bottom, wide - x0) for x0, top, x1, bottom in read]
        lines = lines_of_text(np.rot90(picture), turned)
    return sum(lines) / (sum(lines) + known) if len(lines) >= _ENOUGH else 0.0


def inked_share(picture: Picture, read: Sequence[Box]) -> float:
    """Return the share of the boxes in ``read``, by area, in which a picture has letters, 0..1.

    The arguments are those of :func:`unread_share`.
    """
    ink = _ink(picture.astype(np.int16)) != 0
    seen = whole = 0.0
    for x0, top, x1, bottom in read:
        part = ink[max(0, int(top)) : int(bottom) + 1, max(0, int(x0)) : int(x1) + 1]
        area = (x1 - x0) * (bottom - top)
        whole += area
        # Letters leave a mark in most of the columns that they stand in.
        if part.size and part.any(axis=0).mean() > _INKED:
            seen += area
    return seen / whole if whole else 1.0


def lines_of_text(picture: Picture, read: Sequence[Box] = ()) -> list[int]:
    """Return the lines of text in a picture outside the boxes in ``read``: each one's pixels.

    The pixels are those of a line's small letters, from its start to its end.
    """
    # Small print is found in the larger picture, titles in the smaller one.
    found = _lines(picture.astype(np.int16), read)
    if len(found) >= _ENOUGH:
        return found
    small = [(x0 / 2, top / 2, x1 / 2, bottom / 2) for x0, top, x1, bottom in read]
    titles = [4 * pixels for pixels in _lines(_halved(picture), small)]
    return titles if len(titles) > len(found) else found


def _halved(picture: Picture) -> npt.NDArray[np.int16]:
    """Return a picture at half its size: each pixel is the mean of four, rounded down."""
    high, wide = (picture.shape[0] // 2) * 2, (picture.shape[1] // 2) * 2
    rows = picture[0:high:2, :wide].astype(np.int16) + picture[1:high:2, :wide]
    return (rows[:, ::2] + rows[:, 1::2]) >> 2


def _lines(picture: npt.NDArray[np.int16], read: Sequence[Box]) -> list[int]:
    ink = _ink(picture)
    for x0, top, x1, bottom in read:
        edge = 0.3 * (bottom - top)
        rows = slice(max(0, int(top - edge)), max(0, int(bottom + edge) + 1))
        ink[rows, max(0, int(x0 - edge)) : max(0, int(x1 + edge) + 1)] = 0
    strips = ink.shape[1] // _STRIP
    if strips < _WIDE or ink.shape[0] < 8:
        return []
    changes = np.diff(ink, axis=1, prepend=ink[:, :1]) != 0
    inside = changes[:, : strips * _STRIP].reshape(ink.shape[0], strips, _STRIP)
    counts = inside.sum(axis=2, dtype=np.int16)
    most = _most_near(counts)
    bands = [_bands(counts[:, strip], most[:, strip]) for strip in range(strips)]
    return [_STRIP * wide * high for high, wide in _joined(bands) if wide >= _WIDE]


def _ink(grey: npt.NDArray[np.int16]) -> npt.NDArray[np.int8]:
    """Return 1 where a pixel is darker than the ground around it, -1 where lighter, else 0."""
    high, wide = grey.shape
    rows, columns = -(-high // _AROUND), -(-wide // _AROUND)
    padded = np.pad(grey, ((0, rows * _AROUND - high), (0, columns * _AROUND - wide)), mode="edge")
    # Whole rows are added up first, which takes a tenth of a mean over both directions.
    bands = padded.reshape(rows, _AROUND, -1).sum(axis=1, dtype=np.int16)
    sums = bands.reshape(rows, columns, _AROUND).sum(axis=2, dtype=np.int32)
    blocks = sums / _AROUND**2
    # The ground is the mean of a block and those around it.
    edged = np.pad(blocks, 1, mode="edge")
    down = edged[:-2] + edged[1:-1] + edged[2:]
    means = ((down[:, :-2] + down[:, 1:-1] + down[:, 2:]) / 9).astype(np.int16)
    ground = means.repeat(_AROUND, axis=0)[:high].repeat(_AROUND, axis=1)[:, :wide]
    difference = grey - ground
    ink: npt.NDArray[np.int8] = (difference < -_CONTRAST).view(np.int8)
    ink -= (difference > _CONTRAST).view(np.int8)
    return ink


def _most_near(counts: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    """Return for each row of each strip the most edges of the rows near by.

    The windows are doubled until two of them cover all rows, so that a pixel row costs six
    comparisons instead of forty.
    """
    whole, high = 2 * _NEAR + 1, len(counts)
    most, reach = np.pad(counts, ((_NEAR, _NEAR), (0, 0))), 1
    while 2 * reach <= whole:
        most, reach = np.maximum(most[:-reach], most[reach:]), 2 * reach
    rest = whole - reach
    return np.maximum(most[:high], most[rest : rest + high])


def _bands(counts: npt.NDArray[np.int16], most: npt.NDArray[np.int16]) -> list[tuple[int, int]]:
    """Return first and last row of the runs of rows that have many more edges than around.

    ``most`` are the most edges of the rows near each row.
    """
    busy = np.flatnonzero(counts >= np.maximum(_EDGES, _SHARE * most))
    if not len(busy):
        return []
    breaks = np.flatnonzero(np.diff(busy) > 2)
    firsts = busy[np.concatenate(([0], breaks + 1))]
    lasts = busy[np.concatenate((breaks, [len(busy) - 1]))]
    # A band is a few numbers: a list is asked in a tenth of the time that an array takes.
    rows = counts.tolist()
    found = []
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        high = last - first + 1
        if high not in _HEIGHTS:
            continue
        reach = max(4, high // 2 + 2)  # past the parts of letters that stand out above and below
        quiet = 0.4 * (sum(rows[first : last + 1]) / high)
        above, below = rows[max(0, first - reach) : first], rows[last + 1 : last + 1 + reach]
        if all(sum(n <= quiet for n in near) >= min(2, len(near)) for near in (above, below)):
            found.append((first, last))
    return found


def _joined(strips: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Join bands of neighbouring strips at one height; return each line's height and strips."""
    finished: list[tuple[int, int]] = []
    going: list[tuple[int, int, int]] = []
    for bands in strips:
        now: list[tuple[int, int, int]] = []
        rest = list(going)
        for first, last in bands:
            beside = next((line for line in rest if _is_beside(line, first, last)), None)
            if beside is not None:
                rest.remove(beside)
            now.append((first, last, 1 + (0 if beside is None else beside[2])))
        finished.extend((last - first + 1, wide) for first, last, wide in rest)
        going = now
    return [*finished, *((last - first + 1, wide) for first, last, wide in going)]


def _is_beside(line: tuple[int, int, int], first: int, last: int) -> bool:
    """Whether a band stands at the height of a line's end, and is about as high."""
    shared = min(last, line[1]) - max(first, line[0])
    return (
        shared >= 0.5 * (last - first)
        and abs((last - first) - (line[1] - line[0])) <= 0.6 * (last - first) + 2
    )
