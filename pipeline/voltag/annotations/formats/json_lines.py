"""voltag's own annotation files."""

import json
from collections.abc import Iterable, Iterator

from voltag.annotations.formats.record import FIELDS, SOURCE, Fault, LeftOut, Record, plain
from voltag.annotations.formats.strict_json import json_objects
from voltag.annotations.model import Annotation
from voltag.annotations.read import AnnotationError

FILE = "file"
"""What some files call the document."""


def write(annotations: Iterable[Annotation]) -> bytes:
    """Return an annotation file: one object a line."""
    return _lines(plain(annotation) for annotation in annotations)


def write_without_text(annotations: Iterable[Annotation]) -> bytes:
    """Return an annotation file that has the source of each passage in place of its text.

    Raises:
        AnnotationError: some have no source; each is named.
    """
    annotations = list(annotations)
    without = [a.id for a in annotations if a.source is None]
    if without:
        raise AnnotationError(
            [
                f"{name}: has no source, and no PDF of --pdfs has its text to be read again"
                for name in without
            ]
        )
    return _lines(
        {name: value for name, value in plain(annotation).items() if name != "text"}
        for annotation in annotations
    )


def _lines(objects: Iterable[dict[str, object]]) -> bytes:
    dumped = (json.dumps(o, ensure_ascii=False, separators=(",", ":")) for o in objects)
    return "".join(line + "\n" for line in dumped).encode("utf-8")


def read(content: bytes, limit: int) -> Iterator[Record | LeftOut | Fault]:
    """Yield the passages of an annotation file."""
    for found in json_objects(content):
        if isinstance(found, Fault):
            yield found
            continue
        place, values = found
        names = {}
        if "document" not in values and FILE in values:
            values["document"] = values.pop(FILE)
            names["document"] = FILE
        # A source told in words is a note of another tool's.
        known = FIELDS if isinstance(values.get(SOURCE), str) else (*FIELDS, SOURCE)
        yield Record(
            place,
            {name: values[name] for name in known if name in values},
            names,
            tuple(name for name in values if name not in known),
        )
