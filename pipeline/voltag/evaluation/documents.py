"""Annotated documents answered as whole documents are, by the rules of ``criteria``.

The truth of a document is the answer that its annotations give, the model's is the one that
its scores give. Nearly every annotated document shows volunteering somewhere, so they say
little on a wrong yes; therefore each is also answered *without* the passages that truly show
what is asked, where every yes is wrong.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from voltag.annotations import Annotation
from voltag.criteria.intervals import Share, share
from voltag.criteria.question import answer
from voltag.evaluation.labels import ALL, Judged
from voltag.settings import Settings, Thresholds
from voltag.types import (
    NO_SCORES,
    QUESTIONS,
    LabelledPassage,
    Labels,
    Objective,
    Polarity,
    Question,
    Reference,
    Role,
    Scores,
)


@dataclass(frozen=True, slots=True)
class Answers:
    """How many documents were answered how; open ones go to a reviewer."""

    yes: int
    no: int
    open: int

    @property
    def documents(self) -> int:
        """All of them."""
        return self.yes + self.no + self.open


@dataclass(frozen=True, slots=True)
class DocumentResults:
    """The answers to one question over the annotated documents of one language."""

    language: str
    question: Question
    true_yes: Answers
    """What the model answers for documents whose annotations say yes."""
    true_no: Answers
    without: Answers
    """What it answers for documents without the passages that show what is asked."""
    right: Share
    false_yes: Share
    """Documents answered yes, of those that are a no."""
    false_no: Share
    """Documents answered no, of those that are a yes."""
    false_yes_without: Share
    """Documents answered yes, of those without the passages that show what is asked."""


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """One document: its passages by the annotations, and by the model, in the same order."""

    name: str
    language: str
    truth: tuple[LabelledPassage, ...]
    found: tuple[LabelledPassage, ...]

    def without(self, question: Question) -> tuple[LabelledPassage, ...]:
        """What the model says of the passages that do not truly show what is asked."""
        return tuple(
            found
            for truth, found in zip(self.truth, self.found, strict=True)
            if truth.scores.of(question) == 0.0
        )


_ANY = Thresholds(0.5, 0.5)
"""For the truth, whose scores are 0 and 1."""


def annotated_documents(judged: Judged) -> tuple[AnnotatedDocument, ...]:
    """Return the documents that the annotations name, each in one language, sorted by name."""
    passages: dict[tuple[str, str], list[tuple[LabelledPassage, LabelledPassage]]]
    passages = defaultdict(list)
    for annotation, labels in zip(judged.annotations, judged.labels, strict=True):
        if annotation.document:
            passages[annotation.language, annotation.document].append(
                (_passage(annotation, true_labels(annotation)), _passage(annotation, labels))
            )
    return tuple(
        AnnotatedDocument(name, language, tuple(t for t, _ in pairs), tuple(f for _, f in pairs))
        for (language, name), pairs in sorted(passages.items())
    )


def document_results(
    documents: Sequence[AnnotatedDocument], settings: Settings
) -> tuple[DocumentResults, ...]:
    """Count the answers to every question, by language."""
    languages = (ALL, *sorted({document.language for document in documents}))
    results = []
    for language in languages:
        own = [d for d in documents if language in (ALL, d.language)]
        for question in QUESTIONS:
            results.append(_results(language, question, own, settings.thresholds(question)))
    return tuple(results)


def true_answer(document: AnnotatedDocument, question: Question) -> bool:
    """The answer that the annotations of ``document`` give."""
    return bool(answer(question, document.truth, _ANY).value)


def _results(
    language: str,
    question: Question,
    documents: Sequence[AnnotatedDocument],
    thresholds: Thresholds,
) -> DocumentResults:
    answers: dict[bool, list[bool | None]] = {True: [], False: []}
    for document in documents:
        given = answer(question, document.found, thresholds).value
        answers[true_answer(document, question)].append(given)
    yes, no = _counted(answers[True]), _counted(answers[False])
    # A document in which every passage shows what is asked leaves nothing to answer.
    left = [passages for d in documents if (passages := d.without(question))]
    without = _counted([answer(question, passages, thresholds).value for passages in left])
    return DocumentResults(
        language=language,
        question=question,
        true_yes=yes,
        true_no=no,
        without=without,
        right=share(yes.yes + no.no, len(documents)),
        false_yes=share(no.yes, no.documents),
        false_no=share(yes.no, yes.documents),
        false_yes_without=share(without.yes, without.documents),
    )


def _counted(answers: Sequence[bool | None]) -> Answers:
    return Answers(
        yes=sum(value is True for value in answers),
        no=sum(value is False for value in answers),
        open=sum(value is None for value in answers),
    )


def true_labels(annotation: Annotation) -> Labels:
    """The labels of an annotation as a model would give them that is sure and right."""
    contributes = annotation.reference is Reference.CONTRIBUTION
    scores = Scores(1.0, *(float(o in annotation.objectives) for o in Objective))
    return Labels(
        reference=annotation.reference,
        scores=scores if contributes else NO_SCORES,
        in_doubt=(),
        objectives=annotation.objectives,
        codes=annotation.codes,
        b4_kind=annotation.b4_kind,
        implicit=annotation.implicit,
        polarity=annotation.polarity if contributes else Polarity.NEUTRAL,
        terms=(),
    )


def _passage(annotation: Annotation, labels: Labels) -> LabelledPassage:
    """An annotated passage as if it stood on the first page of its document."""
    return LabelledPassage(
        passage_id=annotation.id,
        document_id=annotation.document,
        page=1,
        page_label=None,
        spans=(),
        section=(),
        in_results_framework=False,
        role=Role.PARAGRAPH,
        language=annotation.language,
        text=annotation.text,
        reference=labels.reference,
        scores=labels.scores,
        in_doubt=labels.in_doubt,
        objectives=labels.objectives,
        codes=labels.codes,
        b4_kind=labels.b4_kind,
        implicit=labels.implicit,
        polarity=labels.polarity,
        terms=labels.terms,
        sdgs=(),
    )
