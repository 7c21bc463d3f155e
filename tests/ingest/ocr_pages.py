"""Pages for OCR: pictures of typeset text, and what it takes to read them."""

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pytest
from PIL import Image

from voltag.ingest import OcrOptions, read_document
from voltag.ingest.ocr import ocr_problem
from voltag.types import Document

needs_ocr = pytest.mark.skipif(
    ocr_problem() is not None, reason=f"NOT TESTED: {ocr_problem()}, or `make setup`"
)
AUTO = OcrOptions("auto", dpi=150)


def picture(content: bytes, dots: int = 150, page: int = 0) -> npt.NDArray[np.uint8]:
    """A page of a PDF as a grey picture."""
    document = pdfium.PdfDocument(content)
    drawn = document[page].render(scale=dots / 72, grayscale=True).to_numpy()
    document.close()
    return np.asarray(drawn[:, :, 0] if drawn.ndim == 3 else drawn, dtype=np.uint8)


def scan(*pictures: npt.NDArray[np.uint8], dots: int = 150) -> bytes:
    """A PDF of pictures, as a scanner makes it."""
    out = io.BytesIO()
    first, *more = map(Image.fromarray, pictures)
    first.save(out, "PDF", resolution=dots, save_all=True, append_images=more)
    return out.getvalue()


def recognise(content: bytes, folder: Path, options: OcrOptions = AUTO) -> Document:
    """Read a PDF given as bytes, with OCR."""
    path = folder / "scan.pdf"
    path.write_bytes(content)
    return read_document(path, "given/scan.pdf", ocr=options)
