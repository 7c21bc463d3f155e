"""Evidence cards, made from real pages."""

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.ingest.typesetting import BIRDS, typeset
from tests.report.folders import document, out
from tests.report.pages import HOSTILE, Page, asks_nothing_of_the_network
from tests.results import passage
from voltag.batch.results import DocumentResult
from voltag.ingest.content import document_id_of
from voltag.ingest.files import find_pdf, pdfs_by_hash
from voltag.report.cards import folder_name, write_cards
from voltag.report.corpus import corpus_report
from voltag.report.crops import Crops, crops
from voltag.report.reading import read_results
from voltag.settings import load_settings
from voltag.types import Box, LabelledPassage, Span

SETTINGS = load_settings()
PDF = typeset(f"#v(100pt)\n{BIRDS}")
BOX = (71.0, 171.0, 300.0, 184.0)


def evidence(*boxes: Box, page: int = 1, number: int = 1) -> LabelledPassage:
    spans = (Span(page, boxes, 0, 26),)
    return passage(passage_id=f"p{number}", page=page, page_label=None, spans=spans)


def result_of(pdf: Path, *passages: LabelledPassage, **changes: object) -> DocumentResult:
    document_id = document_id_of(pdf)
    assert document_id is not None
    ids = tuple(p.passage_id for p in passages)
    return document(1, *passages, document_id=document_id, path=str(pdf), passages=ids, **changes)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "pdfs" / "review of birds.pdf"
    path.parent.mkdir()
    path.write_bytes(PDF)
    return path


def cards(folder: Path, result: DocumentResult, pdfs: Path | None = None) -> dict[str, str]:
    """Write cards; the texts of the files by their names."""
    report = corpus_report(read_results([out(folder / "out", result)]), SETTINGS.report)
    write_cards(folder / "cards", report, pdfs, SETTINGS)
    return {path.name: path.read_text("utf-8") for path in (folder / "cards").rglob("*.html")}


def picture(text: str) -> Image.Image:
    found = re.search(r'src="data:image/png;base64,([^"]+)"', text)
    assert found is not None
    return Image.open(io.BytesIO(base64.b64decode(found[1])))


def test_a_card_shows_the_page_with_the_passage_marked(tmp_path: Path, pdf: Path) -> None:
    files = cards(tmp_path, result_of(pdf, evidence(BOX)))
    assert set(files) == {"index.html", "annex.html", "p001-p1.html"}
    shown = picture(files["p001-p1.html"]).convert("RGB")
    # The box and 24 points on each side, at 150 dots an inch.
    assert shown.size == pytest.approx(((229 + 48) * 150 / 72, (13 + 48) * 150 / 72), abs=3)
    middle = [shown.getpixel((x, shown.height // 2)) for x in range(shown.width)]
    marked = [pixel for pixel in middle if pixel[0] > 200 and pixel[2] < 160]  # type: ignore[index]
    printed = [pixel for pixel in middle if max(pixel) < 120]  # type: ignore[arg-type]
    assert len(marked) > shown.width / 3
    assert printed
    assert shown.getpixel((5, 5)) == (255, 255, 255)


def test_a_card_says_what_a_citation_needs(tmp_path: Path, pdf: Path) -> None:
    document_id = document_id_of(pdf)
    files = cards(tmp_path, result_of(pdf, evidence(BOX), title="Birds"))
    for text in (files["p001-p1.html"], files["annex.html"]):
        page = Page(text)
        asks_nothing_of_the_network(page, text)
        for words in (
            "Birds", "Kenya", "2020", "p. 1", "2 Progress › Goal 3", "ownership a3", "V1",
            "Volunteers took part here.", "voltag-test", document_id, str(pdf),
        ):  # fmt: skip
            assert words is not None
            assert words in page.text
        assert "script" not in page.tags


def test_a_missing_file_costs_the_picture_and_is_said(tmp_path: Path, pdf: Path) -> None:
    result = result_of(pdf, evidence(BOX))
    pdf.rename(pdf.with_name("moved.pdf"))
    files = cards(tmp_path, result)
    assert "give its folder with --pdfs" in files["p001-p1.html"]
    assert "<img" not in files["p001-p1.html"]
    files = cards(tmp_path, result, pdf.parent)
    assert "<img" in files["p001-p1.html"]


def test_another_file_at_the_path_is_not_taken_for_it(tmp_path: Path, pdf: Path) -> None:
    result = result_of(pdf, evidence(BOX))
    pdf.write_bytes(typeset(BIRDS))
    assert "<img" not in cards(tmp_path, result)["p001-p1.html"]


def test_a_passage_over_two_pages_has_two_pictures(tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    path.write_bytes(typeset(f"{BIRDS}\n#pagebreak()\n{BIRDS}"))
    spans = (Span(1, (BOX,), 0, 10), Span(2, (BOX,), 10, 26))
    found = crops(path, [passage(spans=spans)], SETTINGS.limits)
    assert [crop.page for crop in found.pictures["p1"]] == [1, 2]


@pytest.mark.parametrize(
    "box",
    [(-1e6, -1e6, 1e6, 1e6), (590.0, 840.0, 1e5, 1e5), (0.0, 0.0, 0.0, 0.0)],
    ids=["vast", "at the edge", "empty"],
)
def test_boxes_beyond_the_page_are_cut(pdf: Path, box: Box) -> None:
    (crop,) = crops(pdf, [evidence(box)], SETTINGS.limits).pictures["p1"]
    assert 0 < crop.width <= 1_801
    assert 0 < crop.height <= 1_801


def test_a_passage_off_its_page_costs_its_own_picture_only(pdf: Path) -> None:
    off = evidence((900.0, 171.0, 950.0, 184.0), number=2)
    found = crops(pdf, [off, evidence(BOX)], SETTINGS.limits)
    assert (found.missing, found.pictures["p2"]) == ("", ())
    assert len(found.pictures["p1"]) == 1


def test_pages_that_are_not_there_have_no_picture(pdf: Path) -> None:
    found = crops(pdf, [evidence(BOX, page=9), evidence(number=2)], SETTINGS.limits)
    assert found == Crops({"p1": (), "p2": ()})


def test_a_file_that_cannot_be_drawn_costs_its_pictures(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(PDF[:200])
    found = crops(path, [evidence(BOX)], SETTINGS.limits)
    assert found.pictures == {}
    assert "could not be drawn" in found.missing


def test_hostile_words_are_shown_as_words(tmp_path: Path, pdf: Path) -> None:
    for text in cards(tmp_path, result_of(pdf, evidence(BOX), title=HOSTILE)).values():
        page = Page(text)
        assert HOSTILE in page.text
        assert "script" not in page.tags


def test_files_are_found_by_their_hash(tmp_path: Path, pdf: Path) -> None:
    document_id = document_id_of(pdf)
    assert document_id is not None
    hashes = pdfs_by_hash(tmp_path)
    assert hashes == {document_id: pdf}
    assert find_pdf(document_id, tmp_path / "gone.pdf", hashes) == pdf
    assert find_pdf("sha256:0", pdf, hashes) is None


def test_a_document_without_evidence_has_no_cards(tmp_path: Path, pdf: Path) -> None:
    assert set(cards(tmp_path, result_of(pdf))) == {"index.html"}


@pytest.mark.parametrize(
    ("path", "stem"), [("../../etc/Kenya 2020.pdf", "Kenya-2020"), ("自愿.pdf", "document")]
)
def test_folders_have_names_that_any_system_takes(path: str, stem: str) -> None:
    made = folder_name(document(7, path=path).verdict)
    assert made == f"{stem}-00000000"
