"""The folder of versions, ``models/`` beside the database: each a model that classify can use.

``models/<name>/`` is a model folder, with ``version.json`` (what it came from),
``decisions.jsonl`` (what people had decided, as it was trained on), ``preview.json`` (what was
shown to the person who adopted it) and, where thresholds were moved, ``settings.toml``.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from voltag.annotations import Annotation, read_annotations
from voltag.batch.whole_files import OutputError, write_file
from voltag.classify.persist import CONFIG, find_model_by_id
from voltag.records import from_json, to_json
from voltag.review.retraining.records import Preview, Version
from voltag.settings import Settings, SettingsError, describe_settings, load_settings

MODELS = "models"
VERSION = "version.json"
DECISIONS = "decisions.jsonl"
PREVIEW = "preview.json"
SETTINGS = "settings.toml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

MOVABLE = (
    "references", "ownership", "integration", "measurement", "explicit", "implicit", "labels",
    "rules", "verdict",
)  # fmt: skip
"""The groups of settings that decide labels and verdicts; the others may differ from run to
run without another answer."""

Changes = Mapping[str, Mapping[str, float]]
"""Settings other than the defaults, by group and name."""


T = TypeVar("T")


class RetrainingError(Exception):
    """Something of the models that cannot be done; the message says why and what to do."""


def models_beside(database: Path) -> Path:
    """The folder of versions that goes with a database."""
    return database.parent / MODELS


class Versions:
    """The versions that were adopted, and the shipped ones, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> tuple[Version, ...]:
        """Return the versions in the folder, the newest first."""
        found = [self._read(path.parent) for path in self.folder.glob(f"*/{VERSION}")]
        return tuple(sorted(found, key=lambda v: (v.made_at, v.name), reverse=True))

    def get(self, name: str) -> Version | None:
        """Return the version called ``name``; None for a shipped model or an unknown name."""
        folder = self._folder(name)
        return self._read(folder) if folder and (folder / VERSION).is_file() else None

    def model_folder(self, name: str) -> Path:
        """Return the folder of the model of a version, or of the shipped model of that id.

        Raises:
            RetrainingError: there is none.
        """
        folder = self._folder(name)
        if folder is not None and (folder / CONFIG).is_file():
            return folder
        shipped = find_model_by_id(name)
        if shipped is None:
            raise RetrainingError(
                f"{name}: no such model is in {self.folder}, and none that ships has that id"
            )
        return shipped

    def settings(self, name: str) -> dict[str, dict[str, float]]:
        """The settings other than the defaults that a version has."""
        version = self.get(name)
        return {} if version is None else version.settings

    def decisions(self, name: str) -> list[Annotation]:
        """What people had decided that a version was trained on.

        Raises:
            AnnotationError: the file is damaged.
        """
        folder = self._folder(name)
        path = folder / DECISIONS if folder else None
        return read_annotations([path]) if path and path.is_file() else []

    def preview(self, name: str) -> Preview | None:
        """What was shown to the person who adopted a version."""
        folder = self._folder(name)
        path = folder / PREVIEW if folder else None
        if path is None or not path.is_file():
            return None
        return read_record(Preview, path)

    def install(self, prepared: Path, version: Version) -> Path:
        """Put a prepared model folder in place under its name and return where it is.

        Raises:
            RetrainingError: it cannot be written.
        """
        target = self._folder(version.name)
        assert target is not None, "a version's name is made here"
        if (target / VERSION).is_file():
            return target
        half = target.with_name(f".{target.name}.new")
        try:
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(prepared, half)
            write_file(half / VERSION, (to_json(version) + "\n").encode("utf-8"))
            half.replace(target)
        except OutputError as error:
            raise RetrainingError(str(error)) from error
        except OSError as error:
            raise RetrainingError(f"{target}: cannot be written ({error.strerror})") from error
        return target

    def _folder(self, name: str) -> Path | None:
        return self.folder / name if _NAME.fullmatch(name) else None

    def _read(self, folder: Path) -> Version:
        return read_record(Version, folder / VERSION)


def read_record(record_type: type[T], path: Path) -> T:
    """Read a JSON file of the folder of models.

    Raises:
        RetrainingError: it cannot be read, or is of another format.
    """
    try:
        return from_json(record_type, path.read_bytes())
    except (OSError, ValidationError) as error:
        first = str(error).splitlines()[0]
        raise RetrainingError(f"{path}: cannot be read ({first})") from error


def version_name(model: str, settings: Changes) -> str:
    """Return what a version is called: its model's id, and a hash of its settings if any."""
    changed = {group: dict(values) for group, values in settings.items() if values}
    if not changed:
        return model
    key = json.dumps(changed, sort_keys=True)
    return f"{model}-settings-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def settings_text(settings: Changes) -> str:
    """Return the --settings file of the settings that differ from the defaults."""
    lines = ["# Settings that were moved on the page of the model; the rest are the defaults.\n"]
    for setting in describe_settings():
        group, name = setting.name.split(".")
        if name in settings.get(group, {}):
            if not any(line == f"[{group}]\n" for line in lines):
                lines.append(f"[{group}]\n")
            lines.append(f"{name} = {settings[group][name]!r}\n")
    return "".join(lines)


def with_changes(settings: Changes, folder: Path) -> Settings:
    """Return the defaults with ``settings``, checked as a --settings file is.

    ``folder`` is where the file is put to be read.

    Raises:
        SettingsError: a setting is unknown or has a value that it may not have.
    """
    known = {setting.name for setting in describe_settings()}
    for group, values in settings.items():
        for name in values:
            if f"{group}.{name}" not in known or group not in MOVABLE:
                raise SettingsError(f"no setting that decides answers is called {group}.{name}")
    path = folder / SETTINGS
    write_file(path, settings_text(settings).encode("utf-8"))
    return load_settings(path)


def with_moved(settings: Settings, changes: Changes) -> Settings:
    """Return ``settings`` with ``changes``, which were checked before."""
    groups = {group: replace(getattr(settings, group), **own) for group, own in changes.items()}
    return replace(settings, **groups)


def changes_of(settings: Settings) -> dict[str, dict[str, float]]:
    """Return what of the ``MOVABLE`` groups ``settings`` have other than the defaults."""
    defaults = load_settings().as_dict()
    return {
        group: changed
        for group, values in settings.as_dict().items()
        if group in MOVABLE
        and (changed := {n: v for n, v in values.items() if v != defaults[group][n]})
    }
