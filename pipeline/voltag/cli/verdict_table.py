"""The table that ``voltag classify`` ends with: a line a document."""

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from voltag.cli.options import counted, one_line

if TYPE_CHECKING:
    from voltag.batch.results import Summary
    from voltag.batch.run_record import Outcome

_NAME_WIDTH = 48
"""Most cells that the name of a document takes."""
_PASSAGE_WIDTH = 24
"""Fewest cells that a passage is worth showing in."""
_GAP = 2


def print_verdicts(outcome: "Outcome", page: str, out: Console) -> None:
    """Print a line a document: its verdict and, where there is room, its best passage.

    The answers are never cut: a narrow terminal costs the passage first, then the front of
    the name.
    """
    names = [one_line(summary.path) for summary in outcome.summaries]
    answers = [_answers(summary) for summary in outcome.summaries]
    widths = [
        max(cell_len(text) for text in column)
        for column in zip(_ANSWERS, *([a.plain for a in row] for row in answers), strict=True)
    ]
    rest = out.width - sum(widths) - _GAP * len(widths)
    # The name takes what it needs, up to a limit; what is left is for the passage.
    name_width = max([cell_len(name) for name in ("document", *names)])
    name_width = max(min(name_width, _NAME_WIDTH, rest), 8)
    passage_width = rest - name_width - _GAP
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("document", no_wrap=True, width=name_width)
    for title, width in zip(_ANSWERS, widths, strict=True):
        table.add_column(title, no_wrap=True, width=width)
    wide = passage_width >= _PASSAGE_WIDTH
    if wide:
        table.add_column("best passage", no_wrap=True, width=passage_width, overflow="ellipsis")
    for summary, name, row in zip(outcome.summaries, names, answers, strict=True):
        best = Text(one_line(_best_passage(summary)))
        table.add_row(Text(_end_of(name, name_width)), *row, *([best] if wide else []))
    out.print(table)
    for line in _groups(outcome):
        out.print(Text(one_line(line)), soft_wrap=True)
    documents = len(outcome.summaries)
    review = sum(summary.needs_review for summary in outcome.summaries)
    kept = f" ({outcome.kept} unchanged since an earlier run)" if outcome.kept else ""
    last = (
        f"{counted(documents, 'document')}{kept},"
        f" {review} for a reviewer, {outcome.failed} failed. Read {page}"
    )
    out.print(Text(one_line(last)), soft_wrap=True)


def _groups(outcome: "Outcome") -> list[str]:
    """A line for each review or framework that has more than one file."""
    files: dict[str, list[str]] = {}
    for summary in outcome.summaries:
        if summary.group is not None:
            files.setdefault(summary.group, []).append(summary.path)
    return [
        f"Taken as one ({group}): {', '.join(names)}"
        for group, names in sorted(files.items())
        if len(names) > 1
    ]


def _end_of(name: str, width: int) -> str:
    """Return ``name``, or as much of its end as ``width`` cells hold: the file is named there."""
    if cell_len(name) <= width:
        return name
    start = next(i for i in range(len(name) + 1) if cell_len(name[i:]) < width)
    return "…" + name[start:]


_ANSWERS = ("kind", "volunteering", "own", "int", "mea")


def _answers(summary: "Summary") -> list[Text]:
    """What the columns of ``_ANSWERS`` say of one document."""
    cells = (summary.kind, _answer(summary), *map(_mark, summary.objectives))
    return [Text.from_markup(cell) for cell in cells]


def _answer(summary: "Summary") -> str:
    status = summary.status
    if summary.references is None:
        return "[yellow]?[/]" if status == "ok" else f"[yellow]{status}[/]"
    answer = "[green]yes[/]" if summary.references else "no"
    # An answer that does not rest on the whole document says so.
    answer += "" if status == "ok" else f" [yellow]{status}[/]"
    return answer + (" [yellow]review[/]" if summary.references_in_review else "")


def _mark(evidenced: bool | None) -> str:
    return {True: "[green]yes[/]", False: "no", None: "[yellow]?[/]"}[evidenced]


def _best_passage(summary: "Summary") -> str:
    if summary.best_page is None:
        return ""
    return f"p. {summary.best_page} ({summary.best_score:.2f}) {summary.best_text}"
