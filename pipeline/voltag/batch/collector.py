"""Python's garbage collector, set for processes that load much once and then go on."""

import gc

_OBJECTS = 200_000
"""How many objects may be made, less those let go, before the collector looks for cycles."""


def settle() -> None:
    """Let the collector leave alone what is loaded by now, and look for cycles less often.

    A document's lines, pieces and passages are kept until its verdict, and have no cycles. By
    default they are gone through again and again as they grow, together with all libraries and
    the model: that took a fifth of the time on a book of 352 pages. What does make cycles, the
    tables of a results framework, makes far fewer objects than this in a page.
    """
    gc.collect()
    gc.freeze()
    collect_rarely()


def collect_rarely() -> None:
    """Let the collector look for cycles less often.

    What a command imports and loads stays to its end; by default it is gone through several
    times before the first answer, which takes a fifteenth of the time to it.
    """
    gc.set_threshold(_OBJECTS, 20, 20)
