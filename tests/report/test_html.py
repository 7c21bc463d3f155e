"""``report.html``: one page that needs nothing else."""

import base64
import hashlib
import re
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.pages import HOSTILE, Page
from tests.results import none_passage, passage, verdict
from voltag.report.html import render_report
from voltag.report.wording import REASON_HELP, STATUS_HELP, marked
from voltag.settings import load_settings
from voltag.types import LabelledPassage, Objective, Question, Status, Verdict


def render(*documents: tuple[Verdict, list[LabelledPassage]], most: int | None = None) -> str:
    settings = load_settings().report
    if most is not None:
        settings = replace(settings, passages=most)
    return render_report(documents, settings, "model-1")


def page(*documents: tuple[Verdict, list[LabelledPassage]], most: int | None = None) -> Page:
    return Page(render(*documents, most=most))


def test_page_asks_nothing_of_the_network() -> None:
    text = render((verdict(title=HOSTILE, path=HOSTILE), [passage(text=HOSTILE)]))
    found = Page(text)
    assert found.values("src") == []
    assert all(value.startswith("#") for value in found.values("href"))
    assert set(found.tags).isdisjoint({"link", "img", "iframe", "object", "base"})
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    assert re.search(r"url\(|@import|https?:", style[1]) is None
    policy = next(v for v in found.values("content") if "default-src" in v)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
    assert "http" not in policy


def test_only_the_pages_own_script_may_run() -> None:
    text = render((verdict(title=HOSTILE), [passage(text=HOSTILE)]))
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == text.count("<script") == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in Page(text).values("content")[-1]
    assert re.search(r"fetch|XMLHttp|import|src=|https?:", scripts[0]) is None


def test_links_lead_to_documents_on_the_page() -> None:
    found = page((verdict(), []), (verdict(title="Other"), []))
    anchors = found.values("id")
    assert len(anchors) == len(set(anchors))
    assert [f"#{anchor}" for anchor in anchors if re.fullmatch(r"d\d+", anchor)] == [
        link for link in found.values("href") if link != "#main"
    ]


@pytest.mark.parametrize("field", ["title", "path", "explanation"])
def test_hostile_words_of_a_document_are_shown_as_words(field: str) -> None:
    found = page((verdict(**{field: HOSTILE}), []))
    assert HOSTILE in found.text
    assert found.tags.count("script") == 1


@pytest.mark.parametrize(
    "hostile",
    [
        passage(text=HOSTILE, terms=((0, 8, HOSTILE),)),
        passage(text=f"Volunteers {HOSTILE}"),
        passage(section=(HOSTILE,)),
        passage(page_label=HOSTILE),
        passage(language='en"><script>'),
    ],
)
def test_hostile_words_of_a_passage_are_shown_as_words(hostile: LabelledPassage) -> None:
    found = page((verdict(), [hostile]))
    assert "img" not in found.tags
    assert found.tags.count("script") == 1
    assert hostile.text in found.text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_words_give_a_well_formed_page_that_shows_them(words: str) -> None:
    found = page((verdict(title=f"T{words}"), [passage(text=f"P{words}", terms=((0, 1, words),))]))
    assert f"T{words}" in found.text
    assert f"P{words}" in found.text
    assert found.marks == ["P"]


def test_every_document_is_named_with_its_answers_and_reasons() -> None:
    documents = [
        (verdict(title="", path="no-title.pdf"), [passage()]),
        (
            verdict(
                title="A scan",
                status=Status.NO_TEXT,
                references_volunteering=None,
                review={"references": ("no_text",)},
                explanation="No answer: the pages have no text.",
            ),
            [],
        ),
        (verdict(title="Broken", status=Status.INCOMPLETE, unread_pages=(3, 9)), []),
    ]
    found = page(*documents)
    for words in ("no-title.pdf", "A scan", "Broken", "model-1", "Pages not read: 3, 9."):
        assert words in found.text
    assert "3 documents" in found.text
    assert "For a reviewer, integration: no passage is sure, and some are in doubt." in found.text


def test_one_document_is_spoken_of_as_one() -> None:
    assert "in 1 document\n" in page((verdict(pages=1), [])).text


def test_terms_are_marked_where_they_stand() -> None:
    text = "志愿者和volunteers都参加了。"
    terms = ((0, 3, "志愿者"), (4, 14, "volunteer"))
    assert page((verdict(), [passage(text=text, terms=terms)])).marks == ["志愿者", "volunteers"]


@pytest.mark.parametrize(
    ("terms", "html"),
    [
        ((), "a &lt; b"),
        (((0, 1, "x"),), '<mark title="x">a</mark> &lt; b'),
        (((2, 3, '"'),), 'a <mark title="&#34;">&lt;</mark> b'),
        (((0, 5, "x"),), '<mark title="x">a &lt; b</mark>'),
    ],
)
def test_marking_escapes_what_it_wraps(terms: tuple[tuple[int, int, str], ...], html: str) -> None:
    assert marked("a < b", terms) == html


def test_passages_that_decide_are_shown_first_and_the_rest_counted() -> None:
    passages = [
        passage(passage_id=f"p{number}", text=f"Passage number {number}.") for number in range(5)
    ]
    decided = verdict(passages=("p4",), objectives={o: verdict().objectives[o] for o in Objective})
    found = page((decided, passages), most=2)
    # p1 decides ownership and p4 the reference.
    assert [n for n in range(5) if f"Passage number {n}." in found.text] == [1, 4]
    assert "3 more passages stand in passages.jsonl." in found.text


@pytest.mark.parametrize(
    ("passages", "most", "said"),
    [([], 5, True), ([passage()], 5, False), ([passage()], 0, False)],
)
def test_no_passage_is_said_only_where_there_is_none(
    passages: list[LabelledPassage], most: int, said: bool
) -> None:
    found = page((verdict(), passages), most=most)
    assert ("No passage names volunteering." in found.text) is said


def test_labels_of_a_passage_are_shown() -> None:
    found = page((verdict(), [passage()]))
    for words in ("p. 7", "(printed v)", "2 Progress › Goal 3", "ownership a3", "0.98"):
        assert words in found.text
    assert "in doubt: integration" in found.text


def test_bare_passage_shows_no_codes() -> None:
    assert "ownership a3" not in page((verdict(), [none_passage()])).text


def test_no_documents_give_a_page_too() -> None:
    assert "0 documents" in page().text


def test_every_status_and_reason_has_a_sentence() -> None:
    assert set(STATUS_HELP) == set(Status)
    reasons = {"implicit_only", "in_doubt", "negative_only"}
    reasons |= {"sections_unknown", "results_framework_unread", "ocr"}
    assert reasons | {status.value for status in Status} == set(REASON_HELP)
    everything: dict[Question, tuple[str, ...]] = {
        question: tuple(REASON_HELP) for question in get_args(Question)
    }
    assert page((verdict(review=everything), []))
