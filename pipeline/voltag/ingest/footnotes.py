"""Footnotes: smaller lines at the bottom of a page or column, under a rule or with a mark."""

import re

from voltag.ingest.shapes import PageLines, Rule, TextLine
from voltag.types import Role

_MARKED = re.compile(
    r"(?:\d{1,3}|[*†‡§]{1,3}|[①-⑳]|\[\d{1,3}\]|［\d{1,3}］|〔\d{1,3}〕)[\s.)]*(?=[^\W\d_]|[“\"'‘(《「http])"
    r"|注\s*[\d①-⑳]?\s*[:：]"
)


def set_footnotes(page: PageLines, rules: list[Rule], body_size: float) -> None:
    """Give the footnotes of a page their role, and mark where each of them starts."""
    columns: dict[int, list[TextLine]] = {}
    small = total = 0
    for line in page.lines:
        if line.role is None and not line.cell and not line.boxed:
            columns.setdefault(line.column, []).append(line)
            total += 1
            small += line.size < 0.94 * body_size
    if not total or (not small and not rules) or small > 0.85 * total:
        return
    found: list[TextLine] = []
    for lines in columns.values():
        start = _start(page, lines, rules, body_size)
        if start is not None:
            found.extend(lines[start:])
    raised = any(line.mark for line in found)
    for line in found:
        line.role = Role.FOOTNOTE
        # Where marks are raised, a number at the start of a line is no mark.
        line.starts = bool(line.mark) if raised else _is_marked(line)


def _start(
    page: PageLines, lines: list[TextLine], rules: list[Rule], body_size: float
) -> int | None:
    """Return the index of a column's first footnote line, or None where it has none."""
    if any(
        line.y > lines[-1].y + 1
        and line.role is None
        and line.x0 < lines[-1].right
        and line.x1 > lines[-1].left
        and line.size >= 0.94 * body_size
        for line in page.lines
        if line.column != lines[-1].column
    ):
        return None  # body text goes on below
    start = len(lines)
    while start and lines[start - 1].size < 0.94 * body_size:
        start -= 1
    for place in range(start, len(lines)):
        if _under_rule(lines, place, rules) or _is_marked(lines[place]):
            near_bottom = lines[place].y > 0.35 * page.height
            above_gap = lines[place].gap > 1.15 * _leading(lines, place)
            first = place
            if place > start and not _under_rule(lines, place, rules) and above_gap:
                first = place
            elif place > start and not _under_rule(lines, place, rules):
                first = start
            return first if near_bottom or _under_rule(lines, first, rules) else None
    # Footnotes as large as the body: only under a rule, and with a mark.
    for place in range(len(lines) - 1, 0, -1):
        if _under_rule(lines, place, rules) and _is_marked(lines[place]):
            return place if lines[place].y > 0.5 * page.height else None
    return None


def _is_marked(line: TextLine) -> bool:
    return bool(line.mark) or _MARKED.match(line.text) is not None


def _leading(lines: list[TextLine], place: int) -> float:
    gaps = [line.gap for line in lines[place + 1 :] if line.gap > 0]
    return min(gaps) if gaps else 1.2 * lines[place].size


def _under_rule(lines: list[TextLine], place: int, rules: list[Rule]) -> bool:
    """Whether a short rule stands between a line and the one above it."""
    line = lines[place]
    above = lines[place - 1].y if place else line.y - 4 * line.size
    return any(
        above - 1 < rule.top < line.y - 0.4 * line.size
        and line.y - rule.top < 3.5 * line.size
        and abs(rule.x0 - line.left) < 24
        and rule.x1 < line.right + 24
        for rule in rules
    )
