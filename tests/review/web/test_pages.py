"""Pictures and words of pages: the worker, its limits, and how files are found."""

import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from voltag.review.web.pages.drawing import WIDTHS, NoPageError, PageError, nearest_width
from voltag.review.web.pages.files import PdfFiles
from voltag.review.web.pages.pictures import Pages, Recent
from voltag.settings import load_settings

LIMITS = load_settings().limits
DAMAGED = b"%PDF-1.7\n" + b"nothing" * 100


def document_id(path: Path) -> str:
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


@pytest.fixture(scope="module")
def pages(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    damaged = tmp_path_factory.mktemp("damaged") / "damaged.pdf"
    damaged.write_bytes(DAMAGED)
    files = [samples / "en-vnr-estonia-2020.pdf", damaged]
    shown = Pages(PdfFiles({document_id(f): str(f) for f in files}), LIMITS)
    yield shown
    shown.close()


def test_a_page_is_drawn_as_wide_as_asked(pages: Pages, samples: Path) -> None:
    picture = pages.picture(document_id(samples / "en-vnr-estonia-2020.pdf"), 5, 800)
    with Image.open(io.BytesIO(picture)) as image:
        assert image.format == "JPEG"
        assert image.width == 800


def test_words_come_with_the_page(pages: Pages, samples: Path) -> None:
    name = document_id(samples / "en-vnr-estonia-2020.pdf")
    assert pages.words(name, 5).words
    assert pages.words(name, 5) is pages.words(name, 5)


def test_a_page_beyond_the_end_is_told(pages: Pages, samples: Path) -> None:
    with pytest.raises(NoPageError, match="no page 999"):
        pages.picture(document_id(samples / "en-vnr-estonia-2020.pdf"), 999, 800)


def test_a_damaged_file_costs_its_page_and_not_the_worker(pages: Pages, samples: Path) -> None:
    damaged = f"sha256:{hashlib.sha256(DAMAGED).hexdigest()}"
    with pytest.raises(PageError, match="damaged"):
        pages.picture(damaged, 1, 800)
    assert pages.picture(document_id(samples / "en-vnr-estonia-2020.pdf"), 1, 480)


def test_a_page_that_takes_too_long_is_given_up(samples: Path) -> None:
    path = samples / "en-vnr-estonia-2020.pdf"
    files = PdfFiles({document_id(path): str(path)})
    pages = Pages(files, replace(LIMITS, page_seconds=0.001))
    try:
        with pytest.raises(PageError, match=r"longer than 0\.001 seconds"):
            pages.picture(document_id(path), 5, 3200)
    finally:
        pages.close()


def test_a_moved_file_is_found_by_its_hash(samples: Path, tmp_path: Path) -> None:
    source = samples / "en-vnr-estonia-2020.pdf"
    name = document_id(source)
    (tmp_path / "deep").mkdir()
    moved = shutil.copy(source, tmp_path / "deep" / "another name.PDF")
    gone = {name: str(tmp_path / "gone.pdf")}
    assert PdfFiles(gone).find(name) is None
    assert PdfFiles(gone, [tmp_path]).find(name) == Path(moved)


def test_another_file_at_the_old_path_is_not_taken_for_it(samples: Path, tmp_path: Path) -> None:
    name = document_id(samples / "en-vnr-estonia-2020.pdf")
    path = tmp_path / "review.pdf"
    shutil.copy(samples / "en-vnr-estonia-2020.pdf", path)
    files = PdfFiles({name: str(path)})
    assert files.find(name) == path
    shutil.copy(samples / "en-vnr-kenya-2020.pdf", path)
    assert files.find(name) is None


def test_a_pipe_among_the_files_is_not_waited_for(samples: Path, tmp_path: Path) -> None:
    name = document_id(samples / "en-vnr-estonia-2020.pdf")
    os.mkfifo(tmp_path / "a.pdf")
    moved = shutil.copy(samples / "en-vnr-estonia-2020.pdf", tmp_path / "b.pdf")
    for given in (str(tmp_path / "a.pdf"), "a\0.pdf"):
        assert PdfFiles({name: given}, [tmp_path]).find(name) == Path(moved)


def test_no_request_names_a_path(tmp_path: Path) -> None:
    assert PdfFiles({}, [tmp_path]).find("../../etc/passwd") is None


def test_what_was_used_last_is_kept_up_to_a_weight() -> None:
    kept: Recent[str] = Recent(10)
    kept.put("a", "A", 4)
    kept.put("b", "B", 4)
    assert kept.get("a") == "A"
    kept.put("c", "C", 4)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("A", None, "C")
    kept.put("huge", "H", 1000)
    assert (kept.get("huge"), kept.get("c")) == ("H", None)


@pytest.mark.parametrize(("asked", "drawn"), [(1, 480), (480, 480), (1201, 1600), (9999, 3200)])
def test_widths_are_few(asked: int, drawn: int) -> None:
    assert nearest_width(asked) == drawn
    assert drawn in WIDTHS
