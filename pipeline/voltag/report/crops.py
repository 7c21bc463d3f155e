"""Pictures of the part of a page that a passage stands on, with the passage marked.

A PDF is hostile input: pages are drawn in a process of their own, with limits of time and
memory, and a picture never has more pixels than a page needs to be read.
"""

import base64
import io
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pebble import ProcessPool

from voltag.batch.workers import limit_memory
from voltag.settings import Limits
from voltag.types import Box, LabelledPassage

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_DOTS = 150
"""Dots an inch: print to be read, not more."""
_MARGIN = 24.0
"""Points of the page around the passage that are shown."""
_MOST_PIXELS = 1_800
"""Longest side of a picture."""
_PADDING = 1.5
"""Points by which a mark is larger than its box."""
_YELLOW, _EDGE = (255, 233, 130), (196, 142, 0)


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a page: where it is, and its picture as a PNG."""

    page: int
    width: int
    height: int
    png: bytes

    @property
    def source(self) -> str:
        """The picture as the ``src`` of an image on a page that loads nothing."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode("ascii")


@dataclass(frozen=True, slots=True)
class Crops:
    """The pictures of a document's passages by passage id, or why there are none."""

    pictures: dict[str, tuple[Crop, ...]]
    missing: str = ""


def crops(path: Path, passages: Sequence[LabelledPassage], limits: Limits) -> Crops:
    """Draw the part of the page that each passage stands on; what cannot be drawn is left out."""
    context = multiprocessing.get_context("forkserver")
    seconds = limits.page_seconds * max(len(passages), 1)
    places = {passage.passage_id: _places(passage) for passage in passages}
    with ProcessPool(
        max_workers=1, initializer=limit_memory, initargs=(limits.memory_mib,), context=context
    ) as pool:
        future = pool.schedule(_draw_all, args=(path, places), timeout=seconds)
        try:
            return Crops(future.result())
        except Exception as error:
            # Whatever the file does to its reader costs the pictures, not the cards.
            return Crops({}, f"the pages could not be drawn ({type(error).__name__})")


def _places(passage: LabelledPassage) -> dict[int, tuple[Box, ...]]:
    """The boxes of a passage by page."""
    places: dict[int, tuple[Box, ...]] = {}
    for span in passage.spans:
        places[span.page] = (*places.get(span.page, ()), *span.boxes)
    return places


def _draw_all(
    path: Path, places: dict[str, dict[int, tuple[Box, ...]]]
) -> dict[str, tuple[Crop, ...]]:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        return {passage_id: tuple(_drawn(pdf, pages)) for passage_id, pages in places.items()}
    finally:
        pdf.close()


def _drawn(pdf: "PdfDocument", pages: dict[int, tuple[Box, ...]]) -> Iterator[Crop]:
    """Yield the parts of a passage that can be drawn: none that stands off its page."""
    for page, boxes in pages.items():
        if boxes and page <= len(pdf):
            with suppress(ValueError, RuntimeError):
                yield _draw(pdf, page, boxes)


def _draw(pdf: "PdfDocument", number: int, boxes: Sequence[Box]) -> Crop:
    from PIL import Image, ImageChops, ImageDraw

    page = pdf[number - 1]
    try:
        width, height = page.get_size()
        left = max(min(box[0] for box in boxes) - _MARGIN, 0.0)
        top = max(min(box[1] for box in boxes) - _MARGIN, 0.0)
        right = min(max(box[2] for box in boxes) + _MARGIN, width)
        bottom = min(max(box[3] for box in boxes) + _MARGIN, height)
        scale = min(_DOTS / 72, _MOST_PIXELS / max(right - left, bottom - top, 1.0))
        picture: Image.Image = (
            page.render(scale=scale, crop=(left, height - bottom, width - right, top))
            .to_pil()
            .convert("RGB")
        )
    finally:
        page.close()
    marks = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(marks)
    for x0, y0, x1, y1 in boxes:
        corners = (
            (x0 - left - _PADDING) * scale,
            (y0 - top - _PADDING) * scale,
            (x1 - left + _PADDING) * scale,
            (y1 - top + _PADDING) * scale,
        )
        pen.rectangle(corners, fill=_YELLOW, outline=_EDGE)
    with io.BytesIO() as target:
        # Multiplied, so that print shows through the marks.
        ImageChops.multiply(picture, marks).save(target, "PNG", optimize=True)
        return Crop(number, picture.width, picture.height, target.getvalue())
