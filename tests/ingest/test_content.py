"""Files that are no files, too large, or change while they are read."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.pdfs import PLAIN, pdf
from voltag.ingest import read_document
from voltag.ingest.content import document_id_of, read_content
from voltag.ingest.errors import PdfError


def refused(path: Path, max_mib: int | None = None) -> str:
    with pytest.raises(PdfError) as caught:
        read_content(path, max_mib)
    assert str(caught.value).endswith(".")
    return caught.value.word


def test_the_bytes_that_are_read_are_those_that_are_hashed(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"a" * 3_000_000)
    found = read_content(path, 3)
    assert found.content == b"a" * 3_000_000
    assert found.document_id == f"sha256:{hashlib.sha256(found.content).hexdigest()}"
    assert document_id_of(path) == found.document_id


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.pdf"
    os.mkfifo(path)
    assert refused(path) == "not_a_file"
    assert document_id_of(path) is None
    assert read_document(path, "pipe.pdf").problems[0].error == "not_a_file"


def test_a_device_without_end_is_not_read() -> None:
    assert refused(Path("/dev/zero")) == "not_a_file"
    assert document_id_of(Path("/dev/zero")) is None


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(2**40)
    assert refused(path, 1024) == "too_large"


class Changing:
    """A file that something happens to while it is read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
        real = hashlib.sha256

        def digest(content: bytes) -> object:
            happens()
            return real(content)

        monkeypatch.setattr(hashlib, "sha256", digest)


def test_a_file_that_grows_without_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.pdf"
    path.write_bytes(b"x" * 1000)

    def grow() -> None:
        with path.open("ab") as file:
            file.write(b"x" * 100_000)

    Changing(monkeypatch, grow)
    assert refused(path, 1) == "changed"


def test_a_file_that_changes_while_it_is_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "upload.pdf"
    path.write_bytes(b"x" * 5000)

    def cut() -> None:
        with path.open("r+b") as file:
            file.truncate(3000)

    Changing(monkeypatch, cut)
    assert refused(path) == "changed"


def test_a_file_that_disappears_while_it_is_read_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "moved.pdf"
    path.write_bytes(pdf(PLAIN))
    Changing(monkeypatch, lambda: path.unlink(missing_ok=True))
    found = read_content(path)
    assert found.content == pdf(PLAIN)
