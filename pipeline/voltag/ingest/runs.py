"""Text objects become runs: text with a place, a size and a weight.

A page is read with few calls, because each costs about a microsecond and a page has
thousands of characters: the text once, then for each text object its matrix, size, font and
last character. PDFium finds the order of text objects within a line and the spaces that no
PDF draws.
"""

import ctypes
import re
import struct
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from voltag.ingest import calls
from voltag.ingest.plausible import seems_doubled, undoubled
from voltag.ingest.shapes import PageContent, TextLine
from voltag.ingest.space import PageSpace
from voltag.types import Box

_BOLD_NAME = re.compile(rb"bold|black|heavy|demi|semibd|hei(?:-|,|$)|simhei|xbsj", re.IGNORECASE)
_BROKEN = "\ufffe"
"""Ends a line whose last word is broken, as PDFium tells it."""
_DIGIT = re.compile(r"\d")
_MARKED = re.compile(r"(?<=[^\W\d_][^\W\d_])\d{1,3}(?!\w)|(?<=\w[.,;:!?”’\")])\d{1,3}(?!\w)")
"""Digits that may be a footnote mark: after a word, or after the sign that ends it."""
_FORCE_BOLD = 1 << 18
OUTLINES = 150
"""Drawings from which letters may have been drawn as outlines."""
UNDER = 0.22
"""How deep letters reach below their baseline, in font heights."""
_CELL_GAP = 1.0
"""Gap inside a run that is no space between words any more, in font heights."""


_TEN = struct.Struct("10f")


class RunReader:
    """Reads the text of one page."""

    def __init__(
        self, space: PageSpace, text_page: int, content: PageContent, hidden: frozenset[int]
    ) -> None:
        """Read from the text page with handle ``text_page`` into ``content``.

        ``hidden`` are the text objects that are not drawn.
        """
        self._hidden = hidden
        self._space = space
        self._text = text_page
        self._quick_text = ctypes.c_void_p(text_page)
        self._content = content
        self._doubles = (ctypes.c_double * 4)()
        start = ctypes.addressof(self._doubles)
        self._double = [ctypes.c_void_p(start + 8 * place) for place in range(4)]
        # A run's matrix and the box of its last character, side by side to be read at once.
        self._measures = (ctypes.c_float * 10)()
        self._matrix = ctypes.c_void_p(ctypes.addressof(self._measures))
        self._box = ctypes.c_void_p(ctypes.addressof(self._measures) + 24)
        self._fonts: dict[int, bool] = {}
        # Baseline, where all its characters stand on one, and font size of the run last placed.
        self._level: float | None = None
        self._em = 0.0
        self.directions: dict[int, int] = {}
        """By the id of a run: the direction of those that do not run from left to right."""
        self.owners: set[int] = set()
        """The text objects that characters came from."""
        self._kept: list[TextLine] = []
        # Tables may be drawn a row at a time: look for gaps inside the runs of pages with rules.
        rules = sum(rule.x1 - rule.x0 > 90 for rule in content.across)
        self._gaps = rules >= 2 or len(content.frames) + len(content.down) >= 4
        # Drawings may be cropped, and the text in what was cut off is still there.
        self._crops = bool(content.pictures) or len(content.drawings) >= 6

    def read(self) -> None:
        """Add the page's runs in PDFium's order.

        Raises:
            OutOfTimeError: the page's deadline has passed.
        """
        text = self._characters()
        runs = self._content.runs
        repair = undoubled if self._content.doubled else None
        handle, count, index, last, stop = self._quick_text, len(text), 0, None, -1
        char_object, owners, hidden = calls.quick_char_object, self.owners, self._hidden
        hyphen = -1
        while index < count:
            owner = None if text[index] == "\r" else char_object(handle, index)
            if owner is None:  # PDFium's own line end, or a space that it made up
                if runs:
                    runs[-1].spaced = True
                index += 2 if text.startswith("\r\n", index) else 1
                continue
            if stop <= index:
                # What is not found is at -1, which these divisions make the end of the text.
                stop = text.find("\r", index) % (count + 1)
                if hyphen < index:
                    hyphen = text.find(_BROKEN, index) % (count + 1)
                stop = min(stop, hyphen + 1, count)
            if stop - index < 2 or char_object(handle, stop - 1) == owner:
                end = stop if stop > index else index + 1
            else:
                end = max(self._run_end(index, stop, owner), index + 1)
            if hidden and owner in hidden:
                if self._lies_over_picture(owner):
                    self._content.layered += end - index
                    self._add_run(runs, text[index:end], index, owner, owner == last)
                else:
                    self._content.unseen += end - index
            else:
                self._add_run(runs, text[index:end], index, owner, owner == last)
            last, index = owner, end
            owners.add(owner)
            if not len(runs) % 256:
                self._space.check_time()
        if repair is not None:
            for run in runs:
                run.text = repair(run.text)

    def _lies_over_picture(self, owner: int) -> bool:
        """Whether an invisible text object may be what OCR read in a picture or drawing."""
        content, start = self._content, self._space.address
        if len(content.drawings) > OUTLINES:
            return True
        if not calls.object_bounds(owner, start, start + 4, start + 8, start + 12):
            return False
        left, bottom, right, top = self._space.floats[:4]
        x, y = self._space.display((left + right) / 2, (bottom + top) / 2)
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in content.pictures)

    def _add_run(
        self, runs: list[TextLine], drawn: str, index: int, owner: int, moved: bool
    ) -> None:
        """Add what a text object draws from character ``index`` on."""
        stripped, first, spaced = drawn.strip(), index, False
        if len(stripped) < len(drawn):
            leading = drawn[0].isspace()
            if leading and runs:
                runs[-1].spaced = True
            if not stripped:
                return
            spaced = drawn[-1].isspace()
            if leading:
                first += len(drawn) - len(drawn.lstrip())
                moved = True
        run = self._place(stripped, first, owner, moved)
        if run is None or (self._crops and self._is_cut_off(owner)):
            if run is not None:
                self.directions.pop(id(run), None)
            return
        run.spaced = spaced
        if len(stripped) <= 3 and stripped.isdigit():
            if self._is_raised(first):
                # Say so, as other fonts do with small letters on a line of their own.
                run.y -= 0.35 * run.size
                run.size *= 0.6
        elif _DIGIT.search(stripped) is not None:
            self._take_marks_out(run, first, owner)
        runs.append(run)
        if " " in stripped and (
            self._gaps or abs(run.x1 - run.x0) > 0.65 * run.size * len(stripped)
        ):
            runs[-1:] = self._split(run, first, owner)

    def _take_marks_out(self, run: TextLine, first: int, owner: int) -> None:
        """Blot out the digits of a run that a font draws as raised signs.

        ``first`` is the index of its first character. Nothing but the height of the drawn sign
        tells such a footnote mark from a digit.
        """
        text = run.text
        for found in _MARKED.finditer(text):
            if self._is_raised(first + found.start()):
                text = text[: found.start()] + "\u200b" * len(found.group()) + text[found.end() :]
        if text is not run.text:
            run.text = text
            run.bold = run.bold or self._is_outlined(owner)

    def _is_raised(self, index: int) -> bool:
        """Whether a sign of the run last placed is drawn well above its baseline."""
        handle, numbers, addresses = self._quick_text, self._doubles, self._double
        if not calls.quick_char_ink(handle, index, *addresses):
            return False
        bottom: float = numbers[2]
        level = self._level
        if level is None:
            calls.quick_char_origin(handle, index, *addresses[:2])
            level = numbers[1]
        return bottom - level > 0.2 * self._em

    def _run_end(self, start: int, stop: int, owner: int) -> int:
        """Return where the characters of text object ``owner`` end, before ``stop``."""
        handle, char_object = self._quick_text, calls.quick_char_object
        step, low = 1, start
        while low + step < stop and char_object(handle, low + step) == owner:
            low += step
            step *= 2
        high = min(low + step, stop - 1)
        while high - low > 1:
            middle = (low + high) // 2
            if char_object(handle, middle) == owner:
                low = middle
            else:
                high = middle
        return high

    def _is_cut_off(self, owner: int) -> bool:
        """Whether a text object lies outside the area that its drawing may show."""
        clip = self._space.clip(owner)
        if clip is None:
            return False
        start = self._space.address
        if not calls.object_bounds(owner, start, start + 4, start + 8, start + 12):
            return False
        left, bottom, right, top = self._space.floats[:4]
        x, y = (left + right) / 2, (bottom + top) / 2
        return not (clip[0] - 2 <= x <= clip[2] + 2 and clip[1] - 2 <= y <= clip[3] + 2)

    def _split(self, run: TextLine, first: int, owner: int) -> list[TextLine]:
        """Cut a run at gaps that are too wide for a space between words."""
        direction = self.directions.get(id(run), 0)
        if direction < 0:
            return [run]
        text, cuts = run.text, [0]
        place = text.find(" ")
        while place > 0:
            after = place + len(text[place:]) - len(text[place:].lstrip())
            before, behind = self._char(first + place - 1), self._char(first + after)
            gaps = (
                behind[0] - before[2],
                behind[1] - before[3],
                before[0] - behind[2],
                before[1] - behind[3],
            )
            if gaps[direction] > _CELL_GAP * run.size:
                cuts.append(after)
            place = text.find(" ", after)
        if len(cuts) == 1:
            return [run]
        parts: list[TextLine] = []
        for start, end in pairwise([*cuts, len(text)]):
            part = self._place(text[start:end].rstrip(), first + start, owner, True)
            if part is not None:
                part.bold, part.spaced = run.bold, True
                parts.append(part)
        return parts

    def _char(self, index: int) -> Box:
        """Return the box of a character on the page as displayed."""
        calls.char_box(self._text, index, self._space.address)
        left, top, right, bottom = self._space.floats[:4]
        (ax, ay), (bx, by) = self._space.display(left, bottom), self._space.display(right, top)
        return (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    def _place(self, text: str, first: int, owner: int, moved: bool) -> TextLine | None:
        """Return the run of ``text`` from character ``first`` on; None where it has no place.

        A run that stands upright has its measures at once; one that is turned keeps its two
        ends until the page's direction is known.
        """
        handle = self._quick_text
        if not calls.quick_char_matrix(handle, first, self._matrix):
            return None
        calls.quick_char_box(handle, first + len(text) - 1, self._box)
        a, b, c, d, x, y, left, top, right, bottom = _TEN.unpack_from(self._measures)
        if moved and calls.quick_char_origin(handle, first, *self._double[:2]):
            x, y = self._doubles[:2]
        upright = b == 0.0 and a > 0.0
        # Characters that follow one another from left to right stand where the first one does.
        self._level = y if upright and top >= y else None
        self._em = size = calls.quick_char_size(handle, first)
        if top < y and upright and len(text) > 1:
            return self._place_vertical(text, first)
        font = calls.text_font(owner)
        bold = self._fonts.get(font)
        if bold is None:
            bold = self._fonts[font] = self._is_bold(font)
        if not bold and not text.isascii():
            bold = self._is_outlined(owner)
        if upright and self._space.rotation == 0:
            size *= abs(d)
            if not 1.0 <= size <= 2000.0:
                size = top - bottom  # Type 3 fonts may have any scale; their boxes are right
            if not 1.0 <= size <= 2000.0:
                return None
            edge, _, _, ceiling = self._space.bounds
            return TextLine(text, x - edge, right - edge, ceiling - y, size, bold, False)
        length = (a * a + b * b) ** 0.5
        if length == 0.0:
            return None
        size *= abs(a * d - b * c) / length
        if not 1.0 <= size <= 2000.0:
            size = max(top - bottom, right - left)
        if not 1.0 <= size <= 2000.0:
            return None
        x0, y0 = self._space.display(x, y)
        (ax, ay), (bx, by) = self._space.display(left, bottom), self._space.display(right, top)
        direction = self._space.direction(a / length, b / length)
        if direction in (1, 3):
            y1 = max(ay, by) if direction == 1 else min(ay, by)
            run = TextLine(text, y0, y1, x0, size, bold, False)
        else:
            x1 = min(ax, bx) if direction == 2 else max(ax, bx)
            run = TextLine(text, x0, x1, y0, size, bold, False)
        if direction:
            # Runs are kept, so that their ids stay theirs.
            self.directions[id(run)] = direction
            self._kept.append(run)
        return run

    def _place_vertical(self, text: str, first: int) -> TextLine | None:
        """Return the run of a text whose upright characters stand one below the other.

        It is taken for text that was turned clockwise, which runs the same way: down, with the
        next line to the left.
        """
        begins, ends = self._char(first), self._char(first + len(text) - 1)
        direction = (self._space.direction(1.0, 0.0) + 1) % 4
        across = 0 if direction % 2 else 1
        size = begins[across + 2] - begins[across]
        if not 1.0 <= size <= 2000.0 or abs(ends[across] - begins[across]) > size:
            return None
        low = UNDER * size
        x0, x1, y = {
            0: (begins[0], ends[2], begins[3] - low),
            1: (begins[1], ends[3], begins[0] + low),
            2: (begins[2], ends[0], begins[1] + low),
            3: (begins[3], ends[1], begins[2] - low),
        }[direction]
        run = TextLine(text, x0, x1, y, size, False, False)
        if direction:
            self.directions[id(run)] = direction
            self._kept.append(run)
        return run

    @staticmethod
    def _is_outlined(owner: int) -> bool:
        """Whether letters are drawn with their outlines, as to make a Chinese font bold."""
        return bool(calls.text_mode(owner) == calls.STROKE_AND_FILL)

    def _is_bold(self, font: int | None) -> bool:
        if font is None:
            return False
        # The weight that PDFium tells is guessed from the width of stems: not asked.
        return bool(_BOLD_NAME.search(calls.name_of(font))) or bool(
            calls.font_flags(font) & _FORCE_BOLD
        )

    def _characters(self) -> str:
        """Return one character for each of PDFium's, so that its indexes are ours."""
        count = calls.text_count(self._text)
        if count <= 0:
            return ""
        # An array of ctypes would be a type of its own for each length, which takes long to make.
        buffer = np.zeros(count + 1, dtype=np.uint16)
        written = max(0, calls.text_units(self._text, 0, count, buffer.ctypes.data) - 1)
        units = buffer[:written]
        self._content.raw_characters = int(np.count_nonzero(units > 0x20))
        self._content.bad_characters = int(np.count_nonzero(_bad()[units]))
        self._content.doubled = seems_doubled(units)
        text = units.tobytes().decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
        # Characters without a meaning, or beyond the basic plane: ask for each.
        self._content.bad_characters += count - written
        codes = (calls.char_code(self._text, index) for index in range(count))
        return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)


@cache
def _bad() -> npt.NDArray[np.bool_]:
    """Which of PDFium's units stand for nothing: control, private use, replacement.

    Symbol fonts keep their signs at F000 to F0FF, Adobe's old digits and small capitals stand at
    F730 to F77A, and PDFium has its hyphens at FFFE and 2. A table answers for a page at once.
    """
    bad = np.zeros(0x10000, dtype=bool)
    bad[:0x20] = True
    bad[[0x02, 0x09, 0x0A, 0x0D]] = False
    bad[0xE000:0xF900] = True
    bad[0xF000:0xF100] = False
    bad[0xF730:0xF77B] = False
    bad[0xFFFD] = True
    return bad
