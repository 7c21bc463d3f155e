"""The codebook on the pages: every clause, and nothing but text."""

from voltag.review.web.codebook import codebook, read_codebook
from voltag.types import Code


def test_every_code_has_its_clause() -> None:
    clauses = codebook().clauses
    for code in Code:
        assert clauses[code.value].title.startswith(code.value)
        assert "Counts" in clauses[code.value].html


def test_a_borderline_case_is_the_item_alone() -> None:
    clause = codebook().clauses["a2-founding"]
    assert clause.title.startswith("a2")
    assert "<li>" not in clause.html
    assert "Teams and corps" in clause.html


def test_a_row_comes_with_the_head_of_its_table() -> None:
    html = codebook().clauses["lookalike-family"].html
    assert html.count("<tr>") == 2
    assert "housework" in html


def test_html_in_the_codebook_is_shown_as_text() -> None:
    read = read_codebook(
        '# <a id="x"></a>X <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n'
        '[press](javascript:alert(1)) <a id="y" onclick="alert(1)">y</a>'
    )
    assert "<script" not in read.html
    assert "<img" not in read.html
    assert "javascript:" not in read.html.split("[press]")[0]
    assert 'href="javascript' not in read.html
    assert "<a id=&#34;y&#34; onclick" not in read.html
    assert '<a id="y" onclick' not in read.html
    assert '<a id="x"></a>' in read.html
