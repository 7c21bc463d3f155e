"""Two models on the same passages: better, worse, or not to be told."""

import pytest

from tests.evaluation.values import NOTHING, OWNED, annotation, contribution, judged
from voltag.evaluation.compare import Comparison, compare
from voltag.evaluation.labels import Judged
from voltag.records import from_json, to_json
from voltag.types import Labels

ANNOTATIONS = [
    annotation(n, "contribution" if n % 2 else "none", **(OWNED if n % 2 else {})).model_copy(
        update={"document": f"d{n // 4}", "language": "en"}
    )
    for n in range(80)
]


def model(name: str, wrong: set[int]) -> Judged:
    """A model that labels all but ``wrong`` rightly."""

    def labels(n: int) -> Labels:
        return contribution(0.9) if bool(n % 2) != (n in wrong) else NOTHING

    return judged(ANNOTATIONS, [labels(n) for n in range(80)], model=name)


GOOD, BAD = model("good", {1, 2}), model("bad", set(range(0, 80, 3)))
ALMOST = model("almost", {1, 6})


def test_the_plainly_better_model_is_named() -> None:
    found = compare(BAD, GOOD)
    assert (found.a, found.b, found.outcome) == ("bad", "good", "B is better")
    assert compare(GOOD, BAD).outcome == "A is better"
    assert (found.passages, found.documents) == (80, 20)


def test_differences_are_b_less_a_with_their_interval() -> None:
    first = compare(BAD, GOOD).differences[0]
    assert (first.language, first.figure) == ("all", "contribution F1")
    assert first.difference == pytest.approx(first.b - first.a, abs=1e-4)
    low, high = first.interval
    assert 0 < low <= first.difference <= high


def test_models_alike_cannot_be_told_apart() -> None:
    assert compare(GOOD, ALMOST).outcome == "cannot tell"
    same = compare(GOOD, GOOD)
    assert {d.outcome for d in same.differences} == {"cannot tell"}
    assert {d.interval for d in same.differences} == {(0.0, 0.0)}


def test_a_comparison_is_written_and_read_back() -> None:
    found = compare(BAD, GOOD)
    assert from_json(Comparison, to_json(found)) == found


def test_other_passages_are_refused() -> None:
    with pytest.raises(ValueError, match="same annotations"):
        compare(GOOD, GOOD.restricted([n > 0 for n in range(80)]))
    with pytest.raises(ValueError, match="same annotations"):
        compare(judged([], []), judged([], []))
