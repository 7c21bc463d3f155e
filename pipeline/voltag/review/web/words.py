"""What labels, states and orders are called on the pages, in English."""

from voltag.languages import UNDETERMINED, language_codes, language_name
from voltag.types import Code

CODES: dict[Code, str] = {
    Code.A1: "taking part in development",
    Code.A2: "schemes, bodies, platforms, awards",
    Code.A3: "emergencies and their aftermath",
    Code.A4: "inclusion",
    Code.A5: "safety, protection, training",
    Code.B1: "2030 Agenda and intergovernmental",
    Code.B2: "law or policy on volunteering",
    Code.B3: "youth policy",
    Code.B4: "disaster policy or partnership",
    Code.B5: "development plan or other sector",
    Code.B6: "regional, South–South, North–South",
    Code.B7: "the UN system's programming",
    Code.C1: "statistics",
    Code.C2: "economic or social value",
    Code.C3: "volunteers' data, recorded hours",
    Code.C4: "measurement intended or wanting",
}
QUESTIONS = {
    "references": "Contribution",
    "ownership": "Ownership",
    "integration": "Integration",
    "measurement": "Measurement",
}
REFERENCES = {"none": "none", "bare": "bare", "contribution": "contribution"}
POLARITIES = {"positive": "positive", "neutral": "neutral", "negative": "negative"}
B4_KINDS = {"": "neither", "long_term": "long-term", "new": "new"}
STATES = {
    "undecided": "undecided",
    "unsure": "unsure, later",
    "accepted": "accepted",
    "corrected": "corrected",
    "not_volunteering": "not volunteering",
    "disagreement": "disagreement",
    "adjudicated": "adjudicated",
}
ORDERS = {
    "page": "page order",
    "most_decisive": "most decisive for the verdict",
    "most_uncertain": "most uncertain",
    "most_likely": "most likely a contribution",
    "missed_candidates": "candidates that may have been missed",
    "random": "random",
}
TASKS = {
    "first": "to be decided",
    "second": "second review",
    "adjudicate": "disagreements",
    "later": "put off by me",
    "audit": "audit of rejected passages",
    "mine": "decided by me",
    "all": "all",
}
SCOPES = {
    "flagged": "flagged passages",
    "rejected": "rejected passages",
    "all": "all passages",
}
TERM_KINDS = {"term": "term", "implicit": "implied", "confusable": "only looks alike"}
OUTCOMES = {
    "A is better": "the one in use is better",
    "B is better": "prepared one is better",
    "cannot tell": "cannot tell",
}
MODEL_ENTRIES = {"adoption": "adopted", "roll_back": "went back to"}
KINDS = {"vnr": "review (VNR)", "framework": "cooperation framework", "other": "other"}
ANSWERS = {True: "yes", False: "no", None: "open"}
LANGUAGES = {code: language_name(code) for code in language_codes()} | {UNDETERMINED: "not told"}
COLUMNS = {
    "priority": "priority",
    "outcome": "outcome",
    "output": "output",
    "indicator": "indicator",
    "column": "column",
}
STATUSES = {
    "ok": "ok",
    "incomplete": "incomplete",
    "no_text": "no text",
    "unsupported_language": "unsupported language",
    "encrypted": "encrypted",
    "failed": "failed",
}
STANDINGS = {
    "sure": "sure",
    "sure but negative": "sure but negative",
    "in doubt": "in doubt",
    "no": "no",
}
COLUMN_KINDS = {
    kind: kind
    for kind in (
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
    )
}
ENTRY_KINDS = {
    "judgement": "judgement",
    "retest": "judgement",
    "adjudication": "adjudication",
    "addition": "addition",
    "placement": "placement",
    "undo": "taken back",
}
DIFFERENCES = {
    "reference": "reference",
    "objectives": "objectives",
    "codes": "codes",
    "b4_kind": "kind of b4",
    "implicit": "implicit",
    "polarity": "polarity",
}
LOST = {
    "no_document": "the document is not in these results",
    "no_passage": "no passage on these pages is like it",
    "ambiguous": "several passages are like it",
}
NAVIGATION = {
    "/": "Documents",
    "/passages": "Passages",
    "/disagreements": "Disagreements",
    "/agreement": "Agreement",
    "/audit": "Audit",
    "/without-place": "Without a place",
    "/codebook": "Codebook",
    "/model": "Model",
}
SHOWN = {
    "": "all",
    "waiting": "with passages to decide",
    "review": "whose verdict needs a reviewer",
    "ready": "ready to sign off",
    "signed": "signed off",
}
