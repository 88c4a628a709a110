"""New sites against their budgets, greedy choice and `spopt` in the same run."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np
import pulp
from spopt.locate import MCLP, PCenter, PMedian

from bench.coverage import seconds
from bench.measures import Measure, medians
from bench.serving import ROOT
from geo.reach import ReachRule
from geo.siting import SitingRequest, choose_sites, survey
from geo.siting_fair import least_farthest, least_mean
from geo.siting_ground import distance_pairs
from geo.siting_solver import Deadline, greedy, value_of
from geo.siting_study import alternatives
from geo.tables import Atlas, load_atlas
from geo.territories import get_territory

KM: Final = 30.0
SMALL_SITES: Final = 5
REGION, COUNTRY, SMALL = "region:76", "france", "departement:59"
REGION_BUDGET_S, COUNTRY_BUDGET_S, MEMORY_BUDGET_MB = 2.0, 15.0, 1536.0
GROWING_SITES: Final = (1, 5, 10, 20)
GROWING_TOWNS: Final = (20_000, 5_000, 2_000, 0)
KB_PER_MB: Final = 1024


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


def measure_peers(atlas: Atlas, runs: int) -> list[Measure]:
    """Measure greedy on the same ground, and the models of `spopt` (CBC) on a département."""
    ground = survey(atlas, request(atlas, REGION, 8))
    gains = ground.covering_gains()
    ours = float(choose_sites(atlas, ground.request, ground).sites["adds_weight"].sum())
    short = value_of(gains, greedy(gains, 8)) / ours
    return [
        Measure("Glouton : part du meilleur gain, 8 pôles en Occitanie", short, "", 1.0, ""),
        *measure_models(atlas, runs),
    ]


def measure_models(atlas: Atlas, runs: int) -> list[Measure]:
    """Measure the three models beside those of `spopt`, from the same tables of distances.

    Both are given the ground already measured; the time of `spopt` is that of building and solving
    its model. The answers must be worth the same.
    """
    small = survey(atlas, request(atlas, SMALL, SMALL_SITES))
    spared = distance_pairs(atlas, small)
    # An existing pole serves for nothing: a column of its own, with the distance of today.
    today = small.distance_km
    table = np.column_stack([today[:, None] - spared.toarray(), today])
    given = {"predefined_facilities_arr": np.append(np.zeros(len(small.towns)), 1)}
    counted = table[small.weight > 0]
    count = SMALL_SITES + 1

    def solved(model: Any) -> float:  # noqa: ANN401 - a model of spopt
        model.solve(pulp.PULP_CBC_CMD(msg=False))
        return float(model.problem.objective.value())

    def cover() -> float:
        added = choose_sites(atlas, small.request, small).sites["adds_weight"].sum()
        return float(small.weight[small.reached].sum() + added)

    def median() -> float:
        return float(small.weight @ today) - least_mean(small, spared, Deadline(60)).value

    models: list[tuple[str, Callable[[], float], Callable[[], float]]] = [
        (
            "Implanter",
            cover,
            lambda: solved(
                MCLP.from_cost_matrix(table, small.weight, KM, p_facilities=count, **given)
            ),
        ),
        (
            "p-médiane,",
            median,
            lambda: solved(
                PMedian.from_cost_matrix(table, small.weight, p_facilities=count, **given)
            ),
        ),
        (
            "p-centre,",
            lambda: least_farthest(small, spared, Deadline(60)).largest_km,
            lambda: solved(PCenter.from_cost_matrix(counted, p_facilities=count, **given)),
        ),
    ]
    found = []
    for name, own, peer in models:
        if not np.isclose(own(), peer(), rtol=1e-6, atol=1e-3):
            raise RuntimeError(f"not what spopt finds: {name}")
        took, theirs = medians(runs, partial(seconds, own), partial(seconds, peer))
        found.append(
            Measure(
                f"{name} 5 pôles dans le Nord, part du temps de spopt",
                took / theirs,
                "× spopt",
                None,
                f"{took:.2f} s contre {theirs:.2f} s, même résultat",
            )
        )
    return found


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


def measure_memory() -> Measure:
    """Measure the largest memory of a process that answers for France, as the server starts it."""
    command = [sys.executable, "-m", "geo", "siting", "--sites", "5", "--json"]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    if not json.loads(told.stdout)["optimal"]:
        raise RuntimeError("not proven: france")
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KB_PER_MB
    return Measure("Mémoire du solveur, 5 pôles en France", used, "Mio", MEMORY_BUDGET_MB, "")


def measure_siting(runs: int) -> list[Measure]:
    """Return all of them."""
    atlas = load_atlas()
    return [
        *measure_budgets(atlas, runs),
        *measure_peers(atlas, runs),
        *measure_growth(atlas),
        measure_memory(),
    ]
