"""Pages a second of the whole pipeline beside bare text extraction, in the same run.

Usage: python benchmarks/pages.py [PDF or folder ...], by default the sample corpus. Ratios are
what can be compared between machines.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from voltag.batch.classify_document import classify_document
from voltag.batch.paths import find_inputs
from voltag.classify.persist import find_model, load_model
from voltag.ingest import read_document
from voltag.settings import load_settings

RUNS = 3
SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"


def _bare(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    document.close()


def _milliseconds(work: Callable[[], object], pages: int) -> float:
    """Return the best of a few runs, in milliseconds a page."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best / pages * 1000


def main(arguments: list[str]) -> None:
    """Print a Markdown row for each PDF."""
    model, settings = load_model(find_model("default")), load_settings()
    paths = [Path(argument) for argument in arguments] or [SAMPLES]
    print("| file | pages | bare, ms a page | ingest | whole | whole / bare |")
    print("|---|---|---|---|---|---|")
    for item in find_inputs(paths).inputs:
        with pypdfium2.PdfDocument(item.path) as document:
            pages = len(document)
        classify_document(item.path, item.name, model, settings)  # loads what is loaded late
        bare = _milliseconds(lambda path=item.path: _bare(path), pages)  # type: ignore[misc]
        ingest = _milliseconds(lambda i=item: read_document(i.path, i.name), pages)  # type: ignore[misc]
        whole = _milliseconds(
            lambda i=item: classify_document(i.path, i.name, model, settings),  # type: ignore[misc]
            pages,
        )
        print(
            f"| {item.path.name} | {pages} | {bare:.2f} | {ingest:.2f} | {whole:.2f}"
            f" | {whole / bare:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
