"""The record: exports, backup, threads, processes, and what a sudden end leaves behind."""

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.running import voltag
from tests.review.store.stores import (
    A1,
    A3,
    ACCEPT,
    ANA,
    B5,
    BO,
    CHIDI,
    NOT,
    UNSURE,
    find,
    name,
    new_id,
    opened,
)
from voltag.annotations import read_annotations
from voltag.review.store import Store, StoreError
from voltag.review.store.records import AddedPassage, QueueQuery


def decided(tmp_path: Path) -> Store:
    """A store with decisions of every kind in it."""
    store = opened(tmp_path)
    four, after, china, plan = (find(store, t).passage for t in ("Four", "After", "全县", "The na"))
    store.decide(four, replace(A3, comment="=cmd()", clause="a3"), ANA, new_id())
    store.decide(after, ACCEPT, ANA, new_id())
    store.decide(china, A1, ANA, new_id())
    store.decide(china, B5, BO, new_id())
    store.adjudicate(china, B5, CHIDI, new_id())
    store.decide(plan, UNSURE, ANA, new_id())
    store.decide(find(store, "Roads").passage, NOT, BO, new_id())
    store.undo(BO, new_id())
    store.add_passage(
        AddedPassage(name(1), 3, "Mothers' clubs cooked unpaid for the sick.", ((1, 2, 3, 4),)),
        replace(A1, implicit=True),
        ANA,
        new_id(),
    )
    store.sign_off(name(1), BO, new_id(), "Done.")
    return store


def test_settled_passages_become_valid_annotations(tmp_path: Path) -> None:
    with decided(tmp_path) as store:
        file = tmp_path / "reviewed.jsonl"
        file.write_bytes(store.export("annotations"))
        assert voltag("annotations", "validate", file).exit_code == 0
        found = {a.text[:4]: a for a in read_annotations([file])}
        assert list(found) == [a.text[:4] for a in store.annotations()]
        assert set(found) == {"Four", "Afte", "全县注册", "Moth"}
        assert found["Four"].note == "a3; =cmd()"
        assert (found["全县注册"].annotator, found["全县注册"].codes) == (CHIDI, B5.codes)
        assert found["全县注册"].note == "adjudicated"
        assert {a.origin for a in found.values()} == {"reviewed"}
        assert {a.day for a in found.values()} == {datetime.now(UTC).date()}
        assert found["Moth"].implicit
        ids = {a.id for a in found.values()}
        assert ids == {a.id for a in store.annotations()}


def test_the_log_goes_out_as_json_lines_and_csv(tmp_path: Path) -> None:
    with decided(tmp_path) as store:
        lines = [json.loads(line) for line in store.export("jsonl").decode().splitlines()]
        assert [line["entry"] for line in lines] == list(range(1, len(lines) + 1))
        assert {line["kind"] for line in lines} == {
            "judgement", "adjudication", "undo", "addition", "sign_off",
        }  # fmt: skip
        assert lines[0]["reviewer_name"] == ANA
        assert lines[0]["machine"]["text"] == lines[0]["text"]
        text = store.export("csv").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert len(rows) == len(lines)
        assert (rows[0]["comment"], rows[0]["codes"]) == ("'=cmd()", "a3")


def test_an_empty_log_gives_empty_files(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert store.export("annotations") == store.export("jsonl") == b""
        assert store.export("csv").decode("utf-8-sig") == ""


def test_a_backup_is_a_whole_database_made_while_in_use(tmp_path: Path) -> None:
    with decided(tmp_path) as store:
        copy = tmp_path / "backup.sqlite3"
        with store._database.writing() as connection:
            connection.execute("INSERT INTO reviewers (name, created_at) VALUES ('Eve', '')")
            # Somebody is writing: the copy has the state before.
            store.backup(copy)
        with Store(copy) as restored:
            assert restored.log() == store.log()
            assert "Eve" not in {reviewer.name for reviewer in restored.reviewers()}
            assert restored.document(name(1)) == store.document(name(1))
        with pytest.raises(StoreError, match="already"):
            store.backup(copy)


def test_threads_write_at_once_and_lose_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        passages = [item.passage for item in store.queue(QueueQuery(scope="all"), ANA).items]

        def write(number: int) -> int:
            reviewer = (ANA, BO, CHIDI)[number % 3]
            passage = passages[number % len(passages)]
            return store.decide(passage, NOT, reviewer, f"thread-{number}").entries[0]

        with ThreadPoolExecutor(8) as pool:
            entries = list(pool.map(write, range(60)))
        assert len(set(entries)) == 60
        assert {d.decision_id for d in store.log()} == {f"thread-{n}" for n in range(60)}


WRITER = """
import sys
from pathlib import Path
from voltag.review.store import Store
from voltag.review.store.records import Judgement
path, reviewer, passage, count = sys.argv[1:]
store = Store(Path(path))
for number in range(int(count)):
    store.decide(int(passage), Judgement("not_volunteering"), reviewer, f"{reviewer}-{number}")
    print(number, flush=True)
"""


def writer(store: Store, reviewer: str, passage: int, count: int) -> "subprocess.Popen[str]":
    """Another process that decides again and again, and says what was acknowledged."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(store.path), reviewer, str(passage), str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_processes_write_at_once_and_lose_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        passage = find(store, "Four").passage
        processes = [writer(store, reviewer, passage, 15) for reviewer in (ANA, BO)]
        for process in processes:
            process.communicate()
            assert process.returncode == 0
        written = {d.decision_id for d in store.log()}
        assert written == {f"{reviewer}-{n}" for reviewer in (ANA, BO) for n in range(15)}


def test_a_killed_process_loses_no_acknowledged_decision(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        process = writer(store, ANA, find(store, "Four").passage, 100_000)
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(10)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in process.communicate()[0].splitlines()]
        kept = {d.decision_id for d in store.log()}
        assert kept >= {f"{ANA}-{number}" for number in acknowledged}
        # At most the one that was under way is there besides.
        assert len(kept) <= len(acknowledged) + 1
        with store._database.reading() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_decision_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        passage = find(store, "Four").passage
        other = sqlite3.connect(store.path)
        other.execute(
            "CREATE TRIGGER broken BEFORE UPDATE ON passages BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
        other.commit()
        with pytest.raises(sqlite3.IntegrityError, match="full"):
            store.decide(passage, NOT, ANA, "once")
        assert store.log() == []
        other.execute("DROP TRIGGER broken")
        other.commit()
        other.close()
        assert not store.decide(passage, NOT, ANA, "once").repeated


def test_states_can_be_derived_from_the_log_alone(tmp_path: Path) -> None:
    from voltag.review.store.settling import settle

    def states(store: Store) -> list[tuple[object, ...]]:
        with store._database.reading() as connection:
            return [
                tuple(row)
                for row in connection.execute(
                    "SELECT passage, state, settled, settled_by, settled_codes FROM passages"
                    " UNION ALL SELECT document, reviewed_verdict, 0, 0, 0 FROM documents"
                )
            ]

    with decided(tmp_path) as store:
        before = states(store)
        with store._database.writing() as connection:
            connection.execute("UPDATE passages SET state = 'unsure', settled = NULL")
            connection.execute("UPDATE documents SET reviewed_verdict = NULL")
            for row in connection.execute("SELECT document FROM documents").fetchall():
                settle(connection, document=row[0])
        assert states(store) == before
