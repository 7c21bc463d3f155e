"""From labelled passages to the verdict on a document."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from voltag.criteria.explain import explain
from voltag.criteria.places import never_counts
from voltag.criteria.question import Answer, answer, is_sure
from voltag.criteria.reading import Reading
from voltag.criteria.references import references as answer_references
from voltag.settings import Settings
from voltag.types import (
    B4Kind,
    Code,
    Document,
    Identity,
    LabelledPassage,
    Objective,
    ObjectiveVerdict,
    Polarity,
    Question,
    Reference,
    Section,
    Verdict,
)


def judge(
    document: Document,
    identity: Identity,
    reading: Reading,
    passages: Sequence[LabelledPassage],
    settings: Settings,
    model: str,
) -> Verdict:
    """Return the verdict on ``document``: the rules of its kind, and the three objectives.

    ``passages`` are all of the document's, with their sections. What stands in contents,
    acronyms, acknowledgements or the legal annex counts for no question, and the verdict
    says where contributions were left out for that.
    """
    counting = [passage for passage in passages if not never_counts(passage)]
    found = answer_references(
        identity.kind, counting, settings, tables_read=not reading.unread_tables
    )
    found = replace(found, answer=_withheld(found.answer, reading))
    references = found.answer
    objectives = {
        objective: _withheld(
            answer(objective.value, counting, settings.thresholds(objective.value)), reading
        )
        for objective in Objective
    }
    most = settings.verdict.question_passages
    review: dict[Question, tuple[str, ...]] = {
        question: reached.reasons
        for question, reached in (("references", references), *_by_name(objectives))
        if reached.reasons
    }
    left_out = _left_out(passages, settings) if reading.any_answer else {}
    shown = counting if reading.any_answer else []
    goals = Counter(
        goal for p in shown if p.reference is Reference.CONTRIBUTION for goal in set(p.sdgs)
    )
    rules = found.met if references.value else ()
    return Verdict(
        document_id=document.document_id,
        path=document.path,
        title=identity.title,
        kind=identity.kind,
        country=identity.country,
        year=identity.year,
        languages=(identity.language,) if identity.language else reading.languages,
        pages=reading.pages,
        status=reading.status,
        references_volunteering=references.value,
        rules=rules,
        passages=tuple(p.passage_id for p in references.passages[:most]),
        objectives={
            objective: ObjectiveVerdict(
                evidenced=reached.value,
                score=reached.score if reading.any_answer else None,
                passages=tuple(p.passage_id for p in reached.passages[:most]),
            )
            for objective, reached in objectives.items()
        },
        sdgs=tuple(sorted(goals)),
        needs_review=bool(review),
        review=review,
        explanation=explain(identity.kind, reading, found, left_out),
        unread_pages=reading.unread_pages,
        identity_evidence=identity.evidence,
        model=model,
        group=identity.group,
        rule_passages={
            name: tuple(p.passage_id for p in found.rules[name].passages[:most]) for name in rules
        },
        sections=_sections(shown, settings),
        left_out={section: len(pages) for section, pages in left_out.items()},
        b4_kinds=_b4_kinds(shown, settings),
        sdg_passages=dict(sorted(goals.items())),
    )


def _left_out(passages: Sequence[LabelledPassage], settings: Settings) -> dict[Section, list[int]]:
    """The pages of the contributions, sure or in doubt, that stand where nothing counts."""
    pages: dict[Section, list[int]] = {}
    for passage in passages:
        likely = passage.scores.contribution >= settings.references.lower
        if likely and never_counts(passage) and passage.section_code is not None:
            pages.setdefault(passage.section_code, []).append(passage.page)
    return pages


def _sections(passages: Sequence[LabelledPassage], settings: Settings) -> dict[Section, int]:
    """How many passages that count stand in each section."""
    counts = Counter(
        p.section_code
        for p in passages
        if p.section_code is not None
        and p.polarity is not Polarity.NEGATIVE
        and is_sure(p, "references", settings.thresholds("references"))
    )
    return {section: counts[section] for section in Section if counts[section]}


def _b4_kinds(passages: Sequence[LabelledPassage], settings: Settings) -> tuple[B4Kind, ...]:
    """The kinds of disaster partnership that passages surely show (para 29)."""
    kinds = {
        p.b4_kind
        for p in passages
        if p.b4_kind is not None
        and Code.B4 in p.codes
        and p.polarity is not Polarity.NEGATIVE
        and is_sure(p, "integration", settings.thresholds("integration"))
    }
    return tuple(sorted(kinds))


def _by_name(objectives: dict[Objective, Answer]) -> list[tuple[Question, Answer]]:
    return [(objective.value, found) for objective, found in objectives.items()]


def _withheld(found: Answer, reading: Reading) -> Answer:
    """``found``, or no answer where too little of the document could be read for it."""
    if not reading.any_answer:
        return Answer(None, (), (reading.status.value,), 0.0)
    if found.value is False and not reading.no_stands:
        return replace(found, value=None, reasons=(*found.reasons, reading.status.value))
    return found
