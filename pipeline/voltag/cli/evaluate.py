"""``voltag evaluate``: how good a model is, by label and language."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voltag.cli.options import fail, quiet_option, reports_errors, settings_option

if TYPE_CHECKING:
    from voltag.classify.evaluate import Evaluation, LanguageMetrics


@click.command("evaluate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.option(
    "--model",
    "model_name",
    metavar="DIR",
    help="Evaluate this model on the annotations, instead of cross-validating.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of the folds and of the bootstrap.",
)
@settings_option
@quiet_option
@reports_errors
def command(
    paths: tuple[Path, ...],
    model_name: str | None,
    as_json: bool,
    seed: int,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Measure precision, recall and F1 of every label, by language.

    Without --model, five models are trained, each on four fifths of the documents, and judged
    on the documents they have not seen. With --model, that model is judged on the annotations
    of PATH as they are; give it passages it was not trained on. Intervals are 95%, by a
    bootstrap over documents. PATH defaults to the annotations that ship with voltag.

    \b
    Examples:
      voltag evaluate
      voltag evaluate annotations/ --json > metrics.json
      voltag evaluate --model default held-out.jsonl
    """
    import json

    from voltag.annotations import default_annotation_paths, read_annotations
    from voltag.classify.evaluate import evaluate, label_annotations
    from voltag.classify.persist import find_model, load_model
    from voltag.classify.train import held_out_labels, train
    from voltag.cli.progress import progress_bar
    from voltag.settings import load_settings

    settings = load_settings(settings_file)
    annotations = read_annotations(list(paths) or default_annotation_paths())
    if not annotations:
        fail("There is no annotation to evaluate on.")
    if model_name is not None:
        model = load_model(find_model(model_name))
        labels = label_annotations(model, annotations, settings)
        evaluation = evaluate(annotations, labels, "model on given annotations", model.id, seed)
    else:
        with progress_bar(quiet=quiet) as bar:
            tasks = {}

            def tell(step: str, done: int, total: int) -> None:
                if step not in tasks:
                    tasks[step] = bar.add_task(step, total=total)
                bar.update(tasks[step], completed=done)

            try:
                labels = held_out_labels(train(annotations, seed, tell), settings)
            except ValueError as error:
                fail(error)
        evaluation = evaluate(annotations, labels, "grouped five-fold cross-validation", seed=seed)
    if as_json:
        click.echo(json.dumps(evaluation.as_dict(), indent=2))
    elif not quiet:
        _print_tables(evaluation)


def _print_tables(evaluation: "Evaluation") -> None:
    from rich.table import Table

    from voltag.cli.progress import results_console

    out = results_console()
    out.print(f"{evaluation.method}" + (f", {evaluation.model}" if evaluation.model else ""))
    for language, metrics in evaluation.languages.items():
        table = Table(title=_title(language, metrics), title_justify="left", box=None)
        table.add_column("label")
        for name in ("passages", "predicted", "precision", "recall", "F1", "95% of F1", "AP"):
            table.add_column(name, justify="right")
        for name, label in metrics.labels.items():
            interval = label.f1_interval
            table.add_row(
                name,
                str(label.passages),
                str(label.predicted),
                *(_share(v) for v in (label.precision, label.recall, label.f1)),
                f"{interval[0]:.2f}-{interval[1]:.2f}" if interval else "",
                _share(label.average_precision),
            )
        out.print(table)
        false, none = metrics.none_called_contribution
        out.print(
            f"objectives macro F1 {_share(metrics.objectives_macro_f1)},"
            f" codes macro F1 {_share(metrics.codes_macro_f1)},"
            f" none called contribution {false} of {none},"
            f" expected calibration error {_share(metrics.contribution_calibration_error)}\n"
        )


def _title(language: str, metrics: "LanguageMetrics") -> str:
    return f"{language}: {metrics.passages} passages of {metrics.documents} documents"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
