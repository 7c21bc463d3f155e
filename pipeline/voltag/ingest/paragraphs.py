"""Lines become blocks: paragraphs, headings, list items, captions, footnotes, cells.

A paragraph may run over a column, a figure or a page; its lines are found again there and
joined, past the footnotes, boxes, tables and captions in between.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import median

from voltag.ingest.characters import SOFT_HYPHEN, is_cjk
from voltag.ingest.joins import Words, join
from voltag.ingest.measures import Usual
from voltag.ingest.numbering import marks
from voltag.ingest.recognised import rotate_back
from voltag.ingest.shapes import PageLines, TextLine
from voltag.ingest.turning import turn_box
from voltag.types import Block, Box, Piece, Role

_FURNITURE = (Role.RUNNING_HEAD, Role.FOOTER, Role.PAGE_NUMBER)
_ENDS = frozenset(".!?。！？；…:：;")
_CLOSERS = "\"'”’)]）】」』》"
_INDEX_END = re.compile(r",(?:\s?\d{1,3}(?:[–-]\d{1,3})?n?,?)+$")
_FLOWS = (Role.PARAGRAPH, Role.LIST_ITEM)


@dataclass(slots=True)
class _Draft:
    role: Role
    lines: list[TextLine]
    pages: list[PageLines]
    level: int | None = None
    column: tuple[int, int] = (0, 0)
    boxed: int = 0
    hanging: float = 0.0
    """Where the text of a list item starts, after its bullet."""
    merged: bool = field(default=False)
    table: int = 0
    """Number of the table that stands here and is no block."""


def make_blocks(pages: list[PageLines], usual: Usual) -> tuple[list[Block], dict[int, int]]:
    """Return the document's blocks in reading order.

    Tables that were read cell by cell are not among them; by the number of each, the second
    value says how many blocks stand before it.
    """
    drafts: list[_Draft] = []
    for page in pages:
        body: list[_Draft] = []
        notes: list[_Draft] = []
        for column in _columns(page.lines):
            for draft in _column_drafts(page, column, usual):
                (notes if draft.role is Role.FOOTNOTE else body).append(draft)
        _join_notes(drafts, notes)
        drafts.extend(body)
        drafts.extend(notes)
    _join_broken(drafts)
    _join_running(drafts)
    words = words_of(pages)
    blocks: list[Block] = []
    tables: dict[int, int] = {}
    for draft in drafts:
        if draft.table:
            tables.setdefault(draft.table, len(blocks))
        elif (block := _block(draft, words)) is not None:
            blocks.append(block)
    return blocks, tables


def words_of(pages: list[PageLines]) -> Words:
    """Return the words of a document, without those that a line's end breaks."""
    return Words(" ".join(_whole_words(page)) for page in pages)


def _whole_words(page: PageLines) -> Iterator[str]:
    broken = False
    for line in page.lines:
        text = line.text
        if not text:
            continue
        if broken:
            text = text.partition(" ")[2]
        broken = line.text[-1] in ("-", SOFT_HYPHEN)
        yield text[: text.rfind(" ") + 1] if broken else text


def _columns(lines: Iterable[TextLine]) -> list[list[TextLine]]:
    columns: list[list[TextLine]] = []
    for line in lines:
        if line.role in _FURNITURE or not line.text:
            continue
        if columns and columns[-1][-1].column == line.column:
            columns[-1].append(line)
        else:
            columns.append([line])
    return columns


def _column_drafts(page: PageLines, lines: list[TextLine], usual: Usual) -> list[_Draft]:
    """Cut the lines of one column into blocks."""
    if lines[0].table:
        place = (page.number, lines[0].column)
        return [_Draft(Role.TABLE, [], [], column=place, table=lines[0].table)]
    leading = _leading(lines, usual)
    first_left = _first_left(lines)
    drafts: list[_Draft] = []
    draft: _Draft | None = None
    for line in lines:
        role = _role(line)
        if draft is None or _breaks(draft, line, role, leading, first_left):
            if role is Role.PARAGRAPH:
                role = _opening_role(line)
            draft = _Draft(
                role,
                [],
                [],
                (line.level or 1) if role is Role.HEADING else None,
                (page.number, line.column),
                line.boxed,
            )
            if role is Role.LIST_ITEM:
                found = marks().list_items.match(line.text)
                width = (line.x1 - line.x0) / max(1, len(line.text))
                draft.hanging = line.x0 + (found.end() if found else 1) * width
            drafts.append(draft)
        draft.lines.append(line)
        draft.pages.append(page)
    return drafts


def _role(line: TextLine) -> Role:
    if line.cell:
        return Role.TABLE
    return line.role or Role.PARAGRAPH


def _opening_role(line: TextLine) -> Role:
    text = line.text
    if marks().captions.match(text):
        return Role.CAPTION
    return Role.LIST_ITEM if marks().list_items.match(text) else Role.PARAGRAPH


def _leading(lines: list[TextLine], usual: Usual) -> float:
    """Return the usual distance of baselines in a column, in font sizes."""
    gaps = [line.gap / line.size for line in lines if 0 < line.gap < 2.2 * line.size]
    if len(gaps) < 4:
        return usual.leading
    return min(median(gaps), 1.4 * usual.leading)


def _first_left(lines: list[TextLine]) -> float:
    """Return the left edge of a column, or rather of most of its lines that are not indented."""
    return min(line.x0 for line in lines)


def _ends_sentence(text: str) -> bool:
    bare = text.rstrip(_CLOSERS)
    return bool(bare) and bare[-1] in _ENDS


def _room(line: TextLine, following: str) -> bool:
    """Whether the next line's first word would have fitted on this line."""
    width = (line.x1 - line.x0) / max(1, len(line.text))
    if is_cjk(following[0]):
        return line.right - line.x1 > 1.9 * line.size
    word = following.split(" ", 1)[0]
    return line.right - line.x1 > (len(word) + 1.5) * width + 0.4 * line.size


def _breaks(draft: _Draft, line: TextLine, role: Role, leading: float, first_left: float) -> bool:
    """Whether a line starts a block of its own after those of ``draft``."""
    before = draft.lines[-1]
    if role is Role.TABLE:
        return draft.role is not Role.TABLE or line.cell != before.cell or line.starts
    if role is Role.HEADING:
        return draft.role is not Role.HEADING or line.starts
    if role in (Role.FOOTNOTE, Role.CONTENTS):
        if role is not draft.role or line.starts:
            return True
        return role is Role.CONTENTS and _ends_with_number(before.text)
    if draft.role not in (*_FLOWS, Role.CAPTION):
        return True
    if line.starts:
        return True
    if line.gap > (1.22 * leading) * max(line.size, before.size) + 0.5 or line.gap <= 0:
        return True
    text = line.text
    ended = _ends_sentence(before.text)
    # Patterns are matched last: most lines go on in the middle of a sentence, and need none.
    room = _room(before, text)
    other_size = abs(line.size - before.size) / before.size
    if other_size > 0.3 or (other_size > 0.12 and (ended or room)):
        return True  # small capitals inside a paragraph are smaller too
    if before.text[-1] in ("-", SOFT_HYPHEN) and before.text[-2:-1].isalpha():
        return False  # in the middle of a word
    if (ended or room) and marks().captions.match(text):
        return True
    if _item_starts(draft, before, line, ended or room) and marks().list_items.match(text):
        return True
    if line.bold != before.bold and room:
        return True
    if draft.role is Role.LIST_ITEM:
        item = draft.lines[0]
        if line.x0 < item.x0 - 0.6 * line.size and (ended or room):
            return True
        if line.x0 >= item.x0 + 0.6 * line.size:
            if line.x0 > draft.hanging + 4 * line.size and _much_room(before, text):
                return True
            # Text set under the item's text, not under its bullet, belongs to it.
            return ended and room and line.x0 > draft.hanging + 0.8 * line.size
        return (ended and room) or (_much_room(before, text) and not text[0].islower())
    indented = line.x0 > before.x0 + 0.8 * line.size and line.x0 > first_left + 0.8 * line.size
    if indented and (len(draft.lines) > 1 or line.x0 - before.x0 < 6 * line.size):
        if ended or room or not text[0].islower():
            return not (len(draft.lines) == 1 and _hangs(draft, line))
        return False
    if ended and room:
        return True
    return _much_room(before, text) and not text[0].islower()


def _hangs(draft: _Draft, line: TextLine) -> bool:
    """Whether a second line indented more than the first is the usual shape: hanging."""
    return not _ends_sentence(draft.lines[-1].text) and not _room(draft.lines[-1], line.text)


def _much_room(line: TextLine, following: str) -> bool:
    """Whether a line ends so early that whoever set it meant to end it."""
    return line.right - line.x1 > 0.35 * (line.right - line.left) and _room(line, following)


def _item_starts(draft: _Draft, before: TextLine, line: TextLine, ended: bool) -> bool:
    """Whether a line that opens like a list item is one, and no "5. May" or "(a)" in a text.

    ``ended`` says that the line before ends a sentence, or ends early.
    """
    first = line.text[0]
    if not (first.isalnum() or first in "(（-–—*·"):
        return True
    if ended:
        return True
    if draft.role is Role.LIST_ITEM:
        return abs(line.x0 - draft.lines[0].x0) < 2 and abs(before.x0 - line.x0) > 2
    return line.x0 > before.x0 + line.size


def _ends_with_number(text: str) -> bool:
    return text[-1:].isdigit()


def _join_notes(drafts: list[_Draft], notes: list[_Draft]) -> None:
    """Let a footnote that opens a page or column without a mark go on from the one before."""
    if not notes:
        return
    last = next((draft for draft in reversed(drafts) if draft.role is Role.FOOTNOTE), None)
    for note in list(notes):
        opening = note.lines[0]
        if (
            last is not None
            and not opening.starts
            and note.pages[0].number <= last.pages[-1].number + 1
            and not _ends_sentence(last.lines[-1].text)
        ):
            last.lines.extend(note.lines)
            last.pages.extend(note.pages)
            notes.remove(note)
        else:
            last = note


def _join_broken(drafts: list[_Draft]) -> None:
    """Join the parts of paragraphs whose lines were set as paragraphs of their own.

    Texts that were copied with their line ends, and poorly converted ones, are set so. A part
    goes on where it ends in the middle of a sentence and the next one opens with a small letter.
    """
    last: _Draft | None = None
    for draft in drafts:
        if (
            last is not None
            and last.role in _FLOWS
            and draft.role is Role.PARAGRAPH
            and draft.column == last.column
            and _goes_on(last.lines[-1], draft.lines[0])
        ):
            _extend(last, draft)
        else:
            last = draft
    drafts[:] = [draft for draft in drafts if not draft.merged]


def _goes_on(before: TextLine, line: TextLine) -> bool:
    """Whether a paragraph's first line takes up the sentence that ``before`` leaves open."""
    if not 0 < line.gap < 3 * line.size or before.bold != line.bold or before.cell:
        return False
    if abs(before.size - line.size) > 0.07 * before.size or _ends_sentence(before.text):
        return False
    if line.text[0].islower():
        # Entries of an index end early, and with a number.
        return not (_INDEX_END.search(before.text) and _much_room(before, line.text))
    word = before.text.rsplit(" ", 1)[-1]
    return word.islower() and word in marks().open_ends


def _join_running(drafts: list[_Draft]) -> None:
    """Join paragraphs that run over a column or page; the later part is taken out.

    What stands between may be a figure, a table with its notes, or a box: a paragraph that
    broke off in the middle of a sentence waits for lower-case text over at most two pages.
    """
    last: _Draft | None = None
    waiting: _Draft | None = None
    for draft in drafts:
        if draft.role in (Role.TABLE, Role.CAPTION, Role.FOOTNOTE) or draft.boxed:
            continue
        if draft.role not in _FLOWS:
            last = waiting = None
            continue
        if last is not None and draft.column != last.column and _runs_on(last, draft):
            _extend(last, draft)
            continue
        if waiting is not None and draft.column != waiting.column and _is_rest(waiting, draft):
            _extend(waiting, draft)
            last, waiting = waiting, None
            continue
        if last is not None and draft.column != last.column and _breaks_off(last):
            waiting = last
        last = draft
    drafts[:] = [draft for draft in drafts if not draft.merged]


def _extend(draft: _Draft, rest: _Draft) -> None:
    draft.lines.extend(rest.lines)
    draft.pages.extend(rest.pages)
    draft.column = rest.column
    rest.merged = True


def _breaks_off(draft: _Draft) -> bool:
    """Whether a paragraph's last line is full and its sentence is not at its end."""
    line = draft.lines[-1]
    return len(draft.lines) > 1 and not _ends_sentence(line.text) and not _room(line, "and")


def _is_rest(waiting: _Draft, draft: _Draft) -> bool:
    return (
        _breaks_off(waiting)
        and draft.lines[0].text[0].islower()
        and draft.pages[0].number - waiting.pages[-1].number <= 3
        and _runs_on(waiting, draft, pages=3)
    )


def _runs_on(last: _Draft, draft: _Draft, pages: int = 2) -> bool:
    """Whether a paragraph at the top of a column or page goes on from ``last``."""
    before, line = last.lines[-1], draft.lines[0]
    if draft.role is not Role.PARAGRAPH or draft.pages[0].number - last.pages[-1].number > pages:
        return False
    if abs(before.size - line.size) > 0.07 * before.size or before.bold != line.bold:
        return False
    if _ends_sentence(before.text):
        return False
    if line.text[0].islower() or before.text.rsplit(" ", 1)[-1] in marks().open_ends:
        return True
    # The end of a column may be all lines of a group: then they do not tell how wide it is.
    wider = abs(before.left - line.left) < 6 and line.right - before.x1 > 3 * line.size
    aside = len(last.lines) == 1 and before.x0 > line.left + 0.4 * (line.right - line.left)
    alike = before.column == line.column or abs(before.left - line.left) < 6
    full = not _room(before, line.text) and not wider and not (aside and alike)
    indented = line.x0 > line.left + 0.8 * line.size
    return full and not indented


def _block(draft: _Draft, words: Words) -> Block | None:
    text, parts = join([line.text for line in draft.lines], words)
    if not text:
        return None
    pieces = tuple(
        Piece(start, end, page.number, display_box(line, page), line.confidence)
        for (start, end), line, page in zip(parts, draft.lines, draft.pages, strict=True)
        if end > start
    )
    return Block(draft.role, text, pieces, draft.level)


def display_box(line: TextLine, page: PageLines) -> Box:
    """Return a line's box on the page as displayed, rounded to hundredths of a point."""
    if line.shown is None:
        box = line.box
        if page.slant:
            box = rotate_back(box, page.slant, page.width, page.height)
        if page.turn:
            box = turn_box(box, (4 - page.turn) % 4, page.width, page.height)
        x0, top, x1, bottom = box
        line.shown = (_hundredths(x0), _hundredths(top), _hundredths(x1), _hundredths(bottom))
    return line.shown


@lru_cache(maxsize=8192)
def _hundredths(points: float) -> float:
    """Round to hundredths; lines stand in line, so that most places are rounded and kept once."""
    return round(points, 2)
