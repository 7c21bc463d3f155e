"""Work for workers that dies, or hangs where no Python code is run, at a page of its file's name.

``dies-2.pdf`` dies of page 2, ``hangs-1-3.pdf`` hangs at pages 1 and 3, ``fine.pdf`` is read.
"""

import ctypes
import os
from pathlib import Path

from tests.results import result
from voltag.batch.results import DocumentResult
from voltag.classify.model import Model
from voltag.ingest.steps import PassedOverError, step
from voltag.settings import Settings
from voltag.text.identity import NOTHING_GIVEN
from voltag.types import Given, Problem

PAGES = 6


def read(
    path: Path,
    name: str,
    model: Model,
    settings: Settings,
    given: Given = NOTHING_GIVEN,
    *_: object,
) -> DocumentResult:
    """Take a step a page, and do there what the name says."""
    what, *bad = path.stem.split("-")
    problems = []
    for page in range(1, PAGES + 1):
        try:
            with step("page", page):
                if str(page) in bad:
                    _fail(what)
        except PassedOverError as error:
            problems.append(Problem(name, None, page, "page", error.word, str(error)))
    return result(path=name, problems=tuple(problems))


def _fail(what: str) -> None:
    if what == "dies":
        os.abort()
    # A call that keeps the interpreter to itself, as those into PDFium do.
    ctypes.PyDLL(None).pause()
