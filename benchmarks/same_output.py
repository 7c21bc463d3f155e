"""Whether two result folders hold the same bytes: what a faster program must prove.

Usage: python -m benchmarks.same_output OUT1 OUT2

``run.json``, which has the time, is left out. Ends with 1 and the names of the files that
differ; of lines, the first that does is shown.
"""

import gzip
import sys
from pathlib import Path

_TIMED = "run.json"


def differences(first: Path, second: Path) -> list[str]:
    """Return a line for each file that only one folder has or that differs."""
    names = [
        {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        for folder in (first, second)
    ]
    lines = [f"{name}: only in one of the folders" for name in sorted(names[0] ^ names[1])]
    for name in sorted(names[0] & names[1] - {_TIMED}):
        one, two = (first / name).read_bytes(), (second / name).read_bytes()
        if one != two:
            lines.append(f"{name}: {_first_difference(name, one, two)}")
    return lines


def _first_difference(name: str, one: bytes, two: bytes) -> str:
    if name.endswith(".gz"):
        one, two = gzip.decompress(one), gzip.decompress(two)
    pairs = zip(one.splitlines(), two.splitlines(), strict=False)
    for number, (a, b) in enumerate(pairs, start=1):
        if a != b:
            at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
            stretches = (
                line[max(0, at - 60) : at + 100].decode(errors="replace") for line in (a, b)
            )
            return f"line {number}, byte {at}:\n  " + "\n  ".join(stretches)
    return f"{len(one)} and {len(two)} bytes"


def main(arguments: list[str]) -> int:
    """Compare the two folders that are named."""
    first, second = map(Path, arguments)
    found = differences(first, second)
    print("\n".join(found) or f"{first} and {second} hold the same bytes")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
