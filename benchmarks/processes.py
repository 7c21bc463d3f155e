"""Commands run as a user runs them, with their time and the peak memory of their workers."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

VOLTAG = (sys.executable, "-m", "voltag")
_BEAT = 0.02
"""Seconds between two looks at the processes of a command."""
_BROKEN = (1, 2)
"""Exit codes of a command that did nothing."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended."""

    seconds: float
    main_mib: float
    """Most memory that the command's own process had in use, in mebibytes; 0 where the system
    does not tell."""
    worker_mib: float
    """The same of the largest of the processes that it started; 0 where there was none."""


def run(
    command: Sequence[str],
    *,
    stdin: Path | None = None,
    environment: Mapping[str, str] | None = None,
    watched: bool = False,
) -> Ran:
    """Run ``command`` to its end; ``watched`` also asks for the memory of its processes.

    Raises:
        RuntimeError: it did nothing; the message has what it wrote to standard error.
    """
    with (stdin or Path(os.devnull)).open("rb") as given:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
        )
        watch = _Watch(process.pid) if watched else None
        _, errors = process.communicate()
        seconds = time.perf_counter() - start
    peaks = watch.stop() if watch is not None else {}
    if process.returncode in _BROKEN or process.returncode < 0:
        raise RuntimeError(f"{' '.join(command)} failed: {errors.decode(errors='replace')[-2000:]}")
    main = peaks.pop(process.pid, 0.0)
    return Ran(seconds, main, max(peaks.values(), default=0.0))


_LOOP = (sys.executable, "-c", "for _ in range(100_000_000): pass")


def gain_of_two() -> float:
    """Return how many times the work of one process this machine does with two at once.

    They share nothing and hardly use memory: where this is less than 2, so is all else.
    """
    start = time.perf_counter()
    run(_LOOP)
    middle = time.perf_counter()
    with ThreadPoolExecutor(2) as both:
        list(both.map(run, (_LOOP, _LOOP)))
    return 2 * (middle - start) / (time.perf_counter() - middle)


class _Watch:
    """Looks at a process and all it started until told to stop.

    Linux keeps the largest size that each process ever had, so that no peak is missed between
    two looks; elsewhere nothing is known.
    """

    def __init__(self, root: int) -> None:
        self._root = root
        self._peaks: dict[int, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self._thread.start()

    def stop(self) -> dict[int, float]:
        """Return the peak of each process that was seen, in mebibytes, by its number."""
        self._ended.set()
        self._thread.join()
        return self._peaks

    def _look_on(self) -> None:
        while not self._ended.wait(_BEAT):
            for number in _family(self._root):
                peak = _peak_mib(number)
                if peak:
                    self._peaks[number] = peak


def _family(root: int) -> list[int]:
    """The numbers of a process and of all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The command's name stands in brackets and may hold anything.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except (OSError, IndexError):
            continue
        children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, open_ones = [], [root]
    while open_ones:
        number = open_ones.pop()
        found.append(number)
        open_ones += children.get(number, [])
    return found


def _peak_mib(number: int) -> float:
    try:
        status = Path(f"/proc/{number}/status").read_text()
    except OSError:
        return 0.0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0
