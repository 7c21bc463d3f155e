"""When a page is read by OCR, and what comes of it."""

import math
import time
from dataclasses import dataclass
from typing import Literal

from voltag.ingest.errors import OutOfTimeError, PdfError
from voltag.ingest.ocr import INSTALL, ocr_problem, recognise, require_ocr
from voltag.ingest.pdfium import PdfFile
from voltag.ingest.recognised import page_content
from voltag.ingest.shapes import PageContent, PageLines
from voltag.types import PageText

OcrMode = Literal["auto", "off", "force"]

_POINTS = 72
_MOST_PIXELS = 3400
"""Pixels on the longer side of a picture: A3 at 200 dots an inch. Larger sheets have larger
letters."""


@dataclass(frozen=True, slots=True)
class OcrOptions:
    """Whether pages are read by OCR, and what that may cost."""

    mode: OcrMode = "off"
    """``auto``: pages whose text layer is missing or of no use; ``force``: all pages."""
    dpi: int = 200
    """Dots an inch of the pictures that are read."""
    threads: int = 1
    """Processor cores; with the same number the output is the same."""
    page_seconds: float = 120.0
    """Seconds of processor time, which do not depend on what else the computer does."""
    document_seconds: float = 3600.0
    page_confidence: float = 0.6
    """Mean confidence from which a page is taken to be read."""


class Recogniser:
    """Reads pages of one document by OCR, as long as its time lasts."""

    def __init__(self, pdf: PdfFile, options: OcrOptions) -> None:
        """Read pages of ``pdf``.

        Raises:
            OcrMissingError: all pages must be read by OCR, and it cannot be had here.
        """
        self._pdf = pdf
        self._options = options
        self.problem = ocr_problem() if options.mode != "off" else None
        if options.mode == "force":
            require_ocr()
        self._used = 0.0

    def wants(self, text: PageText) -> bool:
        """Whether a page whose text layer came to ``text`` is to be read."""
        if self._options.mode == "force":
            return True
        return self._options.mode == "auto" and not self.problem and text is PageText.UNREADABLE

    def advice(self) -> str:
        """What to do about a page that has no text of use."""
        if self._options.mode == "off":
            return "have its text recognised: classify it with --ocr auto"
        if self.problem is not None:
            return f"to have it recognised, install OCR: {INSTALL}"
        return "look at it by eye"

    def read(self, number: int, width: float, height: float) -> PageContent:
        """Return what stands in the picture of page ``number``.

        Args:
            number: 1-based.
            width: Width in points of the page as displayed.
            height: Its height.

        Raises:
            OutOfTimeError: the page or the document has used up its time.
            PdfError: the page cannot be drawn or read.
        """
        left = self._options.document_seconds - self._used
        if left <= 0:
            raise OutOfTimeError("ocr_timeout", "The document's time for OCR is used up.")
        start = time.process_time()
        dots = self._options.dpi / _POINTS
        pixels = min(dots, _MOST_PIXELS / max(width, height)) * width
        try:
            wide = max(32, math.ceil(pixels))
            picture = self._pdf.coloured_picture(number, wide, annotations=False)
            deadline = start + min(self._options.page_seconds, left)
            read = recognise(picture, deadline, threads=self._options.threads)
        except (RuntimeError, ValueError) as error:
            raise PdfError("ocr_failed", f"{type(error).__name__}: {error}") from error
        finally:
            self._used += time.process_time() - start
        return page_content(read, width, height)

    def is_sure(self, lines: PageLines) -> bool:
        """Whether what was read on a page is sure enough to be its text."""
        return confidence_of(lines) >= self._options.page_confidence


def confidence_of(lines: PageLines) -> float:
    """Return the mean confidence of what OCR read on a page, by characters, 0..1."""
    known = [(line.confidence, len(line.text)) for line in lines.lines if line.confidence]
    total = sum(count for _, count in known)
    return sum(sure * count for sure, count in known) / total if total else 0.0
