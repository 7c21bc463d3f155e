"""V1: a review references volunteering when a passage is a contribution that is not negative."""

from collections.abc import Sequence

from voltag.criteria.question import Answer, answer
from voltag.settings import Thresholds
from voltag.types import LabelledPassage


def v1(passages: Sequence[LabelledPassage], thresholds: Thresholds) -> Answer:
    """Whether V1 is met (A/76/137, fig. 1 and fn 5), with the passages that meet it."""
    return answer("references", passages, thresholds)
