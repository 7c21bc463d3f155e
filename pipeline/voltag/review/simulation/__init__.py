"""How much reading each order of the queue saves, measured on annotated documents."""

from voltag.review.simulation.records import Simulation
from voltag.review.simulation.simulate import simulate

__all__ = ["Simulation", "simulate"]
