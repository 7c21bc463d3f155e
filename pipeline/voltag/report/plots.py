"""Figures as SVG: one style for all of them, the same bytes on every machine.

matplotlib draws (the extra ``voltag[plots]``); without it :func:`can_draw` is false and pages
show their tables alone. Text stays text, so it can be read aloud, searched and copied, and
Chinese shows in whatever font the reader has. Lines and letters of the frame take the colour
of the text around the figure, so that a figure fits a light page, a dark one and paper.
"""

import io
import logging
import re
import warnings
from collections.abc import Callable
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INSTALL = "pip install 'voltag[plots]'"
"""What a page without figures tells its reader to run."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Colours of series, told apart by the colour-blind (Okabe and Ito 2008); no yellow, which
is lost on white."""

MARKERS = ("o", "s", "^", "D", "v", "P")
"""A shape for each colour: no figure tells its series apart by colour alone."""

DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 2)))
"""A kind of line for each colour."""

_INK = "#123456"
"""Stands for the colour of the surrounding text until the SVG is written."""
_SOFT = "#654321"
"""Stands for the same, faint."""
_MEASURED = "DejaVu Sans"
"""Comes with matplotlib, so text has the same measures everywhere."""
_FONTS = (
    "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei',"
    " 'Noto Sans CJK SC', sans-serif"
)
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "voltag",
    "svg.fonttype": "none",
    "font.family": [_MEASURED],
    "font.size": 10,
    "text.color": _INK,
    "text.parse_math": False,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _INK,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.unicode_minus": False,
    "grid.color": _SOFT,
    "grid.linewidth": 0.6,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
}


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def draw(
    name: str,
    title: str,
    description: str,
    size: tuple[float, float],
    paint: Callable[["Figure"], None],
) -> str:
    """Return a figure as an SVG element, for a page or, as it stands, for a file.

    ``paint`` is called once with an empty figure and draws on it with matplotlib's own
    methods; ``COLOURS`` are given to its series in turn. ``name`` (letters, digits, hyphens)
    must be unique in a page, because it opens the element's ids. ``title`` and
    ``description`` are read out by screen readers; ``size`` is width and height in inches,
    the width being the most that the figure takes in a page.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
    """
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.rcsetup import cycler

    style = {**_STYLE, "axes.prop_cycle": cycler(color=COLOURS)}
    fonts = logging.getLogger("matplotlib.font_manager")
    level = fonts.level
    with matplotlib.rc_context(style), warnings.catch_warnings(), io.StringIO() as target:
        # The font that measures has no Chinese; the reader's fonts have.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        fonts.setLevel(logging.ERROR)
        try:
            figure = Figure(figsize=size, layout="constrained")
            paint(figure)
            nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
            figure.savefig(target, format="svg", metadata=nothing)
        finally:
            fonts.setLevel(level)
        drawn = target.getvalue()
    return _for_a_page(drawn, name, title, description)


def _for_a_page(drawn: str, name: str, title: str, description: str) -> str:
    """Give the SVG of matplotlib names, its reader's fonts and colours, and ids of its own."""
    body = drawn[drawn.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'\bid="', f'id="{name}-', body)
    body = re.sub(r'href="#', f'href="#{name}-', body)
    body = body.replace("url(#", f"url(#{name}-")
    body = body.replace("*{stroke", f"#{name} *{{stroke")
    body = body.replace(_INK, "currentColor").replace(f"stroke: {_SOFT}", _FAINT)
    body = body.replace(f"'{_MEASURED}'", _FONTS)
    body = re.sub(r"[ \t]+$", "", body, flags=re.MULTILINE)
    opening, rest = body.split(">", 1)
    viewed = re.search(r'viewBox="0 0 (\S+) \S+"', opening)
    assert viewed is not None, "matplotlib always writes the view box"
    opening = re.sub(r'\s(?:width|height)="[^"]*"', "", opening)
    return (
        f'{opening} id="{name}" role="img" aria-labelledby="{name}-title {name}-description"'
        f' style="width: 100%; max-width: {float(viewed[1]) * 4 / 3:.0f}px">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-description">{escape(description)}</desc>{rest}'
    )


_FAINT = "stroke: currentColor; stroke-opacity: 0.18"
