"""Opening, loading, the queue and decisions, from the reviewer's side."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.review.store.stores import (
    A3,
    ACCEPT,
    ANA,
    BO,
    HELP,
    KENYA,
    NOT,
    PLAN,
    find,
    name,
    new_id,
    opened,
    out,
    two_documents,
)
from voltag.review.orders import Order
from voltag.review.store import Store, StoreError
from voltag.review.store.database import DecisionConflictError, JudgementError, NotFoundError
from voltag.review.store.records import Judgement, QueueQuery
from voltag.types import Code, Kind, Objective, Reference


def test_a_result_folder_becomes_documents_and_a_queue(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert [(d.path, d.flagged, d.decided) for d in store.documents()] == [
            ("reviews/1.pdf", 2, 0),
            ("reviews/2.pdf", 2, 0),
        ]
        page = store.queue(QueueQuery(), ANA)
        assert [item.text[:9] for item in page.items] == [
            "Four thou", "After the", "全县注册志愿者达到", "The natio",
        ]  # fmt: skip
        assert store.queue(QueueQuery(scope="all"), ANA).total == 7
        assert store.queue(QueueQuery(scope="rejected"), ANA).total == 3


@pytest.mark.parametrize("order", list(Order))
def test_every_order_shows_every_passage_that_it_is_for(tmp_path: Path, order: Order) -> None:
    with opened(tmp_path) as store:
        missed = order is Order.MISSED_CANDIDATES
        pages = [store.queue(QueueQuery(order=order, limit=2, offset=n), ANA) for n in (0, 2)]
        texts = [item.text for page in pages for item in page.items]
        assert len(set(texts)) == pages[0].total == (3 if missed else 4)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (QueueQuery(documents=(name(2),)), 2),
        (QueueQuery(countries=("KEN",)), 2),
        (QueueQuery(years=(2021,)), 2),
        (QueueQuery(kinds=(Kind.FRAMEWORK,)), 0),
        (QueueQuery(languages=("zh",)), 1),
        (QueueQuery(objectives=(Objective.OWNERSHIP,)), 3),
        (QueueQuery(codes=(Code.A3,)), 3),
        (QueueQuery(codes=(Code.C1,)), 0),
        (QueueQuery(search="volunteers"), 2),
        (QueueQuery(search="志願"), 1),
        (QueueQuery(search="plan -islands"), 1),
        (QueueQuery(states=("accepted",)), 0),
        (QueueQuery(decided_by=(ANA,)), 0),
        (QueueQuery(search="'; DROP TABLE decisions; --"), 0),
    ],
)
def test_filters(tmp_path: Path, query: QueueQuery, expected: int) -> None:
    with opened(tmp_path) as store:
        assert store.queue(query, ANA).total == expected


def test_a_decision_is_kept_and_shown_and_taken_back(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        passage = find(store, "After the").passage
        store.decide(passage, A3, ANA, new_id())
        view = store.passage(passage, ANA)
        assert (view.item.state, view.settled, view.own and view.own.judgement) == (
            "corrected", A3, A3,
        )  # fmt: skip
        assert view.history[0].anchor.text == HELP
        store.decide(passage, NOT, ANA, new_id())
        assert store.passage(passage, ANA).history[1].previous == A3
        store.undo(ANA, new_id())
        assert store.passage(passage, ANA).settled == A3
        store.undo(ANA, new_id())
        view = store.passage(passage, ANA)
        assert (view.item.state, view.settled, view.own) == ("undecided", None, None)
        assert [entry.valid for entry in view.history] == [False, False]
        with pytest.raises(NotFoundError, match="nothing to take back"):
            store.undo(ANA, new_id())


def test_accepting_keeps_the_machines_labels_in_the_log(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        passage = find(store, "Four").passage
        store.decide(passage, ACCEPT, ANA, new_id())
        settled = store.passage(passage, ANA).settled
        assert settled is not None
        assert (settled.reference, settled.codes) == (Reference.CONTRIBUTION, (Code.A3,))
        assert store.passage(passage, ANA).item.state == "accepted"


def test_the_same_decision_sent_twice_is_one(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        passage = find(store, "Four").passage
        first = store.decide(passage, ACCEPT, ANA, "once")
        again = store.decide(passage, ACCEPT, ANA, "once")
        assert (again.repeated, again.entries) == (True, first.entries)
        assert len(store.log()) == 1
        assert store.undo(ANA, "back").entries == store.undo(ANA, "back").entries
        with pytest.raises(DecisionConflictError):
            store.decide(passage, ACCEPT, BO, "once")


@pytest.mark.parametrize(
    "judgement",
    [
        Judgement("correct", Reference.BARE, (Code.A1,)),
        Judgement("correct", Reference.NONE, implicit=True),
        Judgement("correct", Reference.CONTRIBUTION, (Code.A1, Code.A1)),
        Judgement("correct", Reference.CONTRIBUTION, (Code.A1,), b4_kind="new"),
        Judgement("not_volunteering", Reference.CONTRIBUTION),
        Judgement("unsure", codes=(Code.A1,)),
    ],
)
def test_labels_that_do_not_agree_are_refused(tmp_path: Path, judgement: Judgement) -> None:
    with opened(tmp_path) as store:
        passage = find(store, "Four").passage
        with pytest.raises(JudgementError):
            store.decide(passage, judgement, ANA, new_id())
        assert store.log() == []


def test_the_verdict_follows_the_decisions(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for start in ("Four", "After"):
            store.decide(find(store, start).passage, NOT, ANA, new_id())
        verdict = store.verdict(name(1))
        assert verdict.machine.references_volunteering is True
        assert verdict.reviewed.references_volunteering is False
        assert {c.question for c in verdict.changes} >= {"references", "ownership"}
        store.decide(find(store, PLAN[:9]).passage, A3, ANA, new_id())
        verdict = store.verdict(name(2))
        assert verdict.reviewed.references_volunteering is True
        assert verdict.rule_passages["V1"][0] in {
            find(store, PLAN[:9]).passage,
            find(store, "全县").passage,
        }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET answer = 'accept'",
        "DELETE FROM decisions",
        "INSERT OR REPLACE INTO decisions (entry, decision_id, member, kind, reviewer,"
        " decided_at, model) VALUES (1, 'x', 0, 'undo', 1, '', '')",
        "INSERT OR REPLACE INTO decisions (decision_id, member, kind, reviewer, decided_at,"
        " model) VALUES ('first', 0, 'undo', 1, '', '')",
    ],
)
def test_the_log_is_only_ever_added_to(tmp_path: Path, statement: str) -> None:
    with opened(tmp_path) as store:
        store.decide(find(store, "Four").passage, NOT, ANA, "first")
        other = sqlite3.connect(store.path)
        try:
            with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
                other.execute(statement)
        finally:
            other.close()


def test_loading_the_same_again_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        passage = find(store, KENYA[:9]).passage
        store.decide(passage, NOT, ANA, new_id())
        loaded = store.load(tmp_path / "out")
        assert (loaded.run, loaded.documents, loaded.passages) == (1, 2, 7)
        assert store.passage(passage, ANA).settled == NOT


def test_a_document_that_is_no_more_stays_with_its_decisions(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        passage = find(store, KENYA[:9]).passage
        store.decide(passage, NOT, ANA, new_id())
        first, second = two_documents()
        (tmp_path / "out" / "parsed" / (name(1).removeprefix("sha256:") + ".jsonl.gz")).unlink()
        store.load(out(tmp_path / "out", second, started="later"))
        assert [(d.document_id, d.current) for d in store.documents()] == [
            (name(2), True),
            (name(1), False),
        ]
        assert store.passage(passage, ANA).settled == NOT
        assert store.queue(QueueQuery(), ANA).total == 2
        store.load(out(tmp_path / "out", first, second, started="last"))
        assert store.queue(QueueQuery(), ANA).total == 4


@pytest.mark.parametrize("content", [b"not a database, but long enough to be read as one" * 40])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "review.sqlite3"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="--db"):
        Store(path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE birds (name)")
    other.commit()
    other.close()
    with pytest.raises(StoreError, match="something else"):
        Store(path)


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite3"
    Store(path).close()
    other = sqlite3.connect(path)
    other.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('voltag_review', '999_future', '2030-01-01')"
    )
    other.commit()
    other.close()
    with pytest.raises(StoreError, match="newer version"):
        Store(path)


def test_a_group_is_decided_at_once_and_taken_back_at_once(tmp_path: Path) -> None:
    first, second = two_documents()
    copy = replace(first.passages[0], document_id=name(2), passage_id="copy", page=3)
    second = replace(second, passages=(*second.passages, copy))
    with opened(tmp_path, (first, second)) as store:
        item = find(store, KENYA[:9])
        assert item.near_identical == 1
        assert [other.document_id for other in store.passage(item.passage, ANA).group] == [name(2)]
        assert store.queue(QueueQuery(grouped=True), ANA).total == 4
        written = store.decide(item.passage, NOT, ANA, "both", group=True)
        assert len(written.entries) == 2
        assert {d.linked for d in store.log()} == {"both"}
        assert store.queue(QueueQuery(states=("not_volunteering",)), ANA).total == 2
        store.undo(ANA, new_id())
        assert store.queue(QueueQuery(states=("not_volunteering",)), ANA).total == 0
