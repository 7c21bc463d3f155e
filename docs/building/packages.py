"""The tables of the packages that come with voltag: why, how large, under which licence.

Usage: python docs/building/packages.py [--check]

voltag and all its extras are downloaded as wheels and installed into a folder that is thrown
away; the tables in docs/installing.md and docs/licences.md are then made from what these
distributions say of themselves. What is missing there is in licences.toml. With ``--check``
nothing is written, and the exit code says whether a page differs.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

import click
from license_expression import ExpressionError, get_spdx_licensing
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[2]
_NOT_FOR_USERS = {"dev"}
_SPDX = get_spdx_licensing()


class UnknownLicenceError(Exception):
    """A package does not name its licence; the message says where to write what it is."""


@dataclass(frozen=True)
class Package:
    """An installed distribution.

    Attributes:
        name: Its normalised name.
        shown: Its name as it writes it.
        version: Its version.
        size: Bytes of its files.
        needs: What it requires, with extras and markers.
        distribution: Its metadata.
    """

    name: str
    shown: str
    version: str
    size: int
    needs: tuple[Requirement, ...]
    distribution: Distribution


def read_packages(folders: Sequence[Path]) -> dict[str, Package]:
    """Return the distributions that are installed in these folders, by normalised name."""
    found: dict[str, Package] = {}
    for distribution in distributions(path=[str(folder) for folder in folders]):
        name = canonicalize_name(distribution.name)
        sizes = (Path(str(path.locate())) for path in distribution.files or ())
        found.setdefault(
            name,
            Package(
                name,
                distribution.name,
                distribution.version,
                sum(path.stat().st_size for path in sizes if path.is_file()),
                tuple(map(Requirement, distribution.requires or ())),
                distribution,
            ),
        )
    return found


def extras() -> list[str]:
    """The extras that users may want."""
    return sorted(set(_project()["optional-dependencies"]) - _NOT_FOR_USERS)


def closure(
    packages: Mapping[str, Package], extras: Iterable[str] = ()
) -> tuple[dict[str, list[str]], set[str]]:
    """Follow what voltag needs, with these extras of it.

    Returns:
        For the name of each package needed the names of those that ask for it, voltag first;
        and the names of what is needed and not among ``packages``.
    """
    asked: dict[str, list[str]] = {}
    missing: set[str] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [("voltag", extra) for extra in ("", *extras)]
    while waiting:
        name, extra = waiting.pop(0)
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        if name not in packages:
            missing.add(name)
            continue
        for need in packages[name].needs:
            if need.marker is not None and not need.marker.evaluate({"extra": extra}):
                continue
            needed = canonicalize_name(need.name)
            by = asked.setdefault(needed, [])
            if name not in by:
                by.append(name)
            waiting += [(needed, further) for further in ("", *sorted(need.extras))]
    return asked, missing


def licence(package: Package) -> str:
    """Return the licence of a package as an SPDX expression.

    Raises:
        UnknownLicenceError: neither its metadata nor licences.toml tell.
    """
    known = _rules()
    if package.name in known["packages"]:
        return str(known["packages"][package.name]["licence"])
    metadata = package.distribution.metadata
    for field in ("License-Expression", "License"):
        text = next(iter(metadata.get_all(field) or ()), "")
        if text and _is_spdx(text):
            return str(_SPDX.parse(text))
    told = {
        known["classifiers"][classifier]
        for classifier in metadata.get_all("Classifier") or ()
        if classifier in known["classifiers"]
    }
    if len(told) == 1:
        return str(told.pop())
    raise UnknownLicenceError(
        f"{package.shown} {package.version} does not name its licence; read the licence file"
        " inside it and write its SPDX identifier into docs/building/licences.toml"
    )


def _is_spdx(text: str) -> bool:
    try:
        return not _SPDX.unknown_license_keys(_SPDX.parse(text, validate=False))
    except ExpressionError:
        return False


def is_compatible(expression: str) -> bool:
    """Whether voltag, under Apache-2.0, may stand on what has this licence.

    Of licences joined by OR one is enough, of those joined by AND all are needed.
    """
    rules = _rules()
    allowed = {*rules["permissive"], *rules["library_copyleft"]}
    parsed = _SPDX.parse(expression)
    values = {key: _SPDX.TRUE if key.key in allowed else _SPDX.FALSE for key in parsed.symbols}
    return bool(parsed.subs(values).simplify() == _SPDX.TRUE)


def _rules() -> dict[str, dict[str, dict[str, str]]]:
    with Path(__file__).with_name("licences.toml").open("rb") as file:
        return tomllib.load(file)


def _project() -> dict[str, dict[str, list[str]]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project: dict[str, dict[str, list[str]]] = tomllib.load(file)["project"]
    return project


def reasons() -> dict[str, str]:
    """Why each direct dependency is there: the comments beside it in pyproject.toml."""
    lines = re.findall(
        r'^    "([A-Za-z0-9._-]+)[^"]*", *# (.+)$',
        (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("\n[tool.")[0],
        re.MULTILINE,
    )
    found: dict[str, str] = {}
    for name, why in lines:
        found.setdefault(canonicalize_name(name), why)
    return found


def base_table(packages: Mapping[str, Package], downloads: Mapping[str, int]) -> str:
    """Every package of an installation without extras: the largest first."""
    asked, _ = closure(packages)
    names = sorted({"voltag", *asked}, key=lambda name: -packages[name].size)
    why = reasons()
    rows = [
        (
            packages[name].shown,
            packages[name].version,
            licence(packages[name]),
            _megabytes(downloads[name]),
            _megabytes(packages[name].size),
            _why(name, asked, packages, why),
        )
        for name in names
    ]
    rows.append(
        (
            f"**{len(names)} packages**", "", "",
            f"**{_megabytes(sum(downloads[name] for name in names))}**",
            f"**{_megabytes(sum(packages[name].size for name in names))}**", "",
        )
    )  # fmt: skip
    return _markdown(
        ("package", "version", "licence", "download, MB", "on disk, MB", "why it is there"), rows
    )


def _why(
    name: str, asked: Mapping[str, list[str]], packages: Mapping[str, Package], why: dict[str, str]
) -> str:
    if name == "voltag":
        return "the program, two models, the annotations"
    if "voltag" in asked[name]:
        return why.get(name, "")
    return "needed by " + ", ".join(packages[by].shown for by in asked[name])


def extras_table(packages: Mapping[str, Package], downloads: Mapping[str, int]) -> str:
    """What each extra adds to the base installation."""
    base = set(closure(packages)[0])
    why = reasons()
    declared = _project()["optional-dependencies"]
    rows = []
    for extra in extras():
        added = set(closure(packages, [extra])[0]) - base
        direct = [canonicalize_name(Requirement(need).name) for need in declared[extra]]
        rows.append(
            (
                f"`{extra}`",
                "; ".join(f"{packages[name].shown}: {why[name]}" for name in direct),
                str(len(added)),
                _megabytes(sum(downloads[name] for name in added)),
                _megabytes(sum(packages[name].size for name in added)),
            )
        )
    return _markdown(("extra", "brings", "packages", "download, MB", "on disk, MB"), rows)


def licences_table(packages: Mapping[str, Package]) -> str:
    """Every package that any user's installation may have, with its licence."""
    base = {*closure(packages)[0]}
    of_extras = {extra: set(closure(packages, [extra])[0]) - base for extra in extras()}
    rows = [
        (
            packages[name].shown,
            packages[name].version,
            licence(packages[name]),
            _comes_with(name, base, of_extras),
        )
        for name in sorted(base.union(*of_extras.values()))
    ]  # fmt: skip
    return _markdown(("package", "version", "licence", "comes with"), rows)


def _comes_with(name: str, base: set[str], of_extras: Mapping[str, set[str]]) -> str:
    if name in base:
        return "base"
    return ", ".join(extra for extra, names in of_extras.items() if name in names)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}" if size >= 50_000 else "<0.1"


def _markdown(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_tables(page: Path, tables: Mapping[str, str], *, check: bool) -> bool:
    """Put the tables between the marks of a page; return whether it was different."""
    text = new = page.read_text(encoding="utf-8")
    for name, table in tables.items():
        begin = f"<!-- {name}: begin (written by `make docs-packages`) -->\n"
        end = f"\n<!-- {name}: end -->"
        before, _, rest = new.partition(begin)
        _, marked, after = rest.partition(end)
        if not marked:
            raise click.ClickException(f"{page} has no marks for the table {name}")
        new = before + begin + table + end + after
    if new != text and not check:
        page.write_text(new, encoding="utf-8")
    return new != text


def _download_and_install(folder: Path) -> tuple[dict[str, Package], dict[str, int]]:
    """Bring voltag with all extras into ``folder``; return the packages and their downloads."""
    wheels = folder / "wheels"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wanted = ",".join(extras())
    # Not `pip download`: what comes as source alone could not be built without a network.
    subprocess.run([*pip, "wheel", "-w", wheels, f"{ROOT}[{wanted}]"], check=True)
    site = folder / "site"
    subprocess.run(
        [*pip, "install", "--no-compile", "--no-index", "--find-links", wheels, "--target", site,
         f"voltag[{wanted}]"],
        check=True,
    )  # fmt: skip
    sizes = {
        str(parse_wheel_filename(path.name)[0]): path.stat().st_size for path in wheels.iterdir()
    }
    return read_packages([site]), sizes


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something differs.")
def main(check: bool) -> None:
    """Write the tables of packages into the documentation."""
    with tempfile.TemporaryDirectory(prefix="voltag-packages-") as name:
        packages, downloads = _download_and_install(Path(name))
        tables = {
            "installing.md": {
                "base": base_table(packages, downloads),
                "extras": extras_table(packages, downloads),
            },
            "licences.md": {"licences": licences_table(packages)},
        }
    different = False
    for page, of_page in tables.items():
        if write_tables(ROOT / "docs" / page, of_page, check=check):
            different = True
            click.echo(f"docs/{page}: {'differs' if check else 'written'}")
    sys.exit(1 if check and different else 0)


if __name__ == "__main__":
    main()
