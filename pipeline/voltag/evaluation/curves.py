"""What more annotations would bring, and what one language teaches about the other.

Both train models, so they take minutes.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from voltag.annotations import Annotation
from voltag.classify.features import read_passage
from voltag.classify.train import Progress, document_groups, train
from voltag.evaluation import resampling
from voltag.evaluation.labels import ALL, OBJECTIVES, Judged, judged_by, rules_of
from voltag.evaluation.resampling import Interval
from voltag.settings import Settings
from voltag.types import Labels

PARTS = 3
"""Parts of the documents, each judged by models trained on documents of the others."""
SHARES = (0.125, 0.25, 0.5, 1.0)
"""Shares of the other parts' documents that are trained on."""


@dataclass(frozen=True, slots=True)
class LearningPoint:
    """How well models do that were trained on so many documents."""

    documents: int
    """Documents trained on, the mean over the parts."""
    passages: int
    language: str
    """The language judged, or ``all``; models are trained on all languages."""
    contribution_f1: float | None
    contribution_f1_interval: Interval | None
    objectives_macro_f1: float | None
    objectives_macro_f1_interval: Interval | None


@dataclass(frozen=True, slots=True)
class Transfer:
    """How well a model does in a language that it was not trained on."""

    trained_on: str
    judged_on: str
    passages: int
    """Passages judged."""
    contribution_f1: float | None
    contribution_f1_interval: Interval | None
    objectives_macro_f1: float | None
    objectives_macro_f1_interval: Interval | None


@dataclass(frozen=True, slots=True)
class Curves:
    """The learning curve, and the transfer between languages."""

    learning: tuple[LearningPoint, ...]
    transfer: tuple[Transfer, ...]


def curves(
    annotations: Sequence[Annotation],
    settings: Settings,
    seed: int = 0,
    progress: Progress | None = None,
) -> Curves:
    """Train on growing shares of the documents, and on each language alone.

    Sizes too small to train on are left out. ``progress`` is called with the passages of the
    models done and to do.

    Raises:
        ValueError: the documents are too few to be parted.
    """
    annotations = list(annotations)
    groups = document_groups(annotations)
    if len(np.unique(groups)) < PARTS:
        raise ValueError(f"a learning curve needs at least {PARTS} documents")
    parts = _parts(annotations, groups, seed)
    languages = sorted({a.language for a in annotations})
    crossings = [(a, b) for a in languages for b in languages if a != b]
    subsets = [[_first(groups, inside, share, seed) for inside, _ in parts] for share in SHARES]
    alone = {code: [a for a in annotations if a.language == code] for code, _ in crossings}
    total = sum(len(subset) for of_share in subsets for subset in of_share)
    trainer = _Trainer(settings, seed, progress, total + sum(map(len, alone.values())))

    learning: list[LearningPoint] = []
    for of_share in subsets:
        labels: list[Labels | None] = [None] * len(annotations)
        for subset, (_, outside) in zip(of_share, parts, strict=True):
            asked = [annotations[i] for i in outside]
            for given in trainer.labels([annotations[i] for i in subset], [asked]):
                for index, label in zip(outside, given, strict=True):
                    labels[index] = label
        known = [label for label in labels if label is not None]
        if len(known) == len(annotations):
            judged = Judged(tuple(annotations), tuple(known), "learning curve")
            documents = [len(np.unique(groups[subset])) for subset in of_share]
            passages = [len(subset) for subset in of_share]
            learning += _learning_points(
                judged, round(np.mean(documents)), round(np.mean(passages)), seed
            )

    transfer: list[Transfer] = []
    for code, own in alone.items():
        others = [b for a, b in crossings if a == code]
        asked_of = [[a for a in annotations if a.language == other] for other in others]
        found = trainer.labels(own, asked_of)
        # Nothing is found where a language has too little to train on.
        for other, asked, labelled in zip(others, asked_of, found, strict=bool(found)):
            judged = Judged(tuple(asked), labelled, "transfer")
            transfer.append(Transfer(code, other, len(asked), *_figures(judged, seed)))
    return Curves(tuple(learning), tuple(transfer))


class _Trainer:
    """Trains one model after the other and tells how far it has come.

    All read the same passages, which takes longer than training: each is read once.
    """

    def __init__(
        self, settings: Settings, seed: int, progress: Progress | None, total: int
    ) -> None:
        self._settings = settings
        self._seed = seed
        self._tell: Callable[[str, int, int], None] = progress or (lambda *_: None)
        self._total = total
        self._done = 0
        self._reader = cache(read_passage)

    def labels(
        self, known: list[Annotation], asked_of: list[list[Annotation]]
    ) -> list[tuple[Labels, ...]]:
        """Train on ``known`` and label each list of passages; nothing if they are too few."""
        size = len(known)

        def tell(step: str, done: int, of: int) -> None:
            # Reading the passages and training each take about half of the time.
            part = done / of / 2 + (0.0 if step.startswith("Reading") else 0.5)
            self._tell("Learning curve", self._done + int(size * part), self._total)

        try:
            with warnings.catch_warnings():
                # Few passages do not fill all folds; the curve shows what that costs.
                warnings.simplefilter("ignore", UserWarning)
                model = train(known, self._seed, tell, reader=self._reader).model
        except ValueError:
            return []
        finally:
            self._done += size
            self._tell("Learning curve", self._done, self._total)
        every = tuple(sorted({a.language for asked in asked_of for a in asked}))
        model = replace(model, languages=every)
        return [judged_by(model, asked, self._settings, self._reader).labels for asked in asked_of]


def _parts(
    annotations: Sequence[Annotation], groups: np.ndarray, seed: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    strata = [f"{a.language} {a.reference}" for a in annotations]
    splitter = StratifiedGroupKFold(PARTS, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return list(splitter.split(np.zeros(len(groups)), strata, groups))


def _first(groups: np.ndarray, inside: np.ndarray, share: float, seed: int) -> np.ndarray:
    """The passages of a share of the documents; a larger share takes in a smaller one."""
    documents = np.unique(groups[inside])
    shuffled = np.random.default_rng(seed).permutation(documents)
    chosen = shuffled[: round(share * len(shuffled))]
    subset: np.ndarray = inside[np.isin(groups[inside], chosen)]
    return subset


def _learning_points(
    judged: Judged, documents: int, passages: int, seed: int
) -> list[LearningPoint]:
    languages = judged.languages()
    return [
        LearningPoint(documents, passages, language, *_figures(judged.of_language(language), seed))
        for language in (languages if len(languages) > 2 else (ALL,))
    ]


_Figures = tuple[float | None, Interval | None, float | None, Interval | None]


def _figures(judged: Judged, seed: int) -> _Figures:
    """F1 of contributions and macro F1 of objectives, each with its interval."""
    resampled = resampling.Resampled(judged.groups(), seed)
    found: list[float | Interval | None] = []
    for names in (("contribution",), OBJECTIVES):
        rules = rules_of(names)
        truths = [rule.truths(judged) for rule in rules]
        predictions = [rule.predictions(judged) for rule in rules]
        found += resampled.measure(
            lambda draws, t=truths, p=predictions: resampling.macro_f1(draws, t, p)  # type: ignore[misc]
        )
    return tuple(found)  # type: ignore[return-value]
