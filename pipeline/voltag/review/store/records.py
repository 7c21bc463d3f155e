"""The values that the reviewers' database takes and gives.

Units are those of :mod:`voltag.types`; times are UTC in ISO 8601; ``passage`` is the number
of a row of the table ``passages``, which a page's address may carry, and ``entry`` that of an
entry in the log of decisions.
"""

from dataclasses import dataclass, field
from typing import Literal

from voltag.review.orders import Order
from voltag.types import (
    B4Kind,
    Box,
    Code,
    Kind,
    LabelledPassage,
    Objective,
    PageText,
    Polarity,
    Question,
    Reference,
    Scores,
    Span,
    Status,
    Term,
    Verdict,
)

Answer = Literal["accept", "correct", "not_volunteering", "unsure"]
"""What a reviewer does with a passage: takes the machine's labels, gives others, or puts off."""

EntryKind = Literal[
    "judgement",
    "retest",
    "adjudication",
    "addition",
    "placement",
    "undo",
    "sign_off",
    "sign_off_withdrawn",
    "adoption",
    "roll_back",
]
"""What an entry of the log is.

``retest`` is a second judgement of a reviewer's own, asked for unmarked; ``addition`` adds a
passage that was missed; ``placement`` says where a decision without a place belongs;
``adoption`` and ``roll_back`` say which model is used from then on.
"""

Purpose = Literal["first", "second", "audit", "retest", "adjudication"]
"""What a passage was shown for when it was decided."""

PassageState = Literal[
    "undecided",
    "unsure",
    "accepted",
    "corrected",
    "not_volunteering",
    "disagreement",
    "adjudicated",
]
"""What the valid decisions on a passage come to."""

Scope = Literal["flagged", "rejected", "all"]
"""Passages with a reference, in doubt or added by a person; the others; or all."""

Task = Literal["all", "first", "second", "adjudicate", "later", "audit", "mine"]
"""Which passages wait: not decided by anybody (``first``), for a blind second reviewer, in
disagreement, put off by this reviewer (``later``), in a random audit, or decided by this
reviewer (``mine``)."""

Difference = Literal["reference", "objectives", "codes", "b4_kind", "implicit", "polarity"]
"""The labels in which two judgements can differ."""


# --- people -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person who decides."""

    reviewer: int
    name: str
    created_at: str
    has_token: bool
    """Whether a token that was not revoked gives this person access."""
    decisions: int = 0
    """Entries of the log that are the person's."""


# --- decisions ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a decision belongs, whatever becomes of models and segmentations."""

    document_id: str
    page: int
    text: str
    text_sha256: str
    """Hash of the text, folded as :func:`voltag.review.store.anchors.folded` does."""
    language: str
    spans: tuple[Span, ...]
    """Boxes and offsets where it stood when it was decided."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reviewer says of one passage; the labels must agree with one another.

    For ``accept`` leave the labels as they are: the store puts the machine's in their place.
    For ``not_volunteering`` and ``unsure`` they must be left as they are.
    """

    answer: Answer
    reference: Reference = Reference.NONE
    codes: tuple[Code, ...] = ()
    """The objectives follow from their letters."""
    b4_kind: B4Kind | None = None
    implicit: bool = False
    polarity: Polarity = Polarity.NEUTRAL
    comment: str = ""
    misleading: tuple[Term, ...] = ()
    """Words that misled the machine: ``(start, end, words)`` in the passage's text."""
    clause: str = ""
    """The codebook's clause that decided: a name to which a link in it leads, such as
    ``a3`` or ``bare-lists``."""
    seconds: float | None = None
    """How long the reviewer took."""
    scores_hidden: bool = False
    """Whether the machine's scores were hidden until the reviewer had answered."""

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """The objectives that the codes evidence."""
        found = {code.objective for code in self.codes}
        return tuple(objective for objective in Objective if objective in found)

    def shows(self, question: Question) -> bool:
        """Whether the passage is judged to say yes to ``question``."""
        if question == "references":
            return self.reference is Reference.CONTRIBUTION
        return question in self.objectives


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the log on a passage, as it was written."""

    entry: int
    decision_id: str
    """Made by the client; the same one twice is one decision."""
    kind: EntryKind
    purpose: Purpose
    reviewer: str
    decided_at: str
    model: str
    """Id of the model whose labels were shown."""
    anchor: Anchor
    judgement: Judgement | None
    """None for a placement."""
    previous: Judgement | None
    """What it replaces: this reviewer's own earlier judgement of the passage, if any."""
    machine: LabelledPassage | None
    """The passage with the machine's labels as it was shown; None for one that was added."""
    blind: bool
    """Whether no judgement of another reviewer was in sight."""
    linked: str | None
    """What the decisions on a group of nearly identical passages have in common."""
    valid: bool
    """Whether it was not taken back."""
    passage: int | None
    """Where it stands now; None for one without a place."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a write."""

    entries: tuple[int, ...]
    """Entries of the log, one for each passage of a group."""
    repeated: bool
    """Whether the log had the decision already, so that nothing was written."""
    document_id: str
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AddedPassage:
    """A passage that was missed, as a reviewer marks it on a page."""

    document_id: str
    page: int
    text: str
    boxes: tuple[Box, ...]
    language: str | None = None
    """ISO 639-1; told from the text where it is None."""


@dataclass(frozen=True, slots=True)
class WithoutPlace:
    """A decision that no passage of what is loaded now corresponds to."""

    decision: Decision
    reason: str
    """``no_document`` (nothing of it is loaded) or ``no_passage`` (nothing like it there)."""
    nearest: int | None
    """The passage most like it on its page and the neighbouring ones."""
    similarity: float | None
    """How like it that one is, 0..1."""


# --- the queue ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """Which passages, in which order; an empty field does not filter."""

    task: Task = "all"
    order: Order = Order.PAGE
    scope: Scope = "flagged"
    documents: tuple[str, ...] = ()
    """Document ids."""
    countries: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    kinds: tuple[Kind, ...] = ()
    languages: tuple[str, ...] = ()
    objectives: tuple[Objective, ...] = ()
    """Labelled with any of these, by the machine or by people."""
    codes: tuple[Code, ...] = ()
    states: tuple[PassageState, ...] = ()
    decided_by: tuple[str, ...] = ()
    """Names of reviewers."""
    search: str = ""
    """Words that must all stand in the passage, each from its beginning; "quoted words" in
    this order; a minus sign before what must not stand in it."""
    grouped: bool = False
    """Of nearly identical passages only the first."""
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A passage in a queue: what a list shows of it."""

    passage: int
    passage_id: str
    document_id: str
    path: str
    title: str
    kind: Kind
    country: str | None
    year: int | None
    page: int
    page_label: str | None
    language: str
    section: tuple[str, ...]
    in_results_framework: bool
    text: str
    reference: Reference
    scores: Scores
    in_doubt: tuple[Question, ...]
    objectives: tuple[Objective, ...]
    codes: tuple[Code, ...]
    implicit: bool
    polarity: Polarity
    state: PassageState
    """As far as this reviewer may know it: a blind second review shows ``undecided``."""
    added: bool
    """Whether a person added it."""
    near_identical: int
    """How many other passages are nearly identical."""
    highlights: tuple[tuple[int, int], ...]
    """Offsets in ``text`` of what was searched for."""
    purpose: Purpose
    """``first`` for a retest too, which must not be told apart."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A part of a queue."""

    items: tuple[QueueItem, ...]
    total: int
    """How many passages the whole queue has."""


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be filtered by, each value with how many flagged passages have it."""

    countries: dict[str, int]
    years: dict[int, int]
    kinds: dict[str, int]
    languages: dict[str, int]
    objectives: dict[str, int]
    codes: dict[str, int]
    states: dict[str, int]
    reviewers: dict[str, int]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in the list of documents."""

    document_id: str
    path: str
    title: str
    kind: Kind
    country: str | None
    year: int | None
    languages: tuple[str, ...]
    pages: int
    status: Status
    machine: Verdict
    flagged: int
    """Passages with a reference, in doubt, or added."""
    decided: int
    """How many of them people have settled, ``unsure`` and disagreements apart."""
    unsure: int
    disagreements: int
    reviewed: Verdict | None
    """The verdict by what people decided so far; None where nobody has decided anything."""
    signed_off: "SignOff | None"
    current: bool
    """Whether the document stands in the newest results loaded from its folder."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of a document."""

    number: int
    label: str | None
    width: float
    """In points."""
    height: float
    read: bool
    """Whether its text could be read, or it is blank."""
    flagged: tuple[int, ...]
    """Passages on it that are flagged."""


# --- one passage --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Precedent:
    """A settled passage, near to the one at hand."""

    passage: int
    document_id: str
    page: int
    text: str
    similarity: float
    """0..1, of the runs of characters."""
    judgement: Judgement
    clause: str
    """The clause that it was decided by: the one named, or its first code of the objective."""
    decided_by: tuple[str, ...]
    state: PassageState


@dataclass(frozen=True, slots=True)
class Precedents:
    """The closest settled passages on one question."""

    question: Question
    accept: Precedent | None
    reject: Precedent | None


@dataclass(frozen=True, slots=True)
class PassageView:
    """Everything that a reviewer may see of one passage."""

    item: QueueItem
    passage: LabelledPassage
    """With the machine's labels; an added passage has none of them."""
    before: tuple[QueueItem, ...]
    """The passages before it in the document, in reading order."""
    after: tuple[QueueItem, ...]
    group: tuple[QueueItem, ...]
    """The other nearly identical passages."""
    own: Decision | None
    """This reviewer's valid judgement, unless it must not be shown."""
    settled: Judgement | None
    """What the valid decisions come to; None where nothing is settled or it is hidden."""
    history: tuple[Decision, ...]
    """All entries on it, oldest first; empty where they must not be shown."""
    blind: bool
    """Whether decisions are hidden from this reviewer until the own answer."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Where a passage stands on one page."""

    passage: int
    boxes: tuple[Box, ...]
    flagged: bool
    state: PassageState
    reference: Reference


# --- verdicts -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignOff:
    """What a person signed off for one document."""

    entry: int
    document_id: str
    by: str
    at: str
    note: str
    machine: Verdict
    reviewed: Verdict
    outdated: bool
    """Whether a decision, or other results, came after it that change the verdict."""


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A question that people's decisions answer differently from the machine."""

    question: Question
    machine: bool | None
    reviewed: bool | None


@dataclass(frozen=True, slots=True)
class ReviewedVerdict:
    """The verdict on one document by the rules, with people's decisions in place of labels."""

    document_id: str
    machine: Verdict
    reviewed: Verdict
    changes: tuple[VerdictChange, ...]
    rule_passages: dict[str, tuple[int, ...]]
    """For each rule that holds: rows of the passages through which it does, best first."""
    question_passages: dict[Question, tuple[int, ...]]
    """For each question: rows of the passages that its answer rests on."""
    open_passages: dict[Question, tuple[int, ...]]
    """For each question: rows of the passages in doubt that nobody has settled."""
    signed_off: SignOff | None


@dataclass(frozen=True, slots=True)
class PageReading:
    """How well a page was read."""

    number: int
    text: PageText


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of the database with all its passages, for judging it anew."""

    machine: Verdict
    pages: tuple[PageReading, ...]
    unread_tables: tuple[int, ...]
    """Pages whose tables of a results framework could not be read."""
    passages: tuple[LabelledPassage, ...]
    """With the machine's labels, in reading order, those that people added among them."""
    settled: dict[str, Judgement]
    """By passage id: what people's decisions come to."""


# --- several reviewers --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SecondReview:
    """Which share of the decided passages a second reviewer judges too, not seeing the first."""

    share: float
    """0..1."""
    seed: int
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """How far reviewers agree on one label."""

    label: str
    among: str
    """Which passages; see :mod:`voltag.annotations.agreement`."""
    passages: int
    """Judged by at least two."""
    observed: float | None
    """Share of the pairs of judgements that say the same, 0..1."""
    alpha: float | None
    """Krippendorff's, nominal; None where it is undefined."""


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two reviewers agree on one label."""

    first: str
    second: str
    label: str
    among: str
    passages: int
    observed: float | None
    kappa: float | None
    """Cohen's; None where it is undefined."""
    interval: tuple[float, float] | None
    """95% bootstrap interval of kappa over documents."""


@dataclass(frozen=True, slots=True)
class SelfAgreement:
    """How often a reviewer judged an own past passage the same again."""

    reviewer: str
    label: str
    """A question, or ``all`` for reference and objectives together."""
    retested: int
    same: int
    share: float | None
    low: float | None
    """95% Wilson interval."""
    high: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far reviewers agree, by label, and each with himself or herself."""

    labels: tuple[LabelAgreement, ...]
    pairs: tuple[PairAgreement, ...]
    selves: tuple[SelfAgreement, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A passage on which reviewers differ, for a third record to decide."""

    item: QueueItem
    decisions: tuple[Decision, ...]
    """The valid judgements, the earliest first."""
    differing: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class AuditState:
    """A random audit of passages that the machine rejected."""

    audit: int
    by: str
    at: str
    seed: int
    drawn: int
    read: int
    missed: int
    """How many turned out to be contributions."""
    upper_limit: float | None
    """Exact binomial upper limit of the share missed, at 95%; None before any was read."""
    documents: tuple[str, ...] = ()
    """The documents that it was drawn from; empty for all."""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """An entry of the log by which another model came into use."""

    entry: int
    kind: Literal["adoption", "roll_back"]
    model: str
    by: str
    at: str
    note: str


# --- the record ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a result folder came to."""

    run: int
    documents: int
    passages: int
    decisions_placed: int
    """Decisions on these documents that have a place now."""
    decisions_moved: int
    """How many of them on a passage with other words than before."""
    without_place: int
    """Decisions of all documents that have none."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review of everything loaded has come."""

    documents: int
    signed_off: int
    flagged: int
    decided: int
    unsure: int
    disagreements: int
    without_place: int
    decisions: int
    """Entries of the log."""
    by_reviewer: dict[str, int] = field(default_factory=dict)
