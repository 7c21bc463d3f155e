"""Documents of a result folder as another model and other settings judge them, without PDFs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from voltag.batch.classify_document import label_passage
from voltag.classify.model import Model
from voltag.criteria import cap_by_role, label_by_rules
from voltag.report.reading import ReadDocument, ResultsError, read_results
from voltag.review.rejudge import rejudge
from voltag.review.retraining.records import Flip, Responsible
from voltag.settings import Settings
from voltag.types import (
    QUESTIONS,
    TABLES_STAGE,
    LabelledPassage,
    Passage,
    Question,
    Reference,
    Verdict,
)

_READ = [field.name for field in fields(Passage)]


@dataclass(frozen=True, slots=True)
class Judge:
    """A model with the settings that it is used with."""

    model: Model
    settings: Settings

    def relabelled(self, passages: Sequence[LabelledPassage]) -> tuple[LabelledPassage, ...]:
        """Return ``passages`` with the labels that this judge gives them."""
        texts = [(p.text, p.language) for p in passages]
        labels = self.model.label(texts, self.settings)
        return tuple(
            label_by_rules(
                label_passage(
                    Passage(**{name: getattr(passage, name) for name in _READ}),
                    cap_by_role(label, passage.role),
                ),
                self.settings.rules,
            )
            for passage, label in zip(passages, labels, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Flips:
    """What would be another answer, over all documents."""

    documents: int
    not_looked_at: tuple[str, ...]
    flips: tuple[Flip, ...]


def find_flips(
    folders: Sequence[Path],
    before: Judge,
    after: Judge,
    progress: Callable[[int, int], None] | None = None,
) -> Flips:
    """Judge every document of the result folders twice and return the answers that differ.

    What a document is, its passages and their sections stay as they were read. ``progress`` is
    called with how many documents are done and how many there are.

    Raises:
        ResultsError: a folder holds no results, or they are damaged.
    """
    documents = read_results(folders).documents
    flips: list[Flip] = []
    missing: list[str] = []
    for number, document in enumerate(documents):
        if progress is not None:
            progress(number, len(documents))
        try:
            parsed = document.parsed()
        except ResultsError:
            parsed = None
        if parsed is None:
            missing.append(document.verdict.path)
            continue
        header, passages = parsed
        pair = []
        for judge in (before, after):
            labelled = judge.relabelled(passages)
            verdict = rejudge(
                replace(document.verdict, model=judge.model.id),
                header.pages,
                _unread_tables(document),
                labelled,
                judge.settings,
                judge.model.languages,
            )
            pair.append((verdict, {p.passage_id: p for p in labelled}))
        flips += _flips(*pair)
    return Flips(len(documents) - len(missing), tuple(missing), tuple(flips))


def _unread_tables(document: ReadDocument) -> list[int]:
    return [p.page for p in document.problems if p.stage == TABLES_STAGE and p.page is not None]


_Judged = tuple[Verdict, dict[str, LabelledPassage]]


def _flips(before: _Judged, after: _Judged) -> Iterator[Flip]:
    old, new = before[0], after[0]
    for question in QUESTIONS:
        was, now = old.answer(question), new.answer(question)
        if was is now:
            continue
        yield Flip(
            new.document_id,
            new.path,
            new.title,
            question,
            was,
            now,
            old.rules if question == "references" else (),
            new.rules if question == "references" else (),
            tuple(_responsible(question, before, after)),
        )


def _responsible(question: Question, before: _Judged, after: _Judged) -> Iterator[Responsible]:
    """The passages that one of the answers rests on and that are judged otherwise now."""
    named = dict.fromkeys((*before[0].decided_by(question), *after[0].decided_by(question)))
    for passage_id in named:
        old, new = before[1][passage_id], after[1][passage_id]
        made = Responsible(
            passage_id,
            new.page,
            new.text,
            old.scores.of(question),
            new.scores.of(question),
            old.reference,
            new.reference,
        )
        yield made


def contradicts(
    people: bool, reference: Reference, score: float, settings: Settings, question: Question
) -> bool:
    """Whether a model with this score is sure of the opposite of what people decided."""
    thresholds = settings.thresholds(question)
    if people:
        return score < thresholds.lower
    return score >= thresholds.upper and reference is Reference.CONTRIBUTION
