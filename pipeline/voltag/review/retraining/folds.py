"""The model in use and a new one on the same folds: what each says of unseen documents.

The new one learns, in each fold, from all annotations of the other documents, the one in use
from those of them that it was trained on. Both are asked about the same documents, which
neither has seen.
"""

from collections.abc import Callable, Sequence

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from voltag.annotations import Annotation
from voltag.classify.calibration import held_out_chances
from voltag.classify.counts import FeatureCounts
from voltag.classify.features import Reader, read_passage
from voltag.classify.fitting import Fitted
from voltag.classify.model import labels_from, passage_vectors
from voltag.classify.questions import all_questions, put
from voltag.classify.train import FOLDS, document_groups
from voltag.evaluation import Judged
from voltag.evaluation.labels import CROSS_VALIDATION
from voltag.settings import Settings
from voltag.text.added_terms import AddedTerm


def judged_as_taught(
    annotations: Sequence[Annotation],
    taught: Sequence[bool],
    settings: Settings,
    name: str,
    *,
    seed: int = 0,
    sentence_vectors: bool = False,
    added: tuple[AddedTerm, ...] = (),
    reader: Reader = read_passage,
    progress: Callable[[int, int], None] | None = None,
) -> Judged:
    """Label every annotation by a model that learnt from the ``taught`` ones of other documents.

    The folds are those of :func:`voltag.classify.train.train` on all ``annotations`` with the
    same seed. ``reader`` may be one that remembers what it read for that.

    Raises:
        ValueError: there are too few documents, or none of some label.
        EncoderMissingError: sentence vectors are asked for and their extra is not installed.
    """
    read = [reader(a.text, a.language, added) for a in annotations]
    found = [passage.signs for passage in read]
    counts = FeatureCounts.of([passage.features for passage in read])
    questions = [put(question, annotations, found) for question in all_questions()]
    languages = [a.language for a in annotations]
    vectors = None
    if sentence_vectors:
        vectors = passage_vectors([(a.text, a.language) for a in annotations], found)
    strata = [f"{a.language} {a.reference}" for a in annotations]
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    known = np.flatnonzero(np.asarray(taught))
    folds = [
        (np.intersect1d(inside, known), held_out)
        for inside, held_out in splitter.split(
            np.zeros(len(annotations)), strata, document_groups(annotations)
        )
    ]
    decisions = np.zeros((1 if vectors is None else 2, len(questions), len(annotations)))
    for number, (inside, held_out) in enumerate(folds):
        if progress is not None:
            progress(number, FOLDS)
        fitted = Fitted.on(counts, vectors, languages, questions, inside)
        decisions[:, :, held_out] = fitted.decisions(counts, vectors, languages, held_out)
    chances = held_out_chances(questions, decisions, folds)
    labels = tuple(
        labels_from(seen, chance, settings) for seen, chance in zip(found, chances, strict=True)
    )
    return Judged(tuple(annotations), labels, CROSS_VALIDATION, name, chances)
