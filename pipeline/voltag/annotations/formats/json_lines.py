"""voltag's own annotation files."""

from collections.abc import Iterable, Iterator

from voltag.annotations.formats.record import FIELDS, Fault, LeftOut, Record
from voltag.annotations.formats.strict_json import json_objects
from voltag.annotations.model import Annotation

FILE = "file"
"""What some files call the document."""


def write(annotations: Iterable[Annotation]) -> bytes:
    """Return an annotation file: one object a line."""
    return "".join(
        annotation.model_dump_json(by_alias=True) + "\n" for annotation in annotations
    ).encode("utf-8")


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
        yield Record(
            place,
            {name: values[name] for name in FIELDS if name in values},
            names,
            tuple(name for name in values if name not in FIELDS),
        )
