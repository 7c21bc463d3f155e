"""The verdict on a document by the criteria's own rules, with what people decided in it."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from voltag.criteria.bearing import standing
from voltag.records import from_json
from voltag.review.rejudge import rejudge
from voltag.review.store.database import NotFoundError
from voltag.review.store.records import (
    Judgement,
    PageReading,
    PassageState,
    ReviewedVerdict,
    SignOff,
    StoredDocument,
    VerdictChange,
)
from voltag.review.store.rows import Row, judgement_of, verdict_from, verdict_of
from voltag.review.store.standing import Judged, newest_of_each
from voltag.settings import Settings, recorded_settings
from voltag.types import (
    QUESTIONS,
    LabelledPassage,
    PageText,
    Question,
    Reference,
    Scores,
    Status,
    Verdict,
)

_CACHED_RECORDS = 8192
"""Records of passages kept in memory, some kilobytes each."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided on a passage, as far as verdicts go."""

    state: PassageState
    settled: Judgement | None
    differing: tuple[Judgement, ...] = ()
    """The judgements of those who disagree."""


def document_row(connection: sqlite3.Connection, document_id: str) -> Row:
    """The row of a document, with the settings of its run.

    Raises:
        NotFoundError: there is no such document.
    """
    row: Row | None = connection.execute(
        "SELECT d.*, r.settings FROM documents d JOIN runs r USING (run) WHERE document_id = ?",
        (document_id,),
    ).fetchone()
    if row is None:
        raise NotFoundError(f"No document with the id {document_id!r} is loaded.")
    return row


def machine_passages(
    connection: sqlite3.Connection, document: int, *, deciding: bool = False
) -> dict[int, LabelledPassage]:
    """The passages of a document by row, with the machine's labels, in reading order.

    ``deciding`` leaves out those that no rule looks at. In a cooperation framework all count:
    those without volunteering tell which sections there are.
    """
    chosen = (
        " AND (d.kind = 'framework' OR p.contribution > 0 OR p.state <> 'undecided'"
        # One passage at least says that there is a text to judge.
        " OR p.position = 0)"
    )
    return {
        row["passage"]: _record(row["record"])
        for row in connection.execute(
            "SELECT p.passage, r.record FROM passages p JOIN passage_records r USING (passage)"
            f" JOIN documents d USING (document) WHERE p.document = ?{chosen if deciding else ''}"
            " ORDER BY p.position, p.passage",
            (document,),
        )
    }


@lru_cache(maxsize=_CACHED_RECORDS)
def _record(text: str) -> LabelledPassage:
    return from_json(LabelledPassage, text)


def decided_passages(connection: sqlite3.Connection, document: int) -> dict[int, Decided]:
    """What people decided on the passages of a document, by row; undecided ones are left out."""
    found: dict[int, Decided] = {}
    for row in connection.execute(
        "SELECT passage, state, settled FROM passages WHERE document = ? AND state <> 'undecided'",
        (document,),
    ):
        settled = None if row["settled"] is None else from_json(Judgement, row["settled"])
        found[row["passage"]] = Decided(row["state"], settled)
    for passage, decided in found.items():
        if decided.state == "disagreement":
            found[passage] = replace(decided, differing=_firm(connection, passage))
    return found


def _firm(connection: sqlite3.Connection, passage: int) -> tuple[Judgement, ...]:
    judged = [
        Judged(row["entry"], row["kind"], row["reviewer_name"], judgement)
        for row in connection.execute(
            "SELECT * FROM valid_decisions WHERE passage = ? ORDER BY entry", (passage,)
        )
        if (judgement := judgement_of(row)) is not None
    ]
    newest = newest_of_each(judged)
    return tuple(j.judgement for j in newest if j.judgement.answer != "unsure")


def with_decisions(
    passages: Mapping[int, LabelledPassage], decided: Mapping[int, Decided], settings: Settings
) -> dict[int, LabelledPassage]:
    """Return ``passages`` with people's labels in place of the machine's where they decided.

    What a person settled is sure. Where people disagree a question is in doubt, as far as
    their answers to it differ. What is put off stays as the machine has it.
    """
    return {
        number: _relabelled(passage, decided.get(number), settings)
        for number, passage in passages.items()
    }


def _relabelled(
    passage: LabelledPassage, decided: Decided | None, settings: Settings
) -> LabelledPassage:
    if decided is None:
        return passage
    if decided.settled is not None:
        return labelled(passage, decided.settled)
    if not decided.differing:
        return passage
    judgements = decided.differing
    scores = {question: _score(question, judgements, settings) for question in QUESTIONS}
    likeliest = next(
        (j for j in reversed(judgements) if j.reference is Reference.CONTRIBUTION), judgements[-1]
    )
    return replace(
        labelled(passage, likeliest),
        scores=_scores(scores),
        in_doubt=tuple(q for q in QUESTIONS if 0.0 < scores[q] < 1.0),
    )


def _score(question: Question, judgements: Sequence[Judgement], settings: Settings) -> float:
    answers = {judgement.shows(question) for judgement in judgements}
    if len(answers) == 1:
        return 1.0 if answers.pop() else 0.0
    return settings.thresholds(question).lower


def labelled(passage: LabelledPassage, judgement: Judgement) -> LabelledPassage:
    """Return ``passage`` with the labels of a judgement, all of them sure."""
    scores: dict[Question, float] = {q: 1.0 if judgement.shows(q) else 0.0 for q in QUESTIONS}
    return replace(
        passage,
        reference=judgement.reference,
        scores=_scores(scores),
        in_doubt=(),
        objectives=judgement.objectives,
        codes=judgement.codes,
        b4_kind=judgement.b4_kind,
        implicit=judgement.implicit,
        polarity=judgement.polarity,
        # A person has seen who is named: no rule needs to guess from the names any more.
        agencies=(),
        # And has read it, however sure OCR was.
        ocr_confidence=None,
        label_rule="reviewed",
    )


def _scores(scores: Mapping[Question, float]) -> Scores:
    return Scores(
        scores["references"], scores["ownership"], scores["integration"], scores["measurement"]
    )


def judged_again(row: Row, passages: Sequence[LabelledPassage], settings: Settings) -> Verdict:
    """Return the verdict on the document of ``row`` by the labels that ``passages`` have."""
    machine = verdict_of(row)
    # What languages the model knows shows in the status, which stays as it was.
    known = machine.status is not Status.UNSUPPORTED_LANGUAGE
    supported = {p.language for p in passages} if known else set()
    tables = json.loads(row["unread_tables"])
    found = rejudge(machine, _pages(row), tables, passages, settings, sorted(supported))
    return replace(found, status=machine.status)


def _pages(row: Row) -> tuple[PageReading, ...]:
    """The pages; where they were not kept, the verdict says which could not be read."""
    listed = json.loads(row["page_list"])
    if listed:
        return tuple(PageReading(page["number"], PageText(page["text"])) for page in listed)
    machine = verdict_of(row)
    unread = set(machine.unread_pages)
    return tuple(
        PageReading(number, PageText.UNREADABLE if number in unread else PageText.READ)
        for number in range(1, machine.pages + 1)
    )


def reviewed_of(connection: sqlite3.Connection, row: Row) -> Verdict:
    """The verdict on the document of ``row`` by everything that people decided so far."""
    settings = recorded_settings(json.loads(row["settings"]))
    passages = machine_passages(connection, row["document"], deciding=True)
    decided = decided_passages(connection, row["document"])
    relabelled = with_decisions(passages, decided, settings)
    return judged_again(row, [*relabelled.values()], settings)


def reviewed_verdict(connection: sqlite3.Connection, document_id: str) -> ReviewedVerdict:
    """Return the machine's and the reviewed verdict with what made the difference.

    Raises:
        NotFoundError: there is no such document.
    """
    row = document_row(connection, document_id)
    settings = recorded_settings(json.loads(row["settings"]))
    passages = machine_passages(connection, row["document"], deciding=True)
    decided = decided_passages(connection, row["document"])
    relabelled = with_decisions(passages, decided, settings)
    machine = verdict_of(row)
    reviewed = judged_again(row, [*relabelled.values()], settings) if decided else machine
    numbers = {passage.passage_id: number for number, passage in passages.items()}
    changes = []
    open_passages: dict[Question, tuple[int, ...]] = {}
    question_passages: dict[Question, tuple[int, ...]] = {}
    for question in QUESTIONS:
        before, after = machine.answer(question), reviewed.answer(question)
        if before is not after:
            changes.append(VerdictChange(question, before, after))
        named = reviewed.decided_by(question)
        question_passages[question] = tuple(numbers[p] for p in named if p in numbers)
        open_passages[question] = tuple(
            number
            for number, passage in relabelled.items()
            if standing(question, passage, settings) == "in doubt"
            and (number not in decided or decided[number].settled is None)
        )
    return ReviewedVerdict(
        document_id=document_id,
        machine=machine,
        reviewed=reviewed,
        changes=tuple(changes),
        rule_passages={
            rule: tuple(numbers[p] for p in ids if p in numbers)
            for rule, ids in reviewed.rule_passages.items()
        },
        question_passages=question_passages,
        open_passages=open_passages,
        signed_off=sign_offs(connection, document_id).get(document_id),
    )


def stored_document(connection: sqlite3.Connection, document_id: str) -> StoredDocument:
    """A document with all its passages, and what people settled on them.

    Raises:
        NotFoundError: there is no such document.
    """
    row = document_row(connection, document_id)
    passages = machine_passages(connection, row["document"])
    decided = decided_passages(connection, row["document"])
    return StoredDocument(
        machine=verdict_of(row),
        pages=_pages(row),
        unread_tables=tuple(json.loads(row["unread_tables"])),
        passages=tuple(passages.values()),
        settled={
            passage.passage_id: settled
            for number, passage in passages.items()
            if number in decided and (settled := decided[number].settled) is not None
        },
    )


def answers_of(verdict: Verdict) -> tuple[bool | None, ...]:
    """A verdict's answers to all ``QUESTIONS``, in their order."""
    return tuple(verdict.answer(question) for question in QUESTIONS)


def sign_offs(connection: sqlite3.Connection, document_id: str | None = None) -> dict[str, SignOff]:
    """The sign-offs that hold, by document: the newest of each that was not withdrawn."""
    where = "" if document_id is None else " AND d.document_id = ?"
    newest = {
        row["document_id"]: row
        for row in connection.execute(
            "SELECT d.*, r.name AS reviewer_name FROM decisions d JOIN reviewers r"
            f" USING (reviewer) WHERE d.kind IN ('sign_off', 'sign_off_withdrawn'){where}"
            " AND NOT EXISTS (SELECT 1 FROM decisions u WHERE u.kind = 'undo'"
            " AND u.concerns = d.entry) ORDER BY d.entry",
            () if document_id is None else (document_id,),
        )
    }
    return {
        key: _sign_off(connection, row) for key, row in newest.items() if row["kind"] == "sign_off"
    }


def _sign_off(connection: sqlite3.Connection, row: Row) -> SignOff:
    signed = verdict_from(row["reviewed_verdict"])
    return SignOff(
        entry=row["entry"],
        document_id=row["document_id"],
        by=row["reviewer_name"],
        at=row["decided_at"],
        note=row["note"] or "",
        machine=verdict_from(row["machine_verdict"]),
        reviewed=signed,
        outdated=_outdated(connection, row, signed),
    )


def _outdated(connection: sqlite3.Connection, row: Row, signed: Verdict) -> bool:
    """Whether the answers would be others now."""
    document: Row | None = connection.execute(
        "SELECT d.*, r.settings FROM documents d JOIN runs r USING (run) WHERE document_id = ?",
        (row["document_id"],),
    ).fetchone()
    if document is None:
        return True
    later = connection.execute(
        "SELECT 1 FROM decisions WHERE document_id = ? AND entry > ? AND kind <> 'retest' LIMIT 1",
        (row["document_id"], row["entry"]),
    ).fetchone()
    if later is None and document["run"] == row["run"]:
        return False
    now = verdict_from(document["reviewed_verdict"] or document["verdict"])
    return answers_of(now) != answers_of(signed)
