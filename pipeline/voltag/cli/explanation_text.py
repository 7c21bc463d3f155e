"""An explanation as text for a terminal: clear at 80 columns, and without colour too."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from voltag.classify.attribution import PASSAGE_TRAITS, TermShare
from voltag.classify.explanation import MEANING, Confusable, Explanation, HeadExplanation
from voltag.classify.neighbours import Neighbour, Neighbourhood
from voltag.cli.options import one_line
from voltag.cli.progress import results_console
from voltag.criteria.bearing import Bearing
from voltag.report.explained import Explained
from voltag.types import Objective

WIDEST = 100
"""Columns beyond which lines of text are hard to read."""
TOP = 5
"""Terms shown on each side of a question; fewer where a question is told in brief."""
BRIEF = 3
_BAR = 10
_QUOTED = 240
_UP, _DOWN, _VETOED = "green", "red", "yellow"
_TITLES = {
    "contribution": "Contribution",
    "bare": "Bare mention, if it is no contribution",
    "ownership": "Ownership",
    "integration": "Integration",
    "measurement": "Measurement",
}


def show(explained: Explained, *, everything: bool) -> None:
    """Print ``explained`` to standard output; every weight with ``everything``."""
    out = results_console()
    out.width = min(out.width, WIDEST)
    explanation = explained.explanation
    _print(out, _headline(explanation))
    _print(out, Text(one_line(f"{explanation.language} · model {explanation.model}"), "dim"))
    out.print()
    _print(out, _marked(explanation), indent=2)
    for note in explained.notes:
        out.print()
        _print(out, Text(f"Note: {one_line(note)}", _VETOED))
    _signs(out, explanation)
    if explained.document is not None:
        _verdict(out, explained)
    for head in explanation.heads:
        if everything or head.name in ("contribution", *Objective) or _tells(head, explanation):
            _head(out, head, explanation, everything=everything)
    brief = [h for h in explanation.heads if h.name not in _TITLES]
    if brief and not everything:
        out.print()
        _print(out, Text("Codes and polarity, given that it is a contribution", "bold"))
        for head in brief:
            _brief(out, head)
    if explained.neighbourhood is not None:
        _neighbours(out, explained.neighbourhood, everything=everything)


def _print(out: Console, text: Text, indent: int = 0) -> None:
    """Print ``text`` with every line indented and none ended by spaces."""
    for line in text.wrap(out, out.width - indent):
        line.rstrip()
        out.print(Text(" " * indent).append_text(line))


def _tells(head: HeadExplanation, explanation: Explanation) -> bool:
    """Whether the question of a bare mention decided the label."""
    return head.name == "bare" and explanation.labels.reference.value != "contribution"


def _headline(explanation: Explanation) -> Text:
    labels = explanation.labels
    line = Text().append(labels.reference.value, "bold")
    if labels.reference.value == "contribution":
        rest = [", ".join(labels.objectives), ", ".join(labels.codes), labels.polarity.value]
        if labels.b4_kind:
            rest.append(f"b4 {labels.b4_kind.replace('_', ' ')}")
        if labels.implicit:
            rest.append("implicit")
        line.append(" · " + " · ".join(rest))
    line.append("\n" + one_line(explanation.reason[0].upper() + explanation.reason[1:]) + ".")
    return line


def _marked(explanation: Explanation) -> Text:
    """The text with its signs in brackets: [standing], {not counting}."""
    text = explanation.text
    weights = _weights(explanation)
    opening: dict[int, str] = {}
    closing: dict[int, str] = {}
    for start, end, stands in _apart(explanation):
        opening[start] = "[" if stands else "{"
        closing[end - 1] = "]" if stands else "}"
    largest = max(map(abs, weights), default=0.0)
    marked = Text()
    for place, character in enumerate(text):
        shown = " " if character.isspace() else one_line(character)
        if place in opening:
            marked.append(opening[place], "bold")
        marked.append(shown, _colour(weights[place], largest))
        if place in closing:
            marked.append(closing[place], "bold")
    return marked


def _colour(weight: float, largest: float) -> str:
    if abs(weight) < 0.15 * largest or not largest:
        return ""
    return _UP if weight > 0 else _DOWN


def _weights(explanation: Explanation) -> list[float]:
    """For each character, what it adds to the log odds of a contribution."""
    weights = [0.0] * len(explanation.text)
    head = explanation.head("contribution")
    for term in head.terms if head else ():
        size = sum(end - start for start, end in term.places)
        for start, end in term.places:
            for place in range(start, end):
                weights[place] += term.log_odds / size
    return weights


def _apart(explanation: Explanation) -> list[tuple[int, int, bool]]:
    """Start and end of signs and confusables that do not overlap, and whether each counts.

    Of overlapping ones those that count are kept, and then the longest.
    """
    found = [(sign.start, sign.end, sign.stands) for sign in explanation.signs]
    found += [(c.start, c.end, False) for c in explanation.confusables]
    kept: list[tuple[int, int, bool]] = []
    for start, end, stands in sorted(found, key=lambda s: (not s[2], s[0] - s[1], s[0])):
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end, stands))
    return kept


def _signs(out: Console, explanation: Explanation) -> None:
    lines: dict[str, str] = {}
    for sign in sorted(explanation.signs, key=lambda s: (s.start, not s.stands, s.start - s.end)):
        left, right = "[]" if sign.stands else "{}"
        told = f"{left}{' '.join(sign.text.split())}{right} {sign.why}"
        if sign.veto is not None:
            told += f" ({_source(sign.veto)})"
        lines[one_line(told)] = "" if sign.stands else _VETOED
    vetoes = {sign.veto for sign in explanation.signs}
    for confusable in explanation.confusables:
        if confusable not in vetoes:
            shown = " ".join(confusable.text.split())
            told = f"{{{shown}}} only looks like volunteering ({_source(confusable)})"
            lines[one_line(told)] = _VETOED
    if lines:
        out.print()
        _print(out, Text("Signs of volunteering: [counts]  {does not}", "bold"))
    for told, style in lines.items():
        _print(out, Text(told, style), indent=2)


def _source(confusable: Confusable) -> str:
    return f"row {confusable.row}; {confusable.source}"


def _verdict(out: Console, explained: Explained) -> None:
    document, passage = explained.document, explained.passage
    assert document is not None
    assert passage is not None
    out.print()
    _print(out, Text("What it does for the verdict", "bold"))
    page = f"p. {passage.page}" + (f" (printed {passage.page_label})" if passage.page_label else "")
    where = one_line(f"{document.path}, {page} · {document.kind.value}, {document.status.value}")
    _print(out, Text(where), indent=2)
    if passage.section:
        _print(out, Text(one_line("in " + " › ".join(passage.section)), "dim"), indent=2)
    for bearing in explained.bearings:
        _print(out, Text(_bearing(bearing)), indent=2)
    _print(out, Text(one_line(document.explanation), "dim"), indent=2)


def _bearing(bearing: Bearing) -> str:
    answer = {True: "yes", False: "no", None: "open"}[bearing.answer]
    rules = f" by {', '.join(bearing.rules)}" if bearing.rules else ""
    bound = {
        "in doubt": f"from {bearing.lower:g} to below {bearing.upper:g}",
        "no": f"below {bearing.lower:g}",
    }.get(bearing.standing, f"from {bearing.upper:g}")
    part = "not by this passage"
    if bearing.rank is not None:
        part = f"passage {bearing.rank} of {bearing.decided_by} that it rests on"
    if bearing.answer is False and bearing.rank is None:
        part = ""
    line = (
        f"{bearing.question:12} {bearing.score:.4f} {bearing.standing} ({bound});"
        f" document: {answer}{rules}"
    )
    return f"{line}, {part}" if part else line


def _head(
    out: Console, head: HeadExplanation, explanation: Explanation, *, everything: bool
) -> None:
    out.print()
    title = _TITLES.get(head.name, _name(head))
    _print(out, Text(f"{title}: {'given' if head.given else 'not given'}", "bold"))
    lines = list(_lines(head, everything=everything))
    largest = max((abs(value) for _, value, bar in lines if bar), default=1.0)
    for label, value, bar in lines:
        line = Text(f"{value:+7.2f} ")
        size = round(abs(value) / largest * _BAR) if bar else 0
        line.append(("█" if value > 0 else "▒") * size, _UP if value > 0 else _DOWN)
        line.append(" " * (_BAR - size) + " ")
        line.append(one_line(label), "" if bar else "dim")
        _print(out, line, indent=2)
    _print(out, Text(_sum(head, explanation)), indent=2)


def _lines(head: HeadExplanation, *, everything: bool) -> Iterator[tuple[str, float, bool]]:
    """Yield the parts of a sum: what it is, its log odds, whether it is drawn as a bar."""
    if head.vectors is not None:
        yield MEANING, head.vectors, True
    if head.shift is not None:
        named = "named" if head.shift_setting == "explicit.odds" else "not named"
        yield f"volunteering is {named} (setting {head.shift_setting})", head.shift, True
    for sign, word in ((1, "up"), (-1, "down")):
        terms = [t for t in _told(head) if t.log_odds * sign > 0]
        shown = terms if everything else terms[:TOP]
        for term in shown:
            yield _term(term, everything=everything), term.log_odds, True
        rest = terms[len(shown) :]
        if rest:
            yield f"{len(rest)} more {word}, together", sum(t.log_odds for t in rest), False
    yield "starting point, before anything is read", _start(head), False


def _told(head: HeadExplanation) -> list[TermShare]:
    """The terms but for the one that every passage has, which is part of the starting point."""
    return [term for term in head.terms if term.places or term.text != PASSAGE_TRAITS["text"]]


def _start(head: HeadExplanation) -> float:
    told = {id(term) for term in _told(head)}
    return head.intercept + sum(t.log_odds for t in head.terms if id(t) not in told)


def _term(term: TermShare, *, everything: bool) -> str:
    label = f"“{term.text}”" if term.places else f"({term.text})"
    if len(term.places) > 1:
        label += f" ×{len(term.places)}"
    if everything and term.places:
        label += ": " + "; ".join(f"{p.how} {p.log_odds:+.2f}" for p in term.parts)
    return label


def _sum(head: HeadExplanation, explanation: Explanation) -> str:
    told = f"={head.log_odds:+6.2f} log odds: probability {head.probability:.4f}"
    if head.name in list(Objective):
        contribution = explanation.labels.scores.contribution
        told += (
            f" if it is a contribution; times {contribution:.4f} that it is one:"
            f" score {head.score:.4f}"
        )
    return told


def _name(head: HeadExplanation) -> str:
    return head.name.replace("_", " ")


def _brief(out: Console, head: HeadExplanation) -> None:
    """A question in two or three lines."""
    line = Text(f"{_name(head)} ", "bold")
    line.append(f"{head.probability:.2f} {'given' if head.given else 'not given'}: ")
    told = _told(head)
    rest = list(told)
    for sign, style in ((1, _UP), (-1, _DOWN)):
        for term in [t for t in told if t.log_odds * sign > 0][:BRIEF]:
            rest.remove(term)
            line.append(f"{term.log_odds:+.2f} {one_line(_term(term, everything=False))}", style)
            line.append(", ")
    if head.vectors is not None:
        line.append(f"{head.vectors:+.2f} {MEANING}, ")
    if rest:
        line.append(f"{sum(t.log_odds for t in rest):+.2f} {len(rest)} more, ", "dim")
    line.append(f"{_start(head):+.2f} starting point = {head.log_odds:+.2f}", "dim")
    _print(out, line, indent=2)


def _neighbours(out: Console, neighbourhood: Neighbourhood, *, everything: bool) -> None:
    out.print()
    _print(out, Text("Nearest annotated passages (1 is the same)", "bold"))
    for neighbour in neighbourhood.nearest:
        _neighbour(out, neighbour)
    if not everything:
        return
    for question, precedent in neighbourhood.precedents.items():
        out.print()
        _print(out, Text(f"Nearest yes and no on {question}", "bold"))
        for example in (precedent.accept, precedent.reject):
            if example is not None:
                _neighbour(out, example)


def _neighbour(out: Console, neighbour: Neighbour) -> None:
    example = neighbour.example
    labels = [example.reference.value]
    if example.codes:
        labels += [", ".join(example.objectives), ", ".join(example.codes), example.polarity.value]
    line = Text(f"{neighbour.similarity:.2f} ", "bold")
    line.append(one_line(f"{example.id}: {' · '.join(labels)}"))
    _print(out, line, indent=2)
    if neighbour.text is not None:
        text = " ".join(neighbour.text.split())
        if len(text) > _QUOTED:
            text = text[: _QUOTED - 1].rstrip() + "…"
        _print(out, Text(one_line(text), "dim"), indent=7)
