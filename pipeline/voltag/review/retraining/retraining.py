"""All that a page of the model needs: prepare, look, adopt, roll back, history."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from voltag.annotations import Annotation, default_annotation_paths
from voltag.classify.persist import load_model
from voltag.report.reading import read_run
from voltag.resources import models_folder
from voltag.review.retraining import process
from voltag.review.retraining.prepare import MODEL
from voltag.review.retraining.records import Preview, Progress, Request, Version
from voltag.review.retraining.versions import (
    DECISIONS,
    PREVIEW,
    SETTINGS,
    RetrainingError,
    Versions,
    changes_of,
    models_beside,
    read_record,
    version_name,
    with_changes,
)
from voltag.review.store.records import ModelEntry, Written
from voltag.settings import recorded_settings
from voltag.text.added_terms import AddedTerm, in_order

PREPARATION = ".preparation"
"""The folder of the preparation, in that of the versions; there is one at a time."""


class DecisionLog(Protocol):
    """What is needed of :class:`voltag.review.store.store.Store`."""

    path: Path

    def annotations(self) -> list[Annotation]:
        """What people settled, as annotations to train on."""

    def adopt(self, model: str, reviewer: str, decision_id: str, note: str = "") -> Written:
        """Write down that a reviewer adopted a model."""

    def roll_back(self, model: str, reviewer: str, decision_id: str, note: str = "") -> Written:
        """Write down that a reviewer went back to a model."""

    def models(self) -> tuple[ModelEntry, ...]:
        """All adoptions and roll-backs, the oldest first."""


@dataclass(frozen=True, slots=True)
class InUse:
    """The version in use: the one adopted last, or that which the results were made with."""

    name: str
    model: str
    folder: Path
    settings: dict[str, dict[str, float]]
    """Other than the defaults."""
    since: ModelEntry | None
    """The entry of the log that brought it into use; None for that of the results."""

    @property
    def command(self) -> str:
        """The options by which ``voltag classify`` uses it."""
        ships = self.folder.parent == models_folder()
        model = self.folder.name if ships else shlex.quote(self.folder.as_posix())
        file = self.folder / SETTINGS
        settings = f" --settings {shlex.quote(file.as_posix())}" if file.is_file() else ""
        return f"--model {model}{settings}"


@dataclass(frozen=True, slots=True)
class NewDecisions:
    """What people have settled, and how much of it the version in use has learnt from."""

    settled: int
    new: int


class Retraining:
    """Another model out of the decisions in a database, for the results that they are on."""

    def __init__(
        self,
        log: DecisionLog,
        results: Sequence[Path],
        annotations: Sequence[Path] | None = None,
    ) -> None:
        """Take the decisions of ``log``.

        ``results`` are the result folders; the first says which model came first.
        ``annotations`` are trained on beside the decisions; None for those that ship.
        """
        self._log = log
        self._annotations = tuple(
            default_annotation_paths() if annotations is None else annotations
        )
        self._results = tuple(results)
        self.versions = Versions(models_beside(log.path))
        self.preparation = self.versions.folder / PREPARATION

    def in_use(self) -> InUse:
        """Return the version in use.

        Raises:
            RetrainingError: its model is nowhere to be found.
            ResultsError: the results cannot be read.
        """
        entries = self._log.models()
        if entries:
            return self._named(entries[-1].model, entries[-1])
        return self.first()

    def first(self) -> InUse:
        """Return what the results were made with, before any adoption."""
        run = read_run(self._results[0])
        settings = changes_of(recorded_settings(run.settings))
        folder = self._folder_of_model(run.model)
        return InUse(version_name(run.model, settings), run.model, folder, settings, None)

    def new_decisions(self) -> NewDecisions:
        """Count what people settled, and what of it the version in use was not trained on."""
        settled = self._log.annotations()
        known = {_taught(a) for a in self.versions.decisions(self.in_use().name)}
        return NewDecisions(len(settled), sum(_taught(a) not in known for a in settled))

    def start(
        self,
        asked_by: str,
        *,
        retrain: bool = True,
        settings: Mapping[str, Mapping[str, float]] | None = None,
        added_terms: Sequence[AddedTerm] = (),
        seed: int = 0,
    ) -> None:
        """Prepare another version in the background.

        ``settings`` are all that are to differ from the defaults; None keeps those of the
        version in use. ``added_terms`` come to those that it has.

        Decisions in a language that the model does not know are not learnt from.

        Raises:
            RetrainingError: another is being prepared, or nobody has decided anything.
            SettingsError, AddedTermError: a setting or a term cannot be used.
            ModelError: the model in use cannot be read.
        """
        base = self.in_use()
        terms = in_order(added_terms)
        moved = base.settings if settings is None else _plain(settings)
        self.versions.folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".checked-", dir=self.versions.folder) as checked:
            with_changes(moved, Path(checked))
        model = load_model(base.folder)
        decisions = [a for a in self._log.annotations() if a.language in model.languages]
        if retrain and not decisions:
            raise RetrainingError("Nobody has decided anything yet that a model could learn from.")
        request = Request(
            base=base.name,
            base_folder=str(base.folder.resolve()),
            results=tuple(str(folder.resolve()) for folder in self._results),
            retrain=retrain,
            settings=moved,
            base_settings=base.settings,
            added_terms=terms,
            annotations=tuple(str(path.resolve()) for path in self._annotations),
            sentence_vectors=model.vectors is not None,
            seed=seed,
            asked_by=asked_by,
            asked_at=_now(),
        )
        process.start(self.preparation, request, {DECISIONS: to_lines(decisions)})

    def progress(self) -> Progress | None:
        """How far the preparation has come; None where there is none."""
        return process.progress(self.preparation)

    def cancel(self) -> bool:
        """Ask the preparation to end; whether one was running."""
        return process.cancel(self.preparation)

    def request(self) -> Request | None:
        """What the present preparation was asked for."""
        path = self.preparation / process.REQUEST
        return read_record(Request, path) if path.is_file() else None

    def preview(self) -> Preview | None:
        """What the prepared version would change; None until it is done."""
        found = self.progress()
        if found is None or found.state != "done":
            return None
        return read_record(Preview, self.preparation / PREVIEW)

    def adopt(self, name: str, reviewer: str, decision_id: str, note: str = "") -> Version:
        """Take the prepared version called ``name`` into use, signed by ``reviewer``.

        Raises:
            RetrainingError: no such version is prepared, or another was adopted since it was
                compared, or another is being prepared.
            StoreError: the reviewer is unknown.
        """
        self._prepared(name)
        # What is prepared stays until it is in its place, and is put there once.
        with process.at_rest(self.preparation):
            return self._adopt(*self._prepared(name), reviewer, decision_id, note)

    def _prepared(self, name: str) -> tuple[Preview, Request]:
        preview, request = self.preview(), self.request()
        if preview is None or request is None or preview.name != name:
            raise RetrainingError(f"{name}: is not prepared; prepare it and look at it first.")
        return preview, request

    def _adopt(
        self, preview: Preview, request: Request, reviewer: str, decision_id: str, note: str
    ) -> Version:
        name = preview.name
        in_use = self.in_use().name
        if in_use not in (preview.base, name):
            raise RetrainingError(
                f"{name}: was compared with {preview.base}, but {in_use} is in use by now;"
                " prepare it again."
            )
        version = Version(
            name=name,
            model=preview.model,
            based_on=preview.base,
            retrained=preview.retrained,
            decisions=preview.decisions,
            settings=preview.settings,
            added_terms=preview.added_terms,
            made_at=request.asked_at,
            asked_by=request.asked_by,
        )
        # The folder first: an entry of the log never names a model that is not there.
        self.versions.install(self.preparation / MODEL, version)
        self._log.adopt(name, reviewer, decision_id, note)
        return version

    def roll_back(self, name: str, reviewer: str, decision_id: str, note: str = "") -> InUse:
        """Go back to an earlier version, signed by ``reviewer``.

        Raises:
            RetrainingError: it was never in use, or is in use now.
            StoreError: the reviewer is unknown.
        """
        if name == self.in_use().name:
            raise RetrainingError(f"{name}: is in use already.")
        if name not in {entry.model for entry in self._log.models()} | {self.first().name}:
            raise RetrainingError(f"{name}: was never in use.")
        self._named(name, None)
        self._log.roll_back(name, reviewer, decision_id, note)
        return self.in_use()

    def history(self) -> tuple[ModelEntry, ...]:
        """All adoptions and roll-backs, the newest first."""
        return tuple(reversed(self._log.models()))

    def _named(self, name: str, since: ModelEntry | None) -> InUse:
        version = self.versions.get(name)
        if version is not None:
            folder = self.versions.model_folder(name)
            return InUse(name, version.model, folder, version.settings, since)
        first = self.first()
        if name == first.name:
            return InUse(name, first.model, first.folder, first.settings, since)
        return InUse(name, name, self.versions.model_folder(name), {}, since)

    def _folder_of_model(self, model: str) -> Path:
        """The folder of the model with this id: an adopted one, or one that ships.

        Raises:
            RetrainingError: there is none.
        """
        for version in self.versions.all():
            if version.model == model:
                return self.versions.model_folder(version.name)
        try:
            return self.versions.model_folder(model)
        except RetrainingError as error:
            raise RetrainingError(
                f"The results were made with the model {model}, which is neither in"
                f" {self.versions.folder} nor one that ships. Put its folder there as"
                f" {model}/, or classify again with a model that is there."
            ) from error


def to_lines(annotations: Sequence[Annotation]) -> bytes:
    """Return annotations as JSON lines in annotations format."""
    return "".join(a.model_dump_json(by_alias=True) + "\n" for a in annotations).encode("utf-8")


def _taught(annotation: Annotation) -> str:
    return annotation.model_dump_json(exclude={"note", "annotator", "day"})


def _plain(settings: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {group: dict(values) for group, values in settings.items() if values}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
