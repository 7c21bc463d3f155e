"""What statuses, reasons and answers mean, in the report's words."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from voltag.types import Status, Term

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
    "ocr": "the passages that would answer were read by OCR, and not surely enough",
    "sections_unknown": (
        "volunteering contributes, but headings do not tell whether in different sections (F1)"
    ),
    "results_framework_unread": (
        "volunteering contributes, or may, where a results framework stands that was not read"
        " as a table (F2)"
    ),
} | {
    status.value: help_[0].lower() + help_[1:].rstrip(".") for status, help_ in STATUS_HELP.items()
}
"""What each reason for a review means, as the end of a sentence."""

LEFT_OUT_HELP: dict[str, str] = {
    "unknown_year": "the year is not known",
    "before_2016": "of a year before the first reviews were presented",
    "other_kind": "neither a voluntary national review nor a cooperation framework",
    "statistics_in_doubt": "whether measurement is by statistics (c1, c2) is in doubt",
}
"""What else keeps a review or framework out of a figure, as the end of a sentence."""


def reason(word: str) -> str:
    """Return what a reason, or several joined by "and", means; an unknown one is its own words."""
    known = REASON_HELP | LEFT_OUT_HELP
    return "; ".join(
        known.get(part, part.replace("_", " ")).removesuffix("; they are named below")
        for part in word.split(" and ")
    )


def word(answer: bool | None) -> str:
    """Return an answer as yes, no or open."""
    return "open" if answer is None else "yes" if answer else "no"


def numbers(values: Iterable[int]) -> str:
    """Return sorted whole numbers with runs drawn together: "1, 3–5"."""
    runs: list[list[int]] = []
    for value in values:
        if runs and value == runs[-1][1] + 1:
            runs[-1][1] = value
        else:
            runs.append([value, value])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def pages(values: Sequence[int]) -> str:
    """Return page numbers with the word for them: "page 4", "pages 1, 3–5"."""
    return f"page{'' if len(values) == 1 else 's'} {numbers(values)}"


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


def quoted(sentence: str, language: str) -> Markup:
    """Return ``sentence`` escaped, what it quotes between “ and ” told to be in ``language``."""
    before, mark, rest = sentence.partition("“")
    quote, end, after = rest.rpartition("”")
    if not mark or not end or not language:
        return escape(sentence)
    return Markup('{}“<span lang="{}">{}</span>”{}').format(before, language, quote, after)
