"""The folder of versions of the model."""

from pathlib import Path

import pytest

from voltag.review.retraining.records import Version
from voltag.review.retraining.versions import VERSION, RetrainingError, Versions

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
