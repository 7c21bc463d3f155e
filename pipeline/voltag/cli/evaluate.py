"""``voltag evaluate``: how good a model is, by label and language, or which of two is better."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voltag.cli.options import (
    fail,
    json_text,
    one_line,
    quiet_option,
    reports_errors,
    settings_option,
)
from voltag.cli.stored_texts import annotations_with_texts, pdfs_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voltag.annotations import Annotation
    from voltag.evaluation import Judged
    from voltag.evaluation.curves import Curves
    from voltag.settings import Settings


@click.command("evaluate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.option(
    "--model",
    "model_names",
    multiple=True,
    metavar="DIR",
    help="Evaluate this model on the annotations, instead of cross-validating; give two to"
    " compare them.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write everything on one page, with figures if voltag[plots] is installed.",
)
@click.option(
    "--curves",
    "with_curves",
    is_flag=True,
    help="Also train on growing shares of the documents and across languages; takes minutes.",
)
@click.option(
    "--errors",
    type=click.IntRange(min=0),
    metavar="N",
    help="Show the N worst errors of each sort with their text."
    "  [default: 10 on the page and in JSON, else 0]",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of the folds and of the bootstrap.",
)
@pdfs_option
@settings_option
@quiet_option
@reports_errors
def command(
    paths: tuple[Path, ...],
    model_names: tuple[str, ...],
    as_json: bool,
    page: Path | None,
    with_curves: bool,
    errors: int | None,
    seed: int,
    pdfs: Path | None,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Measure how well every label is found, by language, and what that means for documents.

    Without --model, five models are trained, each on four fifths of the documents, and judged
    on the documents they have not seen. With --model, that model is judged on the annotations
    of PATH as they are; give it passages it was not trained on. With two models, both are
    judged on the same passages, and a paired bootstrap says which is better or that it cannot
    be told. Intervals are 95%, by a bootstrap over documents. PATH defaults to the annotations
    that ship with voltag; texts that are not stored are read from the PDFs in --pdfs.

    \b
    Examples:
      voltag evaluate --html evaluation.html --curves
      voltag evaluate annotations/ --json > metrics.json
      voltag evaluate --model default held-out.jsonl
      voltag evaluate --model default --model my-model/ held-out.jsonl
    """
    if len(model_names) > 2:
        raise click.UsageError("at most two models can be compared")
    if with_curves and model_names:
        raise click.UsageError("--curves trains models of its own and goes without --model")
    from voltag.annotations import default_annotation_paths
    from voltag.evaluation import evaluate
    from voltag.evaluation.compare import compare
    from voltag.settings import load_settings

    settings = load_settings(settings_file)
    files = list(paths) or default_annotation_paths()
    annotations = annotations_with_texts(files, pdfs, settings, quiet=quiet)
    if not annotations:
        fail("There is no annotation to evaluate on.")
    if errors is None:
        errors = 10 if page or as_json else 0
    curves = None
    if model_names:
        judged = [
            _by_model(name, annotations, settings, seed, given=bool(paths)) for name in model_names
        ]
    else:
        held_out, curves = _cross_validated(annotations, settings, seed, with_curves, quiet)
        judged = [held_out]
    evaluations = [evaluate(part, settings, seed, errors, curves) for part in judged]
    comparison = compare(judged[0], judged[1], seed) if len(judged) == 2 else None
    if page is not None:
        from voltag.batch.whole_files import write_file
        from voltag.report.evaluation import render_evaluation

        write_file(page, render_evaluation(evaluations, comparison).encode("utf-8"))
    if as_json:
        plain = [evaluation.as_dict() for evaluation in evaluations]
        result = (
            {"comparison": comparison.as_dict(), "a": plain[0], "b": plain[1]}
            if comparison
            else plain[0]
        )
        click.echo(json_text(result, indent=2))
    elif not quiet:
        from voltag.cli.evaluation_tables import print_comparison, print_evaluation

        if comparison:
            print_comparison(comparison)
        else:
            print_evaluation(evaluations[0])
        if page is not None:
            click.echo(one_line(f"The page is {page}"))


def _by_model(
    name: str, annotations: "Sequence[Annotation]", settings: "Settings", seed: int, *, given: bool
) -> "Judged":
    """Label the annotations with a model, and warn where it was trained on them."""
    from voltag.classify.persist import find_model, load_model
    from voltag.classify.train import model_id
    from voltag.evaluation import judged_by

    model = load_model(find_model(name))
    known = model.id == model_id(annotations, seed)
    if known or not given:
        trained = "was trained on these annotations" if known else "may know these annotations"
        click.echo(
            one_line(
                f"voltag: warning: {name} {trained}, and figures on what a model was trained on"
                " mean nothing. Name annotations that it has not seen as PATH."
            ),
            err=True,
        )
    return judged_by(model, annotations, settings)


def _cross_validated(
    annotations: "Sequence[Annotation]",
    settings: "Settings",
    seed: int,
    with_curves: bool,
    quiet: bool,
) -> "tuple[Judged, Curves | None]":
    from voltag.classify.train import train
    from voltag.cli.progress import progress_bar, teller
    from voltag.evaluation import judged_held_out
    from voltag.evaluation.curves import curves

    with progress_bar(quiet=quiet) as bar:
        tell = teller(bar)
        try:
            training = train(annotations, seed, tell)
            drawn = curves(annotations, settings, seed, tell) if with_curves else None
        except ValueError as error:
            fail(error)
    return judged_held_out(training, annotations, settings), drawn
