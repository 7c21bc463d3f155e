"""The Containerfile, as far as it can be tried without a container engine."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser
from docs.building.packages import extras

from tests.packaging.environments import outside

ROOT = Path(__file__).parents[2]
FILE = ROOT / "Containerfile"


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """The instructions and what follows each."""
    with FILE.open("rb") as file:
        parser = DockerfileParser(fileobj=file)
        return [
            (step["instruction"], step["value"])
            for step in parser.structure
            if step["instruction"] != "COMMENT"
        ]


def _stages(steps: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    starts = [place for place, (name, _) in enumerate(steps) if name == "FROM"]
    return [steps[start:end] for start, end in zip(starts, [*starts[1:], len(steps)], strict=True)]


def _copied(stage: list[tuple[str, str]]) -> list[tuple[list[str], str]]:
    """What a stage copies from the sources, and where to."""
    words = [shlex.split(value) for name, value in stage if name == "COPY"]
    return [(found[:-1], found[-1]) for found in words if not found[0].startswith("--from=")]


def test_a_linter_of_such_files_finds_nothing() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), "--no-color", FILE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_it_ends_without_rights_and_starts_the_command(steps: list[tuple[str, str]]) -> None:
    build, last = _stages(steps)
    names = [name for name, _ in last]
    assert dict(last)["USER"].split(":")[0] not in ("root", "0")
    assert "RUN" not in names[names.index("USER") :]
    assert json.loads(dict(last)["ENTRYPOINT"]) == ["voltag"]
    assert not _copied(last)
    assert [value for name, value in steps if name == "FROM"] == [
        f"{dict(build)['FROM'].split(' ')[0]} AS build",
        dict(last)["FROM"],
    ]
    assert "@" not in dict(last)["FROM"]


def test_what_it_copies_and_installs_is_there(steps: list[tuple[str, str]]) -> None:
    build, _ = _stages(steps)
    for sources, _ in _copied(build):
        for source in sources:
            assert (ROOT / source).exists(), source
    given = dict(value.split("=", 1) for name, value in build if name == "ARG")
    assert set(given["EXTRAS"].split(",")) <= set(extras())


@pytest.mark.parametrize(("chosen", "asked"), [("", "."), ("ocr,xlsx", ".[ocr,xlsx]")])
def test_no_extras_may_be_chosen_too(chosen: str, asked: str, steps: list[tuple[str, str]]) -> None:
    (install,) = (value for name, value in steps if name == "RUN" and "pip install" in value)
    words = install.partition("pip install")[2]
    done = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {words}"],
        env={"EXTRAS": chosen},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == asked


@pytest.mark.long
def test_its_steps_install_voltag(steps: list[tuple[str, str]], tmp_path: Path) -> None:
    """Run the steps of the first stage, with folders of ours in place of the image's."""
    build, _ = _stages(steps)
    place = str(tmp_path / "opt")
    source = tmp_path / "source"
    source.mkdir()
    for paths, target in _copied(build):
        for path in paths:
            if (ROOT / path).is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / path, source / target, ignore=ignored)
            else:
                shutil.copy(ROOT / path, source / target)
    variables = outside() | {"EXTRAS": "xlsx", "PIP_NO_COMPILE": "1", "PIP_QUIET": "1"}
    variables["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{variables['PATH']}"
    for name, command in build:
        if name == "RUN":
            command = command.replace("/opt/voltag", place).replace("--no-cache-dir ", "")
            done = subprocess.run(
                ["sh", "-ec", command],
                cwd=source, env=variables, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr
    assert "default model: voltag-" in done.stdout
    assert "workbooks: installed" in done.stdout
