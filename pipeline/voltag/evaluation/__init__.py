"""How good a model is: annotations beside what it says of them, and every figure of that."""

from voltag.evaluation.evaluate import Evaluation, evaluate
from voltag.evaluation.labels import Judged, judged_by, judged_held_out

__all__ = ["Evaluation", "Judged", "evaluate", "judged_by", "judged_held_out"]
