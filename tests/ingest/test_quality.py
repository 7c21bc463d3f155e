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
from voltag.ingest.plausible import plausibility, undoubled
from voltag.ingest.textures import lines_of_text
from voltag.types import Document, PageText, TextFault

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


def test_a_scan_fed_in_sideways_is_unreadable(tmp_path: Path) -> None:
    document = read(scan(np.rot90(drawn(typeset(PAGE)))), tmp_path)
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
SWAPPED = "志愿者帮助老人和孩子，参加社区服务。".encode().decode("gbk", "ignore") * 20
SOUP = "T1ie vo1unteers oftheV illage heLped o1der peop1e inThe vi11ages durinG tHe epidemiC. " * 6
MISREAD = "志愿者帮助老人和孩子，参加社区服务。".encode("gbk").decode("latin-1") * 20


@pytest.mark.parametrize("text", [ENGLISH, POLISH, FRENCH, ARABIC, "1,234 " * 200, "志愿服务" * 90])
def test_languages_are_not_garbled(text: str) -> None:
    assert plausibility(text) > 0.9


@pytest.mark.parametrize(
    "text", [ENGLISH.translate({ord(v): "x" for v in "aeiou"}), MISREAD, SWAPPED, SOUP]
)
def test_letters_of_no_language_are_garbled(text: str) -> None:
    assert plausibility(text) < 0.4


def test_a_font_without_a_key_makes_a_page_unreadable(tmp_path: Path) -> None:
    garbled = "7KH YROXQWHHUV KHOSHG ROGHU SHRSOH LQ WKH YLOODJHV GXULQJ WKH HSLGHPLF"
    document = read(pdf([garbled] * 8, PLAIN), tmp_path)
    assert [page.text for page in document.pages] == [PageText.UNREADABLE, PageText.READ]
    assert {piece.page for block in document.blocks for piece in block.pieces} == {2}


@pytest.mark.parametrize(
    ("drawn_twice", "meant"),
    [
        ("VVoolluunntteeeerrss hheellpp", "Volunteers help"),
        ("志志愿愿者者服服务务", "志愿者服务"),
        ("The committee shall see the bookkeeper", "The committee shall see the bookkeeper"),
        ("高高兴兴", "高高兴兴"),
        ("2002", "2002"),
        ("", ""),
    ],
)
def test_letters_drawn_twice_are_taken_once(drawn_twice: str, meant: str) -> None:
    assert undoubled(drawn_twice) == meant


def test_doubled_text_is_mended_and_named(tmp_path: Path) -> None:
    doubled = "".join(2 * letter if letter != " " else " " for letter in PLAIN[0])
    document = read(pdf([doubled, *PLAIN]), tmp_path)
    assert " ".join(texts(document)) == " ".join((PLAIN[0], *PLAIN))
    (page,) = document.pages
    assert (page.text, page.fault, page.quality) == (PageText.READ, TextFault.DOUBLED, 0.8)


def hidden(lines: list[str]) -> bytes:
    """A page whose lines are there and not drawn."""
    return pdf(lines).replace(b"BT /F1 10 Tf", b"BT 3 Tr /F1 10 Tf")


def test_text_that_nobody_sees_is_left_out_and_named(tmp_path: Path) -> None:
    document = read(hidden([*PLAIN, *PLAIN]), tmp_path)
    assert page_text(document) is PageText.BLANK
    assert document.pages[0].fault is TextFault.HIDDEN
    assert document.blocks == ()
    assert [problem.error for problem in document.problems] == ["text_hidden"]


def test_a_few_hidden_words_do_no_harm_to_the_page(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([*PLAIN, *PLAIN]))))
    writer.pages[0].merge_translated_page(
        PdfReader(io.BytesIO(hidden(["Keywords"]))).pages[0], 0, -300
    )
    document = read(written(writer), tmp_path)
    assert " ".join(texts(document)) == " ".join((*PLAIN, *PLAIN))
    assert document.problems == ()


def test_text_off_the_page_is_left_out(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([PLAIN[0]]))))
    writer.pages[0].merge_translated_page(PdfReader(io.BytesIO(pdf(PLAIN))).pages[0], 700, 0)
    document = read(written(writer), tmp_path)
    assert texts(document) == [PLAIN[0]]
    assert document.pages[0].fault is TextFault.HIDDEN


def layered(*, off: float) -> bytes:
    """A scan with its own text as an invisible layer, ``off`` points too low."""
    lines = [*PLAIN * 5]
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(scan(drawn(pdf(lines))))))
    layer = PdfReader(io.BytesIO(hidden(lines))).pages[0]
    writer.pages[0].merge_translated_page(layer, 0, -off, over=True)
    return written(writer)


def test_an_invisible_layer_over_its_picture_is_read(tmp_path: Path) -> None:
    document = read(layered(off=0), tmp_path)
    assert page_text(document) is PageText.READ
    assert document.pages[0].quality > 0.9
    assert " ".join(texts(document)) == " ".join([*PLAIN * 5])


def test_an_invisible_layer_beside_its_picture_is_no_text(tmp_path: Path) -> None:
    document = read(layered(off=200), tmp_path)
    assert page_text(document) is PageText.UNREADABLE
    assert document.pages[0].fault is TextFault.DISAGREES
    assert [problem.error for problem in document.problems] == ["text_disagrees"]
