"""Coverage against its budgets, and against what one would write with geopandas alone."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from bench.measures import Measure, medians, seconds
from geo.places.distance import commune_places, nearest
from geo.places.territories import FRANCE, METROPOLE, commune_mask
from geo.reach.coverage import coverage
from geo.reach.reach import ReachRule, nearest_seats, reach
from geo.tables.atlas import Atlas, load_atlas
from geo.tables.outlines import load_outlines
from geo.vocabulary import RADIUS, REACH_KINDS

MS: Final = 1000
RADIUS_KM: Final = 30.0
THIRTY_KM: Final = ReachRule(RADIUS, RADIUS_KM)
FRENCH_GRID: Final = 2154
MANY_POLES: Final = 10_000
GROWTH: Final = (100, 1_000, 10_000, 100_000)
SEED: Final = 2026


def national(atlas: Atlas, rule: ReachRule) -> Callable[[], object]:
    """Return the whole of what a page asks when its filter changes, distances included.

    Distances to a set of seats are kept; the same seats in another order are another set, so that
    each run measures them anew, on top of the reach that then finds its own.
    """
    random = np.random.default_rng(SEED)
    seats = reach(atlas, rule).seats

    def work() -> object:
        nearest_seats(atlas, random.permutation(seats))
        return coverage(atlas, reach(atlas, rule), FRANCE)

    return work


def measure_rules(runs: int) -> list[Measure]:
    """Measure national coverage under each rule, tables warm."""
    atlas = load_atlas()
    rules = [ReachRule(kind, RADIUS_KM if kind == RADIUS else None) for kind in REACH_KINDS]
    works = [national(atlas, rule) for rule in rules]
    for work in works:
        work()
    found = medians(runs, *[partial(seconds, work) for work in works])
    each = ", ".join(
        f"{rule.kind} {took * MS:.0f} ms" for rule, took in zip(rules, found, strict=True)
    )
    return [
        Measure("Couverture nationale, la plus lente des règles", max(found) * MS, "ms", 150, each)
    ]


def by_overlay(communes: gpd.GeoDataFrame, seats: gpd.GeoSeries) -> float:
    """Return the people reached as one would count them with buffers and an overlay."""
    around = gpd.GeoDataFrame(geometry=[seats.buffer(RADIUS_KM * 1000).union_all()], crs=seats.crs)
    parts = gpd.overlay(communes, around, how="intersection")
    return float((parts["population"] * parts.area / parts["area"]).sum())


def mainland(atlas: Atlas) -> tuple[gpd.GeoDataFrame, gpd.GeoSeries]:
    """Return communes of the hexagon and Corse as areas, and the places of the seats there.

    The national grid holds no other place: overseas would need grids of its own.
    """
    rows = np.flatnonzero(commune_mask(atlas, METROPOLE))
    communes = atlas.require_communes()
    outlines = load_outlines("communes", "medium").set_index("code").geometry
    areas = gpd.GeoDataFrame(
        {"population": communes["population"].iloc[rows].to_numpy()},
        geometry=outlines.reindex(communes["code"].iloc[rows]).to_numpy(),
        crs=outlines.crs,
    ).to_crs(FRENCH_GRID)
    areas = areas[areas.geometry.notna()].assign(area=lambda shapes: shapes.area)
    seats = reach(atlas, THIRTY_KM).seats
    there = communes.iloc[seats[np.isin(seats, rows)]]
    points = gpd.GeoSeries(gpd.points_from_xy(there["lon"], there["lat"]), crs=4326)
    return areas, points.to_crs(FRENCH_GRID)


def measure_overlay(runs: int) -> list[Measure]:
    """Measure the same question through geopandas: buffer and overlay."""
    atlas = load_atlas()
    areas, seats = mainland(atlas)
    ours, overlay = medians(
        runs,
        partial(seconds, national(atlas, THIRTY_KM)),
        lambda: seconds(lambda: by_overlay(areas, seats)),
    )
    return [
        Measure(
            f"Couverture nationale à {RADIUS_KM:g} km, rapportée à buffer et overlay",
            ours / overlay,
            "× pair",
            1 / 15,
            f"{ours * MS:.0f} ms, outre-mer compris, contre {overlay:.2f} s en métropole",
        )
    ]


def measure_nearest(runs: int) -> list[Measure]:
    """Measure the nearest of many poles, for every commune of France."""
    places = commune_places(load_atlas())
    count = len(places.lon)
    chosen = np.random.default_rng(SEED).choice(count, MANY_POLES, replace=False)
    took = median(seconds(lambda: nearest(places, places.take(chosen))) for _ in range(runs))
    return [
        Measure(
            f"Pôle le plus proche, {count} communes × {MANY_POLES} pôles",
            took * MS,
            "ms",
            100,
            "arbre k-d, géodésique du plus proche",
        )
    ]


def with_poles(atlas: Atlas, count: int) -> Atlas:
    """Return the atlas with a register of so many poles, seated anywhere."""
    codes = atlas.require_communes()["code"].to_numpy(dtype=object)
    seats = np.random.default_rng(SEED).choice(codes, count)
    model = atlas.require_poles().dropna(subset="commune").iloc[[0]]
    poles = model.loc[model.index.repeat(count)].reset_index(drop=True)
    poles["id"] = pd.Series([f"pole-{number}" for number in range(count)], dtype="str")
    poles["commune"] = pd.Series(seats, dtype="str")
    # Nothing declared: what grows is the number of seats.
    poles[["territory_codes", "territory_claim"]] = None
    return replace(atlas, poles=poles.astype({"territory_codes": "str", "territory_claim": "str"}))


def measure_growth(runs: int) -> list[Measure]:
    """Measure how coverage grows with the number of poles, by zone d'emploi and by radius."""
    atlas = load_atlas()
    found = []
    for count in GROWTH:
        larger = with_poles(atlas, count)
        rules = (ReachRule(), THIRTY_KM)
        works = [national(larger, rule) for rule in rules]
        zone, radius = medians(runs, *[partial(seconds, work) for work in works])
        found.append(
            Measure(
                f"Couverture nationale avec {count} pôles",
                max(zone, radius) * MS,
                "ms",
                None,
                f"zone d'emploi {zone * MS:.0f} ms, rayon de {RADIUS_KM:g} km {radius * MS:.0f} ms",
            )
        )
    return found


def measure_coverage(runs: int) -> list[Measure]:
    """Measure coverage: its rules, the nearest pole, its peer, its growth."""
    return [
        *measure_rules(runs),
        *measure_nearest(runs),
        *measure_overlay(runs),
        *measure_growth(runs),
    ]
