"""The orders of the queue: what comes first, and that nothing is lost or made up."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltag.review.orders import (
    PURPOSES,
    Order,
    Queued,
    chance,
    missed_candidates,
    most_decisive,
    most_likely,
    most_uncertain,
    ordered,
    page_order,
    random_order,
    uncertainty,
)
from voltag.settings import Thresholds, load_settings
from voltag.types import Question, Scores

SETTINGS = load_settings()
ONE: dict[Question, Thresholds] = {"references": Thresholds(0.2, 0.6)}


def queued(name: str, contribution: float = 0.0, **changes: object) -> Queued:
    made = Queued(name, "d", 1, 0, Scores(contribution, 0.0, 0.0, 0.0))
    return replace(made, **changes)  # type: ignore[arg-type]


def names(passages: Sequence[Queued]) -> list[str]:
    return [p.passage_id for p in passages]


scores = st.floats(0, 1)
passages = st.lists(
    st.builds(
        Queued,
        passage_id=st.uuids().map(str),
        document_id=st.sampled_from(["a", "b", "c"]),
        page=st.integers(1, 9),
        place=st.integers(0, 99),
        scores=st.builds(Scores, scores, scores, scores, scores),
        rejected=st.booleans(),
        lookalike=st.booleans(),
        expected_changes=st.floats(0, 4),
    ),
    unique_by=lambda p: p.passage_id,
)


@given(passages, st.sampled_from(list(Order)), st.integers(0, 3), st.randoms())
def test_an_order_depends_on_the_passages_alone(
    found: list[Queued], order: Order, seed: int, shuffler: random.Random
) -> None:
    first = ordered(order, found, SETTINGS, seed)
    shuffler.shuffle(found)
    assert ordered(order, found, SETTINGS, seed) == first
    kept = [p for p in found if p.rejected or order is not Order.MISSED_CANDIDATES]
    assert sorted(names(first)) == sorted(names(kept))


def test_every_order_says_what_it_is_for() -> None:
    assert set(PURPOSES) == set(Order)


@given(st.floats(0, 1), st.floats(0.01, 0.98), st.floats(0.001, 0.9))
def test_what_is_in_doubt_is_uncertain_by_half_or_more(
    score: float, lower: float, width: float
) -> None:
    thresholds = Thresholds(lower, min(lower + width, 0.999))
    value = uncertainty(Scores(score, 0, 0, 0), {"references": thresholds})
    assert 0 <= value <= 1
    if lower <= score <= thresholds.upper:
        assert value >= 0.5 - 1e-9
    else:
        assert value <= 0.5


@pytest.mark.parametrize(
    ("score", "value"), [(0, 0), (0.1, 0.25), (0.2, 0.5), (0.4, 1), (0.6, 0.5), (0.8, 0.25), (1, 0)]
)
def test_uncertainty_falls_from_the_middle_between_the_thresholds(
    score: float, value: float
) -> None:
    assert uncertainty(Scores(score, 0, 0, 0), ONE) == pytest.approx(value)


def test_the_most_uncertain_question_decides() -> None:
    sure = Queued("sure", "d", 1, 0, Scores(0.99, 0.99, 0.0, 0.0))
    doubtful = Queued("doubtful", "d", 2, 1, Scores(0.99, 0.99, 0.5, 0.0))
    assert names(most_uncertain([sure, doubtful], SETTINGS.by_question())) == ["doubtful", "sure"]


def test_every_document_has_its_turn_before_the_second_passage_of_any() -> None:
    found = [
        queued("a1", document_id="a", expected_changes=2.0),
        queued("a2", document_id="a", expected_changes=1.5),
        queued("b1", document_id="b", expected_changes=0.5),
        queued("nothing", document_id="b"),
    ]
    assert names(most_decisive(found)) == ["a1", "b1", "a2", "nothing"]


def test_the_likeliest_and_the_pages() -> None:
    found = [
        queued("third", 0.1, page=3, place=7),
        queued("first", 0.5, page=1, place=1),
        queued("second", 0.9, page=1, place=2),
    ]
    assert names(most_likely(found)) == ["second", "first", "third"]
    assert names(page_order(found)) == ["first", "second", "third"]


def test_what_looks_like_volunteering_is_drawn_sooner_but_not_always_first() -> None:
    found = [queued(f"p{i}", rejected=True, lookalike=i < 40) for i in range(400)]
    found += [queued("kept", 0.9)]
    drawn = missed_candidates(found, SETTINGS.queue, seed=1)
    assert "kept" not in names(drawn)
    early = sum(p.lookalike for p in drawn[:40])
    # 40 weigh 0.25 each and 360 weigh 0.01 each: nearly three in four of the first draws.
    assert 20 <= early < 40


def test_random_orders_differ_by_seed_and_stand_when_passages_come_and_go() -> None:
    found = [queued(f"p{i}") for i in range(50)]
    first, second = names(random_order(found, 1)), names(random_order(found, 2))
    assert first != second
    assert names(random_order(found[::2], 1)) == [n for n in first if int(n[1:]) % 2 == 0]


def test_chance_is_the_same_everywhere_and_even() -> None:
    assert chance("p1", 0) == pytest.approx(0.5622, abs=1e-4)
    drawn = [chance(f"p{i}", 7) for i in range(4000)]
    assert sum(drawn) / len(drawn) == pytest.approx(0.5, abs=0.02)
