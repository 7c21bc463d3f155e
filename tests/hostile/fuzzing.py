"""Reading PDFs that were changed at random, in processes that may die of it."""

import multiprocessing
import random
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Literal

import pypdfium2

from tests.hostile.mutating import indexed, mutated
from voltag.batch.classify_document import classify_document
from voltag.batch.results import DocumentResult
from voltag.batch.workers import limit_memory
from voltag.classify.model import Model
from voltag.classify.persist import find_model, load_model
from voltag.records import from_json, to_json
from voltag.settings import Settings, load_settings
from voltag.types import LabelledPassage, Problem, Verdict

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
PAGE_SECONDS = 5.0
CASE_SECONDS = 60.0
_START_SECONDS = 600.0
MEBIBYTES = 1024

Outcome = Literal["raised", "died", "hung"]


@dataclass(frozen=True, slots=True)
class Crash:
    """A case that did not end as it should."""

    number: int
    content: bytes
    outcome: Outcome
    says: str


@cache
def seeds() -> tuple[bytes, ...]:
    """One page of each sample document, as a PDF of its own."""
    found = []
    for path in sorted(SAMPLES.glob("*.pdf")):
        with pypdfium2.PdfDocument(path) as whole, pypdfium2.PdfDocument.new() as page:
            if path.stat().st_size > 400_000:
                continue  # the scan: its picture is most of it
            page.import_pages(whole, [min(4, len(whole) - 1)])
            made = BytesIO()
            page.save(made)
            found.append(indexed(made.getvalue()))
    return tuple(found)


def case(seed: int, number: int) -> bytes:
    """Return the content of case ``number`` of the series ``seed``."""
    return mutated(random.Random(f"{seed}/{number}"), seeds())


@cache
def _prepared() -> tuple[Model, Settings]:
    settings = load_settings()
    limits = replace(settings.limits, page_seconds=PAGE_SECONDS, table_seconds=5.0, pages=4)
    return load_model(find_model("default")), replace(settings, limits=limits)


def check(content: bytes, folder: Path) -> DocumentResult:
    """Classify a PDF and hold what comes out to what is promised of any file.

    Raises:
        AssertionError: a promise is broken. Anything else that is raised is a fault, too.
    """
    path = folder / "case.pdf"
    path.write_bytes(content)
    model, settings = _prepared()
    result = classify_document(path, "case.pdf", model, settings)
    assert from_json(Verdict, to_json(result.verdict)) == result.verdict
    for passage in result.passages:
        assert from_json(LabelledPassage, to_json(passage)) == passage
        assert passage.text.strip() == passage.text != ""
        for span in passage.spans:
            assert 0 <= span.start <= span.end <= len(passage.text), span
    for problem in result.problems:
        assert from_json(Problem, to_json(problem)) == problem
        assert problem.message.endswith("."), problem
    if result.verdict.references_volunteering is False:
        assert result.verdict.status.value in ("ok", "incomplete"), result.verdict
    return result


def serve(connection: Connection) -> None:
    """Check the contents that come through ``connection``; runs in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _prepared()
    limit_memory(MEBIBYTES)
    with tempfile.TemporaryDirectory() as made:
        check(seeds()[0], Path(made))
        connection.send_bytes(b"ready")  # what is loaded once is no case's doing
        while (content := connection.recv_bytes()) != b"":
            try:
                check(content, Path(made))
            except Exception:
                connection.send_bytes(traceback.format_exc().encode("utf-8", "replace"))
            else:
                connection.send_bytes(b"")


class Reader:
    """A process that checks one content after the other, and is made anew when it has died."""

    def __init__(self) -> None:
        """Start the process."""
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._start()

    def _start(self) -> None:
        self.connection, other = self._context.Pipe()
        self._process = self._context.Process(target=serve, args=(other,), daemon=True)
        self._process.start()
        other.close()
        if not self.connection.poll(_START_SECONDS) or self.connection.recv_bytes() != b"ready":
            raise RuntimeError("no process can be started that reads PDFs")
        self.number = -1
        self._sent = time.monotonic()

    def send(self, number: int, content: bytes) -> None:
        """Have ``content`` checked."""
        self.number, self._sent = number, time.monotonic()
        with suppress(BrokenPipeError):
            self.connection.send_bytes(content)

    @property
    def late(self) -> bool:
        """Whether the content that was sent last takes too long."""
        return self.number >= 0 and time.monotonic() - self._sent > CASE_SECONDS

    def received(self) -> tuple[Outcome, str] | None:
        """Return how the content that was sent last ended; None where all is well."""
        try:
            says = self.connection.recv_bytes().decode("utf-8")
        except (EOFError, ConnectionResetError):
            return "died", self.stop()
        return ("raised", says) if says else None

    def stop(self) -> str:
        """End the process, start another one, and return how it ended."""
        self._process.join(1)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        says = f"exit code {self._process.exitcode}"
        self.connection.close()
        self._start()
        return says

    def close(self) -> None:
        """End the process for good."""
        self._process.kill()
        self._process.join()
        self.connection.close()


def fuzz(
    seed: int,
    numbers: Iterator[int],
    workers: int = 2,
    on_case: Callable[[int], None] = lambda _: None,
) -> Iterator[Crash]:
    """Check the cases ``numbers`` of the series ``seed``; yield those that ended badly."""
    readers = [Reader() for _ in range(workers)]
    contents: dict[int, bytes] = {}
    try:
        for reader in readers:
            _next(reader, seed, numbers, contents)
        while any(reader.number >= 0 for reader in readers):
            busy = {reader.connection: reader for reader in readers if reader.number >= 0}
            ready = wait(list(busy), timeout=0.5)
            for connection, reader in busy.items():
                if connection in ready:
                    number = reader.number
                    ended = reader.received()
                elif reader.late:
                    number = reader.number
                    ended = ("hung", reader.stop())
                else:
                    continue
                content = contents.pop(number)
                if ended is not None:
                    yield Crash(number, content, *ended)
                on_case(number)
                _next(reader, seed, numbers, contents)
    finally:
        for reader in readers:
            reader.close()


def _next(reader: Reader, seed: int, numbers: Iterator[int], contents: dict[int, bytes]) -> None:
    number = next(numbers, None)
    if number is None:
        reader.number = -1
        return
    contents[number] = case(seed, number)
    reader.send(number, contents[number])


def minimised(crash: Crash, seconds: float = 60.0) -> bytes:
    """Return as small a part of a crash's content as ends in the same way."""
    until = time.monotonic() + seconds
    reader = Reader()
    wanted = _signature(crash.outcome, crash.says)

    def fails(content: bytes) -> bool:
        reader.send(0, content)
        while not wait([reader.connection], timeout=0.5):
            if reader.late:
                return (wanted[0], reader.stop() and "") == ("hung", "")
        ended = reader.received()
        return ended is not None and _signature(*ended) == wanted

    try:
        return _smaller(crash.content, fails, until)
    finally:
        reader.close()


def _smaller(content: bytes, fails: Callable[[bytes], bool], until: float) -> bytes:
    size = len(content) // 2
    while size >= 1 and time.monotonic() < until:
        at = 0
        while at < len(content) and time.monotonic() < until:
            shorter = content[:at] + content[at + size :]
            if fails(shorter):
                content = shorter
            else:
                at += size
        size //= 2
    return content


def _signature(outcome: Outcome, says: str) -> Sequence[str]:
    """What makes two crashes the same: how it ended, and the place in the code."""
    if outcome != "raised":
        return (outcome, "")
    places = [line.strip() for line in says.splitlines() if line.strip().startswith("File ")]
    return (outcome, places[-1] if places else says)
