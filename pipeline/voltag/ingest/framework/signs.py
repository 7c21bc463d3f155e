"""Cheap signs of a results framework, from the text that every page is read for anyway."""

from dataclasses import dataclass

from voltag.ingest.cells import rows_of
from voltag.ingest.characters import is_cjk
from voltag.ingest.framework.words import (
    CORE,
    head_kinds,
    is_framework,
    opening_kind,
)
from voltag.ingest.shapes import TextLine
from voltag.types import ColumnKind

_LONGEST = 48
"""Characters of the longest line of a column's head."""
_BAND = 40.0
"""Points that the lines of one row of heads stand apart at most."""
_MOST = 4_000
"""Chunks on a page beyond which no table is looked for."""


@dataclass(frozen=True, slots=True)
class HeadBand:
    """A row of column heads on a page, in the reading frame."""

    top: float
    bottom: float
    chunks: tuple[TextLine, ...]
    kinds: frozenset[ColumnKind]


def spaced_heads(chunks: list[TextLine]) -> list[TextLine]:
    """Return chunks as they may be heads: short, and "指　标" joined to one word."""
    short = [chunk for chunk in chunks if len(chunk.text) <= _LONGEST]
    if not any(len(chunk.text) == 1 and is_cjk(chunk.text) for chunk in short):
        return short
    joined: list[TextLine] = []
    for row in rows_of(short):
        for chunk in row.chunks:
            last = joined[-1] if joined else None
            if (
                last is not None
                and last.y == chunk.y
                and len(chunk.text) == 1
                and len(last.text) <= 3
                and is_cjk(chunk.text)
                and is_cjk(last.text[-1])
                and 0 < chunk.x0 - last.x1 < 3 * chunk.size
            ):
                whole = TextLine(
                    last.text + chunk.text,
                    last.x0,
                    chunk.x1,
                    last.y,
                    last.size,
                    last.bold,
                    False,
                )
                whole.top, whole.bottom = last.top, last.bottom
                joined[-1] = whole
            else:
                joined.append(chunk)
    return joined


def head_bands(chunks: list[TextLine], *, titled: bool, stated: bool) -> list[HeadBand]:
    """Return the rows of column heads that a results framework may stand under."""
    if len(chunks) > _MOST:
        return []
    heads = [(chunk, kinds) for chunk in spaced_heads(chunks) if (kinds := head_kinds(chunk.text))]
    if len(heads) < 2:
        return []
    heads.sort(key=lambda head: head[0].y)
    bands: list[HeadBand] = []
    first = 0
    while first < len(heads):
        last = first + 1
        while last < len(heads) and heads[last][0].y - heads[first][0].y <= _BAND:
            last += 1
        band = _best_band(list(heads[first:last]), titled=titled, stated=stated)
        if band is None:
            first += 1
            continue
        bands.append(band)
        while first < len(heads) and heads[first][0].y <= band.bottom:
            first += 1
    return bands


def _best_band(
    heads: list[tuple[TextLine, tuple[ColumnKind, ...]]], *, titled: bool, stated: bool
) -> HeadBand | None:
    """Take from heads close to one another those side by side, the first of each column."""
    taken: list[tuple[TextLine, tuple[ColumnKind, ...]]] = []
    for chunk, kinds in heads:
        over = [c for c, _ in taken if c.x0 < chunk.x1 and chunk.x0 < c.x1]
        below = bool(taken) and chunk.top > max(c.bottom for c, _ in taken)
        known = {kind for _, found in taken for kind in found}
        # Text below the heads that names what one of them does is of a cell.
        if not over and not (below and known.issuperset(kinds)):
            taken.append((chunk, kinds))
    named = frozenset(kind for _, found in taken for kind in found)
    if len(taken) < 2 or not is_framework(named, titled=titled, stated=stated):
        return None
    chunks = tuple(sorted((chunk for chunk, _ in taken), key=lambda chunk: chunk.x0))
    return HeadBand(min(c.top for c in chunks), max(c.bottom for c in chunks), chunks, named)


def states_results(chunks: list[TextLine]) -> bool:
    """Whether some text opens as an outcome or output does ("Outcome 3")."""
    return any(opening_kind(chunk.text) in CORE for chunk in chunks)


def is_tabular(chunks: list[TextLine]) -> bool:
    """Whether some text stands side by side, as in a table; a table may end after one row."""
    if len(chunks) > _MOST:
        return False
    counts = [row.cells for row in rows_of(chunks)]
    return any(count > 2 for count in counts) or sum(count > 1 for count in counts) >= 3


def may_hold_framework(chunks: list[TextLine], *, going_on: bool) -> bool:
    """Whether a page is worth a closer look once the whole document is known.

    ``going_on`` says that the page before was: a table may run on without its heads. What is
    not known yet is taken to speak for a table.
    """
    if going_on and is_tabular(chunks):
        return True
    return bool(head_bands(chunks, titled=True, stated=True))
