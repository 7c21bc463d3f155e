"""The questions of all heads, and how annotations answer them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from voltag.annotations import Annotation
from voltag.classify.features import Signs
from voltag.types import Code, Objective, Polarity, Reference


@dataclass(frozen=True, slots=True)
class Question:
    """One head's question: of which passages it is asked, and which of them are a yes."""

    name: str
    asked: Callable[[Annotation], bool]
    answer: Callable[[Annotation], bool]


def _contributes(annotation: Annotation) -> bool:
    return annotation.reference is Reference.CONTRIBUTION


def all_questions() -> list[Question]:
    """The questions of all heads, in the order in which they are trained and stored."""
    questions = [
        Question("contribution", lambda _: True, _contributes),
        Question("bare", lambda a: not _contributes(a), lambda a: a.reference is Reference.BARE),
    ]
    questions += [
        Question(objective.value, _contributes, lambda a, o=objective: o in a.objectives)  # type: ignore[misc]
        for objective in Objective
    ]
    questions += [
        Question(code.value, _contributes, lambda a, c=code: c in a.codes)  # type: ignore[misc]
        for code in Code
    ]
    questions += [
        Question(f"b4 {kind}", lambda a: Code.B4 in a.codes, lambda a, k=kind: a.b4_kind == k)  # type: ignore[misc]
        for kind in ("long_term", "new")
    ]
    questions += [
        Question(polarity.value, _contributes, lambda a, p=polarity: a.polarity is p)  # type: ignore[misc]
        for polarity in (Polarity.POSITIVE, Polarity.NEGATIVE)
    ]
    return questions


@dataclass(frozen=True, slots=True)
class Put:
    """A question put to all annotations."""

    name: str
    asked: np.ndarray
    """Whether the question is asked of each annotation, shape (annotations,)."""
    answers: np.ndarray
    """Each annotation's answer, shape (annotations,)."""
    reached: np.ndarray
    """Whether each annotation has a sign of volunteering, without which the model is never put
    the question; such passages help to learn words but not to calibrate, shape (annotations,)."""

    def restricted(self, indices: np.ndarray) -> "Put":
        """Return the question put to the annotations at ``indices`` only."""
        return Put(self.name, self.asked[indices], self.answers[indices], self.reached[indices])


def put(question: Question, annotations: Sequence[Annotation], found: Sequence[Signs]) -> Put:
    """Put ``question`` to ``annotations``, in each of which the lexicon ``found`` something.

    Raises:
        ValueError: all of them, or none, answer it with a yes.
    """
    asked = np.array([question.asked(a) for a in annotations])
    answers = np.array([question.answer(a) for a in annotations])
    if not answers[asked].any() or answers[asked].all():
        verb = "shows" if not answers[asked].any() else "denies"
        raise ValueError(f"no passage {verb} {question.name!r}; annotate some that do")
    reached = np.array([bool(in_passage.standing) for in_passage in found])
    return Put(question.name, asked, answers, reached)
