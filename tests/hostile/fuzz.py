"""``make fuzz``: change PDFs at random for as long as asked, and keep what goes wrong."""

import argparse
import itertools
import sys
import time
from pathlib import Path

from tests.hostile.fuzzing import fuzz, minimised

FOUND = Path("out/fuzz")


def main() -> int:
    """Fuzz; return 1 where something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--into", type=Path, default=FOUND)
    given = parser.parse_args()
    started = time.monotonic()
    done = 0

    def on_case(_: int) -> None:
        nonlocal done
        done += 1
        if not done % 100:
            _say(f"{done} cases, {done / (time.monotonic() - started):.1f} a second")

    numbers = itertools.takewhile(
        lambda _: time.monotonic() - started < given.seconds, itertools.count()
    )
    crashes = 0
    for crash in fuzz(given.seed, numbers, given.workers, on_case):
        crashes += 1
        given.into.mkdir(parents=True, exist_ok=True)
        path = given.into / f"{crash.outcome}-{given.seed}-{crash.number}.pdf"
        path.write_bytes(minimised(crash))
        path.with_suffix(".txt").write_text(crash.says, "utf-8")
        _say(f"case {crash.number} {crash.outcome}: {path}\n{crash.says.strip()[-600:]}")
    rate = done / max(time.monotonic() - started, 0.001)
    _say(f"{done} cases with seed {given.seed}, {rate:.1f} a second, {crashes} ended badly")
    return 1 if crashes else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
