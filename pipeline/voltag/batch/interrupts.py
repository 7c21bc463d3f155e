"""Ctrl-C in a long run: stop at a safe point, with everything finished kept."""

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


@contextmanager
def deferred_interrupts(on_first: Callable[[], None]) -> Iterator[Callable[[], Stop]]:
    """Yield a function that tells what Ctrl-C asked for, instead of KeyboardInterrupt.

    So no interrupt falls between finishing a document and writing it. The first asks to stop
    soon, and ``on_first`` is called; the second asks to stop now, and a third raises as usual.
    Outside the main thread, and where interrupts are ignored (as under nohup), nothing changes
    and the function always tells no.
    """
    asked = Stop.NO
    before = signal.getsignal(signal.SIGINT)
    if (
        threading.current_thread() is not threading.main_thread()
        or before is signal.SIG_IGN
        or before is None
    ):
        yield lambda: asked
        return

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked is Stop.NO:
            asked = Stop.SOON
            on_first()
        else:
            asked = Stop.NOW
            signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
