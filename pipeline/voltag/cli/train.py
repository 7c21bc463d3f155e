"""``voltag train``: annotation files in, a model folder out."""

from pathlib import Path

import click

from voltag.cli.options import fail, one_line, quiet_option, reports_errors, settings_option


@click.command("train")
@click.option(
    "-o",
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="MODEL",
    help="Folder for the model.",
)
@click.option(
    "--annotations",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Annotation file or folder; may be given several times, later ones win."
    "  [default: the annotations that ship with voltag]",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of the folds that calibrate the scores.",
)
@settings_option
@quiet_option
@reports_errors
def command(
    folder: Path, paths: tuple[Path, ...], seed: int, settings_file: Path | None, quiet: bool
) -> None:
    """Train a model from annotations; the same input and seed give the same bytes.

    MODEL gets the model, card.md that describes it, and metrics.json with its cross-validated
    metrics. Passages of one document are never split between training and test part. A line
    that is not valid stops the training and is named with file and line, and so is published
    text, which is for testing only.

    \b
    Examples:
      voltag train -o my-model/
      voltag train -o my-model/ --annotations annotations/ --annotations new.jsonl
    """
    import json

    from voltag.annotations import default_annotation_paths, read_annotations
    from voltag.classify.card import model_card
    from voltag.classify.evaluate import evaluate
    from voltag.classify.persist import rounded_model, save_model
    from voltag.classify.train import held_out_labels, train, trainable
    from voltag.cli.progress import progress_bar
    from voltag.settings import load_settings

    settings = load_settings(settings_file)
    files = list(paths) or default_annotation_paths()
    annotations = trainable(read_annotations(files))
    with progress_bar(quiet=quiet) as bar:
        tasks = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done)

        try:
            training = train(annotations, seed, tell)
        except ValueError as error:
            fail(error)
    model = rounded_model(training.model)
    labels = held_out_labels(training, settings)
    evaluation = evaluate(annotations, labels, "grouped five-fold cross-validation", model.id)
    metrics = json.dumps(evaluation.as_dict(), indent=2) + "\n"
    card = model_card(model, annotations, evaluation, settings, seed)
    save_model(model, folder, {"metrics.json": metrics, "card.md": card})
    if not quiet:
        click.echo(
            one_line(
                f"{folder}: {model.id}, trained on {len(annotations)} passages."
                f" Read {folder / 'card.md'}"
            )
        )
