"""The garbage collector of a worker."""

import gc
import weakref

from voltag.batch.collector import settle


class _Thing:
    other: "_Thing"


def test_what_was_loaded_is_left_alone_and_later_cycles_are_still_found() -> None:
    threshold = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    try:
        settle()
        assert gc.get_freeze_count() > 10_000
        assert gc.isenabled()
        assert gc.get_threshold() > (700, 10, 10)
        one, two = _Thing(), _Thing()
        one.other, two.other = two, one
        watched = weakref.ref(one)
        del one, two
        gc.collect()
        assert watched() is None
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
