"""New sites against their budgets and beside a greedy choice, and how their time grows."""

import contextlib
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from bench.measures import Measure, medians, seconds
from geo.places.territories import get_territory
from geo.reach.reach import ReachRule
from geo.siting.cover import SitingRequest, choose_sites, survey
from geo.siting.solver import greedy, value_of
from geo.siting.study import alternatives
from geo.siting.wire import request_to_json
from geo.tables.atlas import Atlas, load_atlas
from ui.screens.implanter.solver import Solvers
from ui.screens.implanter.study import ANSWER, DONE, EXTRAS

KM: Final = 30.0
SMALL_SITES: Final = 5
REGION, COUNTRY = "region:76", "france"
REGION_BUDGET_S, COUNTRY_BUDGET_S, MEMORY_BUDGET_MB = 2.0, 15.0, 1536.0
GROWING_SITES: Final = (1, 5, 10, 20)
GROWING_TOWNS: Final = (20_000, 5_000, 2_000, 0)
KB_PER_MB: Final = 1024
LOOK_S: Final = 0.02


def request(atlas: Atlas, territory: str, sites: int, smallest: int = 2000) -> SitingRequest:
    """Return the request that is measured."""
    place = get_territory(atlas, territory)
    return SitingRequest(place, sites, ReachRule("radius", KM), min_population=smallest)


def solve(atlas: Atlas, asked: SitingRequest) -> Callable[[], object]:
    """Return the whole of one answer, ground included; it must be proven."""

    def work() -> object:
        siting = choose_sites(atlas, asked)
        if not siting.optimal:
            raise RuntimeError(f"not proven: {asked.territory.id}")
        return siting

    return work


def measure_budgets(atlas: Atlas, runs: int) -> list[Measure]:
    """Measure a region and France with five sites."""
    works = [solve(atlas, request(atlas, one, 5)) for one in (REGION, COUNTRY)]
    region, country = medians(runs, *[partial(seconds, work) for work in works])
    return [
        Measure("Implanter 5 pôles en Occitanie, prouvé", region, "s", REGION_BUDGET_S, ""),
        Measure("Implanter 5 pôles en France, prouvé", country, "s", COUNTRY_BUDGET_S, ""),
    ]


def measure_greedy(atlas: Atlas) -> list[Measure]:
    """Measure what a greedy choice finds on the same ground."""
    ground = survey(atlas, request(atlas, REGION, 8))
    gains = ground.covering_gains()
    ours = float(choose_sites(atlas, ground.request, ground).sites["adds_weight"].sum())
    short = value_of(gains, greedy(gains, 8)) / ours
    return [Measure("Glouton : part du meilleur gain, 8 pôles en Occitanie", short, "", None, "")]


def measure_growth(atlas: Atlas) -> list[Measure]:
    """Measure how time grows with sites and with candidates, in France; and the fair models."""
    by_sites = [seconds(solve(atlas, request(atlas, COUNTRY, count))) for count in GROWING_SITES]
    asked = [request(atlas, COUNTRY, 5, smallest) for smallest in GROWING_TOWNS]
    towns = [len(survey(atlas, one).towns) for one in asked]
    by_towns = [seconds(solve(atlas, one)) for one in asked]
    siting = choose_sites(atlas, request(atlas, COUNTRY, 5))
    fair = seconds(lambda: alternatives(atlas, siting))
    return [
        Measure(
            "Implanter en France selon le nombre de pôles (le dernier)",
            by_sites[-1],
            "s",
            None,
            ", ".join(f"{n} : {s:.1f} s" for n, s in zip(GROWING_SITES, by_sites, strict=True)),
        ),
        Measure(
            "Implanter en France selon le nombre de candidates (le dernier)",
            by_towns[-1],
            "s",
            None,
            ", ".join(f"{n} : {s:.1f} s" for n, s in zip(towns, by_towns, strict=True)),
        ),
        Measure("p-médiane et p-centre, 5 pôles en France", fair, "s", None, ""),
    ]


def measure_memory(atlas: Atlas) -> Measure:
    """Measure the largest memory of the solver's processes for France, as the server runs them.

    The answer, then what stands beside it: p-median, p-centre, curve, stability, refusals.
    """
    solvers = Solvers()
    asked = SitingRequest(sites=SMALL_SITES, rule=ReachRule("radius", KM))
    # As the page asks; asked again at each look, or the study would be left.
    given = {**request_to_json(asked), "data": str(atlas.files.folder)}
    used: dict[str, float] = {}
    while (study := solvers.ask(given, "bench")) and not study.over:
        if study.process:
            peak = peak_memory_mb(study.process.pid)
            used[study.stage] = max(peak, used.get(study.stage, 0))
        time.sleep(LOOK_S)
    if study is None or study.state != DONE or not study.events[ANSWER]["optimal"]:
        raise RuntimeError("not proven, or not to the end: france")
    return Measure(
        "Mémoire du solveur, 5 pôles en France",
        max(used.values()),
        "Mio",
        MEMORY_BUDGET_MB,
        f"réponse {used[ANSWER]:.0f} Mio, puis tout le reste {used[EXTRAS]:.0f} Mio",
    )


def peak_memory_mb(pid: int) -> float:
    """Return the largest resident memory of a process so far, in mebibytes; 0 once it has ended.

    Not by ``getrusage``: what a process starts with there is that of the one that started it.
    """
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / KB_PER_MB
    return 0.0


def measure_siting(runs: int) -> list[Measure]:
    """Return all of them."""
    atlas = load_atlas()
    return [
        *measure_budgets(atlas, runs),
        *measure_greedy(atlas),
        *measure_growth(atlas),
        measure_memory(atlas),
    ]
