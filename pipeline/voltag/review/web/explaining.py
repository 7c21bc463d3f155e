"""Why the machine labels a passage as it does, for the page of that passage."""

import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from voltag.annotations import Annotation, default_annotation_paths, read_annotations
from voltag.classify.encoder import EncoderMissingError
from voltag.classify.explanation import Explanation, explain
from voltag.classify.model import Model
from voltag.classify.neighbours import Examples, Neighbourhood, neighbourhood
from voltag.classify.persist import (
    ModelError,
    find_model,
    find_model_by_id,
    load_examples,
    load_model,
)
from voltag.criteria.bearing import Bearing, bearings
from voltag.languages import language_data
from voltag.report.explained import notes
from voltag.settings import Settings
from voltag.types import LabelledPassage, Verdict


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything that explains a passage's labels."""

    bearings: tuple[Bearing, ...]
    notes: tuple[str, ...]
    explanation: Explanation | None
    """None where the model cannot be used here; the notes say why."""
    neighbourhood: Neighbourhood | None


class Explainer:
    """Explains passages with the model that labelled them; loads it once."""

    def __init__(self, settings: Settings) -> None:
        """Explain by ``settings``, those of the run."""
        self._settings = settings
        self._lock = threading.Lock()
        self._loaded: tuple[str, Path, Model] | None = None
        self._examples: Examples | None = None
        self._annotations: dict[str, Annotation] | None = None

    def load(self, model_id: str) -> None:
        """Load the model ahead of the first passage; a model that is not there is no error."""
        self._annotated(())
        try:
            model, _ = self._model(model_id)
            for language in model.languages:
                # Dictionaries of a language are read with the first text in it.
                text = language_data(language, "language").get("example", "")
                explain(model, text, language, self._settings)
        except (ModelError, EncoderMissingError):
            return

    def reasons(self, passage: LabelledPassage, verdict: Verdict) -> Reasons:
        """Return why ``passage`` has its labels and what it does for ``verdict``."""
        bearing = bearings(passage, verdict, self._settings)
        try:
            model, examples = self._model(verdict.model)
            explanation = explain(model, passage.text, passage.language, self._settings)
            near = None
            if examples is not None and passage.language in model.languages:
                near = neighbourhood(
                    examples, model, passage.text, passage.language, self._annotated
                )
        except (ModelError, EncoderMissingError) as error:
            return Reasons(bearing, (str(error),), None, None)
        told = notes(passage, verdict, explanation)
        return Reasons(bearing, told, explanation, near)

    def _model(self, model_id: str) -> tuple[Model, Examples | None]:
        """The model ``model_id``, or the default one where that is not a shipped one."""
        with self._lock:
            if self._loaded is None or self._loaded[0] != model_id:
                folder = find_model_by_id(model_id) or find_model("default")
                model = load_model(folder)
                self._examples = load_examples(folder, model)
                self._loaded = (model_id, folder, model)
            return self._loaded[2], self._examples

    def _annotated(self, ids: Collection[str]) -> list[Annotation]:
        with self._lock:
            if self._annotations is None:
                read = read_annotations(default_annotation_paths())
                self._annotations = {annotation.id: annotation for annotation in read}
        return [self._annotations[name] for name in sorted(ids) if name in self._annotations]
