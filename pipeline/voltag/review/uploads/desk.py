"""The desk at which uploads are taken and classified, one run of ``voltag classify`` at a time.

Runs go on in a thread of this process, but every PDF is parsed by the command's own workers
with their limits. A run takes up everything that waits; what was read before is not read
again, because the command keeps its results.
"""

import csv
import io
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from voltag.batch.whole_files import OutputError, write_file
from voltag.report.reading import ReadDocument, ResultsError, read_results
from voltag.review.uploads.keeping import FILES, NotKeptError, keep, make_ready, received
from voltag.review.uploads.records import Received, Upload, UploadState
from voltag.types import Kind, LabelledPassage

RESULTS = "results"
MANIFEST = "manifest.csv"
MOST_WAITING = 100
"""Uploads that may wait; more are asked to come again later."""
_WROTE_RESULTS = (0, 3)
"""Exit codes after which there is a result of every upload; after others there may be some."""


class UploadError(NotKeptError):
    """A question about an upload that cannot be answered."""


class UploadDesk:
    """Takes uploads into a folder and classifies them."""

    def __init__(
        self, folder: Path, *, model: str, settings_file: Path | None, largest_mib: int
    ) -> None:
        """Take uploads into ``folder``.

        Args:
            folder: Where files and results are kept; made if it is not there.
            model: A model folder, or the name of a shipped model.
            settings_file: A TOML file with the settings to change, or None.
            largest_mib: Mebibytes above which a file is not taken.

        Raises:
            OutputError: the folder cannot be written.
            ResultsError: its record of earlier uploads cannot be read.
        """
        make_ready(folder)
        self.largest_mib = largest_mib
        self._folder = folder
        self._model = model
        self._settings_file = settings_file
        self._lock = threading.Lock()
        self._received: dict[str, Received] = received(folder)
        self._documents: dict[str, ReadDocument] = {}
        self._reading: frozenset[str] = frozenset()
        self._failed: dict[str, str] = {}
        self._run: subprocess.Popen[str] | None = None
        self._closed = False
        self._wake = threading.Event()
        self._ended = threading.Condition(self._lock)
        self._thread = threading.Thread(target=self._work, name="uploads", daemon=True)
        self._thread.start()
        self._wake.set()

    def close(self) -> None:
        """Stop the run that is under way; what waits is read when the desk opens again."""
        with self._ended:
            self._closed = True
            self._ended.notify_all()
            if self._run is not None:
                self._run.terminate()
        self._wake.set()
        self._thread.join(timeout=30)

    async def take(
        self, pieces: AsyncIterator[bytes], *, name: str, kind: Kind | None, by: str
    ) -> Upload:
        """Keep a file and have it classified; a file that is there already is not read again.

        Raises:
            NotKeptError: it is no PDF, or too large, or too many uploads wait.
        """
        if len(self._waiting()) >= MOST_WAITING:
            raise NotKeptError("Too many uploads are waiting; come again in a few minutes.", 503)
        one = await keep(
            self._folder, pieces, name=name, kind=kind, by=by, largest_mib=self.largest_mib
        )
        with self._lock:
            earlier = self._received.get(one.document_id)
            if earlier is not None and earlier.kind is not one.kind:
                self._documents.pop(one.document_id, None)
            self._received[one.document_id] = one
            self._failed.pop(one.document_id, None)
        self._wake.set()
        return self.upload(one.document_id)

    def uploads(self) -> list[Upload]:
        """Return all uploads, the oldest first."""
        with self._lock:
            ids = list(self._received)
        return [self.upload(document_id) for document_id in ids]

    def upload(self, document_id: str, wait: float = 0.0) -> Upload:
        """Return one upload; wait up to so many seconds for it to be read.

        Raises:
            UploadError: no such file was uploaded.
        """
        with self._ended:
            self._ended.wait_for(lambda: self._is_over(document_id), timeout=wait)
            one = self._received.get(document_id)
            if one is None:
                raise UploadError("No file with this hash was uploaded.", 404)
            read = self._documents.get(document_id)
            state, before = self._state(document_id)
            return Upload(
                one.document_id,
                one.name,
                one.kind,
                one.by,
                one.at,
                one.size,
                state,
                before,
                self._failed.get(document_id, ""),
                read.verdict if read else None,
                read.problems if read else (),
            )

    def passages(self, document_id: str) -> tuple[LabelledPassage, ...]:
        """Return the passages of an upload that reference volunteering or are in doubt.

        Raises:
            UploadError: no such file was uploaded, or it has not been read yet.
        """
        self.upload(document_id)
        with self._lock:
            read = self._documents.get(document_id)
        if read is None:
            raise UploadError("The document has not been read yet; ask again later.", 409)
        return read.passages

    def _is_over(self, document_id: str) -> bool:
        unknown = document_id not in self._received
        return (
            unknown or self._closed or document_id in self._documents or document_id in self._failed
        )

    def _state(self, document_id: str) -> tuple[UploadState, int]:
        if document_id in self._documents:
            return UploadState.DONE, 0
        if document_id in self._failed:
            return UploadState.FAILED, 0
        if document_id in self._reading:
            return UploadState.READING, 0
        waiting = [i for i in self._received if i not in self._documents and i not in self._failed]
        return UploadState.WAITING, waiting.index(document_id)

    def _waiting(self) -> list[str]:
        with self._lock:
            return [i for i in self._received if i not in self._documents and i not in self._failed]

    def _work(self) -> None:
        with self._lock:
            known = dict(self._received)
        with suppress(ResultsError):  # the next run writes them anew, or says what is wrong
            self._read_results(known)
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._closed:
                return
            waiting = self._waiting()
            if waiting:
                self._classify(frozenset(waiting))
                self._wake.set()

    def _classify(self, waiting: frozenset[str]) -> None:
        with self._lock:
            self._reading = waiting
            known = dict(self._received)
        message = ""
        try:
            write_file(self._folder / MANIFEST, _manifest(known.values()).encode("utf-8"))
            message = self._classified()
            self._read_results(known)
        except (OSError, OutputError, ResultsError) as error:
            message = message or str(error)
        with self._ended:
            self._reading = frozenset()
            self._ended.notify_all()
            if not self._closed:
                for document_id in waiting:
                    if document_id not in self._documents and self._is_as(known, document_id):
                        self._failed[document_id] = message or "The run left no result for it."

    def _classified(self) -> str:
        """Run the command over all uploads; return what went wrong, or nothing."""
        options = ["--quiet", "--model", self._model, "--manifest", str(self._folder / MANIFEST)]
        if self._settings_file is not None:
            options += ["--settings", str(self._settings_file)]
        command = [sys.executable, "-m", "voltag", "classify", str(self._folder / FILES)]
        command += ["-o", str(self._folder / RESULTS), *options]
        with self._lock:
            if self._closed:
                return "The server was stopped."
            self._run = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
        _, errors = self._run.communicate()
        code = self._run.returncode
        with self._lock:
            self._run = None
        if code in _WROTE_RESULTS:
            return ""
        return errors.strip()[-500:] or f"voltag classify ended with code {code}."

    def _read_results(self, known: Mapping[str, Received]) -> None:
        """Take up what a run found of the uploads, which were ``known`` to it."""
        folder = self._folder / RESULTS
        if not (folder / "documents.jsonl").is_file():
            return
        found = {d.verdict.document_id: d for d in read_results([folder]).documents}
        with self._ended:
            self._ended.notify_all()
            self._documents = {
                i: d
                for i, d in found.items()
                if self._is_as(known, i) and known[i].kind in (None, d.verdict.kind)
            }

    def _is_as(self, known: Mapping[str, Received], document_id: str) -> bool:
        """Whether an upload is what it is ``known`` as: it may have come again as another kind."""
        now, before = self._received.get(document_id), known.get(document_id)
        return now is not None and before is not None and now.kind is before.kind


def _manifest(uploads: Iterable[Received]) -> str:
    """What senders said of their files, for the command."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["path", "kind"])
    for one in uploads:
        if one.kind in (Kind.VNR, Kind.FRAMEWORK):
            name = one.document_id.removeprefix("sha256:")
            writer.writerow([f"{FILES}/{name}.pdf", one.kind.value])
    return buffer.getvalue()
