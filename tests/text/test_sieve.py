"""One look at a text names every pattern that it has."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltag.annotations.read import default_annotation_paths, read_annotations
from voltag.languages import language_codes
from voltag.text.lexicon import lexicon
from voltag.text.scripts import fold, small_letters
from voltag.text.sieve import Sieve

EXPRESSIONS = (
    r"\bvolunteer\w*",
    r"\bunpaid\s+(?:\w+\s+){0,3}work\b",
    r"caf[eé]s?\b",
    r"\b[^a-z]+\b",
    r"[^’]’s\b",
    r"(?<!non-)paid\b",
    r"time(?! of day)",
    r"(?:[)(]|\(x\))y",
    r"\$\d+",
    r"end$",
    r"a{,3}b",
    r"\u00e9t\u00e9",
    r"[à-ÿ]\b",
    r"_\w",
    r"\S\s\S",
    r"\D\d\D",
    r"^\W",
)
SIEVE = Sieve(EXPRESSIONS)
SPOILT = "’“–éïœßıſ\u212a\u0130\u00a0\u2009\u3000\u2028\x0b\x1c٣_\n$ -'.()[]\\aby1"


def certain(expressions: Sequence[str], text: str) -> set[int]:
    return {n for n, expression in enumerate(expressions) if re.search(expression, text)}


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["volunteers", "unpaid", "work", "café", "non-paid", "time", "été"]),
            st.text(st.sampled_from(SPOILT), max_size=4),
            st.text(max_size=2).filter(
                lambda text: text.encode("utf-8", "ignore").decode() == text
            ),
        ),
        max_size=12,
    ).map("".join)
)
def test_no_pattern_that_a_text_has_is_left_out(text: str) -> None:
    assert certain(EXPRESSIONS, text) <= set(SIEVE.possible(text))


def test_most_patterns_are_left_out() -> None:
    named = set(SIEVE.possible("Volunteers gave their time."))
    assert not named & {0, 1, 2, 5, 7, 11}
    assert 6 in named


@pytest.mark.parametrize("language", language_codes())
def test_of_annotated_passages_no_entry_is_left_out(language: str) -> None:
    entries = [entry for entry in lexicon(language).entries if not entry.case]
    sieve = Sieve([entry.expression for entry in entries])
    found = [a for a in read_annotations(default_annotation_paths()) if a.language == language]
    for annotation in found[::60]:
        text = small_letters(fold(annotation.text, language))
        assert certain([entry.expression for entry in entries], text) <= set(sieve.possible(text))
