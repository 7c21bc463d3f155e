"""Result folders made by hand."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.results import result
from voltag.batch.outputs import write_parsed, write_results, write_run
from voltag.batch.results import DocumentResult
from voltag.settings import load_settings
from voltag.types import LabelledPassage, Objective, ObjectiveVerdict

NOTHING = {objective: ObjectiveVerdict(False, 0.0, ()) for objective in Objective}
NO: dict[str, Any] = {
    "references_volunteering": False,
    "rules": (),
    "passages": (),
    "objectives": NOTHING,
    "review": {},
    "needs_review": False,
    "sdgs": (),
    "explanation": "No passage speaks of a contribution of volunteering.",
}
"""What makes a verdict a plain no."""


def name(number: int) -> str:
    """A document id."""
    return f"sha256:{number:064x}"


def document(number: int, *passages: LabelledPassage, **changes: Any) -> DocumentResult:  # noqa: ANN401
    """A document with these passages, which become its own."""
    own = {"document_id": name(number), "path": f"reviews/{number}.pdf"} | changes
    return result(*(replace(p, document_id=own["document_id"]) for p in passages), **own)


def out(folder: Path, *results: DocumentResult, **run: Any) -> Path:  # noqa: ANN401
    """Write a result folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in results:
        write_parsed(folder, one)
    write_results(folder, results, all_passages=False)
    settings = load_settings().as_dict()
    write_run(folder, {"voltag": "0.1.0", "model": "m-1", "settings": settings, **run})
    return folder


def lines(path: Path, *records: dict[str, Any]) -> None:
    """Write JSON lines."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
