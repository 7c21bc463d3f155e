"""The card of a model: what it is, what it was made of and how well it does, for a person."""

from collections import Counter
from collections.abc import Sequence

from voltag.annotations import Annotation
from voltag.classify.model import Model
from voltag.classify.train import annotations_hash
from voltag.criteria.intervals import Share
from voltag.evaluation.evaluate import Evaluation
from voltag.evaluation.labels import ALL
from voltag.evaluation.metrics import LanguageMetrics
from voltag.evaluation.resampling import Interval


def model_card(model: Model, annotations: Sequence[Annotation], evaluation: Evaluation) -> str:
    """Return ``card.md`` of ``model``, trained on ``annotations``, as Markdown.

    ``evaluation`` is the cross-validated one of the same training, with the seed and settings
    that the card states.
    """
    sections = (
        [
            f"# {model.id}",
            "",
            "Labels passages of voluntary national reviews and UN cooperation frameworks: whether",
            "they reference volunteering, which of the three objectives they evidence, and by",
            *_learners(model),
            "",
        ],
        _data(model, annotations),
        _metrics(evaluation),
        _calibration(evaluation),
        _thresholds(evaluation),
        _documents(evaluation),
        _limits(evaluation),
        _again(model, evaluation),
    )
    return "\n".join(line for section in sections for line in section)


def _data(model: Model, annotations: Sequence[Annotation]) -> list[str]:
    counts = Counter((a.language, a.reference.value) for a in annotations)
    documents = {(a.language, a.document) for a in annotations}
    rows = [
        [code, sum(1 for language, _ in documents if language == code)]
        + [counts[code, r] for r in ("contribution", "bare", "none")]
        for code in sorted({language for language, _ in documents})
    ]
    for row in rows:
        row.append("yes" if row[0] in model.languages else "no")
    return [
        "## Trained on",
        f"{len(annotations)} passages of {len(documents)} documents; origin: "
        + ", ".join(sorted({a.origin for a in annotations}))
        + f". Hash of the annotations: `{annotations_hash(annotations)}`.",
        "",
        *_table(["language", "documents", "contribution", "bare", "none", "supported"], rows),
        "A language is supported when the lower ends of its intervals below reach the settings",
        "`support.contribution_f1` and `support.objectives_f1`; documents in others stay",
        "`unsupported_language`.",
        "",
    ]


def _metrics(evaluation: Evaluation) -> list[str]:
    lines = [
        "## Metrics",
        f"By {evaluation.method}: each document is judged by a model that has not seen it.",
        "These are passages written for this project; text of real documents is harder.",
        "Intervals are 95%, by a bootstrap over documents.",
        "",
    ]
    for language, metrics in evaluation.languages.items():
        lines += _language(language, metrics)
    return lines


def _language(language: str, metrics: LanguageMetrics) -> list[str]:
    rows = [
        [
            name,
            label.passages,
            _with_interval(label.precision, label.precision_interval),
            _with_interval(label.recall, label.recall_interval),
            _with_interval(label.f1, label.f1_interval),
            _with_interval(label.average_precision, label.average_precision_interval),
        ]
        for name, label in metrics.labels.items()
    ]
    objectives = _with_interval(metrics.objectives_macro_f1, metrics.objectives_macro_f1_interval)
    codes = _with_interval(metrics.codes_macro_f1, metrics.codes_macro_f1_interval)
    return [
        f"### {language}: {metrics.passages} passages of {metrics.documents} documents",
        "",
        f"Objectives macro F1 {objectives}, codes macro F1 {codes}; `none` called contribution:"
        f" {_share(metrics.none_called_contribution)}.",
        "",
        *_table(["label", "passages", "precision", "recall", "F1", "average precision"], rows),
    ]


def _calibration(evaluation: Evaluation) -> list[str]:
    rows = [
        [
            r.language,
            r.label,
            f"{r.share_in_annotations:.3f}",
            f"{r.expected_calibration_error:.3f}",
            f"{r.share_in_documents:.4f}",
            f"{r.expected_calibration_error_in_documents:.4f}",
            _figure(r.sure[-1].in_annotations),
            _figure(r.sure[-1].in_documents),
        ]
        for r in evaluation.calibration
    ]
    return [
        "## Calibration",
        "Expected calibration error (ten bins) at the share of the label in the annotations, and",
        "with scores and passages moved to the share assumed of whole documents. The last two",
        "columns are the share of right ones among passages from the upper threshold on. The",
        "passages here that are no contribution are mostly near misses, ordinary ones are not, so",
        "whole documents fare better than the last column.",
        "",
        *_table(
            [
                "language",
                "score",
                "share here",
                "error here",
                "share in documents",
                "error there",
                "sure and right here",
                "there",
            ],
            rows,
        ),
    ]


def _thresholds(evaluation: Evaluation) -> list[str]:
    rows = []
    for table in evaluation.thresholds:
        lower = next(entry for entry in table.lowers if entry.threshold == table.lower)
        upper = next(entry for entry in table.uppers if entry.threshold == table.upper)
        rows.append(
            [
                table.language,
                table.question,
                f"{table.lower:g}",
                _share(lower.missed),
                _share(lower.missed_named),
                f"{table.upper:g}",
                _share(upper.false_passages),
            ]
        )
    return [
        "## Thresholds",
        "A passage is in doubt from the lower score on, and sure from the upper one. Missed are",
        "passages that show what is asked and score below the lower; falsely sure are those that",
        "do not and reach the upper. Shares with their 95% Wilson interval.",
        "",
        *_table(
            [
                "language",
                "question",
                "lower",
                "missed",
                "missed though named",
                "upper",
                "falsely sure",
            ],
            rows,
        ),
    ]


def _documents(evaluation: Evaluation) -> list[str]:
    rows = [
        [
            result.language,
            result.question,
            _share(result.right),
            result.true_yes.open + result.true_no.open,
            _share(result.false_no),
            _share(result.false_yes),
            _share(result.false_yes_without),
        ]
        for result in evaluation.documents
    ]
    whole = evaluation.languages[ALL]
    return [
        "## Documents",
        "The annotated documents, answered by the thresholds as whole documents are. Nearly all",
        "show volunteering; so each is answered again without the passages that truly show what is",
        f"asked (last column), where every yes is false. They have {_each(whole)} passages each,",
        "many of them near misses, where real documents have hundreds and few such.",
        "",
        *_table(
            [
                "language",
                "question",
                "right",
                "left open",
                "false no",
                "false yes",
                "false yes without",
            ],
            rows,
        ),
    ]


def _each(metrics: LanguageMetrics) -> int:
    return round(metrics.passages / metrics.documents)


def _limits(evaluation: Evaluation) -> list[str]:
    whole = evaluation.languages[ALL].labels["implicit"]
    return [
        "## Limits",
        "- A passage without any term or implicit sign of the lexicons is `none`, unseen by the",
        "  model: volunteering told in words that the lexicons lack is missed.",
        f"- Of contributions that do not name volunteering, {_percent(whole.recall)} are found.",
        "- Scores are calibrated at the share of contributions in the annotations, which is far",
        "  higher than in whole documents.",
        "- Codes are guides for a reviewer; verdicts rest on the objectives.",
        "",
    ]


def _learners(model: Model) -> list[str]:
    if model.vectors is None:
        return [
            "which codes. Calibrated logistic regressions over lexicon concepts, words and",
            "characters.",
        ]
    return [
        "which codes. Logistic regressions over lexicon concepts, words and characters, and",
        f"kernel regressions on sentence vectors ({model.vectors.encoder}), which the calibration",
        "weighs.",
    ]


def _again(model: Model, evaluation: Evaluation) -> list[str]:
    vectors = " --sentence-vectors" if model.vectors else ""
    made = ", ".join(f"{name} {number}" for name, number in evaluation.versions.items())
    return [
        "## To make it again",
        f"`voltag train -o MODEL --annotations annotations/ --seed {evaluation.seed}{vectors}`"
        " gives the same bytes",
        f"with the same versions: {made}.",
        "`voltag evaluate` gives these figures and more, `voltag evaluate --html FILE` a page of",
        "them with pictures; `metrics.json` beside this card holds them for programs.",
        "",
    ]


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    lines = [list(heads), ["---"] * len(heads), *rows]
    return ["| " + " | ".join(map(str, cells)) + " |" for cells in lines] + [""]


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "none" if value is None else f"{value:.0%}"


def _with_interval(value: float | None, bounds: Interval | None) -> str:
    """A figure with its interval, empty where there is none: ``0.913 (0.90-0.92)``."""
    if value is None:
        return ""
    return f"{value:.3f}" + (f" ({bounds[0]:.2f}-{bounds[1]:.2f})" if bounds else "")


def _share(found: Share) -> str:
    """A count with its share and interval: ``50 of 1492, 3.4% (2.6-4.4)``."""
    if found.share is None or found.low is None or found.high is None:
        return f"{found.count} of {found.denominator}"
    low, high = 100 * found.low, 100 * found.high
    return f"{found.count} of {found.denominator}, {100 * found.share:.1f}% ({low:.1f}-{high:.1f})"
