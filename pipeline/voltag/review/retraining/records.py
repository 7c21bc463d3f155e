"""What is asked of the preparation of another model, and what it finds out.

All of it is written as JSON into the folder of the preparation, so that it survives the
browser, the server and the process that made it.
"""

from dataclasses import dataclass, field
from typing import Literal

from voltag.evaluation.compare import Comparison
from voltag.text.added_terms import AddedTerm
from voltag.types import Question, Reference

State = Literal["running", "done", "failed", "cancelled"]
"""How far a preparation has come."""


@dataclass(frozen=True, slots=True)
class Request:
    """Another model, or other thresholds, as they are asked for."""

    base: str
    """Name of the version in use: what the new one is compared with."""
    base_folder: str
    """Its folder."""
    results: tuple[str, ...]
    """Result folders whose verdicts are looked at."""
    retrain: bool
    """Whether to train on what people decided; else the weights stay as they are."""
    settings: dict[str, dict[str, float]] = field(default_factory=dict)
    """Settings other than the defaults, by group and name, as a --settings file has them."""
    base_settings: dict[str, dict[str, float]] = field(default_factory=dict)
    """The same of the version in use."""
    added_terms: tuple[AddedTerm, ...] = ()
    """Terms to add to those that the version in use has already."""
    annotations: tuple[str, ...] = ()
    """Annotation files that are trained on beside the decisions."""
    sentence_vectors: bool = False
    seed: int = 0
    asked_by: str = ""
    asked_at: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a preparation has come, as its process last wrote it."""

    state: State
    step: str
    """What is being done, in a few words."""
    done: int
    total: int
    message: str = ""
    """One sentence where it failed."""
    started_at: str = ""
    changed_at: str = ""


@dataclass(frozen=True, slots=True)
class Responsible:
    """A passage through which an answer flips, with what it was and is."""

    passage_id: str
    page: int
    text: str
    before: float
    """Its score on the question."""
    after: float
    reference_before: Reference
    reference_after: Reference


@dataclass(frozen=True, slots=True)
class Flip:
    """An answer on a document that would be another."""

    document_id: str
    path: str
    title: str
    question: Question
    before: bool | None
    after: bool | None
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]
    passages: tuple[Responsible, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A question on which the new model is sure of the opposite of what people decided."""

    annotation: str
    """Id of the decision in annotations format."""
    document_id: str
    text: str
    decided_by: str
    question: Question
    people: bool
    score: float
    """The new model's."""
    score_before: float
    """That of the model in use."""
    new: bool
    """Whether the model in use does not contradict it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What another version would change."""

    base: str
    name: str
    """The new version's name."""
    model: str
    """Id of its model."""
    retrained: bool
    decisions: int
    """Passages that people decided and it was trained on; 0 without training."""
    new_decisions: int
    """How many of them the version in use was not trained on."""
    documents: int
    """Documents whose verdicts were looked at."""
    not_looked_at: tuple[str, ...]
    """Paths of documents of which ``parsed/`` keeps too little."""
    flips: tuple[Flip, ...]
    contradictions: tuple[Contradiction, ...]
    comparison: Comparison | None
    """Both on the same folds; None where the weights are the same."""
    settings: dict[str, dict[str, float]]
    added_terms: tuple[AddedTerm, ...]
    """All that the new version has."""


@dataclass(frozen=True, slots=True)
class Version:
    """A model that may be used, with its settings: ``version.json`` of its folder."""

    name: str
    """The model's id; with settings of its own, and eight digits of their hash."""
    model: str
    based_on: str
    retrained: bool
    decisions: int
    settings: dict[str, dict[str, float]]
    added_terms: tuple[AddedTerm, ...]
    made_at: str
    asked_by: str
