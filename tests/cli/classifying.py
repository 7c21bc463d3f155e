"""Files, good and bad, and runs of ``voltag classify`` on them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.pdfs import FRENCH, PLAIN, VOLUNTEERS, encrypted, pdf, truncated
from tests.cli.running import lines, voltag
from voltag.batch.outputs import STATE

TITLE = "Voluntary National Review of Kenya 2020"
GOOD = pdf(VOLUNTEERS, PLAIN, title=TITLE)
HOSTILE = "=1+1 [red]:book: \x1b[31m.pdf"

FILES = {
    "good.pdf": GOOD,
    "copy.pdf": GOOD,
    HOSTILE: pdf(VOLUNTEERS, title="<script>alert(1)</script>"),
    "french.pdf": pdf(FRENCH),
    "blank.pdf": pdf((), ()),
    "locked.pdf": encrypted(GOOD),
    "empty.pdf": b"",
    "picture.pdf": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "truncated.pdf": truncated(GOOD),
}

quick = pytest.mark.usefixtures("in_process")
"""For tests of what is not the workers' business."""


@dataclass
class Run:
    """A run that is over: what it printed and wrote."""

    result: Result
    out: Path

    def documents(self) -> dict[str, dict[str, Any]]:
        return {Path(d["path"]).name: d for d in lines(self.out / "documents.jsonl")}

    def files(self) -> dict[str, bytes]:
        """Every file but run.json and what only the next run looks at, by name."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in sorted(self.out.rglob("*"))
            if path.is_file() and path.name != "run.json" and STATE not in path.parts
        }


def classify(model: Path, out: Path, *arguments: object) -> Run:
    """Run the command in this process, with workers of its own unless the test is ``quick``."""
    return Run(voltag("classify", *arguments, "-o", out, "--model", model), out)
