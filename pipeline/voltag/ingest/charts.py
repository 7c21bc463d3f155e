"""Charts: drawings with labels among them."""

from operator import attrgetter

from voltag.ingest.cells import holds, table
from voltag.ingest.shapes import Item, PageContent, TextLine
from voltag.types import Box

_MOST = 1200
"""Shapes of a page that are looked at; one with more is a map or a pattern."""
_LABEL = 24
"""Characters of the longest label of an axis."""
_ROW = 3
"""Least labels side by side that make an axis."""
_by_baseline = attrgetter("y")


def charts(items: list[Item], content: PageContent) -> list[Item]:
    """Gather the labels that stand among the shapes of a drawing."""
    area = content.width * content.height
    shapes = [
        box
        for box in (*content.drawings, *content.frames)
        if (box[2] - box[0]) * (box[3] - box[1]) < 0.3 * area
    ]
    if len(shapes) < 6:
        return items
    for region, count in _clusters(shapes[:_MOST]):
        wide, high = region[2] - region[0], region[3] - region[1]
        if count < 6 or wide < 60 or high < 40 or wide * high > 0.75 * area:
            continue
        texts = [item for item in items if isinstance(item, TextLine)]
        inside = [item for item in texts if holds(region, item)]
        inside += _along_axis(region, [item for item in texts if not holds(region, item)])
        cells = _labels(inside)
        sizes = [sum(len(chunk.text) for chunk in cell) for cell in cells]
        # Cards with sentences on them are prose in small columns.
        if not cells or sum(size for size in sizes if size > 80) > 0.4 * sum(sizes):
            continue
        taken = set(map(id, inside))
        items = [item for item in items if id(item) not in taken]
        items.append(table(region, cells))
    return items


def _along_axis(region: Box, chunks: list[TextLine]) -> list[TextLine]:
    """Return the short texts in a row below or at the sides of a drawing: labels of its axes."""
    short = [chunk for chunk in chunks if len(chunk.text) <= _LABEL]
    below = [
        chunk
        for chunk in short
        if 0 < chunk.bottom - region[3] < 2.2 * chunk.size
        and region[0] - 20 < chunk.x0
        and chunk.x1 < region[2] + 20
    ]
    high = [
        chunk for chunk in short if region[1] - 4 < (chunk.top + chunk.bottom) / 2 < region[3] + 4
    ]
    left = [chunk for chunk in high if 0 < region[0] - chunk.x1 < 1.5 * chunk.size]
    right = [chunk for chunk in high if 0 < chunk.x0 - region[2] < 1.5 * chunk.size]
    return [
        *(c for c in below if sum(abs(c.y - other.y) < 1.0 for other in below) >= _ROW),
        *(left if len(left) >= _ROW else ()),
        *(c for c in right if len(left) >= _ROW or len(right) >= _ROW),
    ]


def _labels(chunks: list[TextLine]) -> list[list[TextLine]]:
    """Put the lines of one label together: left edges or middles in line, and close."""
    labels: list[list[TextLine]] = []
    for chunk in sorted(chunks, key=_by_baseline):
        for label in labels:
            above = label[-1]
            if (
                0 < chunk.y - above.y < 1.6 * above.size
                and abs(chunk.size - above.size) < 0.2 * above.size
                and (
                    abs(chunk.x0 - above.x0) < 4
                    or abs(chunk.x0 + chunk.x1 - above.x0 - above.x1) < 8
                )
            ):
                label.append(chunk)
                break
        else:
            labels.append([chunk])
    return labels


def _clusters(boxes: list[Box]) -> list[tuple[Box, int]]:
    """Join boxes that nearly touch; return what they cover together, and how many they are."""
    clusters: list[tuple[Box, int]] = []
    for box in sorted(boxes, key=lambda box: box[1]):
        merged, count = box, 1
        rest: list[tuple[Box, int]] = []
        for other, number in clusters:
            if (
                merged[0] - 14 < other[2]
                and other[0] - 14 < merged[2]
                and merged[1] - 14 < other[3]
                and other[1] - 14 < merged[3]
            ):
                merged = (
                    min(merged[0], other[0]),
                    min(merged[1], other[1]),
                    max(merged[2], other[2]),
                    max(merged[3], other[3]),
                )
                count += number
            else:
                rest.append((other, number))
        clusters = [*rest, (merged, count)]
    return clusters
