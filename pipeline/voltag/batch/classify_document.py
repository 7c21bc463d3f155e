"""One document through the whole pipeline: PDF, passages, labels, verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from voltag.batch.results import DocumentResult, PageSummary
from voltag.classify.candidates import candidates
from voltag.classify.model import Model
from voltag.criteria import cap_by_role, judge, label_by_rules, reading
from voltag.ingest import OcrMode, OcrOptions, TableLimits, read_document
from voltag.settings import Settings
from voltag.text.agencies import agencies
from voltag.text.identity import NOTHING_GIVEN, identify, is_telling, telling_lines
from voltag.text.language import language_shares
from voltag.text.sdgs import goals
from voltag.text.sections import map_headings, place_passages
from voltag.text.segment import segment
from voltag.types import (
    Document,
    Given,
    LabelledPassage,
    Labels,
    Passage,
    Role,
)

_OF_PASSAGE = tuple(field.name for field in fields(Passage))
_OF_LABELS = tuple(field.name for field in fields(Labels))
_NAMED_SHARE = 0.01
"""Languages with less of the text are not named as evidence."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """A file as far as no model and no rule has a say: what is kept to judge it again."""

    frame: Document
    """The document as :func:`frame_of` leaves it."""
    passages: tuple[Passage, ...]
    """All passages, without their sections."""


def frame_of(document: Document) -> Document:
    """Return ``document`` with those lines and headings only that tell what it is.

    With its passages this is all that the verdict is made from, so that a document can be
    judged again, by another model or other rules, without its PDF.
    """
    return replace(
        document,
        pages=tuple(replace(page, lines=telling_lines(page)) for page in document.pages),
        blocks=tuple(
            replace(block, pieces=block.pieces[:1])
            for block in document.blocks
            if block.role is Role.HEADING
        ),
        tables=(),
    )


def classify_document(
    path: Path,
    name: str,
    model: Model,
    settings: Settings,
    given: Given = NOTHING_GIVEN,
    ocr: OcrMode = "off",
) -> DocumentResult:
    """Read, segment, label and judge the PDF at ``path``, which the output calls ``name``.

    Never raises for what is in the file: a broken one gives a result with its status and
    problems, and so does one that is larger than ``limits.file_mib``, or no file.
    """
    return judge_text(read_text(path, name, settings, ocr), name, model, settings, given)


def read_text(path: Path, name: str, settings: Settings, ocr: OcrMode = "off") -> ReadText:
    """Read the PDF at ``path`` and cut it into passages; no model is asked.

    Raises:
        OcrMissingError: ``ocr`` is ``force``, and OCR is not installed.
    """
    document = read_document(
        path,
        name,
        max_mib=settings.limits.file_mib,
        max_pages=settings.limits.pages,
        page_seconds=settings.limits.page_seconds,
        tables=TableLimits(settings.limits.table_seconds, settings.limits.tables_seconds),
        ocr=ocr_options(ocr, settings),
        quality_bar=settings.quality.readable,
        keeps_line=is_telling,
    )
    return text_of(document, settings)


def text_of(document: Document, settings: Settings) -> ReadText:
    """Return the passages of ``document`` with what :func:`frame_of` leaves of it."""
    return ReadText(frame_of(document), segment(document, settings.passages))


def judge_text(
    read: ReadText, name: str, model: Model, settings: Settings, given: Given = NOTHING_GIVEN
) -> DocumentResult:
    """Label and judge what was read of a file, which the output calls ``name``."""
    document = replace(
        read.frame,
        path=name,
        problems=tuple(replace(problem, path=name) for problem in read.frame.problems),
    )
    identity = identify(document, given)
    passages = place_passages(document, read.passages, identity.kind, settings.sections)
    labels = model.label([(p.text, p.language) for p in passages], settings)
    labelled = tuple(
        label_by_rules(label_passage(passage, cap_by_role(label, passage.role)), settings.rules)
        for passage, label in zip(passages, labels, strict=True)
    )
    shares = language_shares((p.language, p.text) for p in passages)
    identity = replace(identity, evidence={"language": _shares(shares)} | identity.evidence)
    verdict = judge(
        document,
        identity,
        reading(document, shares, model.languages, settings.verdict),
        labelled,
        settings,
        model.id,
    )
    return DocumentResult(
        verdict=verdict,
        metadata=document.metadata,
        pages=tuple(
            PageSummary(**{field.name: getattr(p, field.name) for field in fields(PageSummary)})
            for p in document.pages
        ),
        passages=labelled,
        problems=document.problems,
        headings=map_headings(document, identity.kind, settings.sections),
        candidates=candidates(passages, model.languages, model.added),
        frame=document,
    )


def ocr_options(mode: OcrMode, settings: Settings) -> OcrOptions:
    """Return what the settings say of OCR, for the reader."""
    ocr = settings.ocr
    return OcrOptions(
        mode, ocr.dpi, ocr.threads, ocr.page_seconds, ocr.document_seconds, ocr.page_confidence
    )


def _shares(shares: Mapping[str, float]) -> str:
    """``97% en, 3% fr of the letters``."""
    named = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{share:.0%} {code}" for code, share in named if share >= _NAMED_SHARE)
    return f"{listed} of the letters" if listed else "no letters"


def label_passage(passage: Passage, labels: Labels) -> LabelledPassage:
    """Join a passage and its labels, with the goals that its text and headings name."""
    values = {name: getattr(passage, name) for name in _OF_PASSAGE}
    values |= {name: getattr(labels, name) for name in _OF_LABELS}
    return LabelledPassage(
        **values,
        sdgs=goals((passage.text, *passage.section, *(text for _, text in passage.context))),
        agencies=agencies(passage.text) if labels.terms else (),
    )
