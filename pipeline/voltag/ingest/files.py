"""Telling a PDF by its first bytes, and finding it again by the hash of all of them."""

from pathlib import Path

from voltag.ingest.content import document_id_of

HEADER_BYTES = 1024
"""A PDF says that it is one within its first kilobyte."""


def is_pdf(content: bytes) -> bool:
    """Whether ``content``, a file's bytes or only its first ``HEADER_BYTES``, is of a PDF."""
    return b"%PDF-" in content[:HEADER_BYTES]


def find_pdf(document_id: str, path: Path, hashes: dict[str, Path]) -> Path | None:
    """Return where the file with the hash ``document_id`` is, or None.

    ``path`` is where it was; ``hashes`` are the files of other folders, by their hash.
    """
    if document_id_of(path) == document_id:
        return path
    return hashes.get(document_id)


def pdfs_by_hash(folder: Path) -> dict[str, Path]:
    """All PDFs in ``folder`` and below it, by document id."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() == ".pdf" and (name := document_id_of(path)):
            found.setdefault(name, path)
    return found
