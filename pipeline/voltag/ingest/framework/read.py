"""From the pages that may hold a results framework to its tables."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from voltag.ingest.framework.draft import TableDraft
from voltag.ingest.framework.finish import finish_table, place_lines
from voltag.ingest.framework.grid import Grid, make_grid
from voltag.ingest.framework.heads import ColumnSpan, Heads, columns_under, first_heads
from voltag.ingest.framework.plumber import PlumberPage, TableError, with_page
from voltag.ingest.framework.signs import HeadBand, head_bands, is_tabular, states_results
from voltag.ingest.framework.unruled import (
    column_edges_of,
    heads_of,
    join_banners,
    join_statements,
    outline,
    split_body,
    whole_heads,
)
from voltag.ingest.framework.words import is_framework, is_other_title, is_title
from voltag.ingest.joins import Words
from voltag.ingest.numbering import marks
from voltag.ingest.pdfium import PdfFile
from voltag.ingest.shapes import PageLines, TextLine
from voltag.types import Box, Role, Table

_FURNITURE = (Role.RUNNING_HEAD, Role.FOOTER, Role.PAGE_NUMBER)
_LOOSE_LINES = 3
"""Lines of other text that may stand between a table and the end of its page."""


_FULL = 3
"""Cells with text from which a row shows that its table has columns."""


@dataclass(frozen=True, slots=True)
class TableLimits:
    """What the tables of one document may cost."""

    page_seconds: float = 10.0
    """Seconds that the tables of one page may take."""
    document_seconds: float = 180.0
    """Seconds that all of them may take."""


def read_tables(
    pdf: PdfFile,
    pages: list[PageLines],
    words: Callable[[], Words],
    limits: TableLimits,
    report: Callable[[int, str, str], None],
) -> list[Table]:
    """Read the tables of the results framework, and take their text out of the pages' prose.

    Furniture must be known. ``words`` gives the words of the document, ``report`` is told the
    page, a short stable word and a sentence where the tables of a page could not be read; the
    page keeps its text then.

    Returns:
        The tables, with ``place`` 0; the lines of their cells on ``pages`` have their number.
    """
    reading = _Reading(pdf, limits, report)
    for page in pages:
        reading.page(page)
    drafts = [draft for draft in reading.drafts if draft.rows]
    if not drafts:
        return []
    tables = []
    known = words()
    for number, draft in enumerate(drafts, 1):
        draft.number = number
        draft.finish()
        place_lines(draft)
        tables.append(finish_table(draft, known))
    return tables


class _Reading:
    """The reading of one document's tables, page by page."""

    def __init__(
        self, pdf: PdfFile, limits: TableLimits, report: Callable[[int, str, str], None]
    ) -> None:
        self._pdf = pdf
        self._limits = limits
        self._report = report
        self._spent = 0.0
        self.drafts: list[TableDraft] = []
        self._open: TableDraft | None = None
        """The table that may go on at the top of the next page."""
        self._last = 0
        self._title = ""
        """The title of the annex that the last tables stand in."""

    def page(self, page: PageLines) -> None:
        """Read the tables of one page, if there are signs of any."""
        goes_on = self._open if self._last == page.number - 1 else None
        if self._last < page.number - 1:
            self._title = ""
        self._open = None
        if not page.chunks:
            return
        chunks = _body(page)
        upright = [chunk for chunk in chunks if not chunk.turned]
        texts = [line.text for line in page.lines if line.role is not Role.CONTENTS]
        titles = [text for text in texts if is_title(text)]
        title = min(titles, key=len) if titles else self._title
        stated = states_results(upright)
        bands = head_bands(upright, titled=bool(title), stated=stated)
        if not bands and (goes_on is None or not is_tabular(upright)):
            return
        work = _PageWork(page, chunks, bands, title, goes_on, len(self.drafts))
        left = self._limits.document_seconds - self._spent
        started = time.monotonic()
        try:
            if left <= 0:
                raise TableError("tables_timeout", "the document's tables took too long")
            with_page(self._pdf, page, min(left, self._limits.page_seconds), work.read)
        except TableError as error:
            message = (
                f"The tables on page {page.number} were not read as a results framework,"
                f" because {error}; look at them by eye."
            )
            self._report(page.number, error.word, message)
            return
        finally:
            self._spent += time.monotonic() - started
        work.commit()
        self.drafts += work.new
        if work.last is not None:
            self._open = None if work.last.ended else work.last
            self._last, self._title = page.number, title


def _body(page: PageLines) -> list[TextLine]:
    """Return the chunks of a page without its running heads, feet and numbers."""
    heads = [line.box for line in page.lines if line.role in _FURNITURE]
    if not heads:
        return page.chunks
    return [chunk for chunk in page.chunks if not any(_covers(box, chunk) for box in heads)]


def _covers(box: Box, chunk: TextLine) -> bool:
    x, y = (chunk.x0 + chunk.x1) / 2, chunk.y - 0.3 * chunk.size
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


class _PageWork:
    """The tables of one page. Nothing outside changes before ``commit``."""

    def __init__(
        self,
        page: PageLines,
        chunks: list[TextLine],
        bands: list[HeadBand],
        title: str,
        goes_on: TableDraft | None,
        known: int,
    ) -> None:
        self._page = page
        self._all = chunks
        # Turned text is read in the cells that rules draw, and nowhere else.
        self._chunks = [chunk for chunk in chunks if not chunk.turned]
        self._bands = [found for band in bands if (found := heads_of(band, self._chunks))]
        self._title = title
        self._goes_on = goes_on
        self._known = known
        self._found: list[tuple[Grid, Heads | None, bool]] = []
        """Grids with their heads, and whether each is the end of the table before."""
        self.new: list[TableDraft] = []
        self.last: TableDraft | None = None

    def read(self, plumber: PlumberPage) -> None:
        """Find the grids of the page's tables."""
        grids = [
            grid
            for boxes in plumber.ruled()
            if len(boxes) > 3 and (grid := make_grid(boxes, self._all, ruled=True)) is not None
        ]
        grids.sort(key=lambda grid: (grid.box[1], grid.box[0]))
        for grid in grids:
            self._take_ruled(grid)
        taken = [grid.box for grid, _, _ in self._found]
        for band in self._bands:
            inside = any(box[1] - 2 <= band.bottom and band.top <= box[3] + 2 for box in taken)
            if not inside:
                self._take_unruled(plumber, band)
        if not self._found and self._goes_on is not None and not self._goes_on.ruled:
            self._take_rest(plumber, self._goes_on)
        self._found.sort(key=lambda found: found[0].box[1])

    def _take_ruled(self, grid: Grid) -> None:
        columns = len(grid.xs) - 1
        if columns < 3 and not any(cell.lines for cell in grid.cells):
            return
        follows = self._goes_on is not None and not self._found and self._is_first(grid)
        heads = first_heads(grid)
        if heads is None or not self._is_framework(grid, heads):
            if follows and self._goes_on is not None and _same_columns(grid, self._goes_on):
                kinds = [span.column.kind for span, _ in self._goes_on.spans]
                self._found.append((split_body(grid, 0, kinds, self._all), None, True))
            return
        grid = split_body(grid, heads.end, [s.column.kind for s in heads.spans], self._all)
        rest = (
            follows
            and self._goes_on is not None
            and heads.first == 0
            and [s.column.kind for s in heads.spans]
            == [s.column.kind for s, _ in self._goes_on.spans]
            and not self._captioned(grid.box)
        )
        self._found.append((grid, heads, rest))

    def _is_framework(self, grid: Grid, heads: Heads) -> bool:
        stated = states_results([line for c in grid.cells for line in c.lines[:1]])
        titled = bool(self._title) and not self._is_other(grid.box)
        return is_framework(heads.kinds, titled=titled, stated=stated)

    def _above(self, box: Box) -> list[TextLine]:
        """Return the text close above a table, the nearest first."""
        found = [c for c in self._chunks if c.bottom <= box[1] + 1 and c.y > box[1] - 60]
        return sorted(found, key=lambda chunk: -chunk.y)

    def _captioned(self, box: Box) -> bool:
        return any(marks().captions.match(chunk.text) for chunk in self._above(box))

    def _is_other(self, box: Box) -> bool:
        return any(is_other_title(chunk.text) for chunk in self._above(box)[:3])

    def _is_first(self, grid: Grid) -> bool:
        """Whether nothing but a line or two stands above a table."""
        above = [c for c in self._chunks if c.bottom < grid.box[1]]
        return len({round(chunk.y) for chunk in above}) <= _LOOSE_LINES - 1

    def _take_unruled(self, plumber: PlumberPage, band: HeadBand) -> None:
        limit = min((g.box[1] for g, _, _ in self._found if g.box[1] > band.bottom), default=1e9)
        limit = min(limit, *(b.top for b in self._bands if b.top > band.bottom + 4), 1e9)
        chunks = [c for c in self._chunks if band.top - 2 <= c.top < limit]
        band = whole_heads(band, chunks, self._page.rules)
        xs = column_edges_of(band, chunks)
        spans = columns_under(band, chunks, xs)
        made = self._draw(plumber, chunks, xs, spans, band)
        if made is None:
            return
        grid = made
        heads = Heads(0, 1, spans)
        full = sum(len(grid.starting(row)) >= _FULL for row in range(1, len(grid.ys) - 1))
        if full < _FULL - 1 or not self._is_framework(grid, heads):
            return
        grid.ruled = False
        before = self._goes_on
        rest = (
            before is not None
            and not self._found
            and self._is_first(grid)
            and [s.column.kind for s in spans] == [s.column.kind for s, _ in before.spans]
            and not self._captioned(grid.box)
        )
        self._found.append((grid, heads, rest))

    def _take_rest(self, plumber: PlumberPage, before: TableDraft) -> None:
        """Read on where a table without rules goes on without its heads."""
        spans = tuple(span for span, _ in before.spans)
        made = self._draw(plumber, self._chunks, before.xs, spans, None)
        if made is not None and sum(len(made.starting(r)) > 1 for r in range(3)):
            self._found.append((made, None, True))

    def _draw(
        self,
        plumber: PlumberPage,
        chunks: list[TextLine],
        xs: list[float],
        spans: tuple[ColumnSpan, ...],
        band: HeadBand | None,
    ) -> Grid | None:
        kinds = [span.column.kind for span in spans]
        if not chunks or len(xs) < 3 or len(kinds) != len(xs) - 1:
            return None
        top = band.top if band is not None else min(chunk.top for chunk in chunks)
        shape = outline(chunks, self._page.rules, xs, kinds, band, top)
        if shape is None:
            return None
        boxes = [cell for cells in plumber.drawn(shape.xs, shape.ys) for cell in cells]
        grid = make_grid(boxes, chunks, ruled=False) if boxes else None
        if grid is None or len(grid.xs) != len(xs):
            return None
        join_banners(grid, chunks)
        join_statements(grid, kinds)
        return grid

    def commit(self) -> None:
        """Add what was found to the table that goes on, or to new ones."""
        for grid, heads, rest in self._found:
            if rest and self._goes_on is not None:
                draft = self._goes_on
                draft.evidence.append(f"goes on on page {self._page.number}")
            elif heads is None:
                continue
            else:
                title = self._title_of(grid.box)
                draft = TableDraft(0, title, self._evidence(heads, title))
                self.new.append(draft)
            draft.ruled = grid.ruled
            draft.add(self._page, grid, heads)
            below = [c for c in self._chunks if c.top > grid.box[3] - 1]
            draft.ended = len({round(chunk.y) for chunk in below}) > _LOOSE_LINES
            self.last = draft

    def _title_of(self, box: Box) -> str:
        near = [c.text for c in self._above(box) if is_title(c.text)]
        return near[0] if near else self._title

    def _evidence(self, heads: Heads, title: str) -> list[str]:
        names = [f"{c.kind}: {c.head}" for c in heads.columns if c.kind != "other"]
        evidence = [f"column heads: {'; '.join(names)}"]
        if title:
            evidence.append(f"title: {title}")
        if self._page.width > self._page.height:
            evidence.append("the page is read across")
        return evidence


def _same_columns(grid: Grid, before: TableDraft) -> bool:
    """Whether a grid without heads has the columns of the table before it."""
    if len(grid.xs) == len(before.xs):
        return all(abs(a - b) < 12 for a, b in zip(grid.xs, before.xs, strict=True))
    near = sum(any(abs(a - b) < 6 for b in before.xs) for a in grid.xs)
    return near >= 3 and near >= 0.75 * len(grid.xs)
