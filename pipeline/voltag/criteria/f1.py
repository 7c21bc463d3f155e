"""F1: volunteering is integrated in different sections of a cooperation framework."""

from collections.abc import Iterable, Sequence

from voltag.criteria.places import f1_section
from voltag.criteria.question import Answer, sort_out, why_doubtful
from voltag.settings import Thresholds
from voltag.types import LabelledPassage, Section

UNKNOWN = "sections_unknown"
"""Reason: counting passages stand where no heading tells the section."""


def f1(passages: Sequence[LabelledPassage], thresholds: Thresholds, wanted: int) -> Answer:
    """Whether F1 is met (A/76/137, fn 8): counting passages in ``wanted`` sections or more.

    ``passages`` are all of a document's that may count, those without volunteering too:
    they show which sections the headings tell. The results framework is not a section, and
    the executive summary is one only beside another. Passages in doubt, and passages whose
    section no heading tells, leave the answer to a reviewer where they could make it yes.
    """
    body = [p for p in passages if not _in_results_framework(p)]
    found = sort_out("references", body, thresholds)
    counting, doubtful, negative = found.counting, found.doubtful, found.negative
    if _sections(counting) >= wanted:
        named = [p for p in counting if not p.implicit]
        reasons = () if _sections(named) >= wanted else ("implicit_only",)
        return Answer(True, _spread(counting), reasons, found.best)
    hidden = _Hidden(body, wanted)
    either = (*counting, *doubtful)
    doubt = why_doubtful("references", doubtful, thresholds)
    if _sections(counting, hidden.places(counting)) >= wanted:
        return Answer(None, _spread(counting), (UNKNOWN,), found.best)
    if _sections(either) >= wanted:
        return Answer(None, either, doubt, found.best)
    if _sections(either, hidden.places(either)) >= wanted:
        return Answer(None, either, (*doubt, UNKNOWN), found.best)
    if _sections((*counting, *negative)) >= wanted:
        return Answer(False, (*counting, *negative), ("negative_only",), found.best)
    if negative and not counting:
        return Answer(False, negative, ("negative_only",), found.best)
    return Answer(False, counting, (), found.best)


def _in_results_framework(passage: LabelledPassage) -> bool:
    return passage.in_results_framework or passage.section_code is Section.RESULTS_FRAMEWORK


def _sections(passages: Iterable[LabelledPassage], hidden: int = 0) -> int:
    """How many sections the passages stand in, with so many that no heading tells."""
    sections = {f1_section(p) for p in passages} - {None}
    others = len(sections - {Section.EXECUTIVE_SUMMARY}) + hidden
    return others + (Section.EXECUTIVE_SUMMARY in sections and others > 0)


def _spread(passages: Sequence[LabelledPassage]) -> tuple[LabelledPassage, ...]:
    """The best passage of each section, and then the rest."""
    firsts: dict[Section | None, LabelledPassage] = {}
    for passage in passages:
        firsts.setdefault(f1_section(passage), passage)
    first = sorted(firsts.items(), key=lambda item: (item[0] is None, item[1].page))
    ids = {p.passage_id for _, p in first}
    return (*(p for _, p in first), *(p for p in passages if p.passage_id not in ids))


class _Hidden:
    """The sections that passages may stand in without a heading that tells it."""

    def __init__(self, body: Sequence[LabelledPassage], wanted: int) -> None:
        told = {f1_section(p) for p in body} - {None}
        self._structured = len(told) >= wanted
        tops = {p.section[0] for p in body if p.section}
        # One heading above everything is the title; chapters come below it.
        self._depth = 2 if len(tops) == 1 else 1

    def places(self, passages: Iterable[LabelledPassage]) -> int:
        """How many sections the passages of no known section may add, at most.

        In a document whose sections are told, each chapter of unknown name may be one, and
        what stands before the first heading is none. Else any two passages may stand in two.
        """
        unknown = [p for p in passages if p.section_code is None]
        if not self._structured:
            return len(unknown)
        return len({p.section[: self._depth] for p in unknown if p.section})
