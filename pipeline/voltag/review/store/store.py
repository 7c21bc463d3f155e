"""The reviewers' database as one object: what the web application and the loop call."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from voltag.annotations import Annotation
from voltag.review.store import (
    adoptions,
    audits,
    backup,
    comparing,
    correcting,
    deciding,
    documents,
    exporting,
    precedents,
    queues,
    retests,
    reviewers,
    seconds,
    signing,
    unplaced,
    verdicts,
    views,
)
from voltag.review.store.database import Database
from voltag.review.store.exporting import ExportFormat
from voltag.review.store.loading import load_results
from voltag.review.store.records import (
    AddedPassage,
    Agreement,
    AuditState,
    Decision,
    Disagreement,
    DocumentRow,
    Facets,
    Judgement,
    Loaded,
    ModelEntry,
    Outline,
    PageRow,
    PassageView,
    Precedents,
    Progress,
    QueuePage,
    QueueQuery,
    ReviewedVerdict,
    Reviewer,
    SecondReview,
    StoredDocument,
    WithoutPlace,
    Written,
)
from voltag.settings import Settings, load_settings

FILE_NAME = "review.sqlite3"
"""The database's name in a result folder."""


class Store:
    """What was found, and everything that people decided about it, in one SQLite file.

    Threads may share a store, and processes a file. ``reviewer`` is a name that was added;
    a ``decision_id`` is made by the client, such as a UUID, and written once however often
    it comes. Every refusal is a :class:`~voltag.review.store.database.StoreError`.
    """

    def __init__(self, path: Path, settings: Settings | None = None) -> None:
        """Open the database at ``path``, making or migrating it where needed.

        Raises:
            StoreError: the file is no such database, or of a newer version of voltag.
        """
        self.path = path
        self.settings = load_settings() if settings is None else settings
        self._database = Database(path)
        self._precedents = precedents.PrecedentIndex()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    # --- what was found -------------------------------------------------------------

    def load(self, folder: Path) -> Loaded:
        """Load a result folder; decisions find their place in it by their anchors.

        Raises:
            ResultsError: the folder holds no results, or some that cannot be read.
        """
        return load_results(self._database, folder, self.settings)

    def documents(self) -> tuple[DocumentRow, ...]:
        """All documents with their progress, current ones first, by path."""
        with self._database.reading() as connection:
            return documents.document_rows(connection)

    def document(self, document_id: str) -> DocumentRow:
        """One document with its progress."""
        with self._database.reading() as connection:
            return documents.document_rows(connection, document_id)[0]

    def pages(self, document_id: str) -> tuple[PageRow, ...]:
        """The pages of a document."""
        with self._database.reading() as connection:
            return documents.page_rows(connection, document_id)

    def outlines(self, document_id: str, page: int, reviewer: str) -> tuple[Outline, ...]:
        """Where the passages of a page stand, in reading order."""
        with self._database.reading() as connection:
            person = _number(connection, reviewer)
            found = documents.outlines(connection, document_id, page)
            hidden = seconds.hidden_from(connection, [o.passage for o in found], person)
            return documents.without_states(found, hidden)

    def progress(self) -> Progress:
        """How far the review has come."""
        with self._database.reading() as connection:
            return documents.progress(connection)

    def facets(self) -> Facets:
        """What the queue can be filtered by."""
        with self._database.reading() as connection:
            return documents.facets(connection)

    def queue(self, query: QueueQuery, reviewer: str) -> QueuePage:
        """A part of a queue, as ``reviewer`` may see it."""
        with self._database.reading() as connection:
            return queues.queue_page(connection, query, _number(connection, reviewer))

    def passage(self, passage: int, reviewer: str, around: int = 3) -> PassageView:
        """A passage with ``around`` others before and after it, as ``reviewer`` may see it."""
        with self._database.reading() as connection:
            number = _number(connection, reviewer)
            return views.passage_view(connection, passage, number, around)

    # --- reviewers ------------------------------------------------------------------

    def reviewers(self) -> tuple[Reviewer, ...]:
        """All reviewers, by name."""
        with self._database.reading() as connection:
            return reviewers.all_reviewers(connection)

    def add_reviewer(self, name: str) -> Reviewer:
        """Add a reviewer; one who is there already is returned."""
        with self._database.writing() as connection:
            return reviewers.add_reviewer(connection, name)

    def make_token(self, name: str) -> str:
        """Make a reviewer's access token, revoking earlier ones; it can be shown only now."""
        with self._database.writing() as connection:
            return reviewers.make_token(connection, name)

    def revoke_token(self, name: str) -> None:
        """Revoke a reviewer's access token."""
        with self._database.writing() as connection:
            reviewers.revoke_token(connection, name)

    def reviewer_of_token(self, token: str) -> Reviewer | None:
        """To whom a token gives access; None for one that is not known, or revoked."""
        with self._database.reading() as connection:
            return reviewers.reviewer_of_token(connection, token)

    # --- decisions ------------------------------------------------------------------

    def decide(
        self,
        passage: int,
        judgement: Judgement,
        reviewer: str,
        decision_id: str,
        *,
        group: bool = False,
    ) -> Written:
        """Judge a passage; with ``group`` all that are nearly identical to it too."""
        with self._database.writing() as connection:
            number = _number(connection, reviewer)
            written = deciding.decide(
                connection, passage, judgement, number, decision_id, group=group
            )
            if not written.repeated:
                retests.offer_retest(connection, number, self.settings.review)
            return written

    def add_passage(
        self, added: AddedPassage, judgement: Judgement, reviewer: str, decision_id: str
    ) -> Written:
        """Add a passage that was missed, with a judgement."""
        with self._database.writing() as connection:
            return deciding.add_passage(
                connection,
                added,
                judgement,
                _number(connection, reviewer),
                decision_id,
                self.settings.review.anchor_similarity,
            )

    def undo(self, reviewer: str, decision_id: str, entry: int | None = None) -> Written:
        """Take back an own entry of the log, by default the newest; it stays in the log."""
        with self._database.writing() as connection:
            return correcting.undo(
                connection,
                _number(connection, reviewer),
                decision_id,
                entry,
                self.settings.review.anchor_similarity,
            )

    def adjudicate(
        self, passage: int, judgement: Judgement, reviewer: str, decision_id: str
    ) -> Written:
        """Decide a disagreement, as a third record."""
        with self._database.writing() as connection:
            number = _number(connection, reviewer)
            return deciding.adjudicate(connection, passage, judgement, number, decision_id)

    def place(self, entry: int, passage: int, reviewer: str, decision_id: str) -> Written:
        """Say to which passage a decision without a place belongs."""
        with self._database.writing() as connection:
            return correcting.place_by_hand(
                connection,
                entry,
                passage,
                _number(connection, reviewer),
                decision_id,
                self.settings.review.anchor_similarity,
            )

    def log(self, since: int = 0, document_id: str | None = None) -> list[Decision]:
        """The decisions on passages after entry ``since``, those taken back too."""
        with self._database.reading() as connection:
            return views.decisions(connection, since, document_id)

    # --- verdicts -------------------------------------------------------------------

    def verdict(self, document_id: str) -> ReviewedVerdict:
        """The machine's and the reviewed verdict on a document, and what differs."""
        with self._database.reading() as connection:
            return verdicts.reviewed_verdict(connection, document_id)

    def stored_document(self, document_id: str) -> StoredDocument:
        """A document with all its passages and what people settled, for judging it anew."""
        with self._database.reading() as connection:
            return verdicts.stored_document(connection, document_id)

    def sign_off(
        self,
        document_id: str,
        reviewer: str,
        decision_id: str,
        note: str = "",
        seen: Sequence[bool | None] | None = None,
    ) -> Written:
        """Sign off the reviewed verdict of a document, if its answers are those ``seen``."""
        with self._database.writing() as connection:
            number = _number(connection, reviewer)
            return signing.sign_off(connection, document_id, number, decision_id, note, seen)

    def withdraw_sign_off(
        self, document_id: str, reviewer: str, decision_id: str, note: str = ""
    ) -> Written:
        """Withdraw the sign-off of a document."""
        with self._database.writing() as connection:
            number = _number(connection, reviewer)
            return signing.withdraw_sign_off(connection, document_id, number, decision_id, note)

    def publish(self, folder: Path) -> None:
        """Write what was signed off and audited into a result folder, for `voltag report`.

        Call it after every sign-off and audit; the database is where both are kept.

        Raises:
            OutputError: the folder cannot be written.
            ResultsError: a file that is there already cannot be read.
        """
        # Writing: two at once would each put a file in place without the other's lines.
        with self._database.writing() as connection:
            signing.publish(connection, folder)

    # --- several reviewers ----------------------------------------------------------

    def second_review(self) -> SecondReview | None:
        """Which share of the passages a second reviewer judges too."""
        with self._database.reading() as connection:
            return seconds.second_review(connection)

    def set_second_review(self, share: float, seed: int, by: str) -> SecondReview:
        """Choose that share, 0..1; ``seed`` draws the passages."""
        with self._database.writing() as connection:
            return seconds.set_second_review(connection, share, seed, by)

    def disagreements(self, reviewer: str) -> tuple[Disagreement, ...]:
        """The passages on which reviewers differ and that wait for an adjudication."""
        with self._database.reading() as connection:
            return comparing.disagreements(connection, _number(connection, reviewer))

    def agreement(self) -> Agreement:
        """How far reviewers agree, by label, and each with himself or herself."""
        with self._database.reading() as connection:
            return comparing.agreement_of(connection)

    def draw_audit(
        self, size: int, seed: int, by: str, documents: Sequence[str] = ()
    ) -> AuditState:
        """Draw rejected passages at random, of ``documents`` or of all, for people to read."""
        with self._database.writing() as connection:
            return audits.draw_audit(connection, size, seed, by, documents)

    def audits(self) -> tuple[AuditState, ...]:
        """All audits with what they came to so far."""
        with self._database.reading() as connection:
            return audits.audit_states(connection)

    # --- the record -----------------------------------------------------------------

    def without_place(self) -> tuple[WithoutPlace, ...]:
        """The decisions that no passage of what is loaded now corresponds to."""
        with self._database.reading() as connection:
            return unplaced.without_place(connection)

    def precedents(self, passage: int) -> tuple[Precedents, ...]:
        """For each question the closest settled yes and the closest settled no."""
        with self._database.reading() as connection:
            return precedents.precedents(connection, self._precedents, passage)

    def annotations(self) -> list[Annotation]:
        """What people settled, as annotations to train on."""
        with self._database.reading() as connection:
            return exporting.annotations(connection)

    def export(self, format_name: ExportFormat) -> bytes:
        """Decisions as a file: ``annotations``, or the whole log as ``csv`` or ``jsonl``."""
        with self._database.reading() as connection:
            return exporting.export(connection, format_name)

    def backup(self, path: Path) -> None:
        """Copy the database to a new file while it is in use."""
        with self._database.idle() as connection:
            backup.backup(connection, path)

    def adopt(self, model: str, reviewer: str, decision_id: str, note: str = "") -> Written:
        """Write down that a reviewer adopted the model with this id."""
        with self._database.writing() as connection:
            number = _number(connection, reviewer)
            return adoptions.change_model(connection, "adoption", model, number, decision_id, note)

    def roll_back(self, model: str, reviewer: str, decision_id: str, note: str = "") -> Written:
        """Write down that a reviewer went back to the model with this id."""
        with self._database.writing() as connection:
            number = _number(connection, reviewer)
            return adoptions.change_model(connection, "roll_back", model, number, decision_id, note)

    def models(self) -> tuple[ModelEntry, ...]:
        """All adoptions and roll-backs, the oldest first."""
        with self._database.reading() as connection:
            return adoptions.model_entries(connection)


def _number(connection: sqlite3.Connection, reviewer: str) -> int:
    return reviewers.reviewer_named(connection, reviewer).reviewer
