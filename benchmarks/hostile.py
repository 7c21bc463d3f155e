"""What comes of every hostile input: status, message, seconds and memory, as a table.

All inputs of tests/hostile are one batch for one worker process with limits of time and memory,
as `voltag classify` runs it, so that each also shows what it does to those after it. Writes the
table into docs/hostile-inputs.md with --into.
"""

import argparse
import hashlib
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.hostile.files import ENTRIES, NAMES
from tests.hostile.making import CASES
from tests.hostile.structures import good

from voltag.batch.classify_document import classify_document
from voltag.batch.failures import failed_result
from voltag.batch.job import Job
from voltag.batch.packing import pack
from voltag.batch.paths import find_inputs
from voltag.batch.plan import Task
from voltag.batch.results import DocumentResult, Packed, Shown
from voltag.batch.workers import run
from voltag.classify.model import Model
from voltag.classify.persist import find_model, load_model
from voltag.ingest import OcrMode
from voltag.records import from_json
from voltag.settings import Settings, load_settings
from voltag.text.identity import NOTHING_GIVEN
from voltag.types import Given

_BEAT = 0.02
_START = "<!-- measured: begin -->"
_END = "<!-- measured: end -->"
_NOTES = "VOLTAG_HOSTILE_NOTES"
_warm = False


def measured(
    path: Path,
    name: str,
    model: Model,
    settings: Settings,
    given: Given = NOTHING_GIVEN,
    ocr: OcrMode = "off",
) -> DocumentResult:
    """Classify a document and note who does it, how many seconds it takes, and how much memory.

    A page that kills its process is tried again without it: every attempt adds a line to the note
    when it begins and one when it ends, so that one which never ended shows.
    """
    global _warm
    notes = Path(os.environ[_NOTES])
    if not _warm:
        # What a worker loads once is no input's doing.
        classify_document(notes / "warm.pdf", "warm.pdf", model, settings)
        _warm = True
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the peak begins anew
    note, now, started = notes / _note(path), notes / "now", time.perf_counter()
    _add(note, "begun\n")
    now.write_text(f"{os.getpid()} {note.name}", "ascii")
    try:
        return classify_document(path, name, model, settings, given, ocr)
    finally:
        now.write_text("", "ascii")
        _add(note, f"ended {time.perf_counter() - started} {_peak(os.getpid())}\n")


def _add(note: Path, line: str) -> None:
    with note.open("a", encoding="ascii") as file:
        file.write(line)


def _note(path: Path) -> str:
    """A name for what is noted of a file, whatever that is called."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading one input cost, all attempts together."""

    seconds: float
    kibibytes: int
    """The most that a process had in memory while it read this input."""
    stopped: bool
    """Whether a process ended while it read this input."""


@dataclass(frozen=True, slots=True)
class Row:
    """One input and what came of it."""

    name: str
    says: str
    status: str
    answer: str
    errors: str
    message: str
    cost: Cost


def _peak(number: int) -> int:
    """The most memory that a process had, in KiB; 0 where it is gone."""
    try:
        text = Path("/proc", str(number), "status").read_text("utf-8", "replace")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", text)
    return int(found[1]) if found else 0


class _Watch:
    """Looks again and again which document a process reads now, and how much memory it has."""

    def __init__(self, notes: Path) -> None:
        self._notes = notes
        self._ended = threading.Event()
        self._peaks: dict[str, int] = {}
        self._seconds: dict[str, float] = {}

    def look(self) -> None:
        before = time.perf_counter()
        while not self._ended.wait(_BEAT):
            now = time.perf_counter()
            passed, before = now - before, now
            try:
                text = (self._notes / "now").read_text("ascii")
            except OSError:
                continue
            number, _, name = text.partition(" ")
            peak = _peak(int(number)) if name else 0
            if peak:
                self._peaks[name] = max(self._peaks.get(name, 0), peak)
                self._seconds[name] = self._seconds.get(name, 0.0) + passed

    def cost(self, name: str) -> Cost:
        """What a document cost: as its process noted it, or as was seen where that ended."""
        try:
            lines = (self._notes / name).read_text("ascii").splitlines()
        except OSError:
            lines = []
        begun = lines.count("begun")
        ended = [line.split()[1:] for line in lines if line.startswith("ended ")]
        seconds = sum(float(each[0]) for each in ended)
        peaks = [int(each[1]) for each in ended]
        stopped = begun > len(ended)
        if stopped:
            seconds = max(seconds, self._seconds.get(name, 0.0))
            peaks.append(self._peaks.get(name, 0))
        return Cost(seconds, max(peaks, default=0), stopped)

    @contextmanager
    def running(self) -> Iterator["_Watch"]:
        """Look until the statement ends."""
        thread = threading.Thread(target=self.look, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join()


def put(folder: Path, wanted: str) -> dict[str, str]:
    """Put every input with ``wanted`` in its name into ``folder``; return what each is."""
    says = {}
    for case in CASES:
        if wanted in case.name:
            (folder / f"{case.name}.pdf").write_bytes(case.make())
            says[f"{case.name}.pdf"] = case.says
    for entry in ENTRIES:
        if wanted in entry.name:
            entry.make(folder / f"{entry.name}.pdf")
            says[f"{entry.name}.pdf"] = entry.says
    for word, name, what in NAMES:
        if wanted in word:
            Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(good())
            says[name.decode("utf-8", "replace")] = what
    return says


def rows(folder: Path, wanted: str, settings: Settings) -> Iterator[Row]:
    """Classify every input and yield what came of it."""
    says = put(folder, wanted)
    found = find_inputs([*sorted(folder.iterdir())])
    model_folder = find_model("default").resolve()
    model_id = load_model(model_folder).id
    job = Job(model_folder, model_id, settings, work=measured)
    for problem in found.lost:
        lost = pack(failed_result(problem.path, problem, settings, model_id))
        yield _row(lost, says, Cost(0.0, 0, False))
    notes = folder.parent / "notes"
    notes.mkdir()
    (notes / "warm.pdf").write_bytes(good())
    os.environ[_NOTES] = str(notes)
    files = {item.name: _note(item.path) for item in found.inputs}
    with _Watch(notes).running() as watch:
        for task, packed in run([Task(item, None) for item in found.inputs], job, 1):
            yield _row(packed, says, watch.cost(files[task.item.name]))


def _row(packed: Packed, says: dict[str, str], cost: Cost) -> Row:
    verdict, problems = from_json(Shown, packed.shown).verdict, packed.problems
    name = verdict.path.rpartition("/")[2]
    answers = {True: "yes", False: "no", None: "open"}
    return Row(
        "".join(c if c.isprintable() else "\ufffd" for c in name),
        says.get(name, ""),
        verdict.status.value,
        answers[verdict.references_volunteering],
        ", ".join(sorted({p.error for p in problems})),
        problems[0].message if problems else "",
        cost,
    )


def _seconds(row: Row) -> str:
    return f"{row.cost.seconds:.1f}{', stopped' if row.cost.stopped else ''}"


def table(found: list[Row]) -> str:
    """The rows as a table of Markdown."""
    lines = [
        "| input | what it is | status | volunteering | error | message | seconds | MiB |",
        "|---|---|---|---|---|---|---:|---:|",
    ]
    for row in found:
        cells = (
            f"`{row.name[:40]}`",
            row.says,
            f"`{row.status}`",
            row.answer,
            row.errors,
            row.message,
            _seconds(row),
            str(row.cost.kibibytes // 1024),
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write the table where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, help="Markdown file with the marks for the table")
    parser.add_argument("--only", default="", help="inputs with this in their name")
    parser.add_argument("--seconds", type=float, default=120, help="that a document may take")
    parser.add_argument("--memory", type=int, default=1024, help="MiB that a worker may use")
    given = parser.parse_args()
    settings = load_settings()
    limits = replace(
        settings.limits, document_seconds=given.seconds, memory_mib=given.memory, page_seconds=5.0
    )
    found = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "inputs")
        folder.mkdir()
        for row in rows(folder, given.only, replace(settings, limits=limits)):
            found.append(row)
            print(
                f"{row.name[:24]:24} {row.status:10} {row.answer:5} {_seconds(row):>14} s"
                f" {row.cost.kibibytes // 1024:6} MiB  {row.errors} {row.message[:100]}",
                flush=True,
            )
    if given.into is not None:
        text = given.into.read_text("utf-8")
        start, end = text.index(_START) + len(_START), text.index(_END)
        given.into.write_text(f"{text[:start]}\n{table(found)}\n{text[end:]}", "utf-8")


if __name__ == "__main__":
    main()
