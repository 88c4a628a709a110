"""Whose turn it is: little work at a time, the rest in a queue whose places are told.

Fair between readers: what one reader asks for next waits behind the first work of every other.
"""

import math
import threading
import time
from collections import Counter
from typing import Final

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

NOBODY: Final = ""


class Place:
    """A place in the queue.

    Attributes
    ----------
    reader
        Who asked for it.
    ahead
        How many go before it; 0 once it has come.
    over
        Whether it was given back, or given away while nobody asked for it.
    """

    def __init__(self, queue: "Queue", reader: str) -> None:
        self._queue = queue
        self.reader = reader
        self.ahead = 0
        self.over = False
        self.seen = time.monotonic()
        self._called = threading.Event()

    def keep(self) -> None:
        """Say that somebody still waits for it."""
        self.seen = time.monotonic()

    def comes(self, seconds: float | None = None) -> bool:
        """Wait until it has come or is over, and tell which: false where there is nothing to do."""
        return self._called.wait(seconds) and not self.over

    def call(self) -> None:
        """Let go of who waits for it."""
        self._called.set()

    def end(self) -> None:
        """Give it back, whether it has come or not."""
        self._queue.take_back(self)


class Queue:
    """The queue of one kind of work of a server.

    Parameters
    ----------
    running, waiting
        How many may work, and wait, at a time.
    each
        How many of both one reader may have.
    patience
        Seconds after which one that nobody has asked for is given away.
    """

    def __init__(
        self, running: int, waiting: float, each: float = math.inf, patience: float = math.inf
    ) -> None:
        self._limits = running, waiting
        self._each = each
        self._patience = patience
        self._lock = threading.Lock()
        self._running: list[Place] = []
        self._waiting: list[Place] = []

    def ask(self, reader: str = NOBODY) -> Place | None:
        """Take a place in the queue, None where there is none left."""
        with self._lock:
            self._call()
            if self.is_full(reader):
                return None
            turn = Place(self, reader)
            self._waiting.append(turn)
            self._call()
        return turn

    def take_back(self, turn: Place) -> None:
        """Take a place back, whether its turn has come or not."""
        with self._lock:
            self._leave(turn)
            self._call()

    def ahead(self, reader: str) -> int:
        """Return how many go before what a reader waits for; 0 where nothing is waited for."""
        with self._lock:
            return max((turn.ahead for turn in self._of(reader)), default=0)

    def is_busy(self) -> bool:
        """Tell whether whoever asks now would have to wait."""
        return len(self._running) >= self._limits[0]

    def is_full(self, reader: str) -> bool:
        """Tell whether there is no place left for a reader."""
        return len(self._waiting) >= self._limits[1] or len(self._of(reader)) >= self._each

    def _of(self, reader: str) -> list[Place]:
        return [turn for turn in (*self._running, *self._waiting) if turn.reader == reader]

    def _leave(self, turn: Place) -> None:
        for place in (self._running, self._waiting):
            if turn in place:
                place.remove(turn)
        turn.over = True
        turn.call()

    def _call(self) -> None:
        now = time.monotonic()
        for turn in [one for one in self._waiting if now - one.seen > self._patience]:
            self._leave(turn)
        queue = self._in_order()
        while queue and len(self._running) < self._limits[0]:
            turn = queue.pop(0)
            self._waiting.remove(turn)
            self._running.append(turn)
            turn.ahead = 0
            turn.call()
        for ahead, turn in enumerate(queue, start=len(self._running)):
            turn.ahead = ahead

    def _in_order(self) -> list[Place]:
        had = Counter(turn.reader for turn in self._running)
        ranks = []
        for turn in self._waiting:
            ranks.append(had[turn.reader])
            had[turn.reader] += 1
        ordered = sorted(enumerate(self._waiting), key=lambda one: ranks[one[0]])
        return [turn for _rank, turn in ordered]


def this_session() -> str:
    """Return the session whose page is being made, `NOBODY` outside of one."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else NOBODY


def is_here(session: str) -> bool:
    """Tell whether the page of a session is open; whoever has no session is taken to be here."""
    return session == NOBODY or not runtime.exists() or _is_connected(session)


def _is_connected(session: str) -> bool:
    return runtime.get_instance().is_active_session(session)
