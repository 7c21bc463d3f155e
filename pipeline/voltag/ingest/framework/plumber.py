"""The door to pdfplumber: the cells that the rules of one page draw.

pdfplumber reads a copy of the page that PDFium has written: one page only, without what was
damaged or encrypted in the file, and so without the cost of the other pages.
"""

import io
from collections.abc import Callable, Iterable
from typing import Any

from voltag.ingest.framework.deadline import OvertimeError, TimeLimit
from voltag.ingest.pdfium import PdfFile
from voltag.ingest.shapes import PageLines
from voltag.ingest.steps import PassedOverError, step
from voltag.ingest.turning import turn_box
from voltag.types import Box

_MOST_OBJECTS = 12_000
"""Objects of a page, and twice the characters, beyond which it is not given to pdfplumber."""
_SNAP = 3.0
_MOST_EDGES = 3_000


class TableError(Exception):
    """A page whose tables could not be read; ``word`` is short and stable."""

    def __init__(self, word: str, message: str) -> None:
        """Keep the word for programs and the sentence for people."""
        super().__init__(message)
        self.word = word


class PlumberPage:
    """One page as pdfplumber sees it; all boxes that come out are in the reading frame."""

    def __init__(self, page: Any, lines: PageLines, turns: int) -> None:  # noqa: ANN401
        """Take a page of pdfplumber's that stands upright; ``turns`` is how it is displayed."""
        self._page = page
        self._left, self._top, right, bottom = page.bbox
        self._size = (right - self._left, bottom - self._top)
        # From the page as it stands in the PDF to the page as displayed and as it is read.
        self._turn = (lines.turn - turns) % 4

    def ruled(self) -> list[list[Box]]:
        """Return the cells of each table that rules draw, from top to bottom."""
        edges = self._page.edges
        if len(edges) > _MOST_EDGES:
            raise TableError("table_too_large", "its tables have too many rules")
        # Rules of a turned page miss the straight by a hair, which pdfplumber takes amiss.
        across = [_flat(e) for e in edges if e["x1"] - e["x0"] > 20 * (e["bottom"] - e["top"])]
        upright = [_plumb(e) for e in edges if e["bottom"] - e["top"] > 20 * (e["x1"] - e["x0"])]
        if len(across) < 2 or len(upright) < 2:
            return []
        return self._tables(
            {
                "vertical_strategy": "explicit",
                "horizontal_strategy": "explicit",
                "explicit_vertical_lines": upright,
                "explicit_horizontal_lines": across,
                "snap_tolerance": _SNAP,
                "intersection_tolerance": 4.0,
            }
        )

    def drawn(self, xs: list[float], ys: list[float]) -> list[list[Box]]:
        """Return the cells between columns at ``xs`` and rows at ``ys`` of the reading frame."""
        if len(xs) < 2 or len(ys) < 2:
            return []
        upright = [self._rule((x, ys[0], x, ys[-1])) for x in xs]
        across = [self._rule((xs[0], y, xs[-1], y)) for y in ys]
        if self._turn % 2:
            upright, across = across, upright
        return self._tables(
            {
                "vertical_strategy": "explicit",
                "horizontal_strategy": "explicit",
                "explicit_vertical_lines": upright,
                "explicit_horizontal_lines": across,
                "snap_tolerance": 0.5,
                "intersection_tolerance": 0.5,
            }
        )

    def _rule(self, box: Box) -> dict[str, Any]:
        """Return a straight line of the reading frame as an object of pdfplumber's."""
        wide, high = self._size if self._turn % 2 == 0 else self._size[::-1]
        x0, top, x1, bottom = turn_box(box, (4 - self._turn) % 4, wide, high)
        x0, x1, top, bottom = (
            x0 + self._left,
            x1 + self._left,
            top + self._top,
            bottom + self._top,
        )
        return _line(x0, top, x1, bottom)

    def _tables(self, settings: dict[str, Any]) -> list[list[Box]]:
        found = [[self._frame(cell) for cell in t.cells] for t in self._page.find_tables(settings)]
        return sorted(found, key=lambda cells: min((c[1], c[0]) for c in cells))

    def _frame(self, box: Iterable[float]) -> Box:
        """Bring a box of pdfplumber's into the reading frame."""
        x0, top, x1, bottom = (float(value) for value in box)
        shown = (x0 - self._left, top - self._top, x1 - self._left, bottom - self._top)
        return turn_box(shown, self._turn, *self._size)


def _flat(edge: dict[str, Any]) -> dict[str, Any]:
    """Return an edge from left to right without the hair that it rises by."""
    y = (edge["top"] + edge["bottom"]) / 2
    return _line(edge["x0"], y, edge["x1"], y)


def _plumb(edge: dict[str, Any]) -> dict[str, Any]:
    """Return an edge from top to bottom without the hair that it leans by."""
    x = (edge["x0"] + edge["x1"]) / 2
    return _line(x, edge["top"], x, edge["bottom"])


def _line(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    """Return a straight line as pdfplumber writes one."""
    return {
        "object_type": "line",
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": "v" if x1 - x0 < bottom - top else "h",
    }


def with_page(
    pdf: PdfFile, lines: PageLines, seconds: float, read: Callable[[PlumberPage], None]
) -> None:
    """Open a page with pdfplumber and let ``read`` look at it, for at most ``seconds``.

    Raises:
        TableError: the page is too large, took too long, or pdfplumber failed on it.
    """
    characters = sum(len(line.text) for line in lines.lines)
    if lines.objects > _MOST_OBJECTS or characters > 2 * _MOST_OBJECTS:
        raise TableError("table_too_large", "it has too many objects")
    import pdfplumber  # only pages with such a table pay for it

    try:
        with step("tables", lines.number):
            copy, turns = pdf.copy_of_page(lines.number)
        with TimeLimit(seconds), pdfplumber.open(io.BytesIO(copy)) as opened:
            read(PlumberPage(opened.pages[0], lines, turns))
    except PassedOverError as error:
        raise TableError(error.word, "copying the page killed the process that did it") from error
    except OvertimeError as error:
        raise TableError("table_timeout", f"it took longer than {seconds:g} s") from error
    except TableError:
        raise
    except Exception as error:
        # pdfminer raises whatever the broken part of a PDF makes it raise.
        name = type(error.__cause__ or error).__name__
        raise TableError("table_failed", f"pdfplumber failed ({name})") from error
