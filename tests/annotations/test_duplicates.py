"""Near-duplicates: found across scripts, spacing and punctuation, and none missed."""

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltag.annotations import default_annotation_paths, read_annotations
from voltag.text.duplicates import RUN, Pair, near_duplicates


def found(*texts: str, language: str = "zh", similarity: float = 0.3) -> list[tuple[int, int]]:
    pairs = near_duplicates([(text, language) for text in texts], similarity)
    return [(pair.first, pair.second) for pair in pairs]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("志愿者在社区为独居老人送餐、量血压。", "志願者在社區為獨居老人送餐、量血壓。"),
        ("志愿者在社区为独居老人送餐、量血压。", "志愿者 在社区为独居老人送餐,量血压"),
        ("2020年有3000名志愿者登记", "２０２０年有３０００名志愿者登记"),
        ("Volunteers planted 300 trees.", "“VOLUNTEERS”  planted\n300 trees"),
        ("Village volunteers took vaccines to the islands by boat in March 2021.",
         "Village volunteers took vaccines to the islands by boat in April 2021."),
        ("a", "A."),
    ],
)  # fmt: skip
def test_nearly_the_same(first: str, second: str) -> None:
    assert found(first, "Etwas ganz anderes steht hier.", second) == [(0, 2)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Volunteers planted 300 trees.", "Volunteers counted migrating birds."),
        ("志愿者在社区为独居老人送餐。", "志愿者在灾区搭建临时帐篷。"),
        ("a", "b"),
        ("Volunteers", "Volunteers are trained in each of the forty-seven counties every year."),
    ],
)
def test_not_the_same(first: str, second: str) -> None:
    assert found(first, second) == []


def test_copies_are_paired_with_the_first_of_them() -> None:
    assert near_duplicates([("Same text.", "en")] * 3) == [Pair(0, 1, 1.0), Pair(0, 2, 1.0)]


def runs(text: str) -> set[str]:
    return {text[i : i + RUN] for i in range(max(1, len(text) - RUN + 1))}


@given(
    st.lists(st.text("ab", min_size=1, max_size=14), unique_by=lambda t: frozenset(runs(t))),
    st.sampled_from([0.05, 0.1, 0.3, 0.5, 0.7, 1.0]),
)
def test_none_is_missed_and_none_made_up(texts: list[str], similarity: float) -> None:
    wanted = [
        (i, j)
        for i, first in enumerate(texts)
        for j, second in enumerate(texts[i + 1 :], start=i + 1)
        if len(runs(first) & runs(second)) >= similarity * len(runs(first) | runs(second))
    ]
    assert found(*texts, language="en", similarity=similarity) == wanted


def test_the_shipped_annotations_have_none() -> None:
    annotations = read_annotations(default_annotation_paths())
    pairs = near_duplicates((a.text, a.language) for a in annotations)
    assert [(annotations[p.first].id, annotations[p.second].id) for p in pairs] == []


def test_five_thousand_passages_are_compared_in_time() -> None:
    random = Random(0)
    words = ["".join(random.choices("abcdefghij", k=6)) for _ in range(2000)]
    texts = [" ".join(random.choices(words, k=40)) for _ in range(4000)] + ["the same"] * 1000
    start = time.process_time()
    near_duplicates((text, "en") for text in texts)
    assert time.process_time() - start < 15
