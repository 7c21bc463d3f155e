"""Whether a page was read: scans, garbled text layers, pictures without text."""

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from tests.cli.pdfs import PLAIN, pdf
from tests.ingest.typesetting import BIRDS, read, texts, typeset, written
from voltag.ingest.quality import looks_garbled
from voltag.ingest.textures import lines_of_text
from voltag.types import Document, PageText

Picture = npt.NDArray[np.uint8]
PAGE = f"= The birds\n{BIRDS * 4}\n\n{BIRDS * 6}\n== Waders\n{BIRDS * 8}"


def drawn(content: bytes, dots: int = 110) -> Picture:
    """The first page as a grey picture."""
    document = pdfium.PdfDocument(content)
    picture = document[0].render(scale=dots / 72, grayscale=True).to_numpy()
    document.close()
    return np.asarray(picture[:, :, 0] if picture.ndim == 3 else picture, dtype=np.uint8)


def scan(picture: Picture, layer: bytes | None = None) -> bytes:
    """A PDF with a picture over its page, and the text of ``layer`` under it."""
    out = io.BytesIO()
    width = picture.shape[1]
    Image.fromarray(picture).save(out, "PDF", resolution=width / (595 / 72))
    if layer is None:
        return out.getvalue()
    writer = PdfWriter(clone_from=PdfReader(out))
    writer.pages[0].merge_page(PdfReader(io.BytesIO(layer)).pages[0], over=False)
    return written(writer)


def noise(smooth: int) -> Picture:
    """Cloudy noise as photographs of leaves or gravel have it."""
    dots = np.random.default_rng(smooth).integers(0, 255, (1169 // smooth, 827 // smooth))
    picture = Image.fromarray(dots.astype(np.uint8)).resize((827, 1169))
    return np.asarray(picture, dtype=np.uint8)


def page_text(document: Document) -> PageText:
    (page,) = document.pages
    return page.text


def test_a_scan_without_text_layer_is_unreadable(tmp_path: Path) -> None:
    document = read(scan(drawn(typeset(PAGE))), tmp_path)
    assert page_text(document) is PageText.UNREADABLE
    assert document.pages[0].picture_share == pytest.approx(1, abs=0.01)
    assert document.blocks == ()


def test_a_scan_on_a_slant_is_unreadable(tmp_path: Path) -> None:
    page = Image.fromarray(drawn(typeset(PAGE))).rotate(0.7, fillcolor=235)
    document = read(scan(np.asarray(page, dtype=np.uint8)), tmp_path)
    assert page_text(document) is PageText.UNREADABLE


def test_a_scan_with_its_text_under_it_is_read(tmp_path: Path) -> None:
    short = f"= The birds\n{BIRDS}\n\n{BIRDS}"
    document = read(scan(drawn(typeset(short)), typeset(short)), tmp_path)
    assert page_text(document) is PageText.READ
    assert texts(document)[:2] == ["The birds", BIRDS.strip()]


def test_a_scan_with_only_scraps_of_its_text_is_unreadable(tmp_path: Path) -> None:
    scraps = pdf(["2015 ( ) I8", "[2oi6]ii ) 4", "14,220.· 995 E18", "5 6 @ l1"])
    document = read(scan(drawn(typeset(PAGE)), scraps), tmp_path)
    assert page_text(document) is PageText.UNREADABLE
    assert document.pages[0].lines != ()
    assert document.blocks == ()


def test_light_text_on_a_dark_picture_is_seen(tmp_path: Path) -> None:
    slide = "#set text(22pt, fill: white)\n" + BIRDS * 2
    document = read(scan(drawn(typeset(slide, fill="black"))), tmp_path)
    assert page_text(document) is PageText.UNREADABLE


@pytest.mark.parametrize("smooth", [1, 3, 8, 40])
def test_a_photograph_is_no_text(smooth: int, tmp_path: Path) -> None:
    assert page_text(read(scan(noise(smooth)), tmp_path)) is PageText.BLANK


def test_shades_and_stripes_are_no_text() -> None:
    rows, columns = np.indices((1200, 900))
    for picture in (
        np.full((1200, 900), 255),
        rows * 255 // 1200,
        rows // 20 % 2 * 255,
        columns // 6 % 2 * 255,
        (rows + columns) // 10 % 2 * 255,
        (rows // 12 + columns // 12) % 2 * 255,
    ):
        assert len(lines_of_text(picture.astype(np.uint8))) < 4


def test_a_picture_of_text_beside_enough_text_costs_nothing(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.fromarray(drawn(typeset(PAGE))).save(picture, "PDF", resolution=300)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(typeset("#v(9cm)\n" + BIRDS * 6))))
    figure = PdfReader(picture).pages[0]
    writer.pages[0].merge_translated_page(figure, 70, 560)
    document = read(written(writer), tmp_path)
    assert page_text(document) is PageText.READ
    assert texts(document) == [(BIRDS * 6).strip()]


ENGLISH = BIRDS * 3
POLISH = "Wolontariusze chrząszczy wszędzie szczebrzeszyńskich przedsiębiorstw pomagali. " * 5
FRENCH = "Les bénévoles élevés à l'étranger préfèrent être formés dès l'été à la réalité. " * 5
ARABIC = "المتطوعون يساعدون كبار السن في القرى والمدن كل يوم من ايام السنة " * 5
MISREAD = "志愿者帮助老人和孩子，参加社区服务。".encode("gbk").decode("latin-1") * 20


@pytest.mark.parametrize("text", [ENGLISH, POLISH, FRENCH, ARABIC, "1,234 " * 200, "志愿服务" * 90])
def test_languages_are_not_garbled(text: str) -> None:
    assert not looks_garbled(text)


@pytest.mark.parametrize("text", [ENGLISH.translate({ord(v): "x" for v in "aeiou"}), MISREAD])
def test_letters_of_no_language_are_garbled(text: str) -> None:
    assert looks_garbled(text)


def test_a_font_without_a_key_makes_a_page_unreadable(tmp_path: Path) -> None:
    garbled = "7KH YROXQWHHUV KHOSHG ROGHU SHRSOH LQ WKH YLOODJHV GXULQJ WKH HSLGHPLF"
    document = read(pdf([garbled] * 8, PLAIN), tmp_path)
    assert [page.text for page in document.pages] == [PageText.UNREADABLE, PageText.READ]
    assert {piece.page for block in document.blocks for piece in block.pieces} == {2}
