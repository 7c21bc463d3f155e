"""What a run of the benchmarks came to, as a record and as a table."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from voltag import __version__

Limit = Literal["at most", "at least", ""]
PACKAGES = ("numpy", "pdfplumber", "pypdfium2", "scikit-learn", "scipy", "skops", "spacy")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table."""

    row: str
    """The name that ``--only`` takes."""
    what: str
    value: float | None
    """None where this machine cannot tell."""
    unit: str
    """``times``, ``%``, ``MiB``, ``s`` or ``a second``."""
    limit: Limit = ""
    target: float | None = None
    measured: str = ""
    """What the figure was made of, for a person."""

    @property
    def met(self) -> bool | None:
        """Whether the target was met; None where there is none or nothing was measured."""
        if self.target is None or self.value is None:
            return None
        shown = float(f"{self.value:.{_places(self.value)}f}")
        return shown <= self.target if self.limit == "at most" else shown >= self.target


def _places(value: float) -> int:
    return 0 if value >= 100 else 1 if value >= 10 else 2


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "not known here"
    text = f"{value:,.{_places(value)}f}"
    return f"{text}%" if unit == "%" else f"{text} {unit}"


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| figure | measured | target | met | from |", "|---|---|---|---|---|"]
    for f in figures:
        unit = "%" if f.unit == "%" else f" {f.unit}"
        target = "report" if f.target is None else f"{f.limit} {f.target:g}{unit}"
        met = {True: "yes", False: "**no**", None: "–"}[f.met]
        lines.append(f"| {f.what} | {_number(f.value, f.unit)} | {target} | {met} | {f.measured} |")
    return "\n".join(lines)


def machine() -> dict[str, object]:
    """Return what the figures were measured on: processor, memory and versions."""
    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "voltag": __version__,
        "packages": {name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def described(told: dict[str, object], real: bool, minutes: float) -> str:
    """Return a sentence on what was measured, when there is room for one line only."""
    packages = told["packages"]
    assert isinstance(packages, dict)
    versions = ", ".join(f"{name} {number}" for name, number in packages.items())
    files = (
        "On the English book, the typeset Chinese texts and the samples"
        if real
        else "On the samples alone: the real documents are not there (REAL=FOLDER)"
    )
    return (
        f"{files}, in {minutes:.0f} minutes; {told['processor']}, {told['processors']} processors,"
        f" {told['memory_gib']} GiB; {told['system']}, Python {told['python']},"
        f" voltag {told['voltag']}, {versions}."
    )
