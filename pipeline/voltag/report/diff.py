"""What changed between two runs: which verdicts, by which passages, and through what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from voltag.report.reading import Corpus, ReadDocument, Run
from voltag.types import QUESTIONS, LabelledPassage, Question


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage that decided a question in one run, and what it was in the other."""

    question: Question
    page: int
    text: str
    before: float | None
    """Its score on the question; None where the run had no such passage."""
    after: float | None
    before_reference: str | None
    after_reference: str | None


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document whose verdict changed."""

    path: str
    before_id: str
    after_id: str
    changes: tuple[Change, ...]
    passages: tuple[PassageChange, ...]

    @property
    def file_changed(self) -> bool:
        """Whether the file at the path is another than before."""
        return self.before_id != self.after_id


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed between two runs."""

    before: str
    after: str
    run: tuple[Change, ...]
    """Model, version, kind and packages that differ."""
    settings: tuple[Change, ...]
    changed: tuple[DocumentChange, ...]
    same: int
    """Documents in both runs with the same verdict."""
    files: tuple[str, ...]
    """Paths at which the file is another than before, whatever its verdict."""
    added: tuple[str, ...]
    removed: tuple[str, ...]


def compare_runs(before: Corpus, after: Corpus) -> Difference:
    """Compare two result folders, document by document.

    Documents are the same by their hash, else by their path.

    Raises:
        ResultsError: what ``parsed/`` keeps of a changed document cannot be read.
    """
    pairs, added, removed = _pairs(before.documents, after.documents)
    changed = [
        change for old, new in pairs for change in [_document_change(old, new)] if change.changes
    ]
    old_run, new_run = before.runs[0], after.runs[0]
    return Difference(
        before=old_run.folder,
        after=new_run.folder,
        run=tuple(_run_changes(old_run, new_run)),
        settings=tuple(_changes(_flat(old_run.settings), _flat(new_run.settings))),
        changed=tuple(changed),
        same=len(pairs) - len(changed),
        files=tuple(
            new.verdict.path
            for old, new in pairs
            if old.verdict.document_id != new.verdict.document_id
        ),
        added=tuple(document.verdict.path for document in added),
        removed=tuple(document.verdict.path for document in removed),
    )


def _pairs(
    before: Sequence[ReadDocument], after: Sequence[ReadDocument]
) -> tuple[list[tuple[ReadDocument, ReadDocument]], list[ReadDocument], list[ReadDocument]]:
    by_id = {d.verdict.document_id: d for d in before if d.verdict.document_id}
    by_path = {d.verdict.path: d for d in before}
    pairs, added, used = [], [], set()
    ids = {d.verdict.document_id for d in after}
    for new in after:
        old = by_id.get(new.verdict.document_id) or by_path.get(new.verdict.path)
        # A file that moved is not what now stands at its old path.
        moved = old is not None and old.verdict.document_id != new.verdict.document_id
        if old is None or (moved and old.verdict.document_id in ids - {""}):
            added.append(new)
        else:
            pairs.append((old, new))
            used.add(old.verdict.path)
    return pairs, added, [d for d in before if d.verdict.path not in used]


def _run_changes(before: Run, after: Run) -> Iterator[Change]:
    for name in ("model", "voltag", "kind"):
        if getattr(before, name) != getattr(after, name):
            yield Change(name, getattr(before, name), getattr(after, name))
    yield from _changes(dict(before.packages), dict(after.packages))


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Change(name, before.get(name), after.get(name))


def _flat(values: dict[str, Any], above: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{above}{name}.")
        else:
            flat[f"{above}{name}"] = value
    return flat


_OTHERS = ("status", "kind", "country", "year", "rules", "needs_review")
"""What else of a verdict is compared, beside the four answers."""


def _document_change(before: ReadDocument, after: ReadDocument) -> DocumentChange:
    old, new = before.verdict, after.verdict
    questions = [q for q in QUESTIONS if old.answer(q) is not new.answer(q)]
    changes = [Change(q, old.answer(q), new.answer(q)) for q in questions]
    changes += [
        Change(name, getattr(old, name), getattr(new, name))
        for name in _OTHERS
        if getattr(old, name) != getattr(new, name)
    ]
    # A framework's answer can change by its rules alone, on other passages than before.
    if old.rules != new.rules and "references" not in questions:
        questions.insert(0, "references")
    passages = tuple(_passage_changes(before, after, questions)) if questions else ()
    return DocumentChange(new.path, old.document_id, new.document_id, tuple(changes), passages)


def _passage_changes(
    before: ReadDocument, after: ReadDocument, questions: Sequence[Question]
) -> Iterator[PassageChange]:
    old_passages, new_passages = _passages(before), _passages(after)
    for question in questions:
        seen = set()
        for document, passages in ((before, old_passages), (after, new_passages)):
            for passage_id in document.verdict.decided_by(question):
                passage = passages.get(passage_id)
                if passage is None or _key(passage) in seen:
                    continue
                seen.add(_key(passage))
                old, new = _same(passage, old_passages), _same(passage, new_passages)
                change = PassageChange(
                    question,
                    passage.page,
                    passage.text,
                    old.scores.of(question) if old else None,
                    new.scores.of(question) if new else None,
                    old.reference.value if old else None,
                    new.reference.value if new else None,
                )
                if old is None or new is None or old != new:
                    yield change


def _passages(document: ReadDocument) -> dict[str, LabelledPassage]:
    """All passages that are kept of a document, by id."""
    parsed = document.parsed()
    kept = parsed[1] if parsed is not None else document.passages
    return {passage.passage_id: passage for passage in kept}


def _same(passage: LabelledPassage, among: dict[str, LabelledPassage]) -> LabelledPassage | None:
    """The passage of another run with the same id, else with the same text on any page."""
    if passage.passage_id in among:
        return among[passage.passage_id]
    return next((other for other in among.values() if other.text == passage.text), None)


def _key(passage: LabelledPassage) -> tuple[int, str]:
    return passage.page, passage.text
