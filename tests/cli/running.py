"""Running the command line in tests."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from voltag.cli import main

# A test run in the background ignores Ctrl-C, and its children would too.
VOLTAG = [
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " from voltag.cli import main; main()",
]


def voltag(*arguments: object, stdin: str | bytes | None = None) -> Result:
    """Run a command in this process; standard output and standard error are kept apart."""
    result = CliRunner().invoke(
        main, [os.fspath(a) if isinstance(a, Path) else str(a) for a in arguments], input=stdin
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def voltag_process(*arguments: object, **options: Any) -> "subprocess.Popen[str]":  # noqa: ANN401
    """Start a command as a process of its own."""
    return subprocess.Popen(
        [*VOLTAG, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
