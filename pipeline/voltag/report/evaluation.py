"""The page of ``voltag evaluate``: one evaluation, or two models side by side."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from voltag.criteria.intervals import Share
from voltag.evaluation import Evaluation
from voltag.evaluation.compare import Comparison
from voltag.evaluation.errors import Error
from voltag.evaluation.labels import ALL, CROSS_VALIDATION, OBJECTIVES
from voltag.evaluation.resampling import Interval
from voltag.languages import language_data
from voltag.report.plots import INSTALL, can_draw
from voltag.report.wording import marked

ERROR_SORTS = {
    "false_contributions": (
        "Called a contribution, and not one",
        "The surest first. One such passage can turn a document’s no into a yes.",
    ),
    "missed_contributions": (
        "A contribution, and not found",
        "The lowest scores first. “No sign found” means that no term or implicit sign of the"
        " lexicons stands in the passage, so the classifier was not asked.",
    ),
    "wrong_objectives": (
        "Rightly called a contribution, with wrong objectives",
        "Those first whose score is furthest from the truth.",
    ),
}
"""The sorts of errors with a heading and a sentence."""

DIMENSIONS = {
    "length": "Length:",
    "script": "Script:",
    "noise": "Text:",
    "origin": "Origin:",
    "contributions": "Contributions that",
}
KINDS = {"explicit": "name volunteering", "implicit": "do not name it"}
"""How kinds of passages are called where their own name would not do."""


def render_evaluation(
    evaluations: Sequence[Evaluation], comparison: Comparison | None = None
) -> str:
    """Return an evaluation, or two models' comparison with both evaluations, as one page.

    The page loads nothing and has no script. Without matplotlib it has no figures, only the
    tables, and says how to get them.
    """
    environment = Environment(
        loader=PackageLoader("voltag.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "figure": figure,
        "bounded": bounded,
        "share": share,
        "interval": interval,
        "by": by,
        "percent": percent,
        "marked": marked,
        "language": language_name,
        "kind": lambda value: KINDS.get(value, value),
    }
    return environment.get_template("evaluation.html.jinja").render(
        evaluations=evaluations,
        evaluation=evaluations[0],
        comparison=comparison,
        figures=_figures(evaluations, comparison),
        install=None if can_draw() else INSTALL,
        slices=_slices(evaluations[0]),
        error_sorts=_errors(evaluations[0]),
        objectives=OBJECTIVES,
        added=[f"Given {objective} wrongly" for objective in OBJECTIVES],
        cross_validated=evaluations[0].method == CROSS_VALIDATION,
        all_languages=ALL,
    )


def _figures(
    evaluations: Sequence[Evaluation], comparison: Comparison | None
) -> dict[str, list[Markup]]:
    """The figures of each section; empty where nothing can be drawn."""
    sections: dict[str, list[str]] = {
        name: []
        for name in (
            "comparison", "reliability", "precision_recall", "thresholds", "learning", "transfer"
        )
    }  # fmt: skip
    if can_draw():
        from voltag.report import evaluation_plots as plots

        evaluation = evaluations[0]
        if comparison is not None:
            sections["comparison"] = plots.comparison_figures(comparison)
        else:
            sections["reliability"] = plots.reliability_figures(evaluation)
            sections["precision_recall"] = plots.precision_recall_figures(evaluation)
            sections["thresholds"] = plots.threshold_figures(evaluation)
        if evaluation.curves is not None:
            sections["learning"] = plots.learning_figures(evaluation.curves)
            if evaluation.curves.transfer:
                sections["transfer"] = [plots.transfer_figure(evaluation)]
    # The figures' texts are escaped by the library that writes them.
    return {name: [Markup(svg) for svg in drawn] for name, drawn in sections.items()}


def _slices(evaluation: Evaluation) -> list[tuple[str, list[Any]]]:
    return [
        (DIMENSIONS[dimension], list(rows))
        for dimension, rows in groupby(evaluation.slices, key=lambda part: part.dimension)
    ]


def _errors(evaluation: Evaluation) -> list[tuple[str, str, tuple[Error, ...], int]]:
    return [
        (
            title,
            sentence,
            getattr(evaluation.errors, name),
            getattr(evaluation.errors, f"{name}_count"),
        )
        for name, (title, sentence) in ERROR_SORTS.items()
    ]


def figure(value: float | None, places: int = 3) -> str:
    """A share in 0..1 as a decimal number, or a dash."""
    return "–" if value is None else f"{value:.{places}f}"


def bounded(value: float | None, interval: Interval | None) -> str:
    """A figure with its interval: ``0.913 (0.90–0.92)``."""
    if value is None or interval is None:
        return figure(value)
    return f"{value:.3f} ({interval[0]:.2f}–{interval[1]:.2f})"


def percent(value: float | None) -> str:
    """A share in 0..1 as a percentage, or a dash."""
    return "–" if value is None else f"{100 * value:.1f}%"


def share(found: Share) -> str:
    """A count with its share and interval: ``50 of 1492: 3.4% (2.6–4.4)``."""
    counted = f"{found.count} of {found.denominator}"
    return f"{counted}: {interval(found)}" if found.denominator else counted


def interval(found: Share) -> str:
    """A share with its interval, ``3.4% (2.6–4.4)``, or a dash for that of nothing."""
    if found.low is None or found.high is None:
        return percent(found.share)
    return f"{percent(found.share)} ({100 * found.low:.1f}–{100 * found.high:.1f})"


def by(rows: Sequence[Any], attribute: str) -> list[tuple[Any, list[Any]]]:
    """The rows by the value of an attribute, values in the order in which they first stand."""
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(attrgetter(attribute)(row), []).append(row)
    return list(groups.items())


def language_name(code: str) -> str:
    """The name of a language for a reader; ``all`` for all of them."""
    name: str = language_data(code, "language").get("name", code)
    return name
