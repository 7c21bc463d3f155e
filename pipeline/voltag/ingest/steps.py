"""The steps of reading a PDF, told as they begin, so that a deadly one can be passed over.

PDFium is native code: where it hangs no deadline of ours is looked at, and where it fails it
takes its process with it. Who runs the reader in a process of its own is told each step before
it is taken. When the process has died, the file is read again without that step: a page that
kills its reader costs that page, not the document.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

from voltag.ingest.errors import PdfError

Stage = Literal["open", "page", "ocr", "tables", "bookmarks", "labels", "metadata", "attachments"]
"""What is done in a step; all but ``open`` can be passed over."""
Death = Literal["crashed", "timeout"]
"""How a step ended its process: it died of it, or was stopped because it took too long."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a stage, and the page (1-based) that it is about, or 0."""

    stage: Stage
    page: int = 0

    @property
    def says(self) -> str:
        """The step as the object of a sentence."""
        return {
            "open": "the file",
            "page": f"page {self.page}",
            "ocr": f"the picture of page {self.page}",
            "tables": f"the tables on page {self.page}",
            "bookmarks": "the bookmarks",
            "labels": "the page labels",
            "attachments": "the names of attached files",
            "metadata": "the title and the other metadata",
        }[self.stage]


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Who is told of the steps of a reading."""

    deadly: Mapping[Step, Death] = field(default_factory=dict)
    """Steps that were deadly before, and are passed over."""
    tell: Callable[[Step | None], None] = lambda step: None
    """Called as a step begins, and with None as it ends."""


_NOBODY = Onlooker()
_onlooker: ContextVar[Onlooker] = ContextVar("onlooker", default=_NOBODY)


@contextmanager
def watched_by(onlooker: Onlooker) -> Iterator[None]:
    """Tell ``onlooker`` of every step that is taken inside the ``with`` statement."""
    token = _onlooker.set(onlooker)
    try:
        yield
    finally:
        _onlooker.reset(token)


@contextmanager
def step(stage: Stage, page: int = 0) -> Iterator[None]:
    """Take a step inside the ``with`` statement.

    Raises:
        PassedOverError: the step was deadly before.
    """
    taken, onlooker = Step(stage, page), _onlooker.get()
    if taken in onlooker.deadly:
        raise PassedOverError(taken, onlooker.deadly[taken])
    if onlooker is _NOBODY:
        yield
        return
    onlooker.tell(taken)
    try:
        yield
    finally:
        onlooker.tell(None)


class PassedOverError(PdfError):
    """A step is not taken because it was deadly before.

    The word is its stage's with how it ended (``page_crashed``), the message a sentence.
    """

    def __init__(self, step: Step, death: Death) -> None:
        """Say which step, and how it ended the process that took it."""
        super().__init__(f"{_WORDS[step.stage]}_{death}", _message(step, death))


_WORDS: dict[Stage, str] = {
    "open": "file",
    "page": "page",
    "ocr": "ocr",
    "tables": "table",
    "bookmarks": "bookmarks",
    "labels": "labels",
    "metadata": "metadata",
    "attachments": "attachments",
}


def _message(step: Step, death: Death) -> str:
    if death == "timeout":
        why = "took too long and was stopped"
    else:
        why = "killed the process that did it, which may have needed more memory than it may have"
    return f"Reading {step.says} {why}; it was left out. Look at it by eye."
