"""``report.html``: verdicts and their passages on one self-contained page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from voltag.types import LabelledPassage, Objective, Question, Status, Term, Verdict

if TYPE_CHECKING:
    from voltag.settings import ReportSettings

STATUS_HELP: dict[Status, str] = {
    Status.OK: "Read as a whole.",
    Status.INCOMPLETE: "Some pages could not be read; they are named below.",
    Status.NO_TEXT: "The pages are pictures without text, as in a scan; it needs OCR.",
    Status.UNSUPPORTED_LANGUAGE: "Much of the text is in a language the model was not trained for.",
    Status.ENCRYPTED: "The file is locked with a password.",
    Status.FAILED: "The file could not be read.",
}
"""What each status means, in a sentence."""

REASON_HELP: dict[str, str] = {
    "implicit_only": "the only sure passages speak of volunteering without naming it",
    "in_doubt": "no passage is sure, and some are in doubt",
    "negative_only": "volunteering is only spoken of in criticism",
    "framework_rules_not_applied": (
        "volunteering contributes, but whether in different sections (F1) or in the results"
        " framework (F2) has to be seen by a person"
    ),
} | {
    status.value: help_[0].lower() + help_[1:].rstrip(".") for status, help_ in STATUS_HELP.items()
}
"""What each reason for a review means, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What the template shows of one document."""

    verdict: Verdict
    anchor: str
    passages: tuple[LabelledPassage, ...]
    """The passages shown: those that decide a question first, then by page."""
    hidden: int
    """How many more there are in passages.jsonl."""
    reasons: tuple[tuple[Question, str], ...]


def render_report(
    documents: Sequence[tuple[Verdict, Sequence[LabelledPassage]]],
    settings: "ReportSettings",
    model: str,
) -> str:
    """Return the report on ``documents``, each with its passages, as one HTML page.

    The page loads nothing: styles are inside it and there is no script.
    """
    environment = Environment(
        loader=PackageLoader("voltag.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = marked
    views = [
        _view(number, verdict, passages, settings.passages)
        for number, (verdict, passages) in enumerate(documents, start=1)
    ]
    return environment.get_template("report.html.jinja").render(
        documents=views,
        objectives=list(Objective),
        status_help=STATUS_HELP,
        model=model,
        counts=_counts([verdict for verdict, _ in documents]),
    )


def marked(text: str, terms: Sequence[Term]) -> Markup:
    """Return ``text`` escaped, with its terms in ``<mark>``."""
    parts: list[Markup] = []
    position = 0
    for start, end, lemma in terms:
        parts.append(escape(text[position:start]))
        parts.append(Markup('<mark title="{}">{}</mark>').format(lemma, text[start:end]))
        position = end
    parts.append(escape(text[position:]))
    return Markup("").join(parts)


def _view(
    number: int, verdict: Verdict, passages: Sequence[LabelledPassage], most: int
) -> DocumentView:
    deciding = set(verdict.passages).union(*(o.passages for o in verdict.objectives.values()))
    order = {passage.passage_id: index for index, passage in enumerate(passages)}
    chosen = sorted(
        passages,
        key=lambda p: (p.passage_id not in deciding, -p.scores.contribution, order[p.passage_id]),
    )[:most]
    chosen.sort(key=lambda p: order[p.passage_id])
    reasons = tuple(
        (question, "; ".join(REASON_HELP[reason] for reason in found))
        for question, found in verdict.review.items()
    )
    return DocumentView(
        verdict, f"d{number}", tuple(chosen), max(len(passages) - len(chosen), 0), reasons
    )


def _counts(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """The numbers at the head of the report."""
    answers = [verdict.references_volunteering for verdict in verdicts]
    return {
        "documents": len(verdicts),
        "yes": sum(answer is True for answer in answers),
        "no": sum(answer is False for answer in answers),
        "open": sum(answer is None for answer in answers),
        "review": sum(verdict.needs_review for verdict in verdicts),
    }
