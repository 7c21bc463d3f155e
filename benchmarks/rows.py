"""The rows of the benchmark: each measures both sides of its ratios on the same files.

What is timed takes turns, so that a busy moment of the machine falls on both sides.
"""

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from benchmarks.document_sets import Files, build_set, count_pages
from benchmarks.figures import Figure
from benchmarks.naive import bare_text, naive_pipeline
from benchmarks.processes import VOLTAG, Ran, gain_of_two, run

from voltag.annotations import default_annotation_paths, read_annotations
from voltag.batch.classify_document import classify_document
from voltag.batch.collector import settle
from voltag.classify.model import Model
from voltag.classify.persist import find_model, load_model, save_model
from voltag.settings import Settings, load_settings

LINE = "Volunteers planted three hundred trees along the river with the village council.\n"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the sets are that are built for the rows."""

    workers: tuple[int, int]
    """Documents that two workers share, and pages of each."""
    memory: tuple[int, int]
    """Pages of the short document and of the long one."""
    documents: tuple[int, int, int]
    """Documents of the small batch and of the large one, and pages of each."""


FULL = Sizes(workers=(40, 100), memory=(50, 2000), documents=(100, 1000, 10))
QUICK = Sizes(workers=(4, 4), memory=(2, 8), documents=(2, 4, 2))


@dataclass(frozen=True)
class Bench:
    """What all rows have in common."""

    files: Files
    work: Path
    """Folder for the sets, which are kept, and the results, which are not."""
    runs: int
    """How often each side of a quick figure is measured; the best counts."""
    sizes: Sizes = FULL

    @cached_property
    def model(self) -> Model:
        """The light model, loaded as a worker loads it."""
        model = load_model(find_model("default"))
        settle()
        return model

    @cached_property
    def settings(self) -> Settings:
        """The default settings."""
        return load_settings()

    def set_of(self, documents: int, pages: int) -> Path:
        """Return the folder with a set of documents, built where it is not there."""
        sources = dict.fromkeys((*self.files.english, *self.files.chinese, *self._spoken))
        name = f"{self._kind}-{documents}-of-{pages}"
        return build_set(tuple(sources), self.work / "sets" / name, documents, pages)

    @property
    def _kind(self) -> str:
        """What the names of sets begin with, so that no set is taken for another's."""
        if self.sizes is not FULL:
            return "trial"
        return "real" if self.files.real else "samples"

    @property
    def _spoken(self) -> list[Path]:
        # The scan has no text, and would make pages look cheap.
        return [path for path in self.files.samples if "scan" not in path.name]

    def long(self, pages: int) -> Path:
        """Return a document of so many pages of the English files, built where it is not there."""
        folder = self.work / "sets" / f"{self._kind}-1-of-{pages}"
        return build_set(self.files.english, folder, 1, pages)

    def classify(self, inputs: Sequence[Path], out: str, *more: str, watched: bool = False) -> Ran:
        """Run ``voltag classify`` into a folder of that name among the results.

        OCR is off, as in the rows that run no command: some machines have it and others do not.
        """
        command = [*VOLTAG, "classify", *map(str, inputs), "-o", str(self.results / out), *more]
        return run([*command, "--ocr", "off", "--quiet"], watched=watched)

    @property
    def results(self) -> Path:
        """The folder for result folders."""
        return self.work / "results"


Row = Callable[[Bench], Iterator[Figure]]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _best(sides: Sequence[Callable[[], object]], runs: int) -> list[float]:
    """Return the best of ``runs`` times of each side; the sides take turns."""
    taken = [[_seconds(side) for side in sides] for _ in range(runs)]
    return [min(times) for times in zip(*taken, strict=True)]


def _ours(bench: Bench, paths: Sequence[Path]) -> None:
    for path in paths:
        classify_document(path, path.name, bench.model, bench.settings)


def _bare(paths: Sequence[Path]) -> None:
    for path in paths:
        bare_text(path)


def _groups(bench: Bench) -> list[tuple[str, tuple[Path, ...]]]:
    files = bench.files
    if not files.real:
        return [("English samples", files.english), ("Chinese samples", files.chinese)]
    return [
        ("English book", files.english),
        ("typeset Chinese texts", files.chinese),
        ("samples", files.samples),
    ]


def whole(bench: Bench) -> Iterator[Figure]:
    """The whole pipeline over bare text."""
    for place, (name, paths) in enumerate(_groups(bench)):
        _ours(bench, paths)  # loads what is loaded late
        bare, ours = _best(
            (lambda p=paths: _bare(p), lambda p=paths: _ours(bench, p)),  # type: ignore[misc]
            bench.runs,
        )
        pages = count_pages(paths)
        yield Figure(
            "whole",
            f"whole pipeline over bare pypdfium2 text, a page ({name})",
            ours / bare,
            "times",
            "at most" if place == 0 else "",
            3.0 if place == 0 else None,
            f"{ours / pages * 1000:.2f} over {bare / pages * 1000:.2f} ms a page",
        )


def naive(bench: Bench) -> Iterator[Figure]:
    """A naive pipeline over the whole one."""
    obvious = naive_pipeline(bench.model, bench.settings)
    for place, (name, paths) in enumerate(_groups(bench)):
        if place:
            obvious(paths[0])  # loads what is loaded late
        _ours(bench, paths)
        times: list[tuple[float, float]] = []
        for turn in range(max(2, bench.runs // 2)):
            ours = _seconds(lambda p=paths: _ours(bench, p))  # type: ignore[misc]
            # It is slow enough for one time to do.
            slow = _seconds(lambda p=paths: [obvious(q) for q in p]) if not turn else times[0][1]  # type: ignore[misc]
            times.append((ours, slow))
        ours, slow = min(t[0] for t in times), times[0][1]
        pages = count_pages(paths)
        yield Figure(
            "naive",
            f"naive pipeline over the whole one, a page ({name})",
            slow / ours,
            "times",
            "at least" if place == 0 else "",
            12.0 if place == 0 else None,
            f"{slow / pages * 1000:.1f} over {ours / pages * 1000:.2f} ms a page",
        )


def workers(bench: Bench) -> Iterator[Figure]:
    """Two workers over one."""
    documents, pages = bench.sizes.workers
    folder = bench.set_of(documents, pages)
    bench.classify([*folder.glob("*-0000.pdf")], "warm")
    times: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(2):
        for count in times:
            out = f"workers-{count}-{turn}"
            times[count].append(bench.classify([folder], out, "--workers", str(count)).seconds)
            shutil.rmtree(bench.results / out)
    one, two = min(times[1]), min(times[2])
    yield Figure(
        "workers",
        f"two workers over one, {documents} documents of {pages} pages",
        one / two,
        "times",
        "at least",
        1.8,
        f"{one:.1f} s with one, {two:.1f} s with two;"
        f" two empty loops over one: {gain_of_two():.2f} times",
    )


def memory(bench: Bench) -> Iterator[Figure]:
    """Peak memory: a long document over a short one, and of workers by language."""
    peaks = {}
    short, long = bench.sizes.memory
    for pages in (short, long):
        out = f"memory-{pages}"
        ran = bench.classify([bench.long(pages)], out, "--workers", "1", watched=True)
        peaks[pages] = ran.worker_mib
        shutil.rmtree(bench.results / out)
    known = all(peaks.values())
    yield Figure(
        "memory",
        f"peak memory of the worker, a document of {long:,} pages over one of {short}",
        peaks[long] / peaks[short] if known else None,
        "times",
        "at most",
        1.5,
        f"{peaks[long]:.0f} over {peaks[short]:.0f} MiB" if known else "",
    )
    for name, paths, target in (
        ("English only", bench.files.english, 400.0),
        ("with Chinese", (*bench.files.english, *bench.files.chinese), 600.0),
    ):
        ran = bench.classify(paths, "memory", "--workers", "1", watched=True)
        shutil.rmtree(bench.results / "memory")
        yield Figure(
            "memory",
            f"peak memory of a worker, {name}, light model",
            ran.worker_mib or None,
            "MiB",
            "at most",
            target,
            f"{len(paths)} documents; the main process {ran.main_mib:.0f} MiB",
        )


def documents(bench: Bench) -> Iterator[Figure]:
    """1,000 documents over 100; the first run, the second, and one with a new model."""
    small, large, pages = bench.sizes.documents
    few, many = bench.set_of(small, pages), bench.set_of(large, pages)
    bench.classify([*few.glob("*-0000.pdf")], "warm")
    hundred = []
    for turn in range(2):
        hundred.append(bench.classify([few], f"hundred-{turn}").seconds)
        if turn == 0:
            first = bench.classify([many], "thousand").seconds
    yield Figure(
        "documents",
        f"time for {large:,} documents over {small}, of {pages} pages each",
        first / statistics.mean(hundred),
        "times",
        "at most",
        10.5,
        f"{first:.1f} over {statistics.mean(hundred):.1f} s",
    )
    again = min(bench.classify([many], "thousand").seconds for _ in range(2))
    yield Figure(
        "documents",
        f"second run on an unchanged corpus over the first, {large:,} documents",
        again / first * 100,
        "%",
        "at most",
        3.0,
        f"{again:.2f} over {first:.1f} s",
    )
    other = bench.classify([many], "thousand", "--model", str(_other_model(bench))).seconds
    yield Figure(
        "documents",
        f"new model on a parsed corpus over the first run, {large:,} documents",
        other / first * 100,
        "%",
        "at most",
        30.0,
        f"{other:.1f} over {first:.1f} s",
    )


def _other_model(bench: Bench) -> Path:
    """A model with another id, whose every score is a little higher."""
    heads = {
        name: replace(head, intercept=head.intercept + 0.01)
        for name, head in bench.model.heads.items()
    }
    folder = bench.work / "results" / "other-model"
    save_model(replace(bench.model, id="benchmark-other", heads=heads), folder, {})
    return folder


def start(bench: Bench) -> Iterator[Figure]:
    """How soon a command answers."""
    line = bench.work / "line.txt"
    line.write_text(LINE, encoding="utf-8")
    libraries = needed_libraries()
    imports = "\n".join(f"import {module}" for module in libraries)
    sides: dict[str, Callable[[], Ran]] = {
        "help": lambda: run([*VOLTAG, "--help"]),
        "tag": lambda: run([*VOLTAG, "tag"], stdin=line),
        "libraries": lambda: run([sys.executable, "-c", imports]),
    }
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(2 * bench.runs + 1):
        for name, side in sides.items():
            times[name].append(side().seconds)
    middle = {name: statistics.median(taken[1:]) for name, taken in times.items()}
    yield Figure("start", "`voltag --help`", middle["help"], "s", "at most", 0.3, "median")
    yield Figure(
        "start",
        "`voltag tag` on one English line over a bare import of the libraries it needs",
        middle["tag"] / middle["libraries"],
        "times",
        "at most",
        1.3,
        f"{middle['tag']:.2f} over {middle['libraries']:.2f} s: {', '.join(libraries)}",
    )


_MODULES = {
    "click": "click",
    "google-re2": "re2",
    "jieba": "jieba",
    "jinja2": "jinja2",
    "markupsafe": "markupsafe",
    "numpy": "numpy",
    "opencc": "opencc",
    "pdfplumber": "pdfplumber",
    "pebble": "pebble",
    "pillow": "PIL",
    "py3langid": "py3langid.langid",
    "pycountry": "pycountry",
    "pydantic": "pydantic",
    "pypdfium2": "pypdfium2",
    "rich": "rich.progress",
    "scikit-learn": "sklearn.feature_extraction",
    "scipy": "scipy.sparse",
    "skops": "skops.io",
    "spacy": "spacy",
}
"""What each library that voltag depends on is imported as, no deeper than voltag needs."""

_ASK = """
import sys
from click.testing import CliRunner
from voltag.cli import main
result = CliRunner().invoke(main, ["tag"], input={line!r})
assert result.exit_code == 0, result.output
print("\\n".join(name for name in {modules!r} if name in sys.modules))
"""


def needed_libraries() -> list[str]:
    """Return the modules of libraries that ``voltag tag`` itself has loaded after a line."""
    asked = _ASK.format(line=LINE, modules=sorted(_MODULES.values()))
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    return told.stdout.split()


def tag_rate(bench: Bench) -> Iterator[Figure]:
    """Passages a second of ``voltag tag``, without its start."""
    line = bench.work / "line.txt"
    line.write_text(LINE, encoding="utf-8")
    annotations = read_annotations(default_annotation_paths())
    for language, name in (("en", "English"), ("zh", "Chinese")):
        texts = [a.text for a in annotations if a.language == language and a.text]
        texts = texts if bench.sizes is FULL else texts[:20]
        first, all_of_them = bench.work / "first.txt", bench.work / "all.txt"
        flat = [" ".join(text.split()) + "\n" for text in texts]
        first.write_text(flat[0], encoding="utf-8")
        all_of_them.write_text("".join(flat), encoding="utf-8")
        empty, full = _best(
            (
                lambda: run([*VOLTAG, "tag", str(first)]),  # noqa: B023 - called at once
                lambda: run([*VOLTAG, "tag", str(all_of_them)]),  # noqa: B023
            ),
            2,
        )
        yield Figure(
            "tag",
            f"`voltag tag`, {name} passages a second",
            (len(texts) - 1) / (full - empty),
            "a second",
            measured=f"{len(texts):,} annotated passages",
        )


ROWS: dict[str, Row] = {
    "whole": whole,
    "naive": naive,
    "workers": workers,
    "memory": memory,
    "documents": documents,
    "start": start,
    "tag": tag_rate,
}
"""The rows by the names that ``--only`` takes, in the order of the table."""
