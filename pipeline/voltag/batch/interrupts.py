"""Ctrl-C and SIGTERM in a long run: stop at a safe point, with everything finished kept."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from types import FrameType


class Stop(Enum):
    """Whether a run is to stop."""

    NO = 0
    SOON = 1
    """Finish what is in flight and begin nothing more."""
    NOW = 2
    """Give up what is in flight."""


_SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""Ctrl-C, and how systemd, containers and ``kill`` ask a process to end."""


@contextmanager
def deferred_interrupts(on_first: Callable[[], None]) -> Iterator[Callable[[], Stop]]:
    """Yield a function that tells what was asked for by Ctrl-C or SIGTERM, instead of ending.

    So no interrupt falls between finishing a document and writing it. The first asks to stop
    soon, and ``on_first`` is called; the second asks to stop now, and a third does what it
    does elsewhere. Outside the main thread, and for a signal that is ignored (as Ctrl-C is
    under nohup), nothing changes.
    """
    asked = Stop.NO
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    deferred = [
        number for number, handler in before.items() if handler not in (None, signal.SIG_IGN)
    ]
    if threading.current_thread() is not threading.main_thread():
        deferred = []

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked is Stop.NO:
            asked = Stop.SOON
            on_first()
        else:
            asked = Stop.NOW
            restore()

    def restore() -> None:
        for number in deferred:
            signal.signal(number, before[number])

    for number in deferred:
        signal.signal(number, note)
    try:
        yield lambda: asked
    finally:
        restore()
