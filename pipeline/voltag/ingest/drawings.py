"""Drawings: rules, frames, pictures and other shapes of a page, also those inside forms."""

import ctypes
from itertools import repeat

from voltag.ingest import calls
from voltag.ingest.shapes import PageContent, Rule
from voltag.ingest.space import Matrix, PageSpace, apply, times
from voltag.types import Box

_MAX_OBJECTS = 20_000
_MAX_EXAMINED = 2_000
_MAX_DEPTH = 6
_THIN = 2.5
_WHITE = 250


class DrawingReader:
    """Reads the shapes of one page."""

    def __init__(self, space: PageSpace, content: PageContent) -> None:
        """Read the page of ``space`` into ``content``."""
        self._space = space
        self._content = content
        self._numbers = (ctypes.c_uint * 4)()
        self.texts: list[int] = []
        """The page's text objects, which are read elsewhere."""
        self._objects = 0
        self._shapes = 0

    def read(self) -> None:
        """Add the page's shapes.

        Raises:
            OutOfTimeError: the page's deadline has passed.
        """
        self._walk(int(calls.page_count(self._space.page)), None, None, 0)

    def _walk(self, count: int, form: int | None, matrix: Matrix | None, depth: int) -> None:
        """Collect the page's shapes, also those inside forms."""
        count = min(count, _MAX_OBJECTS - self._objects)
        self._objects += count
        if form is None:
            page = ctypes.c_void_p(self._space.page)
            items = list(map(calls.quick_page_object, repeat(page, count), range(count)))
        else:
            items = list(map(calls.form_object, repeat(form, count), range(count)))
        for item, kind in zip(items, map(calls.object_type, items), strict=True):
            if kind == calls.TEXT:
                self.texts.append(item)
                continue
            if item is None:
                continue
            self._shapes += 1
            if not self._shapes % 512:
                self._space.check_time()
            if kind == calls.FORM:
                if depth < _MAX_DEPTH:
                    own = self._space.matrix(item)
                    inner = own if matrix is None else times(own, matrix)
                    self._walk(calls.form_count(item), item, inner, depth + 1)
                continue
            box = self._box(item, matrix)
            if box is None:
                continue
            x0, top, x1, bottom = box
            if x1 < 0 or bottom < 0 or x0 > self._content.width or top > self._content.height:
                continue
            if kind == calls.IMAGE or kind == calls.SHADING:
                self._content.pictures.append(box)
            elif kind == calls.PATH:
                self._add_path(item, matrix, box)

    def _box(self, item: int, matrix: Matrix | None) -> Box | None:
        start = self._space.address
        if not calls.object_bounds(item, start, start + 4, start + 8, start + 12):
            return None
        left, bottom, right, top = self._space.floats[:4]
        clip = self._space.clip(item) if self._shapes < _MAX_EXAMINED else None
        if clip is not None:
            left, bottom = max(left, clip[0]), max(bottom, clip[1])
            right, top = min(right, clip[2]), min(top, clip[3])
            if left > right or bottom > top:
                return None
        if matrix is None:
            if self._space.rotation == 0:
                edge, _, _, ceiling = self._space.bounds
                return (left - edge, ceiling - top, right - edge, ceiling - bottom)
            corners = [(left, bottom), (right, top)]
        else:
            corners = [
                apply(matrix, x, y)
                for x, y in ((left, bottom), (right, top), (left, top), (right, bottom))
            ]
        points = [self._space.display(x, y) for x, y in corners]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        return (min(xs), min(ys), max(xs), max(ys))

    def _add_path(self, item: int, matrix: Matrix | None, box: Box) -> None:
        x0, top, x1, bottom = box
        width, height = x1 - x0, bottom - top
        if width >= self._content.width and height >= self._content.height:
            return  # a background, or marks for the printer
        if height <= _THIN:
            if width >= 8:
                self._content.across.append(Rule(*box))
            return
        if width <= _THIN:
            if height >= 8:
                self._content.down.append(Rule(*box))
            return
        if self._shapes > _MAX_EXAMINED:
            self._content.drawings.append(box)
            return
        segments = calls.path_segments(item)
        large = width > 100 and height > 40
        if large and 20 < segments <= 2000 and self._add_grid(item, matrix, segments):
            return
        if not 4 <= segments <= 20 or width < 8 or height < 5:
            self._content.drawings.append(box)
        elif segments <= 6 or (width > 40 and height > 15):
            if self._is_seen(item):
                self._content.frames.append(box)
        else:
            self._content.drawings.append(box)

    def _is_seen(self, item: int) -> bool:
        """Whether a rectangle is drawn at all, and not just white on the white page."""
        start = ctypes.addressof(self._numbers)
        if not calls.path_mode(item, start, start + 4):
            return True
        filled, stroked = self._numbers[0], self._numbers[1]
        if stroked or not filled:
            return bool(stroked)
        if not calls.object_fill(item, start, start + 4, start + 8, start + 12):
            return True
        red, green, blue, alpha = self._numbers
        return alpha > 0 and min(red, green, blue) < _WHITE

    def _add_grid(self, item: int, matrix: Matrix | None, segments: int) -> bool:
        """Take a path apart that draws many straight rules at once; False where it does not."""
        own = self._space.matrix(item)
        whole = own if matrix is None else times(own, matrix)
        point, second = self._space.address, self._space.address + 4
        across: list[Rule] = []
        down: list[Rule] = []
        slanted = 0
        x = y = 0.0
        for index in range(segments):
            segment = calls.path_segment(item, index)
            calls.segment_point(segment, point, second)
            new_x, new_y = self._space.display(
                *apply(whole, self._space.floats[0], self._space.floats[1])
            )
            kind = calls.segment_type(segment)
            if kind == calls.LINE_TO:
                box = (min(x, new_x), min(y, new_y), max(x, new_x), max(y, new_y))
                if abs(new_y - y) <= 0.5 and abs(new_x - x) >= 8:
                    across.append(Rule(*box))
                elif abs(new_x - x) <= 0.5 and abs(new_y - y) >= 5:
                    down.append(Rule(*box))
                elif abs(new_x - x) > 0.5 and abs(new_y - y) > 0.5:
                    slanted += 1
            elif kind == calls.BEZIER_TO:
                slanted += 1
            x, y = new_x, new_y
            if slanted > 4 + 2 * (len(across) + len(down)):
                return False  # a drawing, not a grid
        if slanted > len(across) + len(down):
            return False
        self._content.across.extend(across)
        self._content.down.extend(down)
        return True
