"""The door to PDFium: an open PDF, its pages, labels, bookmarks and pictures.

PDFium is not thread-safe: use one process a document.
"""

import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

from voltag.ingest import about, calls
from voltag.ingest.calls import handle
from voltag.ingest.drawings import DrawingReader
from voltag.ingest.errors import PdfError
from voltag.ingest.notes import read_notes
from voltag.ingest.runs import RunReader
from voltag.ingest.shapes import PageContent
from voltag.ingest.space import PageSpace
from voltag.ingest.turning import turn_upright
from voltag.ingest.vertical import turn_stacked
from voltag.types import Box, Metadata, OutlineEntry

_PASSWORD, _SECURITY = 4, 5
_QUICK = 0.05
"""Seconds in which a file is opened that may be opened again."""
_MAX_ATTACHMENTS = 1000
_FEW_TEXTS = 8
_ASKED = 12
_CJK_NAME = re.compile(
    rb"song|sim(?:sun|hei)|hei|kai|fang|ming|msung|mhei|yahei|gbk|gb1|cjk|(?:ms|pms)-?gothic"
    rb"|mincho|batang|dotum|gulim|[\x80-\xff]{2}",
    re.IGNORECASE,
)


class PdfFile:
    """An open PDF. Use it in a ``with`` statement, which closes it."""

    def __init__(self, source: Path | bytes) -> None:
        """Open the file at a path, or with these bytes.

        Raises:
            PdfError: ``encrypted`` where a password is needed, ``damaged`` where PDFium finds
                no way to open the file.
        """
        self._source = source
        start = time.monotonic()
        try:
            self._pdf: Any = pdfium.PdfDocument(source)
        except pdfium.PdfiumError as error:
            if error.err_code in (_PASSWORD, _SECURITY):
                raise PdfError("encrypted", "The PDF needs a password.") from error
            raise PdfError("damaged", str(error)) from error
        self._handle = handle(self._pdf)
        self._opens_quickly = time.monotonic() - start < _QUICK

    def forget_pages(self) -> None:
        """Let go of what PDFium keeps of the pages that were read: it drops nothing by itself.

        The file is opened anew, unless that takes long: where its index has to be found again,
        each time all of it would be gone through.
        """
        if not self._opens_quickly:
            return
        try:
            anew = pdfium.PdfDocument(self._source)
        except pdfium.PdfiumError:
            return
        self._pdf.close()
        self._pdf, self._handle = anew, handle(anew)

    def __enter__(self) -> Self:
        """Return the open file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._pdf.close()

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._pdf)

    def metadata(self) -> Metadata:
        """Return what the PDF says of itself."""
        return about.metadata(self._pdf)

    def labels(self, pages: int) -> dict[int, str]:
        """Return the PDF's own labels of the first ``pages`` pages that have one (1-based)."""
        return about.labels(self._pdf, pages)

    def outline(self) -> tuple[OutlineEntry, ...]:
        """Return the bookmarks in their order; a broken tree gives what is sound in it."""
        return about.bookmarks(self._pdf)

    def attachments(self) -> tuple[str, ...]:
        """Return the names of the files that the PDF carries; a portfolio is hardly more."""
        names: list[str] = []
        try:
            for index in range(min(self._pdf.count_attachments(), _MAX_ATTACHMENTS)):
                name = str(self._pdf.get_attachment(index).get_name())
                names.append(about.plain(name, about.TITLE_CHARACTERS))
        except (pdfium.PdfiumError, ValueError, UnicodeError):
            pass
        return tuple(names)

    def read_page(self, number: int, deadline: float) -> PageContent:
        """Return what stands on page ``number`` (1-based).

        ``deadline`` is a value of :func:`time.monotonic`.

        Raises:
            PdfError: ``page_damaged`` where the page cannot be loaded.
            OutOfTimeError: the deadline has passed.
        """
        with self._open_page(number) as (page, text_page):
            return _read(page, text_page, deadline)

    def read_characters(self, number: int, deadline: float) -> list[tuple[str, Box]]:
        """Return the characters of page ``number`` (1-based) in the PDF's order, with boxes.

        Boxes are on the page as displayed. A character that PDFium makes up, as between two
        words or at the end of a line, has an empty box or none to speak of.
        ``deadline`` is a value of :func:`time.monotonic`.

        Raises:
            PdfError: ``page_damaged`` where the page cannot be loaded.
            OutOfTimeError: the deadline has passed.
        """
        with self._open_page(number) as (page, text_page):
            return _characters(page, text_page, deadline)

    @contextmanager
    def _open_page(self, number: int) -> Iterator[tuple[int, int]]:
        """Yield the handles of a page and its text page, which are closed after.

        pypdfium2's own objects for them cost a twentieth of reading a page.
        """
        page = calls.load_page(self._handle, number - 1)
        if page is None:
            raise PdfError("page_damaged", "Failed to load page.")
        try:
            text_page = calls.load_text(page)
            if text_page is None:
                raise PdfError("page_damaged", "Failed to load text page.")
            try:
                yield page, text_page
            finally:
                calls.close_text(text_page)
        finally:
            calls.close_page(page)

    def copy_of_page(self, number: int) -> tuple[bytes, int]:
        """Return page ``number`` (1-based) as a PDF of its own, decrypted and mended.

        The copy shows what the page shows, but unrotated; the clockwise quarter turns that the
        page is displayed with come with it.

        Raises:
            PdfError: ``page_damaged`` where the page cannot be copied.
        """
        out = io.BytesIO()
        try:
            copy = pdfium.PdfDocument.new()
            try:
                copy.import_pages(self._pdf, [number - 1])
                page = copy[0]
                turns = page.get_rotation() // 90 % 4
                page.set_rotation(0)
                page.set_mediabox(*page.get_bbox())
                page.set_cropbox(*page.get_mediabox())
                page.close()
                copy.save(out)
            finally:
                copy.close()
        except pdfium.PdfiumError as error:
            raise PdfError("page_damaged", str(error)) from error
        return out.getvalue(), turns

    def picture(self, number: int, width: int) -> npt.NDArray[np.uint8]:
        """Return page ``number`` drawn in grey, ``width`` pixels wide, as rows of 0..255.

        Raises:
            PdfError: ``page_damaged`` where the page cannot be drawn.
        """
        drawn = self._drawn(number, width, grayscale=True, no_smoothimage=True, draw_annots=False)
        return drawn[:, :, 0]

    def coloured_picture(
        self, number: int, width: int, *, annotations: bool = True
    ) -> npt.NDArray[np.uint8]:
        """Return page ``number`` drawn in colour, ``width`` pixels wide, as rows of RGB.

        A page of absurd height comes out narrower. ``annotations`` are drawn too, or left out.

        Raises:
            PdfError: ``page_damaged`` where the page cannot be drawn.
        """
        return self._drawn(number, width, rev_byteorder=True, draw_annots=annotations)[:, :, :3]

    def _drawn(self, number: int, width: int, **how: bool) -> npt.NDArray[np.uint8]:
        """Return a page drawn as PDFium is told to, shape (rows, columns, values of a dot)."""
        try:
            page = self._pdf[number - 1]
            try:
                scale = width / max(1.0, page.get_width())
                # A page of absurd proportions must not ask for gigabytes.
                scale = min(scale, 4 * width / max(1.0, page.get_height()))
                bitmap = page.render(scale=scale, **how)
                try:
                    dots = np.array(bitmap.to_numpy())
                    return dots.reshape(bitmap.height, bitmap.width, -1)
                finally:
                    bitmap.close()
            finally:
                page.close()
        except (pdfium.PdfiumError, ValueError, MemoryError) as error:
            raise PdfError("page_damaged", str(error)) from error


def _lacks_fonts(texts: list[int], owners: set[int]) -> bool:
    """Whether most text objects gave no character because their fonts are not there.

    Chinese PDFs often leave their fonts out; PDFium then needs one of the system's.
    """
    if len(texts) < _FEW_TEXTS or len(owners) > 0.5 * len(texts):
        return False
    fonts = [calls.text_font(text) for text in texts if text not in owners]
    return sum(not calls.font_embedded(font) and _is_cjk(font) for font in fonts) > 0.5 * len(texts)


def _hidden(texts: list[int]) -> frozenset[int]:
    """Return the text objects that are not drawn.

    A few are asked first, as most pages have none.
    """
    asked = texts[:: max(1, len(texts) // _ASKED)]
    if all(calls.text_mode(text) != calls.INVISIBLE for text in asked):
        return frozenset()
    return frozenset(text for text in texts if calls.text_mode(text) == calls.INVISIBLE)


def _is_cjk(font: int) -> bool:
    """Whether a font's name is that of a Chinese, Japanese or Korean one; spaces have others."""
    return _CJK_NAME.search(calls.name_of(font)) is not None


def _characters(page: int, text_page: int, deadline: float) -> list[tuple[str, Box]]:
    space = PageSpace(page, deadline)
    found: list[tuple[str, Box]] = []
    for index in range(calls.text_count(text_page)):
        if not index % 512:
            space.check_time()
        calls.char_box(text_page, index, space.address)
        left, top, right, bottom = space.floats[:4]
        (ax, ay), (bx, by) = space.display(left, top), space.display(right, bottom)
        box = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        found.append((chr(calls.char_code(text_page, index)), box))
    return found


def _read(page: int, text_page: int, deadline: float) -> PageContent:
    space = PageSpace(page, deadline)
    content = PageContent(*space.size)
    drawings = DrawingReader(space, content)
    drawings.read()
    runs = RunReader(space, text_page, content, _hidden(drawings.texts))
    runs.read()
    content.notes = read_notes(space)
    content.lacks_fonts = _lacks_fonts(drawings.texts, runs.owners)
    turn_stacked(content, runs.directions)
    turn_upright(content, runs.directions)
    return content
