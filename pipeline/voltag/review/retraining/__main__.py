"""The process that prepares another model (see :mod:`voltag.review.retraining.process`).

It leaves who started it before anything heavy is imported, so that a page answers at once and
no thread is there when it forks.
"""

import os
import sys
from pathlib import Path

_PRIORITY = 10
"""How much is added to the process's niceness."""


def main() -> None:
    """Prepare what is asked for in the folder that the command line names."""
    if os.fork():
        os._exit(0)
    os.nice(_PRIORITY)
    from voltag.review.retraining.prepare import prepare
    from voltag.review.retraining.process import run

    run(Path(sys.argv[1]), prepare)


if __name__ == "__main__":
    main()
