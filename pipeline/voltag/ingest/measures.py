"""What is usual in a document: the size of its body text and the distance of its lines."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from voltag.ingest.shapes import PageLines


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual measures of a document's body text."""

    size: float
    """Font size in points that most characters have."""
    bold: bool
    """Whether most characters of that size are bold, so that bold says nothing."""
    leading: float
    """Distance between two baselines of a paragraph, in font sizes."""


def usual(pages: Iterable[PageLines]) -> Usual:
    """Measure a document. Without any text, plain defaults come back."""
    # Most lines have one of a few sizes and distances: these are counted first, and then rounded.
    told: dict[tuple[float, bool], int] = {}
    steps: Counter[tuple[float, float]] = Counter()
    for page in pages:
        lines = [line for line in page.lines if line.role is None]
        for line in lines:
            style = (line.size, line.bold)
            told[style] = told.get(style, 0) + len(line.text)
        steps.update([(line.gap, line.size) for line in lines if 0 < line.gap < 3 * line.size])
    sizes: Counter[float] = Counter()
    bold: Counter[float] = Counter()
    gaps: Counter[float] = Counter()
    for (exact, is_bold), weight in told.items():
        size = round_size(exact)
        sizes[size] += weight
        if is_bold:
            bold[size] += weight
    for (gap, size), count in steps.items():
        gaps[round(gap / size, 1)] += count
    if not sizes:
        return Usual(10.0, False, 1.2)
    size = max(sizes.items(), key=lambda pair: (pair[1], -pair[0]))[0]
    leading = max(gaps.items(), key=lambda pair: (pair[1], -pair[0]))[0] if gaps else 1.2
    return Usual(size, bold[size] * 2 > sizes[size], max(1.0, leading))


def round_size(size: float) -> float:
    """Round a font size to half a point: producers differ by less for the same font."""
    return round(size * 2) / 2
