"""From a path to a :class:`voltag.types.Document`."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from voltag.ingest.characters import SOFT_HYPHEN
from voltag.ingest.content import read_content
from voltag.ingest.contents import set_contents
from voltag.ingest.errors import OutOfTimeError, PdfError
from voltag.ingest.faults import about_fault
from voltag.ingest.files import is_pdf
from voltag.ingest.footnotes import set_footnotes
from voltag.ingest.framework import TableLimits, read_tables
from voltag.ingest.furniture import set_furniture
from voltag.ingest.headings import set_headings
from voltag.ingest.layout import lay_out
from voltag.ingest.measures import usual
from voltag.ingest.notes import about_attachments, about_notes, is_filled_form
from voltag.ingest.paragraphs import display_box, make_blocks, words_of
from voltag.ingest.pdfium import PdfFile
from voltag.ingest.plausible import plausibility
from voltag.ingest.quality import TextQuality, judge_layer
from voltag.ingest.scans import OcrOptions, Recogniser, confidence_of
from voltag.ingest.shapes import PageContent, PageLines, Rule
from voltag.ingest.steps import PassedOverError, Stage, step
from voltag.ingest.textures import PICTURE_WIDTH, Picture
from voltag.types import (
    TABLES_STAGE,
    Block,
    Box,
    Document,
    Line,
    Metadata,
    OutlineEntry,
    Page,
    PageText,
    Problem,
    ReadStatus,
    Role,
    Table,
    TextFault,
)

T = TypeVar("T")
KeepsLine = Callable[[int, Role, str], bool]


def read_document(
    path: Path,
    name: str,
    *,
    max_mib: int | None = None,
    max_pages: int | None = None,
    page_seconds: float = 20.0,
    tables: TableLimits | None = None,
    ocr: OcrOptions | None = None,
    quality_bar: float = 0.5,
    keeps_line: KeepsLine | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Document:
    """Read a PDF: its pages and lines, and its text as blocks in reading order.

    Args:
        path: The file.
        name: The file's name as the caller gave it, with ``/``; kept in ``Document.path``.
        max_mib: Size in MiB above which the file is not opened; None opens any.
        max_pages: Read at most this many pages from the start.
        page_seconds: Seconds that reading one page may take; a page that takes longer fails.
        tables: What reading the tables of a results framework may cost.
        ocr: Which pages are read by OCR; without it none.
        quality_bar: Score below which a page's text layer is of no use.
        keeps_line: Tells by page (1-based), role and text which lines are worth keeping in the
            document's pages; without it all are. Its blocks have all text in any case.
        progress: Called with the number of pages read and to be read, after each page.

    Returns:
        The document. Nothing that is wrong with the file raises: a file that cannot be read
        has ``status`` FAILED or ENCRYPTED, a page that cannot has ``text`` FAILED, and
        ``problems`` names both.

    Raises:
        OcrMissingError: all pages are to be read by OCR, and it is not installed.
    """
    try:
        file = read_content(path, max_mib)
    except PdfError as error:
        return _failed(name, None, error.word, str(error))
    content, document_id = file.content, file.document_id
    if not content:
        message = "The file is empty; fetch it again from where it came from."
        return _failed(name, document_id, "empty_file", message)
    if not is_pdf(content):
        message = "The file is not a PDF; export it as PDF, or leave it out."
        return _failed(name, document_id, "not_a_pdf", message)
    try:
        with step("open"):
            opened = PdfFile(content)
        with opened as pdf:
            if len(pdf) == 0:
                raise PdfError("damaged", "no pages")
            recogniser = Recogniser(pdf, ocr or OcrOptions())
            limits = tables or TableLimits()
            reading = _Reading(
                pdf, document_id, name, page_seconds, limits, recogniser, quality_bar, keeps_line
            )
            carried = about_attachments(name, document_id, reading.attachments())
            document = reading.read(max_pages, progress)
        said = [said for said in (carried, about_notes(document)) if said is not None]
        return replace(document, problems=(*document.problems, *said))
    except PdfError as error:
        if error.word == "encrypted":
            message = "The PDF needs a password; save a copy without one and read that."
        else:
            message = "The PDF is damaged beyond repair; fetch it again or print it to a new PDF."
        return _failed(name, document_id, error.word, message)


_FORGOTTEN = 100
"""Pages after which PDFium forgets what it has kept of them."""
_FIRST, _EVERY = 3, 8
"""Which pages with an invisible text layer are held against their pictures: the first ones, and
one in so many of the rest; all once one of them disagrees."""


def _failed(name: str, document_id: str | None, word: str, message: str) -> Document:
    status = ReadStatus.ENCRYPTED if word == "encrypted" else ReadStatus.FAILED
    problem = Problem(name, document_id, None, "open", word, message)
    return Document(document_id or "", name, status, (), (), (), Metadata(), (problem,))


def _failed_page(number: int) -> Page:
    return Page(number, None, 0.0, 0.0, PageText.FAILED, 0, 0.0, 0, ())


class _Reading:
    """The reading of one open PDF."""

    def __init__(
        self,
        pdf: PdfFile,
        document_id: str,
        name: str,
        page_seconds: float,
        tables: TableLimits,
        recogniser: Recogniser,
        bar: float,
        keeps_line: KeepsLine | None,
    ) -> None:
        self._pdf = pdf
        self._keeps_line = keeps_line
        self._bar = bar
        self._layers = 0
        self._distrusts = False
        self._id = document_id
        self._name = name
        self._page_seconds = page_seconds
        self._table_limits = tables
        self._recogniser = recogniser
        self._problems: list[Problem] = []
        self._rules: dict[int, list[Rule]] = {}
        self._labels: dict[int, str] = {}

    def read(self, max_pages: int | None, progress: Callable[[int, int], None] | None) -> Document:
        total = len(self._pdf) if max_pages is None else min(max_pages, len(self._pdf))
        pages: list[Page] = []
        readable: list[PageLines] = []
        by_number: dict[int, PageLines] = {}
        candidate = False
        for number in range(1, total + 1):
            page, lines = self._read_page(number, goes_on=candidate)
            candidate = lines is not None and bool(lines.chunks)
            pages.append(page)
            if lines is not None:
                by_number[number] = lines
                if page.text is PageText.READ:
                    readable.append(lines)
            if number % _FORGOTTEN == 0:
                self._pdf.forget_pages()
            if progress is not None:
                progress(number, total)
        pages += self._beyond(total)
        no_bookmarks: tuple[OutlineEntry, ...] = ()
        outline = self._about("bookmarks", self._pdf.outline, no_bookmarks)
        self._labels = self._about("labels", lambda: self._pdf.labels(total), {})
        metadata = self._about("metadata", self._pdf.metadata, Metadata())
        labels, blocks, tables = self._understand(readable, outline)
        # A page's working lines are let go as soon as its final ones are made of them.
        readable.clear()
        return Document(
            self._id,
            self._name,
            ReadStatus.OK,
            tuple(
                self._finish(page, by_number.pop(page.number, None), labels.get(page.number))
                for page in pages
            ),
            tuple(blocks),
            outline,
            metadata,
            tuple(self._problems),
            tuple(tables),
        )

    def _read_page(self, number: int, *, goes_on: bool) -> tuple[Page, PageLines | None]:
        try:
            with step("page", number):
                content = self._pdf.read_page(number, time.monotonic() + self._page_seconds)
                lines = lay_out(content, number, goes_on=goes_on)
                quality = self._quality(content, lines, number)
            if self._recogniser.wants(quality.text):
                with step("ocr", number):
                    content, lines, quality = self._recognised(content, lines, quality, number)
            elif quality.text is PageText.UNREADABLE:
                self._unreadable(number, quality)
        except PassedOverError as error:
            self._problem(number, error.word, str(error))
        except PdfError as error:
            late = error.word == "page_timeout"
            message = (
                f"Page {number} took longer than {self._page_seconds:g} s; "
                if late
                else f"Page {number} is damaged; "
            )
            self._problem(number, error.word, message + "look at it by eye.")
        except (ValueError, ArithmeticError, LookupError, TypeError, MemoryError) as error:
            # One bad page costs that page, whatever is wrong with it.
            message = f"Page {number} could not be read ({type(error).__name__}: {error}); "
            self._problem(number, "page_failed", message + "please report it with the PDF.")
        else:
            self._rules[number] = [
                rule for rule in content.across if rule.x1 - rule.x0 < 0.7 * content.width
            ]
            characters = sum(len(line.text) - line.text.count(" ") for line in lines.lines)
            wide, high = content.width, content.height
            if content.turn % 2:
                wide, high = high, wide
            page = Page(
                number,
                None,
                round(wide, 2),
                round(high, 2),
                quality.text,
                characters,
                round(lines.picture_share, 4),
                lines.columns,
                (),
                round(quality.score, 4),
                quality.fault,
                round(confidence_of(lines), 4) if lines.recognised else None,
                content.notes,
            )
            return page, lines
        return _failed_page(number), None

    def _beyond(self, total: int) -> list[Page]:
        """The pages after the last that may be read, named as failed so that no answer hides them.

        As many as were read are enough to withhold a no; a PDF may claim millions.
        """
        last = min(len(self._pdf), 2 * total)
        if last > total:
            message = (
                f"The document has {len(self._pdf)} pages, of which {total} were read;"
                " split it, or raise limits.pages."
            )
            self._problem(total + 1, "too_many_pages", message)
        return [_failed_page(number) for number in range(total + 1, last + 1)]

    def attachments(self) -> tuple[str, ...]:
        """Return the names of the files that the PDF carries."""
        none: tuple[str, ...] = ()
        return self._about("attachments", self._pdf.attachments, none)

    def _about(self, stage: Stage, read: Callable[[], T], nothing: T) -> T:
        """Return what the file says of itself; ``nothing`` where reading that was deadly."""
        try:
            with step(stage):
                return read()
        except PassedOverError as error:
            problem = Problem(self._name, self._id, None, "open", error.word, str(error))
            self._problems.append(problem)
            return nothing

    def _problem(self, page: int, word: str, message: str) -> None:
        self._problems.append(Problem(self._name, self._id, page, "page", word, message))

    def _recognised(
        self, content: PageContent, lines: PageLines, quality: TextQuality, number: int
    ) -> tuple[PageContent, PageLines, TextQuality]:
        """Return a page as OCR reads it, or as it was where that comes to nothing."""
        wide, high = content.width, content.height
        if content.turn % 2:
            wide, high = high, wide
        try:
            found = self._recogniser.read(number, wide, high)
        except OutOfTimeError as error:
            message = f"Recognising the text of page {number} took too long: {error}"
            self._problem(number, error.word, f"{message} Raise the limits under [ocr].")
            return content, lines, quality
        except PdfError as error:
            self._problem(number, error.word, f"OCR failed on page {number} ({error}).")
            return content, lines, quality
        found.pictures, found.notes = list(content.pictures), content.notes
        read = lay_out(found, number)
        read.picture_share, read.recognised = lines.picture_share, True
        if read.chunks:
            read.chunks = []
            message = (
                f"Page {number} is a scan of what seems a results framework; look at it by eye."
            )
            self._table_problem(number, "scanned_table", message)
        if not read.lines:
            # What looked like text is none, but for text that cannot be drawn.
            blank = quality.fault is TextFault.MISSING
            kind = PageText.BLANK if blank else quality.text
            return content, lines, replace(quality, text=kind)
        text = "".join(line.text for line in read.lines)
        if not self._recogniser.is_sure(read) or plausibility(text) < self._bar:
            unsure = TextQuality(PageText.UNREADABLE, quality.score, TextFault.OCR_UNSURE)
            self._unreadable(number, unsure)
            return found, read, unsure
        return found, read, replace(quality, text=PageText.READ)

    def _unreadable(self, number: int, quality: TextQuality) -> None:
        """Name a page whose text is of no use, and say what to do about it."""
        fault = quality.fault or TextFault.MISSING
        self._problem(number, *about_fault(number, fault, self._recogniser.advice()))

    def _quality(self, content: PageContent, lines: PageLines, number: int) -> TextQuality:
        def look() -> tuple[Picture, list[Box]]:
            picture = self._pdf.picture(number, PICTURE_WIDTH)
            wide = lines.width if lines.turn % 2 == 0 else lines.height
            scale = picture.shape[1] / max(1.0, wide)
            boxes = (display_box(line, lines) for line in lines.lines)
            return picture, [(scale * a, scale * b, scale * c, scale * d) for a, b, c, d in boxes]

        check = False
        if content.layered:
            self._layers += 1
            check = self._distrusts or self._layers <= _FIRST or self._layers % _EVERY == 0
        quality = judge_layer(content, lines, look, self._bar, check=check)
        self._distrusts |= quality.fault is TextFault.DISAGREES and quality.score < self._bar
        if quality.text is PageText.BLANK and is_filled_form(content.notes):
            return TextQuality(PageText.UNREADABLE, 0.0, TextFault.FORM_ONLY)
        if quality.fault is TextFault.HIDDEN and quality.score < self._bar:
            self._unreadable(number, quality)
        return quality

    def _understand(
        self, pages: list[PageLines], outline: tuple[OutlineEntry, ...]
    ) -> tuple[dict[int, str], list[Block], list[Table]]:
        """Tell the lines apart by what the whole document shows, and make blocks of them."""
        labels = set_furniture(pages)
        set_contents(pages)
        tables = read_tables(
            self._pdf, pages, lambda: words_of(pages), self._table_limits, self._table_problem
        )
        measures = usual(pages)
        for page in pages:
            set_footnotes(page, self._rules.get(page.number, []), measures.size)
        set_headings(pages, measures, outline, labels)
        blocks, places = make_blocks(pages, measures)
        placed = [
            replace(table, place=places.get(number, len(blocks)))
            for number, table in enumerate(tables, 1)
        ]
        return labels, blocks, placed

    def _table_problem(self, page: int, word: str, message: str) -> None:
        self._problems.append(Problem(self._name, self._id, page, TABLES_STAGE, word, message))

    def _finish(self, page: Page, lines: PageLines | None, printed: str | None) -> Page:
        label = self._labels.get(page.number) or printed
        if lines is None:
            return replace(page, label=label)
        return replace(page, label=label, lines=tuple(self._lines(page.number, lines)))

    def _lines(self, number: int, page: PageLines) -> Iterator[Line]:
        """Yield the lines of a page that are kept."""
        keeps = self._keeps_line
        for line in page.lines:
            if not line.text:
                continue
            text = _shown(line.text)
            role = line.role or (Role.TABLE if line.cell else Role.PARAGRAPH)
            if keeps is None or keeps(number, role, text):
                yield Line(text, display_box(line, page), round(line.size, 2), line.bold, role)


def _shown(text: str) -> str:
    return f"{text[:-1]}-" if text[-1] == SOFT_HYPHEN else text
