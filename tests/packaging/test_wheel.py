"""What is built is what a user gets: the wheel works by itself, model and annotations inside."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "content")
    return folder / "content"


def _voltag(unpacked: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "voltag", *arguments],
        cwd=unpacked,
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_holds_data_model_annotations_and_codebook(unpacked: Path) -> None:
    for path in (
        "voltag/py.typed",
        "voltag/settings/settings.toml",
        "voltag/languages/zh/terms.toml",
        "voltag/report/templates/report.html.jinja",
        "voltag/_shipped/models/default/model.skops",
        "voltag/_shipped/models/default/neighbours.npz",
        "voltag/_shipped/annotations/CODEBOOK.md",
        "voltag/_shipped/annotations/en-a.jsonl",
    ):
        assert (unpacked / path).is_file(), path
    assert not list(unpacked.rglob("*.pdf"))
    assert not (unpacked / "tests").exists()
    assert not (unpacked / "voltag/_shipped/annotations/agreement").exists()


def test_it_labels_with_the_model_inside(unpacked: Path) -> None:
    done = _voltag(unpacked, "tag", text="Volunteers rebuilt the school after the cyclone.\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["reference"] == "contribution"
    doctor = _voltag(unpacked, "doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert str(unpacked / "voltag" / "_shipped") in doctor.stdout


def test_it_classifies_a_sample(unpacked: Path, tmp_path: Path) -> None:
    sample = ROOT / "corpus" / "samples" / "zh-vnr-china-2021.pdf"
    done = _voltag(unpacked, "classify", str(sample), "-o", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    (line,) = (tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["references_volunteering"] is True
