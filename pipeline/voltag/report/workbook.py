"""``--xlsx``: verdicts, evidence and figures as a workbook."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voltag.batch.whole_files import write_file
from voltag.report.corpus import CorpusReport, DocumentReport
from voltag.report.countries import country_name
from voltag.report.figure_files import (
    FRAMEWORK_COLUMNS,
    LEFT_OUT_COLUMNS,
    ROW_COLUMNS,
    figure_row,
    framework_rows,
    left_out_rows,
)
from voltag.report.html import decided_questions
from voltag.report.wording import word
from voltag.types import Objective

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

VERDICT_COLUMNS = (
    "document", "kind", "country", "year", "unit", "status", "references_volunteering",
    "ownership", "integration", "measurement", "rules", "signed_off_by", "machine_references",
    "needs_review", "review", "explanation", "pages", "languages", "sdgs", "model", "path",
    "folder", "document_id",
)  # fmt: skip
EVIDENCE_COLUMNS = (
    "document", "country", "year", "evidence_for", "citation", "pdf_page", "printed_page",
    "section", "text", "reference", "polarity", "objectives", "codes", "implicit", "sdgs",
    "contribution", "ownership", "integration", "measurement", "in_doubt", "path", "passage_id",
    "document_id",
)  # fmt: skip
_WIDE = {"explanation": 60, "text": 80, "document": 40, "citation": 40, "section": 40, "review": 30}
_CELL_CHARACTERS = 32_767
"""As many as a cell of a workbook holds."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DATE = (1980, 1, 1, 0, 0, 0)
_NOW = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write_workbook(path: Path, report: CorpusReport) -> None:
    """Write the sheets verdicts, evidence, figures, frameworks and left out.

    What comes from documents is written as text, never as a formula; the same report gives
    the same bytes.

    Raises:
        OutputError: the file cannot be written.
        ModuleNotFoundError: openpyxl is not installed.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    figures = report.figures
    sheets: tuple[tuple[str, Sequence[str], Iterable[Sequence[object]]], ...] = (
        ("verdicts", VERDICT_COLUMNS, map(_verdict_row, report.documents)),
        ("evidence", EVIDENCE_COLUMNS, _evidence_rows(report.documents)),
        ("figures", ROW_COLUMNS, (figure_row(f, row) for f in figures.figures for row in f.rows)),
        ("frameworks", FRAMEWORK_COLUMNS, framework_rows(figures)),
        ("left out", LEFT_OUT_COLUMNS, left_out_rows(figures)),
    )
    for name, columns, rows in sheets:
        _fill(book.create_sheet(name), columns, rows)
    with io.BytesIO() as made:
        book.save(made)
        write_file(path, _dateless(made.getvalue()))


def _fill(
    sheet: "WriteOnlyWorksheet", columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "B2"
    for number, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDE.get(name, 16)
    sheet.append([_cell(sheet, name, head=True) for name in columns])
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, value, wrap=columns[i] in _WIDE) for i, value in enumerate(row)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


def _cell(
    sheet: "WriteOnlyWorksheet", value: object, *, head: bool = False, wrap: bool = False
) -> "WriteOnlyCell":
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    if isinstance(value, bool):
        value = word(value)
    if isinstance(value, str):
        value = _NOT_XML.sub("\ufffd", value)[:_CELL_CHARACTERS]
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # A text that begins like a formula stays a text, also once somebody edits it.
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in tuple("=+-@")
    if head:
        cell.font = Font(bold=True)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _verdict_row(document: DocumentReport) -> tuple[object, ...]:
    verdict, answers = document.verdict, document.answers
    return (
        verdict.title or verdict.path,
        verdict.kind.value,
        country_name(verdict.country),
        verdict.year,
        document.unit,
        verdict.status.value,
        word(answers["references"]),
        *(word(answers[objective.value]) for objective in Objective),
        " ".join(verdict.rules),
        document.decision.by if document.decision else None,
        word(verdict.references_volunteering),
        verdict.needs_review,
        "; ".join(f"{q}: {', '.join(reasons)}" for q, reasons in verdict.review.items()),
        verdict.explanation,
        verdict.pages,
        " ".join(verdict.languages),
        " ".join(map(str, verdict.sdgs)),
        verdict.model,
        verdict.path,
        document.folder,
        verdict.document_id,
    )


def _evidence_rows(documents: Iterable[DocumentReport]) -> Iterator[tuple[object, ...]]:
    for document in documents:
        verdict = document.verdict
        decides = decided_questions(verdict)
        for passage in document.passages:
            printed = f" (printed {passage.page_label})" if passage.page_label else ""
            yield (
                verdict.title or verdict.path,
                country_name(verdict.country),
                verdict.year,
                ", ".join(decides.get(passage.passage_id, ())),
                f"{verdict.title or verdict.path}, p. {passage.page}{printed}",
                passage.page,
                passage.page_label,
                " › ".join(passage.section),
                passage.text,
                passage.reference.value,
                passage.polarity.value,
                " ".join(passage.objectives),
                " ".join(passage.codes),
                passage.implicit,
                " ".join(map(str, passage.sdgs)),
                passage.scores.contribution,
                passage.scores.ownership,
                passage.scores.integration,
                passage.scores.measurement,
                ", ".join(passage.in_doubt),
                verdict.path,
                passage.passage_id,
                verdict.document_id,
            )


def _dateless(content: bytes) -> bytes:
    """The same workbook with fixed dates in its archive and properties."""
    with io.BytesIO() as made:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as source,
            zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for name in source.namelist():
                data = source.read(name)
                if name == "docProps/core.xml":
                    data = _NOW.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
                entry = zipfile.ZipInfo(name, _DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, data)
        return made.getvalue()
