"""A release installed as users install it, and used from an empty folder."""

import csv
import json
import re
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import Archives
from tests.packaging.environments import Environment, succeed, with_pip, with_uv
from tests.packaging.pythons import find_python, supported, uv
from voltag import __version__

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
SAMPLE = "zh-vnr-china-2021.pdf"
SENTENCE = "Volunteers rebuilt the school after the cyclone.\n"
pytestmark = pytest.mark.long


def _works(environment: Environment) -> None:
    """Try the commands of a first day."""
    told = environment.voltag("--version")
    assert (told.stdout, told.stderr) == (f"voltag, version {__version__}\n", "")
    tagged = environment.voltag("tag", text=SENTENCE + "志愿者为老人送去米和油。\n")
    assert (tagged.returncode, tagged.stderr) == (0, "")
    assert [json.loads(line)["reference"] for line in tagged.stdout.splitlines()] == [
        "contribution",
        "contribution",
    ]
    classified = environment.voltag("classify", SAMPLES / SAMPLE, "-o", "out")
    assert (classified.returncode, classified.stderr) == (0, "")
    (document,) = (environment.desk / "out" / "documents.jsonl").read_text("utf-8").splitlines()
    with (SAMPLES / "expected.csv").open(encoding="utf-8", newline="") as file:
        expected = next(row for row in csv.DictReader(file) if row["path"] == SAMPLE)
    found = json.loads(document)
    assert found["country"] == expected["country"]
    assert found["references_volunteering"] is (expected["references_volunteering"] == "true")
    assert {name for name, one in found["objectives"].items() if one["evidenced"]} == {
        name for name in found["objectives"] if expected[name] == "true"
    }
    doctor = environment.voltag("doctor")
    assert (doctor.returncode, doctor.stderr) == (0, "")
    assert "FAIL" not in doctor.stdout
    assert str(ROOT) not in doctor.stdout
    used = environment.run(
        "python", "-c", f"import voltag; print(voltag.load().tag({SENTENCE!r}).reference)"
    )
    assert (used.stdout.strip(), used.stderr) == ("contribution", "")
    assert [path.name for path in environment.desk.iterdir()] == ["out"]


@pytest.mark.parametrize("version", supported())
def test_the_wheel_works_on_every_python(version: str, archives: Archives, tmp_path: Path) -> None:
    python = find_python(version)
    if python is None:
        pytest.skip(f"no Python {version} was found: voltag was not tried on it")
    _works(with_uv(python, tmp_path, archives.wheel))


def test_pip_installs_from_a_folder_of_wheels_without_a_network(
    archives: Archives, tmp_path: Path
) -> None:
    wheels = tmp_path / "wheels"
    succeed(
        sys.executable, "-m", "pip", "wheel", "--quiet", "-w", wheels, archives.wheel,
        home=tmp_path,
    )  # fmt: skip
    environment = with_pip(
        Path(sys.executable), tmp_path, "--no-index", "--find-links", wheels, "voltag"
    )
    _works(environment)


def test_uv_installs_upgrades_and_removes_it_as_a_tool(archives: Archives, tmp_path: Path) -> None:
    places = {"UV_TOOL_DIR": str(tmp_path / "tools"), "UV_TOOL_BIN_DIR": str(tmp_path / "bin")}
    install = (uv(), "tool", "install", "--quiet", "--python", sys.executable)
    succeed(*install, f"voltag[xlsx] @ {archives.wheel}", home=tmp_path, **places)
    told = succeed(tmp_path / "bin" / "voltag", "doctor", home=tmp_path)
    assert re.search(r"^ok +workbooks: installed", told, re.MULTILINE)
    succeed(*install, "--reinstall", archives.wheel, home=tmp_path, **places)
    assert __version__ in succeed(tmp_path / "bin" / "voltag", "--version", home=tmp_path)
    succeed(uv(), "tool", "uninstall", "--quiet", "voltag", home=tmp_path, **places)
    assert not (tmp_path / "bin" / "voltag").exists()


def test_pipx_installs_and_removes_it(archives: Archives, tmp_path: Path) -> None:
    places = {
        "PIPX_HOME": str(tmp_path / "pipx"),
        "PIPX_BIN_DIR": str(tmp_path / "bin"),
        "PIPX_MAN_DIR": str(tmp_path / "man"),
        "PIP_NO_COMPILE": "1",
    }
    pipx = (sys.executable, "-m", "pipx")
    succeed(
        *pipx, "install", "--quiet", "--python", sys.executable, archives.wheel,
        home=tmp_path, **places,
    )  # fmt: skip
    assert __version__ in succeed(tmp_path / "bin" / "voltag", "--version", home=tmp_path)
    tagged = succeed(tmp_path / "bin" / "voltag", "doctor", home=tmp_path)
    assert "FAIL" not in tagged
    succeed(*pipx, "uninstall", "voltag", home=tmp_path, **places)
    assert not (tmp_path / "bin" / "voltag").exists()
