"""Writing the values of :mod:`voltag.types` as JSON and reading them back.

One pydantic adapter a type does both, and gives the JSON Schema that ``voltag schema``
prints, so that what is documented is what is written.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


_adapters: "dict[type[object], TypeAdapter[Any]]" = {}


def _adapter(record_type: type[object]) -> "TypeAdapter[Any]":
    """The adapter of a type, made once: making one costs more than using it."""
    if record_type not in _adapters:
        # Imported once it is needed: most of what a run that finds nothing new would wait for.
        from pydantic import TypeAdapter

        _adapters[record_type] = TypeAdapter(record_type)
    return _adapters[record_type]


def to_json(record: object) -> str:
    """Return ``record``, an instance of a dataclass, as one line of JSON."""
    return _adapter(type(record)).dump_json(record).decode("utf-8")


def to_json_lines(records: Iterable[object]) -> str:
    """Return the records as JSON lines, each line ended by a line feed."""
    return "".join(to_json(record) + "\n" for record in records)


def from_json(record_type: type[T], text: str | bytes) -> T:
    """Read one JSON object as ``record_type``.

    Raises:
        pydantic.ValidationError: the text is not JSON, or not of that type.
    """
    record: T = _adapter(record_type).validate_json(text)
    return record


def schema(record_type: type[Any]) -> dict[str, Any]:
    """Return the JSON Schema of what :func:`to_json` writes for ``record_type``."""
    return _adapter(record_type).json_schema(mode="serialization")


def to_plain(record: object) -> dict[str, Any]:
    """Return ``record``, an instance of a dataclass, as JSON values."""
    plain: dict[str, Any] = _adapter(type(record)).dump_python(record, mode="json")
    return plain
