"""From units to the figures of the report: shares, what they are shares of, what was left out.

Every function is pure. It takes the units twice, with people's decisions and by the machine
alone, so that both stand side by side (CRITERIA, "What the verdicts add up to").
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from voltag.criteria.intervals import Share, share
from voltag.criteria.published import PublishedValue, published_frameworks, published_values
from voltag.criteria.units import Measured, Unit
from voltag.types import Kind

PUBLISHED_PERIODS = ((2016, 2017), (2018, 2020))
"""The periods of fig. 1; those that follow are ours."""
ALL = "all"
GOALS = range(1, 18)


@dataclass(frozen=True, slots=True)
class Row:
    """One share of a figure."""

    group: str
    """Where it stands: a year, a period, or ``all``."""
    series: str
    """What was counted: an objective, a goal, a rule."""
    value: Share
    machine: Share
    """The same by the machine's verdicts alone."""
    open: int
    """Units of this group that are left out of the denominator, having no answer."""
    pooled: bool
    """Whether the row sums up others of the figure."""
    published: PublishedValue | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Units that a figure does not count, and why."""

    reason: str
    """A reason of ``review``, ``unknown_year``, ``before_2016`` or ``other_kind``."""
    what: str
    """The series that they are left out of; empty for all of them."""
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it shows, of what, its rows, and what was left out."""

    name: str
    title: str
    counted: str
    """What the denominators count, in the plural."""
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    note: str


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """One cooperation framework with the rules it met."""

    unit: str
    country: str | None
    year: int | None
    references: bool | None
    rules: tuple[str, ...]
    reviewed: bool
    named: bool
    """Whether A/76/137 names the country's framework and this one can be it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a corpus adds up to."""

    units: tuple[Unit, ...]
    reviewed: Share
    """Units whose verdict a person signed off, of all units."""
    figures: tuple[Figure, ...]
    frameworks: tuple[FrameworkRow, ...]


def figures(used: Sequence[Unit], machine: Sequence[Unit], period_years: int) -> Figures:
    """Return the figures of a corpus.

    ``used`` and ``machine`` are the same units, with and without people's decisions.
    ``period_years`` is the length in years of fig. 1's periods after 2020.
    """
    return Figures(
        units=tuple(used),
        reviewed=share(sum(unit.reviewed for unit in used), len(used)),
        figures=(
            positive_contribution(used, machine, period_years),
            objectives_by_year(used, machine),
            frameworks(used, machine),
            goals_by_year(used, machine, Kind.VNR),
            goals_by_year(used, machine, Kind.FRAMEWORK),
            disaster_partnerships(used, machine),
        ),
        frameworks=framework_rows(used),
    )


def positive_contribution(
    used: Sequence[Unit], machine: Sequence[Unit], period_years: int
) -> Figure:
    """Fig. 1: share of reviews that tell of a positive contribution (V1), by period."""
    reviews, others = _dated(used, Kind.VNR)
    years = {unit.year for unit in reviews if unit.year}
    rows = [
        _row(_period(first, last), "positive contribution", reviews, machine, _between(first, last))
        for first, last in periods(max(years, default=0), period_years)
        if any(first <= year <= last for year in years)
    ]
    if len(rows) > 1:
        rows.append(
            _row(ALL, "positive contribution", reviews, machine, _between(2016, 9999), pooled=True)
        )
    return Figure(
        "positive-contribution",
        "Reviews that tell of a positive contribution of volunteering, by period",
        "voluntary national reviews",
        _with_published("positive-contribution", rows, reviews),
        (*_unanswered(reviews, "references", ""), *others),
        "Rule V1 (A/76/137, fig. 1 and footnote 5): at least one passage tells of a contribution"
        " of volunteering to development and is not mere criticism.",
    )


def objectives_by_year(used: Sequence[Unit], machine: Sequence[Unit]) -> Figure:
    """Fig. 2: share of reviews that evidence each objective, by year."""
    reviews, others = _dated(used, Kind.VNR)
    asked: tuple[tuple[str, Measured], ...] = (
        ("ownership", "ownership"),
        ("integration", "integration"),
        ("measurement", "statistics"),
    )
    years = sorted({unit.year for unit in reviews if unit.year})
    rows = [
        _row(str(year), series, reviews, machine, _between(year, year), measured=measured)
        for year in years
        for series, measured in asked
    ]
    if any(year <= 2020 for year in years):
        rows += [
            _row(
                "2015–2020", series, reviews, machine, _between(2015, 2020),
                measured=measured, pooled=True,
            )
            for series, measured in asked
        ]  # fmt: skip
    open_ = [left for series, m in asked for left in _unanswered(reviews, m, series)]
    return Figure(
        "objectives",
        "Reviews that evidence each objective, by year",
        "voluntary national reviews",
        _with_published("objectives", rows, reviews),
        (*open_, *others),
        "Measurement counts here only through statistics on volunteer work (codes c1 and c2);"
        " data collected by volunteers (c3) and intentions to measure (c4) do not count (A/76/137,"
        " para. 41 and fig. 2).",
    )


def frameworks(used: Sequence[Unit], machine: Sequence[Unit]) -> Figure:
    """Share of cooperation frameworks that mention volunteering, and by which rule."""
    frames = [unit for unit in used if unit.kind is Kind.FRAMEWORK]
    ways: tuple[tuple[str, Callable[[Unit], bool]], ...] = (
        ("F1 or F2", lambda unit: True),
        ("F1", lambda unit: "F1" in unit.rules),
        ("F2", lambda unit: "F2" in unit.rules),
        ("F1 and F2", lambda unit: {"F1", "F2"} <= set(unit.rules)),
    )
    rows = [
        _row(ALL, series, frames, machine, lambda unit: True, also=also) for series, also in ways
    ]
    known = published_frameworks()
    named = {row.country for row in framework_rows(used) if row.named}
    if named >= set(known.countries):
        rows[0] = _published(rows[0], known.value)
    return Figure(
        "frameworks",
        "Cooperation frameworks that mention volunteering, by the rule met",
        "cooperation frameworks",
        tuple(rows) if frames else (),
        _unanswered(frames, "references", ""),
        "F1: volunteering is integrated in different sections. F2: it is integrated in the results"
        " framework (A/76/137, footnote 8). The published count is shown where the corpus has a"
        " framework, begun by 2021, of each of the sixteen countries that footnote 7 names.",
    )


def framework_rows(used: Iterable[Unit]) -> tuple[FrameworkRow, ...]:
    """Return every cooperation framework with the rules it met."""
    known = published_frameworks()
    return tuple(
        FrameworkRow(
            unit.name, unit.country, unit.year, unit.references, unit.rules, unit.reviewed,
            named=unit.country in known.countries and (unit.year or 9999) <= known.until,
        )
        for unit in used
        if unit.kind is Kind.FRAMEWORK
    )  # fmt: skip


def goals_by_year(used: Sequence[Unit], machine: Sequence[Unit], kind: Kind) -> Figure:
    """Share of reviews, or frameworks, whose contributions are tied to each goal, by year."""
    chosen, others = _dated(used, kind)
    years = sorted({unit.year for unit in chosen if unit.year})
    rows = [
        _row(str(year), f"SDG {goal}", chosen, machine, _between(year, year), also=_tied(goal))
        for year in years
        for goal in GOALS
    ]
    what = "reviews" if kind is Kind.VNR else "frameworks"
    counted = "voluntary national reviews" if kind is Kind.VNR else "cooperation frameworks"
    return Figure(
        f"goals-of-{what}",
        f"Goals that {what} tie volunteering to, by year",
        counted,
        tuple(rows),
        (*_unanswered(chosen, "references", ""), *others),
        "A goal counts where the chapter, heading or words of a contribution name it (A/76/137,"
        " paras. 25 and 34).",
    )


def disaster_partnerships(used: Sequence[Unit], machine: Sequence[Unit]) -> Figure:
    """Share of reviews with volunteering in disaster partnerships, long-term and new, by year."""
    reviews, others = _dated(used, Kind.VNR)
    years = sorted({unit.year for unit in reviews if unit.year})
    ways: tuple[tuple[str, Callable[[Unit], bool]], ...] = (
        ("long-term", lambda unit: "long_term" in unit.partnerships),
        ("new", lambda unit: "new" in unit.partnerships),
    )
    rows = [
        _row(
            str(year), series, reviews, machine, _between(year, year),
            measured="integration", also=also,
        )
        for year in years
        for series, also in ways
    ]  # fmt: skip
    return Figure(
        "disaster-partnerships",
        "Volunteering in disaster-risk policy and partnerships, by year",
        "voluntary national reviews",
        tuple(rows),
        (*_unanswered(reviews, "integration", ""), *others),
        "Long-term: a standing partnership, training or organisation of volunteers for disasters."
        " New: set up in answer to a present crisis (code b4; A/76/137, para. 29).",
    )


def periods(last: int, length: int) -> list[tuple[int, int]]:
    """Return first and last year of each period: those of fig. 1, then ``length`` years each.

    The list reaches to the year ``last`` at least.
    """
    found = list(PUBLISHED_PERIODS)
    while found[-1][1] < last:
        first = found[-1][1] + 1
        found.append((first, first + length - 1))
    return found


def _period(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _between(first: int, last: int) -> Callable[[Unit], bool]:
    return lambda unit: unit.year is not None and first <= unit.year <= last


def _tied(goal: int) -> Callable[[Unit], bool]:
    return lambda unit: goal in unit.sdgs


def _dated(used: Sequence[Unit], kind: Kind) -> tuple[list[Unit], tuple[LeftOut, ...]]:
    """The units of ``kind`` that can stand in a figure by year, and those left out of it."""
    own = [unit for unit in used if unit.kind is kind]
    reasons = {
        "unknown_year": [u for u in own if u.year is None],
        "before_2016": [u for u in own if kind is Kind.VNR and u.year and u.year < 2016],
        "other_kind": [u for u in used if u.kind is Kind.OTHER],
    }
    out = {unit.name for units in reasons.values() for unit in units}
    left = tuple(LeftOut(r, "", tuple(u.name for u in units)) for r, units in reasons.items())
    return [u for u in own if u.name not in out], tuple(entry for entry in left if entry.units)


def _unanswered(units: Sequence[Unit], measured: Measured, what: str) -> tuple[LeftOut, ...]:
    reasons: dict[str, list[str]] = {}
    for unit in units:
        if unit.answer(measured) is None:
            reasons.setdefault(unit.why_open(measured), []).append(unit.name)
    return tuple(LeftOut(reason, what, tuple(names)) for reason, names in sorted(reasons.items()))


def _row(
    group: str,
    series: str,
    used: Sequence[Unit],
    machine: Sequence[Unit],
    belongs: Callable[[Unit], bool],
    *,
    measured: Measured = "references",
    also: Callable[[Unit], bool] = lambda unit: True,
    pooled: bool = False,
) -> Row:
    """Count the units of ``used`` that ``belongs`` picks: those with a yes that meet ``also``."""
    chosen = [unit for unit in used if belongs(unit)]
    names = {unit.name for unit in chosen}
    answers = Counter(unit.answer(measured) for unit in chosen)
    return Row(
        group,
        series,
        _share(chosen, measured, also),
        _share([unit for unit in machine if unit.name in names], measured, also),
        answers[None],
        pooled,
        None,
    )


def _share(units: Sequence[Unit], measured: Measured, also: Callable[[Unit], bool]) -> Share:
    answered = [unit for unit in units if unit.answer(measured) is not None]
    counted = sum(bool(unit.answer(measured)) and also(unit) for unit in answered)
    return share(counted, len(answered))


def _with_published(figure: str, rows: Iterable[Row], reviews: Sequence[Unit]) -> tuple[Row, ...]:
    """Put the published values beside the rows of which the corpus covers the years."""
    covered = {unit.year for unit in reviews if unit.references is not None}
    known = {
        (value.row, value.series): value
        for value in published_values()
        if value.figure == figure and covered >= set(value.years)
    }
    return tuple(_published(row, known.get((row.group, row.series))) for row in rows)


def _published(row: Row, value: PublishedValue | None) -> Row:
    return Row(row.group, row.series, row.value, row.machine, row.open, row.pooled, value)
