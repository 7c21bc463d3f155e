"""The curves of a simulation: what is found, and what is settled, by how much is read."""

from typing import TYPE_CHECKING, Any

from voltag.report.plots import COLOURS, DASHES, draw
from voltag.review.orders import Order
from voltag.review.simulation.records import RECALL, Simulation

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIZE = (9.6, 3.9)
"""Inches."""
_NAMES = {
    Order.MOST_UNCERTAIN: "most uncertain",
    Order.MOST_DECISIVE: "most decisive",
    Order.MOST_LIKELY: "most likely",
    Order.MISSED_CANDIDATES: "missed candidates",
    Order.PAGE: "pages",
    Order.RANDOM: "random",
}


def simulation_figure(simulation: Simulation) -> str:
    """Return both curves, side by side, as an SVG element.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
    """
    places = {order: place for place, order in enumerate(Order)}

    def style(order: Order) -> dict[str, Any]:
        place = places[order]
        return {
            "label": _NAMES[order],
            "color": COLOURS[place % len(COLOURS)],
            "linestyle": DASHES[place % len(DASHES)],
        }

    def paint(figure: "Figure") -> None:
        found, settled = figure.subplots(1, 2)
        for saving in simulation.savings:
            read = [100 * point.read for point in saving.curve]
            own = style(saving.order)
            found.plot(read, [100 * point.found for point in saving.curve], **own)
            found.fill_between(
                read,
                [100 * point.low for point in saving.curve],
                [100 * point.high for point in saving.curve],
                color=own["color"],
                alpha=0.12,
                linewidth=0,
            )
        found.axhline(100 * RECALL, color="0.5", linewidth=0.8)
        found.set(
            title="Contributions found",
            xlabel="passages read, per cent",
            ylabel="found, per cent",
            xlim=(0, 100),
            ylim=(0, 101),
        )
        found.legend(loc="lower right")
        for settling in simulation.settlings:
            settled.plot(
                range(len(settling.curve)),
                [100 * share for share in settling.curve],
                **style(settling.order),
            )
        settled.set(
            title="Verdicts settled",
            xlabel="passages of each document read",
            ylabel="documents, per cent",
            ylim=(None, 101),
        )
        settled.xaxis.get_major_locator().set_params(integer=True)

    costs = ", ".join(f"{_NAMES[s.order]} {100 * s.read:.0f}%" for s in simulation.savings)
    return draw(
        "orders",
        "What each order of the queue saves",
        f"Left: share of the contributions found by share of the passages read; the line is at"
        f" 95%, reached after {costs}. Right: share of the documents whose verdict is settled by"
        " how many of their passages are read.",
        _SIZE,
        paint,
    )
