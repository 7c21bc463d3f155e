"""The files that speed is measured on, and sets of documents built from their pages."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"
_BOOK = "en-book-352-pages.pdf"
_SEED = 7


@dataclass(frozen=True, slots=True)
class Files:
    """What is measured, from real documents where there are any."""

    real: bool
    """Whether the real documents are there; without them the samples stand in for all."""
    english: tuple[Path, ...]
    """The English book, or the English samples."""
    chinese: tuple[Path, ...]
    """The typeset Chinese texts, or the Chinese samples."""
    samples: tuple[Path, ...]


def find_files(real: Path) -> Files:
    """Return the files to measure; ``real`` may have the English book and the Chinese texts."""
    samples = tuple(sorted(SAMPLES.glob("*.pdf")))
    book, typeset = real / _BOOK, tuple(sorted((real / "typeset").glob("zh-*.pdf")))
    if book.is_file() and typeset:
        return Files(True, (book,), typeset, samples)
    # A scan has no text to be read, and would make pages look cheap.
    spoken = [path for path in samples if "scan" not in path.name]
    english = tuple(path for path in spoken if path.name.startswith("en-"))
    return Files(False, english, tuple(path for path in spoken if path not in english), samples)


def few_samples() -> Files:
    """Return two of the samples, one of each language: enough to see that a row can be measured."""
    files = find_files(SAMPLES / "nowhere")
    english, chinese = files.english[:1], files.chinese[:1]
    return Files(False, english, chinese, (*english, *chinese))


def count_pages(paths: Sequence[Path]) -> int:
    """Return how many pages the PDFs at ``paths`` have together."""
    total = 0
    for path in paths:
        with pypdfium2.PdfDocument(path) as document:
            total += len(document)
    return total


def build_set(sources: Sequence[Path], folder: Path, documents: int, pages: int) -> Path:
    """Build ``documents`` PDFs of ``pages`` pages each in ``folder``, unless they are there.

    A document is two stretches of the sources' pages, read in a ring and begun at pages drawn
    with a fixed seed, so that no two are the same and each has the mixture of the sources.
    """
    if folder.is_dir() and len(list(folder.glob("*.pdf"))) == documents:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    opened = [pypdfium2.PdfDocument(path) for path in sources]
    ring = [(i, n) for i, document in enumerate(opened) for n in range(len(document))]
    drawn = random.Random(_SEED)
    halves = (pages // 2, pages - pages // 2)
    begun: set[tuple[int, ...]] = set()
    while len(begun) < documents:
        starts = tuple(drawn.randrange(len(ring)) for _ in halves)
        if starts in begun:
            continue
        target = pypdfium2.PdfDocument.new()
        for start, length in zip(starts, halves, strict=True):
            stretch = [ring[(start + step) % len(ring)] for step in range(length)]
            for source, numbers in _joined(stretch):
                target.import_pages(opened[source], numbers)
        target.save(folder / f"document-{len(begun):04d}.pdf")
        target.close()
        begun.add(starts)
    for document in opened:
        document.close()
    return folder


def _joined(stretch: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
    """Join neighbouring pages of one source, so that they share their fonts."""
    held: list[int] = []
    last = -1
    for source, number in stretch:
        if held and (source != last or number in held):
            yield last, held
            held = []
        held.append(number)
        last = source
    if held:
        yield last, held
