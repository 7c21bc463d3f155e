"""Making annotations of what stands in a file, with nothing filled in unseen."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from voltag.annotations.formats.names import format_named
from voltag.annotations.formats.record import FIELDS, Fault, LeftOut, Record
from voltag.annotations.model import Annotation, Origin
from voltag.annotations.read import AnnotationError
from voltag.types import Code, Reference

_LEFT_EMPTY = ("document", "annotator", "date")
"""Fields that may be empty, and are named in the report when they are."""

_LABELS = "labels"
"""What faults in the labels as a whole are said to be about."""


@dataclass(frozen=True, slots=True)
class Fill:
    """What the user says of the passages of a file that does not say it itself."""

    annotator: str | None = None
    day: date | None = None
    origin: Origin | None = None
    language: str | None = None
    id_prefix: str | None = None
    """Passages without an id get this and a number of six digits."""

    def values(self) -> dict[str, str]:
        """What is given, by field."""
        given = {
            "annotator": self.annotator,
            "date": self.day.isoformat() if self.day else None,
            "origin": self.origin,
            "language": self.language,
        }
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Imported:
    """The annotations of a file, and what became of the rest of what it says."""

    annotations: list[Annotation]
    filled: Counter[str] = field(default_factory=Counter)
    """How many passages have a field from the options."""
    left_empty: Counter[str] = field(default_factory=Counter)
    """How many passages have a field neither from the file nor from the options."""
    by_rule: Counter[str] = field(default_factory=Counter)
    """How many passages have a field that the rules of the labels gave."""
    not_taken: Counter[str] = field(default_factory=Counter)
    """How many passages say something in the file that an annotation has no place for."""
    left_out: Counter[str] = field(default_factory=Counter)
    """How many passages were left out, by the reason."""

    def report(self) -> list[str]:
        """Return a line for each thing that was filled, left empty, or left behind."""
        return [
            *(f"{name}: filled from the options for {n}" for name, n in _in(self.filled)),
            *(f"{name}: {n}" for name, n in _in(self.by_rule)),
            *(f"{name}: not given for {n}" for name, n in _in(self.left_empty)),
            *(f"{name}: not taken, {n}" for name, n in _in(self.not_taken)),
            *(f"left out, {why}: {n}" for why, n in _in(self.left_out)),
        ]


def passages(count: int) -> str:
    """Return ``1 passage``, ``2 passages``."""
    return f"{count} passage{'' if count == 1 else 's'}"


def _in(counts: Counter[str]) -> list[tuple[str, str]]:
    return [(name, passages(count)) for name, count in counts.items() if count]


def import_annotations(
    content: bytes, format_name: str, name: str, fill: Fill, limit: int
) -> Imported:
    """Read the annotations of a file in one of ``FORMATS``.

    ``name`` is the file's name, for the faults; ``limit`` the bytes that a packed file may
    unpack to.

    Raises:
        AnnotationError: passages cannot be read, or are not valid annotations; all faults are
            listed, each as ``file:line: field: what is wrong``.
    """
    result = Imported([])
    faults: list[Fault] = []
    places: dict[str, str] = {}
    given = fill.values()
    count = 0
    for found in format_named(format_name).read(content, limit):
        if isinstance(found, Fault):
            faults.append(found)
        elif isinstance(found, LeftOut):
            result.left_out[found.why] += 1
        else:
            count += 1
            number = None if fill.id_prefix is None else f"{fill.id_prefix}{count:06}"
            values = _values(found, given | ({"id": number} if number else {}), result)
            wrong, annotation = _annotation(found, values)
            faults += wrong
            if annotation is None:
                continue
            if annotation.id in places:
                stands = f"{annotation.id} stands at {name}:{places[annotation.id]} already"
                faults.append(Fault(found.place, f"{found.name('id')}: {stands}"))
            places[annotation.id] = found.place
            result.annotations.append(annotation)
    if faults:
        raise AnnotationError([fault.in_file(name) for fault in faults])
    return result


def _values(record: Record, given: Mapping[str, str], result: Imported) -> dict[str, object]:
    """Return the values of a record with those that are missing filled in and counted."""
    values = {name: value for name, value in record.values.items() if value not in (None, "")}
    for name, value in given.items():
        if name not in values:
            values[name] = value
            result.filled[name] += 1
    for name in _LEFT_EMPTY:
        if name not in values:
            result.left_empty[name] += 1
    if "origin" not in values:
        result.by_rule["origin: not given, so published, which is for testing only"] += 1
    if not values.get("objectives") and values.get("codes"):
        values["objectives"] = _objectives(values["codes"])
        result.by_rule["objectives: not given, so those of the codes"] += 1
    if "polarity" not in values and values.get("reference") in (Reference.NONE, Reference.BARE):
        result.by_rule["polarity: not given, so neutral, as all that is no contribution"] += 1
    if "implicit" not in values:
        result.by_rule["implicit: not given, so false"] += 1
    result.not_taken.update(record.not_taken)
    return values


def _objectives(codes: object) -> list[str]:
    known = {code.value: code.objective.value for code in Code}
    if not isinstance(codes, list):
        return []
    return sorted({known[code] for code in codes if isinstance(code, str) and code in known})


def _annotation(
    record: Record, values: Mapping[str, object]
) -> tuple[list[Fault], Annotation | None]:
    """Make an annotation of values, or say what is wrong with them."""
    wrong = [
        f"{record.name(name)}: is missing{_ADVICE.get(name, '')}"
        for name in ("id", "language", "text", "reference")
        if name not in values
    ]
    if values.get("reference") == Reference.CONTRIBUTION and "polarity" not in values:
        wrong.append(f"{record.name('polarity')}: polarity is missing; a contribution needs one")
    for name in FIELDS:
        if not _can_be_written(values.get(name)):
            wrong.append(f"{record.name(name)}: has half a character in it (a lone surrogate)")
    if not isinstance(values.get("date", ""), str):
        wrong.append(f"{record.name('date')}: is not a date such as 2026-11-24")
    if wrong:
        return [Fault(record.place, message) for message in wrong], None
    try:
        return [], Annotation.model_validate(dict(values))
    except ValidationError as error:
        return [Fault(record.place, message) for message in _messages(record, error)], None


_ADVICE = {
    "id": "; number the passages with --id-prefix",
    "language": "; give it with --language",
}


def _can_be_written(value: object) -> bool:
    texts = value if isinstance(value, list) else [value]
    return not any(
        "\ud800" <= character <= "\udfff"
        for text in texts
        if isinstance(text, str) and not text.isascii()
        for character in text
    )


def _messages(record: Record, error: ValidationError) -> list[str]:
    messages = []
    for detail in error.errors(include_url=False):
        where = [str(part) for part in detail["loc"]]
        field_name = ".".join([record.name(where[0]), *where[1:]]) if where else _LABELS
        messages.append(f"{field_name}: {detail['msg'].removeprefix('Value error, ')}")
    return messages
