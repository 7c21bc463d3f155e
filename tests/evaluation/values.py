"""Annotations and labels made by hand."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from voltag.annotations import Annotation
from voltag.classify.features import Signs
from voltag.classify.model import labels_from
from voltag.evaluation import Judged
from voltag.evaluation.curves import Curves, LearningPoint, Transfer
from voltag.settings import load_settings
from voltag.types import Code, Labels, Objective, Polarity, Reference, Scores

SETTINGS = load_settings()
NOTHING = labels_from(Signs((), ()), {}, SETTINGS)
OWNED = {"objectives": ["ownership"], "codes": ["a1"], "polarity": "positive"}
INTEGRATED = {"objectives": ["integration"], "codes": ["b2"], "polarity": "positive"}

CURVES = Curves(
    tuple(
        LearningPoint(documents, documents * 16, language, 0.7, (0.6, 0.8), 0.5, (0.4, 0.6))
        for documents in (20, 40)
        for language in ("all", "en", "zh")
    ),
    (Transfer("en", "zh", 3, 0.6, (0.5, 0.7), None, None),),
)
"""As if they had been drawn."""


def annotation(number: int, reference: str = "none", **fields: Any) -> Annotation:  # noqa: ANN401
    """An annotation of document ``number`` modulo 3, English if odd and Chinese if even."""
    return Annotation.model_validate(
        {
            "id": f"x-{number:03}",
            "document": f"d{number % 3}",
            "language": "en" if number % 2 else "zh",
            "text": "text",
            "reference": reference,
            "date": "2026-01-01",
            "origin": "written",
            **fields,
        }
    )


def contribution(
    score: float,
    objective: Objective = Objective.OWNERSHIP,
    code: Code = Code.A1,
    **fields: Any,  # noqa: ANN401
) -> Labels:
    """Labels of a contribution with one objective, which has the same score."""
    scores = {o.value: score if o is objective else 0.0 for o in Objective}
    return replace(
        NOTHING,
        reference=Reference.CONTRIBUTION if score >= 0.5 else Reference.NONE,
        scores=Scores(score, **scores),
        objectives=(objective,) if score >= 0.5 else (),
        codes=(code,) if score >= 0.5 else (),
        polarity=Polarity.POSITIVE if score >= 0.5 else Polarity.NEUTRAL,
        **fields,
    )


def judged(annotations: Sequence[Annotation], labels: Sequence[Labels], **fields: Any) -> Judged:  # noqa: ANN401
    """The two together."""
    return Judged(tuple(annotations), tuple(labels), "by hand", **fields)
