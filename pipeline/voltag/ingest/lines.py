"""Runs that touch become chunks; the chunks of one column become its lines."""

import re
from collections.abc import Iterable
from operator import attrgetter

from voltag.ingest.characters import SOFT_HYPHEN, clean, close_cjk, is_cjk
from voltag.ingest.shapes import TextLine

_TOUCH = 0.6
"""Widest gap inside a chunk, in font heights: wider than most word spaces, and narrower than
the gutter between two columns."""
_SPACE = 0.16
"""Gap from which a space is read where the PDF draws none, in font heights."""
_TERM = 16
"""Characters of the longest term or abbreviation in a list of them."""
_NO_SPACE = 0.07
"""Gap up to which a space that only PDFium believes in is not."""

_MARK = re.compile(
    r"[\[(（［〔]?(?:\d{1,3}|[ivx]{1,4}|[a-f]|[*†‡§¶#]{1,3}|[①-⑳])"
    r"(?:\s?[,，、;\-–]\s?(?:\d{1,3}|[*†‡§]))*[\])）］〕]?[,.;:]?"
    r"|[,，、;–-]"
)
_UNIT = re.compile(r"(?:^|[\s\d(/])(?:[kcdmn]?m|ha|ft|in|sq|[xyznR]|10|\d+)$")
_ORDINAL = frozenset(("st", "nd", "rd", "th", "er", "o", "a", "tm", "TM", "®", "©", "+", "-"))
_RAISED_DIGITS = re.compile(r"(?<=[^\W\d_]|[.,;:!?\"”’)\]。，；：、）》”])[¹²³⁰⁴-⁹]+")
_RAISED = re.compile("[¹²³⁰⁴-⁹]")
_RAISED_UNIT = re.compile(r"(?:^|[^\w])(?:[kcdm]?m|[xyznR])$")

_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Hebrew, Arabic and their kin."""

_by_top = attrgetter("y")
_by_left = attrgetter("x0")
_right = attrgetter("x1")


def make_chunks(runs: Iterable[TextLine]) -> list[TextLine]:
    """Join runs that follow one another on a baseline, in the PDF's own order.

    Raised footnote marks inside text are left out, those before text become the chunk's
    ``mark``; text that was drawn twice to look bold is taken once. The runs are used up.
    """
    chunks: list[TextLine] = []
    seen: set[tuple[str, int, int]] = set()
    last: TextLine | None = None
    for run in runs:
        run.text = text = clean(run.text)
        if not text:
            continue
        if last is not None:
            fall = run.y - last.y
            # Most runs are lines of their own, below the one before.
            if -last.size < fall < run.size and _joins(last, run, text, fall):
                continue
        key = (text, int(run.x0 / 3), int(run.y / 3))
        if key in seen and len(text) > 1:
            continue
        seen.add(key)
        last = run
        chunks.append(run)
    for chunk in chunks:
        chunk.top = chunk.y - 0.72 * chunk.size
        chunk.bottom = chunk.y + 0.12 * chunk.size
    return chunks


def _joins(last: TextLine, run: TextLine, text: str, fall: float) -> bool:
    """Join a run to the chunk before it where they touch; return whether they did."""
    size = last.size
    gap = run.x0 - last.x1
    if run.x0 - last.x0 < 0.15 * size and abs(fall) < 0.15 * size and text == last.text:
        last.bold = True  # drawn twice
        return abs(run.x0 - last.x0) < 0.15 * size
    if not -0.5 * size < gap < _TOUCH * max(size, run.size):
        return False
    if abs(fall) <= 0.12 * size:
        _append(last, run, text, gap)
        return True
    if run.size < 0.85 * size and -0.75 * size < fall < 0.4 * size:
        if fall < -0.15 * size and _is_mark(text, last.text):
            last.x1, last.spaced = run.x1, run.spaced
        else:
            _append(last, run, text, gap)
        return True
    if (
        size < 0.85 * run.size
        and 0.1 * run.size < fall < 0.75 * run.size
        and _MARK.fullmatch(last.text)
    ):
        last.mark, last.text = last.text, text
        last.y, last.size, last.bold = run.y, run.size, run.bold
        last.x1, last.spaced = run.x1, run.spaced
        return True
    return False


def _append(chunk: TextLine, run: TextLine, text: str, gap: float) -> None:
    size = chunk.size
    if gap > _SPACE * size or (chunk.spaced and gap > _NO_SPACE * size):
        chunk.text = f"{chunk.text} {text}"
    elif chunk.spaced and not (is_cjk(chunk.text[-1]) or is_cjk(text[0])):
        # A space character was drawn, however narrow.
        chunk.text = f"{chunk.text} {text}"
    else:
        chunk.text += text
    # A chunk has the size and weight that most of its characters have.
    if len(text) * 2 > len(chunk.text):
        if abs(run.y - chunk.y) < 0.05 * size or run.size > size:
            chunk.y = run.y
        chunk.size, chunk.bold = run.size, run.bold
    chunk.x1 = max(chunk.x1, run.x1)
    chunk.spaced = run.spaced
    if run.confidence is not None:
        chunk.confidence = min(run.confidence, chunk.confidence or 1.0)


def _is_mark(text: str, before: str) -> bool:
    """Whether small raised ``text`` after ``before`` is a footnote mark and no exponent."""
    if text in _ORDINAL or _MARK.fullmatch(text) is None:
        return False
    return not (text in ("2", "3") and _UNIT.search(before))


def make_lines(chunks: list[TextLine]) -> list[TextLine]:
    """Return the lines of one column, from top to bottom. The chunks are used up."""
    if not chunks:
        return []
    rows: list[list[TextLine]] = []
    row: list[TextLine] = []
    y = size = 0.0
    for chunk in sorted(chunks, key=_by_top):
        # Most chunks are lines of their own.
        if chunk.y - y < 0.7 * chunk.size and row and _same_row(chunk, y, size):
            row.append(chunk)
            if chunk.size > size:
                y, size = chunk.y, chunk.size
        else:
            row = [chunk]
            rows.append(row)
            y, size = chunk.y, chunk.size
    lines = [row[0] if len(row) == 1 else _line(row) for row in rows]
    _start_entries(rows, lines)
    left = min(map(_by_left, lines))
    right = max(map(_right, lines))
    before: TextLine | None = None
    for line in lines:
        if not line.text.isascii():
            line.text = _tidy(line.text)
        line.left, line.right = left, right
        if before is not None:
            line.gap = line.y - before.y
        before = line
    return lines


def _start_entries(rows: list[list[TextLine]], lines: list[TextLine]) -> None:
    """Let the entries of a list of terms start blocks: what follows the terms stands in line."""
    entries = [
        (row[1].x0, line)
        for row, line in zip(rows, lines, strict=True)
        if len(row) > 1 and len(row[0].text) <= _TERM and row[1].x0 - row[0].x1 > _TOUCH * line.size
    ]
    for x0, line in entries:
        if sum(abs(x0 - other) < 1.0 for other, _ in entries) >= 3:
            line.starts = True


def _same_row(chunk: TextLine, y: float, size: float) -> bool:
    """Whether a chunk stands on the row with baseline ``y``, at it or as raised text of it."""
    distance = chunk.y - y
    if distance <= 0.25 * min(size, chunk.size):
        return True
    if chunk.size < 0.8 * size:  # lowered signs
        return distance <= 0.3 * size
    if size < 0.8 * chunk.size:  # raised signs came first
        return distance <= 0.6 * chunk.size
    return False


def _line(row: list[TextLine]) -> TextLine:
    """Join the chunks of one row."""
    if any(_runs_leftwards(chunk.text) for chunk in row):
        return _line_leftwards(row)
    row.sort(key=_by_left)
    main = max(row, key=lambda chunk: (len(chunk.text), chunk.size))
    size, y = main.size, main.y
    text, mark, x1, spaced = "", "", row[0].x0, False
    for place, chunk in enumerate(row):
        piece = chunk.text
        if chunk.size < 0.85 * size and y - chunk.y > 0.15 * size:
            if place == 0 and _MARK.fullmatch(piece):
                mark, x1 = piece, chunk.x1
                continue
            if _is_mark(piece, text):
                x1, spaced = chunk.x1, spaced or chunk.spaced
                continue
        mark = mark or chunk.mark
        gap = chunk.x0 - x1
        wide = gap > _SPACE * size or (spaced and gap > _NO_SPACE * size)
        text = f"{text} {piece}" if text and wide else text + piece
        x1, spaced = max(x1, chunk.x1), chunk.spaced
    bold = sum(len(c.text) if c.bold else -len(c.text) for c in row) > 0
    if not text:
        text, mark = mark, ""
    line = TextLine(text, row[0].x0, max(map(_right, row)), y, size, bold, spaced)
    line.mark = mark
    if main.confidence is not None:
        line.confidence = min(c.confidence for c in row if c.confidence is not None)
    return line


def _runs_leftwards(text: str) -> bool:
    return text[0] >= "\u0590" and _LEFTWARDS.match(text) is not None


def _line_leftwards(row: list[TextLine]) -> TextLine:
    """Join the chunks of a row of Arabic or Hebrew, which begins at the right."""
    row.sort(key=_right, reverse=True)
    main = max(row, key=lambda chunk: len(chunk.text))
    text = " ".join(chunk.text for chunk in row)
    x0, x1 = min(map(_by_left, row)), max(map(_right, row))
    return TextLine(text, x0, x1, main.y, main.size, main.bold, True)


def _tidy(text: str) -> str:
    """Take out raised digits, spaces between Chinese characters and hyphens never needed."""
    # Patterns that look back at each character are slow: most lines with a quote have neither.
    if _RAISED.search(text) is not None:
        text = _RAISED_DIGITS.sub(_drop_raised, text)
    text = close_cjk(text)
    if SOFT_HYPHEN in text[:-1]:
        text = text[:-1].replace(SOFT_HYPHEN, "") + text[-1]
    return text


def _drop_raised(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 6) : found.start()]
    if found.group() in "²³" and _RAISED_UNIT.search(before):
        return found.group()
    return ""
