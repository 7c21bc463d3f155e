"""Preparing another version: its model, how it compares, and what it would change."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voltag.annotations import Annotation, read_annotations
from voltag.batch.whole_files import write_file
from voltag.classify.features import Reader, read_passage
from voltag.classify.model import Model
from voltag.classify.persist import load_examples, load_model, rounded_model, save_model
from voltag.classify.train import train, trainable, with_added_terms
from voltag.evaluation import Judged, evaluate, judged_held_out
from voltag.evaluation.card import model_card
from voltag.evaluation.compare import Comparison, compare
from voltag.evaluation.support import supporting
from voltag.records import to_json
from voltag.review.retraining.contradictions import find_contradictions
from voltag.review.retraining.folds import judged_as_taught
from voltag.review.retraining.process import REQUEST, Tell
from voltag.review.retraining.records import Preview, Request
from voltag.review.retraining.relabelling import Judge, find_flips
from voltag.review.retraining.versions import (
    DECISIONS,
    PREVIEW,
    SETTINGS,
    RetrainingError,
    read_record,
    version_name,
    with_changes,
)
from voltag.settings import Settings
from voltag.text.added_terms import in_order

MODEL = "model"
"""The folder of the prepared model, in that of the preparation."""


@dataclass(frozen=True, slots=True)
class _Made:
    model: Model
    comparison: Comparison | None


def prepare(folder: Path, tell: Tell) -> None:
    """Prepare what ``request.json`` in ``folder`` asks for, and write ``preview.json`` there.

    Raises:
        RetrainingError: nothing would change, or there is nothing to learn from.
        ValueError, AnnotationError, ModelError, SettingsError, AddedTermError: as training,
            reading and saving raise them.
    """
    request = read_record(Request, folder / REQUEST)
    decisions = read_annotations([folder / DECISIONS])
    base = load_model(Path(request.base_folder))
    before = Judge(base, with_changes(request.base_settings, folder / "before"))
    settings = with_changes(request.settings, folder / "after")
    _check(request, base, decisions)
    if request.retrain:
        made = _retrained(folder, request, base, before.settings, settings, tell)
    else:
        made = _with_terms(folder, request, base)
    if request.settings:
        shutil.copyfile(folder / "after" / SETTINGS, folder / MODEL / SETTINGS)
    after = Judge(made.model, settings)
    flips = find_flips(
        [Path(name) for name in request.results],
        before,
        after,
        lambda done, total: tell("Judging documents again", done, total),
    )
    tell("Comparing with people’s decisions", 0, 1)
    known = {_key(a) for a in _base_decisions(request)}
    preview = Preview(
        base=request.base,
        name=version_name(made.model.id, request.settings),
        model=made.model.id,
        retrained=request.retrain,
        decisions=len(decisions) if request.retrain else 0,
        new_decisions=sum(_key(a) not in known for a in decisions) if request.retrain else 0,
        documents=flips.documents,
        not_looked_at=flips.not_looked_at,
        flips=flips.flips,
        contradictions=find_contradictions(decisions, before, after),
        comparison=made.comparison,
        settings=request.settings,
        added_terms=made.model.added,
    )
    kept = folder / DECISIONS if request.retrain else Path(request.base_folder) / DECISIONS
    if kept.is_file():
        shutil.copyfile(kept, folder / MODEL / DECISIONS)
    content = to_json(preview).encode("utf-8")
    write_file(folder / MODEL / PREVIEW, content)
    write_file(folder / PREVIEW, content)


def _check(request: Request, base: Model, decisions: Sequence[Annotation]) -> None:
    if request.retrain and not decisions:
        raise RetrainingError("Nobody has decided anything yet that a model could learn from.")
    terms = in_order((*base.added, *request.added_terms))
    if not request.retrain and terms == base.added and request.settings == request.base_settings:
        raise RetrainingError(
            "Nothing would change: no decision is learnt from, no term added, no threshold moved."
        )


def _retrained(
    folder: Path,
    request: Request,
    base: Model,
    before: Settings,
    after: Settings,
    tell: Tell,
) -> _Made:
    annotations = trainable(read_annotations([*map(Path, request.annotations), folder / DECISIONS]))
    added = in_order((*base.added, *request.added_terms))
    reader = cache(read_passage)
    training = train(annotations, request.seed, tell, request.sentence_vectors, added, reader)
    model = rounded_model(training.model)
    new = judged_held_out(training, annotations, after, model.id)
    old = _old(request, base, annotations, before, reader, tell)
    tell("Comparing on the same folds", 0, 1)
    evaluation = evaluate(new, after, request.seed)
    model = supporting(model, evaluation, after)
    extra = {
        "metrics.json": json.dumps(evaluation.as_dict(), indent=1) + "\n",
        "card.md": model_card(model, annotations, evaluation),
    }
    save_model(model, folder / MODEL, extra, training.examples)
    return _Made(model, compare(old, new, request.seed))


def _old(
    request: Request,
    base: Model,
    annotations: Sequence[Annotation],
    settings: Settings,
    reader: Reader,
    tell: Tell,
) -> Judged:
    """What the model in use says of each annotation, without its document, on the same folds."""
    own = read_annotations([*map(Path, request.annotations), *_base_files(request)])
    known = {_key(a) for a in own}
    return judged_as_taught(
        annotations,
        [_key(a) in known for a in annotations],
        settings,
        base.id,
        seed=request.seed,
        sentence_vectors=base.vectors is not None,
        added=base.added,
        reader=reader,
        progress=lambda done, total: tell("Training the model in use again", done, total),
    )


def _with_terms(folder: Path, request: Request, base: Model) -> _Made:
    model = with_added_terms(base, request.added_terms)
    base_folder = Path(request.base_folder)
    if model is base:
        shutil.copytree(
            base_folder,
            folder / MODEL,
            ignore=shutil.ignore_patterns("version.json", SETTINGS, PREVIEW),
        )
        return _Made(model, None)
    listed = "".join(f"- {t.text} ({t.language}, {t.kind}): {t.source}\n" for t in model.added)
    card = (
        f"# {model.id}\n\nThe model {base.id} with its weights as they were, and terms that"
        f" people added to its lexicons:\n\n{listed}"
    )
    save_model(model, folder / MODEL, {"card.md": card}, load_examples(base_folder, base))
    return _Made(model, None)


def _base_files(request: Request) -> list[Path]:
    path = Path(request.base_folder) / DECISIONS
    return [path] if path.is_file() else []


def _base_decisions(request: Request) -> list[Annotation]:
    return read_annotations(_base_files(request)) if _base_files(request) else []


def _key(annotation: Annotation) -> str:
    """What an annotation teaches: all but who wrote it, when, and why."""
    return annotation.model_dump_json(exclude={"note", "annotator", "day"})
