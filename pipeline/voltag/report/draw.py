"""Page pictures with what was seen drawn over them: for a reviewer who doubts, and for docs.

Everything drawn is what passages are made of and where they say that they stand, so a picture
shows the same places as the report does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from voltag.types import Box, Document, LabelledPassage, Line, Page, Reference, Role

Colour = tuple[int, int, int]

_FURNITURE = (Role.RUNNING_HEAD, Role.FOOTER, Role.PAGE_NUMBER)
_APART = (*_FURNITURE, Role.TABLE)


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of thing that is drawn: its colour, and what the key says of it."""

    colour: Colour
    says: str
    filled: bool = False
    width: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A box of a layer on a page, in points of the page as displayed."""

    layer: str
    box: Box
    label: str = ""


LAYERS = {
    "line": Layer((120, 144, 180), "line of text"),
    "column": Layer((40, 90, 200), "column, in reading order", width=2),
    "heading": Layer((214, 96, 0), "heading, with its level", width=2),
    "furniture": Layer((140, 60, 170), "running head, foot or page number"),
    "aside": Layer((110, 110, 110), "contents, caption or note"),
    "cell": Layer((0, 130, 130), "text of a table or chart"),
    "table": Layer((0, 100, 80), "results framework", width=3),
    "row": Layer((0, 140, 90), "its cells, with what they hold"),
    "contribution": Layer((20, 160, 40), "passage: contribution", filled=True, width=2),
    "bare": Layer((225, 170, 0), "passage: volunteering is only named", filled=True, width=2),
    "doubt": Layer((200, 0, 90), "passage: in doubt", filled=True, width=2),
}
"""What is drawn, in the order of the key; later layers are drawn over earlier ones."""


def marks(document: Document, page: Page, passages: Sequence[LabelledPassage]) -> tuple[Mark, ...]:
    """Return everything to be drawn on ``page`` of ``document``.

    ``passages`` are those of the document, labelled; those that reference volunteering or are
    in doubt are drawn.
    """
    found = [
        *_lines(page.lines),
        *_columns(page.lines),
        *_headings(document, page),
        *_tables(document, page),
        *_passages(page, passages),
    ]
    order = list(LAYERS)
    return tuple(sorted(found, key=lambda mark: order.index(mark.layer)))


def _lines(lines: Sequence[Line]) -> Iterator[Mark]:
    for line in lines:
        if line.role in _FURNITURE:
            yield Mark("furniture", line.box)
        elif line.role is Role.TABLE:
            yield Mark("cell", line.box)
        elif line.role in (Role.CONTENTS, Role.CAPTION, Role.FOOTNOTE):
            yield Mark("aside", line.box)
        elif line.role is not Role.HEADING:
            yield Mark("line", line.box)


def _columns(lines: Sequence[Line]) -> Iterator[Mark]:
    """Draw a frame around lines that are read one below the other."""
    columns: list[list[Line]] = []
    for line in lines:
        if line.role in _APART:
            continue
        before = columns[-1][-1] if columns else None
        if before is not None and _is_below(before.box, line.box):
            columns[-1].append(line)
        else:
            columns.append([line])
    for number, column in enumerate(columns, 1):
        box = _around([line.box for line in column])
        yield Mark("column", _wider(box, 4), str(number))


def _is_below(before: Box, box: Box) -> bool:
    below = box[1] >= before[1] - 1 and box[1] - before[3] < 4 * (before[3] - before[1])
    return below and box[0] < before[2] and before[0] < box[2]


def _headings(document: Document, page: Page) -> Iterator[Mark]:
    for block in document.blocks:
        if block.role is Role.HEADING:
            boxes = [piece.box for piece in block.pieces if piece.page == page.number]
            if boxes:
                yield Mark("heading", _wider(_around(boxes), 2), f"level {block.level}")


def _tables(document: Document, page: Page) -> Iterator[Mark]:
    for number, table in enumerate(document.tables, 1):
        for area in table.areas:
            if area.page == page.number:
                yield Mark("table", _wider(area.box, 2), f"results framework {number}")
        for cell in table.cells:
            for area in cell.areas:
                if area.page == page.number:
                    yield Mark("row", _wider(area.box, -1), cell.kind)


def _passages(page: Page, passages: Sequence[LabelledPassage]) -> Iterator[Mark]:
    for passage in passages:
        if passage.reference is Reference.NONE and not passage.in_doubt:
            continue
        if passage.in_doubt:
            layer = "doubt"
        else:
            layer = "bare" if passage.reference is Reference.BARE else "contribution"
        label = f"{passage.reference} {passage.scores.contribution:.2f}"
        label = " ".join((label, *passage.codes))
        boxes = [box for span in passage.spans if span.page == page.number for box in span.boxes]
        for place, box in enumerate(boxes):
            yield Mark(layer, box, "" if place else label)


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _wider(box: Box, by: float) -> Box:
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def draw_page(picture: npt.NDArray[np.uint8], page: Page, drawn: Sequence[Mark]) -> Image.Image:
    """Return the picture of a page, rows of RGB, with marks over it and a key below it."""
    image = Image.fromarray(picture).convert("RGBA")
    scale = image.width / max(1.0, page.width)
    over = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(over)
    font = ImageFont.load_default(size=max(9, image.width // 110))
    small = ImageFont.load_default(size=max(8, image.width // 150))
    for mark in drawn:
        layer = LAYERS[mark.layer]
        x0, top, x1, bottom = (value * scale for value in mark.box)
        if x1 <= x0 or bottom <= top:
            continue
        fill = (*layer.colour, 60) if layer.filled else None
        pen.rectangle((x0, top, x1, bottom), fill, (*layer.colour, 230), layer.width)
    for mark in drawn:  # no label under a box
        if mark.label:
            _write(pen, small if mark.layer == "row" else font, mark, scale, image.size)
    return _with_key(Image.alpha_composite(image, over), drawn, page)


def _write(
    pen: ImageDraw.ImageDraw,
    font: ImageFont.ImageFont | ImageFont.FreeTypeFont,
    mark: Mark,
    scale: float,
    size: tuple[int, int],
) -> None:
    """Write a mark's label on a patch of its colour: above its box, cells inside theirs."""
    layer = LAYERS[mark.layer]
    left, top, right, bottom = font.getbbox(mark.label)
    wide, high = right - left + 4, bottom - top + 4
    x = mark.box[0] * scale
    y = mark.box[1] * scale - high
    if mark.layer == "row":
        x, y = mark.box[2] * scale - wide, mark.box[3] * scale - high + 2
    elif mark.layer == "column":
        x -= wide
        y += high
    x, y = max(0.0, min(x, size[0] - wide)), max(0.0, min(y, size[1] - high))
    pen.rectangle((x, y, x + wide, y + high), (*layer.colour, 215))
    pen.text((x + 2 - left, y + 2 - top), mark.label, (255, 255, 255, 255), font)


def _count(drawn: Sequence[Mark]) -> int:
    """How many things marks stand for: a passage has a label once, and a box a line."""
    return sum(bool(mark.label) for mark in drawn) or len(drawn)


def _with_key(image: Image.Image, drawn: Sequence[Mark], page: Page) -> Image.Image:
    """Add the key below a picture: the layers that are on it, and how often."""
    counts = {name: _count([mark for mark in drawn if mark.layer == name]) for name in LAYERS}
    entries = [(LAYERS[name], f"{LAYERS[name].says} ({count})") for name, count in counts.items()
               if count]  # fmt: skip
    size = max(11, image.width // 80)
    font = ImageFont.load_default(size=size)
    step = int(1.6 * size)
    columns = 3 if image.width >= 900 else 2
    rows = -(-len(entries) // columns)
    whole = Image.new("RGB", (image.width, image.height + step * (rows + 2)), (255, 255, 255))
    whole.paste(image.convert("RGB"), (0, 0))
    pen = ImageDraw.Draw(whole)
    pen.line((0, image.height, image.width, image.height), (90, 90, 90), 2)
    y = image.height + step // 2
    label = f", printed as {page.label}" if page.label and page.label.isascii() else ""
    pen.text((size, y), f"Page {page.number}{label}; text: {page.text}", (0, 0, 0), font)
    for place, (layer, says) in enumerate(entries):
        x = size + (place % columns) * (image.width // columns)
        line = y + step * (place // columns + 1)
        fill = tuple(255 - (255 - c) // 4 for c in layer.colour) if layer.filled else None
        pen.rectangle((x, line, x + 2 * size, line + size), fill, layer.colour, layer.width)
        pen.text((x + 2.5 * size, line), says, (0, 0, 0), font)
    return whole
