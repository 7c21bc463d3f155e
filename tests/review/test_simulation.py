"""What a simulation says of orders whose worth is known beforehand."""

import numpy as np
import pytest

from tests.evaluation.values import OWNED, annotation, contribution
from voltag.criteria.question import answer
from voltag.evaluation import Judged, resampling
from voltag.evaluation.documents import AnnotatedDocument, annotated_documents
from voltag.review.decisive import expected_changes as exact_changes
from voltag.review.decisive import turns
from voltag.review.orders import Order, Queued
from voltag.review.simulation import Simulation, simulate
from voltag.review.simulation.reading import by_chance, saving
from voltag.review.simulation.settling import (
    Tally,
    case,
    decisive_sequence,
    expected_changes,
    starts_right,
    until_settled,
)
from voltag.settings import load_settings
from voltag.types import Kind, Question

SETTINGS = load_settings()
RELEVANT = np.array([True] * 20 + [False] * 80)
DRAWS = resampling.drawn(np.repeat(np.arange(20), 5), 0)


def test_an_order_that_knows_the_answers_reads_no_more_than_it_finds() -> None:
    found = saving(Order.MOST_LIKELY, range(100), RELEVANT, DRAWS)
    assert found.read == 0.19
    assert found.saved == pytest.approx(0.76)
    assert found.interval[0] < 0.19 < found.interval[1]
    assert [point.found for point in found.curve][:11] == pytest.approx(
        [min(1, 0.1 * step) for step in range(11)]
    )


def test_the_worst_order_saves_nothing() -> None:
    found = saving(Order.PAGE, range(99, -1, -1), RELEVANT, DRAWS)
    assert found.read == 0.99
    assert found.saved == pytest.approx(-0.04)


def test_chance_is_the_mean_of_all_orders() -> None:
    found = by_chance(RELEVANT, DRAWS)
    random = np.random.default_rng(1)
    drawn = [
        saving(Order.RANDOM, random.permutation(100).tolist(), RELEVANT, DRAWS).read
        for _ in range(60)
    ]
    assert found.read == pytest.approx(19 * 101 / 21 / 100, abs=1e-4)
    assert found.read == pytest.approx(np.mean(drawn), abs=0.02)


def test_nothing_can_be_found_where_nothing_is() -> None:
    with pytest.raises(ValueError, match="relevant"):
        saving(Order.PAGE, range(3), np.zeros(3, dtype=bool), DRAWS)


# --- documents ---------------------------------------------------------------------


def judged(*scores: tuple[float, bool], document: str = "d") -> Judged:
    """Passages of one document: the model's score, and whether each is a contribution."""
    return Judged(
        tuple(
            annotation(
                1,
                "contribution" if truly else "none",
                id=f"{document}-{number}",
                document=document,
                **(OWNED if truly else {}),
            )
            for number, (_, truly) in enumerate(scores)
        ),
        tuple(
            contribution(score, in_doubt=("references",) if 0.3 <= score < 0.7 else ())
            for score, _ in scores
        ),
        "test",
    )


def as_case(found: Judged) -> tuple[AnnotatedDocument, list[Queued]]:
    (document,) = annotated_documents(found)
    queued = [
        Queued(p.passage_id, "d", 1, place, p.scores) for place, p in enumerate(document.found)
    ]
    return document, queued


def test_a_tally_answers_as_the_criteria_do() -> None:
    scores = [(0.9, True), (0.5, False), (0.1, False)]
    for size in range(1, 4):
        for start in range(3):
            document, queued = as_case(judged(*(scores[start:] + scores)[:size]))
            one = case(document, queued, SETTINGS)
            questions: list[Question] = ["references", "ownership", "integration", "measurement"]
            expected = tuple(
                answer(q, document.found, SETTINGS.thresholds(q)).value for q in questions
            )
            assert Tally(one.by_model).answers() == expected


def test_expected_changes_are_those_of_the_rules() -> None:
    for scores in (
        [(0.9, True)],
        [(0.5, True), (0.4, False)],
        [(0.9, True), (0.95, True)],
        [(0.9, False), (0.5, True), (0.1, False)],
    ):
        document, queued = as_case(judged(*scores))
        exact = exact_changes(turns(Kind.VNR, document.found, SETTINGS))
        quick = expected_changes(case(document, queued, SETTINGS), SETTINGS)
        assert quick == pytest.approx([exact.get(p.passage_id, 0.0) for p in document.found])


def test_a_verdict_is_settled_when_the_last_wrong_answer_is_mended() -> None:
    document, queued = as_case(judged((0.1, False), (0.9, False), (0.5, False)))
    one = case(document, queued, SETTINGS)
    assert not starts_right(one)
    assert until_settled(one, [0, 1, 2]) == 3
    assert until_settled(one, [1, 2, 0]) == 2
    # The sure one first: rejected, it leaves the answer to the one in doubt.
    assert decisive_sequence(one, SETTINGS) == [1, 2, 0]


def test_a_right_verdict_needs_no_reading() -> None:
    document, queued = as_case(judged((0.9, True), (0.1, False)))
    one = case(document, queued, SETTINGS)
    assert starts_right(one)
    assert until_settled(one, [1, 0]) == 0


def made_up() -> Judged:
    parts = [
        judged(
            (0.05, False), (0.6, number % 2 == 0), (0.3, False), (0.97, True), document=f"d{number}"
        )
        for number in range(12)
    ]
    return Judged(
        tuple(a for p in parts for a in p.annotations),
        tuple(x for p in parts for x in p.labels),
        "test",
    )


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate("made up", made_up(), SETTINGS, written=True)


def test_scores_that_are_right_save_reading(simulation: Simulation) -> None:
    read = {s.order: s.read for s in simulation.savings}
    assert simulation.relevant == 18
    assert simulation.best_possible == pytest.approx(18 / 48, abs=1e-4)
    assert read[Order.MOST_LIKELY] <= 0.5 < read[Order.RANDOM]
    assert Order.MISSED_CANDIDATES not in read
    settled = {s.order: s for s in simulation.settlings}
    assert settled[Order.MOST_DECISIVE].mean <= settled[Order.RANDOM].mean
    for found in settled.values():
        assert list(found.curve) == sorted(found.curve)
        assert found.curve[-1] == 1.0


def test_it_says_what_the_figures_cannot_tell(simulation: Simulation) -> None:
    assert simulation.misses == ()
    assert any("written" in note for note in simulation.notes)
    assert any("38%" in note for note in simulation.notes)


def test_the_same_seed_gives_the_same_figures(simulation: Simulation) -> None:
    assert simulate("made up", made_up(), SETTINGS, written=True) == simulation
    assert simulate("made up", made_up(), SETTINGS, 1, written=True) != simulation


def test_without_contributions_there_is_nothing_to_simulate() -> None:
    with pytest.raises(ValueError, match="nothing to find"):
        simulate("none", judged((0.9, False)), SETTINGS)
