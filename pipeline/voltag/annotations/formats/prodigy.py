"""Prodigy's JSON lines, as ``prodigy db-in`` and ``db-out`` have them for the choice interface.

A task has ``text``, ``options``, ``accept`` with the ids of the options chosen, and ``answer``;
what is not a label is in ``meta``, which Prodigy shows beside the text and keeps.
"""

import json
from collections.abc import Iterable, Iterator

from voltag.annotations.formats.choices import CHOICES, from_choices, to_choices
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

_OPTIONS = [{"id": choice, "text": choice} for choice in CHOICES]
_OURS = {"text", "options", "accept", "answer", "meta", "_view_id", "config"}
_NAMES = dict.fromkeys(LABEL_FIELDS, "accept") | {
    name: f"meta.{name}" for name in OTHER_FIELDS if name != "text"
}


def write(annotations: Iterable[Annotation]) -> bytes:
    """Return tasks that are answered already, one a line."""
    tasks = []
    for annotation in annotations:
        meta = without_labels(annotation)
        tasks.append(
            {
                "text": meta.pop("text"),
                "options": _OPTIONS,
                "accept": to_choices(annotation),
                "answer": "accept",
                "meta": meta,
                "_view_id": "choice",
                "config": {"choice_style": "multiple"},
            }
        )
    return "".join(json.dumps(task, ensure_ascii=False) + "\n" for task in tasks).encode("utf-8")


def read(content: bytes, limit: int) -> Iterator[Record | LeftOut | Fault]:
    """Yield the accepted tasks; those rejected, ignored or without an answer are left out."""
    for found in json_objects(content):
        yield found if isinstance(found, Fault) else _task(*found)


def _task(place: str, task: dict[str, object]) -> Record | LeftOut | Fault:
    answer = task.get("answer")
    if answer is None:
        return LeftOut(place, "no answer yet")
    if answer in ("reject", "ignore"):
        return LeftOut(place, f"answer: {answer}")
    if answer != "accept":
        return Fault(place, f"answer: {answer!r:.80} is none of accept, reject, ignore")
    chosen, meta = task.get("accept"), task.get("meta")
    if not isinstance(chosen, list):
        return Fault(place, "accept: is not a list of choices; label in the choice interface")
    if not isinstance(meta, dict | None):
        return Fault(place, "meta: is not an object")
    meta = meta or {}
    try:
        labels = from_choices(chosen)
    except ValueError as error:
        return Fault(place, f"accept: {error}")
    values = {name: meta[name] for name in OTHER_FIELDS if name in meta}
    extra = [f"meta.{name}" for name in meta if name not in OTHER_FIELDS or name == "text"]
    extra += [name for name in task if name not in _OURS]
    return Record(place, values | {"text": task.get("text")} | labels, _NAMES, tuple(extra))
