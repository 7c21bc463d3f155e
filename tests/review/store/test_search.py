"""Words are found in both languages, and nothing a reviewer types is an error."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltag.review.store.search import (
    absence_expression,
    folded_letters,
    highlights,
    index_words,
    match_expression,
    parse,
)


def found(text: str, query: str) -> bool:
    """Whether SQLite finds ``text`` by ``query``."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (words, tokenize = 'unicode61')")
        connection.execute("INSERT INTO t VALUES (?)", (index_words(text),))
        wanted = parse(query)
        present, absent = match_expression(wanted), absence_expression(wanted)
        if present is not None:
            return bool(
                connection.execute("SELECT 1 FROM t WHERE t MATCH ?", (present,)).fetchall()
            )
        if absent is not None:
            return not connection.execute("SELECT 1 FROM t WHERE t MATCH ?", (absent,)).fetchall()
        return True
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Volunteers rebuilt homes.", "volunteer", ["Volunteers"]),
        ("Volunteers rebuilt homes.", "home volunt", ["Volunteers", "homes"]),
        ("Volunteers rebuilt homes.", '"rebuilt homes"', ["rebuilt homes"]),
        ("Des bénévoles aident.", "benevole", ["bénévoles"]),
        ("Ｖｏｌｕｎｔｅｅｒｓ", "volunteers", ["Ｖｏｌｕｎｔｅｅｒｓ"]),
        ("发展志愿服务事业", "志愿", ["志愿"]),
        ("发展志愿服务事业", "愿服", ["愿服"]),
        ("发展志愿服务事业", "志願服務", ["志愿服务"]),
        ("推展志願服務", "志愿服务", ["志願服務"]),
        ("推展志願服務", "務", ["務"]),
        ("UNV与志愿者团队", "unv 志愿者", ["UNV", "志愿者"]),
        ("UNV与志愿者团队", '"unv与志愿者"', ["UNV与志愿者"]),
        ("社工+志愿者", "社工志愿者", []),
        ("The SDGs, in 2030", "2030", ["2030"]),
    ],
)
def test_what_is_asked_for_is_found_and_marked(text: str, query: str, marked: list[str]) -> None:
    assert found(text, query) is (bool(marked))
    spans = highlights(text, parse(query)) if marked else ()
    assert [text[start:end] for start, end in spans] == marked


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Volunteers rebuilt homes.", "homes roads"),
        ("Volunteers rebuilt homes.", '"homes rebuilt"'),
        ("Volunteers rebuilt homes.", '"volunteer rebuilt"'),
        ("Volunteers rebuilt homes.", "olunteers"),
        ("Volunteers rebuilt homes.", "volunteers -homes"),
        ("Volunteers rebuilt homes.", "-homes"),
        ("发展志愿服务事业", "志服"),
        ("发展志愿服务事业", "服务业"),
    ],
)
def test_what_does_not_stand_there_is_not_found(text: str, query: str) -> None:
    assert not found(text, query)


def test_a_minus_sign_alone_leaves_out() -> None:
    assert found("Volunteers rebuilt homes.", "-roads")
    assert found("Volunteers rebuilt homes.", "homes -roads")


@given(st.text(max_size=60), st.text(max_size=30))
def test_no_query_is_an_error(text: str, query: str) -> None:
    found(text, query)
    spans = highlights(text, parse(query))
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.text(max_size=80))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(folded_letters(text)) == len(text)


@given(st.text(alphabet="abc 志愿服务工作者，", min_size=2, max_size=40), st.data())
def test_any_two_characters_that_stand_together_are_found(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 2))
    pair = text[at : at + 2]
    if all("\u4e00" <= character <= "\u9fff" for character in pair):
        assert found(text, pair)
        assert any(start <= at and at + 2 <= end for start, end in highlights(text, parse(pair)))
