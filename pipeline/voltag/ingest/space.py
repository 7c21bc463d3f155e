"""A page's own measures, and the way from its coordinates to those of the page as displayed."""

import ctypes
import time

from voltag.ingest import calls
from voltag.ingest.errors import OutOfTimeError
from voltag.types import Box

Matrix = tuple[float, float, float, float, float, float]


class PageSpace:
    """The coordinates of one page, with the buffers that PDFium writes its numbers into."""

    def __init__(self, page: int, deadline: float) -> None:
        """Measure the page with handle ``page``; ``deadline`` is one of ``time.monotonic``."""
        self.page = page
        self._deadline = deadline
        # Passing the address of a buffer costs half of passing the buffer.
        self.floats = (ctypes.c_float * 6)()
        self.address = ctypes.addressof(self.floats)
        self.rotation = int(calls.page_rotation(page)) % 4
        """Clockwise quarter turns that the page is displayed with."""
        calls.page_bounds(page, self.address)
        left, top, right, bottom = self.floats[:4]
        self.bounds = (left, bottom, right, top)
        """The part of the page that is displayed, in the PDF's own coordinates."""
        self._clips: dict[tuple[int, int], Box] = {}

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as displayed."""
        left, bottom, right, top = self.bounds
        wide, high = max(1.0, right - left), max(1.0, top - bottom)
        return (wide, high) if self.rotation % 2 == 0 else (high, wide)

    def check_time(self) -> None:
        """Raise OutOfTimeError once the deadline has passed."""
        if time.monotonic() > self._deadline:
            raise OutOfTimeError("page_timeout", "Reading the page took too long.")

    def display(self, x: float, y: float) -> tuple[float, float]:
        """Turn a point of the PDF's own space into one of the page as displayed."""
        left, bottom, right, top = self.bounds
        if self.rotation == 0:
            return x - left, top - y
        if self.rotation == 1:
            return y - bottom, x - left
        if self.rotation == 2:
            return right - x, y - bottom
        return top - y, right - x

    def direction(self, cosine: float, sine: float) -> int:
        """Return the direction of text in clockwise quarter turns, or -1 where it is slanted."""
        for _ in range(self.rotation):
            cosine, sine = sine, -cosine
        if abs(sine) < 0.035:
            return 0 if cosine > 0 else 2
        if abs(cosine) < 0.035:
            return 3 if sine > 0 else 1
        return -1

    def matrix(self, item: int) -> Matrix:
        """Return the matrix of a page object."""
        calls.object_matrix(item, self.address)
        a, b, c, d, e, f = self.floats
        return (a, b, c, d, e, f)

    def clip(self, item: int) -> Box | None:
        """Return left, bottom, right and top of the rectangle that an object is cropped to."""
        clip = calls.object_clip(item)
        count = 0 if clip is None else calls.clip_paths(clip)
        if count <= 0:
            return None
        # Objects drawn under one crop share its points in memory, while the page is open.
        key = (count, calls.clip_segment(clip, count - 1, 0))
        known = self._clips.get(key)
        if known is not None:
            return known
        start = self.address
        left, bottom, right, top = -1e9, -1e9, 1e9, 1e9
        for path in range(min(count, 8)):
            segments = calls.clip_segments(clip, path)
            if not 3 <= segments <= 40:
                continue  # no simple shape: what it shows is not asked
            points = []
            for index in range(segments):
                calls.segment_point(calls.clip_segment(clip, path, index), start, start + 4)
                points.append(self.floats[:2])
            xs, ys = [point[0] for point in points], [point[1] for point in points]
            left, right = max(left, min(xs)), min(right, max(xs))
            bottom, top = max(bottom, min(ys)), min(top, max(ys))
        self._clips[key] = (left, bottom, right, top)
        return (left, bottom, right, top)


def times(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies ``first`` and then ``second``."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a matrix brings a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
