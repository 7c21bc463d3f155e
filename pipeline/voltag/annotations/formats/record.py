"""What stands in a file of another tool, before it is made an annotation."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voltag.annotations.model import Annotation

SOURCE = "source"
"""The field that only our own files have: where in a PDF the passage stands."""

FIELDS = tuple(
    description.alias or name
    for name, description in Annotation.model_fields.items()
    if name != SOURCE
)
"""The other fields of an annotation as its file names them."""

LABEL_FIELDS = ("reference", "objectives", "codes", "b4_kind", "implicit", "polarity")
"""Those of them that say what the passage shows."""

OTHER_FIELDS = tuple(name for name in FIELDS if name not in LABEL_FIELDS)
"""Those of them that do not: the text, where it is from, who labelled it."""


@dataclass(frozen=True, slots=True)
class Record:
    """A labelled passage as a file has it: a value for each field that the file gives."""

    place: str
    """What comes between the file's name and the field's: a line number where there is one."""
    values: Mapping[str, object]
    """By the names of ``FIELDS``; what is None or an empty string is not given."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the file calls a field, where that is not the field's own name."""
    not_taken: tuple[str, ...] = ()
    """What the file says beyond the fields of an annotation, by its names in the file."""

    def name(self, field_name: str) -> str:
        """What the file calls ``field_name``."""
        return self.names.get(field_name, field_name)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A passage that nobody has labelled, or whose labelling somebody refused."""

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that makes a file, or a passage of it, unusable."""

    place: str
    """Empty when it is about the file as a whole."""
    message: str
    """``field: what is wrong``."""

    def in_file(self, name: str) -> str:
        """The fault as one line, with the name of the file before it."""
        return f"{name}:{self.place}: {self.message}" if self.place else f"{name}: {self.message}"


def plain(annotation: Annotation) -> dict[str, object]:
    """Return the annotation as JSON values, by the names of ``FIELDS``, and its source if any."""
    values: dict[str, object] = annotation.model_dump(mode="json", by_alias=True)
    if values[SOURCE] is None:
        del values[SOURCE]
    return values


def without_labels(annotation: Annotation) -> dict[str, object]:
    """Return what is not a label, leaving out what is not known."""
    values = plain(annotation)
    return {name: values[name] for name in OTHER_FIELDS if values[name] not in (None, "")}
