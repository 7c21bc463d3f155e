"""Terms that people add: plain words that are found as words, and a file that reads back."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltag.text.added_terms import (
    AddedTerm,
    AddedTermError,
    checked,
    from_file,
    groups,
    in_order,
    to_file,
)
from voltag.text.lexicon import lexicon
from voltag.text.scripts import fold, small_letters

TALKOLA = AddedTerm(
    "en", "term", "Talkola", "loan_word", "A1: communal work in an invented country"
)
KINDNESS = AddedTerm("zh", "term", "邻里守望队", "volunteering", "A1: a scheme's name")


def found(term: AddedTerm, text: str) -> list[str]:
    own = lexicon(term.language, (term,))
    matches = [m for m in own.matches(text) if m.lemma == term.text]
    assert not matches or own.is_candidate(text), "what is matched must pass the filter"
    return [text[m.start : m.end] for m in matches]


def test_a_term_is_found_as_a_word_whatever_its_capitals() -> None:
    assert found(TALKOLA, "A TALKOLA was held, and talkolas; untalkola.") == ["TALKOLA"]
    assert lexicon("en").is_candidate("A talkola was held.") is False


def test_white_space_in_a_term_stands_for_any() -> None:
    term = checked(replace(TALKOLA, text=" village  helpers"))
    assert term.text == "village helpers"
    assert found(term, "The Village\n helpers came.") == ["Village\n helpers"]


def test_signs_are_no_patterns() -> None:
    term = replace(TALKOLA, text="H.E.L.P. (team)")
    assert found(term, "The H.E.L.P. (team) and the HxExLxPx team") == ["H.E.L.P. (team)"]


def test_words_with_accents_end_where_they_end() -> None:
    term = replace(TALKOLA, text="été")
    assert found(term, "an été, étés and répété") == ["été"]


def test_chinese_terms_are_found_in_both_scripts() -> None:
    assert found(KINDNESS, "全市成立鄰里守望隊三百支。") == ["鄰里守望隊"]
    assert found(KINDNESS, "全市成立邻里守望队三百支。") == ["邻里守望队"]


def test_an_added_confusable_vetoes() -> None:
    term = AddedTerm("en", "confusable", "Volunteer State", "choice", "a nickname of Tennessee")
    match = next(
        m
        for m in lexicon("en", (term,)).matches("Tennessee is the Volunteer State.")
        if m.kind == "term"
    )
    assert match.vetoed_by == "Volunteer State"


@pytest.mark.parametrize(
    "changes",
    [
        {"language": "xx"},
        {"language": "../en"},
        {"kind": "concept"},
        {"text": " a "},
        {"text": "x" * 201},
        {"text": "tab\u0000bed"},
        {"group": "no such group"},
        {"source": "  "},
    ],
)
def test_what_cannot_be_added_is_refused_by_name(changes: dict[str, str]) -> None:
    with pytest.raises(AddedTermError, match="the added term"):
        checked(replace(TALKOLA, **changes))  # type: ignore[arg-type]


def test_every_kind_has_groups_in_both_languages() -> None:
    for language in ("en", "zh"):
        for kind in ("term", "implicit", "confusable"):
            assert groups(language, kind)


letters = st.text(
    st.characters(max_codepoint=0x24F, categories=["L", "N", "P"]), min_size=3, max_size=20
).filter(lambda text: sum(c.isalnum() for c in text) >= 2)
terms = st.builds(
    AddedTerm,
    st.sampled_from(["en", "zh"]),
    st.just("term"),
    letters,
    st.just("volunteering"),
    st.text(st.characters(categories=["L"]), min_size=1),
)


@given(st.lists(terms, max_size=5))
def test_the_file_reads_back(added: list[AddedTerm]) -> None:
    assert from_file(to_file(added)) == in_order(added)
    assert to_file(reversed(added)) == to_file(added) or len(in_order(added)) < len(added)


@given(terms)
def test_a_term_is_found_in_a_text_that_is_it(term: AddedTerm) -> None:
    text = small_letters(fold(f"x {term.text} x", term.language))
    assert re.search(term.pattern, text)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"terms": [{}]}', '{"terms": [1]}', "\ufffd", '{"terms": {"a": 1}}'],
)
def test_another_file_is_refused(content: str) -> None:
    with pytest.raises(AddedTermError):
        from_file(content.encode())


def test_values_that_are_no_strings_are_refused() -> None:
    plain = json.loads(to_file([TALKOLA]))
    plain["terms"][0]["source"] = 3
    with pytest.raises(AddedTermError, match="string"):
        from_file(json.dumps(plain).encode())
