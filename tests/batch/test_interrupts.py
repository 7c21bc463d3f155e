"""Ctrl-C and SIGTERM: once to stop soon, twice to stop now, a third time as ever."""

import os
import signal
from collections.abc import Iterator

import pytest

from voltag.batch.interrupts import Stop, deferred_interrupts

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Ended(BaseException):
    """What a signal does outside."""


@pytest.fixture(autouse=True)
def raising() -> Iterator[None]:
    def end(*_: object) -> None:
        raise Ended

    before = {number: signal.signal(number, end) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("first", SIGNALS)
@pytest.mark.parametrize("second", SIGNALS)
def test_the_first_stops_soon_the_second_now_and_the_third_ends(
    first: signal.Signals, second: signal.Signals
) -> None:
    told: list[str] = []
    with deferred_interrupts(lambda: told.append("first")) as stop:
        assert stop() is Stop.NO
        os.kill(os.getpid(), first)
        assert (stop(), told) == (Stop.SOON, ["first"])
        os.kill(os.getpid(), second)
        assert (stop(), told) == (Stop.NOW, ["first"])
        with pytest.raises(Ended):
            os.kill(os.getpid(), first)


def test_afterwards_signals_do_what_they_did() -> None:
    with deferred_interrupts(lambda: None):
        pass
    for number in SIGNALS:
        with pytest.raises(Ended):
            os.kill(os.getpid(), number)


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with deferred_interrupts(lambda: None) as stop:
        os.kill(os.getpid(), signal.SIGINT)
        assert stop() is Stop.NO
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop() is Stop.SOON
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
