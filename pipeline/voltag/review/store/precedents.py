"""The closest settled passages: how like cases were decided, and by which clause.

Passages are compared by the runs of two to four letters they share, weighed by how rare each
is (tf-idf), which works in both languages without a model.
"""

import json
import sqlite3
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from voltag.records import from_json
from voltag.review.store.anchors import folded
from voltag.review.store.records import Judgement, Precedent, Precedents
from voltag.review.store.rows import Row, json_list
from voltag.types import QUESTIONS, Objective, Question

_FEATURES = 2**16


class PrecedentIndex:
    """Vectors of settled passages, kept between requests and renewed as decisions come in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers: list[int] = []
        self._rows: dict[int, int] = {}
        self._counts: Any = None

    def nearest(
        self, connection: sqlite3.Connection, passage: int
    ) -> tuple[tuple[int, float], ...]:
        """The settled passages of the same language, nearest first, with their similarity."""
        own = connection.execute(
            "SELECT text, language FROM passages WHERE passage = ?", (passage,)
        ).fetchone()
        settled = [
            row[0]
            for row in connection.execute(
                "SELECT passage FROM passages WHERE state NOT IN ('undecided', 'unsure',"
                " 'disagreement') AND language = ? AND passage <> ? ORDER BY passage",
                (own["language"], passage),
            )
        ]
        if not settled:
            return ()
        with self._lock:
            self._add(connection, [number for number in settled if number not in self._rows])
            counts = self._counts[[self._rows[number] for number in settled]]
        similarities = _similarities(counts, _vectors([folded(own["text"], own["language"])]))
        order = np.lexsort((settled, -similarities.round(6)))
        return tuple((settled[i], round(float(similarities[i]), 4)) for i in order)

    def _add(self, connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
        from scipy.sparse import vstack

        if not numbers:
            return
        texts = {
            row["passage"]: folded(row["text"], row["language"])
            for row in connection.execute(
                "SELECT passage, text, language FROM passages"
                " WHERE passage IN (SELECT value FROM json_each(?))",
                (json_list(numbers),),
            )
        }
        vectors = _vectors([texts[number] for number in numbers])
        self._counts = vectors if self._counts is None else vstack([self._counts, vectors]).tocsr()
        for number in numbers:
            self._rows[number] = len(self._numbers)
            self._numbers.append(number)


def _vectors(texts: Sequence[str]) -> Any:  # noqa: ANN401 - scipy CSR matrix
    from sklearn.feature_extraction.text import HashingVectorizer

    # Hashed, so that a passage settled later needs no vocabulary made anew.
    vectorizer = HashingVectorizer(
        analyzer="char",
        ngram_range=(2, 4),
        n_features=_FEATURES,
        norm=None,
        alternate_sign=False,
        lowercase=False,
    )
    return vectorizer.transform(texts)


def _similarities(counts: Any, own: Any) -> np.ndarray:  # noqa: ANN401 - scipy CSR matrices
    from sklearn.feature_extraction.text import TfidfTransformer

    weights = TfidfTransformer(sublinear_tf=True).fit(counts)
    found: np.ndarray = (weights.transform(counts) @ weights.transform(own).T).toarray().ravel()
    return found


def precedents(
    connection: sqlite3.Connection, index: PrecedentIndex, passage: int
) -> tuple[Precedents, ...]:
    """Return for each question the closest settled yes and the closest settled no.

    For an objective a no is the closest passage that was settled not to show it.
    """
    nearest = index.nearest(connection, passage)
    read: dict[int, Row] = {}

    def row_of(number: int) -> Row:
        if number not in read:
            read[number] = connection.execute(
                "SELECT p.page, p.text, p.settled, p.settled_by, p.state, d.document_id"
                " FROM passages p JOIN documents d USING (document) WHERE p.passage = ?",
                (number,),
            ).fetchone()
        return read[number]

    def first(question: Question, answer: bool) -> Precedent | None:
        for number, similarity in nearest:
            row = row_of(number)
            judgement = from_json(Judgement, row["settled"])
            if judgement.shows(question) is answer:
                return Precedent(
                    passage=number,
                    document_id=row["document_id"],
                    page=row["page"],
                    text=row["text"],
                    similarity=similarity,
                    judgement=judgement,
                    clause=clause_of(judgement, question),
                    decided_by=tuple(json.loads(row["settled_by"])),
                    state=row["state"],
                )
        return None

    return tuple(Precedents(q, first(q, True), first(q, False)) for q in QUESTIONS)


def clause_of(judgement: Judgement, question: Question) -> str:
    """The codebook's clause that decided: the one named, or that of the label itself."""
    if judgement.clause:
        return judgement.clause
    if question != "references":
        letter = Objective(question).letter
        code = next((code for code in judgement.codes if code.value[0] == letter), None)
        if code is not None:
            return code.value
    return judgement.reference.value
