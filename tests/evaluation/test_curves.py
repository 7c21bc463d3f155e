"""The learning curve and transfer train on what they say, and on nothing that they judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from tests.evaluation.values import NOTHING, OWNED, SETTINGS, annotation, contribution
from voltag.annotations import Annotation
from voltag.evaluation import curves as module
from voltag.evaluation.curves import curves
from voltag.settings import Settings
from voltag.types import Labels

ANNOTATIONS = [
    annotation(
        n, "contribution" if n % 3 else "none", text=f"passage {n}", **(OWNED if n % 3 else {})
    ).model_copy(update={"document": f"d{n // 4}", "language": "en" if n // 4 % 2 else "zh"})
    for n in range(96)
]
DOCUMENTS = {a.text: a.document for a in ANNOTATIONS}


@dataclass(frozen=True)
class Parrot:
    """A model that is right of the more passages, the more documents it was trained on."""

    languages: tuple[str, ...]
    known: frozenset[str]
    id: str = "parrot"

    def label(
        self, texts: Sequence[tuple[str, str]], settings: Settings, reader: object
    ) -> list[Labels]:
        asked = {DOCUMENTS[text] for text, _ in texts}
        assert not asked & self.known, "judged on what it was trained on"
        assert {language for _, language in texts} <= set(self.languages)
        known = {text: n for n, text in enumerate(DOCUMENTS)}
        return [
            contribution(0.9) if known[text] % 3 and known[text] % 16 < len(self.known) else NOTHING
            for text, _ in texts
        ]


@dataclass(frozen=True)
class Trained:
    model: Parrot


@pytest.fixture(autouse=True)
def trained(monkeypatch: pytest.MonkeyPatch) -> list[list[Annotation]]:
    """What was trained on, one list a model."""
    given: list[list[Annotation]] = []

    def train(
        annotations: list[Annotation],
        seed: int,
        progress: Any,  # noqa: ANN401
        reader: object,
    ) -> Trained:
        given.append(annotations)
        if len({a.document for a in annotations}) < 3:
            raise ValueError("too few documents")
        for step in ("Reading passages", "Training"):
            progress(step, 1, 2)
            progress(step, 2, 2)
        documents = frozenset(a.document for a in annotations)
        return Trained(Parrot(tuple({a.language for a in annotations}), documents))

    monkeypatch.setattr(module, "train", train)
    return given


def test_more_documents_teach_more_and_too_few_are_left_out() -> None:
    found = curves(ANNOTATIONS, SETTINGS).learning
    together = [point for point in found if point.language == "all"]
    assert [point.documents for point in together] == [4, 8, 16]
    values = [point.contribution_f1 for point in together]
    assert values == sorted(values, key=lambda value: value or 0.0)
    assert {point.language for point in found} == {"all", "en", "zh"}


def test_larger_sizes_take_in_the_smaller(trained: list[list[Annotation]]) -> None:
    curves(ANNOTATIONS, SETTINGS)
    first_part = [{a.document for a in trained[size * module.PARTS]} for size in range(4)]
    assert all(few < many for few, many in pairwise(first_part))


def test_each_language_is_judged_by_a_model_of_the_other() -> None:
    found = curves(ANNOTATIONS, SETTINGS).transfer
    assert [(row.trained_on, row.judged_on, row.passages) for row in found] == [
        ("en", "zh", 48),
        ("zh", "en", 48),
    ]


def test_progress_rises_to_the_whole() -> None:
    told: list[tuple[int, int]] = []
    curves(ANNOTATIONS, SETTINGS, progress=lambda _, done, total: told.append((done, total)))
    done = [number for number, _ in told]
    assert done == sorted(done)
    assert told[-1][0] == told[-1][1]


def test_too_few_documents_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 3 documents"):
        curves(ANNOTATIONS[:4], SETTINGS)
