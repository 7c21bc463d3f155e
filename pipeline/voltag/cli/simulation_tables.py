"""A simulation as tables in the terminal."""

from rich.markup import escape
from rich.table import Table

from voltag.cli.options import counted
from voltag.cli.progress import results_console
from voltag.evaluation.resampling import Interval
from voltag.review.simulation.records import Saving, Simulation

_NAMES = {
    "most_uncertain": "most uncertain",
    "most_decisive": "most decisive",
    "most_likely": "most likely",
    "missed_candidates": "missed candidates",
    "page": "pages",
    "random": "random",
}


def print_simulation(simulation: Simulation) -> None:
    """Print what each order costs, and what must be known to read the figures right."""
    out = results_console()
    how = simulation.method + (f", {simulation.model}" if simulation.model else "")
    out.print(
        f"{escape(simulation.name)} ({escape(how)}): {simulation.passages} passages of"
        f" {counted(simulation.documents, 'document')},"
        f" {simulation.relevant} of them contributions.\n"
    )
    table = _savings("Until 95% of the contributions are found", simulation.savings)
    table.add_row("best possible", f"{100 * simulation.best_possible:.1f}%", "", "", "")
    out.print(table)
    out.print(
        f"{simulation.rejected} passages are rejected by the model,"
        f" {simulation.missed} of them contributions.\n"
    )
    if simulation.misses:
        out.print(_savings("Until 95% of these are found among the rejected", simulation.misses))
    if simulation.settlings:
        out.print(_settlings(simulation))
        out.print(
            f"{simulation.settled_unread} documents have the right verdict before anything is"
            " read.\n"
        )
    for note in simulation.notes:
        out.print(escape(note), soft_wrap=True)


def _savings(title: str, savings: tuple[Saving, ...]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("order")
    for column in ("passages read", "95%", "WSS@95", "95%"):
        table.add_column(column, justify="right", no_wrap=True)
    for found in savings:
        table.add_row(
            _NAMES[found.order],
            f"{100 * found.read:.1f}%",
            _percent(found.interval),
            f"{100 * found.saved:.1f}%",
            _percent(found.saved_interval),
        )
    return table


def _settlings(simulation: Simulation) -> Table:
    table = Table(
        title="Passages of a document read until its verdict is settled",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    table.add_column("order")
    for column in ("mean", "95%", "half by", "nine in ten by", "of all passages"):
        table.add_column(column, justify="right", no_wrap=True)
    for found in simulation.settlings:
        low, high = found.interval
        table.add_row(
            _NAMES[found.order],
            f"{found.mean:.1f}",
            f"{low:.1f}–{high:.1f}",
            f"{found.median:.0f}",
            f"{found.ninetieth:.0f}",
            f"{100 * found.read:.1f}%",
        )
    return table


def _percent(interval: Interval) -> str:
    return f"{100 * interval[0]:.1f}–{100 * interval[1]:.1f}"
