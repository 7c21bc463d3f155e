"""Words of a text."""

import subprocess
import sys

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from voltag.annotations import default_annotation_paths, read_annotations
from voltag.text.scripts import fold
from voltag.text.tokenizers import tokenizer, words


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Volunteers’ work, in 2,000 homes!", ["volunteers", "work", "in", "0000", "homes"]),
        ("en", "COVID-19 and 3.5%", ["covid-00", "and", "00"]),
        ("en", "", []),
        ("en", " — … ", []),
        ("zh", "志願服務隊走進社區。", ["志愿", "社区"]),
        ("zh", "自愿国别评估", ["自愿国别评估"]),
        ("zh", "志愿服务组织", ["志愿服务组织"]),
    ],
)
def test_words_are_folded_and_numbers_are_shapes(
    language: str, text: str, expected: list[str]
) -> None:
    found = [word.text for word in words(text, language)]
    if language == "en" or len(expected) == 1:
        assert [word for word in found if word != "'"] == expected
    else:
        assert all(any(wanted in word for word in found) for wanted in expected)


@pytest.mark.parametrize("language", ["en", "zh"])
@given(text=st.text(st.sampled_from("Aa z0,.-’ 志願者服務。，\n\u3000\ud800"), max_size=40))
def test_words_begin_where_they_stand(language: str, text: str) -> None:
    folded = fold(text, language).lower()
    position = 0
    for word in words(text, language):
        assert word.start >= position
        if not any(character.isdigit() for character in word.text):
            assert folded[word.start :].startswith(word.text)
        assert any(character.isalnum() for character in word.text)
        position = word.start + 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_tokenizer_is_that_of_spacys_own_pipeline(language: str) -> None:
    pipeline, ours = spacy.blank(language), tokenizer(language)
    texts = (a.text for a in read_annotations(default_annotation_paths())[::40])
    for text in (fold(text, language) for text in texts):
        theirs = [(token.text, token.lower_, token.idx) for token in pipeline.make_doc(text)]
        assert [(token.text, token.lower_, token.idx) for token in ours(text)] == theirs


def test_the_global_jieba_is_left_as_it_is() -> None:
    code = (
        "from voltag.text.tokenizers import words; words('志愿服务组织', 'zh'); import jieba;"
        "print(jieba.dt.initialized)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert done.stderr == ""


def test_threads_may_ask_for_the_first_words_at_once() -> None:
    # Each begins when another of the modules is being read that the tokenizer needs.
    code = """
import sys, threading
from voltag.text.tokenizers import words

def count(moment):
    while moment and moment not in sys.modules:
        pass
    print(len(words("Red Cross volunteers", "en")))

sys.setswitchinterval(1e-5)
for moment in (None, "spacy", "spacy.language", "spacy.strings", "spacy.vocab", "spacy.util"):
    threading.Thread(target=count, args=(moment,)).start()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == ["3"] * 6, done.stderr
