"""What a simulation finds out."""

from dataclasses import dataclass
from typing import Any

from voltag.evaluation.resampling import Interval
from voltag.records import to_plain
from voltag.review.orders import Order

RECALL = 0.95
"""The share of the relevant passages that is to be found."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """How much is found by then."""

    read: float
    """Share of the passages read, 0..1."""
    found: float
    """Share of the relevant ones among them, 0..1."""
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Saving:
    """What one order costs until 95% of the relevant passages are found."""

    order: Order
    read: float
    """Share of the passages to read, 0..1."""
    interval: Interval
    saved: float
    """Work saved over sampling at 95% recall: the share left unread, less 5%."""
    saved_interval: Interval
    curve: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class Settling:
    """How many passages of a document are read until its verdict is settled."""

    order: Order
    mean: float
    """Passages read, the mean over documents."""
    interval: Interval
    median: float
    ninetieth: float
    """Nine documents in ten are settled by then."""
    read: float
    """Share of all passages that is read so, 0..1."""
    curve: tuple[float, ...]
    """Share of the documents settled after 0, 1, 2 ... passages of each."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What each order saves on one set of annotated passages."""

    name: str
    method: str
    """How the scores came about: cross-validation, or a model that is named."""
    model: str | None
    passages: int
    relevant: int
    """Contributions among them, by the annotations."""
    documents: int
    best_possible: float
    """The share of passages to read by an order that knows the answers."""
    savings: tuple[Saving, ...]
    rejected: int
    """Passages that the model rejects: neither a reference nor in doubt."""
    missed: int
    """Contributions among them."""
    misses: tuple[Saving, ...]
    """What it costs to find 95% of these among the rejected; empty with fewer than 20."""
    settled_unread: int
    """Documents whose verdict is right before anything is read."""
    settlings: tuple[Settling, ...]
    notes: tuple[str, ...]
    """What must be known to read the figures right."""

    def as_dict(self) -> dict[str, Any]:
        """The simulation as plain values for JSON."""
        return to_plain(self)
