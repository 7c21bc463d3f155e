"""Evaluations and comparisons as tables in the terminal."""

from rich.markup import escape
from rich.table import Table

from voltag.cli.options import counted, one_line
from voltag.cli.progress import results_console
from voltag.criteria.intervals import Share
from voltag.evaluation import Evaluation
from voltag.evaluation.compare import Comparison
from voltag.evaluation.curves import Curves
from voltag.evaluation.errors import Error
from voltag.evaluation.metrics import LanguageMetrics
from voltag.evaluation.resampling import Interval


def print_evaluation(evaluation: Evaluation) -> None:
    """Print the labels by language, calibration, documents, slices, and what else is there."""
    out = results_console()
    out.print(evaluation.method + (f", {evaluation.model}" if evaluation.model else "") + "\n")
    for language, metrics in evaluation.languages.items():
        out.print(_labels(language, metrics))
        objectives = _bounded(metrics.objectives_macro_f1, metrics.objectives_macro_f1_interval)
        codes = _bounded(metrics.codes_macro_f1, metrics.codes_macro_f1_interval)
        errors = [
            r.expected_calibration_error
            for r in evaluation.calibration
            if (r.language, r.label) == (language, "contribution")
        ]
        out.print(
            f"objectives macro F1 {objectives}, codes macro F1 {codes},"
            f" none called contribution {_share(metrics.none_called_contribution)}"
            + "".join(f", expected calibration error {error:.3f}" for error in errors)
            + "\n"
        )
    out.print(_documents(evaluation))
    out.print(_slices(evaluation))
    if evaluation.curves:
        out.print(_learning(evaluation.curves))
        out.print(_transfer(evaluation.curves))
    for title, errors_ in (
        ("False contributions, surest first", evaluation.errors.false_contributions),
        ("Missed contributions, lowest score first", evaluation.errors.missed_contributions),
        ("Wrong objectives, worst first", evaluation.errors.wrong_objectives),
    ):
        if errors_:
            out.print(f"[bold]{title}[/bold]")
            for error in errors_:
                out.print(_error(error))


def print_comparison(comparison: Comparison) -> None:
    """Print each figure of both models and which is better."""
    out = results_console()
    out.print(
        f"A is {escape(comparison.a)}, B is {escape(comparison.b)}, on {comparison.passages}"
        f" passages of {counted(comparison.documents, 'document')}.\n"
    )
    table = _table("", "language", "figure", right=("A", "B", "B - A", "95%"), last=("outcome",))
    for d in comparison.differences:
        table.add_row(
            d.language,
            d.figure,
            _figure(d.a),
            _figure(d.b),
            f"{d.difference:+.3f}",
            f"{d.interval[0]:+.3f} to {d.interval[1]:+.3f}",
            d.outcome,
        )
    out.print(table)
    out.print(f"\nAll languages together: {comparison.outcome}.")


def _table(
    title: str, *left: str, right: tuple[str, ...] = (), last: tuple[str, ...] = ()
) -> Table:
    table = Table(title=title or None, title_justify="left", box=None)
    for name in left:
        table.add_column(name)
    for name in right:
        table.add_column(name, justify="right")
    for name in last:
        table.add_column(name)
    return table


def _labels(language: str, metrics: LanguageMetrics) -> Table:
    table = _table(
        f"{language}: {counted(metrics.passages, 'passage')} of"
        f" {counted(metrics.documents, 'document')}",
        "label",
        right=("passages", "predicted", "precision", "recall", "F1", "95% of F1", "AP"),
    )
    for name, label in metrics.labels.items():
        table.add_row(
            name,
            str(label.passages),
            str(label.predicted),
            *(_figure(v) for v in (label.precision, label.recall, label.f1)),
            _bounds(label.f1_interval),
            _figure(label.average_precision),
        )
    return table


def _documents(evaluation: Evaluation) -> Table:
    table = _table(
        "Documents, answered by the thresholds; `without` are the same documents without the"
        " passages that show what is asked",
        "language",
        "question",
        right=("right", "left open", "false no", "false yes", "false yes without"),
    )
    for result in evaluation.documents:
        table.add_row(
            result.language,
            result.question,
            _share(result.right),
            str(result.true_yes.open + result.true_no.open),
            _share(result.false_no),
            _share(result.false_yes),
            _share(result.false_yes_without),
        )
    return table


def _slices(evaluation: Evaluation) -> Table:
    table = _table(
        "\nBy what passages are like",
        "",
        "",
        "language",
        right=("passages", "precision", "recall", "F1", "95% of F1", "objectives macro F1"),
    )
    for part in evaluation.slices:
        found = part.contribution
        table.add_row(
            part.dimension,
            part.value,
            part.language,
            str(part.passages),
            *(_figure(v) for v in (found.precision, found.recall, found.f1)),
            _bounds(found.f1_interval),
            _figure(part.objectives_macro_f1),
        )
    return table


def _learning(curves: Curves) -> Table:
    table = _table(
        "\nLearning curve",
        right=("documents", "passages", "language", "contribution F1", "objectives macro F1"),
    )
    for point in curves.learning:
        table.add_row(
            str(point.documents),
            str(point.passages),
            point.language,
            _bounded(point.contribution_f1, point.contribution_f1_interval),
            _bounded(point.objectives_macro_f1, point.objectives_macro_f1_interval),
        )
    return table


def _transfer(curves: Curves) -> Table:
    table = _table(
        "\nTransfer between languages",
        "trained on",
        "judged on",
        right=("contribution F1", "objectives macro F1"),
    )
    for row in curves.transfer:
        table.add_row(
            row.trained_on,
            row.judged_on,
            _bounded(row.contribution_f1, row.contribution_f1_interval),
            _bounded(row.objectives_macro_f1, row.objectives_macro_f1_interval),
        )
    return table


def _error(error: Error) -> str:
    truth = " ".join((error.reference, *error.objectives))
    taken = " ".join((error.predicted_reference, *error.predicted_objectives))
    about = f"{error.about} {error.score:.2f}" + ("" if error.seen else ", no sign found")
    return (
        f"{escape(one_line(error.id))}: is {truth}, taken for {taken} ({about})\n"
        f"  {escape(one_line(' '.join(error.text.split())))}\n"
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _bounds(interval: Interval | None) -> str:
    return f"{interval[0]:.2f}-{interval[1]:.2f}" if interval else ""


def _bounded(value: float | None, interval: Interval | None) -> str:
    return " ".join(filter(None, (_figure(value), f"({_bounds(interval)})" if interval else "")))


def _share(found: Share) -> str:
    percent = "" if found.share is None else f" ({found.share:.1%})"
    return f"{found.count} of {found.denominator}{percent}"
