"""Where a territory stands among those of its kind."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from geo.compare.peers import kind_profile
from geo.people.economy import HALF
from geo.people.people import (
    DEFAULT_PRIORITIES,
    PRIORITIES,
    PriorityRule,
    priority_people,
)
from geo.places.membership import commune_positions, unit_numbers
from geo.poles.placing import poles_by_unit
from geo.reach.coverage import coverage_by
from geo.reach.reach import Reach
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, KIND_TABLES, TerritoryId

__all__ = [
    "INDICATORS",
    "MAINLAND",
    "OVERSEAS_SIDE",
    "kind_indicators",
    "mean_distance",
    "priority_total",
    "ranks",
]

PER_MILLION: Final = 1e6
MAINLAND: Final = "metropole"
OVERSEAS_SIDE: Final = "outre-mer"
# Indicator to whether the first is the one with the most.
INDICATORS: Final[Mapping[str, bool]] = {
    "population": True,
    "density": True,
    "poles_per_million": True,
    "share_reached": True,
    "qpv_share_reached": True,
    "distance_km": False,
    "priority_share": True,
    "unemployment_rate": True,
    "median_income": True,
}
# A commune is reached or not, classed or not, and has no rate of its own: no rank in these.
_OF_COMMUNES: Final = ("population", "density", "distance_km", "median_income")


def kind_indicators(
    atlas: Atlas, reached: Reach, kind: str, priorities: PriorityRule = DEFAULT_PRIORITIES
) -> pd.DataFrame:
    """Measure every territory of a kind.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    kind
        One of `geo.reach.coverage.BY_KINDS`.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.DataFrame
        Index ``code``, sorted; ``name`` (str), ``overseas`` (bool), then ``float64``:
        ``population``; ``density`` (inhabitants per km²); ``poles_per_million`` (poles known
        to be in it, as `geo.poles.placing.known_poles`: the rate of `geo.compare.compare.compare`);
        ``share_reached`` and ``qpv_share_reached`` (in [0, 1]); ``distance_km`` (mean, over the
        inhabitants who have a seat in their ocean, to the nearest known seat, times the detour);
        ``priority_share`` (inhabitants known to be in at least one priority, in [0, 1]);
        ``unemployment_rate`` (%) and ``median_income`` (euros): the published value, of the zone
        d'emploi and of the commune, that half of the inhabitants do not exceed. NaN where not
        known. For communes, whatever is not in the rank of communes is left out.

    Raises
    ------
    FilterError, TableError
        As `geo.reach.coverage.coverage_by` and `geo.compare.peers.kind_profile`.
    """
    communes = atlas.require_communes()
    profile = kind_profile(atlas, kind, priorities)
    units = unit_numbers(atlas)[kind]
    size = max(int(units.max(initial=-1)) + 1, len(profile))
    people = communes["population"].to_numpy(dtype=np.float64)
    table = profile[["name", "overseas"]].copy()
    table["population"] = profile["population"].astype(np.float64)
    table["density"] = profile["density"]
    if kind != "commune":
        by = coverage_by(atlas, reached, FRANCE, kind, priorities).dropna(subset="territory")
        by = by.set_index("code").reindex(table.index)
        poles = np.zeros(size)
        poles[: units.max(initial=-1) + 1] = poles_by_unit(atlas, reached.pole_filter, kind)
        people_of = table["population"].replace(0, np.nan)
        table["poles_per_million"] = poles[: len(table)] / people_of * PER_MILLION
        table["share_reached"] = by["share_reached"]
        table["qpv_share_reached"] = by["qpv_share_reached"]
        table["priority_share"] = _priority_share(atlas, priorities, units, size)[: len(table)]
        table["unemployment_rate"] = _medians(units, _rates(atlas), people, size)[: len(table)]
    distance = reached.table["distance_km"].to_numpy(dtype=np.float64)
    near = np.where(np.isnan(distance), 0.0, people)
    way = _total(units, np.nan_to_num(distance) * near, size) / _positive(_total(units, near, size))
    table["distance_km"] = way[: len(table)]
    incomes = communes["median_income"].to_numpy(dtype=np.float64, na_value=np.nan)
    table["median_income"] = _medians(units, incomes, people, size)[: len(table)]
    wanted = _OF_COMMUNES if kind == "commune" else INDICATORS
    return table[["name", "overseas", *(name for name in INDICATORS if name in wanted)]]


def ranks(indicators: pd.DataFrame, territory: TerritoryId) -> pd.DataFrame:
    """Rank a territory among those of its kind on its side of the oceans.

    Parameters
    ----------
    indicators
        From `kind_indicators`, of the kind of the territory.
    territory
        Any territory.

    Returns
    -------
    pandas.DataFrame
        One row per indicator: ``indicator``; ``value`` (float64); ``rank`` (Int64, from 1; null
        where the value is not known); ``tied`` (bool, whether others have the same value);
        ``known`` (int64, territories whose value is known) and ``all`` (int64), both of one
        ``side``: ``metropole`` or ``outre-mer``, never mixed; ``median`` (float64, of those
        known). First is the highest value, but for ``distance_km`` the lowest. Empty for France,
        its métropole and a territory that does not exist.
    """
    columns = ["indicator", "value", "rank", "tied", "known", "all", "side", "median"]
    if territory.kind not in KIND_TABLES or territory.code not in indicators.index:
        return pd.DataFrame(columns=columns)
    overseas = bool(indicators.loc[territory.code, "overseas"])
    side = indicators[(indicators["overseas"] == overseas).to_numpy()]
    rows = []
    for name in indicators.columns[2:]:
        # Sums in another order differ by a bit: ranks must not.
        values = side[name].astype(float).round(9)
        own = values[territory.code]
        better = values > own if INDICATORS[name] else values < own
        is_known = bool(pd.notna(own))
        rows.append(
            {
                "indicator": name,
                "value": side.loc[territory.code, name],
                "rank": int(better.sum()) + 1 if is_known else pd.NA,
                "tied": is_known and int((values == own).sum()) > 1,
                "known": int(values.notna().sum()),
                "all": len(side),
                "side": OVERSEAS_SIDE if overseas else MAINLAND,
                "median": float(values.median()),
            }
        )
    return pd.DataFrame(rows, columns=columns).astype({"rank": "Int64", "indicator": "str"})


def priority_total(
    atlas: Atlas, territory: TerritoryId, priorities: PriorityRule = DEFAULT_PRIORITIES
) -> tuple[float, float]:
    """Count the inhabitants of a territory who are in at least one priority.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    people, share
        Inhabitants, and share of the inhabitants, in [0, 1]: the ``priority_share`` of
        `kind_indicators`. Both NaN where no commune has all three priorities known.

    Raises
    ------
    FilterError, TableError
        As `geo.people.people.priority_people`.
    """
    own = priority_people(atlas, priorities).iloc[commune_positions(atlas, territory)]
    judged = own[list(PRIORITIES)].notna().all(axis=1)
    if not own.loc[judged, "population"].sum():
        return float("nan"), float("nan")
    people = float(own["any"].sum())
    return people, people / float(own["population"].sum())


def mean_distance(atlas: Atlas, reached: Reach, territory: TerritoryId) -> float:
    """Return the mean distance from the inhabitants of a territory to the nearest known seat.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    territory
        Any territory.

    Returns
    -------
    float
        Kilometres times the detour, over those who have a seat in their ocean: the
        ``distance_km`` of `kind_indicators`. NaN where nobody has.

    Raises
    ------
    TableError
        When the table of communes is missing.
    """
    inside = commune_positions(atlas, territory)
    distance = reached.table["distance_km"].to_numpy(dtype=np.float64)[inside]
    near = ~np.isnan(distance)
    people = atlas.require_communes()["population"].to_numpy(dtype=np.float64)[inside][near]
    return float(distance[near] @ people / people.sum()) if people.sum() else float("nan")


def _priority_share(
    atlas: Atlas, priorities: PriorityRule, units: np.ndarray, size: int
) -> np.ndarray:
    people = priority_people(atlas, priorities)
    everyone = people["population"].to_numpy()
    judged = people[list(PRIORITIES)].notna().all(axis=1).to_numpy()
    shares = _total(units, people["any"].to_numpy(), size) / _positive(
        _total(units, everyone, size)
    )
    return np.where(_total(units, everyone * judged, size) > 0, shares, np.nan)


def _total(units: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    return np.asarray(np.bincount(units, weights=np.nan_to_num(values), minlength=size))


def _positive(values: np.ndarray) -> np.ndarray:
    return np.where(values > 0, values, np.nan)


def _rates(atlas: Atlas) -> np.ndarray:
    communes = atlas.require_communes()
    if atlas.zones_emploi is None:
        return np.full(len(communes), np.nan)
    rates = atlas.zones_emploi.set_index("code")["unemployment_rate"]
    found = rates.reindex(pd.Index(communes["zone_emploi"]))
    return np.asarray(found.to_numpy(dtype=np.float64))


def _medians(units: np.ndarray, values: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
    """Return, by unit, the smallest value that half of the known weight does not exceed."""
    known = np.flatnonzero(~np.isnan(values) & (weights > 0))
    order = known[np.lexsort((values[known], units[known]))]
    medians = np.full(size, np.nan)
    if not len(order):
        return medians
    owners, heights = units[order], np.cumsum(weights[order])
    ends = np.flatnonzero(np.append(owners[1:] != owners[:-1], True))
    below = np.append(0.0, heights[ends[:-1]])
    rows = np.searchsorted(heights, below + HALF * (heights[ends] - below), side="left")
    medians[owners[ends]] = values[order[rows]]
    return medians
