"""Environments of their own, as a user would make them: nothing of this checkout is on any path."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.packaging.pythons import uv

_KEPT_OUT = ("PYTHON", "VIRTUAL_ENV", "COVERAGE", "VOLTAG", "PIPX_", "UV_TOOL", "UV_PYTHON")


def outside() -> dict[str, str]:
    """The environment variables of a user who has set nothing.

    Where packages come from, and where they are cached, is as it is here. uv trusts the
    certificates that the system trusts, as pip does.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_KEPT_OUT) and name not in ("PWD", "OLDPWD")
    }
    return kept | {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "1"}


@dataclass(frozen=True)
class Environment:
    """A virtual environment and the empty folder that commands are run in."""

    folder: Path
    desk: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def run(
        self, program: str | Path, *arguments: object, text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run one of its programs from the empty folder, as one who never ran it before."""
        return subprocess.run(
            [str(self.folder / "bin" / program), *map(str, arguments)],
            cwd=self.desk,
            env=outside() | {"XDG_CACHE_HOME": str(self.folder.parent / "cache")},
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )

    def voltag(self, *arguments: object, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command."""
        return self.run("voltag", *arguments, text=text)


def with_uv(python: Path, folder: Path, *requirements: object) -> Environment:
    """An environment of ``python`` in ``folder``, with ``requirements`` installed by uv."""
    environment = Environment(folder / "environment", folder / "desk")
    environment.desk.mkdir(parents=True)
    succeed(uv(), "venv", "--quiet", "--python", python, environment.folder, home=folder)
    succeed(
        uv(), "pip", "install", "--quiet", "--python", environment.python, *requirements,
        home=folder,
    )  # fmt: skip
    return environment


def with_pip(python: Path, folder: Path, *arguments: object) -> Environment:
    """An environment of ``python`` in ``folder``, made by venv, filled by ``pip install``."""
    environment = Environment(folder / "environment", folder / "desk")
    environment.desk.mkdir(parents=True)
    succeed(python, "-m", "venv", environment.folder, home=folder)
    succeed(
        environment.python, "-m", "pip", "install", "--quiet", "--no-compile", *arguments,
        home=folder,
    )  # fmt: skip
    return environment


def succeed(*command: object, home: Path, **variables: str) -> str:
    """Run a command that must succeed, with these variables, and return what it prints."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=home,
        env=outside() | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
