"""Labels that the place of a passage decides, whatever the model makes of its words."""

from dataclasses import replace
from typing import Any

from voltag.settings import RuleSettings
from voltag.types import (
    NO_SCORES,
    Code,
    LabelledPassage,
    Labels,
    Objective,
    Polarity,
    Reference,
    Role,
)

_NEVER_COUNT = {Role.CONTENTS, Role.HEADING, Role.RUNNING_HEAD, Role.FOOTER, Role.PAGE_NUMBER}
_SUPPORTERS = {"partner", "resource"}
_RESULTS = {"outcome", "output", "indicator"}
_UNV = "UNV"
_SHOWS_NOTHING: dict[str, Any] = {
    "scores": NO_SCORES,
    "in_doubt": (),
    "objectives": (),
    "codes": (),
    "b4_kind": None,
    "implicit": False,
    "polarity": Polarity.NEUTRAL,
}
"""The labels of what is no contribution, beside its reference."""


def cap_by_role(labels: Labels, role: Role) -> Labels:
    """Return ``labels`` as the place of the passage allows them.

    A heading, an entry of a table of contents or a page's furniture is a title, and so
    `bare` at most (CRITERIA, question 1).
    """
    if role not in _NEVER_COUNT:
        return labels
    return replace(
        labels,
        reference=Reference.NONE if labels.reference is Reference.NONE else Reference.BARE,
        **_SHOWS_NOTHING,
    )


def label_by_rules(passage: LabelledPassage, rules: RuleSettings) -> LabelledPassage:
    """Return ``passage`` with the labels that its row of the results framework gives it.

    CRITERIA, question 1: UNV as partner or resource of a stated result makes the row a
    contribution, b7, whoever else is named beside it; UNV as the only word of volunteering
    among ``rules.agency_list`` entities of the United Nations or more is bare. Both are sure.
    """
    if not passage.in_results_framework or not _names_unv(passage):
        return passage
    if names_many_agencies(passage, rules):
        return _listed(passage) if names_only_unv(passage) else passage
    columns = {text for name, text in passage.context if name == "column"}
    stated = {name for name, _ in passage.context} & _RESULTS
    return _partner(passage) if columns & _SUPPORTERS and stated else passage


def _listed(passage: LabelledPassage) -> LabelledPassage:
    return replace(
        passage,
        reference=Reference.BARE,
        **_SHOWS_NOTHING,
        label_rule="agency_list",
    )


def _partner(passage: LabelledPassage) -> LabelledPassage:
    told = passage.reference is Reference.CONTRIBUTION
    objectives = {*passage.objectives, Objective.INTEGRATION} if told else {Objective.INTEGRATION}
    codes = {*passage.codes, Code.B7} if told else {Code.B7}
    return replace(
        passage,
        reference=Reference.CONTRIBUTION,
        scores=replace(passage.scores, contribution=1.0, integration=1.0),
        in_doubt=tuple(q for q in passage.in_doubt if q not in ("references", "integration")),
        objectives=tuple(objective for objective in Objective if objective in objectives),
        codes=tuple(sorted(codes)),
        implicit=False,
        polarity=passage.polarity if told else Polarity.NEUTRAL,
        label_rule="b7_in_result",
    )


def _names_unv(passage: LabelledPassage) -> bool:
    return any(name == _UNV for _, _, name in passage.agencies)


def names_many_agencies(passage: LabelledPassage, rules: RuleSettings) -> bool:
    """Whether the passage names so many entities of the United Nations that it lists them all."""
    return len({name for _, _, name in passage.agencies}) >= rules.agency_list


def names_only_unv(passage: LabelledPassage) -> bool:
    """Whether the name of UNV is the only word of volunteering in the passage."""
    named = [(start, end) for start, end, name in passage.agencies if name == _UNV]
    return bool(passage.terms) and all(
        any(start < last and end > first for first, last in named)
        for start, end, _ in passage.terms
    )
