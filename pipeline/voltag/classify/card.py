"""The card of a model: what it is, what it was made of and how well it does, for a person."""

from collections import Counter
from collections.abc import Sequence

from voltag.annotations import Annotation
from voltag.classify.evaluate import Evaluation, LanguageMetrics
from voltag.classify.model import QUESTIONS, Model
from voltag.classify.train import annotations_hash
from voltag.settings import Settings


def model_card(
    model: Model,
    annotations: Sequence[Annotation],
    evaluation: Evaluation,
    settings: Settings,
    seed: int,
) -> str:
    """Return ``card.md`` of ``model``, trained on ``annotations``, as Markdown."""
    counts = Counter((a.language, a.reference.value) for a in annotations)
    documents = {(a.language, a.document) for a in annotations}
    lines = [
        f"# {model.id}",
        "",
        "Labels passages of voluntary national reviews and UN cooperation frameworks: whether",
        "they reference volunteering, which of the three objectives they evidence, and by which",
        "codes. Calibrated logistic regressions over lexicon concepts, words and characters.",
        "",
        "## Trained on",
        f"{len(annotations)} passages of {len(documents)} documents; origin: "
        + ", ".join(sorted({a.origin for a in annotations}))
        + f". Hash of the annotations: `{annotations_hash(annotations)}`.",
        "",
        "| language | documents | contribution | bare | none |",
        "|---|---|---|---|---|",
    ]
    for language in model.languages:
        number = sum(1 for code, _ in documents if code == language)
        cells = [counts[language, r] for r in ("contribution", "bare", "none")]
        lines.append(f"| {language} | {number} | " + " | ".join(map(str, cells)) + " |")
    lines += [
        "",
        "## Metrics",
        f"By {evaluation.method}: each document is judged by a model that has not seen it.",
        "These are passages written for this project; text of real documents is harder.",
        "",
    ]
    for language, metrics in evaluation.languages.items():
        lines += _metrics_table(language, metrics)
    lines += [
        "## Thresholds",
        "A passage is in doubt from the lower score on, and sure from the upper one.",
        "",
        "| question | lower | upper |",
        "|---|---|---|",
    ]
    for question in QUESTIONS:
        bounds = settings.thresholds(question)
        lines.append(f"| {question} | {bounds.lower:g} | {bounds.upper:g} |")
    lines += [
        "",
        "## Limits",
        "- A passage without any term or implicit sign of the lexicons is `none`, unseen by the",
        "  model: volunteering told in words that the lexicons lack is missed.",
        "- Scores are calibrated at the share of contributions in the annotations, which is far",
        "  higher than in whole documents.",
        "- Codes are guides for a reviewer; verdicts rest on the objectives.",
        "",
        "## To make it again",
        f"`voltag train -o MODEL --annotations annotations/ --seed {seed}` gives the same bytes",
        "with the same versions of Python's numerical libraries.",
        "",
    ]
    return "\n".join(lines)


def _metrics_table(language: str, metrics: LanguageMetrics) -> list[str]:
    false, none = metrics.none_called_contribution
    lines = [
        f"### {language}: {metrics.passages} passages of {metrics.documents} documents",
        "",
        f"Objectives macro F1 {metrics.objectives_macro_f1}, codes macro F1"
        f" {metrics.codes_macro_f1}; `none` called contribution: {false} of {none};"
        f" expected calibration error {metrics.contribution_calibration_error}.",
        "",
        "| label | passages | precision | recall | F1 | 95% interval |",
        "|---|---|---|---|---|---|",
    ]
    for name, label in metrics.labels.items():
        interval = "-".join(f"{bound:.2f}" for bound in label.f1_interval or ())
        cells = [_cell(v) for v in (label.precision, label.recall, label.f1)]
        lines.append(f"| {name} | {label.passages} | " + " | ".join(cells) + f" | {interval} |")
    return [*lines, ""]


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
