"""doccano's JSON lines of a text classification project with several labels a text.

A line has ``text``, ``label`` (a list) and any further columns, which doccano keeps with the
text and writes out again. Its own number of the text is ``id``, so ours is ``annotation_id``.
"""

import json
from collections.abc import Iterable, Iterator

from voltag.annotations.formats.choices import from_choices, to_choices
from voltag.annotations.formats.record import (
    LABEL_FIELDS,
    OTHER_FIELDS,
    Fault,
    LeftOut,
    Record,
    without_labels,
)
from voltag.annotations.formats.strict_json import json_objects
from voltag.annotations.model import Annotation

_NAMES = dict.fromkeys(LABEL_FIELDS, "label") | {"id": "annotation_id"}
_TEXTS = ("text", "data")
"""Some versions of doccano write the text as ``data``."""


def write(annotations: Iterable[Annotation]) -> bytes:
    """Return a line a passage, with its labels."""
    lines = []
    for annotation in annotations:
        columns = without_labels(annotation)
        first = {"text": columns.pop("text"), "label": to_choices(annotation)}
        lines.append(first | {_NAMES.get(name, name): value for name, value in columns.items()})
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode("utf-8")


def read(content: bytes, limit: int) -> Iterator[Record | LeftOut | Fault]:
    """Yield the texts with labels; those without any are left out."""
    for found in json_objects(content):
        yield found if isinstance(found, Fault) else _line(*found)


def _line(place: str, line: dict[str, object]) -> Record | LeftOut | Fault:
    label = line.get("label")
    if label == []:
        return LeftOut(place, "no label yet")
    if not isinstance(label, list):
        return Fault(place, "label: is not a list of choices; the project must allow several")
    try:
        labels = from_choices(label)
    except ValueError as error:
        return Fault(place, f"label: {error}")
    text = next((name for name in _TEXTS if name in line), "text")
    names = _NAMES | {"text": text}
    values = {name: line.get(names.get(name, name)) for name in OTHER_FIELDS}
    taken = {names.get(name, name) for name in OTHER_FIELDS} | {"label"}
    extra = tuple(name for name in line if name not in taken)
    return Record(place, values | labels, names, extra)
