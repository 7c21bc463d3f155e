"""``make bench``: how fast and how frugal voltag is, as one table of ratios.

Usage: python -m benchmarks.speed [--only ROW]... [--real FOLDER] [--work FOLDER] [--runs N]
           [--quick] [--json FILE] [--into PAGE.md]

Every ratio is measured in one run on the same files. The table goes to standard output, with
``--into`` also between the markers of a page, and with ``--json`` into a file that has the
machine and all versions too. Both are written anew with each figure, so that a run that is
interrupted leaves what it measured, and names the rows that it did not. ``--quick`` goes through
all rows with a few small documents, once: it shows that they can be measured, and no more.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import tables
from benchmarks.document_sets import few_samples, find_files
from benchmarks.figures import Figure, described, machine, table
from benchmarks.rows import FULL, QUICK, ROWS, Bench

BEGIN = "<!-- bench: begin (written by `make bench`) -->"
END = "<!-- bench: end -->"


def main() -> int:
    """Measure the rows that are asked for and print them; return the exit code."""
    parser = argparse.ArgumentParser(description="How fast and how frugal voltag is.")
    parser.add_argument("--only", action="append", choices=list(ROWS), metavar="ROW")
    parser.add_argument("--real", type=Path, default=Path("../shared/real"), metavar="FOLDER")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="where sets are kept")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--quick", action="store_true", help="small documents, once: a trial")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--into", type=Path, metavar="PAGE.md")
    given = parser.parse_args()
    files = few_samples() if given.quick else find_files(given.real)
    sizes, runs = (QUICK, 1) if given.quick else (FULL, given.runs)
    if not files.real:
        print(f"{given.real}: no real documents are there; measuring the samples", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="voltag-bench-") as temporary:
        work = given.work or Path(temporary)
        shutil.rmtree(work / "results", ignore_errors=True)
        (work / "results").mkdir(parents=True)
        # What voltag keeps for the user is neither used nor filled.
        os.environ["XDG_CACHE_HOME"] = str(Path(temporary) / "cache")
        measured = _measure(given, Bench(files, work, runs, sizes))
        shutil.rmtree(work / "results", ignore_errors=True)
    return 0 if measured else 1


def _measure(given: argparse.Namespace, bench: Bench) -> bool:
    """Measure the rows that are asked for; return whether all could be measured."""
    start = time.monotonic()
    figures: list[Figure] = []
    whole = True
    names: list[str] = given.only or list(ROWS)
    report = _Report(given, bench, start)
    for place, name in enumerate(names):
        try:
            for figure in ROWS[name](bench):
                figures.append(figure)
                print(table([figure]).splitlines()[-1], file=sys.stderr, flush=True)
                report.write(figures, names[place:])
        except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
            # The other rows are worth having all the same.
            whole = False
            reason = str(error).splitlines()[-1] if str(error) else type(error).__name__
            figures.append(Figure(name, f"row `{name}`", None, "", measured=f"failed: {reason}"))
            print(f"{name}: {error}", file=sys.stderr)
        report.write(figures, names[place + 1 :])
        minutes = (time.monotonic() - start) / 60
        print(f"{name}: {minutes:.1f} minutes so far", file=sys.stderr, flush=True)
    print(f"\n{report.text(figures, [])}")
    return whole


@dataclass(frozen=True, slots=True)
class _Report:
    """Where the figures go as they are measured."""

    given: argparse.Namespace
    bench: Bench
    start: float
    """When the run began, as a value of ``time.monotonic``."""

    def text(self, figures: list[Figure], open_rows: list[str]) -> str:
        """Return the table and a sentence on it; ``open_rows`` are not measured to their end."""
        files = self.bench.files
        sentence = described(machine(), files.real, (time.monotonic() - self.start) / 60)
        left = [
            Figure(name, f"row `{name}`", None, "", measured="not measured to its end")
            for name in open_rows
        ]
        trial = "**A trial with small documents: these figures say nothing.** "
        return f"{table([*figures, *left])}\n\n{trial if self.given.quick else ''}{sentence}"

    def write(self, figures: list[Figure], open_rows: list[str]) -> None:
        """Write what is known by now into the files that were asked for."""
        if self.given.json is not None:
            _write_record(self.given.json, figures, self.bench)
        if self.given.into is not None:
            text = self.text(figures, open_rows)
            tables.write_between_markers(self.given.into, text, BEGIN, END)


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
