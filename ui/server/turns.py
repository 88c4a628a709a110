"""Runs of the script take turns: few at once, in the order in which readers asked.

Python runs one thread at a time. Fifty runs at once would all end last, each slowed down by the
changes from one to the other; in turn, half of them are over when the last one begins.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ui.metrics import WORKED
from ui.queues import Queue, this_session

# One computes while another waits for the disk, or for a library that needs no Python.
AT_ONCE: Final = 2
RUNS: Final = Queue(running=AT_ONCE, waiting=math.inf)


@contextmanager
def a_turn() -> Iterator[None]:
    """Wait for a turn, and give it back when the block ends, however it ends."""
    place = RUNS.ask(this_session())
    if place is None:
        raise RuntimeError("the queue of runs has a limit")
    try:
        place.comes()
        with WORKED.time():
            yield
    finally:
        place.end()
