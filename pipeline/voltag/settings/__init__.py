"""Every threshold and rule that the criteria leave to us, read from ``settings.toml``.

The file holds each setting's default with one sentence and its source paragraph; the
classes here give the values their types. A test holds the two together.
"""

import math
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from voltag.text_files import TextFileError, read_text
from voltag.types import QUESTIONS, Question


class SettingsError(ValueError):
    """A settings file that cannot be used; the message names the file and the setting."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost."""

    document_seconds: float
    page_seconds: float
    table_seconds: float
    tables_seconds: float
    memory_mib: int
    file_mib: int
    pages: int


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """When an upload is complete, and how it is told of."""

    poll_seconds: float
    quiet_seconds: float
    damaged_seconds: float
    round_documents: int
    webhook_seconds: float
    webhook_pause: float


@dataclass(frozen=True, slots=True)
class QualitySettings:
    """When a page's text layer is of use."""

    readable: float


@dataclass(frozen=True, slots=True)
class OcrSettings:
    """How scans are read, and how sure that must be."""

    dpi: int
    threads: int
    page_seconds: float
    document_seconds: float
    page_confidence: float
    sure_confidence: float


@dataclass(frozen=True, slots=True)
class Passages:
    """How text is cut into passages and how their language is told."""

    sentences: int
    characters_spaced: int
    characters_unspaced: int
    language_letters: int
    language_confidence: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """At or above ``upper`` a passage is sure; from ``lower`` on it is in doubt."""

    lower: float
    upper: float
    ocr_confidence: float = 0.0
    """Confidence of OCR from which a recognised passage may be sure: ``ocr.sure_confidence``,
    as :meth:`Settings.thresholds` gives it."""


@dataclass(frozen=True, slots=True)
class PriorSettings:
    """How much more or less often than in the annotations passages are contributions."""

    odds: float


@dataclass(frozen=True, slots=True)
class LabelSettings:
    """From which probabilities a contribution is labelled with an objective or a code."""

    objective: float
    code: float


@dataclass(frozen=True, slots=True)
class SectionSettings:
    """How far a heading reaches."""

    front_pages: int


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """What the rules for cooperation frameworks ask for."""

    f1_sections: int
    agency_list: int


@dataclass(frozen=True, slots=True)
class VerdictSettings:
    """When a verdict is withheld, and how many passages it names."""

    unread_share: float
    readable_share: float
    supported_share: float
    language_share: float
    question_passages: int


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """What an evaluation assumes of whole documents."""

    contribution_share: float


@dataclass(frozen=True, slots=True)
class SupportSettings:
    """What a language must reach for a model to support it: lower ends of 95% intervals."""

    contribution_f1: float
    objectives_f1: float


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What the report shows."""

    passages: int
    period_years: int
    picture_share: float
    nearest_misses: int
    audit_limit: float


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """How the reviewers' queue draws rejected passages."""

    rejected_weight: float
    lookalike_weight: float


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """How reviewers' decisions find their passages, and how reviewers are compared."""

    anchor_similarity: float
    group_similarity: float
    retest_every: int
    retest_after: int


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, by the groups of ``settings.toml``."""

    limits: Limits
    watch: WatchSettings
    quality: QualitySettings
    ocr: OcrSettings
    passages: Passages
    sections: SectionSettings
    references: Thresholds
    ownership: Thresholds
    integration: Thresholds
    measurement: Thresholds
    explicit: PriorSettings
    implicit: PriorSettings
    labels: LabelSettings
    rules: RuleSettings
    verdict: VerdictSettings
    evaluation: EvaluationSettings
    support: SupportSettings
    report: ReportSettings
    queue: QueueSettings
    review: ReviewSettings

    def thresholds(self, question: Question) -> Thresholds:
        """The two thresholds of ``question``."""
        value: Thresholds = getattr(self, question)
        return replace(value, ocr_confidence=self.ocr.sure_confidence)

    def by_question(self) -> dict[Question, Thresholds]:
        """The two thresholds of every question."""
        return {question: self.thresholds(question) for question in QUESTIONS}

    def as_dict(self) -> dict[str, Any]:
        """The values as nested plain dicts, for ``run.json``."""
        values = asdict(self)
        return {
            group: {name: values[group][name] for name in entries}
            for group, entries in _defaults().items()
        }


@dataclass(frozen=True, slots=True)
class SettingDescription:
    """One setting as ``settings.toml`` describes it."""

    name: str
    default: float | int
    help: str
    source: str
    minimum: float | int = 0
    maximum: float | int | None = None


@cache
def _defaults() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(files(__name__).joinpath("settings.toml").read_text(encoding="utf-8"))


def describe_settings() -> tuple[SettingDescription, ...]:
    """Return every setting with its default, its sentence and its source, in file order."""
    return tuple(
        SettingDescription(
            f"{group}.{name}",
            entry["value"],
            entry["help"],
            entry["source"],
            entry.get("minimum", 0),
            entry.get("maximum"),
        )
        for group, entries in _defaults().items()
        for name, entry in entries.items()
    )


def load_settings(path: Path | None = None) -> Settings:
    """Return the defaults, or the defaults with the values that the TOML file ``path`` names.

    The file has a table a group and a number a setting, such as ``[references]`` with
    ``upper = 0.8``.

    Raises:
        SettingsError: the file cannot be read, names an unknown setting, or gives a value
            of the wrong type or out of range.
    """
    values = {
        group: {name: entry["value"] for name, entry in entries.items()}
        for group, entries in _defaults().items()
    }
    if path is not None:
        _override(values, path)
    groups = {
        field.name: field.type(**values[field.name])  # type: ignore[operator]
        for field in fields(Settings)
    }
    return Settings(**groups)


def recorded_settings(recorded: object) -> Settings:
    """Return the settings that ``run.json`` recorded, with the defaults for what it lacks.

    What is unknown by now or not a number that the setting may have is passed over.
    """
    settings = load_settings()
    if not isinstance(recorded, dict):
        return settings
    groups: dict[str, Any] = {}
    for setting in describe_settings():
        group, name = setting.name.split(".")
        values = recorded.get(group)
        if isinstance(values, dict) and name in values:
            try:
                value = _checked(setting, values[name], Path("run.json"))
            except SettingsError:
                continue
            groups[group] = replace(groups.get(group, getattr(settings, group)), **{name: value})
    return replace(settings, **groups)


def _override(values: dict[str, dict[str, Any]], path: Path) -> None:
    try:
        changes = tomllib.loads(read_text(path))
    except TextFileError as error:
        raise SettingsError(str(error)) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from error
    described = {setting.name: setting for setting in describe_settings()}
    for group, entries in changes.items():
        if not isinstance(entries, dict):
            raise SettingsError(f"{path}: {group} stands outside a table such as [references]")
        for name, value in entries.items():
            setting = described.get(f"{group}.{name}")
            if setting is None:
                known = ", ".join(described)
                raise SettingsError(
                    f"{path}: no setting is called {group}.{name}. Settings are: {known}"
                )
            values[group][name] = _checked(setting, value, path)
    for group in QUESTIONS:
        lower, upper = values[group]["lower"], values[group]["upper"]
        if lower > upper:
            raise SettingsError(
                f"{path}: {group}.lower is {lower}, above {group}.upper, which is {upper}"
            )


def _checked(setting: SettingDescription, value: object, path: Path) -> float | int:
    """Return ``value`` in the type of the setting's default.

    Raises:
        SettingsError: it is not a number, or not one that the setting may have.
    """
    asked = f"at least {setting.minimum}"
    if setting.maximum is not None:
        asked = f"from {setting.minimum} to {setting.maximum}"
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        wanted = f"a number, {asked}"
    elif isinstance(setting.default, int) and not isinstance(value, int):
        wanted = f"a whole number, {asked}"
    elif value < setting.minimum or (setting.maximum is not None and value > setting.maximum):
        wanted = asked
    else:
        return type(setting.default)(value)
    raise SettingsError(f"{path}: {setting.name} is {value!r}; it must be {wanted}")
