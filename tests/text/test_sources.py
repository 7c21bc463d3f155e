"""Texts that are not stored are read from the PDFs they stand in, or it is said why not."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.ingest.typesetting import BIRDS, typeset
from voltag.annotations import Annotation, Source, TextMissingError
from voltag.annotations.model import text_sha256
from voltag.ingest import read_document
from voltag.settings import load_settings
from voltag.text.segment import segment
from voltag.text.sources import texts_of_sources, with_sources
from voltag.types import Passage, Reference

SETTINGS = load_settings()
DUNES = "Volunteers planted marram grass on the dunes. They came back in spring to water it."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "moved" / "here").mkdir(parents=True)
    (tmp_path / "moved" / "here" / "renamed.PDF").write_bytes(
        typeset(f"= Coasts\n\n{BIRDS}\n\n{DUNES}\n\n#pagebreak()\n\n{BIRDS}")
    )
    return tmp_path / "moved"


@pytest.fixture
def passage(folder: Path) -> Passage:
    path = folder / "here" / "renamed.PDF"
    passages = segment(read_document(path, path.name), SETTINGS.passages)
    return next(p for p in passages if "dunes" in p.text)


def source_of(passage: Passage, text: str | None = None) -> Source:
    return Source(
        document_id=passage.document_id,
        spans=passage.spans,
        text_sha256=text_sha256(passage.text if text is None else text),
    )


def test_a_moved_and_renamed_file_is_found_by_its_hash(folder: Path, passage: Passage) -> None:
    source = source_of(passage)
    steps: list[tuple[str, int, int]] = []
    texts = texts_of_sources([source], folder, SETTINGS, lambda *step: steps.append(step))
    assert texts(source) == passage.text
    assert steps == [("Reading PDFs", 0, 1), ("Reading PDFs", 1, 1)]


def test_passages_that_were_cut_otherwise_are_found_by_their_length(
    folder: Path, passage: Passage
) -> None:
    half = "They came back in spring to water it."
    spans = (replace(passage.spans[0], start=0, end=len(half)),)
    source = source_of(replace(passage, spans=spans), half)
    assert texts_of_sources([source], folder, SETTINGS)(source) == half


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"document_id": "sha256:" + "0" * 64}, "no PDF in .* is sha256:000"),
        ({"text_sha256": "1" * 64}, r"renamed\.PDF: no text on page 1 has the hash 1111"),
    ],
)
def test_what_cannot_be_had_says_why(
    folder: Path, passage: Passage, change: dict[str, str], why: str
) -> None:
    source = source_of(passage).model_copy(update=change)
    texts = texts_of_sources([source], folder, SETTINGS)
    with pytest.raises(TextMissingError, match=why):
        texts(source)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, passage: Passage) -> None:
    path = tmp_path / "torn.pdf"
    path.write_bytes(b"%PDF-1.7 and no more")
    document = read_document(path, "torn.pdf")
    source = source_of(replace(passage, document_id=document.document_id))
    with pytest.raises(TextMissingError, match=r"torn\.pdf: cannot be read"):
        texts_of_sources([source], tmp_path, SETTINGS)(source)


def test_a_text_is_found_in_the_pdfs_and_keeps_a_source_it_has(
    folder: Path, passage: Passage
) -> None:
    def annotation(text: str, source: Source | None = None) -> Annotation:
        return Annotation(
            id=text[:8], language="en", text=text, reference=Reference.NONE, source=source
        )

    elsewhere = source_of(replace(passage, document_id="sha256:" + "2" * 64))
    found = with_sources(
        [annotation(passage.text), annotation("Nowhere."), annotation(passage.text, elsewhere)],
        folder,
        SETTINGS,
    )
    assert [a.source for a in found] == [source_of(passage), None, elsewhere]
