"""People's decisions that a model is sure are wrong."""

from collections.abc import Sequence

from voltag.annotations import Annotation
from voltag.evaluation.documents import true_labels
from voltag.review.retraining.records import Contradiction
from voltag.review.retraining.relabelling import Judge, contradicts
from voltag.types import QUESTIONS


def find_contradictions(
    decisions: Sequence[Annotation], before: Judge, after: Judge
) -> tuple[Contradiction, ...]:
    """Return every decision and question on which ``after`` is sure of the opposite.

    What a model is in doubt about is no contradiction: it goes to a reviewer anyway. Those that
    the model in use does not contradict come first.
    """
    texts = [(a.text, a.language) for a in decisions]
    pairs = zip(
        decisions,
        before.model.label(texts, before.settings),
        after.model.label(texts, after.settings),
        strict=True,
    )
    found = []
    for annotation, old, new in pairs:
        truth = true_labels(annotation).scores
        for question in QUESTIONS:
            people = truth.of(question) == 1.0
            scores = old.scores.of(question), new.scores.of(question)
            if not contradicts(people, new.reference, scores[1], after.settings, question):
                continue
            known = contradicts(people, old.reference, scores[0], before.settings, question)
            found.append(
                Contradiction(
                    annotation.id,
                    annotation.document,
                    annotation.text,
                    annotation.annotator,
                    question,
                    people,
                    scores[1],
                    scores[0],
                    not known,
                )
            )
    found.sort(key=lambda c: (not c.new, c.annotation, c.question))
    return tuple(found)
