"""``voltag train``: annotation files in, a model folder out."""

from pathlib import Path

import click

from voltag.cli.options import fail, one_line, quiet_option, reports_errors, settings_option
from voltag.cli.stored_texts import annotations_with_texts, pdfs_option


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
@click.option(
    "--sentence-vectors",
    is_flag=True,
    help="Train with sentence vectors too (needs the extra voltag[multilingual]); better on"
    " text unlike the annotations, but the model then needs the extra wherever it is used.",
)
@pdfs_option
@settings_option
@quiet_option
@reports_errors
def command(
    folder: Path,
    paths: tuple[Path, ...],
    seed: int,
    sentence_vectors: bool,
    pdfs: Path | None,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Train a model from annotations; the same input and seed give the same bytes.

    MODEL gets the model, card.md that describes it, and metrics.json with its cross-validated
    metrics. A language whose metrics do not reach the settings support.* is trained on but not
    supported: its documents stay unsupported_language. Passages of one document are never
    split between training and test part. A line that is not valid stops the training and is
    named with file and line, and so is published text, which is for testing only. Texts that
    are not stored are read from the PDFs in --pdfs.

    \b
    Examples:
      voltag train -o my-model/
      voltag train -o my-model/ --annotations annotations/ --annotations new.jsonl
      voltag train -o my-model/ --sentence-vectors
    """
    import json

    from voltag.annotations import default_annotation_paths
    from voltag.classify.encoder import EncoderMissingError, encoder_installed
    from voltag.classify.persist import rounded_model, save_model
    from voltag.classify.train import train, trainable
    from voltag.cli.progress import progress_bar, teller
    from voltag.evaluation import evaluate, judged_held_out
    from voltag.evaluation.card import model_card
    from voltag.evaluation.support import shortfalls, supporting
    from voltag.settings import load_settings

    if sentence_vectors and not encoder_installed():
        # All vectors may be in the cache; a model of them could still label nothing here.
        fail(EncoderMissingError())
    settings = load_settings(settings_file)
    files = list(paths) or default_annotation_paths()
    annotations = trainable(annotations_with_texts(files, pdfs, settings, quiet=quiet))
    with progress_bar(quiet=quiet) as bar:
        try:
            training = train(annotations, seed, teller(bar), sentence_vectors)
        except (ValueError, EncoderMissingError) as error:
            fail(error)
    model = rounded_model(training.model)
    judged = judged_held_out(training, annotations, settings, model.id)
    evaluation = evaluate(judged, settings, seed)
    metrics = json.dumps(evaluation.as_dict(), indent=1) + "\n"
    model = supporting(model, evaluation, settings)
    card = model_card(model, annotations, evaluation)
    save_model(model, folder, {"metrics.json": metrics, "card.md": card}, training.examples)
    for shortfall in shortfalls(evaluation, settings):
        click.echo(one_line(f"{shortfall.language} is not supported: {shortfall}."), err=True)
    if not quiet:
        click.echo(
            one_line(
                f"{folder}: {model.id}, trained on {len(annotations)} passages."
                f" Read {folder / 'card.md'}"
            )
        )
