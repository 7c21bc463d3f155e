"""``voltag explain``: why a passage has its labels."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voltag.cli.options import fail, json_text, reports_errors, settings_option

if TYPE_CHECKING:
    from collections.abc import Collection

    from voltag.annotations import Annotation
    from voltag.classify.explanation import Explanation
    from voltag.classify.model import Model
    from voltag.classify.neighbours import Neighbourhood
    from voltag.report.explained import Explained
    from voltag.settings import Settings


@click.command("explain")
@click.argument("out", required=False, type=click.Path(path_type=Path), metavar="[OUT")
@click.argument("passage_id", required=False, metavar="PASSAGE_ID]")
@click.option("--text", help="Explain this text instead of a passage of results.")
@click.option(
    "--language", metavar="CODE", help="Language of --text, such as en; told from it otherwise."
)
@click.option(
    "--model",
    "model_name",
    metavar="DIR",
    help="Model folder, or the name of a shipped model.  [default: the model of the results,"
    " where it is a shipped one; else `default`]",
)
@settings_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON: all weights, with offsets.")
@click.option("--all", "everything", is_flag=True, help="Show every weight and every question.")
@reports_errors
def command(
    out: Path | None,
    passage_id: str | None,
    text: str | None,
    language: str | None,
    model_name: str | None,
    settings_file: Path | None,
    as_json: bool,
    everything: bool,
) -> None:
    """Say why a passage has its labels.

    OUT is a folder of results, PASSAGE_ID a passage_id in its passages.jsonl or parsed/. Shown
    are the signs of volunteering with what vetoed them, for each question the words that
    pushed its score up and down (the weights, with the starting point, add up to it), what the
    passage does for the verdict, and the nearest annotated passages.

    \b
    Examples:
      voltag explain out/ 3f9c0d2a81b7
      voltag explain --text "Volunteers planted 300 trees."
      voltag explain --text "我国提交了自愿国别评估报告。" --json
    """
    if (text is None) == (out is None) or (out is not None and passage_id is None):
        raise click.UsageError("Give a folder of results and a passage id, or --text.")
    if language is not None and text is None:
        raise click.UsageError("--language goes with --text; a passage has its own.")

    from voltag.classify.encoder import EncoderMissingError
    from voltag.report.explained import NoSuchPassageError

    try:
        if text is not None:
            explained = _text(text, language, model_name or "default", settings_file)
        else:
            assert out is not None
            assert passage_id is not None
            explained = _passage(out, passage_id, model_name, settings_file)
    except (NoSuchPassageError, EncoderMissingError) as error:
        fail(error)
    if as_json:
        from voltag.records import to_plain

        click.echo(json_text(to_plain(explained)))
        return
    from voltag.cli.explanation_text import show

    show(explained, everything=everything)


def _text(
    text: str, language: str | None, model_name: str, settings_file: Path | None
) -> "Explained":
    from voltag.classify.languages import text_language
    from voltag.classify.persist import find_model, load_model
    from voltag.cli.tag import without_surrogates
    from voltag.report.explained import Explained
    from voltag.settings import load_settings

    settings = load_settings(settings_file)
    folder = find_model(model_name)
    model = load_model(folder)
    text = without_surrogates(text)
    code = language or text_language(text, model, settings)
    explanation, near = _explained(model, folder, text, code.split("-")[0].lower(), settings)
    return Explained(None, None, (), (), explanation, near)


def _passage(
    out: Path, passage_id: str, model_name: str | None, settings_file: Path | None
) -> "Explained":
    from voltag.classify.persist import find_model, find_model_by_id, load_model
    from voltag.criteria.bearing import bearings
    from voltag.report.explained import (
        Explained,
        explained_document,
        find_passage,
        notes,
        read_run,
    )
    from voltag.settings import load_settings, recorded_settings

    passage, verdict = find_passage(out, passage_id)
    if settings_file is not None:
        settings = load_settings(settings_file)
    else:
        settings = recorded_settings(read_run(out).get("settings"))
    folder = find_model(model_name) if model_name else find_model_by_id(verdict.model)
    folder = folder or find_model("default")
    model = load_model(folder)
    explanation, near = _explained(model, folder, passage.text, passage.language, settings)
    return Explained(
        passage,
        explained_document(verdict),
        bearings(passage, verdict, settings),
        notes(passage, verdict, explanation),
        explanation,
        near,
    )


def _explained(
    model: "Model", folder: Path, text: str, language: str, settings: "Settings"
) -> "tuple[Explanation, Neighbourhood | None]":
    from voltag.classify.explanation import explain
    from voltag.classify.neighbours import neighbourhood
    from voltag.classify.persist import load_examples

    explanation = explain(model, text, language, settings)
    examples = load_examples(folder, model) if language in model.languages else None
    if examples is None:
        return explanation, None
    return explanation, neighbourhood(examples, model, text, language, _annotated)


def _annotated(ids: "Collection[str]") -> "list[Annotation]":
    """Those of the annotations that ship with voltag which have one of ``ids``."""
    from voltag.annotations import default_annotation_paths, find_annotations

    return find_annotations(default_annotation_paths(), ids)
