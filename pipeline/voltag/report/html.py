"""``report.html``: verdicts and their passages on one self-contained page."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from voltag.criteria.units import Decision
from voltag.report import wording
from voltag.report.countries import country_name
from voltag.report.receipts import Receipt
from voltag.types import QUESTIONS, LabelledPassage, Objective, Question, Verdict

if TYPE_CHECKING:
    from voltag.settings import ReportSettings


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What the templates show of one document."""

    verdict: Verdict
    anchor: str
    answers: dict[Question, bool | None]
    """The answers that count: a person's where one was signed off, else the machine's."""
    passages: tuple[LabelledPassage, ...]
    """The passages shown: those that decide a question first, then by page."""
    decides: dict[str, tuple[str, ...]]
    """For the id of a passage: the questions that it decides."""
    hidden: int
    """How many more there are in passages.jsonl."""
    reasons: tuple[tuple[Question, str], ...]
    country: str
    """Its country's name, or nothing."""
    quote_language: str
    """The language of what the verdict's sentence quotes."""
    decision: Decision | None = None
    receipt: Receipt | None = None
    together: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


def render_report(
    documents: Sequence[tuple[Verdict, Sequence[LabelledPassage]]],
    settings: "ReportSettings",
    model: str,
) -> str:
    """Return the report on ``documents``, each with its passages, as one HTML page.

    The page loads nothing: its styles and its one small script are inside it, and it can be
    read without the script.
    """
    views = [
        document_view(number, verdict, passages, settings.passages)
        for number, (verdict, passages) in enumerate(documents, start=1)
    ]
    return page("report.html.jinja", documents=views, model=model)


def document_view(
    number: int, verdict: Verdict, passages: Sequence[LabelledPassage], most: int
) -> DocumentView:
    """Return what a page shows of the document with this number, ``most`` passages at most."""
    deciding = decided_questions(verdict)
    order = {passage.passage_id: index for index, passage in enumerate(passages)}
    chosen = sorted(
        passages,
        key=lambda p: (p.passage_id not in deciding, -p.scores.contribution, order[p.passage_id]),
    )[:most]
    chosen.sort(key=lambda p: order[p.passage_id])
    languages = {passage.passage_id: passage.language for passage in passages}
    return DocumentView(
        verdict=verdict,
        anchor=f"d{number}",
        answers={question: verdict.answer(question) for question in QUESTIONS},
        passages=tuple(chosen),
        decides=deciding,
        hidden=max(len(passages) - len(chosen), 0),
        reasons=tuple(
            (question, "; ".join(wording.reason(reason) for reason in found))
            for question, found in verdict.review.items()
        ),
        country=country_name(verdict.country),
        quote_language=next(
            (languages[i] for i in verdict.passages if i in languages),
            next(iter(verdict.languages), ""),
        ),
    )


def decided_questions(verdict: Verdict) -> dict[str, tuple[str, ...]]:
    """For the id of each passage that an answer rests on: the questions, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for question in QUESTIONS:
        for passage_id in verdict.decided_by(question):
            found[passage_id] = (*found.get(passage_id, ()), question)
    return found


def page(template: str, *, documents: Sequence[DocumentView], **values: object) -> str:
    """Render a page about ``documents`` from a template that extends ``base.html.jinja``."""
    script = _script()
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        environment()
        .get_template(template)
        .render(
            documents=documents,
            objectives=list(Objective),
            status_help=wording.STATUS_HELP,
            counts=_counts(documents),
            # The page's own script may run, and none that a document might bring.
            script=Markup(script),
            script_hash=f"sha256-{digest}",
            **values,
        )
    )


@cache
def environment() -> Environment:
    """The templates with their filters; everything from documents is escaped."""
    made = Environment(
        loader=PackageLoader("voltag.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "marked": wording.marked,
        "quoted": wording.quoted,
        "reason": wording.reason,
        "word": wording.word,
        "pages": wording.pages,
        "numbers_of": wording.numbers,
        "country": country_name,
        "kinds": _kinds,
        "countries": _countries,
        "years": _years,
    }
    return made


@cache
def _script() -> str:
    return files("voltag.report").joinpath("templates", "filter.js").read_text(encoding="utf-8")


def _kinds(documents: Iterable[DocumentView]) -> list[tuple[str, str]]:
    kinds = sorted({document.verdict.kind.value for document in documents})
    return [(kind, kind) for kind in kinds]


def _countries(documents: Iterable[DocumentView]) -> list[tuple[str, str]]:
    found = {(d.verdict.country, d.country) for d in documents if d.verdict.country}
    return sorted(((code, name) for code, name in found if code), key=lambda pair: pair[1])


def _years(documents: Iterable[DocumentView]) -> list[tuple[str, str]]:
    years = sorted({document.verdict.year for document in documents if document.verdict.year})
    return [(str(year), str(year)) for year in years]


def _counts(documents: Sequence[DocumentView]) -> dict[str, int]:
    """The numbers at the head of the report."""
    answers = [document.answers["references"] for document in documents]
    return {
        "documents": len(documents),
        "yes": sum(answer is True for answer in answers),
        "no": sum(answer is False for answer in answers),
        "open": sum(answer is None for answer in answers),
        "review": sum(d.verdict.needs_review and d.decision is None for d in documents),
    }
