"""Results by what a passage is like: length, script, noise, origin, and whether it is implicit."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from voltag.annotations import Annotation
from voltag.evaluation import resampling
from voltag.evaluation.labels import OBJECTIVES, Judged, rules_of
from voltag.evaluation.metrics import LabelMetrics, rule_metrics
from voltag.evaluation.resampling import Interval
from voltag.languages import language_data
from voltag.settings import Settings
from voltag.text.scripts import simplified
from voltag.types import Reference

TRADITIONAL_SHARE = 0.03
"""From this share of traditional forms on, Chinese text counts as traditional."""
SHORT, LONG = 0.2, 0.4
"""Parts of the length of a full passage below which one is short, and from which it is long."""

_NOISE = re.compile(
    r"\n"  # a line break kept
    r"|[a-z]- (?!and\b|or\b|to\b)[a-z]"  # a word still divided at a line end
    r"|[a-z0-9] [,.;](?:\s|$)"  # space before a stop
    r"|\d[OolI]\d|\d[Oo]{1,3}\b|\b[lI]\d"  # letters read for digits
    r"|\b(?:[A-Za-z] ){4,}"  # a word spaced out
    r"|\ufffd|\u00ad"  # characters that were not read
)
_DIVIDED_HAN = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Slice:
    """The results on those passages of one language that are alike in one way."""

    dimension: str
    value: str
    language: str
    passages: int
    documents: int
    contribution: LabelMetrics
    """Where all passages are contributions, only recall says something; the rest is None."""
    objectives_macro_f1: float | None
    objectives_macro_f1_interval: Interval | None


def slices(judged: Judged, settings: Settings, seed: int) -> tuple[Slice, ...]:
    """Measure the passages of each kind, by language; kinds that do not occur are left out."""
    dimensions: dict[str, Callable[[Annotation], str]] = {
        "length": lambda a: length_class(a.text, a.language, settings),
        "script": lambda a: script(a.text, a.language),
        "noise": lambda a: "noisy" if is_noisy(a.text) else "clean",
        "origin": lambda a: a.origin,
        "contributions": _naming,
    }
    found = []
    for dimension, value_of in dimensions.items():
        values = [value_of(a) for a in judged.annotations]
        for value in sorted(set(values) - {""}, key=_place):
            part = judged.restricted([v == value for v in values])
            languages = part.languages()
            # One language alone is the same as all of them.
            for language in languages if len(languages) > 2 else languages[1:]:
                found.append(_slice(dimension, value, language, part.of_language(language), seed))
    return tuple(found)


def _slice(dimension: str, value: str, language: str, part: Judged, seed: int) -> Slice:
    rules = rules_of(OBJECTIVES)
    truths, predictions = [r.truths(part) for r in rules], [r.predictions(part) for r in rules]
    groups = part.groups()
    objectives, objectives_interval = resampling.Resampled(groups, seed).measure(
        lambda draws: resampling.macro_f1(draws, truths, predictions)
    )
    contribution = rule_metrics(rules_of(["contribution"])[0], part, seed)
    if contribution.passages == len(part.annotations):
        contribution = replace(
            contribution, precision=None, precision_interval=None, f1=None, f1_interval=None
        )
    return Slice(
        dimension=dimension,
        value=value,
        language=language,
        passages=len(part.annotations),
        documents=len(np.unique(groups)),
        contribution=contribution,
        objectives_macro_f1=objectives,
        objectives_macro_f1_interval=objectives_interval,
    )


_ORDER = ("short", "medium", "long", "Latin", "simplified", "traditional", "clean", "noisy")


def _place(value: str) -> tuple[int, str]:
    return (_ORDER.index(value) if value in _ORDER else len(_ORDER), value)


def length_class(text: str, language: str, settings: Settings) -> str:
    """Return ``short``, ``medium`` or ``long``, by how much of a full passage the text is.

    A full passage is as long as the segmenter makes one: about 120 words of English.
    """
    limits = settings.passages
    spaced = language_data(language, "language").get("spaces", True)
    part = len(text) / (limits.characters_spaced if spaced else limits.characters_unspaced)
    return "short" if part < SHORT else "medium" if part < LONG else "long"


def script(text: str, language: str) -> str:
    """Return the script of a text: ``Latin``, or for Chinese ``simplified`` or ``traditional``."""
    if language != "zh":
        return "Latin"
    changed = sum(a != b for a, b in zip(text, simplified(text), strict=True))
    return "traditional" if changed >= TRADITIONAL_SHARE * len(text) else "simplified"


def is_noisy(text: str) -> bool:
    """Whether a text bears traces of bad extraction or OCR.

    A heuristic: a kept line break, a word still hyphenated, a space before a stop, letters for
    digits, spaced-out letters, unread characters, or at least two gaps between Chinese
    characters. Words divided by a mere space are not seen.
    """
    return bool(_NOISE.search(text)) or len(_DIVIDED_HAN.findall(text)) > 1


def _naming(annotation: Annotation) -> str:
    if annotation.reference is not Reference.CONTRIBUTION:
        return ""
    return "implicit" if annotation.implicit else "explicit"
