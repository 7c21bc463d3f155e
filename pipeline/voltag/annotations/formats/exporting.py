"""Writing annotations in other tools' formats, and saying what does not come along."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voltag.annotations.formats.importing import Fill, import_annotations
from voltag.annotations.formats.json_lines import read, write_without_text
from voltag.annotations.formats.names import format_named
from voltag.annotations.formats.record import FIELDS, SOURCE, Record, plain
from voltag.annotations.model import Annotation
from voltag.annotations.read import annotation_files, parsed_line

MAY_BE_LEFT_OUT = {"annotator": "", "date": None, "note": ""}
"""Fields that need not be written, with what stands for nothing: those of who labelled before."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file in another format, and what it does not hold."""

    content: bytes
    losses: Counter[str]
    """How many passages lose a field, by field; found by reading the file back."""


def export_annotations(
    annotations: Sequence[Annotation], format_name: str, leave_out: Iterable[str] = ()
) -> Exported:
    """Write annotations, whose ids must differ, in one of ``FORMATS``.

    ``leave_out`` names those of ``MAY_BE_LEFT_OUT`` that are not written.

    Raises:
        AnnotationError: what was written could not be read again.
    """
    content = format_named(format_name).write(_reduced(annotations, leave_out))
    back = import_annotations(content, format_name, "export", Fill(), limit=1 << 62)
    found = {annotation.id: plain(annotation) for annotation in back.annotations}
    losses: Counter[str] = Counter()
    for annotation in annotations:
        values = plain(annotation)
        read_back = found.get(annotation.id, {})
        losses.update(n for n in (*FIELDS, SOURCE) if read_back.get(n) != values.get(n))
    return Exported(content, losses)


def export_without_text(
    annotations: Sequence[Annotation], leave_out: Iterable[str] = ()
) -> Exported:
    """Write annotations as our own files, with the source of each in place of its text.

    ``leave_out`` names those of ``MAY_BE_LEFT_OUT`` that are not written either.

    Raises:
        AnnotationError: some have no source; each is named.
    """
    leave_out = tuple(leave_out)
    content = write_without_text(_reduced(annotations, leave_out))
    texts = {a.source: a.text for a in annotations if a.source is not None}
    losses: Counter[str] = Counter()
    for annotation, line in zip(annotations, content.decode().split("\n"), strict=False):
        values, back = plain(annotation), plain(parsed_line(line, texts.__getitem__))
        losses.update(name for name in (*FIELDS, SOURCE) if back.get(name) != values.get(name))
    return Exported(content, losses)


def _reduced(annotations: Iterable[Annotation], leave_out: Iterable[str]) -> list[Annotation]:
    without = {"day" if name == "date" else name: MAY_BE_LEFT_OUT[name] for name in leave_out}
    return [annotation.model_copy(update=without) for annotation in annotations]


def unknown_fields(paths: Iterable[Path]) -> Counter[str]:
    """Count the passages of annotation files that say what an annotation has no field for.

    No format takes that along. The files must be valid.

    Raises:
        AnnotationError: a path does not exist.
    """
    counts: Counter[str] = Counter()
    for path in annotation_files(paths):
        content = path.read_bytes()
        for found in read(content, len(content)):
            if isinstance(found, Record):
                counts.update(found.not_taken)
    return counts
