"""Backup and exports from the page: what is sent, and to whom."""

import csv
import io
import json
from pathlib import Path

from tests.review.store.stores import KENYA, find
from tests.review.web.clients import ORIGIN, Person, person
from voltag.review.store import Store
from voltag.review.store.records import Judgement

LINKED = ("/backup", "/exports/annotations.jsonl", "/exports/log.csv", "/exports/log.jsonl")
FILES = (*LINKED, "/model/decisions.jsonl")


def decided(one: Person) -> int:
    """The number of a passage that Ana has rejected."""
    number = find(one.store, KENYA).passage
    one.store.decide(number, Judgement("not_volunteering"), "Ana", "decision-0001")
    return number


def test_the_backup_has_what_was_decided_until_then(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        decided(one)
        with one.store._database.writing():  # somebody is writing meanwhile
            answer = one.client.get("/backup")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/vnd.sqlite3"
        assert int(answer.headers["content-length"]) == len(answer.content)
        named = answer.headers["content-disposition"]
        assert named.startswith('attachment; filename="voltag-review-')
        assert named.endswith('.sqlite3"')
        assert answer.headers["cache-control"] == "no-store"
        assert list(one.store.path.parent.glob(".backup-*")) == []
        one.store.add_reviewer("Dana")
        copy = tmp_path / "copy.sqlite3"
        copy.write_bytes(answer.content)
        with Store(copy) as restored:
            assert [entry.reviewer for entry in restored.log()] == ["Ana"]
            assert "Dana" not in {reviewer.name for reviewer in restored.reviewers()}
            assert restored.documents() == one.store.documents()


def test_exports_have_what_was_decided(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        decided(one)
        annotations = one.client.get("/exports/annotations.jsonl")
        assert annotations.headers["content-type"] == "application/x-ndjson"
        assert [json.loads(line)["annotator"] for line in annotations.text.splitlines()] == ["Ana"]
        table = one.client.get("/exports/log.csv")
        assert table.headers["content-type"] == "text/csv; charset=utf-8"
        assert 'filename="voltag-log-' in table.headers["content-disposition"]
        (row,) = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))
        assert row["answer"] == "not_volunteering"
        log = one.client.get("/exports/log.jsonl").text.splitlines()
        assert [json.loads(line)["reviewer_name"] for line in log] == ["Ana"]
        assert one.client.get("/exports/review.sqlite3").status_code == 404
        assert one.client.get("/exports/..%2Freview.sqlite3").status_code == 404


def test_every_file_is_linked_from_the_page(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        html = one.html("/reviewers")
        assert all(f'href="{address}"' in html for address in LINKED)


def test_who_came_by_a_token_or_not_at_all_gets_none(tmp_path: Path) -> None:
    with person(tmp_path, shared=True) as one:
        token = one.post("/reviewers/token", {"name": "Bo"}).json()["token"]
        one.client.cookies.clear()
        assert [one.client.get(address).status_code for address in FILES] == [401] * len(FILES)
        one.client.post("/enter", json={"token": token}, headers={"origin": ORIGIN})
        assert [one.client.get(address).status_code for address in FILES] == [403] * len(FILES)
        html = one.html("/reviewers")
        assert not any(address in html for address in FILES)
