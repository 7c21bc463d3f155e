"""Question 1: the rules that a document's kind asks for, and what they come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from voltag.criteria.f1 import f1
from voltag.criteria.f2 import f2
from voltag.criteria.question import Answer
from voltag.criteria.v1 import v1
from voltag.settings import Settings
from voltag.types import Kind, LabelledPassage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class References:
    """The answer to question 1 with that of each rule it rests on."""

    answer: Answer
    rules: dict[str, Answer]

    @property
    def met(self) -> tuple[str, ...]:
        """The rules that were met."""
        return tuple(name for name, found in self.rules.items() if found.value)


def references(
    kind: Kind,
    passages: Sequence[LabelledPassage],
    settings: Settings,
    *,
    tables_read: bool = True,
) -> References:
    """Answer question 1: F1 or F2 for a cooperation framework, V1 for everything else.

    ``tables_read`` says that no page's tables of a results framework failed.
    """
    thresholds = settings.thresholds("references")
    if kind is not Kind.FRAMEWORK:
        found = v1(passages, thresholds)
        return References(found, {"V1": found})
    rules = {
        "F1": f1(passages, thresholds, settings.rules.f1_sections),
        "F2": f2(passages, thresholds, settings.rules, tables_read=tables_read),
    }
    return References(either(tuple(rules.values())), rules)


def either(answers: Sequence[Answer]) -> Answer:
    """Yes where one of ``answers`` is, no where all are; their reasons as far as they matter.

    A yes that rests on no more than implicit passages goes to a reviewer only where no
    other rule says yes without them.
    """
    score = max((found.score for found in answers), default=0.0)
    for value in (True, None, False):
        deciding = [found for found in answers if found.value is value]
        if not deciding:
            continue
        sure = [found for found in deciding if not found.reasons] if value else []
        reasons = () if sure else _once(r for found in deciding for r in found.reasons)
        passages = _once(p for found in (*sure, *deciding) for p in found.passages)
        return Answer(value, passages, reasons, score)
    return Answer(False, (), (), score)


def _once(items: Iterable[T]) -> tuple[T, ...]:
    """``items`` without repetitions, in order."""
    kept: list[T] = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return tuple(kept)
