"""What the annotations brought stage by stage: the light model on real labelled passages.

Usage: python -m benchmarks.stages FILE...

Each stage trains as ``voltag train`` does, on the first so many annotations of each language in
the order in which they were written (that of the files), and judges the real passages of FILE,
which nothing is trained on. Prints a Markdown table.
"""

import argparse
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from voltag.annotations import Annotation, default_annotation_paths, read_annotations
from voltag.classify.features import Reader, read_passage
from voltag.classify.train import train
from voltag.evaluation import resampling
from voltag.evaluation.labels import ALL, OBJECTIVES, judged_by, rules_of
from voltag.settings import load_settings

STAGES = (600, 900, 1200, None)
"""Passages of each language trained on; None for all."""


def first(annotations: Sequence[Annotation], count: int | None) -> list[Annotation]:
    """The first ``count`` annotations of each language, whole documents only."""
    chosen: list[Annotation] = []
    for language in sorted({a.language for a in annotations}):
        own = [a for a in annotations if a.language == language]
        documents = {a.document for a in own[:count]}
        chosen += [a for a in own if a.document in documents]
    return chosen


def row(annotations: Sequence[Annotation], real: Sequence[Annotation], reader: Reader) -> list[str]:
    """The cells of one stage: what was trained on, and each figure with its interval."""
    settings = load_settings()
    model = train(annotations, reader=reader).model
    counts = [sum(a.language == lg for a in annotations) for lg in model.languages]
    cells = [" / ".join(map(str, counts))]
    judged = judged_by(model, real, settings, reader)
    for names in (("contribution",), OBJECTIVES):
        for language in [*model.languages, ALL]:
            part = judged.of_language(language)
            rules = rules_of(names)
            truths = [rule.truths(part) for rule in rules]
            predictions = [rule.predictions(part) for rule in rules]
            figure, interval = resampling.Resampled(part.groups(), 0).measure(
                lambda draws, t=truths, p=predictions: resampling.macro_f1(draws, t, p)  # type: ignore[misc]
            )
            between = "" if interval is None else f" ({interval[0]:.2f}–{interval[1]:.2f})"
            cells.append("–" if figure is None else f"{figure:.3f}{between}")
    return cells


def main() -> None:
    """Print the table of all stages, a row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    files: list[Path] = parser.parse_args().files
    annotations = read_annotations(default_annotation_paths())
    real = read_annotations(files)
    languages = [*sorted({a.language for a in annotations}), "both"]
    heads = [
        f"{figure}, {lg}" for figure in ("contribution F1", "objectives F1") for lg in languages
    ]
    print("| passages, " + " / ".join(languages[:-1]) + " | " + " | ".join(heads) + " |")
    print("|---" * (1 + len(heads)) + "|")
    reader = cache(read_passage)
    for stage in STAGES:
        print("| " + " | ".join(row(first(annotations, stage), real, reader)) + " |", flush=True)


if __name__ == "__main__":
    main()
