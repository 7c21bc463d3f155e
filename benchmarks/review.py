"""How quick the reviewers' database and page pictures are, with very many passages.

Usage: python -m benchmarks.review [--documents N] [--passages N] [--into docs/review-database.md]

The documents are made of passages of the sample corpus, drawn with a seed and put together
anew, so that texts, labels and scores are what voltag really writes. Every call is made many
times with other arguments; the 95th percentile of the seconds on the clock counts, while four
other threads write decisions. Then every decision that was acknowledged is looked for.
"""

import argparse
import os
import platform
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from benchmarks.processes import VOLTAG, run
from benchmarks.tables import write_between_markers

from voltag.batch.outputs import ParsedHeader, write_parsed, write_results, write_run
from voltag.batch.results import DocumentResult
from voltag.report.reading import read_results
from voltag.review.orders import Order
from voltag.review.store import Store
from voltag.review.store.records import Judgement, QueueQuery
from voltag.review.web.pages.files import PdfFiles
from voltag.review.web.pages.pictures import Pages
from voltag.settings import load_settings
from voltag.types import LabelledPassage, Objective, ObjectiveVerdict, Verdict

BEGIN = "<!-- measured: begin (written by `python -m benchmarks.review`) -->"
END = "<!-- measured: end -->"
ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "corpus" / "samples"
WRITERS = ("Ana", "Bo", "Chidi", "Dao")
WORDS = (
    "volunteers",
    "health volunteers",
    "village",
    "志愿者",
    "社区",
    "义工",
    '"disaster response"',
)
PICTURE_WIDTH = 1600
_NOTHING = {objective: ObjectiveVerdict(False, 0.0, ()) for objective in Objective}


@dataclass(frozen=True)
class Timed:
    """One kind of call: its seconds on the clock, each time."""

    name: str
    seconds: Sequence[float]
    target: float | None
    """Milliseconds that the 95th percentile should stay under."""

    def row(self) -> str:
        """The row of the table."""
        centiles = statistics.quantiles(self.seconds, n=20, method="inclusive")
        target = f"{self.target:g}" if self.target else "–"
        cells = (self.name, len(self.seconds), f"{1000 * statistics.median(self.seconds):.0f}",
                 f"{1000 * centiles[-1]:.0f}", target)  # fmt: skip
        return "| " + " | ".join(map(str, cells)) + " |"


def sample_results(folder: Path) -> Path:
    """Classify the sample corpus into ``folder``."""
    run([*VOLTAG, "classify", str(SAMPLES), "-o", str(folder), "--ocr", "off", "--quiet"])
    return folder


def made_documents(
    samples: Path, documents: int, passages: int, seed: int
) -> Iterator[DocumentResult]:
    """Yield documents of passages drawn from those of the samples."""
    read: list[tuple[Verdict, ParsedHeader, list[LabelledPassage]]] = []
    for document in read_results([samples]).documents:
        parsed = document.parsed()
        if parsed is not None and parsed[1]:
            read.append((document.verdict, *parsed))
    draw = random.Random(seed)
    for number in range(documents):
        verdict, header, own = read[number % len(read)]
        document_id = f"sha256:{number:064x}"
        chosen = draw.choices(own, k=passages)
        placed = [
            replace(
                passage,
                passage_id=f"{number:08x}{index:08x}",
                document_id=document_id,
                page=1 + index // 5,
                spans=tuple(replace(span, page=1 + index // 5) for span in passage.spans),
            )
            for index, passage in enumerate(chosen)
        ]
        pages = 1 + (passages - 1) // 5
        new = replace(
            verdict,
            document_id=document_id,
            path=f"documents/{number:05}.pdf",
            pages=pages,
            passages=(),
            objectives=_NOTHING,
            rule_passages={},
            references_volunteering=any(p.reference.value == "contribution" for p in placed),
        )
        summaries = tuple(
            replace(header.pages[page % len(header.pages)], number=page + 1)
            for page in range(pages)
        )
        yield DocumentResult(new, header.metadata, summaries, tuple(placed), ())


def result_folder(folder: Path, results: Iterator[DocumentResult], model: str) -> Path:
    """Write a result folder."""
    folder.mkdir()
    kept = []
    for result in results:
        write_parsed(folder, result)
        kept.append(result)
    write_results(folder, kept, all_passages=False)
    write_run(folder, {"voltag": "", "model": model, "settings": load_settings().as_dict()})
    return folder


def timed(name: str, calls: Sequence[Callable[[], object]], target: float | None) -> Timed:
    """Make the calls one after another, each timed."""
    seconds = []
    for call in calls:
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return Timed(name, seconds, target)


class Writers:
    """Four reviewers who decide at once until they are stopped."""

    def __init__(self, store: Store, passages: Sequence[int]) -> None:
        self._store = store
        self._passages = passages
        self._stop = threading.Event()
        self._ids = count()
        self.acknowledged: list[str] = []
        self.seconds: list[float] = []
        self._threads = [threading.Thread(target=self._decide, args=(w,)) for w in WRITERS]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _decide(self, reviewer: str) -> None:
        draw = random.Random(reviewer)
        while not self._stop.wait(0.25):
            decision_id = f"benchmark-{reviewer}-{next(self._ids)}"
            start = time.perf_counter()
            self._store.decide(
                draw.choice(self._passages), Judgement("accept"), reviewer, decision_id
            )
            self.seconds.append(time.perf_counter() - start)
            self.acknowledged.append(decision_id)


def measure(work: Path, documents: int, passages: int, seed: int) -> str:
    """Return the table, as Markdown."""
    samples = sample_results(work / "samples")
    model = read_results([samples]).runs[0].model
    made = result_folder(work / "out", made_documents(samples, documents, passages, seed), model)
    settings = load_settings()
    rows: list[Timed] = []
    with Store(work / "review.sqlite3", settings) as store:
        rows.append(timed("load all results", [lambda: store.load(made)], None))
        rows.append(timed("load them again, unchanged", [lambda: store.load(made)], None))
        for reviewer in WRITERS:
            store.add_reviewer(reviewer)
        page = store.queue(QueueQuery(limit=500), WRITERS[0])
        flagged = [item.passage for item in page.items]
        with Writers(store, flagged) as writers:
            for order in Order:
                query = QueueQuery(order=order, limit=50)
                calls = [
                    lambda q=query, n=n: store.queue(replace(q, offset=50 * (n % 20)), WRITERS[0])
                    for n in range(40)
                ]
                rows.append(timed(f"queue, {order.value.replace('_', ' ')}", calls, 100))
            searches = [
                lambda w=word: store.queue(QueueQuery(search=w, scope="all", limit=50), WRITERS[1])
                for word in WORDS * 8
            ]
            rows.append(timed("search", searches, 100))
            views = [lambda n=n: store.passage(n, WRITERS[2]) for n in flagged[:60]]
            rows.append(timed("a passage with what is around it", views, None))
        rows.append(Timed("a decision, four reviewers at once", writers.seconds, 100))
        kept = {decision.decision_id for decision in store.log()}
        lost = [one for one in writers.acknowledged if one not in kept]
        found = (
            f"{len(writers.acknowledged)} decisions were acknowledged, {len(lost)} of them lost."
        )
        counted = (
            f"{documents:,} documents, {documents * passages:,} passages, {page.total:,} flagged"
        )
    rows.append(pictures(samples))
    head = "| call | times | median, ms | 95th percentile, ms | target, ms |"
    machine = (
        f"{platform.system()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    table = "\n".join(
        [head, "|---|---:|---:|---:|---:|", *(row.row() for row in rows if len(row.seconds) > 1)]
    )
    loads = "; ".join(
        f"{row.name}: {row.seconds[0]:.1f} s" for row in rows if len(row.seconds) == 1
    )
    return f"{counted}; {machine}. {loads[0].upper()}{loads[1:]}.\n\n{table}\n\n{found}"


def pictures(samples: Path) -> Timed:
    """Draw pages of the samples, each for the first time."""
    found = [d.verdict for d in read_results([samples]).documents if d.verdict.pages]
    paths = {verdict.document_id: verdict.path for verdict in found}
    with closing(Pages(PdfFiles(paths, (SAMPLES,)), load_settings().limits)) as pages:
        pages.start()
        pages.picture(found[0].document_id, 1, 800)
        calls = [
            lambda v=verdict, n=number: pages.picture(v.document_id, n, PICTURE_WIDTH)
            for verdict in found
            for number in range(1, min(verdict.pages, 6) + 1)
        ]
        return timed(f"a page picture of {PICTURE_WIDTH} pixels, not kept yet", calls, 300)


def main() -> None:
    """Measure, and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--passages", type=int, default=100, help="passages a document")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, help="page to write the table into")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="voltag-review-") as work:
        table = measure(Path(work), options.documents, options.passages, options.seed)
    if options.into is None:
        print(table)
    else:
        write_between_markers(options.into, table, BEGIN, END)


if __name__ == "__main__":
    main()
