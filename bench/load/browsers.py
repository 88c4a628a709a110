"""A few real browsers among the readers: what a visit costs who has a page to paint."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bench.browsing import PaintTimeoutError, chromium, time_to_paint
from bench.load.visits import Step, choices

# What tells that the map of a screen is there: see ``watch.js``.
PAINTED: Final = {"carte": "poles", "couverture": "poles", "portrait": "poles", "comparer": "map"}


@dataclass
class Paints:
    """What browsers met.

    Attributes
    ----------
    waits
        Name of each visit, and the seconds from its address to a painted map.
    errors
        What went wrong, in words.
    """

    waits: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def address(url: str, step: Step) -> str:
    """Return the address of a view."""
    screen = "" if step.screen == "carte" else step.screen
    return f"{url}/{screen}?{step.query}"


def browse(url: str, territories: Sequence[str], seed: int, until: float, every_s: float) -> Paints:
    """Open one view after the other in a browser of its own, each as a new visitor.

    Parameters
    ----------
    url
        Address of the server, without a slash at the end.
    territories
        From which the visits draw theirs.
    seed
        What makes this browser draw others than the next one.
    until
        When it leaves (`time.perf_counter`).
    every_s
        Seconds from one visit to the next.
    """
    paints = Paints()
    with chromium() as browser:
        for step in choices(territories, random.Random(seed)):  # noqa: S311 - guards nothing
            if time.perf_counter() >= until:
                break
            try:
                taken = time_to_paint(browser, address(url, step), PAINTED[step.screen])
            except PaintTimeoutError as problem:
                paints.errors.append(str(problem))
                continue
            paints.waits.append((step.name, taken))
            time.sleep(max(0.0, every_s - taken))
    return paints
