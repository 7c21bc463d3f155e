"""The report's figures drawn: from :class:`voltag.criteria.figures.Figure` to SVG."""

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from voltag.criteria.figures import Figure, Row
from voltag.report import plots
from voltag.report.plots import COLOURS, MARKERS, draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_WIDTH = 7.6
_ROW = 0.28
"""Height in inches of a goal's row."""
_SHARE = "share of {}"
_PUBLISHED = "A/76/137"


def svg(figure: Figure) -> str:
    """Return ``figure`` as an SVG element; its ids open with the figure's name.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
        ValueError: the figure has no rows.
    """
    size, paint = painting(figure)
    return draw(figure.name, figure.title, spoken(figure), size, paint)


def png(figure: Figure) -> bytes:
    """Return ``figure`` as a PNG on white, at 200 dots an inch.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
        ValueError: the figure has no rows.
    """
    import matplotlib
    from matplotlib.figure import Figure as Canvas

    size, paint = painting(figure)
    style = {**plots._STYLE, "grid.color": "#d6dce4", "savefig.facecolor": "white"}
    with matplotlib.rc_context(style), io.BytesIO() as target:
        canvas = Canvas(figsize=size, layout="constrained")
        paint(canvas)
        canvas.savefig(target, format="png", dpi=200, metadata={"Software": None})
        return target.getvalue()


def painting(figure: Figure) -> tuple[tuple[float, float], "Callable[[Canvas], None]"]:
    """Return the size of ``figure`` in inches and the function that paints it."""
    if not figure.rows:
        raise ValueError(f"figure {figure.name} has no rows to draw")
    if figure.name.startswith("goals-"):
        goals = list(dict.fromkeys(row.series for row in figure.rows))
        years = list(dict.fromkeys(row.group for row in figure.rows))
        width = min(max(1.6 + 0.62 * len(years), 3.2), _WIDTH)
        return (width, 0.9 + _ROW * len(goals)), lambda canvas: _matrix(
            canvas, figure, goals, years
        )
    return (_WIDTH, 3.4), lambda canvas: _shares(canvas, figure)


def spoken(figure: Figure) -> str:
    """The figure in a sentence, for those who hear it."""
    if figure.name.startswith("goals-"):
        return f"How many of the {figure.counted} of each year tie volunteering to each goal."
    parts = [
        f"{row.group}, {row.series}: {row.value.count} of {row.value.denominator}"
        for row in figure.rows
    ]
    return "; ".join(parts) + ". The table below the figure has the same values."


def _shares(canvas: "Canvas", figure: Figure) -> None:
    """Points with their intervals, by group; a hollow diamond for what was published."""
    axes = canvas.add_subplot()
    rows = [row for row in figure.rows if not row.pooled] or list(figure.rows)
    groups = list(dict.fromkeys(row.group for row in rows))
    series = list(dict.fromkeys(row.series for row in rows))
    if len(groups) == 1 and len(series) > 1:
        groups, series = series, groups
        rows = [_turned(row) for row in rows]
    said = False
    for number, name in enumerate(series):
        own = [row for row in rows if row.series == name and row.value.share is not None]
        # Beside each other within the space of a group.
        shift = (number - (len(series) - 1) / 2) * min(0.24, 0.7 / len(series))
        places = [groups.index(row.group) + shift for row in own]
        colour = COLOURS[number % len(COLOURS)]
        _points(axes, own, places, colour, MARKERS[number % len(MARKERS)], name)
        for row, place in zip(own, places, strict=True):
            value = _percent(row.published.said) if row.published else None
            if value is not None:
                label = None if said else _PUBLISHED
                said = True
                axes.plot(
                    [place + 0.09], [value], marker="D", markersize=8, markerfacecolor="none",
                    markeredgewidth=1.6, color=colour, linestyle="none", label=label, zorder=4,
                )  # fmt: skip
    axes.set_xticks(range(len(groups)), [_tick(group, rows) for group in groups])
    axes.set_xlim(-0.6, len(groups) - 0.4)
    axes.set_ylim(-0.03, 1.03)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    axes.set_ylabel(_SHARE.format(figure.counted))
    axes.grid(visible=False, axis="x")
    if len(series) > 1 or said:
        handles, names = axes.get_legend_handles_labels()
        # What was published comes last, whatever kind of mark it is.
        order = sorted(range(len(names)), key=lambda place: names[place] == _PUBLISHED)
        canvas.legend(
            [handles[i] for i in order], [names[i] for i in order], loc="outside upper left",
            ncols=4,
        )  # fmt: skip


def _points(
    axes: "Axes", rows: Sequence[Row], places: Sequence[float], colour: str, marker: str, name: str
) -> None:
    shares = [row.value.share or 0.0 for row in rows]
    below = [s - (row.value.low or 0.0) for s, row in zip(shares, rows, strict=True)]
    above = [(row.value.high or 0.0) - s for s, row in zip(shares, rows, strict=True)]
    axes.errorbar(
        places, shares, yerr=[below, above], fmt=marker, color=colour, capsize=3, markersize=6.5,
        elinewidth=1.4, label=name, zorder=3,
    )  # fmt: skip


def _turned(row: Row) -> Row:
    return Row(row.series, row.group, row.value, row.machine, row.open, row.pooled, row.published)


def _tick(group: str, rows: Sequence[Row]) -> str:
    """A group's name with its denominators; they differ where answers are open."""
    found = sorted({row.value.denominator for row in rows if row.group == group})
    return f"{group}\nn = {'–'.join(map(str, dict.fromkeys((found[0], found[-1]))))}"


def _percent(said: str) -> float | None:
    """A published percentage as a number; what was said in words is left to the table."""
    if said.endswith("%"):
        return float(said[:-1]) / 100
    count, of, total = said.partition(" of ")
    return int(count) / int(total) if of and count.isdigit() and total.isdigit() else None


def _matrix(canvas: "Canvas", figure: Figure, goals: Sequence[str], years: Sequence[str]) -> None:
    """A field for each goal and year: the count, on a ground as strong as its share."""
    axes = canvas.add_subplot()
    for row in figure.rows:
        x, y = years.index(row.group), goals.index(row.series)
        strength = 0.12 + 0.5 * (row.value.share or 0.0) if row.value.count else 0.03
        axes.axvspan(
            x - 0.48, x + 0.48, *_height(y, len(goals)), facecolor=COLOURS[0], alpha=strength,
            linewidth=0,
        )  # fmt: skip
        if row.value.count:
            axes.text(x, y, str(row.value.count), ha="center", va="center", fontsize=9)
    totals = {row.group: row.value.denominator for row in figure.rows}
    axes.set_xticks(range(len(years)), [f"{year}\nn = {totals[year]}" for year in years])
    axes.set_yticks(range(len(goals)), list(goals))
    axes.set_xlim(-0.5, len(years) - 0.5)
    axes.set_ylim(len(goals) - 0.5, -0.5)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    for side in axes.spines.values():
        side.set_visible(False)


def _height(row: int, rows: int) -> tuple[float, float]:
    """Lower and upper end of a row of a matrix, as shares of the axes' height."""
    return 1 - (row + 0.96) / rows, 1 - (row + 0.04) / rows
