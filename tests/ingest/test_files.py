"""What can be wrong with a file or one of its pages."""

import hashlib
import io
import math
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from tests.cli.pdfs import PLAIN, encrypted, pdf, truncated
from tests.ingest.typesetting import read, written
from voltag.ingest import pdfium, read_document, reader
from voltag.ingest.errors import OutOfTimeError
from voltag.ingest.pdfium import PdfFile
from voltag.ingest.shapes import PageContent
from voltag.types import Document, PageText, ReadStatus, Role


def opening_problem(document: Document) -> str:
    assert document.status is not ReadStatus.OK
    assert (document.pages, document.blocks) == ((), ())
    (problem,) = document.problems
    assert (problem.path, problem.page, problem.stage) == (document.path, None, "open")
    assert problem.message.endswith(".")
    assert problem.document_id == (document.document_id or None)
    return problem.error


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "empty_file"),
        (b"<html>Not found</html>", "not_a_pdf"),
        (b"PK\x03\x04" + bytes(3000), "not_a_pdf"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged"),
        (truncated(pdf(PLAIN)), "damaged"),
    ],
)
def test_a_file_that_is_no_pdf_is_a_problem(content: bytes, error: str, tmp_path: Path) -> None:
    document = read(content, tmp_path)
    assert document.status is ReadStatus.FAILED
    assert opening_problem(document) == error
    assert document.document_id == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    document = read_document(tmp_path / "nothing.pdf", "nothing.pdf")
    assert opening_problem(document) == "unreadable_file"
    assert document.document_id == ""


def test_a_folder_is_a_problem(tmp_path: Path) -> None:
    assert opening_problem(read_document(tmp_path, "folder.pdf")) == "unreadable_file"


def test_a_password_is_a_status_of_its_own(tmp_path: Path) -> None:
    document = read(encrypted(pdf(PLAIN)), tmp_path)
    assert document.status is ReadStatus.ENCRYPTED
    assert opening_problem(document) == "encrypted"


def test_an_owner_password_does_not_keep_from_reading(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(PLAIN))))
    writer.encrypt(user_password="", owner_password="owner", algorithm="RC4-128")
    document = read(written(writer), tmp_path)
    assert document.status is ReadStatus.OK
    assert "four per cent" in document.blocks[0].text


def test_a_file_with_a_wrong_index_is_mended(tmp_path: Path) -> None:
    document = read(pdf(PLAIN).replace(b"startxref\n", b"startxref\n9"), tmp_path)
    assert document.status is ReadStatus.OK
    assert document.pages[0].text is PageText.READ


def test_bytes_before_the_header_are_no_fault(tmp_path: Path) -> None:
    document = read(b"\n\n junk \n" + pdf(PLAIN), tmp_path)
    assert document.status is ReadStatus.OK


def test_one_bad_page_costs_that_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = PdfFile.read_page

    def read_page(self: PdfFile, number: int, deadline: float) -> PageContent:
        if number == 2:
            raise ValueError("no such thing")
        if number == 3:
            raise OutOfTimeError("page_timeout", "too long")
        return real(self, number, deadline)

    monkeypatch.setattr(PdfFile, "read_page", read_page)
    document = read(pdf(PLAIN, PLAIN[:1], PLAIN[1:], PLAIN), tmp_path)
    assert [page.text for page in document.pages] == [
        PageText.READ,
        PageText.FAILED,
        PageText.FAILED,
        PageText.READ,
    ]
    assert [(p.page, p.stage, p.error) for p in document.problems] == [
        (2, "page", "page_failed"),
        (3, "page", "page_timeout"),
    ]
    assert {piece.page for block in document.blocks for piece in block.pieces} == {1, 4}


def test_a_page_without_time_fails_at_once(tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf([f"Line {number} of very many" for number in range(600)]))
    document = read_document(path, "document.pdf", page_seconds=-1.0)
    assert document.pages[0].text is PageText.FAILED
    assert document.problems[0].error == "page_timeout"


def test_only_the_first_pages_are_read_where_asked(tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf(PLAIN, PLAIN, PLAIN))
    seen: list[tuple[int, int]] = []
    document = read_document(
        path, "x/y.pdf", max_pages=2, progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(1, 2), (2, 2)]
    assert [page.number for page in document.pages if page.text is not PageText.FAILED] == [1, 2]
    assert document.path == "x/y.pdf"


def test_the_same_bytes_give_the_same_document(tmp_path: Path) -> None:
    assert read(pdf(PLAIN), tmp_path) == read(pdf(PLAIN), tmp_path)


def test_pages_beyond_the_limit_are_named_as_failed(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(["First page."], ["Second page."], ["Third page."]))
    document = read_document(path, "long.pdf", max_pages=2)
    assert [page.text for page in document.pages][2] is PageText.FAILED
    (problem,) = document.problems
    assert (problem.page, problem.error) == (3, "too_many_pages")


def test_what_pdfium_keeps_of_pages_is_let_go_between_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = pdf(*([f"Page {number} of the review."] for number in range(1, 6)))
    whole = read(content, tmp_path)
    forgotten = []
    forget = PdfFile.forget_pages

    def noted(file: PdfFile) -> None:
        before = file._handle
        forget(file)
        forgotten.append(file._handle != before)

    monkeypatch.setattr(reader, "_FORGOTTEN", 2)
    monkeypatch.setattr(PdfFile, "forget_pages", noted)
    assert read(content, tmp_path) == whole
    assert forgotten == [True, True]


def test_a_file_that_opens_slowly_or_not_again_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, PdfFile(pdf(PLAIN)) as file:
        patch.setattr(file, "_source", b"no PDF any more")
        file.forget_pages()
        assert file.read_page(1, math.inf).runs
    monkeypatch.setattr(pdfium, "_QUICK", 0.0)
    with PdfFile(pdf(PLAIN)) as file:
        handle = file._handle
        file.forget_pages()
        assert file._handle == handle
        assert file.read_page(1, math.inf).runs


def test_only_lines_that_are_asked_for_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(["First page."], ["Second page."]))
    whole = read_document(path, "long.pdf")
    asked: list[tuple[int, Role, str]] = []

    def keeps(page: int, role: Role, text: str) -> bool:
        asked.append((page, role, text))
        return page == 2

    some = read_document(path, "long.pdf", keeps_line=keeps)
    assert [page.lines for page in some.pages] == [(), whole.pages[1].lines]
    assert some.blocks == whole.blocks
    assert asked == [(p.number, line.role, line.text) for p in whole.pages for line in p.lines]
