"""The figures of an evaluation, each small enough to be read on a phone."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from voltag.evaluation import Evaluation
from voltag.evaluation.calibration import QUESTION_OF
from voltag.evaluation.compare import Comparison
from voltag.evaluation.curves import Curves
from voltag.evaluation.labels import ALL, SCORED
from voltag.evaluation.resampling import Interval
from voltag.languages import language_data
from voltag.report.plots import COLOURS, DASHES, MARKERS, draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE = (4.6, 3.7)
"""Inches; two stand side by side on a desk, one on a phone."""
_FIGURES = {"contribution_f1": "Contribution F1", "objectives_macro_f1": "Objectives macro F1"}

Draw = Callable[["Axes"], None]


def reliability_figures(evaluation: Evaluation) -> list[str]:
    """For each scored label, how often passages with a score have it, by language."""
    styles = _styles(evaluation)
    figures = []
    for label in SCORED:
        curves = [r for r in evaluation.calibration if r.label == label and r.language in styles]
        if not curves:
            continue

        def paint(axes: "Axes", curves: list = curves) -> None:  # type: ignore[type-arg]
            axes.plot([0, 1], [0, 1], color="0.55", linewidth=1, linestyle=":")
            for curve in curves:
                axes.plot(
                    [b.mean_score for b in curve.bins],
                    [b.observed for b in curve.bins],
                    label=curve.language,
                    **_style(styles[curve.language]),
                )
            axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="score", ylabel="share that has it")
            axes.legend(loc="upper left")

        errors = ", ".join(f"{c.language} {c.expected_calibration_error:.3f}" for c in curves)
        figures.append(
            _drawn(
                f"reliability-{label}",
                label.capitalize(),
                f"Share of passages that have {label}, by score; on the dotted diagonal scores"
                f" are probabilities. Expected calibration error: {errors}.",
                paint,
            )
        )
    return figures


def precision_recall_figures(evaluation: Evaluation) -> list[str]:
    """For each scored label, precision against recall as the threshold falls, by language."""
    styles = _styles(evaluation)
    bounds = {t.question: (t.lower, t.upper) for t in evaluation.thresholds}
    figures = []
    for label in SCORED:
        curves = [
            c for c in evaluation.precision_recall if c.label == label and c.language in styles
        ]
        if not curves:
            continue
        marked = bounds.get(QUESTION_OF[label], ())

        def paint(axes: "Axes", curves: list = curves, marked: tuple[float, ...] = marked) -> None:  # type: ignore[type-arg]
            for curve in curves:
                style = _style(styles[curve.language])
                marker = style.pop("marker")
                axes.plot(
                    [p.recall for p in curve.points],
                    [p.precision for p in curve.points],
                    label=curve.language,
                    **style,
                )
                for bound in marked:
                    nearest = min(curve.points, key=lambda p: abs(p.threshold - bound))
                    axes.plot(
                        nearest.recall, nearest.precision, marker=marker, color=style["color"]
                    )
            axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="recall", ylabel="precision")
            axes.legend(loc="lower left")

        figures.append(
            _drawn(
                f"precision-recall-{label}",
                label.capitalize(),
                f"Precision against recall of {label} as the threshold falls. The marks are the"
                " upper and the lower threshold in use.",
                paint,
            )
        )
    return figures


def threshold_figures(evaluation: Evaluation) -> list[str]:
    """What lower thresholds miss and upper ones let through, for each question."""
    tables = [t for t in evaluation.thresholds if t.language == ALL]
    if not tables:
        return []

    def missed(axes: "Axes") -> None:
        for place, table in enumerate(tables):
            values = [100 * (row.missed.share or 0.0) for row in table.lowers]
            axes.plot(
                [r.threshold for r in table.lowers], values, label=table.question, **_style(place)
            )
        axes.set(xlabel="lower threshold", ylabel="missed, per cent", ylim=(0, None))
        axes.legend()

    def passed(axes: "Axes") -> None:
        for place, table in enumerate(tables):
            values = [100 * (row.false_passages.share or 0.0) for row in table.uppers]
            axes.plot(
                [r.threshold for r in table.uppers], values, label=table.question, **_style(place)
            )
        axes.set(xlabel="upper threshold", ylabel="falsely sure, per cent", ylim=(0, None))
        axes.legend()

    return [
        _drawn(
            "thresholds-lower",
            "Missed below the lower threshold",
            "Share of passages that show what is asked and score below the lower threshold.",
            missed,
        ),
        _drawn(
            "thresholds-upper",
            "Falsely sure from the upper threshold on",
            "Share of passages that do not show what is asked and reach the upper threshold.",
            passed,
        ),
    ]


def learning_figures(curves: Curves) -> list[str]:
    """How both main figures grow with the documents trained on, by language."""
    # All together last, so that each language has the colour of the other figures.
    found = dict.fromkeys(point.language for point in curves.learning)
    languages = sorted(found, key=lambda language: language == ALL)
    figures = []
    for name, title in _FIGURES.items():

        def paint(axes: "Axes", name: str = name, title: str = title) -> None:
            for place, language in enumerate(languages):
                points = [
                    (p.documents, getattr(p, name), getattr(p, f"{name}_interval"))
                    for p in curves.learning
                    if p.language == language and getattr(p, name) is not None
                ]
                # A little apart, so that bars do not hide one another.
                at = [documents * (1 + 0.02 * place) for documents, *_ in points]
                values = [value for _, value, _ in points]
                bars = _bars(values, [interval for *_, interval in points])
                axes.errorbar(at, values, yerr=bars, capsize=2, label=language, **_style(place))
            axes.set(xlabel="documents trained on", ylabel=title, xlim=(0, None))
            axes.legend(loc="lower right")

        figures.append(
            _drawn(
                f"learning-{name.replace('_', '-')}",
                title,
                f"{title} by the number of documents trained on, with 95% intervals. A curve that"
                " still rises at its end promises more from more annotations.",
                paint,
            )
        )
    return figures


def transfer_figure(evaluation: Evaluation) -> str:
    """Both main figures in each language: trained on the other alone, and on all."""
    assert evaluation.curves is not None, "asked for only with curves"
    rows: list[tuple[str, list[tuple[float | None, Interval | None]]]] = []
    for row in evaluation.curves.transfer:
        rows.append(
            (
                f"{row.trained_on} to {row.judged_on}",
                [
                    (row.contribution_f1, row.contribution_f1_interval),
                    (row.objectives_macro_f1, row.objectives_macro_f1_interval),
                ],
            )
        )
    for language, metrics in evaluation.languages.items():
        if language != ALL:
            found = metrics.labels["contribution"]
            objectives = (metrics.objectives_macro_f1, metrics.objectives_macro_f1_interval)
            rows.append((f"all to {language}", [(found.f1, found.f1_interval), objectives]))

    def paint(figure: "Figure") -> None:
        panels = figure.subplots(1, 2, sharey=True)
        for place, (axes, title) in enumerate(zip(panels, _FIGURES.values(), strict=True)):
            for y, (_, figures) in enumerate(rows):
                _dot(axes, y, *figures[place], place)
            axes.set(title=title, ylim=(len(rows) - 0.5, -0.5))
            axes.set_yticks(range(len(rows)), [name for name, _ in rows])

    return draw(
        "transfer-f1",
        "Transfer between languages",
        "Contribution F1 and objectives macro F1 in a language of models trained on the other"
        " alone, and on all; with 95% intervals.",
        (7.0, 0.9 + 0.4 * len(rows)),
        paint,
    )


def comparison_figures(comparison: Comparison) -> list[str]:
    """The differences of every figure with their intervals, one picture a language."""
    figures = []
    for language in dict.fromkeys(d.language for d in comparison.differences):
        rows = [d for d in comparison.differences if d.language == language]

        def paint(axes: "Axes", rows: list = rows) -> None:  # type: ignore[type-arg]
            axes.axvline(0, color="0.55", linewidth=1)
            for y, row in enumerate(rows):
                _dot(axes, y, row.difference, row.interval, 0)
            axes.set(ylim=(len(rows) - 0.5, -0.5), xlabel="B less A (right of 0: B is better)")
            axes.set_yticks(range(len(rows)), [row.figure for row in rows])
            axes.locator_params(axis="x", nbins=5)

        figures.append(
            _drawn(
                f"comparison-{language}",
                "All languages"
                if language == ALL
                else language_data(language, "language").get("name", language),
                "; ".join(f"{row.figure}: {row.difference:+.3f}, {row.outcome}" for row in rows),
                paint,
                (6.0, 0.9 + 0.4 * len(rows)),
            )
        )
    return figures


def _drawn(
    name: str,
    title: str,
    description: str,
    paint: Draw,
    size: tuple[float, float] = SIZE,
) -> str:
    def whole(figure: "Figure") -> None:
        axes = figure.subplots()
        axes.set_title(title)
        paint(axes)

    return draw(name, title, description, size, whole)


def _styles(evaluation: Evaluation) -> dict[str, int]:
    """The languages to draw, each with its place among the styles."""
    languages = [language for language in evaluation.languages if language != ALL]
    return {language: place for place, language in enumerate(languages or [ALL])}


def _style(place: int) -> dict:  # type: ignore[type-arg] # keywords of matplotlib
    return {
        "color": COLOURS[place % len(COLOURS)],
        "marker": MARKERS[place % len(MARKERS)],
        "linestyle": DASHES[place % len(DASHES)],
    }


def _dot(axes: "Axes", y: int, value: float | None, interval: Interval | None, place: int) -> None:
    if value is None:
        return
    style = _style(place) | {"linestyle": "none"}
    axes.errorbar([value], [y], xerr=_bars([value], [interval]), capsize=3, **style)


def _bars(values: Sequence[float], intervals: Sequence[Interval | None]) -> list[list[float]]:
    """How far each interval reaches below and above its value, as matplotlib wants them."""
    known = [interval or (value, value) for value, interval in zip(values, intervals, strict=True)]
    return [
        [max(value - low, 0.0) for value, (low, _) in zip(values, known, strict=True)],
        [max(high - value, 0.0) for value, (_, high) in zip(values, known, strict=True)],
    ]
