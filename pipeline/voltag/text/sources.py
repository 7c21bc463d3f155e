"""The texts of annotations that are stored without them, read again from their PDFs.

A text is taken when its hash is the annotation's, whatever has become of the way passages are
cut since: first the passages are asked, then every stretch of the right length on its pages.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from voltag.annotations import Annotation, Source, TextMissingError
from voltag.annotations.model import text_sha256
from voltag.ingest import read_document
from voltag.ingest.files import pdfs_by_hash
from voltag.settings import Settings
from voltag.text.segment import segment
from voltag.types import Document, ReadStatus

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, how much of it is done, and how much there is."""


class TextsOfSources:
    """The texts of sources, or why they cannot be had; an instance gives them when called."""

    def __init__(self, texts: dict[Source, str], missing: dict[Source, str]) -> None:
        self._texts = texts
        self._missing = missing

    def __call__(self, source: Source) -> str:
        """Return the text of ``source``.

        Raises:
            TextMissingError: it could not be read.
        """
        if source in self._texts:
            return self._texts[source]
        raise TextMissingError(self._missing.get(source, "was not looked for"))


def texts_of_sources(
    sources: Iterable[Source], folder: Path, settings: Settings, progress: Progress | None = None
) -> TextsOfSources:
    """Read the texts of ``sources`` from the PDFs in ``folder`` and below it.

    Files are known by their hash, so that they may have been moved or renamed. Each is read
    once. ``progress`` is called with the files done.
    """
    tell = progress or (lambda *_: None)
    by_document: dict[str, list[Source]] = {}
    for source in dict.fromkeys(sources):
        by_document.setdefault(source.document_id, []).append(source)
    files = pdfs_by_hash(folder) if by_document else {}
    texts: dict[Source, str] = {}
    missing: dict[Source, str] = {}
    for number, (document_id, wanted) in enumerate(sorted(by_document.items())):
        tell("Reading PDFs", number, len(by_document))
        path = files.get(document_id)
        if path is None:
            why = f"no PDF in {folder} is {document_id}, which its text is in"
            missing |= dict.fromkeys(wanted, why)
            continue
        document, why = _read(path, settings)
        if document is None:
            missing |= dict.fromkeys(wanted, why)
            continue
        passages = segment(document, settings.passages)
        by_hash = {text_sha256(passage.text): passage.text for passage in passages}
        for source in wanted:
            text = by_hash.get(source.text_sha256) or _stretch(document, source)
            if text is None:
                pages = sorted({span.page for span in source.spans})
                missing[source] = (
                    f"{path}: no text on page {', '.join(map(str, pages))} has the hash"
                    f" {source.text_sha256}; it may be read otherwise than when it was annotated"
                )
            else:
                texts[source] = text
    tell("Reading PDFs", len(by_document), len(by_document))
    return TextsOfSources(texts, missing)


def with_sources(
    annotations: Iterable[Annotation],
    folder: Path,
    settings: Settings,
    progress: Progress | None = None,
) -> list[Annotation]:
    """Give annotations without a source that of the passage with their text, where one is found.

    All PDFs in ``folder`` and below it are read. Of several passages with a text the first in
    the first file is taken. Files that cannot be read are passed over.
    """
    tell = progress or (lambda *_: None)
    annotations = list(annotations)
    wanted = {a.text for a in annotations if a.source is None}
    found: dict[str, Source] = {}
    files = pdfs_by_hash(folder) if wanted else {}
    for number, (document_id, path) in enumerate(files.items()):
        tell("Reading PDFs", number, len(files))
        document, _ = _read(path, settings)
        if document is None:
            continue
        for passage in segment(document, settings.passages):
            if passage.text in wanted:
                digest = text_sha256(passage.text)
                source = Source(document_id=document_id, spans=passage.spans, text_sha256=digest)
                found.setdefault(passage.text, source)
    tell("Reading PDFs", len(files), len(files))
    return [
        a if a.source or a.text not in found else a.model_copy(update={"source": found[a.text]})
        for a in annotations
    ]


def _read(path: Path, settings: Settings) -> tuple[Document | None, str]:
    """Read a PDF, or say why it cannot be read."""
    limits = settings.limits
    document = read_document(
        path,
        str(path),
        max_mib=limits.file_mib,
        max_pages=limits.pages,
        page_seconds=limits.page_seconds,
    )
    if document.status is not ReadStatus.OK:
        why = "; ".join(problem.message for problem in document.problems)
        return None, f"{path}: cannot be read: {why}"
    return document, ""


def _stretch(document: Document, source: Source) -> str | None:
    """Find the text of ``source`` among the stretches of its length on its pages."""
    length = max(span.end for span in source.spans)
    pages = {span.page for span in source.spans}
    blocks = [b.text for b in document.blocks if any(p.page in pages for p in b.pieces)]
    cells = [
        block.text
        for table in document.tables
        for cell in table.cells
        if any(area.page in pages for area in cell.areas)
        for block in cell.blocks
    ]
    for parts in (blocks, cells):
        for text in _stretches(" ".join(parts), length):
            if text_sha256(text) == source.text_sha256:
                return text
    return None


def _stretches(text: str, length: int) -> Iterator[str]:
    for start in range(len(text) - length + 1):
        yield text[start : start + length]
