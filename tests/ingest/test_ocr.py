"""Reading scans: text in its order and place, honestly marked, and nothing fetched."""

import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.ingest.ocr_pages import AUTO, needs_ocr, picture, recognise, scan
from tests.ingest.typesetting import block_with, read, texts, typeset
from voltag.ingest import OcrMissingError, OcrOptions, read_document
from voltag.types import Document, PageText, Role, TextFault

VILLAGE = (
    "Some forty volunteers of the village rebuilt the school after the storm. "
    "They met on Saturdays and brought their own tools. The ministry paid for the timber, "
    "and the council for the paint. By the end of May all children were back in class, and "
    "a second group had begun to mend the road to the harbour and the roof of the clinic."
)
CARD = {"width": "14cm", "height": "9cm", "margin": "1cm"}
PAGE = typeset(
    f'= The school\n{VILLAGE}\n\n#text(lang: "zh")[志愿者每周末到社区照顾老人。]', **CARD
)


def on_a_slant(degrees: float) -> bytes:
    turned = Image.fromarray(picture(PAGE)).rotate(
        degrees, fillcolor=255, resample=Image.Resampling.BICUBIC
    )
    return scan(np.asarray(turned, dtype=np.uint8))


def nothing_recognised(document: Document) -> bool:
    return document.blocks == () and document.pages[0].text is PageText.UNREADABLE


@needs_ocr
def test_a_scan_on_a_slant_is_read_in_order_and_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    document = recognise(on_a_slant(2), tmp_path)
    assert texts(document) == ["The school", VILLAGE, "志愿者每周末到社区照顾老人。"]
    assert texts(document, Role.HEADING) == ["The school"]
    (page,) = document.pages
    assert (page.text, page.fault, page.quality) == (PageText.READ, TextFault.MISSING, 0)
    assert page.ocr_confidence is not None
    assert page.ocr_confidence > 0.9
    assert document.problems == ()
    # The places are those of the same words in the PDF that was scanned, but for the slant.
    real = block_with(read(PAGE, tmp_path), "forty volunteers").pieces[0].box
    found = block_with(document, "forty volunteers").pieces[0]
    assert found.confidence is not None
    assert found.box == pytest.approx(real, abs=15)
    assert found.box[1] < real[1] < found.box[3]
    assert capfd.readouterr() == ("", "")


def test_without_ocr_a_scan_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(on_a_slant(0))
    document = read_document(tmp_path / "scan.pdf", "scan.pdf")
    assert nothing_recognised(document)
    (problem,) = document.problems
    assert (problem.page, problem.error) == (1, "text_missing")
    assert "--ocr auto" in problem.message


def test_without_the_extra_auto_names_it_and_force_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voltag.ingest.ocr.find_spec", lambda _: None)
    document = recognise(on_a_slant(0), tmp_path)
    assert nothing_recognised(document)
    assert "pip install 'voltag[ocr]'" in document.problems[0].message
    with pytest.raises(OcrMissingError, match=r"pip install 'voltag\[ocr\]'"):
        recognise(on_a_slant(0), tmp_path, OcrOptions("force"))


def test_a_page_that_has_its_text_is_not_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voltag.ingest.scans.recognise", None)
    monkeypatch.setattr("voltag.ingest.scans.ocr_problem", lambda: None)
    document = recognise(PAGE, tmp_path)
    assert texts(document)[0] == "The school"
    assert document.pages[0].ocr_confidence is None


@needs_ocr
def test_a_page_costs_no_more_than_its_time(tmp_path: Path) -> None:
    document = recognise(on_a_slant(0), tmp_path, OcrOptions("auto", page_seconds=0.0))
    assert nothing_recognised(document)
    assert [problem.error for problem in document.problems] == ["ocr_timeout"]


@needs_ocr
def test_what_ocr_is_not_sure_of_is_no_text(tmp_path: Path) -> None:
    document = recognise(on_a_slant(0), tmp_path, OcrOptions("auto", page_confidence=1.0))
    assert nothing_recognised(document)
    assert document.pages[0].fault is TextFault.OCR_UNSURE
    assert [problem.error for problem in document.problems] == ["ocr_unsure"]


@needs_ocr
@pytest.mark.long
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_scan_fed_in_the_wrong_way_is_read(quarters: int, tmp_path: Path) -> None:
    document = recognise(scan(np.rot90(picture(PAGE), quarters)), tmp_path)
    assert texts(document)[1] == VILLAGE
    x0, top, x1, bottom = block_with(document, "forty").pieces[0].box
    assert (x1 - x0 > bottom - top) is (quarters == 2)


@needs_ocr
@pytest.mark.long
def test_the_same_scan_gives_the_same_document_on_any_number_of_cores(tmp_path: Path) -> None:
    content = on_a_slant(1)
    one, two = (
        recognise(content, tmp_path, OcrOptions("auto", dpi=150, threads=threads))
        for threads in (1, 2)
    )
    assert one == two


@needs_ocr
@pytest.mark.long
def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left, right = "Left hand. " * 60, "Right hand. " * 60
    page = typeset(f"{left}\n#colbreak()\n{right}", columns=2)
    document = recognise(scan(picture(page)), tmp_path, AUTO)
    whole = " ".join(texts(document))
    assert whole.rindex("Left") < whole.index("Right")
    assert whole.count("Left") == whole.count("Right") == 60


def test_loading_the_reader_loads_no_ocr() -> None:
    code = (
        "import voltag.ingest, sys; print('rapidocr' in sys.modules, 'onnxruntime' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
