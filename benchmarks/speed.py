"""``make bench``: how fast and how frugal voltag is, as one table of ratios.

Usage: python -m benchmarks.speed [--only ROW]... [--real FOLDER] [--work FOLDER] [--runs N]
           [--json FILE] [--into PAGE.md]

Every ratio is measured in one run on the same files. The table goes to standard output, with
``--into`` also between the markers of a page, and with ``--json`` into a file that has the
machine and all versions too.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks import tables
from benchmarks.document_sets import find_files
from benchmarks.figures import Figure, described, machine, table
from benchmarks.rows import ROWS, Bench

BEGIN = "<!-- bench: begin (written by `make bench`) -->"
END = "<!-- bench: end -->"


def main() -> int:
    """Measure the rows that are asked for and print them; return the exit code."""
    parser = argparse.ArgumentParser(description="How fast and how frugal voltag is.")
    parser.add_argument("--only", action="append", choices=list(ROWS), metavar="ROW")
    parser.add_argument("--real", type=Path, default=Path("../shared/real"), metavar="FOLDER")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="where sets are kept")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--into", type=Path, metavar="PAGE.md")
    given = parser.parse_args()
    files = find_files(given.real)
    if not files.real:
        print(f"{given.real}: no real documents are there; measuring the samples", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="voltag-bench-") as temporary:
        work = given.work or Path(temporary)
        shutil.rmtree(work / "results", ignore_errors=True)
        (work / "results").mkdir(parents=True)
        # What voltag keeps for the user is neither used nor filled.
        os.environ["XDG_CACHE_HOME"] = str(Path(temporary) / "cache")
        measured = _measure(given, Bench(files, work, given.runs))
        shutil.rmtree(work / "results", ignore_errors=True)
    return 0 if measured else 1


def _measure(given: argparse.Namespace, bench: Bench) -> bool:
    """Measure the rows that are asked for; return whether all could be measured."""
    start = time.monotonic()
    figures: list[Figure] = []
    whole = True
    for name in given.only or ROWS:
        try:
            for figure in ROWS[name](bench):
                figures.append(figure)
                print(table([figure]).splitlines()[-1], file=sys.stderr, flush=True)
        except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
            # The other rows are worth having all the same.
            whole = False
            reason = str(error).splitlines()[-1] if str(error) else type(error).__name__
            figures.append(Figure(name, f"row `{name}`", None, "", measured=f"failed: {reason}"))
            print(f"{name}: {error}", file=sys.stderr)
        minutes = (time.monotonic() - start) / 60
        print(f"{name}: {minutes:.1f} minutes so far", file=sys.stderr, flush=True)
        if given.json is not None:
            _write_record(given.json, figures, bench)
    text = table(figures)
    sentence = described(machine(), bench.files.real, (time.monotonic() - start) / 60)
    print(f"\n{text}\n\n{sentence}")
    if given.into is not None:
        tables.write_between_markers(given.into, f"{text}\n\n{sentence}", BEGIN, END)
    return whole


def _write_record(path: Path, figures: list[Figure], bench: Bench) -> None:
    record = {
        "machine": machine(),
        "real": bench.files.real,
        "figures": [asdict(figure) | {"met": figure.met} for figure in figures],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
