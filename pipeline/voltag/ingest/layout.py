"""From what stands on a page to its lines in reading order."""

from copy import copy

from voltag.ingest.columns import put_in_boxes, reading_order
from voltag.ingest.framework.signs import may_hold_framework
from voltag.ingest.lines import make_chunks, make_lines
from voltag.ingest.quality import picture_share
from voltag.ingest.shapes import Item, PageContent, PageLines, TextLine
from voltag.ingest.tables import put_in_tables
from voltag.types import Role


def lay_out(content: PageContent, number: int, *, goes_on: bool = False) -> PageLines:
    """Put what stands on a page into lines in reading order.

    The chunks are kept where the page may hold a results framework; ``goes_on`` says that the
    page before may.
    """
    upright = [run for run in content.runs if not run.turned]
    turned = [run for run in content.runs if run.turned]
    chunks = make_chunks(upright)
    kept = list(map(copy, chunks)) if may_hold_framework(chunks, going_on=goes_on) else []
    objects = len(upright) + len(turned) + len(content.drawings) + len(content.pictures)
    objects += len(content.across) + len(content.down) + len(content.frames)
    rules = content.across if kept else []
    items: list[Item] = list(chunks)
    items = put_in_tables(items, content)
    if content.frames:
        items = put_in_boxes(items, content)
    lines: list[TextLine] = []
    for place, group in enumerate(reading_order(items), 1):
        made = make_lines(group.chunks)
        for line in made:
            line.column, line.cell, line.boxed = place, group.cell, group.box
        lines.extend(made)
    columns = _columns(lines)
    aside = make_chunks(turned)
    if kept:
        kept += map(copy, aside)
    for chunk in aside:
        lines.append(_set_aside(chunk, len(lines)))
    return PageLines(
        number,
        content.width,
        content.height,
        content.turn,
        lines,
        columns,
        picture_share(content),
        kept,
        rules,
        slant=content.slant,
        objects=objects,
    )


def _set_aside(chunk: TextLine, place: int) -> TextLine:
    line = make_lines([chunk])[0]
    line.role, line.starts, line.column = Role.TABLE, True, 10_000 + place
    return line


def _columns(lines: list[TextLine]) -> int:
    """Return how many columns most of a page's lines stand in."""
    prose = [line for line in lines if not line.cell]
    if not prose:
        return 0
    whole = max(line.x1 for line in prose) - min(line.x0 for line in prose)
    for count in (3, 2):
        narrow = sum(line.right - line.left < 1.05 * whole / count for line in prose)
        if narrow > 0.6 * len(prose) and len({line.column for line in prose}) > 1:
            return count
    return 1
