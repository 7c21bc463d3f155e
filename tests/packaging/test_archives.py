"""What a release holds: everything that voltag needs, and nothing else."""

import shutil
import subprocess
import tarfile
import zipfile
from email import message_from_string
from pathlib import Path, PurePosixPath

import pytest

from tests.packaging.conftest import Archives, build

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.long

KINDS = {".py", ".typed", ".toml", ".jsonl", ".json", ".csv", ".md", ".skops", ".npz",
         ".jinja", ".css", ".js", ".svg", ".sql"}  # fmt: skip
"""Kinds of files that the package consists of."""


def _content(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_is_the_package_with_models_and_annotations(archives: Archives) -> None:
    names = set(_content(archives.wheel))
    sources = {
        "voltag": ROOT / "pipeline" / "voltag",
        "voltag/_shipped/models": ROOT / "models",
        "voltag/_shipped/annotations": ROOT / "annotations",
    }
    expected = {
        f"{place}/{path.relative_to(folder).as_posix()}"
        for place, folder in sources.items()
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name not in ("__pycache__", "agreement")
    }
    beside = {name for name in names if ".dist-info/" in name}
    assert names - beside == expected
    assert {PurePosixPath(name).name for name in beside} == {
        "METADATA", "RECORD", "WHEEL", "entry_points.txt", "LICENSE"
    }  # fmt: skip
    assert {PurePosixPath(name).suffix for name in names - beside} <= KINDS


def test_the_metadata_say_what_it_is_and_name_no_host(archives: Archives) -> None:
    content = _content(archives.wheel)
    (name,) = (name for name in content if name.endswith(".dist-info/METADATA"))
    metadata = message_from_string(content[name].decode())
    assert metadata["Name"] == "voltag"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata.get_all("License-File") == ["LICENSE"]
    assert metadata["Requires-Python"] == ">=3.11"
    assert not any("://" in value for key, value in metadata.items() if key != "Description")
    assert not any("@" in needed for needed in metadata.get_all("Requires-Dist", []))


def test_the_source_archive_builds_the_same_wheel(archives: Archives, tmp_path: Path) -> None:
    # Filters came with 3.11.4; the archive is our own.
    safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    with tarfile.open(archives.sdist) as archive:
        archive.extractall(tmp_path / "source", **safely)  # type: ignore[arg-type]
    (source,) = (tmp_path / "source").iterdir()
    build(source, tmp_path / "again", "wheel")
    (again,) = (tmp_path / "again").glob("*.whl")
    assert _content(again) == _content(archives.wheel)


def test_the_source_archive_has_what_is_under_version_control(archives: Archives) -> None:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("what is under version control can be told only in a checkout, by git")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    kept = {name for name in listed.split("\0") if name and not name.startswith(".")}
    with tarfile.open(archives.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    new = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert names - set(new.split("\0")) == kept | {".gitignore", "PKG-INFO"}
