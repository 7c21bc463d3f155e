"""Counts of annotations: what is counted, and that the numbers add up."""

import json

from hypothesis import given

from tests.annotations.values import annotation_lists
from voltag.annotations import Annotation
from voltag.annotations.statistics import LABELS, QUARTILES, statistics
from voltag.types import Reference


def annotation(number: int, **changes: object) -> Annotation:
    line = {
        "id": str(number),
        "document": "d1",
        "language": "en",
        "text": "x" * (10 * (number + 1)),
        "reference": "contribution",
        "objectives": ["ownership", "integration"],
        "codes": ["a3", "b4"],
        "b4_kind": "new",
        "polarity": "positive",
        "annotator": "A1",
        "origin": "written",
    }
    return Annotation.model_validate(line | changes)


NOTHING: dict[str, object] = {
    "reference": "none",
    "objectives": [],
    "codes": [],
    "b4_kind": None,
    "polarity": "neutral",
}


def test_labels_are_counted_by_language() -> None:
    found = statistics(
        [
            annotation(0),
            annotation(1, document="d2", implicit=True, polarity="negative"),
            annotation(2, document="", annotator="", **NOTHING),
            annotation(3, language="zh", b4_kind=None),
            annotation(4),
        ]
    )
    assert list(found) == ["en", "zh"]
    english = found["en"]
    assert (english.passages, english.documents, english.without_document) == (4, 2, 1)
    counts = english.counts
    assert counts["reference"] == {"none": 1, "bare": 0, "contribution": 3}
    assert counts["objective"] == {"ownership": 3, "integration": 3, "measurement": 0}
    assert {code: n for code, n in counts["code"].items() if n} == {"a3": 3, "b4": 3}
    assert counts["b4_kind"] == {"long_term": 0, "new": 3}
    assert counts["polarity"] == {"positive": 2, "neutral": 0, "negative": 1}
    assert counts["implicit"] == {"true": 1, "false": 2}
    assert counts["origin"] == {"written": 4, "reviewed": 0, "published": 0}
    assert counts["annotator"] == {"": 1, "A1": 3}
    assert found["zh"].counts["b4_kind"] == {"long_term": 0, "new": 0}


def test_lengths_are_quartiles() -> None:
    found = statistics(annotation(number) for number in (4, 0, 3, 1, 2))
    assert found["en"].characters == (10, 20, 30, 40, 50)
    assert statistics([annotation(0)])["en"].characters == (10,) * 5


def test_nothing_has_no_languages() -> None:
    assert statistics([]) == {}


@given(annotation_lists())
def test_numbers_add_up_and_are_json(annotations: list[Annotation]) -> None:
    found = statistics(annotations)
    assert sum(numbers.passages for numbers in found.values()) == len(annotations)
    for numbers in found.values():
        contributions = numbers.counts["reference"][Reference.CONTRIBUTION]
        for name in ("reference", "origin", "annotator"):
            assert sum(numbers.counts[name].values()) == numbers.passages
        for name in ("polarity", "implicit"):
            assert sum(numbers.counts[name].values()) == contributions
        plain = json.loads(json.dumps(numbers.as_dict()))
        assert set(plain) == {
            *("passages", "documents", "without_document", "annotator", "characters"),
            *LABELS,
        }
        assert list(plain["characters"]) == list(QUARTILES)
        assert sorted(numbers.characters) == list(numbers.characters)
