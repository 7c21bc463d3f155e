"""From documents to the units that the figures count: reviews and frameworks.

Language versions, annexes, drafts and copies of one review are one unit, and any yes among
them is its yes (CRITERIA, "What the verdicts add up to").
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from voltag.criteria.places import never_counts
from voltag.criteria.question import sort_out
from voltag.settings import Thresholds
from voltag.types import (
    B4Kind,
    Code,
    Kind,
    LabelledPassage,
    Objective,
    Question,
    Reference,
    Verdict,
)

STATISTICS = frozenset({Code.C1, Code.C2})
"""The codes by which a review reflects statistics on volunteer work (fig. 2, para 41)."""

Measured = Question | Literal["statistics"]
"""What a figure asks of a unit: a question, or measurement by statistics alone."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person signed off for one document: a line of ``reviewed.jsonl``.

    Where an answer is null or not given the machine's stands.
    """

    document_id: str
    references_volunteering: bool | None
    objectives: dict[Objective, bool | None]
    by: str
    date: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """A document's verdict with what the figures need beside it."""

    verdict: Verdict
    group: str | None
    """What names the unit of this document, or None: then kind, country and year do."""
    decision: Decision | None
    statistics: bool | None
    """Whether measurement is evidenced by statistics (c1 or c2)."""
    partnerships: tuple[B4Kind, ...]
    """Kinds of the disaster partnerships that a sure passage tells of."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A review or framework, of one file or several."""

    name: str
    kind: Kind
    country: str | None
    year: int | None
    documents: tuple[str, ...]
    """Ids of its documents, or the paths of those without one."""
    references: bool | None
    objectives: dict[Objective, bool | None]
    statistics: bool | None
    rules: tuple[str, ...]
    sdgs: tuple[int, ...]
    """Goals that its contributions are tied to; none where it does not reference volunteering."""
    partnerships: tuple[B4Kind, ...]
    reviewed: bool
    """Whether a person signed off the verdict on one of its documents."""
    open: dict[Question, tuple[str, ...]]
    """For each question without an answer: why."""

    def answer(self, measured: Measured) -> bool | None:
        """The unit's answer to a question."""
        if measured == "references":
            return self.references
        if measured == "statistics":
            return self.statistics
        return self.objectives[Objective(measured)]

    def why_open(self, measured: Measured) -> str:
        """Why there is no answer, in the words of ``review``; ``no_statistics`` is our own."""
        question: Question = "measurement" if measured == "statistics" else measured
        return " and ".join(self.open.get(question, ())) or "statistics_in_doubt"


def judged_document(
    verdict: Verdict,
    passages: Sequence[LabelledPassage],
    measurement: Thresholds,
    integration: Thresholds,
    *,
    group: str | None = None,
    decision: Decision | None = None,
) -> JudgedDocument:
    """Join a verdict with what its passages say of statistics and disaster partnerships."""
    counting = [passage for passage in passages if not never_counts(passage)]
    kinds = {p.b4_kind for p in sort_out("integration", counting, integration).counting}
    partnerships = tuple(kind for kind in get_args(B4Kind) if kind in kinds)
    statistics = _statistics(verdict, counting, measurement)
    return JudgedDocument(verdict, group, decision, statistics, partnerships)


def _statistics(
    verdict: Verdict, passages: Sequence[LabelledPassage], thresholds: Thresholds
) -> bool | None:
    """Whether the review reflects statistics on volunteer work: measurement by c1 or c2.

    c3 and c4 alone evidence measurement in the verdict, not in fig. 2 (ours).
    """
    evidenced = verdict.answer("measurement")
    told = [
        p for p in passages if p.reference is Reference.CONTRIBUTION and STATISTICS & set(p.codes)
    ]
    found = sort_out("measurement", told, thresholds)
    if evidenced and found.counting:
        return True
    return None if evidenced is None or found.doubtful else False


def units(documents: Iterable[JudgedDocument], *, decisions: bool = True) -> tuple[Unit, ...]:
    """Group ``documents`` into units, in the order of kind, country and year.

    With ``decisions`` a person's verdict stands in for the machine's; without, the machine's
    is taken everywhere. Documents are grouped by their group where they have one, else by
    kind, country and year; one that lacks any of these, or is neither review nor framework,
    stands alone.
    """
    grouped: dict[str, list[JudgedDocument]] = {}
    for document in documents:
        grouped.setdefault(unit_name(document), []).append(document)
    made = [_unit(name, members, decisions) for name, members in grouped.items()]
    made.sort(key=lambda unit: (unit.kind.value, unit.country or "~", unit.year or 0, unit.name))
    return tuple(made)


def unit_name(document: JudgedDocument) -> str:
    """The name of the unit that a document belongs to."""
    verdict = document.verdict
    if document.group:
        return document.group
    if verdict.kind is not Kind.OTHER and verdict.country and verdict.year:
        return f"{verdict.kind}/{verdict.country}/{verdict.year}"
    # Different files may stand at one path in different folders.
    return f"{verdict.path} {verdict.document_id.removeprefix('sha256:')[:8]}".strip()


def _unit(name: str, members: Sequence[JudgedDocument], decisions: bool) -> Unit:
    verdicts = [member.verdict for member in members]
    references = _any(_answer(member, "references", decisions) for member in members)
    objectives = {
        objective: _any(_answer(member, objective.value, decisions) for member in members)
        for objective in Objective
    }
    # What a person's no takes back does not count because another file says yes.
    telling = [m.verdict for m in members if _answer(m, "references", decisions) is not False]
    questions: dict[Question, bool | None] = {"references": references}
    questions |= {objective.value: value for objective, value in objectives.items()}
    return Unit(
        name=name,
        kind=verdicts[0].kind,
        country=next((v.country for v in verdicts if v.country), None),
        year=next((v.year for v in verdicts if v.year), None),
        documents=tuple(dict.fromkeys(v.document_id or v.path for v in verdicts)),
        references=references,
        objectives=objectives,
        statistics=_any(_with_statistics(member, decisions) for member in members),
        rules=tuple(sorted({rule for v in telling for rule in v.rules})) if references else (),
        sdgs=tuple(sorted({goal for v in telling for goal in v.sdgs})) if references else (),
        partnerships=tuple(
            dict.fromkeys(
                kind
                for m in members
                if _answer(m, "integration", decisions) is not False
                for kind in m.partnerships
            )
        ),
        reviewed=decisions and any(member.decision is not None for member in members),
        open={
            question: tuple(dict.fromkeys(r for v in verdicts for r in v.review.get(question, ())))
            for question, value in questions.items()
            if value is None
        },
    )


def _any(answers: Iterable[bool | None]) -> bool | None:
    """Any yes is a yes; a no needs every answer to be one."""
    given = set(answers)
    if True in given:
        return True
    return None if None in given else False


def answer_that_counts(
    verdict: Verdict, decision: Decision | None, question: Question
) -> bool | None:
    """The answer to a question: a person's where one was signed off, else the machine's."""
    machine = verdict.answer(question)
    if decision is None:
        return machine
    if question == "references":
        signed = decision.references_volunteering
    else:
        signed = decision.objectives.get(Objective(question))
    return machine if signed is None else signed


def _answer(document: JudgedDocument, question: Question, decisions: bool) -> bool | None:
    return answer_that_counts(document.verdict, document.decision if decisions else None, question)


def _with_statistics(document: JudgedDocument, decisions: bool) -> bool | None:
    """Measurement by statistics; a person's yes without any seen by the machine is open."""
    used = _answer(document, "measurement", decisions)
    machine = document.verdict.answer("measurement")
    if used is machine or used is None:
        return document.statistics
    if used is False:
        return False
    return True if document.statistics else None
