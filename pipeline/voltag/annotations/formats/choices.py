"""All labels of a passage as one flat list of choices, for tools that know nothing else.

``["reference:contribution", "polarity:positive", "objective:ownership", "code:a3"]``, with
``b4:long_term`` and ``implicit`` where they apply.
"""

from collections.abc import Iterable
from typing import get_args

from voltag.annotations.model import Annotation
from voltag.types import B4Kind, Code, Objective, Polarity, Reference

IMPLICIT = "implicit"

_GROUPS: dict[str, tuple[str, ...]] = {
    "reference": tuple(Reference),
    "polarity": tuple(Polarity),
    "objective": tuple(Objective),
    "code": tuple(Code),
    "b4": get_args(B4Kind),
}
_FIELDS = {"objective": "objectives", "code": "codes", "b4": "b4_kind"}
_LISTS = ("objective", "code")

CHOICES = (*(f"{group}:{value}" for group in _GROUPS for value in _GROUPS[group]), IMPLICIT)
"""Every choice, in the order in which a list of them is written."""


def to_choices(annotation: Annotation) -> list[str]:
    """Return the labels of an annotation as choices."""
    chosen = {
        f"reference:{annotation.reference}",
        f"polarity:{annotation.polarity}",
        *(f"objective:{objective}" for objective in annotation.objectives),
        *(f"code:{code}" for code in annotation.codes),
    }
    if annotation.b4_kind is not None:
        chosen.add(f"b4:{annotation.b4_kind}")
    if annotation.implicit:
        chosen.add(IMPLICIT)
    return [choice for choice in CHOICES if choice in chosen]


def from_choices(choices: Iterable[object]) -> dict[str, object]:
    """Return the label fields that choices stand for; a field that none names is left out.

    ``implicit`` is always there: where it is not chosen, it is false.

    Raises:
        ValueError: a choice is unknown or stands twice, or two exclude each other.
    """
    chosen: dict[str, list[str]] = {}
    implicit = False
    seen: set[str] = set()
    for choice in choices:
        if not isinstance(choice, str) or choice not in CHOICES:
            raise ValueError(f"{choice!r:.80} is not a choice; they are: {', '.join(CHOICES)}")
        if choice in seen:
            raise ValueError(f"{choice} stands twice")
        seen.add(choice)
        if choice == IMPLICIT:
            implicit = True
        else:
            group, value = choice.split(":")
            chosen.setdefault(group, []).append(value)
    fields: dict[str, object] = {"implicit": implicit}
    for group, values in chosen.items():
        if group in _LISTS:
            fields[_FIELDS[group]] = values
        elif len(values) == 1:
            fields[_FIELDS.get(group, group)] = values[0]
        else:
            raise ValueError(
                " and ".join(f"{group}:{value}" for value in values) + " exclude each other"
            )
    return fields
