"""One siting study: its stages, its state, what is known of it so far."""

import time
from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import subprocess

ANSWER, EXTRAS = "answer", "extras"
WAITING, RUNNING, DONE, FAILED, STOPPED = "waiting", "running", "done", "failed", "stopped"


_PLACES: Final = count()


def next_place() -> int:
    """Return a number greater than those before: the order in which studies come into a queue."""
    return next(_PLACES)


class Study:
    """One study: what is known of it so far.

    Attributes
    ----------
    stage
        `ANSWER`, then `EXTRAS`.
    state
        `WAITING`, `RUNNING`, `DONE`, `FAILED` (an ``error`` event says why) or `STOPPED`.
    events
        The last event of each name, as `geo.siting.worker` writes them.
    poles
        Those it is about, as text, until it is over.
    asked
        When each reader who waits for it has asked last.
    readers
        Whoever has ever asked for it.
    ahead
        How many go before it in its stage; 0 once it runs.
    overran
        Whether its process was killed for lasting too long.
    """

    def __init__(
        self,
        key: str,
        given: Mapping[str, Any],
        answer: dict[str, Any] | None = None,
        poles: str = "",
    ) -> None:
        self.key = key
        self.given = dict(given)
        self.poles = poles
        self.state = WAITING
        self.events: dict[str, dict[str, Any]] = {} if answer is None else {ANSWER: answer}
        self.stage = ANSWER if answer is None else EXTRAS
        self.asked: dict[str, float] = {}
        self.readers: set[str] = set()
        self.looked = self.began = time.monotonic()
        self.queued = next_place()
        self.ahead = 0
        self.process: subprocess.Popen[str] | None = None
        self.overran = False

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in {DONE, FAILED, STOPPED}

    @property
    def seconds(self) -> float:
        """Seconds since the study was asked for, or since the process of its stage started."""
        return time.monotonic() - self.began

    def awaited(self, patience: float) -> bool:
        """Whether a reader asked for it in the last seconds."""
        now = time.monotonic()
        return any(now - moment < patience for moment in self.asked.values())
