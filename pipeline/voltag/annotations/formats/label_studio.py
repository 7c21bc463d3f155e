"""Label Studio's JSON: a list of tasks, each with ``data`` and ``annotations``.

The labels are one ``Choices`` control that allows several; a project may as well have one
control a question, their choices are taken together. What is not a label is in ``data``.
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
from voltag.annotations.formats.strict_json import json_list
from voltag.annotations.model import Annotation

_NAMES = dict.fromkeys(LABEL_FIELDS, "annotations.result") | {
    name: f"data.{name}" for name in OTHER_FIELDS
}


def write(annotations: Iterable[Annotation]) -> bytes:
    """Return tasks with one finished annotation each, a task a line."""
    tasks = []
    for annotation in annotations:
        result = {
            "from_name": "labels",
            "to_name": "text",
            "type": "choices",
            "value": {"choices": to_choices(annotation)},
        }
        task = {"data": without_labels(annotation), "annotations": [{"result": [result]}]}
        tasks.append(json.dumps(task, ensure_ascii=False))
    return ("[\n" + ",\n".join(tasks) + "\n]\n").encode("utf-8")


def read(content: bytes, limit: int) -> Iterator[Record | LeftOut | Fault]:
    """Yield the labelled tasks; those without a finished annotation are left out."""
    for found in json_list(content):
        yield found if isinstance(found, Fault) else _task(*found)


def _task(place: str, task: dict[str, object]) -> Record | LeftOut | Fault:
    data, annotations = task.get("data"), task.get("annotations")
    if not isinstance(data, dict):
        return Fault(place, "data: is not an object; export the project as JSON, not JSON-MIN")
    if not isinstance(annotations, list):
        return Fault(place, "annotations: is not a list; export the project as JSON")
    answers: list[list[object]] = []
    extra: list[str] = []
    for annotation in annotations:
        if not isinstance(annotation, dict):
            return Fault(place, "annotations: has something that is not an object")
        if annotation.get("was_cancelled"):
            continue
        choices = _choices(annotation.get("result"), extra)
        if choices is None:
            return Fault(place, "annotations.result: is not a list of results with values")
        answers.append(choices)
        extra += [f"annotations.{name}" for name in ("completed_by",) if annotation.get(name)]
    if not any(answers):
        return LeftOut(place, "no annotation yet")
    if any(sorted(map(str, answer)) != sorted(map(str, answers[0])) for answer in answers):
        return Fault(
            place, f"annotations: {len(answers)} people disagree; keep one of their annotations"
        )
    try:
        labels = from_choices(answers[0])
    except ValueError as error:
        return Fault(place, f"annotations.result: {error}")
    values = {name: data[name] for name in OTHER_FIELDS if name in data}
    extra += [f"data.{name}" for name in data if name not in OTHER_FIELDS]
    return Record(place, values | labels, _NAMES, tuple(dict.fromkeys(extra)))


def _choices(result: object, extra: list[str]) -> list[object] | None:
    """Return what was chosen, or None where that cannot be told; add other results to extra."""
    if not isinstance(result, list):
        return None
    chosen: list[object] = []
    for item in result:
        if not isinstance(item, dict):
            return None
        if item.get("type") != "choices":
            extra.append(f"annotations.result of type {item.get('type')!r:.40}")
            continue
        value = item.get("value")
        choices = value.get("choices") if isinstance(value, dict) else None
        if not isinstance(choices, list):
            return None
        chosen += choices
    return chosen
