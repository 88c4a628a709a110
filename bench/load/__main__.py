"""``python -m bench.load``: many readers at once, how long their choices take, what memory does."""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import nan
from pathlib import Path
from statistics import linear_regression, quantiles
from typing import Final

import psutil

from bench.load.browsers import browse
from bench.load.reader import Reader
from bench.load.returning import ReturningReader
from bench.load.visits import Log, Pace, choices, visit
from bench.serving import Replicated, Server, replicated, server_of
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
    root.add_argument("--browsers", type=int, default=0, help="navigateurs (défaut : aucun)")
    where = root.add_mutually_exclusive_group()
    where.add_argument("--url", help="adresse d'un atlas qui tourne déjà (défaut : en lancer un)")
    where.add_argument("--replicas", type=int, help="lance ce nombre de répliques derrière nginx")
    root.add_argument(
        "--faults",
        action="store_true",
        help="tue une réplique au tiers du temps, les renouvelle toutes aux deux tiers",
    )
    return root


def arguments() -> argparse.Namespace:
    """Return the arguments of the command line."""
    root = parser()
    options = root.parse_args()
    if options.faults and not options.replicas:
        root.error("--faults demande --replicas")
    return options


@contextmanager
def target(options: argparse.Namespace) -> Iterator[Server | str]:
    """Give what the readers are sent to: a server that is started for them, or an address."""
    if options.url:
        yield options.url.rstrip("/")
    elif options.replicas:
        with (
            tempfile.TemporaryDirectory() as folder,
            replicated(Path(folder) / "log.txt", options.replicas) as server,
        ):
            yield server
    else:
        with server_of() as server:
            yield server


def territories() -> list[str]:
    """Return the régions and départements, from which readers draw theirs."""
    atlas = load_atlas()
    kinds = (("region", atlas.regions), ("departement", atlas.departements))
    return [
        f"{kind}:{code}" for kind, table in kinds if table is not None for code in table["code"]
    ]


@dataclass
class Watch:
    """Memory of processes over time: moments (`time.perf_counter`), MiB, seconds of processor."""

    processes: Callable[[], Sequence[psutil.Process]]
    moments: list[float] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)
    worked_s: list[float] = field(default_factory=list)

    async def go_on(self) -> None:
        """Look every few seconds, until cancelled."""
        while True:
            # One that has ended meanwhile holds nothing any more.
            with suppress(psutil.NoSuchProcess):
                watched = self.processes()
                held = sum(process.memory_info().rss for process in watched)
                times = [process.cpu_times() for process in watched]
                self.moments.append(time.perf_counter())
                self.mib.append(held / MIB)
                self.worked_s.append(sum(time.user + time.system for time in times))
            await asyncio.sleep(WATCH_EVERY_S)

    def slope_mib_min(self) -> float:
        """Return by how much memory grows a minute over the last half, by least squares."""
        half = len(self.mib) // 2
        moments, mib = self.moments[half:], self.mib[half:]
        if len(mib) < MOST_FEW:
            return 0.0
        return 60 * linear_regression(moments, mib).slope


async def send(server: Server | str, options: argparse.Namespace) -> tuple[Log, Watch]:
    """Send the readers, watch the server until they have left, and return what they met."""
    url, processes = (server, list) if isinstance(server, str) else (server.url, server.processes)
    kind = ReturningReader if options.faults else Reader
    places, log, watch = territories(), Log(), Watch(processes)
    until = time.perf_counter() + 60 * options.minutes
    beside = [asyncio.ensure_future(watch.go_on())]
    if options.faults and isinstance(server, Replicated):
        beside.append(asyncio.ensure_future(break_it(server, 60 * options.minutes / 3)))
    visits = [
        visit(
            kind(url),
            choices(places, random.Random(number)),  # noqa: S311 - guards nothing
            Pace(until, options.every, options.every * number / options.readers),
            log,
        )
        for number in range(options.readers)
    ]
    seen = [
        asyncio.to_thread(browse, url, places, number, until, options.every)
        for number in range(options.browsers)
    ]
    browsing = asyncio.gather(*seen)
    await asyncio.gather(*visits)
    for paints in await browsing:
        log.paints += paints.waits
        log.errors += paints.errors
    for one in beside:
        one.cancel()
    return log, watch


async def break_it(server: Replicated, after_s: float) -> None:
    """Kill the replica that has most readers, then have all of them started again in turn."""
    await asyncio.sleep(after_s)
    connected = {port: server.told(port)["atlas_sessions", "connected"] for port in server.ports}
    busiest = max(server.ports, key=lambda port: connected[port])
    if replica := server.replica(busiest):
        replica.kill()
    await asyncio.sleep(after_s)
    psutil.Process(server.pid).send_signal(signal.SIGHUP)


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
        *painted(log),
        *work(log, watch),
        *memory(watch),
        *returns(log),
        f"reçu {log.received_bytes / 1e6:.1f} Mo",
        *sorted(set(log.errors)),
    ]
    return "\n".join(lines)


def painted(log: Log) -> Iterator[str]:
    """Yield how long the maps of browsers took, each from an address to a painted map."""
    if log.paints:
        taken = [wait for _name, wait in log.paints]
        told = f"p50 {percentile(taken, 50):6.2f} s   p95 {percentile(taken, 95):6.2f} s"
        yield f"navigateurs {told}   {len(taken)} visites neuves"


def work(log: Log, watch: Watch) -> Iterator[str]:
    """Yield what a run cost the processor, second looks included, where the server is ours."""
    if log.runs and any(watch.worked_s):
        a_run = 1000 * (watch.worked_s[-1] - watch.worked_s[0]) / log.runs
        yield f"processeur {a_run:.0f} ms par exécution, {log.runs} exécutions"


def memory(watch: Watch) -> Iterator[str]:
    """Yield how much the server held, where it is one of this machine."""
    if any(watch.mib):
        yield f"mémoire {watch.mib[0]:.0f} -> {watch.mib[-1]:.0f} Mio"
        yield f"pente de la seconde moitié {watch.slope_mib_min():+.1f} Mio/min"


def returns(log: Log) -> Iterator[str]:
    """Yield how many lines were cut, and how long until the view was there again."""
    if log.away:
        yield f"{len(log.away)} coupures, {len(log.changed)} vues changées"
        yield f"revenus en {percentile(log.away, 50):.1f} s, au plus {max(log.away):.1f} s"


def warm(server: Server | str, options: argparse.Namespace) -> None:
    """Send a few readers first: what a first visit costs is measured elsewhere."""
    few = {"readers": 2 * (options.replicas or 1), "minutes": 0.5, "every": 1.0}
    alone = {"faults": False, "browsers": 0}
    asyncio.run(send(server, argparse.Namespace(**{**vars(options), **few, **alone})))


def main() -> int:
    """Send the readers, print what they met, and return 1 when one met an error."""
    options = arguments()
    with target(options) as server:
        warm(server, options)
        log, watch = asyncio.run(send(server, options))
    print(report(log, watch, options))
    return int(bool(log.errors or log.changed))


if __name__ == "__main__":
    sys.exit(main())
