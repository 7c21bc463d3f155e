"""Agreement of two annotators: kappa worked out by hand, and where there is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from voltag.annotations import Annotation, AnnotationError
from voltag.annotations.agreement import (
    ALL,
    BOTH_B4,
    BOTH_CONTRIBUTION,
    TOGETHER,
    LabelAgreement,
    Pair,
    agreement,
    disagreements,
    paired,
)
from voltag.types import Code

CODES = [str(code) for code in Code]


def passage(name: str, labels: str, **changes: object) -> Annotation:
    """A passage labelled ``none``, ``bare``, or a contribution with the codes given."""
    said = labels not in ("none", "bare")
    codes = labels.split() if said else []
    line = {
        "id": name,
        "document": f"d{name}",
        "language": "en",
        "text": f"Passage {name}",
        "reference": "contribution" if said else labels,
        "objectives": sorted({str(Code(code).objective) for code in codes}),
        "codes": codes,
        "polarity": "positive" if said else "neutral",
    }
    return Annotation.model_validate(line | changes)


def pairs_of(*labels: tuple[str, str], **changes: object) -> list[Pair]:
    return [
        (passage(str(i), first, **changes), passage(str(i), second, **changes))
        for i, (first, second) in enumerate(labels)
    ]


def row(
    rows: list[LabelAgreement], label: str, among: str = ALL, language: str = "en"
) -> LabelAgreement:
    (found,) = [r for r in rows if (r.label, r.among, r.language) == (label, among, language)]
    return found


def test_kappa_of_a_yes_or_no() -> None:
    rows = agreement(
        pairs_of(
            *[("a1", "a1")] * 4, ("a1", "none"), *[("none", "a1")] * 2, *[("none", "none")] * 3
        )
    )
    # Same in 7 of 10; by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5; (0.7 - 0.5) / (1 - 0.5).
    found = row(rows, "contribution")
    assert (found.passages, found.documents, found.given) == (10, 10, (5, 6))
    assert found.observed == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)
    assert found.interval is not None
    assert found.interval[0] < 0.4 < found.interval[1]


def test_kappa_of_three_values() -> None:
    rows = agreement(
        pairs_of(
            *[("none", "none")] * 2,
            ("none", "bare"),
            *[("bare", "bare")] * 2,
            ("bare", "a1"),
            *[("a1", "a2")] * 4,
        )
    )
    # Same in 8 of 10; by chance (3 * 2 + 3 * 3 + 4 * 5) / 100 = 0.35.
    found = row(rows, "reference")
    assert found.kappa == pytest.approx(0.45 / 0.65)
    assert found.given is None


def test_codes_are_measured_over_all_and_among_those_that_both_call_a_contribution() -> None:
    rows = agreement(
        pairs_of(
            ("a1", "a1"), ("a1", "a2"), ("a2 b5", "a2"), ("a1", "none"), *[("none", "none")] * 4
        )
    )
    # All 8: same in 6; first 3 of 8, second 1: chance (3 * 1 + 5 * 7) / 64.
    assert row(rows, "a1").kappa == pytest.approx((0.75 - 38 / 64) / (1 - 38 / 64))
    # Three contributions of both: same in 2; chance (2 * 1 + 1 * 2) / 9.
    among = row(rows, "a1", BOTH_CONTRIBUTION)
    assert (among.passages, among.given) == (3, (2, 1))
    assert among.kappa == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    assert row(rows, "ownership", BOTH_CONTRIBUTION).observed == 1


def test_kappa_is_undefined_where_nothing_could_differ() -> None:
    rows = agreement(pairs_of(("a1", "a1"), ("a1", "a1"), ("none", "none")))
    for label, among in (("b6", ALL), ("a1", BOTH_CONTRIBUTION), ("implicit", BOTH_CONTRIBUTION)):
        found = row(rows, label, among)
        assert found.observed == 1
        assert (found.kappa, found.interval) == (None, None)


def test_without_passages_there_is_no_figure_at_all() -> None:
    found = row(agreement(pairs_of(("b4", "none"), ("none", "b4"))), "b4_kind", BOTH_B4)
    assert (found.passages, found.documents) == (0, 0)
    assert (found.observed, found.kappa, found.interval) == (None, None, None)


def test_a_label_that_only_one_gives_is_agreed_by_chance() -> None:
    found = row(agreement(pairs_of(("a1 a2", "a1"), ("a1", "a1"), ("none", "none"))), "a2")
    assert found.given == (1, 0)
    assert found.kappa == pytest.approx(0)


def test_full_agreement_is_one() -> None:
    found = row(agreement(pairs_of(*[("a1", "a1"), ("bare", "bare")] * 8)), "reference")
    assert (found.observed, found.kappa, found.interval) == (1, 1, (1, 1))


def test_implicit_polarity_and_kind_are_those_of_contributions() -> None:
    first = [
        passage("1", "b4", b4_kind="new", implicit=True),
        passage("2", "b4", b4_kind="long_term"),
        passage("3", "b4", polarity="negative"),
        passage("4", "none"),
    ]
    second = [
        passage("1", "b4", b4_kind="new"),
        passage("2", "b4", b4_kind="new"),
        passage("3", "b4", polarity="negative"),
        passage("4", "none"),
    ]
    rows = agreement(paired(first, second))
    kind = row(rows, "b4_kind", BOTH_B4)
    # Same in 2 of 3; by chance new 1 * 2, long_term 1 * 0, none 1 * 1, of 9.
    assert kind.passages == 3
    assert kind.kappa == pytest.approx((2 / 3 - 1 / 3) / (1 - 1 / 3))
    assert row(rows, "implicit", BOTH_CONTRIBUTION).given == (1, 0)
    assert row(rows, "polarity", BOTH_CONTRIBUTION).kappa == 1


def test_passages_of_one_document_stay_together() -> None:
    labels = [("a1", "a1")] * 4 + [("a1", "none"), ("none", "none")] * 3
    (together,) = {row(agreement(pairs_of(*labels, document="d")), "contribution").interval}
    alone = row(agreement(pairs_of(*labels, document="")), "contribution")
    kappa = alone.kappa
    assert kappa is not None
    assert together == pytest.approx((kappa, kappa))
    assert alone.documents == len(labels)
    assert alone.interval is not None
    assert alone.interval[0] < alone.interval[1]


def test_an_interval_is_not_given_where_resamples_rarely_have_the_label() -> None:
    # Every fourth resample has the second document only, where nobody gives a1.
    pairs = [
        *pairs_of(("a1", "a1"), ("a1", "none"), document="1"),
        (passage("9", "none"), passage("9", "none")),
    ]
    found = row(agreement(pairs), "a1")
    assert found.kappa is not None
    assert found.interval is None


def test_languages_are_measured_apart_and_together() -> None:
    chinese = [(passage("z", "none", language="zh"), passage("z", "a1", language="zh"))]
    rows = agreement([*pairs_of(("a1", "a1"), ("none", "none")), *chinese])
    assert row(rows, "contribution").kappa == 1
    assert row(rows, "contribution", language="zh").kappa == pytest.approx(0)
    assert row(rows, "contribution", language=TOGETHER).passages == 3
    assert {r.language for r in agreement(chinese)} == {"zh"}


def test_passages_are_paired_by_id_in_the_order_of_the_first() -> None:
    first = [passage(name, "none") for name in "cab"]
    second = [passage(name, "a1") for name in "abd"]
    assert [(a.id, b.id) for a, b in paired(first, second)] == [("a", "a"), ("b", "b")]


def test_nothing_in_common_is_an_error() -> None:
    with pytest.raises(AnnotationError, match="same id"):
        paired([passage("1", "none")], [passage("2", "none")])


def test_one_id_for_two_texts_is_an_error_that_names_it() -> None:
    with pytest.raises(AnnotationError, match="en-7: text: is not the same"):
        paired([passage("en-7", "none")], [passage("en-7", "none", text="Something else")])


def test_disagreements_say_what_differs() -> None:
    first = [passage("1", "a1 a4", note="old women"), passage("2", "b4"), passage("3", "bare")]
    second = [passage("1", "a4"), passage("2", "b4", b4_kind="new"), passage("3", "bare")]
    one, two = disagreements(paired(first, second))
    assert one.labels == {"codes": (["a1", "a4"], ["a4"])}
    assert one.notes == ("old women", "")
    assert two.labels == {"b4_kind": (None, "new")}


LABELS = st.sampled_from(["none", "bare", "a1", "a1 b5", "b4", "a1 b4 c1"])


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=12))
def test_kappa_is_the_one_of_the_library_and_the_same_both_ways(
    labels: list[tuple[str, str]],
) -> None:
    pairs = pairs_of(*labels)
    there = agreement(pairs, resamples=20)
    back = agreement([(b, a) for a, b in pairs], resamples=20)
    for one, other in zip(there, back, strict=True):
        assert one.kappa == pytest.approx(other.kappa)
        assert json.loads(json.dumps(one.as_dict()))["kappa"] == one.kappa
    for code in CODES:
        given_codes = [(code in a.codes, code in b.codes) for a, b in pairs]
        found = row(there, code).kappa
        if len({value for both in given_codes for value in both}) == 1:
            assert found is None
        else:
            assert found == pytest.approx(cohen_kappa_score(*zip(*given_codes, strict=True)))
