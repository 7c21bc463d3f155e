"""The values that pass between the modules of this room; none of them leaves it.

Coordinates are those of the *reading frame*: points from the top left of the page, turned so
that most of the page's text runs from left to right. For nearly every page that is the page
as displayed; :attr:`PageContent.turn` says by how much it is not.
"""

from dataclasses import dataclass, field
from typing import Literal

from voltag.types import Box, Note, Role


@dataclass(slots=True, eq=False)
class TextLine:
    """Text on one baseline: a run as the PDF draws it, and what is joined from runs.

    Runs that touch are joined to chunks (a line of a column, a word, a line of a cell), the
    chunks of one column to its lines. It is one class, and one with slots, because a long report
    has a hundred thousand of them.
    """

    text: str
    x0: float
    x1: float
    y: float
    """The baseline."""
    size: float
    bold: bool
    spaced: bool
    """Whether white space follows."""
    mark: str = ""
    """A footnote mark that stood raised at the start of the text, and was taken off it."""
    turned: bool = False
    """Whether the text runs in another direction than most text of the page."""
    top: float = 0.0
    """A little below the top of the tallest letters, so that close lines do not overlap."""
    bottom: float = 0.0
    """A little above the bottom of the deepest letters."""
    role: Role | None = None
    """What is known of the line so far; None for body text still to be told apart."""
    column: int = 0
    """Number of the line's column, box or cell on its page, in reading order."""
    left: float = 0.0
    """Left edge of that column."""
    right: float = 0.0
    """Right edge of that column."""
    cell: int = 0
    """Number of the table cell on the page; 0 outside tables."""
    table: int = 0
    """Number of the document's table that was read cell by cell; 0 for all other text."""
    boxed: int = 0
    """Number of the box on the page; 0 outside boxes."""
    level: int = 0
    """Depth of a heading, once known."""
    gap: float = 0.0
    """Distance from the baseline of the line above it in its column; 0 for the first."""
    starts: bool = False
    """Whether a new block must start with this line."""
    confidence: float | None = None
    """How sure OCR is of its least sure part, 0..1; None for text that the PDF has."""
    shown: Box | None = None
    """The line's box on the page as displayed, once it was asked for."""

    @property
    def box(self) -> Box:
        """The line's box, from the top of its tallest letters to the bottom of its deepest."""
        return (self.x0, self.y - 0.8 * self.size, self.x1, self.y + 0.22 * self.size)


@dataclass(slots=True)
class Rule:
    """A straight line, or a rectangle so thin that it reads as one."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(slots=True)
class PageContent:
    """What stands on a page before anything is made of it."""

    width: float
    height: float
    turn: int = 0
    """Quarter turns, clockwise, from the reading frame to the page as displayed."""
    runs: list[TextLine] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    """Rules that run from left to right."""
    down: list[Rule] = field(default_factory=list)
    """Rules that run from top to bottom."""
    frames: list[Box] = field(default_factory=list)
    """Rectangles with an outline or a background of their own."""
    drawings: list[Box] = field(default_factory=list)
    """Other shapes: curves, slices, arrows, letters drawn as outlines."""
    pictures: list[Box] = field(default_factory=list)
    lacks_fonts: bool = False
    """Whether most of the text has no characters, as its fonts are nowhere to be found."""
    raw_characters: int = 0
    bad_characters: int = 0
    """Characters that stand for nothing: replacement, private use, control."""
    notes: tuple[Note, ...] = ()
    """What was filled into form fields or noted on the page."""
    doubled: bool = False
    """Whether words were drawn double and are taken once."""
    layered: int = 0
    """Invisible characters that lie over pictures, as OCR leaves them."""
    unseen: int = 0
    """Characters left out, as they are invisible or off the page."""
    slant: float = 0.0
    """Angle in radians, clockwise, at which the text stands on the page; the reading frame is
    turned back by it about the page's middle."""


@dataclass(slots=True)
class Unit:
    """Chunks that belong together and are read together: a box, a table, a table cell."""

    x0: float
    top: float
    x1: float
    bottom: float
    members: list["Item"]
    kind: Literal["box", "table", "cell"]


Item = TextLine | Unit
"""What has a place in the reading order."""


@dataclass(slots=True)
class Group:
    """A column, or the part of one between two wide things: chunks that read top to bottom."""

    chunks: list[TextLine]
    cell: int = 0
    """Number of the table cell on the page; 0 outside tables."""
    box: int = 0
    """Number of the box on the page; 0 outside boxes."""


@dataclass(slots=True)
class PageLines:
    """A page after its lines were put in reading order."""

    number: int
    width: float
    height: float
    turn: int
    lines: list[TextLine]
    columns: int
    picture_share: float
    chunks: list[TextLine] = field(default_factory=list)
    """The page's chunks before lines were made of them, where a table may have to be read."""
    rules: list[Rule] = field(default_factory=list)
    """Rules from left to right, where a table may have to be read."""
    slant: float = 0.0
    """Angle in radians, clockwise, from the reading frame to the page before its turn."""
    recognised: bool = False
    """Whether the lines were read by OCR."""
    objects: int = 0
    """How many objects were found on the page, at most those that were looked at."""
