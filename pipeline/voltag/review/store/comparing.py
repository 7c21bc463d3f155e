"""How far reviewers agree: by label, by pair, and where they differ."""

import sqlite3
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from voltag.annotations.agreement import TOGETHER, agreement, label_questions, paired
from voltag.annotations.model import Annotation
from voltag.review.store.queues import items_of
from voltag.review.store.records import (
    Agreement,
    Difference,
    Disagreement,
    LabelAgreement,
    PairAgreement,
)
from voltag.review.store.retests import self_agreement
from voltag.review.store.rows import Row, judgement_of
from voltag.review.store.standing import Judged, differences, newest_of_each
from voltag.review.store.views import entries_on

RESAMPLES = 500
"""Of an interval of kappa: enough for two decimals while a reviewer waits."""

Key = tuple[str, int, str]
"""A passage as its anchor knows it: document, page and hash of the text."""


def agreement_of(connection: sqlite3.Connection) -> Agreement:
    """Measure how far reviewers agree on the passages that several judged independently.

    A judgement counts where its reviewer saw no other's; of one reviewer's on a passage the
    first such one, so that nothing learnt afterwards makes agreement look better.
    """
    judged = blind_judgements(connection)
    shared = {key: by for key, by in judged.items() if len(by) > 1}
    return Agreement(
        labels=tuple(_labels(shared)),
        pairs=tuple(_pairs(shared)),
        selves=self_agreement(connection),
    )


def blind_judgements(connection: sqlite3.Connection) -> dict[Key, dict[str, Annotation]]:
    """The independent judgements of every passage, by reviewer."""
    found: dict[Key, dict[str, Annotation]] = {}
    texts: dict[Key, Row] = {}
    for row in connection.execute(
        "SELECT * FROM valid_decisions WHERE kind IN ('judgement', 'addition') AND is_blind"
        " AND answer <> 'unsure' ORDER BY entry"
    ):
        key = (row["document_id"], row["page"], row["text_sha256"])
        first = texts.setdefault(key, row)
        # Two readings of a page may differ in spaces: both are about the same passage.
        annotation = _annotation(key, row, first["text"], first["language"])
        found.setdefault(key, {}).setdefault(row["reviewer_name"], annotation)
    return found


def _annotation(key: Key, row: Row, text: str, language: str) -> Annotation:
    judgement = judgement_of(row)
    assert judgement is not None
    return Annotation(
        id=f"{key[0]} {key[1]} {key[2]}",
        document=key[0],
        language=language,
        text=text,
        reference=judgement.reference,
        objectives=judgement.objectives,
        codes=judgement.codes,
        b4_kind=judgement.b4_kind,
        implicit=judgement.implicit,
        polarity=judgement.polarity,
        annotator=row["reviewer_name"],
        origin="reviewed",
    )


def _labels(shared: dict[Key, dict[str, Annotation]]) -> list[LabelAgreement]:
    reviewers = sorted({name for by in shared.values() for name in by})
    found = []
    for question in label_questions():
        units = [
            [by.get(name) for name in reviewers]
            for by in shared.values()
            if all(question.asked(annotation) for annotation in by.values())
        ]
        values: dict[object, int] = {}
        table = [
            [None if a is None else values.setdefault(question.value(a), len(values)) for a in unit]
            for unit in units
        ]
        pairs = [
            first == second
            for unit in table
            for first, second in combinations([v for v in unit if v is not None], 2)
        ]
        found.append(
            LabelAgreement(
                question.label,
                question.among,
                len(units),
                sum(pairs) / len(pairs) if pairs else None,
                krippendorff_alpha(table),
            )
        )
    return found


def krippendorff_alpha(units: Sequence[Sequence[int | None]]) -> float | None:
    """Krippendorff's alpha of nominal values, a row a passage and a column a reviewer.

    One less the disagreement seen within passages over that expected if the same values were
    dealt to passages by chance; a passage with one value says nothing and does not count
    (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section D).

    None where it is undefined: no passage has two values, or all values are the same.
    """
    rated = [values for unit in units if len(values := [v for v in unit if v is not None]) > 1]
    known = sorted({value for values in rated for value in values})
    if len(known) < 2:
        return None
    counts = np.array([[values.count(value) for value in known] for values in rated])
    of_passage = counts.sum(axis=1)
    of_value = counts.sum(axis=0)
    total = of_passage.sum()
    seen = ((of_passage**2 - (counts**2).sum(axis=1)) / (of_passage - 1)).sum() / total
    expected = (total**2 - (of_value**2).sum()) / (total * (total - 1))
    return float(1 - seen / expected)


def _pairs(shared: dict[Key, dict[str, Annotation]]) -> list[PairAgreement]:
    reviewers = sorted({name for by in shared.values() for name in by})
    found = []
    for first, second in combinations(reviewers, 2):
        both = [(by[first], by[second]) for by in shared.values() if first in by and second in by]
        if not both:
            continue
        pairs = paired([a for a, _ in both], [b for _, b in both])
        measured = agreement(pairs, RESAMPLES)
        languages = {row.language for row in measured}
        wanted = TOGETHER if TOGETHER in languages else next(iter(languages))
        found += [
            PairAgreement(
                first,
                second,
                row.label,
                row.among,
                row.passages,
                row.observed,
                row.kappa,
                row.interval,
            )
            for row in measured
            if row.language == wanted
        ]
    return found


def disagreements(connection: sqlite3.Connection, reviewer: int) -> tuple[Disagreement, ...]:
    """The passages on which reviewers differ and that nobody has adjudicated, by page."""
    numbers = [
        row[0]
        for row in connection.execute(
            "SELECT p.passage FROM passages p JOIN documents d USING (document)"
            " WHERE p.state = 'disagreement' ORDER BY d.place, p.position, p.passage"
        )
    ]
    found = []
    for item in items_of(connection, numbers, reviewer, purpose="adjudication"):
        decisions = {d.entry: d for d in entries_on(connection, item.passage) if d.valid}
        newest = newest_of_each(
            Judged(d.entry, d.kind, d.reviewer, d.judgement)
            for d in decisions.values()
            if d.judgement is not None
        )
        firm = [j for j in newest if j.judgement.answer != "unsure"]
        differing: dict[Difference, None] = {}
        for one, other in combinations(firm, 2):
            differing |= dict.fromkeys(differences(one.judgement, other.judgement))
        found.append(Disagreement(item, tuple(decisions[j.entry] for j in firm), tuple(differing)))
    return tuple(found)
