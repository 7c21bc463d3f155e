"""``voltag doctor``: each check tries what it reports on."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import voltag.classify.folders as folders
import voltag.classify.persist as persist
import voltag.extras as extras
from tests.cli.running import voltag


def test_all_is_well_with_a_model(monkeypatch: pytest.MonkeyPatch, small_model: Path) -> None:
    monkeypatch.setattr(folders, "models_folder", lambda: small_model.parent)
    monkeypatch.setattr(persist, "find_model", lambda _: small_model)
    result = voltag("doctor")
    assert "FAIL" not in result.stdout
    assert result.exit_code == 0
    assert "default model: voltag-" in result.stdout


def test_what_does_not_work_is_named_and_the_rest_still_tried(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(folders, "models_folder", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    result = voltag("doctor")
    assert result.exit_code == 1
    failed = [line for line in result.stdout.splitlines() if line.startswith("FAIL")]
    assert len(failed) == 1
    assert "default model" in failed[0]
    assert "memory limit of workers" in result.stdout


@pytest.mark.parametrize("installed", [True, False])
def test_what_an_extra_would_add_is_told_and_no_failure(
    monkeypatch: pytest.MonkeyPatch, installed: bool
) -> None:
    if not installed:
        monkeypatch.setitem(sys.modules, "matplotlib", None)
    told = next(line for line in voltag("doctor").stdout.splitlines() if "figures" in line)
    assert told.startswith("ok")
    assert ("voltag[plots]" in told) is not installed


def test_what_an_extra_would_add_is_told_and_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, small_model: Path
) -> None:
    monkeypatch.setattr(persist, "find_model", lambda _: small_model)
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    result = voltag("doctor")
    assert result.exit_code == 0
    for extra in ("xlsx", "review", "pandas", "dask", "multilingual"):
        assert f"pip install 'voltag[{extra}]' would add it" in result.stdout


def test_half_of_an_extra_is_not_the_extra(
    monkeypatch: pytest.MonkeyPatch, small_model: Path
) -> None:
    monkeypatch.setattr(persist, "find_model", lambda _: small_model)
    monkeypatch.setattr(
        extras, "find_spec", lambda name: None if name == "uvicorn" else find_spec(name)
    )
    assert "pip install 'voltag[review]' would add it" in voltag("doctor").stdout
