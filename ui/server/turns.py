"""Runs of the script take turns: few at once, in the order in which readers asked.

Python runs one thread at a time. Fifty runs at once would all end last, each slowed down by the
changes from one to the other; in turn, half of them are over when the last one begins.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

# One computes while another waits for the disk, or for a library that needs no Python.
AT_ONCE: Final = 2


class Turns:
    """A door that lets a few pass, and the others after them in their order.

    Parameters
    ----------
    at_once
        How many may be inside.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn, and pass it on when the block ends, however it ends."""
        self._wait()
        try:
            yield
        finally:
            self._pass_on()

    def _wait(self) -> None:
        with self._guard:
            if self._free:
                self._free -= 1
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


TURNS: Final = Turns(AT_ONCE)
