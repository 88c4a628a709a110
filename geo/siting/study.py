"""What stands beside an answer: where it flattens, what unsettles it, what is fairer."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.errors import FilterError
from geo.people.people import PRIORITIES
from geo.siting.cover import Siting, choose_sites, cover, site_table
from geo.siting.fair import least_farthest, least_mean
from geo.siting.ground import Ground, distance_pairs, measure_from, with_radius
from geo.siting.rules import MAX_SITES
from geo.siting.solver import Choice, Deadline
from geo.tables.atlas import Atlas

RADIUS_FACTORS: Final = (0.8, 1.0, 1.2)


class CurvePoint(NamedTuple):
    """The best that a number of sites can do.

    Attributes
    ----------
    sites
        How many may be placed.
    weight
        Weight newly reached, what is maximised.
    weight_reached
        Weight within reach, that of today included.
    population_reached
        Inhabitants within reach, those of today included.
    optimal
        Whether it is proven.
    gap
        As of `geo.siting.cover.Siting`.
    """

    sites: int
    weight: float
    weight_reached: float
    population_reached: int
    optimal: bool
    gap: float


def curve(ground: Ground, up_to: int = MAX_SITES) -> Iterator[CurvePoint]:
    """Yield the best of every number of sites, to see where it flattens.

    Parameters
    ----------
    ground
        From `geo.siting.ground.survey`.
    up_to
        Largest number of sites.

    Yields
    ------
    CurvePoint
        From 0 sites, or from the number of those imposed. Each is solved by itself, so ``weight``
        never falls; what a choice of fewer sites is worth already stands for one cut short.
    """
    imposed = int(ground.towns["imposed"].sum())
    best: Choice | None = None
    for sites in range(imposed, up_to + 1):
        found = cover(ground, Deadline(ground.request.time_limit_s), sites)
        if best is not None and best.value > found.value:
            found = replace(best, bound=max(best.value, found.bound))
        best = found
        reached = ground.covered_by(best.columns)
        people, weight = int(ground.population[reached].sum()), float(ground.weight[reached].sum())
        yield CurvePoint(sites, best.value, weight, people, best.optimal, best.gap)


def stability(atlas: Atlas, siting: Siting) -> pd.DataFrame:
    """Say how the answer holds when the radius moves.

    Parameters
    ----------
    atlas
        The tables.
    siting
        From `geo.siting.cover.choose_sites`.

    Returns
    -------
    pandas.DataFrame
        One row per factor of `RADIUS_FACTORS`; none under a rule without radius. ``factor``,
        ``km``; ``before``, inhabitants reached by existing poles; ``same_sites``, with the sites
        of the answer; ``best``, with the best sites for this radius; ``weight_before``,
        ``weight_same_sites`` and ``weight_best``, their weight, which is maximised;
        ``share_kept``, weight newly reached by the same sites as a share of the best, what is
        before taken off both (1 where nothing can be added); ``kept``,
        how many of the sites are among the best; ``sites``, names of the best; ``optimal``.
    """
    km = siting.request.rule.km
    if km is None:
        return pd.DataFrame()
    rows = []
    codes = siting.sites["code"].tolist()
    for factor in RADIUS_FACTORS:
        moved = (
            siting if factor == 1 else choose_sites(atlas, with_radius(siting.request, km * factor))
        )
        ground = moved.ground
        same = np.flatnonzero(ground.towns["code"].isin(codes))
        held = ground.covered_by(same)
        before = float(ground.weight[ground.reached].sum())
        kept = float(ground.weight[held & ~ground.reached].sum())
        best = float(moved.sites["adds_weight"].sum())
        rows.append(
            {
                "factor": factor,
                "km": km * factor,
                "before": moved.population_reached_before,
                "same_sites": int(ground.population[held].sum()),
                "best": moved.population_reached_after,
                "weight_before": before,
                "weight_same_sites": before + kept,
                "weight_best": before + best,
                "share_kept": kept / best if best else 1.0,
                "kept": int(moved.sites["code"].isin(codes).sum()),
                "sites": ", ".join(moved.sites["name"]),
                "optimal": moved.optimal,
            }
        )
    return pd.DataFrame(rows)


def without_each(atlas: Atlas, siting: Siting) -> Iterator[dict[str, object]]:
    """Yield what becomes of the answer when one of its sites says no.

    Yields
    ------
    dict
        In the order of the sites, those imposed left out: ``code`` and ``name`` of the site;
        ``population_reached``, inhabitants within reach with the best choice without it, and
        ``weight_reached``, their weight; ``loses``, the weight lost; ``replaced_by``, names of
        the sites that come instead, and ``leaves``, of those that go with it; ``optimal``.
    """
    request = siting.request
    for site in siting.sites.itertuples():
        if site.imposed:
            continue
        try:
            other = choose_sites(atlas, replace(request, veto=(*request.veto, site.code)))
        except FilterError:
            # It was the only candidate.
            continue
        old, new = siting.sites, other.sites
        gone = old[~old["code"].isin(new["code"]) & (old["code"] != site.code)]
        yield {
            "code": site.code,
            "name": site.name,
            "population_reached": other.population_reached_after,
            "weight_reached": other.weight_reached_after,
            "loses": float(old["adds_weight"].sum() - new["adds_weight"].sum()),
            "replaced_by": ", ".join(new.loc[~new["code"].isin(old["code"]), "name"]),
            "leaves": ", ".join(gone["name"]),
            "optimal": other.optimal,
        }


def cost_of_vetoes(atlas: Atlas, siting: Siting) -> dict[str, object] | None:
    """Say what the vetoes of a request cost, against the best choice without any.

    Returns
    -------
    dict or None
        ``population_reached`` and ``weight_reached`` without veto, ``loses`` (weight lost by the
        vetoes), ``refused``,
        names of the vetoed towns that would have been chosen, ``refused_count``, ``optimal``;
        ``spared``, one dict
        for each other vetoed town: ``code``, ``name``, ``adds`` and ``adds_weight``, inhabitants
        and weight that it would newly reach alone, ``instead_of``, name of the chosen site that it
        would best take the place of (empty where there is room for one site more), ``loses``, the
        weight that the choice would then lose (None where every site is imposed). None without
        veto.
    """
    request = siting.request
    if not request.veto:
        return None
    free = choose_sites(atlas, replace(request, veto=()))
    codes = free.sites["code"].tolist()
    refused = free.sites.loc[free.sites["code"].isin(request.veto), "name"].tolist()
    return {
        "population_reached": free.population_reached_after,
        "weight_reached": free.weight_reached_after,
        "loses": float(free.sites["adds_weight"].sum() - siting.sites["adds_weight"].sum()),
        "refused": ", ".join(refused),
        "refused_count": len(refused),
        "optimal": free.optimal,
        "spared": [_spared(free, code) for code in request.veto if code not in set(codes)],
    }


def _spared(free: Siting, code: str) -> dict[str, object]:
    """Measure a town that is not among the chosen sites."""
    ground = free.ground
    column = int(np.flatnonzero(ground.towns["code"] == code)[0])

    def worth(columns: Iterable[int]) -> float:
        reached = ground.covered_by(np.array([*columns], dtype=np.intp))
        return float(ground.weight[reached & ~ground.reached].sum())

    chosen = free.columns.tolist()
    best = worth(chosen)
    if len(chosen) < free.request.sites:
        swaps = [(worth([*chosen, column]), "")]
    else:
        swaps = [
            (worth([column, *(one for one in chosen if one != site)]), str(name))
            for site, name, imposed in zip(
                chosen, free.sites["name"], free.sites["imposed"], strict=True
            )
            if not imposed
        ]
    value, name = max(swaps, key=lambda swap: swap[0], default=(np.nan, ""))
    alone = ground.covered_by(np.array([column], dtype=np.intp)) & ~ground.reached
    return {
        "code": code,
        "name": str(ground.towns["name"].iloc[column]),
        "adds": int(ground.population[alone].sum()),
        "adds_weight": worth([column]),
        "instead_of": name,
        "loses": best - value if swaps else None,
    }


def alternatives(atlas: Atlas, siting: Siting) -> pd.DataFrame:
    """Put the answer beside the two fair ones, on the same ground.

    Parameters
    ----------
    atlas
        The tables.
    siting
        From `geo.siting.cover.choose_sites`.

    Returns
    -------
    pandas.DataFrame
        First today, then one row per model: ``model`` (``today``, ``reach``,
        ``mean``, ``farthest``); ``population_reached``; ``weight_reached``, their weight, which
        ``reach`` maximises; one column per priority,
        ``qpv_reached`` and so on, inhabitants within reach, NaN where nothing is known of the
        priority; ``mean_km``, mean distance to the
        nearest pole by weight; ``largest_km``, the largest one where somebody counts, both NaN
        where nobody does; an ocean
        without a pole counts for `geo.siting.ground.FAR_KM`; ``codes`` and ``names`` of the
        sites, ``lon`` and ``lat`` as lists; ``optimal``; ``gap``, how far the answer may be from
        the best for its own aim, a share: of the people that could be reached at most, or of the
        distance found; ``least_mean_km`` and ``least_largest_km``, below which no choice goes, of
        the model that minimises it, NaN of the others.
    """
    ground = siting.ground
    spared = distance_pairs(atlas, ground)
    limit = siting.request.time_limit_s
    mean = least_mean(ground, spared, Deadline(limit))
    farthest = least_farthest(ground, spared, Deadline(limit))
    total = float(ground.weight.sum())
    today = float((ground.weight * ground.distance_km).sum())
    mean_gap = 0.0 if mean.optimal else (mean.bound - mean.value) / (today - mean.value)
    far_gap = 0.0 if farthest.optimal else 1 - farthest.bound_km / farthest.largest_km
    none = np.empty(0, dtype=np.intp)
    table = pd.DataFrame(
        [
            _outcome(atlas, ground, model, columns)
            for model, columns in (
                ("today", none),
                ("reach", siting.columns),
                ("mean", mean.columns),
                ("farthest", farthest.columns),
            )
        ]
    )
    table["optimal"] = [True, siting.optimal, mean.optimal, farthest.optimal]
    table["gap"] = [0.0, siting.gap, mean_gap, far_gap]
    shortest = (today - mean.bound) / total if total else np.nan
    table["least_mean_km"] = [np.nan, np.nan, shortest, np.nan]
    table["least_largest_km"] = [np.nan, np.nan, np.nan, farthest.bound_km]
    return table


def _outcome(atlas: Atlas, ground: Ground, model: str, columns: np.ndarray) -> dict[str, object]:
    reached = ground.covered_by(columns)
    distance = measure_from(atlas, ground, columns)
    counts = ground.weight > 0
    total = float(ground.weight.sum())
    towns = site_table(ground, columns)
    by_priority = ground.priority_reached(reached)
    return {
        "model": model,
        "population_reached": int(ground.population[reached].sum()),
        "weight_reached": float(ground.weight[reached].sum()),
        **{f"{name}_reached": by_priority[name] for name in PRIORITIES},
        "mean_km": float((ground.weight * distance).sum() / total) if total else float("nan"),
        "largest_km": float(distance[counts].max()) if counts.any() else float("nan"),
        "codes": towns["code"].tolist(),
        "names": towns["name"].tolist(),
        "lon": towns["lon"].tolist(),
        "lat": towns["lat"].tolist(),
    }
