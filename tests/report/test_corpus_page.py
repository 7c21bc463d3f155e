"""The page of ``voltag report``."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.report.folders import NO, document, lines, name, out
from tests.report.pages import HOSTILE, Page, asks_nothing_of_the_network
from tests.results import none_passage, passage
from voltag.batch.results import DocumentResult
from voltag.report import corpus_page, wording
from voltag.report.corpus import CorpusReport, corpus_report
from voltag.report.corpus_page import render_corpus
from voltag.report.gold import read_gold
from voltag.report.reading import read_results
from voltag.settings import load_settings
from voltag.types import Kind, Scores, Status

SETTINGS = load_settings().report


def report(folder: Path, *documents: DocumentResult, gold: str | None = None) -> CorpusReport:
    made = out(folder / "out", *documents) if documents else folder / "out"
    rows = None
    if gold is not None:
        (folder / "gold.csv").write_text(gold, encoding="utf-8")
        rows = ("gold.csv", read_gold(folder / "gold.csv"))
    return corpus_report(read_results([made]), SETTINGS, rows)


def page(made: CorpusReport) -> Page:
    text = render_corpus(made, SETTINGS)
    found = Page(text)
    asks_nothing_of_the_network(found, text)
    return found


def unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if matplotlib were not installed."""
    monkeypatch.setattr(corpus_page, "can_draw", lambda: False)


@pytest.fixture
def several(tmp_path: Path) -> CorpusReport:
    return report(
        tmp_path,
        document(1, passage()),
        document(2, none_passage(scores=Scores(0.21, 0.0, 0.0, 0.0)), year=2018, **NO),
        document(3, kind=Kind.FRAMEWORK, country="UGA", rules=("F2",)),
        document(
            4,
            status=Status.NO_TEXT,
            references_volunteering=None,
            year=2017,
            review={"references": ("no_text",)},
            languages=(),
        ),
        gold="path,references_volunteering\n1.pdf,no\n2.pdf,no\n4.pdf,yes\n",
    )


def test_page_has_figures_with_counts_intervals_and_what_was_left_out(
    several: CorpusReport,
) -> None:
    found = page(several)
    assert found.tags.count("svg") >= 4
    for words in ("1 of 2", "9–91%", "Uganda", "F2", "Kenya 2017", "as in a scan"):
        assert words in found.text
    assert "make the report again" not in found.text


def test_page_without_matplotlib_has_the_tables_and_says_how_to_draw(
    several: CorpusReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    unavailable(monkeypatch)
    found = page(several)
    assert "svg" not in found.tags
    assert "pip install 'voltag[plots]'" in found.text
    assert "1 of 2" in found.text


def test_ids_are_unique_and_links_lead_somewhere(several: CorpusReport) -> None:
    found = page(several)
    ids = found.values("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in found.values("href")} <= set(ids)
    for attribute in ("aria-labelledby", "aria-describedby"):
        assert {one for value in found.values(attribute) for one in value.split()} <= set(ids)


def test_disagreements_link_to_the_passages(several: CorpusReport) -> None:
    found = page(several)
    assert "d1-p1" in found.values("id")
    assert "#d1-p1" in found.values("href")
    assert "gold.csv answers on 3 documents; 1 document is not in it." in " ".join(
        found.text.split()
    )


def test_a_no_has_its_receipt_and_a_yes_has_none(several: CorpusReport) -> None:
    receipts = [one.receipt for one in several.documents]
    assert [receipt is not None for receipt in receipts] == [False, True, False, False]
    found = page(several)
    assert found.text.count("Receipt for the “no”") == 1
    assert "score 0.21" in found.text
    assert "takes reading all 1" in found.text


def test_parts_in_chinese_are_told_to_be_chinese(tmp_path: Path) -> None:
    made = report(
        tmp_path,
        document(
            1,
            passage(language="zh", text="志愿者参加了。", terms=((0, 3, "志愿者"),)),
            title="自愿国别评估",
            languages=("zh",),
            explanation="V1: p. 7: “志愿者参加了。”",
        ),
    )
    text = render_corpus(made, SETTINGS)
    assert '<blockquote lang="zh">' in text
    assert '“<span lang="zh">志愿者参加了。</span>”' in text
    assert re.search(r'<h3 id="d1" lang="zh">自愿国别评估</h3>', text)
    assert Page(text).marks == ["志愿者"]


def test_what_a_person_signed_off_is_used_and_both_are_printed(tmp_path: Path) -> None:
    folder = out(tmp_path / "out", document(1, passage()), document(2, year=2019))
    lines(
        folder / "reviewed.jsonl",
        {
            "document_id": name(1),
            "references_volunteering": False,
            "objectives": {"ownership": False},
            "by": HOSTILE,
            "date": "2026-11-24",
            "note": HOSTILE,
        },
    )
    made = report(tmp_path)
    first = made.documents[0]
    assert first.answers["references"] is False
    assert first.answers["integration"] is None
    assert first.verdict.references_volunteering is True
    assert first.receipt is not None
    found = page(made)
    assert "1 of 2 reviews, frameworks and other documents (50%)" in found.text
    assert "Machine alone" in found.text
    assert f"Signed off by {HOSTILE}, 2026-11-24" in found.text
    assert found.tags.count("script") == 1


def test_files_of_one_review_are_shown_as_one(tmp_path: Path) -> None:
    made = report(tmp_path, document(1), document(2), document(3, year=2019))
    assert [one.together for one in made.documents] == [
        ("reviews/2.pdf",),
        ("reviews/1.pdf",),
        (),
    ]
    assert "Counts as one review together with reviews/2.pdf." in page(made).text


@pytest.mark.parametrize("field", ["title", "path", "explanation", "country", "model"])
def test_hostile_words_are_shown_as_words(tmp_path: Path, field: str) -> None:
    changes: dict[str, Any] = {field: HOSTILE}
    made = report(tmp_path, document(1, passage(section=(HOSTILE,)), **changes))
    found = page(made)
    assert found.tags.count("script") == 1
    assert "img" not in found.tags
    assert field == "model" or HOSTILE in found.text or HOSTILE in found.values("data-text")


def test_a_receipt_counts_copies_of_a_word_together(tmp_path: Path) -> None:
    made = report(tmp_path, document(1, none_passage(), **NO))
    text = " ".join(page(made).text.split())
    assert "No term of volunteering, and nothing that looks like one, was found." in text
    assert "No passage came near" in text


@pytest.mark.parametrize(
    ("values", "said"),
    [([4], "page 4"), ([1, 2, 3, 7], "pages 1–3, 7"), ([1, 3], "pages 1, 3")],
)
def test_pages_are_named_in_runs(values: list[int], said: str) -> None:
    assert wording.pages(values) == said


@pytest.mark.parametrize(
    ("sentence", "html"),
    [
        ("a “b” c", 'a “<span lang="zh">b</span>” c'),
        ("a “b “c” d” e", 'a “<span lang="zh">b “c” d</span>” e'),
        ("a < “<b>”", 'a &lt; “<span lang="zh">&lt;b&gt;</span>”'),
        ("no quote", "no quote"),
        ("“open", "“open"),
    ],
)
def test_quotes_are_told_to_be_in_their_language(sentence: str, html: str) -> None:
    assert wording.quoted(sentence, "zh") == html
