"""What workers have loaded before their first document: once, where they are forked from.

The process that starts workers (:mod:`multiprocessing.forkserver`) imports the libraries and reads
the model, the lexicons and the model of languages (:mod:`voltag.batch.preload`). Each worker begins
as a copy of it, shares its memory until one of them writes there, and is ready in milliseconds, one
that takes the place of a dead one, too. Nothing of a document ever reaches that process.
"""

import gc
import hashlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from voltag.classify.folders import CONFIG
from voltag.classify.opening import part_of

if TYPE_CHECKING:
    from voltag.classify.model import Model

_PRELOADED = "voltag.batch.preload"
_FOLDER = "_VOLTAG_MODEL_OF_WORKERS"
"""Variable of the environment that tells the process which model to load; nobody else is told."""

_kept: "tuple[str, Model] | None" = None
"""The model that is loaded, after what tells it from others."""


def start(model_folder: Path) -> None:
    """Start the process that workers are forked from, unless it runs, and go on meanwhile.

    It loads the model in ``model_folder``; workers for another one load theirs themselves. To be
    called as soon as it is sure that there is work: it takes seconds until it is ready.
    """
    # Imported once there is work: a run that finds nothing new is over before this is loaded.
    from multiprocessing import forkserver, resource_tracker

    forkserver.set_forkserver_preload([_PRELOADED])
    # Before signals are blocked: it is started with signals blocked, and unblocks them.
    resource_tracker.ensure_running()
    with _told(model_folder), _without_interrupts():
        forkserver.ensure_running()


@contextmanager
def _told(model_folder: Path) -> Iterator[None]:
    os.environ[_FOLDER] = os.fspath(model_folder)
    try:
        yield
    finally:
        del os.environ[_FOLDER]


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Have what is started here never be interrupted by Ctrl-C, of which the run takes care.

    Blocked signals stay blocked in a new process, from its very beginning; in this one they are
    delivered afterwards.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def load_as_told() -> None:
    """Load here what every worker needs, if this is the process that was told to.

    Never raises for the model: a worker that loads it itself tells what is wrong with it.
    """
    folder = os.environ.pop(_FOLDER, None)
    if folder is None:
        return
    gc.disable()  # nearly all that is made here stays
    import voltag.batch.workers  # noqa: F401 - with all that reading and judging needs

    with suppress(Exception):
        _load(Path(folder))
    gc.collect()
    # What is shared stays so: the collector of a worker would write to all of it.
    gc.freeze()
    gc.enable()


def _load(folder: Path) -> None:
    global _kept
    from voltag.text.language import begin_to_load_identifier

    identifier = begin_to_load_identifier()
    try:
        import spacy  # noqa: F401 - and no tokenizer: those of some languages take seconds to make

        from voltag.classify.persist import load_model
        from voltag.text.lexicon import lexicon

        mark = _mark(folder)
        model = load_model(folder)
        for language in model.languages:
            lexicon(language, model.added)
        _kept = mark, model
    finally:
        # No worker may be forked while a thread is at work here.
        identifier.join()


def model_in(folder: Path) -> "Model":
    """Return the model in ``folder``: the one that is loaded, if it is still the one there.

    Raises:
        ModelError: it cannot be loaded.
    """
    with suppress(OSError):
        if _kept is not None and _kept[0] == _mark(folder):
            return _kept[1]
    from voltag.classify.persist import load_model

    return load_model(folder)


def _mark(folder: Path) -> str:
    """What tells a model from all others: its description has the hashes of its files."""
    return hashlib.sha256(part_of(folder / CONFIG)).hexdigest()
