"""Work for workers that does what the name of the file says. Workers import it by its name."""

import os
import signal
import threading
from pathlib import Path

from tests.results import result
from voltag.batch.results import DocumentResult
from voltag.classify.model import Model
from voltag.ingest import OcrMode
from voltag.settings import Settings
from voltag.text.identity import NOTHING_GIVEN
from voltag.types import Given, Problem


def by_name(
    path: Path,
    name: str,
    model: Model,
    settings: Settings,
    given: Given = NOTHING_GIVEN,
    ocr: OcrMode = "off",
) -> DocumentResult:
    """Do what the name says; else give a result, with the number of the process."""
    match path.stem.split("-")[0]:
        case "hangs":
            threading.Event().wait()
        case "dies":
            os._exit(17)
        case "ended":
            # As by one who ends the whole run, in which case the run is told, too.
            (path.parent / "told").touch()
            os.kill(os.getpid(), signal.SIGTERM)
        case "slays":
            # The Dask worker too, and its nanny: all that was started with this process.
            os.killpg(os.getpgrp(), signal.SIGKILL)
        case "hungry":
            held: list[bytearray] = []
            while True:
                held.append(bytearray(64 * 2**20))
        case "waits":
            # A pipe opens only when its other end does: two of these need two workers at once.
            with (path.parent.parent / "meeting").open("wb" if "1" in path.stem else "rb"):
                pass
        case "raises":
            raise KeyError("a fault in voltag")
        case "swells":
            raise MemoryError
    process = Problem(name, None, None, "stub", "process", str(os.getpid()))
    return result(path=name, problems=(process,))


class Deadly(dict[str, Given]):
    """What is given of documents, which ends each process that it is sent to."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (17,)
