"""The values that pass between the rooms of voltag.

Every value is a frozen dataclass that can be written as JSON and read back
(:mod:`voltag.records` does both). Units, everywhere:

* coordinates are points (1/72 inch) from the top left corner of the page *as
  displayed*, that is after its rotation;
* character offsets are 0-based and half-open, as Python slices are;
* page numbers are the 1-based index of the page in the PDF;
* scores are probabilities in 0..1.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, get_args

Box = tuple[float, float, float, float]
"""``(x0, top, x1, bottom)`` in points from the page's top left."""


# --- ingest: what stands in a PDF -------------------------------------------------


class Role(StrEnum):
    """What a line or block is on its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    TABLE = "table"
    """Text inside a table or chart, kept out of the prose."""
    CONTENTS = "contents"
    """An entry of a table of contents or list of figures."""
    RUNNING_HEAD = "running_head"
    FOOTER = "footer"
    PAGE_NUMBER = "page_number"


class PageText(StrEnum):
    """Whether the text of a page could be read."""

    READ = "read"
    """There is text and it was read."""
    BLANK = "blank"
    """No text, and nothing on the page that looks like text: not a loss."""
    UNREADABLE = "unreadable"
    """The page seems to bear text (a scan, a garbled text layer) that could not be read."""
    FAILED = "failed"
    """Reading the page raised an error, or took longer than a page may."""


class TextFault(StrEnum):
    """What is wrong with the text layer of a page."""

    MISSING = "missing"
    """The page's picture shows text that the PDF does not hold, as a scan does."""
    GARBLED = "garbled"
    """The characters are not those that are drawn: no key to the font, a wrong code page."""
    FONTS_MISSING = "fonts_missing"
    """The fonts are neither in the PDF nor on this computer."""
    DOUBLED = "doubled"
    """Letters stand twice, as they were drawn to look bold; they are taken once."""
    HIDDEN = "hidden"
    """Most text is invisible or lies off the page, where nobody reads it; it is left out."""
    FORM_ONLY = "form_only"
    """All text was filled into form fields, which are no part of the page."""
    DISAGREES = "disagrees"
    """An invisible text layer that does not lie over the text of the picture."""
    OCR_UNSURE = "ocr_unsure"
    """OCR read the page and is not sure enough of what it read."""


class ReadStatus(StrEnum):
    """Whether a file could be opened as a PDF at all."""

    OK = "ok"
    ENCRYPTED = "encrypted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as it stands on a page."""

    text: str
    box: Box
    size: float
    """Font size in points, the one most characters of the line have."""
    bold: bool
    role: Role


NoteKind = Literal["form_field", "annotation"]


@dataclass(frozen=True, slots=True)
class Note:
    """Text that somebody filled into a form or noted on a page: no part of its body."""

    kind: NoteKind
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its measures, its lines in reading order, and how well it was read."""

    number: int
    label: str | None
    """The page label printed on the page ("xii", "4"), or None where there is none."""
    width: float
    height: float
    text: PageText
    characters: int
    picture_share: float
    """Share of the page's area under pictures, 0..1."""
    columns: int
    lines: tuple[Line, ...]
    quality: float = 1.0
    """How well the PDF's own text of the page could be used, 0..1."""
    fault: TextFault | None = None
    """What is wrong with it; None where nothing is."""
    ocr_confidence: float | None = None
    """Mean confidence of the page's text, where OCR read it; None where the PDF had it."""
    notes: tuple[Note, ...] = ()
    """What was filled into its form fields or noted on it; nothing of it is judged."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The place on a page of a stretch of a block's or passage's text."""

    start: int
    end: int
    page: int
    box: Box
    confidence: float | None = None
    """How sure OCR is of the text, 0..1; None for text that the PDF has."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, footnote, caption or table cell, joined and cleaned.

    ``text`` has words broken at line ends joined and white space folded; ``pieces`` map it
    back to the page: they are in order, do not overlap, and cover every character that is
    not a joining space.
    """

    role: Role
    text: str
    pieces: tuple[Piece, ...]
    level: int | None = None
    """Depth of a heading, 1 for the highest; None for everything else."""


ColumnKind = Literal[
    "priority",
    "outcome",
    "output",
    "indicator",
    "baseline",
    "target",
    "source",
    "partner",
    "resource",
    "assumption",
    "activity",
    "other",
]
"""What a column of a results framework holds; ``source`` is the means of verification."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a page."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it holds, and the text of its head."""

    kind: ColumnKind
    head: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table with text in it; its text is the blocks', a bullet or paragraph each."""

    kind: ColumnKind
    """What the cell holds: its column's kind, or what its first words say ("Output 2.1")."""
    column: int
    """0-based number of its first column in ``Table.columns``."""
    columns: int
    """How many columns it reaches over."""
    row: int
    """0-based number of its first row."""
    rows: int
    """How many rows it speaks for: those it reaches over, and those left blank below it."""
    whole_row: bool
    """Whether it reaches over the whole table, as a row that opens a part does."""
    areas: tuple[Area, ...]
    """Where it stands: more than one place where a page break cuts it."""
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The whole text of the cell."""
        return " ".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read cell by cell, over as many pages as it runs."""

    kind: Literal["results_framework"]
    title: str
    """The title that names it, or an empty string."""
    areas: tuple[Area, ...]
    """The part of it on each page."""
    columns: tuple[Column, ...]
    """From left to right; a second head with other columns adds its own after them."""
    rows: int
    cells: tuple[Cell, ...]
    """Row by row, from left to right; empty cells and heads of columns are left out."""
    evidence: tuple[str, ...]
    """Why it was taken for what it is: the column heads, the title, the page it goes on from."""
    place: int
    """How many of ``Document.blocks`` stand before it in reading order."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One bookmark of the PDF."""

    title: str
    level: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the PDF says of itself; empty strings where it says nothing."""

    title: str = ""
    author: str = ""
    subject: str = ""
    keywords: str = ""
    creator: str = ""
    producer: str = ""
    created: str = ""


TABLES_STAGE = "tables"
"""Stage of a problem: the tables of a results framework on a page, which keeps its text."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong, as a line of ``errors.jsonl`` has it."""

    path: str
    document_id: str | None
    page: int | None
    stage: str
    error: str
    """A short stable word for programs: ``not_a_pdf``, ``encrypted``, ``timeout`` ..."""
    message: str
    """One sentence for people, with what to do next where there is something."""


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF as read: pages, text blocks in reading order, outline, metadata, problems."""

    document_id: str
    """``sha256:`` and the hexadecimal hash of the file's bytes."""
    path: str
    status: ReadStatus
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    outline: tuple[OutlineEntry, ...]
    metadata: Metadata
    problems: tuple[Problem, ...]
    tables: tuple[Table, ...] = ()
    """The tables of the results framework; their text is not among ``blocks``."""


# --- text: sections and passages --------------------------------------------------


class Section(StrEnum):
    """A part of a document, as its headings tell it (CRITERIA, F1; ``sections.toml``).

    The first group is front and back matter of any document; then the sections of the
    cooperation-framework guidance of 2019, of older UNDAFs, and the chapters of a review.
    """

    CONTENTS = "contents"
    ACRONYMS = "acronyms"
    ACKNOWLEDGEMENTS = "acknowledgements"
    OPENING_STATEMENT = "opening_statement"
    EXECUTIVE_SUMMARY = "executive_summary"
    ANNEXES = "annexes"

    PROGRESS = "progress"
    UN_SUPPORT = "un_support"
    IMPLEMENTATION = "implementation"
    MONITORING = "monitoring"
    RESULTS_FRAMEWORK = "results_framework"
    LEGAL_ANNEX = "legal_annex"

    SITUATION_ANALYSIS = "situation_analysis"
    PROGRAMME_AREAS = "programme_areas"
    MANAGEMENT = "management"
    RESOURCES = "resources"

    METHODOLOGY = "methodology"
    POLICY_ENVIRONMENT = "policy_environment"
    LEAVING_NO_ONE_BEHIND = "leaving_no_one_behind"
    GOALS = "goals"
    MEANS_OF_IMPLEMENTATION = "means_of_implementation"
    NEXT_STEPS = "next_steps"


@dataclass(frozen=True, slots=True)
class MappedHeading:
    """A heading of a document with the section that it was taken for, and why."""

    text: str
    level: int
    page: int
    section: Section | None
    """None where neither the heading nor one above it names a section."""
    evidence: str
    """One sentence: which heading, which words, by which rule."""


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a passage that stands on one page (and in one column)."""

    page: int
    boxes: tuple[Box, ...]
    start: int
    end: int


Context = tuple[tuple[str, str], ...]
"""The row of a table that a passage stands in, as pairs of name and text, outermost first.

``priority``, ``outcome``, ``output`` and ``indicator`` hold what the passage is part of;
``column`` holds the kind of the column that the text comes from, once for each column.
"""


@dataclass(frozen=True, slots=True)
class Passage:
    """One to about five sentences that belong together, with their place in the document."""

    passage_id: str
    document_id: str
    page: int
    page_label: str | None
    spans: tuple[Span, ...]
    section: tuple[str, ...]
    """The headings above the passage, outermost first."""
    in_results_framework: bool
    role: Role
    language: str
    """ISO 639-1 code, or ``und`` where the text has too little language to tell."""
    text: str
    context: Context = ()
    section_code: Section | None = None
    """The section that the headings above put the passage in; None where they do not tell."""
    section_evidence: str = ""
    ocr_confidence: float | None = None
    """How sure OCR is of the passage's least sure line, 0..1; None for text of the PDF."""


# --- classify: labels -------------------------------------------------------------


class Reference(StrEnum):
    """How a passage references volunteering (CRITERIA, question 1)."""

    NONE = "none"
    BARE = "bare"
    CONTRIBUTION = "contribution"


class Polarity(StrEnum):
    """Whether a contribution speaks well of volunteering (CRITERIA, question 1)."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Objective(StrEnum):
    """The plan of action's three objectives (A/76/137, para 4)."""

    OWNERSHIP = "ownership"
    INTEGRATION = "integration"
    MEASUREMENT = "measurement"

    @property
    def letter(self) -> str:
        """The letter that opens the codes of this objective: a, b or c."""
        return {"ownership": "a", "integration": "b", "measurement": "c"}[self.value]


class Code(StrEnum):
    """What kind of evidence a passage gives (CRITERIA, question 2)."""

    A1 = "a1"
    A2 = "a2"
    A3 = "a3"
    A4 = "a4"
    A5 = "a5"
    B1 = "b1"
    B2 = "b2"
    B3 = "b3"
    B4 = "b4"
    B5 = "b5"
    B6 = "b6"
    B7 = "b7"
    C1 = "c1"
    C2 = "c2"
    C3 = "c3"
    C4 = "c4"

    @property
    def objective(self) -> Objective:
        """The objective that this code belongs to."""
        return next(o for o in Objective if o.letter == self.value[0])


B4Kind = Literal["long_term", "new"]
"""Kind of a disaster partnership: standing, or set up for a present crisis (para 29)."""

Question = Literal["references", "ownership", "integration", "measurement"]
"""The four questions that a document's verdict answers."""
QUESTIONS: tuple[Question, ...] = get_args(Question)


@dataclass(frozen=True, slots=True)
class Scores:
    """Calibrated probabilities that a passage is a contribution, and shows each objective."""

    contribution: float
    ownership: float
    integration: float
    measurement: float

    def of(self, question: Question) -> float:
        """The score that decides ``question``."""
        if question == "references":
            return self.contribution
        value: float = getattr(self, question)
        return value


NO_SCORES = Scores(0.0, 0.0, 0.0, 0.0)
"""Of a passage that is surely no contribution, or may not count as one."""

Term = tuple[int, int, str]
"""``(start, end, lemma)`` of a lexicon term in a passage's text."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What the classifier says of one text."""

    reference: Reference
    scores: Scores
    in_doubt: tuple[Question, ...]
    objectives: tuple[Objective, ...]
    codes: tuple[Code, ...]
    b4_kind: B4Kind | None
    implicit: bool
    polarity: Polarity
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """A passage with its labels, as a line of ``passages.jsonl`` has it."""

    passage_id: str
    document_id: str
    page: int
    page_label: str | None
    spans: tuple[Span, ...]
    section: tuple[str, ...]
    in_results_framework: bool
    role: Role
    language: str
    text: str
    reference: Reference
    scores: Scores
    in_doubt: tuple[Question, ...]
    objectives: tuple[Objective, ...]
    codes: tuple[Code, ...]
    b4_kind: B4Kind | None
    implicit: bool
    polarity: Polarity
    terms: tuple[Term, ...]
    sdgs: tuple[int, ...]
    context: Context = ()
    section_code: Section | None = None
    section_evidence: str = ""
    agencies: tuple[Term, ...] = ()
    """Where the text names entities of the United Nations: ``(start, end, name)``."""
    label_rule: str = ""
    """Which rule set the labels instead of the model: ``b7_in_result``, ``agency_list``."""
    ocr_confidence: float | None = None
    """How sure OCR is of the passage's least sure line, 0..1; None for text of the PDF."""


# --- criteria: verdicts -----------------------------------------------------------


class Kind(StrEnum):
    """The kind of a document (CRITERIA, two kinds of document)."""

    VNR = "vnr"
    FRAMEWORK = "framework"
    OTHER = "other"


class Status(StrEnum):
    """How far a document could be judged (CRITERIA, answers that must never be silent)."""

    OK = "ok"
    INCOMPLETE = "incomplete"
    NO_TEXT = "no_text"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    ENCRYPTED = "encrypted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ObjectiveVerdict:
    """Whether a document evidences one objective, and by which passages."""

    evidenced: bool | None
    score: float | None
    """The highest passage score, or None where there is no answer."""
    passages: tuple[str, ...]
    """Ids of the sure passages, or of those in doubt where none is sure; best first."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document is: kind, country and year, each with where that was read."""

    kind: Kind
    country: str | None
    """ISO 3166-1 alpha-3 code; ``XKX`` for Kosovo (under Security Council resolution 1244)."""
    year: int | None
    """Year of a review, first year of a framework's cycle."""
    title: str
    evidence: dict[str, str]
    """For each of kind, country, year and title that was found: where it was read."""
    group: str | None = None
    """What the files of one review or framework have in common; None for one that stands
    alone."""
    language: str | None = None
    """The document's language where the user has given it."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says of a file: it stands before what the file says of itself."""

    kind: Kind | None = None
    country: str | None = None
    """ISO 3166-1 alpha-3, or ``XKX``."""
    year: int | None = None
    language: str | None = None
    """ISO 639-1."""
    title: str = ""
    group: str | None = None
    """What its files have in common; an empty string for a file that stands alone."""
    source: str = "given by the user"
    """What the evidence says of these: the user, or a manifest's line."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answers for one document, as a line of ``documents.jsonl`` has them."""

    document_id: str
    path: str
    title: str
    kind: Kind
    country: str | None
    year: int | None
    languages: tuple[str, ...]
    pages: int
    status: Status
    references_volunteering: bool | None
    rules: tuple[str, ...]
    passages: tuple[str, ...]
    """Ids of the passages that decided ``references_volunteering``; best first."""
    objectives: dict[Objective, ObjectiveVerdict]
    sdgs: tuple[int, ...]
    needs_review: bool
    review: dict[Question, tuple[str, ...]]
    explanation: str
    """One sentence that a reviewer can quote: the rule, and the passages that met it."""
    unread_pages: tuple[int, ...]
    """Pages that failed or whose text could not be read."""
    identity_evidence: dict[str, str]
    model: str
    group: str | None = None
    """Files of one review or framework have the same: kind, country and year, or what a
    manifest says; None for a file that stands alone."""
    rule_passages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For each rule that was met: ids of its passages, best first."""
    sections: dict[Section, int] = field(default_factory=dict)
    """How many counting passages stand in each section; without those that never count."""
    left_out: dict[Section, int] = field(default_factory=dict)
    """How many contributions were left out because their section never counts."""
    b4_kinds: tuple[B4Kind, ...] = ()
    """Kinds of disaster partnership that sure passages show (para 29)."""
    sdg_passages: dict[int, int] = field(default_factory=dict)
    """How many contributions are tied to each goal."""

    def answer(self, question: Question) -> bool | None:
        """The answer to ``question``; None where it is left open."""
        if question == "references":
            return self.references_volunteering
        return self.objectives[Objective(question)].evidenced

    def decided_by(self, question: Question) -> tuple[str, ...]:
        """Ids of the passages that the answer to ``question`` rests on, best first."""
        if question == "references":
            return self.passages
        return self.objectives[Objective(question)].passages
