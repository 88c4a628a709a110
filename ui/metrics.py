"""What the server counts of its own work, for whoever watches over it; nothing of a reader."""

from collections.abc import Callable
from typing import Final

from prometheus_client import Counter, Histogram, Summary

# From a filter answered from memory to a first screen on a busy machine.
RUN_BUCKETS_S: Final = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
PRINT_BUCKETS_S: Final = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)

RUNS: Final = Histogram(
    "atlas_run_seconds",
    "Time a run of a screen took, from its start to its end.",
    ["kind"],
    buckets=RUN_BUCKETS_S,
)
WORKED: Final = Summary(
    "atlas_worked_seconds",
    "Time a run of a screen took once its turn had come: without what it waited for others.",
)
INCIDENTS: Final = Counter("atlas_incidents", "Runs that ended in an incident number.")
PRINTS: Final = Histogram(
    "atlas_print_seconds",
    "Time a document took that a reader asked for.",
    ["format"],
    buckets=PRINT_BUCKETS_S,
)


def counted(kind: str, write: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return what writes a document, counts it, and how long it took."""

    def make() -> bytes:
        with PRINTS.labels(kind).time():
            return write()

    return make
