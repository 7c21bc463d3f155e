"""The licences of everything that voltag stands on are known, and go with its own."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
from docs.building.packages import (
    Package,
    UnknownLicenceError,
    closure,
    extras,
    is_compatible,
    licence,
    read_packages,
    reasons,
)
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed() -> dict[str, Package]:
    """What is installed where the tests run."""
    return read_packages([Path(folder) for folder in sys.path if folder])


@pytest.mark.parametrize("extra", ["", *extras()])
def test_every_package_has_a_licence_that_goes_with_ours(
    extra: str, installed: dict[str, Package]
) -> None:
    asked, missing = closure(installed, [extra])
    if missing:
        pytest.skip(f"not installed, so the licence was not looked at: {sorted(missing)}")
    licences = {name: licence(installed[name]) for name in asked}
    assert {name: told for name, told in licences.items() if not is_compatible(told)} == {}


@pytest.mark.parametrize(
    ("expression", "compatible"),
    [
        ("MIT", True),
        ("LGPL-2.1-only", True),
        ("Apache-2.0 OR GPL-2.0-only", True),
        ("(MIT OR GPL-2.0-only) AND MPL-2.0", True),
        ("GPL-3.0-or-later", False),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-only", False),
        ("SSPL-1.0", False),
    ],
)
def test_one_licence_of_a_choice_is_enough_and_all_of_several_are_needed(
    expression: str, compatible: bool
) -> None:
    assert is_compatible(expression) is compatible


def _distribution(folder: Path, *lines: str) -> Package:
    info = folder / "thing-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "\n".join(["Metadata-Version: 2.4", "Name: thing", "Version: 1.0", *lines, ""]), "utf-8"
    )
    return read_packages([folder])["thing"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("License-Expression: MIT OR Apache-2.0",), "MIT OR Apache-2.0"),
        (("License: BSD-3-Clause",), "BSD-3-Clause"),
        (("License: MIT license", "Classifier: License :: OSI Approved :: MIT License"), "MIT"),
        (("Classifier: License :: OSI Approved :: ISC License (ISCL)",), "ISC"),
    ],
)
def test_the_licence_is_read_where_packages_write_it(
    lines: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    assert licence(_distribution(tmp_path, *lines)) == told


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("License: see the file",),
        ("License: BSD", "Classifier: License :: OSI Approved :: BSD License"),
        (
            "Classifier: License :: OSI Approved :: MIT License",
            "Classifier: License :: OSI Approved :: Apache Software License",
        ),
    ],
)
def test_a_licence_in_doubt_is_asked_for(lines: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(UnknownLicenceError, match=r"thing 1\.0 .* docs/building/licences\.toml"):
        licence(_distribution(tmp_path, *lines))


def test_each_direct_dependency_says_why_it_is_there_and_is_in_the_documentation() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    declared = {
        canonicalize_name(Requirement(need).name)
        for needs in (
            project["dependencies"],
            *(project["optional-dependencies"][extra] for extra in extras()),
        )
        for need in needs
    }
    assert declared <= set(reasons())
    table = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").partition("## All")[2]
    rows = re.findall(r"^\| (\S+) \| [0-9]\S* \| ([^|]+) \|", table, re.MULTILINE)
    listed = {canonicalize_name(name): told for name, told in rows}
    assert declared <= set(listed)
    assert {name: told for name, told in listed.items() if not is_compatible(told)} == {}


def test_the_documentation_tells_of_every_extra() -> None:
    text = (ROOT / "docs" / "installing.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE)
    assert sorted(told) == sorted(2 * extras())
