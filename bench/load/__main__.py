"""``python -m bench.load``: many readers at once, how long their choices take, what memory does."""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan
from statistics import linear_regression, quantiles
from typing import Final

import psutil

from bench.load.reader import Reader
from bench.load.visits import Log, Pace, choices, visit
from bench.serving import Server, server_of
from geo.tables.atlas import load_atlas

MIB: Final = 1024 * 1024
WATCH_EVERY_S: Final = 2.0
# Of fewer values there is neither a slope nor a percentile.
MOST_FEW: Final = 3


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    root = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    root.add_argument("--readers", type=int, default=50, help="lecteurs (défaut : 50)")
    root.add_argument("--minutes", type=float, default=5.0, help="durée (défaut : 5)")
    root.add_argument("--every", type=float, default=8.0, help="secondes d'un choix au suivant")
    return root


def territories() -> list[str]:
    """Return the régions and départements, from which readers draw theirs."""
    atlas = load_atlas()
    kinds = (("region", atlas.regions), ("departement", atlas.departements))
    return [
        f"{kind}:{code}" for kind, table in kinds if table is not None for code in table["code"]
    ]


@dataclass
class Watch:
    """Memory of a server over time: moments (`time.perf_counter`) and MiB."""

    process: psutil.Process
    moments: list[float] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)

    async def go_on(self) -> None:
        """Look every few seconds, until cancelled."""
        while True:
            self.moments.append(time.perf_counter())
            self.mib.append(self.process.memory_info().rss / MIB)
            await asyncio.sleep(WATCH_EVERY_S)

    def slope_mib_min(self) -> float:
        """Return by how much memory grows a minute over the last half, by least squares."""
        half = len(self.mib) // 2
        moments, mib = self.moments[half:], self.mib[half:]
        if len(mib) < MOST_FEW:
            return 0.0
        return 60 * linear_regression(moments, mib).slope


async def send(server: Server, options: argparse.Namespace) -> tuple[Log, Watch]:
    """Send the readers to a server, watch it until they have left, and return what they met."""
    places, log, watch = territories(), Log(), Watch(psutil.Process(server.pid))
    until = time.perf_counter() + 60 * options.minutes
    watching = asyncio.ensure_future(watch.go_on())
    visits = [
        visit(
            Reader(server.url),
            choices(places, random.Random(number)),  # noqa: S311 - guards nothing
            Pace(until, options.every, options.every * number / options.readers),
            log,
        )
        for number in range(options.readers)
    ]
    await asyncio.gather(*visits)
    watching.cancel()
    return log, watch


def percentile(values: Sequence[float], share: int) -> float:
    """Return a percentile of values."""
    if len(values) < MOST_FEW:
        return max(values, default=nan)
    return quantiles(values, n=100, method="inclusive")[share - 1]


def report(log: Log, watch: Watch, options: argparse.Namespace) -> str:
    """Return what the readers met, in words."""
    by_name: dict[str, list[float]] = {}
    for name, taken in log.waits:
        by_name.setdefault(name, []).append(taken)
    everything = [taken for _name, taken in log.waits]
    lines = [
        f"{options.readers} lecteurs, {options.minutes:g} min, un choix en {options.every:g} s",
        f"{len(everything)} choix, {len(log.errors)} erreurs",
        *(
            f"{name:10} p50 {percentile(taken, 50):6.2f} s   p95 {percentile(taken, 95):6.2f} s"
            for name, taken in {**by_name, "tous": everything}.items()
        ),
        f"mémoire {watch.mib[0]:.0f} -> {watch.mib[-1]:.0f} Mio",
        f"pente de la seconde moitié {watch.slope_mib_min():+.1f} Mio/min",
        f"reçu {log.received_bytes / 1e6:.1f} Mo",
        *sorted(set(log.errors)),
    ]
    return "\n".join(lines)


def main() -> int:
    """Send the readers, print what they met, and return 1 when one met an error."""
    options = parser().parse_args()
    with server_of() as server:
        # Warm: what a first visit costs is measured elsewhere.
        asyncio.run(send(server, argparse.Namespace(readers=1, minutes=0.5, every=1.0)))
        log, watch = asyncio.run(send(server, options))
    print(report(log, watch, options))
    return int(bool(log.errors))


if __name__ == "__main__":
    sys.exit(main())
