"""Judging a document again from ``parsed/``, without its PDF."""

from dataclasses import fields
from pathlib import Path

from voltag.batch.classify_document import ReadText
from voltag.batch.outputs import read_parsed
from voltag.types import LabelledPassage, Passage

_LATER = {"section_code", "section_evidence"}
"""Fields of a passage that the kind of its document decides, each time anew."""
_READ = [field.name for field in fields(Passage) if field.name not in _LATER]


def recall(path: Path) -> ReadText | None:
    """Return what was read of a document from its file in ``parsed/``, without what was judged.

    None where the file is missing, damaged, or of a version that did not keep enough.
    """
    try:
        header, passages = read_parsed(path)
    except (OSError, EOFError, StopIteration, ValueError):
        return None
    if header.frame is None:
        return None
    return ReadText(header.frame, tuple(map(_as_read, passages)))


def _as_read(passage: LabelledPassage) -> Passage:
    return Passage(**{name: getattr(passage, name) for name in _READ})
