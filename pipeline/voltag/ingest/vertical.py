"""Vertical Chinese that was set a character at a time, each below the one before."""

from itertools import pairwise

from voltag.ingest.characters import is_cjk
from voltag.ingest.runs import UNDER
from voltag.ingest.shapes import PageContent, TextLine

_LEAST = 12
"""Characters from which the way that they follow one another tells."""
_ASKED = 300
"""Characters that are looked at; most pages of single characters are set in lines."""
_SHARE = 0.75
"""Share of the steps from one character to the next that go down where the text does."""
_CLOSE, _FAR = 0.8, 2.2
"""Least and greatest step, in font heights."""


def turn_stacked(content: PageContent, directions: dict[int, int]) -> None:
    """Let stacked characters run down, as text does that was turned clockwise.

    ``directions`` has, by the id of a run, those that do not run from left to right. Table heads
    in narrow columns are stacked, too: only a page that is set so as a whole is turned.
    """
    singles = [run for run in content.runs if len(run.text) == 1 and is_cjk(run.text)]
    if len(singles) < _LEAST or 2 * len(singles) < sum(len(run.text) for run in content.runs):
        return
    asked = singles[:_ASKED]
    down = sum(_is_below(below, above) for above, below in pairwise(asked))
    across = sum(_is_beside(after, before) for before, after in pairwise(asked))
    if down < _SHARE * (down + across) or down < _LEAST / 2:
        return
    for run in singles:
        if id(run) not in directions:
            _, top, _, bottom = run.box
            run.x0, run.x1, run.y = top, bottom, run.x0 + UNDER * run.size
            directions[id(run)] = 1


def _is_below(run: TextLine, other: TextLine) -> bool:
    step = (run.y - other.y) / other.size
    return _CLOSE < step < _FAR and abs(run.x0 - other.x0) < 0.3 * other.size


def _is_beside(run: TextLine, other: TextLine) -> bool:
    step = (run.x0 - other.x0) / other.size
    return _CLOSE < step < _FAR and abs(run.y - other.y) < 0.3 * other.size
