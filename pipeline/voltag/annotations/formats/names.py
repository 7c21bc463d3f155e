"""The formats by name, and the module of each."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from voltag.annotations.formats.record import Fault, LeftOut, Record
from voltag.annotations.model import Annotation

FORMATS = {
    "jsonl": "voltag's own JSON lines",
    "csv": "a table for spreadsheets",
    "prodigy": "Prodigy, JSON lines of its choice interface",
    "doccano": "doccano, JSON lines of a text classification project",
    "label-studio": "Label Studio, JSON",
    "docbin": "spaCy DocBin",
}
"""The formats with what each is for."""


class Format(Protocol):
    """What the module of a format has."""

    def write(self, annotations: Iterable[Annotation]) -> bytes:
        """Return the bytes of a file with the annotations."""
        ...

    def read(self, content: bytes, limit: int) -> Iterator[Record | LeftOut | Fault]:
        """Yield what stands in a file, in order; unpacked it may have ``limit`` bytes."""
        ...


def format_named(name: str) -> Format:
    """Return the module of a format.

    Raises:
        KeyError: there is no format of that name.
    """
    from voltag.annotations.formats import (
        comma_separated,
        docbin,
        doccano,
        json_lines,
        label_studio,
        prodigy,
    )

    modules: dict[str, Format] = {
        "jsonl": json_lines,
        "csv": comma_separated,
        "prodigy": prodigy,
        "doccano": doccano,
        "label-studio": label_studio,
        "docbin": docbin,
    }
    return modules[name]
