"""The sentence on question 1 that a reviewer can quote."""

import re
from collections.abc import Mapping, Sequence

from voltag.criteria.places import SECTION_NAMES, f1_section, place
from voltag.criteria.question import Answer
from voltag.criteria.reading import Reading
from voltag.criteria.references import References
from voltag.types import Kind, LabelledPassage, Section

QUOTED_CHARACTERS = 160
_ROW_CHARACTERS = 60
_ROW = ("outcome", "output", "indicator")
_NUMBER = re.compile(r"^\W*(?:[^\W\d_]+\s*){0,2}?(\d+(?:\.\d+)*)\b")
_WITHHELD = {
    "encrypted": "No answer: the file is locked with a password.",
    "failed": "No answer: the file could not be read.",
    "no_text": "No answer: the pages have no text that could be read, as in a scan.",
}


def explain(
    kind: Kind, reading: Reading, found: References, left_out: Mapping[Section, Sequence[int]]
) -> str:
    """Return the rules and the passages that decided, and what was left out.

    ``left_out`` has the pages of contributions in sections that never count.
    """
    if not reading.any_answer:
        return _WITHHELD[reading.status.value]
    answer = found.answer
    if kind is Kind.FRAMEWORK:
        sentence = _framework(found)
    elif answer.value:
        sentence = f"V1: {_count(answer)} to development.{_best(answer)}"
    elif answer.value is None:
        sentence = f"Left to a reviewer ({_words(answer.reasons)}).{_best(answer)}"
    elif "negative_only" in answer.reasons:
        sentence = f"Volunteering is only spoken of in criticism.{_best(answer)}"
    else:
        sentence = "No passage speaks of a contribution of volunteering."
    unrecognised = " The kind of document was not recognised." if kind is Kind.OTHER else ""
    return sentence + unrecognised + _unread_tables(kind, reading, found) + _left_out(left_out)


def _framework(found: References) -> str:
    answer = found.answer
    if answer.value:
        return " ".join(_met(name, found.rules[name]) for name in found.met)
    if answer.value is None:
        undecided = [name for name, rule in found.rules.items() if rule.value is None]
        rules = " and ".join(undecided) or "F1 and F2"
        return f"{rules} left to a reviewer ({_words(answer.reasons)}).{_best(answer)}"
    if "negative_only" in answer.reasons:
        return f"Neither F1 nor F2: volunteering is only spoken of in criticism.{_best(answer)}"
    counting = found.rules["F1"].passages
    if not counting:
        return "Neither F1 nor F2: no passage that counts speaks of volunteering."
    sections = _by_section(counting)
    where = _sections(sections) if sections else f"on {place(counting[0])}"
    few = "one section only" if len(sections) == 1 else "too few sections"
    return (
        f"Neither F1 nor F2: volunteering contributes in {few}, {where},"
        " and in no table of the results framework."
    )


def _met(name: str, answer: Answer) -> str:
    if name == "F1":
        sections = _by_section(answer.passages)
        return f"F1: volunteering contributes in {len(sections)} sections: {_sections(sections)}."
    best, more = answer.passages[0], len(answer.passages) - 1
    also = f" and {more} more passage{'s' if more > 1 else ''}" if more else ""
    return f"F2: {_row(best)}{place(best)}: “{_quoted(best)}”{also}."


def _by_section(passages: Sequence[LabelledPassage]) -> dict[Section, LabelledPassage]:
    """The best passage of each of F1's sections, by page."""
    best: dict[Section, LabelledPassage] = {}
    counted: set[Section] = set()
    for passage in passages:
        section = f1_section(passage)
        if section is not None and section not in counted and passage.section_code is not None:
            counted.add(section)
            best[passage.section_code] = passage
    return dict(sorted(best.items(), key=lambda item: item[1].page))


def _sections(best: Mapping[Section, LabelledPassage]) -> str:
    """``country progress (p. 8: “...”), the implementation plan (p. 11: “...”)``."""
    size = max(2 * QUOTED_CHARACTERS // max(len(best), 1), 60)
    return ", ".join(
        f"{SECTION_NAMES[section]} ({place(p)}: “{_quoted(p, size)}”)"
        for section, p in best.items()
    )


def _row(passage: LabelledPassage) -> str:
    """``outcome 3, indicator 3.1.2, `` of a cell's row; nothing where that is not known."""
    parts = [(kind, text) for kind, text in passage.context if kind in _ROW]
    if ("column", "indicator") in passage.context:
        # The passage is the indicator; its words are quoted, so that its number is enough.
        parts += [("indicator", passage.text)] if _NUMBER.match(passage.text) else []
    numbers = [(kind, _NUMBER.match(text), text) for kind, text in parts]
    return "".join(
        f"{kind} {number[1] if number else _shortened(text, _ROW_CHARACTERS)}, "
        for kind, number, text in numbers
    )


def _best(answer: Answer) -> str:
    if not answer.passages:
        return ""
    best = answer.passages[0]
    return f" {place(best)}, score {best.scores.contribution:.2f}: “{_quoted(best)}”"


def _unread_tables(kind: Kind, reading: Reading, found: References) -> str:
    """Where tables were not read, unless F2 is met without them."""
    if kind is not Kind.FRAMEWORK or not reading.unread_tables or "F2" in found.met:
        return ""
    pages = ", ".join(map(str, reading.unread_tables))
    return f" The tables of the results framework could not be read on p. {pages}."


def _left_out(pages: Mapping[Section, Sequence[int]]) -> str:
    if not pages:
        return ""
    places = ", ".join(
        f"{SECTION_NAMES[section]} (p. {', '.join(map(str, sorted(set(numbers))))})"
        for section, numbers in pages.items()
    )
    return f" Left out, since nothing there counts: {places}."


def _words(reasons: Sequence[str]) -> str:
    return ", ".join(reason.replace("_", " ") for reason in reasons)


def _count(found: Answer) -> str:
    count = len(found.passages)
    return f"{count} sure contribution{'s' if count != 1 else ''} of volunteering"


def _quoted(passage: LabelledPassage, size: int = QUOTED_CHARACTERS) -> str:
    """The passage, or so much of it as shows its first sign of volunteering."""
    text = passage.text
    first = min((start for start, _, _ in passage.terms), default=0)
    if len(text) <= size or first < size * 2 // 3:
        return _shortened(text, size)
    start = text.find(" ", first - size // 2, first) + 1 or first - size // 3
    return "…" + _shortened(text[start:], size - 1)


def _shortened(text: str, size: int = QUOTED_CHARACTERS) -> str:
    if len(text) <= size:
        return text
    return text[: size - 1].rstrip() + "…"
