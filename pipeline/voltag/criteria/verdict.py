"""From labelled passages to the verdict on a document."""

from collections.abc import Sequence
from dataclasses import replace

from voltag.criteria.question import Answer, answer
from voltag.criteria.reading import Reading
from voltag.settings import Settings
from voltag.types import (
    Document,
    Identity,
    Kind,
    LabelledPassage,
    Labels,
    Objective,
    ObjectiveVerdict,
    Polarity,
    Question,
    Reference,
    Role,
    Scores,
    Verdict,
)

_NEVER_COUNT = {Role.CONTENTS, Role.HEADING, Role.RUNNING_HEAD, Role.FOOTER, Role.PAGE_NUMBER}
QUOTED_CHARACTERS = 160


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
        scores=Scores(0.0, 0.0, 0.0, 0.0),
        in_doubt=(),
        objectives=(),
        codes=(),
        b4_kind=None,
        implicit=False,
        polarity=Polarity.NEUTRAL,
    )


def judge(
    document: Document,
    identity: Identity,
    reading: Reading,
    passages: Sequence[LabelledPassage],
    settings: Settings,
    model: str,
) -> Verdict:
    """Return the verdict on ``document``: rule V1, the three objectives, and their reasons.

    A cooperation framework is held against F1 and F2, which need the sections and tables of
    the document; as long as those are not read, a framework with a counting passage has no
    answer to the first question and goes to a reviewer. Without any it meets neither rule.
    """
    references = _withheld(
        _references(identity.kind, answer("references", passages, settings.references)), reading
    )
    objectives = {
        objective: _withheld(
            answer(objective.value, passages, settings.thresholds(objective.value)), reading
        )
        for objective in Objective
    }
    most = settings.verdict.question_passages
    review: dict[Question, tuple[str, ...]] = {
        question: found.reasons
        for question, found in (("references", references), *_by_name(objectives))
        if found.reasons
    }
    return Verdict(
        document_id=document.document_id,
        path=document.path,
        title=identity.title,
        kind=identity.kind,
        country=identity.country,
        year=identity.year,
        languages=reading.languages,
        pages=reading.pages,
        status=reading.status,
        references_volunteering=references.value,
        rules=("V1",) if references.value and identity.kind is not Kind.FRAMEWORK else (),
        passages=tuple(p.passage_id for p in references.passages[:most]),
        objectives={
            objective: ObjectiveVerdict(
                evidenced=found.value,
                score=found.score if reading.any_answer else None,
                passages=tuple(p.passage_id for p in found.passages[:most]),
            )
            for objective, found in objectives.items()
        },
        sdgs=tuple(
            sorted(
                {
                    goal
                    for passage in passages
                    if reading.any_answer and passage.reference is Reference.CONTRIBUTION
                    for goal in passage.sdgs
                }
            )
        ),
        needs_review=bool(review),
        review=review,
        explanation=_explanation(identity, reading, references),
        unread_pages=reading.unread_pages,
        identity_evidence=identity.evidence,
        model=model,
    )


def _by_name(objectives: dict[Objective, Answer]) -> list[tuple[Question, Answer]]:
    return [(objective.value, found) for objective, found in objectives.items()]


def _references(kind: Kind, v1: Answer) -> Answer:
    """The answer of V1 to the first question; for frameworks only as far as it decides it."""
    if kind is Kind.FRAMEWORK and v1.value:
        return replace(v1, value=None, reasons=(*v1.reasons, "framework_rules_not_applied"))
    return v1


def _withheld(found: Answer, reading: Reading) -> Answer:
    """``found``, or no answer where too little of the document could be read for it."""
    if not reading.any_answer:
        return Answer(None, (), (reading.status.value,), 0.0)
    if found.value is False and not reading.no_stands:
        return replace(found, value=None, reasons=(*found.reasons, reading.status.value))
    return found


_WITHHELD = {
    "encrypted": "No answer: the file is locked with a password.",
    "failed": "No answer: the file could not be read.",
    "no_text": "No answer: the pages have no text that could be read, as in a scan.",
}


def _explanation(identity: Identity, reading: Reading, references: Answer) -> str:
    """One sentence on the first question that a reviewer can quote."""
    if not reading.any_answer:
        return _WITHHELD[reading.status.value]
    best = references.passages[0] if references.passages else None
    where = ""
    if best is not None:
        page = f"p. {best.page}" + (f" (printed {best.page_label})" if best.page_label else "")
        quote = _shortened(best.text)
        where = f" {page}, score {best.scores.contribution:.2f}: “{quote}”"
    kind = " The kind of document was not recognised." if identity.kind is Kind.OTHER else ""
    if references.value:
        return f"V1: {_count(references)} to development.{where}{kind}"
    if references.value is None:
        reasons = ", ".join(reason.replace("_", " ") for reason in references.reasons)
        return f"Left to a reviewer ({reasons}).{where}{kind}"
    if "negative_only" in references.reasons:
        return f"Volunteering is only spoken of in criticism.{where}{kind}"
    return f"No passage speaks of a contribution of volunteering.{kind}"


def _count(found: Answer) -> str:
    count = len(found.passages)
    return f"{count} sure contribution{'s' if count != 1 else ''} of volunteering"


def _shortened(text: str) -> str:
    if len(text) <= QUOTED_CHARACTERS:
        return text
    return text[: QUOTED_CHARACTERS - 1].rstrip() + "…"
