"""The page of an evaluation: everything on it, nothing from elsewhere, nothing unescaped."""

import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.evaluation.values import (
    CURVES,
    INTEGRATED,
    NOTHING,
    OWNED,
    SETTINGS,
    annotation,
    contribution,
    judged,
)
from voltag.evaluation import Evaluation, evaluate
from voltag.evaluation.compare import compare
from voltag.report.evaluation import by, render_evaluation
from voltag.report.plots import INSTALL

TEXT = '<script>alert("志愿者")</script> volunteers & others'
ANNOTATIONS = [
    annotation(1, text=TEXT, note="<b>note</b>"),
    annotation(2, "contribution", **OWNED),
    annotation(3, "contribution", text="Volunteers helped.", **INTEGRATED),
    annotation(4),
    annotation(5, "contribution", **OWNED),
    annotation(6, "bare"),
]
LABELS = [
    contribution(0.9, terms=((30, 40, "volunteer"),)),
    contribution(0.8),
    NOTHING,
    NOTHING,
    contribution(0.95),
    NOTHING,
]


class Page(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if given.get("id"):
            self.ids.append(str(given["id"]))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluate(judged(ANNOTATIONS, LABELS), SETTINGS, errors=5, curves=CURVES)


@pytest.fixture(scope="module")
def html(evaluation: Evaluation) -> str:
    return render_evaluation([evaluation])


def test_the_page_loads_nothing_and_runs_nothing(html: str) -> None:
    page = Page(html)
    assert not page.all("script")
    assert not page.all("link")
    assert not page.all("img")
    assert not [a for _, a in page.tags if "src" in a or any(k.startswith("on") for k in a)]
    links = [a.get("href") or a.get("xlink:href") for _, a in page.tags]
    assert all(link.startswith("#") for link in links if link)


def test_what_annotations_say_is_escaped_and_terms_are_marked(html: str) -> None:
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;note&lt;/b&gt;" in html
    assert '<mark title="volunteer">volunteers</mark>' in html


def test_every_id_is_its_own_and_every_link_leads_somewhere(html: str) -> None:
    page = Page(html)
    assert len(page.ids) == len(set(page.ids))
    links = {str(a["href"]).removeprefix("#") for a in page.all("a")}
    assert links <= set(page.ids)
    labelled = {name for _, a in page.tags for name in (a.get("aria-labelledby") or "").split()}
    assert labelled <= set(page.ids)


def test_figures_are_there_and_are_read_out(html: str) -> None:
    figures = [a for a in Page(html).all("svg") if a.get("role") == "img"]
    names = {re.sub(r"-(contribution|ownership|integration).*", "", str(a["id"])) for a in figures}
    assert names == {
        "reliability",
        "precision-recall",
        "thresholds-lower",
        "thresholds-upper",
        "learning",
        "learning-objectives-macro-f1",
        "transfer-f1",
    }


def test_tables_have_headings_and_can_be_scrolled_with_the_keyboard(html: str) -> None:
    page = Page(html)
    assert all(a.get("scope") in ("row", "col") for a in page.all("th"))
    wide = [a for a in page.all("div") if a.get("class") == "wide"]
    assert len(wide) == len(page.all("table"))
    assert all(a.get("tabindex") == "0" and a.get("aria-label") for a in wide)


def test_every_section_is_shown(html: str, evaluation: Evaluation) -> None:
    for words in (
        "At a glance",
        "Objectives taken for one another",
        "(in use)",
        "Learning curve",
        "From one language to another",
        "Called a contribution, and not one: 1",
        "A contribution, and not found: 1",
        "Length: short",
        "Contributions that name volunteering",
        evaluation.versions["scikit-learn"],
    ):
        assert words in html


def test_questions_keep_their_order(html: str) -> None:
    documents = html[html.index('id="documents"') :]
    found = [documents.index(f">{q}<") for q in ("references", "ownership", "measurement")]
    assert found == sorted(found)
    assert by(ANNOTATIONS, "language")[0][0] == "en"


def test_the_same_evaluation_gives_the_same_bytes(html: str, evaluation: Evaluation) -> None:
    assert render_evaluation([evaluation]) == html


def test_without_matplotlib_there_are_tables_and_advice(
    evaluation: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    found = render_evaluation([evaluation])
    assert INSTALL.replace("'", "&#39;") in found
    assert not Page(found).all("svg")
    assert "At a glance" in found


def test_a_comparison_shows_both_and_which_is_better() -> None:
    worse = [NOTHING, contribution(0.6), NOTHING, contribution(0.9), NOTHING, NOTHING]
    a = judged(ANNOTATIONS, LABELS, model="first")
    b = judged(ANNOTATIONS, worse, model="<second>")
    found = render_evaluation([evaluate(a, SETTINGS), evaluate(b, SETTINGS)], compare(a, b))
    assert "A is first, B is &lt;second&gt;" in found
    assert {"comparison-all", "comparison-en", "comparison-zh"} <= set(Page(found).ids)
    assert found.count("<td>A</td>") == found.count("<td>B</td>") == 3


def test_an_evaluation_with_little_in_it_is_a_page_too() -> None:
    one = replace(evaluate(judged(ANNOTATIONS[3:4], [NOTHING]), SETTINGS), curves=None)
    found = render_evaluation([one])
    assert "Learning curve" not in found
    assert "1 passages of 1 documents" in found
