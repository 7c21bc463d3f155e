"""What one passage does for the verdict on its document."""

from dataclasses import dataclass
from typing import Literal

from voltag.criteria.question import answer
from voltag.settings import Settings
from voltag.types import QUESTIONS, LabelledPassage, Question, Verdict

Standing = Literal["sure", "sure but negative", "in doubt", "no"]
"""What the two thresholds of a question make of a passage."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a passage does for one of the four questions."""

    question: Question
    score: float
    lower: float
    """From this score on the passage is in doubt."""
    upper: float
    """From this score on it is sure, if it is a contribution."""
    standing: Standing
    answer: bool | None
    """The document's answer to the question."""
    rules: tuple[str, ...]
    """The rules by which that is a yes; empty for the objectives, which have one rule each."""
    rank: int | None
    """The passage's place among those that the answer rests on, 1 for the best; None where it
    is not among those that the verdict names."""
    decided_by: int
    """How many passages the verdict names for its answer."""


def bearings(passage: LabelledPassage, verdict: Verdict, settings: Settings) -> tuple[Bearing, ...]:
    """Return what ``passage`` does for each question of its document's ``verdict``."""
    return tuple(_bearing(question, passage, verdict, settings) for question in QUESTIONS)


def _bearing(
    question: Question, passage: LabelledPassage, verdict: Verdict, settings: Settings
) -> Bearing:
    thresholds = settings.thresholds(question)
    named = verdict.decided_by(question)
    rank = named.index(passage.passage_id) + 1 if passage.passage_id in named else None
    return Bearing(
        question=question,
        score=passage.scores.of(question),
        lower=thresholds.lower,
        upper=thresholds.upper,
        standing=standing(question, passage, settings),
        answer=verdict.answer(question),
        rules=verdict.rules if question == "references" else (),
        rank=rank,
        decided_by=len(named),
    )


def standing(question: Question, passage: LabelledPassage, settings: Settings) -> Standing:
    """Return what the thresholds of ``question`` make of ``passage``, as if it stood alone."""
    alone = answer(question, [passage], settings.thresholds(question))
    if alone.value:
        return "sure"
    if alone.value is None:
        return "in doubt"
    return "sure but negative" if alone.reasons else "no"
