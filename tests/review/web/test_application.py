"""The pages on a small database: who is let in, what is shown, what is written."""

import json
import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.report.folders import document
from tests.review.store.stores import CHINA, HELP, KENYA, PLAN, find, on
from tests.review.web.clients import ORIGIN, person
from voltag.review.store.records import QueueQuery
from voltag.review.web.languages import LANGUAGES
from voltag.review.web.security import COOKIE

LABELS = {"reference": "contribution", "codes": ["a3"], "polarity": "positive"}
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>{{ 7*7777 }} volunteers'


def test_the_link_lets_one_browser_in_once(tmp_path: Path) -> None:
    with person(tmp_path, name=None) as one:
        assert one.client.get("/").status_code == 200
        cookie = one.client.cookies.jar
        assert all(c.has_nonstandard_attr("HttpOnly") for c in cookie if c.name == COOKIE)
        one.client.cookies.clear()
        again = one.client.get(f"/enter?token={one.desk.link.token}")
        assert again.status_code == 401
        assert "used before" in again.text
        assert one.client.get("/").status_code == 401


def test_the_cookie_is_strict_and_out_of_reach_of_scripts(tmp_path: Path) -> None:
    with person(tmp_path, name=None) as one:
        answer = one.post("/reviewers/choose", {"name": "Ana"})
        told = answer.headers["set-cookie"].lower()
        assert "httponly" in told
        assert "samesite=strict" in told


def test_nobody_decides_without_a_name(tmp_path: Path) -> None:
    with person(tmp_path, name=None) as one:
        number = find(one.store, KENYA).passage
        answer = one.record(
            kind="judgement", id="decision-0001", passage=number, answer="labels", labels=LABELS
        )
        assert answer.status_code == 403
        assert answer.json() == {"error": "Say who you are first."}


@pytest.mark.parametrize(
    "address",
    ["/review?task=first&language=zh", "/passages/1?task=first", "/disagreements"],
)
def test_a_page_that_needs_a_name_asks_for_it_and_comes_back(tmp_path: Path, address: str) -> None:
    with person(tmp_path, name=None) as one:
        answer = one.client.get(address, headers={"accept": "text/html"})
        assert answer.status_code == 303
        asked = urlsplit(answer.headers["location"])
        assert (asked.netloc, asked.path) == ("", "/reviewers")
        assert parse_qs(asked.query) == {"then": [address]}
        assert f'data-then="{escape(address)}"' in one.html(answer.headers["location"])
        script = one.client.get(address, headers={"accept": "application/json"})
        assert script.status_code == 403
        one.choose("Ana")
        then = one.client.get(address, headers={"accept": "text/html"})
        assert "/reviewers" not in then.headers.get("location", "")


@pytest.mark.parametrize(
    "asked",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org/",
        "/\t/example.org/",
        "/\n/example.org",
        "\\\\example.org",
        "javascript:alert(1)",
        "reload",
        "",
    ],
)
def test_nobody_is_sent_to_another_site_after_choosing(tmp_path: Path, asked: str) -> None:
    with person(tmp_path, name=None) as one:
        html = one.html(f"/reviewers?{urlencode({'then': asked})}")
        assert set(re.findall(r'data-then="([^"]*)"', html)) == {"/"}


def test_a_reviewer_with_a_token_is_who_the_token_says(tmp_path: Path) -> None:
    with person(tmp_path, shared=True) as one:
        token = one.post("/reviewers/token", {"name": "Bo"}).json()["token"]
        one.client.cookies.clear()
        assert one.client.get("/").status_code == 401
        sent = {"origin": ORIGIN}
        wrong = one.client.post("/enter", json={"token": "x" * 30}, headers=sent)
        assert wrong.status_code == 403
        assert one.client.post("/enter", json={"token": token}, headers=sent).status_code == 200
        assert one.client.get("/who").json()["reviewer"] == "Bo"
        assert one.post("/reviewers/choose", {"name": "Ana"}).status_code == 403
        assert one.post("/reviewers/token", {"name": "Ana"}).status_code == 403
        assert token not in one.html("/reviewers")


def test_the_machines_own_labels_are_an_acceptance(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        number = find(one.store, KENYA).passage
        part = one.client.get(f"/passages/{number}/part").json()
        written = one.record(
            kind="judgement",
            id="decision-0001",
            passage=number,
            answer="labels",
            labels=part["machine"],
        )
        assert written.json()["passages"] == [number]
        own = one.store.passage(number, "Ana").own
        assert own is not None
        assert own.judgement is not None
        assert own.judgement.answer == "accept"


def test_a_decision_sent_twice_is_written_once(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        decision = {
            "kind": "judgement",
            "id": "decision-0001",
            "passage": find(one.store, KENYA).passage,
            "answer": "not_volunteering",
        }
        first, second = one.record(**decision).json(), one.record(**decision).json()
        assert (first["repeated"], second["repeated"]) == (False, True)
        assert first["entries"] == second["entries"]
        assert one.store.progress().decisions == 1


def test_taking_back_leads_to_the_passage(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        number = find(one.store, KENYA).passage
        one.record(kind="judgement", id="decision-0001", passage=number, answer="unsure")
        assert one.store.passage(number, "Ana").item.state == "unsure"
        undone = one.record(kind="undo", id="decision-0002").json()
        assert undone["passages"] == [number]
        assert one.store.passage(number, "Ana").item.state == "undecided"


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        ({"kind": "judgement", "passage": 1, "answer": "labels", "labels": {}}, "reference"),
        ({"kind": "judgement", "passage": "x", "answer": "unsure"}, "passage"),
        ({"kind": "judgement", "passage": 1, "answer": "perhaps"}, "answer"),
        ({"kind": "judgement", "passage": 1, "answer": "unsure", "more": 1}, "more"),
        ({"kind": "nothing"}, "decision"),
    ],
)
def test_what_is_wrong_with_a_decision_is_told(
    decision: dict[str, object], sentence: str, tmp_path: Path
) -> None:
    with person(tmp_path) as one:
        answer = one.record(id="decision-0001", **decision)
        assert answer.status_code == 400
        assert sentence in answer.json()["error"]
        assert one.store.progress().decisions == 0


def test_labels_that_do_not_agree_are_refused(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        answer = one.record(
            kind="judgement",
            id="decision-0001",
            passage=find(one.store, KENYA).passage,
            answer="labels",
            labels={"reference": "bare", "codes": ["a1"]},
        )
        assert answer.status_code == 400


def test_a_part_of_a_paragraph_is_added_as_a_passage(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        number = find(one.store, "Roads were built").passage
        answer = one.record(
            kind="quotation",
            id="decision-0001",
            passage=number,
            start=0,
            end=16,
            answer="labels",
            labels=LABELS,
        )
        added = one.store.passage(answer.json()["passages"][0], "Ana")
        assert added.item.added
        assert added.passage.text == "Roads were built"
        assert added.passage.page == 3


def test_what_the_machine_says_is_hidden_until_answered(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        number = find(one.store, KENYA).passage
        part = one.client.get(f"/passages/{number}/part?hidden=1").json()
        assert part["machine"] is None
        assert "reasons" not in part["html"]
        assert "0.98" not in part["html"]
        one.record(kind="judgement", id="decision-0001", passage=number, answer="not_volunteering")
        shown = one.client.get(f"/passages/{number}/part?hidden=1").json()
        assert shown["machine"] is not None
        assert 'id="reasons"' in shown["html"]


def test_text_of_documents_is_never_html(tmp_path: Path) -> None:
    hostile = document(
        1,
        on(1, HOSTILE, section=(HOSTILE,), terms=((0, 8, HOSTILE),), context=((HOSTILE, HOSTILE),)),
        on(1, "before " + HOSTILE, top=300.0),
        pages=1,
        path=f"{HOSTILE}.pdf",
        title=HOSTILE,
    )
    with person(tmp_path, hostile, name=HOSTILE[:60]) as one:
        item = one.store.queue(QueueQuery(), HOSTILE[:60]).items[0]
        key = item.document_id.removeprefix("sha256:")
        pages = [
            one.html(address)
            for address in (
                "/",
                "/passages",
                "/passages?search=volunteers",
                f"/passages?search={HOSTILE}",
                f"/passages/{item.passage}",
                f"/passages/{item.passage}/reasons",
                f"/documents/{key}",
                "/reviewers",
            )
        ]
        pages.append(one.client.get(f"/passages/{item.passage}/part").json()["html"])
        for html in pages:
            assert "<script>" not in html
            assert "<img src=x" not in html
            assert "54439" not in html
        assert "&lt;script&gt;" in pages[0]


def test_search_finds_chinese_by_two_characters(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        html = one.html("/passages?search=志愿")
        assert "<mark>志愿</mark>" in html
        assert KENYA not in html


def test_filters_keep_to_what_they_name(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        html = one.html("/passages?country=CHN")
        assert CHINA in html
        assert PLAN in html
        assert HELP not in html
        assert (
            one.html("/passages?country=XXX&year=abc&state=no&order=no").count('class="item"') == 0
        )


def test_the_queue_is_gone_along_by_numbers(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        first = one.client.get("/review?task=first&order=most_decisive")
        assert first.status_code == 303
        steps = one.client.get("/steps?task=first&order=most_decisive").json()
        assert steps["total"] == len(steps["passages"]) > 2
        address = f"/passages/{steps['passages'][0]}?task=first&order=most_decisive"
        assert first.headers["location"] == address


@pytest.mark.parametrize(
    "address",
    ["/passages/999999", "/documents/no", "/nowhere", "/static/../security.py", "/codebook/x"],
)
def test_what_is_not_there_is_told_in_a_sentence(address: str, tmp_path: Path) -> None:
    with person(tmp_path) as one:
        answer = one.client.get(address)
        assert answer.status_code == 404
        assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize("path", ["%2e%2e/security.py", "..%2fsecurity.py", "/etc/passwd"])
def test_no_path_of_a_request_reaches_other_files(path: str, tmp_path: Path) -> None:
    with person(tmp_path) as one:
        assert one.client.get(f"/static/{path}").status_code == 404


def test_a_page_without_its_pdf_says_what_to_do(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        key = find(one.store, KENYA).document_id.removeprefix("sha256:")
        answer = one.client.get(f"/documents/{key}/pages/1/picture?width=800")
        assert answer.status_code == 404
        assert "--pdfs" in answer.json()["error"]
        assert one.client.get(f"/documents/{key}/pages/1").json()["outlines"]


def test_the_interface_speaks_both_languages(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        assert "Documents" in one.html("/")
        assert one.post("/language", {"language": "zh"}).status_code == 200
        html = one.html("/")
        assert '<html lang="zh">' in html
        assert "文件" in html
        assert one.post("/language", {"language": "xx"}).status_code == 400
    assert set(LANGUAGES) == {"en", "zh"}


def test_a_disagreement_is_decided_by_a_third_record(tmp_path: Path) -> None:
    with person(tmp_path) as one:
        number = find(one.store, KENYA).passage
        one.post("/agreement/second-review", {"share": 1.0})
        machine = one.client.get(f"/passages/{number}/part").json()["machine"]
        judged = {"kind": "judgement", "passage": number}
        one.record(**judged, id="decision-0001", answer="labels", labels=machine)
        one.choose("Bo")
        blind = one.client.get(f"/passages/{number}/part?task=second").json()["html"]
        assert "Ana" not in blind
        one.record(**judged, id="decision-0002", answer="not_volunteering")
        assert KENYA in one.html("/disagreements")
        sides = re.findall(r'data-labels="(.*?)"', one.html(f"/disagreements/{number}"))
        labels = [json.loads(unescape(side)) for side in sides]
        assert labels[0] == machine
        assert labels[1]["reference"] == "none"
        done = one.record(
            kind="adjudication",
            id="decision-0003",
            passage=number,
            answer="labels",
            labels=labels[0],
        )
        assert done.status_code == 200
        assert KENYA not in one.html("/disagreements")
        log = one.store.log()
        assert [entry.kind for entry in log] == ["judgement", "judgement", "adjudication"]
        assert "contribution" in one.html("/agreement")
