"""Everything that a report says, as one value: what the page, the JSON and the workbook show."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from voltag import __version__
from voltag.criteria.figures import Figures, figures
from voltag.criteria.units import (
    Decision,
    JudgedDocument,
    answer_that_counts,
    judged_document,
    unit_name,
    units,
)
from voltag.records import to_plain
from voltag.report.gold import Comparison, GoldRow, compare
from voltag.report.reading import Corpus, ReadDocument, Run
from voltag.report.receipts import Receipt, receipt
from voltag.settings import ReportSettings
from voltag.text.lexicon import supported_languages
from voltag.types import QUESTIONS, LabelledPassage, Problem, Question, Verdict


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """One document with all that is said of it."""

    verdict: Verdict
    """The machine's."""
    answers: dict[Question, bool | None]
    """The answers that count: a person's where one was signed off, else the machine's."""
    decision: Decision | None
    unit: str
    """The review or framework that it belongs to."""
    together: tuple[str, ...]
    """Paths of the other files of the same review or framework."""
    copies: tuple[str, ...]
    """Other paths of the same file."""
    folder: str
    passages: tuple[LabelledPassage, ...]
    receipt: Receipt | None
    """For a document that does not reference volunteering, where ``parsed/`` was kept."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """A whole report."""

    voltag: str
    runs: tuple[Run, ...]
    notices: tuple[str, ...]
    problems: tuple[Problem, ...]
    figures: Figures
    documents: tuple[DocumentReport, ...]
    comparison: Comparison | None


def corpus_report(
    corpus: Corpus,
    settings: ReportSettings,
    gold: tuple[str, Sequence[GoldRow]] | None = None,
) -> CorpusReport:
    """Work out everything that the report on ``corpus`` says.

    ``gold`` is the name and the rows of a person's answers to compare with.

    Raises:
        ResultsError: what ``parsed/`` keeps of a document cannot be read, or the rows of
            ``gold`` contradict each other.
    """
    judged = [_judged(document) for document in corpus.documents]
    used, machine = units(judged), units(judged, decisions=False)
    paths = {_key(document.verdict): document.verdict.path for document in corpus.documents}
    members = {unit.name: unit.documents for unit in used}
    return CorpusReport(
        voltag=__version__,
        runs=corpus.runs,
        notices=corpus.notices,
        problems=corpus.problems,
        figures=figures(used, machine, settings.period_years),
        documents=tuple(
            _document_report(
                document,
                unit_name(one),
                tuple(
                    paths[member]
                    for member in members[unit_name(one)]
                    if member != _key(document.verdict)
                ),
                settings,
            )
            for document, one in zip(corpus.documents, judged, strict=True)
        ),
        comparison=compare(*gold, corpus.documents) if gold is not None else None,
    )


def corpus_json(report: CorpusReport) -> bytes:
    """Return everything that a report says as JSON; what is not valid in UTF-8 comes as ``?``."""
    text = json.dumps(to_plain(report), ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "replace")


def _judged(document: ReadDocument) -> JudgedDocument:
    return judged_document(
        document.verdict,
        document.passages,
        document.run.thresholds("measurement"),
        document.run.thresholds("integration"),
        group=document.verdict.group,
        decision=document.decision,
    )


def _key(verdict: Verdict) -> str:
    return verdict.document_id or verdict.path


def _document_report(
    document: ReadDocument, unit: str, together: tuple[str, ...], settings: ReportSettings
) -> DocumentReport:
    answers = {
        question: answer_that_counts(document.verdict, document.decision, question)
        for question in QUESTIONS
    }
    found = None
    if answers["references"] is False and (parsed := document.parsed()) is not None:
        found = receipt(*parsed, supported_languages(), document.audit, settings)
    return DocumentReport(
        verdict=document.verdict,
        answers=answers,
        decision=document.decision,
        unit=unit,
        together=together,
        copies=document.copies,
        folder=document.run.folder,
        passages=document.passages,
        receipt=found,
        problems=document.problems,
    )
