"""``voltag simulate``: how much reading each order of the reviewers' queue saves."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voltag.cli.options import (
    fail,
    json_text,
    model_option,
    one_line,
    quiet_option,
    reports_errors,
    settings_option,
)

if TYPE_CHECKING:
    from voltag.review.simulation import Simulation
    from voltag.settings import Settings


@click.command("simulate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@model_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option(
    "--figure",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.svg",
    help="Also draw the curves of recall and of settled verdicts (needs voltag[plots]).",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of the folds, of the orders drawn by chance and of the bootstrap.",
)
@settings_option
@quiet_option
@reports_errors
def command(
    paths: tuple[Path, ...],
    model_name: str,
    as_json: bool,
    figure: Path | None,
    seed: int,
    settings_file: Path | None,
    quiet: bool,
) -> None:
    """Measure how much reading each order of the reviewers' queue saves.

    Of annotated passages it is known which are contributions and what each document's verdict
    should be. For every order: the share of the passages to read until 95% of the contributions
    are found, against random order and the order of pages; the work saved over sampling (WSS@95);
    and how many passages of a document are read until its verdict is settled. Intervals are
    95%, by a bootstrap over documents.

    Without PATH, the annotations that ship with voltag, scored by models that had not seen
    their document (takes as long as training). With PATH, these annotations, scored by --model;
    give passages that it was not trained on.

    \b
    Examples:
      voltag simulate --figure orders.svg
      voltag simulate held-out.jsonl --json
      voltag simulate decisions.jsonl --model out/models/voltag-0123456789ab
    """
    from voltag.extras import check_extra
    from voltag.settings import load_settings

    if figure is not None:
        check_extra("figure")
    settings = load_settings(settings_file)
    try:
        simulation = (
            _given(paths, model_name, settings, seed)
            if paths
            else _held_out(settings, seed, quiet=quiet)
        )
    except ValueError as error:
        fail(error)
    if figure is not None:
        from voltag.batch.whole_files import write_file
        from voltag.review.simulation.figure import simulation_figure

        write_file(figure, (simulation_figure(simulation) + "\n").encode("utf-8"))
    if as_json:
        click.echo(json_text(simulation.as_dict(), indent=1))
    elif not quiet:
        from voltag.cli.simulation_tables import print_simulation

        print_simulation(simulation)
        if figure is not None:
            click.echo(one_line(f"The figure is {figure}"))


def _given(
    paths: tuple[Path, ...], model_name: str, settings: "Settings", seed: int
) -> "Simulation":
    from voltag.annotations import read_annotations
    from voltag.classify.persist import find_model, load_model
    from voltag.evaluation import judged_by
    from voltag.review.simulation import simulate

    annotations = read_annotations(list(paths))
    name = ", ".join(path.name for path in paths)
    if not annotations:
        fail("There is no annotation to simulate on.")
    judged = judged_by(load_model(find_model(model_name)), annotations, settings)
    written = all(a.origin == "written" for a in annotations)
    return simulate(name, judged, settings, seed, written=written)


def _held_out(settings: "Settings", seed: int, *, quiet: bool) -> "Simulation":
    from voltag.annotations import default_annotation_paths, read_annotations
    from voltag.classify.train import train
    from voltag.cli.progress import progress_bar, teller
    from voltag.evaluation import judged_held_out
    from voltag.review.simulation import simulate

    annotations = read_annotations(default_annotation_paths())
    with progress_bar(quiet=quiet) as bar:
        training = train(annotations, seed, teller(bar))
    judged = judged_held_out(training, annotations, settings)
    written = all(a.origin == "written" for a in annotations)
    return simulate("shipped annotations", judged, settings, seed, written=written)
