"""The wheel and the source archive, built once."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Archives:
    """What a release consists of."""

    wheel: Path
    sdist: Path


def build(source: Path, folder: Path, *targets: str) -> None:
    """Build ``wheel`` or ``sdist`` of the sources in ``source`` into ``folder``."""
    subprocess.run(
        [
            *(sys.executable, "-m", "hatchling", "build", "-d", str(folder)),
            *(part for target in targets for part in ("-t", target)),
        ],
        cwd=source,
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Archives:
    """The archives of this checkout."""
    folder = tmp_path_factory.mktemp("archives")
    build(ROOT, folder, "wheel", "sdist")
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return Archives(wheel, sdist)
