"""The report's figures from reviews and frameworks."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from voltag.criteria.figures import Figure, Figures, Row, figures, periods
from voltag.criteria.published import published_frameworks
from voltag.criteria.units import Unit
from voltag.types import Kind, Objective


def unit(number: int, year: int | None = 2020, **changes: object) -> Unit:
    made = Unit(
        name=f"u{number}",
        kind=Kind.VNR,
        country="KEN",
        year=year,
        documents=(f"d{number}",),
        references=True,
        objectives=dict.fromkeys(Objective, True),
        statistics=True,
        rules=("V1",),
        sdgs=(3,),
        partnerships=(),
        reviewed=False,
        open={},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def figure(name: str, used: Sequence[Unit], machine: Sequence[Unit] | None = None) -> Figure:
    found = figures(used, used if machine is None else machine, 3)
    return next(one for one in found.figures if one.name == name)


def row(found: Figure, group: str, series: str) -> Row:
    return next(r for r in found.rows if (r.group, r.series) == (group, series))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (0, [(2016, 2017), (2018, 2020)]),
        (2021, [(2016, 2017), (2018, 2020), (2021, 2023)]),
        (2024, [(2016, 2017), (2018, 2020), (2021, 2023), (2024, 2026)]),
    ],
)
def test_periods_are_the_published_ones_and_then_ours(
    last: int, expected: list[tuple[int, int]]
) -> None:
    assert periods(last, 3) == expected


def test_first_figure_counts_reviews_by_period() -> None:
    found = figure(
        "positive-contribution",
        [
            unit(1, 2016),
            unit(2, 2017, references=False),
            unit(3, 2018, references=None, open={"references": ("in_doubt",)}),
            unit(4, 2022),
        ],
    )
    first = row(found, "2016–2017", "positive contribution")
    assert (first.value.count, first.value.denominator) == (1, 2)
    second = row(found, "2018–2020", "positive contribution")
    assert (second.value.count, second.value.denominator, second.open) == (0, 0, 1)
    assert second.value.share is None
    assert row(found, "2021–2023", "positive contribution").value.count == 1
    everything = row(found, "all", "positive contribution")
    assert (everything.value.count, everything.value.denominator) == (2, 3)
    assert everything.pooled


def test_what_is_left_out_is_named_with_its_reason() -> None:
    found = figure(
        "positive-contribution",
        [
            unit(1, None),
            unit(2, 2012),
            unit(3, kind=Kind.OTHER),
            unit(4, references=None, open={"references": ("in_doubt", "negative_only")}),
            unit(5),
        ],
    )
    assert {left.reason: left.units for left in found.left_out} == {
        "unknown_year": ("u1",),
        "before_2016": ("u2",),
        "other_kind": ("u3",),
        "in_doubt and negative_only": ("u4",),
    }
    assert row(found, "2018–2020", "positive contribution").value.denominator == 1


def test_second_figure_measures_by_statistics_alone() -> None:
    found = figure("objectives", [unit(1), unit(2, statistics=False), unit(3, statistics=None)])
    assert row(found, "2020", "ownership").value.denominator == 3
    measured = row(found, "2020", "measurement")
    assert (measured.value.count, measured.value.denominator, measured.open) == (1, 2, 1)
    assert ("measurement", ("u3",)) in {(left.what, left.units) for left in found.left_out}


def test_published_values_stand_beside_ours_only_where_the_years_are_covered() -> None:
    covered = [unit(n, year) for n, year in enumerate((2018, 2019, 2020))]
    found = figure("positive-contribution", covered)
    published = row(found, "2018–2020", "positive contribution").published
    assert published is not None
    assert published.said == "61%"
    for short in (covered[1:], [*covered[1:], unit(9, 2018, references=None)]):
        found = figure("positive-contribution", short)
        assert row(found, "2018–2020", "positive contribution").published is None
    integration = row(figure("objectives", covered), "2015–2020", "integration")
    assert integration.published is None
    both = [*covered, unit(8, 2016), unit(9, 2017)]
    integration = row(figure("objectives", both), "2015–2020", "integration")
    assert integration.published is not None
    assert integration.published.said == "one in five"


def framework(number: int, country: str, *rules: str, year: int = 2020) -> Unit:
    return unit(
        number, year, kind=Kind.FRAMEWORK, country=country, rules=rules, references=bool(rules)
    )


def test_frameworks_are_counted_by_rule() -> None:
    used = [framework(1, "KEN", "F1", "F2"), framework(2, "LAO"), framework(3, "UGA", "F2")]
    found = figure("frameworks", used)
    counts = {r.series: (r.value.count, r.value.denominator) for r in found.rows}
    assert counts == {"F1 or F2": (2, 3), "F1": (1, 3), "F2": (2, 3), "F1 and F2": (1, 3)}
    rows = figures(used, used, 3).frameworks
    assert [(r.country, r.rules, r.named) for r in rows] == [
        ("KEN", ("F1", "F2"), False),
        ("LAO", (), False),
        ("UGA", ("F2",), True),
    ]


def test_published_count_of_frameworks_needs_the_sixteen_of_their_time() -> None:
    countries = published_frameworks().countries
    assert len(countries) == len(set(countries)) == 16
    used = [framework(n, country, "F1") for n, country in enumerate(countries)]
    published = figure("frameworks", used).rows[0].published
    assert published is not None
    assert published.said == "16 of 32"
    later = [*used[1:], framework(0, countries[0], "F1", year=2025)]
    assert figure("frameworks", later).rows[0].published is None


def test_goals_are_counted_by_year_and_kind() -> None:
    used = [unit(1, sdgs=(3, 17)), unit(2, sdgs=()), unit(3, kind=Kind.FRAMEWORK, sdgs=(17,))]
    reviews = figure("goals-of-reviews", used)
    assert len(reviews.rows) == 17
    assert row(reviews, "2020", "SDG 17").value.count == 1
    assert row(reviews, "2020", "SDG 17").value.denominator == 2
    assert row(reviews, "2020", "SDG 5").value.count == 0
    assert row(figure("goals-of-frameworks", used), "2020", "SDG 17").value.denominator == 1


def test_disaster_partnerships_are_counted_by_kind() -> None:
    used = [unit(1, partnerships=("long_term", "new")), unit(2, partnerships=("new",)), unit(3)]
    found = figure("disaster-partnerships", used)
    assert row(found, "2020", "long-term").value.count == 1
    assert row(found, "2020", "new").value.count == 2
    assert row(found, "2020", "new").value.denominator == 3


def test_the_machine_stands_beside_the_people() -> None:
    used, machine = [unit(1, references=False, reviewed=True), unit(2)], [unit(1), unit(2)]
    found = row(
        figure("positive-contribution", used, machine), "2018–2020", "positive contribution"
    )
    assert (found.value.count, found.machine.count) == (1, 2)
    reviewed = figures(used, machine, 3).reviewed
    assert (reviewed.count, reviewed.denominator) == (1, 2)


def test_no_documents_give_figures_without_rows() -> None:
    found: Figures = figures([], [], 3)
    assert all(one.rows == () and one.left_out == () for one in found.figures)
