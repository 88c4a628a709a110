"""What a reader does in the atlas, one choice after the other, and how long each takes."""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from websockets.exceptions import WebSocketException

from bench.load.reader import Reader, ReaderError
from bench.load.returning import ReturningReader

RADII_KM: Final = ("15", "20", "30", "40", "50")
COHORTS: Final = ("temoin-2011", "appel-2013", "appel-2015", "ami-2021")


class Step(NamedTuple):
    """One choice: what it is called, the screen it leads to, the view it asks for."""

    name: str
    screen: str
    query: str


@dataclass
class Log:
    """What readers met.

    Attributes
    ----------
    waits
        Name of each choice and how long it took, in seconds.
    errors
        What went wrong, in words.
    received_bytes
        Size of all messages.
    runs
        How many runs of the script have ended, second looks included.
    paints
        Name of each visit of a browser, and the seconds until its map was painted.
    away
        How long each cut of a line has lasted, in seconds.
    changed
        Views that were others when their reader was back.
    """

    waits: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    received_bytes: int = 0
    runs: int = 0
    paints: list[tuple[str, float]] = field(default_factory=list)
    away: list[float] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


class Pace(NamedTuple):
    """When a reader leaves (`time.perf_counter`), chooses again, and begins; seconds."""

    until: float
    every_s: float
    first_s: float


def choices(territories: Sequence[str], dice: random.Random) -> Iterator[Step]:
    """Yield rounds through the atlas: open, filter, coverage, compare, portrait, back.

    Parameters
    ----------
    territories
        From which each round draws its own.
    dice
        What makes this reader draw others than the next one.
    """
    while True:
        here, there = dice.sample(list(territories), 2)
        first, other = dice.sample(RADII_KM, 2)
        reach = f"territoire={here}&rayon=radius"
        yield Step("open", "carte", "")
        yield Step("filter", "carte", f"territoire={here}&vagues={dice.choice(COHORTS)}")
        yield Step("coverage", "couverture", f"{reach}&km={first}")
        yield Step("radius", "couverture", f"{reach}&km={other}")
        yield Step("compare", "comparer", f"territoire={here}&avec={there}")
        yield Step("portrait", "portrait", f"territoire={here}")
        yield Step("back", "carte", f"territoire={here}")


async def visit(reader: Reader, steps: Iterator[Step], pace: Pace, log: Log) -> None:
    """Be one reader: a choice every few seconds, after the answer to the last."""
    await asyncio.sleep(pace.first_s)
    try:
        async with reader:
            for step in steps:
                began = time.perf_counter()
                if began >= pace.until:
                    break
                taken = await reader.choose(step.screen, step.query)
                log.waits.append((step.name, taken))
                await asyncio.sleep(max(0.0, pace.every_s - taken))
    except (ReaderError, WebSocketException, OSError, TimeoutError) as error:
        log.errors.append(f"{type(error).__name__}: {error}")
    log.received_bytes += reader.received_bytes
    log.runs += reader.runs
    if isinstance(reader, ReturningReader):
        log.away += reader.away
        log.changed += reader.changed
