"""Run the commands that the documentation shows, and put what they print below them.

Usage: python docs/building/outputs.py [--check] [FILE.md]...

A block is run when the line before it is ``<!-- output -->``. All blocks of a page run one after
another in one empty folder beside which the repository's ``corpus`` lies; long output is cut
where the page asks for it by ``<!-- output: 12 lines -->``. With ``--check`` nothing is written,
and the exit code says whether something differs.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(
    r"(?P<mark><!-- output(?:: (?P<lines>\d+) lines)? -->\n)```console\n(?P<body>.*?)\n```",
    re.DOTALL,
)
LINKED = ("corpus", "annotations")
WIDTH = 100


def pages() -> list[Path]:
    """The pages that have blocks to run."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [path for path in found if _BLOCK.search(path.read_text(encoding="utf-8"))]


def rendered(text: str) -> str:
    """Return a page with the output of its commands as it is now."""
    with tempfile.TemporaryDirectory(prefix="voltag-docs-") as name:
        folder = Path(name)
        for linked in LINKED:
            (folder / linked).symlink_to(ROOT / linked)
        return _BLOCK.sub(lambda match: _run_block(match, folder), text)


def _run_block(match: re.Match[str], folder: Path) -> str:
    commands = [line for line in match["body"].split("\n") if line.startswith("$ ")]
    parts = [f"{command}\n{_output(command[2:], folder)}".rstrip("\n") for command in commands]
    lines = "\n".join(parts).split("\n")
    limit = int(match["lines"] or 0)
    if limit and len(lines) > limit:
        lines = [*lines[:limit], "..."]
    return f"{match['mark']}```console\n" + "\n".join(lines) + "\n```"


def _output(command: str, folder: Path) -> str:
    bin_folder = str(Path(sys.executable).parent)
    environment = os.environ | {
        "PATH": bin_folder + os.pathsep + os.environ.get("PATH", ""),
        "COLUMNS": str(WIDTH),
        "NO_COLOR": "1",
        "TERM": "dumb",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return "\n".join(line.rstrip() for line in done.stdout.split("\n"))


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something differs.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
def main(check: bool, files: tuple[Path, ...]) -> None:
    """Put what commands print below them in the documentation."""
    different = False
    for path in files or pages():
        text = path.read_text(encoding="utf-8")
        new = rendered(text)
        if new != text:
            different = True
            click.echo(f"{path}: differs" if check else f"{path}: written")
            if not check:
                path.write_text(new, encoding="utf-8")
    sys.exit(1 if check and different else 0)


if __name__ == "__main__":
    main()
