"""``--cards DIR``: evidence cards, a self-contained sheet a passage, an annex a document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voltag.batch.whole_files import write_file
from voltag.ingest.files import find_pdf, pdfs_by_hash
from voltag.report.corpus import CorpusReport, DocumentReport
from voltag.report.countries import country_name
from voltag.report.crops import Crop, Crops, crops
from voltag.report.html import decided_questions, environment
from voltag.settings import Settings
from voltag.types import LabelledPassage, Verdict

_NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Card:
    """What a sheet shows of one passage."""

    verdict: Verdict
    country: str
    passage: LabelledPassage
    decides: tuple[str, ...]
    rules: tuple[str, ...]
    """The rules of the first question that the passage is evidence for."""
    crops: tuple[Crop, ...]
    missing: str
    """Why there is no picture; empty where there is one."""
    signed: str
    """Who signed off the document's verdict, and when."""
    file_name: str


def write_cards(folder: Path, report: CorpusReport, pdfs: Path | None, settings: Settings) -> None:
    """Write the cards of every document that has evidence, and ``index.html``.

    PDFs are taken from where they were, else from the folder ``pdfs`` by their hash; a card
    without one says so.

    Raises:
        OutputError: a file cannot be written.
        ModuleNotFoundError: pillow is not installed.
    """
    hashes = pdfs_by_hash(pdfs) if pdfs is not None else {}
    annexes = []
    for document in report.documents:
        cards = document_cards(document, hashes, settings)
        if not cards:
            continue
        name = folder_name(document.verdict)
        for card in cards:
            page = _render("card.html.jinja", cards=[card])
            write_file(folder / name / card.file_name, page)
        write_file(folder / name / "annex.html", _render("annex.html.jinja", cards=cards))
        annexes.append((f"{name}/annex.html", cards))
    write_file(folder / "index.html", _render("cards.html.jinja", annexes=annexes))


def document_cards(
    document: DocumentReport, hashes: dict[str, Path], settings: Settings
) -> list[Card]:
    """The cards of the passages that a document's answers rest on, in reading order."""
    verdict = document.verdict
    decides = decided_questions(verdict)
    passages = [p for p in document.passages if p.passage_id in decides]
    if not passages:
        return []
    found = _pictures(verdict, passages, hashes, settings)
    decision = document.decision
    signed = f"{decision.by} {decision.date}".strip() if decision is not None else ""
    return [
        Card(
            verdict,
            country_name(verdict.country),
            passage,
            decides[passage.passage_id],
            rules(verdict, passage),
            found.pictures.get(passage.passage_id, ()),
            "" if found.pictures.get(passage.passage_id) else found.missing or _NO_PLACE,
            signed,
            f"p{passage.page:03d}-{passage.passage_id}.html",
        )
        for passage in passages
    ]


_NO_PLACE = "the passage has no place on the page"


def rules(verdict: Verdict, passage: LabelledPassage) -> tuple[str, ...]:
    """The rules that ``passage`` helped to meet, as far as the verdict tells."""
    by_rule = verdict.rule_passages
    if by_rule:
        return tuple(rule for rule in verdict.rules if passage.passage_id in by_rule.get(rule, ()))
    return verdict.rules if passage.passage_id in verdict.passages else ()


def folder_name(verdict: Verdict) -> str:
    """A name for a document's folder that any file system takes, and only it has."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", Path(verdict.path).stem).strip("-")[:_NAME_CHARACTERS]
    return f"{stem or 'document'}-{verdict.document_id.removeprefix('sha256:')[:8]}"


def _pictures(
    verdict: Verdict,
    passages: Sequence[LabelledPassage],
    hashes: dict[str, Path],
    settings: Settings,
) -> Crops:
    path = find_pdf(verdict.document_id, Path(verdict.path), hashes)
    if path is None:
        return Crops({}, f"the file is no longer at {verdict.path}; give its folder with --pdfs")
    return crops(path, passages, settings.limits)


def _render(template: str, **values: object) -> bytes:
    text = environment().get_template(template).render(pictures=True, **values)
    return text.encode("utf-8", "replace")
