"""``voltag annotations agreement``: how far two annotators agree."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voltag.cli.options import json_text, one_line, reports_errors

if TYPE_CHECKING:
    from voltag.annotations.agreement import Disagreement, LabelAgreement

_file = click.Path(path_type=Path)


@click.command("agreement", short_help="Cohen's kappa of two annotators of the same passages.")
@click.argument("first", type=_file)
@click.argument("second", type=_file)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option(
    "--disagreements",
    "shown",
    type=click.IntRange(0),
    metavar="N",
    help="Show the first N passages on which the two differ.  [default: 0; with --json all]",
)
@reports_errors
def command(first: Path, second: Path, as_json: bool, shown: int | None) -> None:
    """Compare the labels of two annotators, passage by passage with the same id.

    FIRST and SECOND are annotation files or folders of them. For every label: how many
    passages each gave it to, on what share of the passages both say the same, and Cohen's
    kappa, the agreement beyond chance, with a 95% interval from resampled documents; by
    language and together. A kappa is undefined where both gave all passages the same label.

    \b
    Examples:
      voltag annotations agreement A1.jsonl A2.jsonl
      voltag annotations agreement A1.jsonl A2.jsonl --disagreements 20
    """
    from voltag.annotations import read_annotations
    from voltag.annotations.agreement import agreement, disagreements, paired

    one, two = read_annotations([first]), read_annotations([second])
    pairs = paired(one, two)
    rows, different = agreement(pairs), disagreements(pairs)
    if as_json:
        listed = different if shown is None else different[:shown]
        values = {
            "passages": len(pairs),
            "only_first": len(one) - len(pairs),
            "only_second": len(two) - len(pairs),
            "differing": len(different),
            "labels": [row.as_dict() for row in rows],
            "disagreements": [each.as_dict() for each in listed],
        }
        click.echo(json_text(values, 2))
        return
    _print_table(rows)
    click.echo(
        f"passages in both: {len(pairs)}, differing in some label: {len(different)};"
        f" left out: {len(one) - len(pairs)} only in the first,"
        f" {len(two) - len(pairs)} only in the second"
    )
    for each in different[: shown or 0]:
        _print_disagreement(each)


def _print_table(rows: "list[LabelAgreement]") -> None:
    from rich.table import Table
    from rich.text import Text

    from voltag.annotations.agreement import kappa_text
    from voltag.cli.progress import results_console

    table = Table(box=None)
    table.add_column("label")
    table.add_column("among")
    table.add_column("language")
    for name in ("passages", "first", "second", "same", "kappa", "95% interval"):
        table.add_column(name, justify="right")
    for row in rows:
        given = ("", "") if row.given is None else map(str, row.given)
        observed = "" if row.observed is None else f"{row.observed:.1%}"
        interval = "" if row.interval is None else " to ".join(map(kappa_text, row.interval))
        language = Text(one_line(row.language))
        cells = (str(row.passages), *given, observed, kappa_text(row.kappa), interval)
        table.add_row(row.label, row.among, language, *cells)
    results_console().print(table)


def _print_disagreement(each: "Disagreement") -> None:
    click.echo()
    click.echo(one_line(f"{each.id} ({each.document}) {' '.join(each.text.split())}"))
    for name, values in each.labels.items():
        first, second = (" ".join(v) or "none" if isinstance(v, list) else str(v) for v in values)
        click.echo(one_line(f"  {name}: {first} | {second}"))
    for which, note in zip(("first", "second"), each.notes, strict=True):
        if note:
            click.echo(one_line(f"  note of the {which}: {note}"))
