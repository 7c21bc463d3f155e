"""The folder of versions of the model."""

from pathlib import Path

import pytest

from voltag.review.retraining.records import Version
from voltag.review.retraining.versions import (
    VERSION,
    RetrainingError,
    Versions,
    changes_of,
    with_changes,
    with_moved,
)
from voltag.settings import SettingsError, load_settings

MADE = Version("voltag-1", "voltag-1", "voltag-0", True, 3, {}, (), "2026-11-24", "Ada")


def test_a_version_is_put_in_place_whole_and_found(tmp_path: Path) -> None:
    (tmp_path / "prepared").mkdir()
    versions = Versions(tmp_path / "models")
    assert versions.install(tmp_path / "prepared", MADE) == tmp_path / "models" / "voltag-1"
    assert versions.all() == (MADE,)
    assert versions.get("voltag-1") == MADE
    assert versions.get("../voltag-1") is None


def test_a_version_that_cannot_be_written_is_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "prepared" / VERSION).mkdir(parents=True)
    with pytest.raises(RetrainingError, match="cannot be written"):
        Versions(tmp_path / "models").install(tmp_path / "prepared", MADE)
    with pytest.raises(RetrainingError, match="cannot be written"):
        Versions(tmp_path / "models").install(tmp_path / "none", MADE)


def test_a_version_keeps_all_settings_that_decide_labels_and_verdicts(tmp_path: Path) -> None:
    changes: dict[str, dict[str, float]] = {
        "references": {"upper": 0.8},
        "implicit": {"odds": 0.5},
        "labels": {"objective": 0.6, "code": 0.5},
        "rules": {"agency_list": 6},
        "verdict": {"unread_share": 0.2},
    }
    settings = with_changes(changes, tmp_path)
    assert changes_of(settings) == changes
    assert with_moved(load_settings(), changes) == settings
    with pytest.raises(SettingsError, match=r"limits\.pages"):
        with_changes({"limits": {"pages": 3}}, tmp_path)
