"""The documentation: it builds without a warning, is complete, and shows what commands print."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from voltag.cli import COMMANDS
from voltag.cli.schema import FORMATS
from voltag.settings import describe_settings


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with warnings as errors (mkdocs.yml: strict)."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    return folder


def test_the_reference_has_every_command_setting_and_format(site: Path) -> None:
    commands = (site / "reference" / "commands.html").read_text("utf-8")
    assert all(f'id="voltag-{name}"' in commands for name in COMMANDS)
    settings = (site / "reference" / "settings.html").read_text("utf-8")
    assert all(f"<code>{s.name.split('.')[1]}</code>" in settings for s in describe_settings())
    formats = (site / "reference" / "formats.html").read_text("utf-8")
    assert all(f'id="{name}"' in formats for name in FORMATS)


def test_a_page_loads_nothing_from_elsewhere(site: Path) -> None:
    loads = re.compile(r"<(?:script|img|iframe)[^>]*\ssrc=\"?(https?:|//)|<link[^>]*stylesheet[^>]*"
                       r"href=\"?(https?:|//)")  # fmt: skip
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        assert loads.search(page.read_text("utf-8")) is None, page


@pytest.mark.long
def test_what_the_pages_show_is_what_the_commands_print() -> None:
    done = subprocess.run(
        [sys.executable, "docs/building/outputs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + "run: make docs-output"
