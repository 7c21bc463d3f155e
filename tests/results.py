"""Verdicts, passages and results made by hand."""

from dataclasses import replace
from typing import Any

from voltag.batch.results import DocumentResult, PageSummary
from voltag.types import (
    Code,
    Kind,
    LabelledPassage,
    Metadata,
    Objective,
    ObjectiveVerdict,
    PageText,
    Polarity,
    Problem,
    Reference,
    Role,
    Scores,
    Span,
    Status,
    Verdict,
)

HASH = "sha256:" + "0123456789abcdef" * 4


def verdict(**changes: Any) -> Verdict:  # noqa: ANN401 - any field
    """A verdict in which every field says something."""
    return replace(
        Verdict(
            document_id=HASH,
            path="reviews/kenya.pdf",
            title="Voluntary National Review",
            kind=Kind.VNR,
            country="KEN",
            year=2020,
            languages=("en", "zh"),
            pages=12,
            status=Status.OK,
            references_volunteering=True,
            rules=("V1",),
            passages=("p1",),
            objectives={
                Objective.OWNERSHIP: ObjectiveVerdict(True, 0.9, ("p1",)),
                Objective.INTEGRATION: ObjectiveVerdict(None, 0.5, ()),
                Objective.MEASUREMENT: ObjectiveVerdict(False, 0.1, ()),
            },
            sdgs=(3, 13),
            needs_review=True,
            review={"integration": ("in_doubt",)},
            explanation="V1: 1 sure contribution of volunteering to development.",
            unread_pages=(),
            identity_evidence={"kind": "title on page 1"},
            model="voltag-test",
        ),
        **changes,
    )


def passage(**changes: Any) -> LabelledPassage:  # noqa: ANN401 - any field
    """A contribution in which every field says something."""
    return replace(
        LabelledPassage(
            passage_id="p1",
            document_id=HASH,
            page=7,
            page_label="v",
            spans=(Span(7, ((10.0, 20.0, 30.0, 40.0),), 0, 26),),
            section=("2 Progress", "Goal 3"),
            in_results_framework=False,
            role=Role.PARAGRAPH,
            language="en",
            text="Volunteers took part here.",
            reference=Reference.CONTRIBUTION,
            scores=Scores(0.98, 0.91, 0.5, 0.03),
            in_doubt=("integration",),
            objectives=(Objective.OWNERSHIP,),
            codes=(Code.A3,),
            b4_kind=None,
            implicit=False,
            polarity=Polarity.POSITIVE,
            terms=((0, 10, "volunteer"),),
            sdgs=(3,),
        ),
        **changes,
    )


def none_passage(**changes: Any) -> LabelledPassage:  # noqa: ANN401 - any field
    """A passage without volunteering."""
    values: dict[str, Any] = {
        "passage_id": "p0",
        "text": "The economy grew.",
        "reference": Reference.NONE,
        "scores": Scores(0.0, 0.0, 0.0, 0.0),
        "in_doubt": (),
        "objectives": (),
        "codes": (),
        "polarity": Polarity.NEUTRAL,
        "terms": (),
    }
    return passage(**values | changes)


def result(
    *passages: LabelledPassage,
    problems: tuple[Problem, ...] = (),
    **changes: Any,  # noqa: ANN401 - any field of the verdict
) -> DocumentResult:
    """A document's result with these passages."""
    pages = (PageSummary(1, "i", 595.0, 842.0, PageText.READ, 900, 0.1),)
    return DocumentResult(verdict(**changes), Metadata(title="T"), pages, passages, problems)
