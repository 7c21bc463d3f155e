"""The Pythons that voltag says it runs on, as far as they can be found here."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_CLASSIFIER = "Programming Language :: Python :: 3."


def supported() -> list[str]:
    """The versions that the package's own classifiers name, such as ``3.11``."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        classifiers = tomllib.load(file)["project"]["classifiers"]
    return [c.rsplit(" ", 1)[1] for c in classifiers if c.startswith(_CLASSIFIER)]


@cache
def find_python(version: str) -> Path | None:
    """An interpreter of ``version`` that runs and can make environments, or None."""
    return next((path for path in _candidates(version) if _is(path, version)), None)


def _candidates(version: str) -> Iterator[Path]:
    yield Path(sys.executable)
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield Path(on_path)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/python"))
    found = subprocess.run(
        [uv(), "python", "find", "--no-project", "--no-python-downloads", "--system", version],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode == 0:
        yield Path(found.stdout.strip())


def _is(path: Path, version: str) -> bool:
    """Whether ``path`` runs as ``version``: the shims of version managers may lead nowhere."""
    code = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    try:
        told = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return told.returncode == 0 and told.stdout.strip() == version


def uv() -> str:
    """The path of uv, of the environment that the tests run in."""
    return str(Path(sys.executable).with_name("uv"))
