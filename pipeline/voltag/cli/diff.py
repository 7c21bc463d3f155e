"""``voltag diff``: which verdicts changed between two runs, and through what."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voltag.cli.options import json_text, one_line, reports_errors

if TYPE_CHECKING:
    from voltag.report.diff import Change, Difference, DocumentChange, PassageChange

_TEXT = 100
"""Most characters of a passage that are printed."""


@click.command("diff")
@click.argument("before", type=click.Path(path_type=Path), metavar="OUT1")
@click.argument("after", type=click.Path(path_type=Path), metavar="OUT2")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@reports_errors
def command(before: Path, after: Path, as_json: bool) -> None:
    """Say which verdicts changed from OUT1 to OUT2, and why.

    For each document with another verdict: what changed, whether its file did, and the
    passages that decided with their scores in both runs. Model, version, packages and settings
    that differ stand first. The exit code is 0 whether or not anything changed.

    \b
    Examples:
      voltag diff out-monday/ out-tuesday/
      voltag diff out-monday/ out-tuesday/ --json > changes.json
    """
    from voltag.records import to_plain
    from voltag.report.diff import compare_runs
    from voltag.report.reading import read_results

    difference = compare_runs(read_results([before]), read_results([after]))
    if as_json:
        click.echo(json_text(to_plain(difference), 2))
        return
    for line in _lines(difference):
        click.echo(one_line(line))


def _lines(found: "Difference") -> Iterator[str]:
    changed = len(found.changed)
    yield (
        f"{found.before} -> {found.after}: {changed} verdict{'' if changed == 1 else 's'} changed,"
        f" {found.same} the same, {len(found.added)} added, {len(found.removed)} gone"
    )
    if found.run or found.settings or found.files:
        yield "What differs between the runs:"
        for change in (*found.run, *found.settings):
            yield f"  {_change(change)}"
        for path in found.files:
            yield f"  the file {path}"
    elif changed:
        yield "Model, settings, versions and files are the same."
    for document in found.changed:
        yield ""
        yield from _document(document)
    for word, paths in (("added", found.added), ("gone", found.removed)):
        if paths:
            yield ""
            yield from (f"{word}: {path}" for path in paths)


def _document(document: "DocumentChange") -> Iterator[str]:
    yield document.path + (" (the file changed)" if document.file_changed else "")
    for change in document.changes:
        yield f"  {_change(change)}"
    for passage in document.passages:
        yield f"    {_passage(passage)}"


def _change(change: "Change") -> str:
    from voltag.types import QUESTIONS

    nothing = "open" if change.name in QUESTIONS else "none"
    return f"{change.name}: {_value(change.before, nothing)} -> {_value(change.after, nothing)}"


def _value(value: Any, nothing: str) -> str:  # noqa: ANN401 - any JSON value
    if value is None:
        return nothing
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or nothing
    return str(value)


def _passage(passage: "PassageChange") -> str:
    text = passage.text if len(passage.text) <= _TEXT else passage.text[: _TEXT - 1] + "…"
    scores = " -> ".join(
        "not there" if score is None else f"{score:.2f} ({reference})"
        for score, reference in (
            (passage.before, passage.before_reference),
            (passage.after, passage.after_reference),
        )
    )
    return f"{passage.question}, p. {passage.page}: {scores}: {text}"
