"""Work in plain Python that is given up after a time, in whatever thread it runs.

A library that parses hostile input has no deadline of its own, and signals reach the main
thread only; the interpreter can raise an exception in any thread between two instructions.
"""

import ctypes
import threading
from types import TracebackType
from typing import Self


class OvertimeError(BaseException):
    """The time is up. No plain Exception, so that no library's handler takes it for its own."""


class TimeLimit:
    """Raises :class:`OvertimeError` inside its ``with`` statement once the time is up."""

    def __init__(self, seconds: float) -> None:
        """Allow ``seconds`` from the moment the statement is entered."""
        self._seconds = seconds
        self._thread = 0
        self._lock = threading.Lock()
        self._done = False
        self._fired = False
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        """Start the clock."""
        self._thread = threading.get_ident()
        self._timer = threading.Timer(self._seconds, self._stop)
        self._timer.daemon = True
        self._timer.start()
        return self

    def _stop(self) -> None:
        with self._lock:
            if not self._done:
                self._fired = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread), ctypes.py_object(OvertimeError)
                )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop the clock; an exception that is under way is raised here at the latest."""
        with self._lock:
            self._done = True
        if self._timer is not None:
            self._timer.cancel()
        # Asking Python to take an exception back that was raised already leaves the
        # interpreter looking for it for ever: so it is given the time to come instead.
        if self._fired and kind is None:
            for _ in range(1000):
                pass
