"""F2: volunteering is integrated in the results (and resources) framework."""

from collections.abc import Sequence

from voltag.criteria.labels import names_many_agencies, names_only_unv
from voltag.criteria.question import Answer, answer, sort_out
from voltag.settings import RuleSettings, Thresholds
from voltag.types import LabelledPassage, Role, Section

UNREAD = "results_framework_unread"
"""Reason: a counting passage may stand in a results framework that was not read as a table."""


def f2(
    passages: Sequence[LabelledPassage],
    thresholds: Thresholds,
    rules: RuleSettings,
    *,
    tables_read: bool = True,
) -> Answer:
    """Whether F2 is met (A/76/137, fn 8): a counting passage in a results framework's table.

    Where none is, but a counting passage stands under the heading of the results framework,
    or in a table of a document whose results framework was not found, a table may have been
    missed: no answer, and to a reviewer. The same holds for UNV, but for a list of all
    agencies, under the heading of the results framework and in none of its tables: it may
    be the partner of a result. Nor is there a no where reading the tables of some page failed:
    ``tables_read`` is false then.
    """
    table = [p for p in passages if p.in_results_framework]
    found = answer("references", table, thresholds)
    if found.value is not False:
        return found
    outside = sort_out(
        "references", [p for p in passages if not p.in_results_framework], thresholds
    )
    missed = tuple(p for p in outside.counting if _may_be_a_cell(p, found_one=bool(table)))
    if not missed:
        missed = tuple(p for p in passages if _may_be_partner(p, rules))
    if missed or not tables_read:
        return Answer(None, missed, (*found.reasons, UNREAD), max(found.score, outside.best))
    return found


def _may_be_a_cell(passage: LabelledPassage, *, found_one: bool) -> bool:
    if passage.section_code is Section.RESULTS_FRAMEWORK:
        return True
    return passage.role is Role.TABLE and not found_one


def _may_be_partner(passage: LabelledPassage, rules: RuleSettings) -> bool:
    return (
        passage.section_code is Section.RESULTS_FRAMEWORK
        and not passage.in_results_framework
        and names_only_unv(passage)
        and not names_many_agencies(passage, rules)
    )
