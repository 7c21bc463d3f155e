"""What a decision on one passage alone would change in the answers on its document.

The criteria's own rules answer, with the passage as it is, as a sure contribution, and as none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voltag.criteria.places import never_counts
from voltag.criteria.question import answer
from voltag.criteria.references import references
from voltag.settings import Settings
from voltag.types import (
    NO_SCORES,
    Kind,
    LabelledPassage,
    Objective,
    Polarity,
    Question,
    Reference,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question whose answer a decision on one passage alone changes."""

    passage_id: str
    question: Question
    score: float
    """The passage's score on the question."""
    if_accepted: bool
    """Whether the answer changes when the passage is found to show what is asked."""
    if_rejected: bool
    """Whether it changes when it is found not to."""

    @property
    def chance(self) -> float:
        """The probability, by the score, that the decision changes the answer."""
        return self.score * self.if_accepted + (1.0 - self.score) * self.if_rejected


def turns(
    kind: Kind, passages: Sequence[LabelledPassage], settings: Settings, *, tables_read: bool = True
) -> tuple[Turn, ...]:
    """Return what each of a document's ``passages`` decides by itself, in their order.

    Only passages with a score from the question's lower threshold on can. ``tables_read`` says
    that no page's tables of a results framework failed.
    """
    counting = [p for p in passages if not never_counts(p)]
    found = [*_references(kind, counting, settings, tables_read=tables_read)]
    for objective in Objective:
        found += _objective(objective, counting, settings)
    places = {p.passage_id: place for place, p in enumerate(passages)}
    return tuple(sorted(found, key=lambda turn: places[turn.passage_id]))


def expected_changes(found: Sequence[Turn]) -> dict[str, float]:
    """Return how many answers a decision on each passage is expected to change."""
    sums: dict[str, float] = {}
    for turn in found:
        sums[turn.passage_id] = sums.get(turn.passage_id, 0.0) + turn.chance
    return sums


def _references(
    kind: Kind, passages: Sequence[LabelledPassage], settings: Settings, *, tables_read: bool
) -> Iterator[Turn]:
    lower = settings.references.lower
    # Rule F1 looks at what tells the sections too; every other rule passes over low scores.
    seen = [p for p in passages if kind is Kind.FRAMEWORK or p.scores.contribution >= lower]
    now = references(kind, seen, settings, tables_read=tables_read).answer.value
    for place, passage in enumerate(seen):
        if passage.scores.contribution < lower:
            continue
        accepted, rejected = (
            references(
                kind,
                [*seen[:place], changed, *seen[place + 1 :]],
                settings,
                tables_read=tables_read,
            ).answer.value
            for changed in (_accepted(passage, "references"), _rejected(passage))
        )
        if accepted is not now or rejected is not now:
            score = passage.scores.contribution
            yield Turn(
                passage.passage_id, "references", score, accepted is not now, rejected is not now
            )


def _objective(
    objective: Objective, passages: Sequence[LabelledPassage], settings: Settings
) -> Iterator[Turn]:
    question: Question = objective.value
    thresholds = settings.thresholds(question)
    seen = [p for p in passages if p.scores.of(question) >= thresholds.lower]
    now = answer(question, seen, thresholds).value
    for place, passage in enumerate(seen):
        accepted, rejected = (
            answer(question, [*seen[:place], changed, *seen[place + 1 :]], thresholds).value
            for changed in (_accepted(passage, question), _rejected(passage))
        )
        if accepted is not now or rejected is not now:
            score = passage.scores.of(question)
            yield Turn(
                passage.passage_id, question, score, accepted is not now, rejected is not now
            )


def _accepted(passage: LabelledPassage, question: Question) -> LabelledPassage:
    """``passage`` as one that surely shows what ``question`` asks; its polarity stays."""
    scores = replace(passage.scores, contribution=1.0)
    if question != "references":
        scores = replace(scores, **{question: 1.0})
    # Who accepts it has read it, however sure OCR was.
    return replace(passage, reference=Reference.CONTRIBUTION, scores=scores, ocr_confidence=None)


def _rejected(passage: LabelledPassage) -> LabelledPassage:
    """``passage`` as one without volunteering."""
    return replace(
        passage,
        reference=Reference.NONE,
        scores=NO_SCORES,
        polarity=Polarity.NEUTRAL,
    )
