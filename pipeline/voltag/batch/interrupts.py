"""Ctrl-C in a long run: stop at the next safe point, with everything finished kept."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def deferred_interrupt() -> Iterator[threading.Event]:
    """Yield an event that the first Ctrl-C sets instead of raising KeyboardInterrupt.

    So no interrupt falls between finishing a document and writing it. A second Ctrl-C raises
    as usual. Outside the main thread, and where interrupts are ignored (as under nohup),
    nothing changes and the event stays unset.
    """
    stop = threading.Event()
    before = signal.getsignal(signal.SIGINT)
    if (
        threading.current_thread() is not threading.main_thread()
        or before is signal.SIG_IGN
        or before is None
    ):
        yield stop
        return

    def note(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
