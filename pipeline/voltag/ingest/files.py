"""Telling a PDF by its first bytes, and finding it again by the hash of all of them."""

import hashlib
from pathlib import Path

HEADER_BYTES = 1024
"""A PDF says that it is one within its first kilobyte."""


def is_pdf(content: bytes) -> bool:
    """Whether ``content``, a file's bytes or only its first ``HEADER_BYTES``, is of a PDF."""
    return b"%PDF-" in content[:HEADER_BYTES]


def find_pdf(document_id: str, path: Path, hashes: dict[str, Path]) -> Path | None:
    """Return where the file with the hash ``document_id`` is, or None.

    ``path`` is where it was; ``hashes`` are the files of other folders, by their hash.
    """
    if path.is_file() and file_id(path) == document_id:
        return path
    return hashes.get(document_id)


def file_id(path: Path) -> str | None:
    """The document id of the file at ``path``, or None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def pdfs_by_hash(folder: Path) -> dict[str, Path]:
    """All PDFs in ``folder`` and below it, by document id."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() == ".pdf" and path.is_file() and (name := file_id(path)):
            found.setdefault(name, path)
    return found
