"""A passage of a result folder with everything that explains it: what `voltag explain` shows."""

import difflib
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from voltag.batch.outputs import DOCUMENTS, PARSED, PASSAGES, RUN, read_parsed
from voltag.classify.explanation import Explanation
from voltag.classify.neighbours import Neighbourhood
from voltag.criteria.bearing import Bearing
from voltag.records import from_json
from voltag.types import Kind, LabelledPassage, Status, Verdict

_UNREADABLE = (OSError, EOFError, StopIteration, ValueError)


class NoSuchPassageError(Exception):
    """A passage that is not in a result folder, or a folder that cannot be read."""


@dataclass(frozen=True, slots=True)
class ExplainedDocument:
    """The document of an explained passage."""

    document_id: str
    path: str
    title: str
    kind: Kind
    status: Status
    references_volunteering: bool | None
    rules: tuple[str, ...]
    explanation: str
    model: str
    """Id of the model that the verdict was made with."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A text, or a passage of a result folder, with everything that explains its labels."""

    passage: LabelledPassage | None
    """As the result folder has it; None for a text that was given as such."""
    document: ExplainedDocument | None
    bearings: tuple[Bearing, ...]
    """What the passage does for the document's answers; empty for a text."""
    notes: tuple[str, ...]
    """What a reader must know: another model, labels that the passage's place decided."""
    explanation: Explanation
    neighbourhood: Neighbourhood | None
    """None for a text in a language without a model, and for a model that keeps none."""


def find_passage(folder: Path, passage_id: str) -> tuple[LabelledPassage, Verdict]:
    """Return the passage ``passage_id`` of the result folder ``folder``, and its verdict.

    Raises:
        NoSuchPassageError: the folder has no such passage (the message names ids like it), or is
            no result folder.
    """
    if not (folder / DOCUMENTS).is_file():
        raise NoSuchPassageError(
            f"{folder}: is no result folder ({DOCUMENTS} is missing); make one with"
            f" `voltag classify PATH -o {folder}`"
        )
    seen: list[str] = []
    for passage in _passages(folder):
        if passage.passage_id == passage_id:
            return passage, _verdict(folder, passage)
        seen.append(passage.passage_id)
    raise NoSuchPassageError(f"{folder}: has no passage {passage_id}{_like(passage_id, seen)}")


def _like(passage_id: str, seen: list[str]) -> str:
    unique = list(dict.fromkeys(seen))
    begin = [known for known in unique if known.startswith(passage_id)] if passage_id else []
    close = difflib.get_close_matches(passage_id, unique, 3, 0.0)
    named = list(dict.fromkeys([*begin, *close]))[:3]
    if not named:
        return "; it has no passages at all"
    return f"; the nearest ids are {', '.join(named)}"


def _passages(folder: Path) -> Iterator[LabelledPassage]:
    """Yield the shown passages, and then all that were kept of each document."""
    shown = folder / PASSAGES
    if shown.is_file():
        for number, line in enumerate(_lines(shown), start=1):
            try:
                yield from_json(LabelledPassage, line)
            except ValidationError as error:
                raise _unreadable(shown, error, number) from error
    for path in sorted((folder / PARSED).glob("*.jsonl.gz")):
        try:
            _, passages = read_parsed(path)
        except (*_UNREADABLE, gzip.BadGzipFile) as error:
            raise _unreadable(path, error) from error
        yield from passages


def _verdict(folder: Path, passage: LabelledPassage) -> Verdict:
    path = folder / DOCUMENTS
    for number, line in enumerate(_lines(path), start=1):
        try:
            verdict = from_json(Verdict, line)
        except ValidationError as error:
            raise _unreadable(path, error, number) from error
        if verdict.document_id == passage.document_id:
            return verdict
    raise NoSuchPassageError(
        f"{path}: lacks the document of passage {passage.passage_id}; classify it again"
    )


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8") as file:
            yield from (line for line in file if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception, line: int | None = None) -> NoSuchPassageError:
    where = f"{path}:{line}" if line else str(path)
    first = str(error).split("\n", 1)[0]
    return NoSuchPassageError(f"{where}: cannot be read ({first}); classify the documents again")


def read_run(folder: Path) -> dict[str, Any]:
    """Return what ``run.json`` says of the result folder; empty where it says nothing."""
    try:
        run = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return run if isinstance(run, dict) else {}


def explained_document(verdict: Verdict) -> ExplainedDocument:
    """Return what an explanation says of the document with ``verdict``."""
    return ExplainedDocument(
        verdict.document_id,
        verdict.path,
        verdict.title,
        verdict.kind,
        verdict.status,
        verdict.references_volunteering,
        verdict.rules,
        verdict.explanation,
        verdict.model,
    )


def notes(passage: LabelledPassage, verdict: Verdict, explanation: Explanation) -> tuple[str, ...]:
    """Return what a reader must know who compares the passage's labels with ``explanation``."""
    if explanation.model != verdict.model:
        return (
            f"The results were made with the model {verdict.model}; this explains what"
            f" {explanation.model} says of the text, which may differ. Give the first one with"
            " --model to explain the results themselves.",
        )
    labels = explanation.labels
    if (passage.reference, passage.scores) == (labels.reference, labels.scores):
        return ()
    role = passage.role.value.replace("_", " ")
    return (
        f"The passage's place in the document (it is a {role}) or the settings decided its"
        f" labels: the results have {passage.reference.value}, contribution"
        f" {passage.scores.contribution:.4f}; the model by itself says"
        f" {labels.reference.value}, {labels.scores.contribution:.4f}.",
    )
