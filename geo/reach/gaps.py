"""Where no pole is known: units without a seat, ranked by the priority inhabitants left out."""

from collections.abc import Collection
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.errors import FilterError
from geo.people.people import (
    DEFAULT_PRIORITIES,
    PRIORITIES,
    PriorityRule,
    priority_people,
)
from geo.places.adjacency import adjacent_pairs
from geo.places.membership import KIND_COLUMNS, commune_positions, names_by_kind, unit_numbers
from geo.problems import message, quote
from geo.reach.reach import Reach
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId
from geo.vocabulary import GAP_CONDITIONS, GAP_KINDS

__all__ = ["find_gaps", "gap_areas", "group_gaps", "narrow_gaps"]

_HALF: Final = 0.5
_DECIMALS: Final = 6
_LEFT_OUT: Final = tuple(f"{name}_left_out" for name in PRIORITIES)
_ADDED: Final = ("population", "left_out", "priority_left_out", *_LEFT_OUT)


def find_gaps(
    atlas: Atlas,
    reached: Reach,
    territory: TerritoryId,
    kind: str = "zone-emploi",
    priorities: PriorityRule = DEFAULT_PRIORITIES,
) -> pd.DataFrame:
    """List the units of a territory in which no pole is known and somebody is left out.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    territory
        Any territory. A unit that lies partly in it is judged by all its seats, and counted for
        the inhabitants of the part inside.
    kind
        One of `GAP_KINDS`.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.DataFrame
        One row per unit without a known seat of which some inhabitants are not reached, those
        with most priority inhabitants left out first: ``code``, ``name``; inhabitants
        ``population``, ``left_out``, ``priority_left_out`` (in at least one priority, nobody
        twice), ``qpv_left_out``, ``rural_left_out``, ``desindustrialise_left_out`` (NaN where
        that is known of none of those left out, and such a unit comes last);
        ``share_left_out`` and ``desindustrialise_share`` (in [0, 1], of those whose basin is
        known); ``distance_km`` (mean over the inhabitants of the distance to the nearest seat, as
        in `geo.reach.reach.Reach`; NaN where the ocean has none), ``population_whole`` (int64:
        more than ``population`` where the unit lies partly outside the territory),
        ``nearest_pole`` and ``nearest_pole_name`` (nearest to most inhabitants);
        ``unemployment_rate`` (%) of ``unemployment_zone_emploi``, the unit itself or the zone
        d'emploi where most inhabitants of the EPCI live.

    Raises
    ------
    FilterError
        When there is no such kind, or as `geo.people.people.priority_people`.
    TableError
        As `geo.people.people.priority_people`.
    """
    _check_kind(kind)
    communes = atlas.require_communes()
    inside = commune_positions(atlas, territory)
    units = unit_numbers(atlas)[kind]
    seated = np.zeros(units.max(initial=0) + 1, dtype=bool)
    seated[units[reached.seats]] = True
    column = KIND_COLUMNS[kind]
    concerned = inside[~seated[units[inside]]]
    part = pd.DataFrame(
        {
            "code": communes[column].iloc[concerned],
            "zone_emploi": communes["zone_emploi"].iloc[concerned],
            **_people(atlas, reached, priorities, concerned),
        }
    )
    # Communes without EPCI have no row: they belong to no unit that could have a pole.
    grouped = part.dropna(subset="code").groupby("code", sort=True)
    gaps = grouped[[*_ADDED, "_basin", "_known", "_way"]].sum(min_count=1).reset_index()
    gaps = _whole(gaps[gaps["left_out"] > 0].reset_index(drop=True))
    gaps.insert(1, "name", gaps["code"].map(names_by_kind(atlas)[kind]).astype("str"))
    gaps["share_left_out"] = gaps["left_out"] / gaps["population"]
    gaps["desindustrialise_share"] = gaps["_basin"] / gaps["_known"].where(gaps["_known"] > 0)
    gaps["distance_km"] = gaps["_way"] / gaps["population"]
    whole = communes.groupby(column)["population"].sum()
    gaps["population_whole"] = gaps["code"].map(whole).astype("int64")
    gaps["nearest_pole"] = gaps["code"].map(_of_most(part, "nearest_pole")).astype("str")
    pole_names = reached.poles.set_index("id")["name"]
    gaps["nearest_pole_name"] = gaps["nearest_pole"].map(pole_names).astype("str")
    zones = gaps["code"].map(_of_most(part, "zone_emploi")).astype("str")
    gaps["unemployment_rate"] = _unemployment(atlas, zones)
    gaps["unemployment_zone_emploi"] = zones
    ranked = gaps.drop(columns=["_basin", "_known", "_way"]).sort_values(
        ["priority_left_out", "left_out", "code"],
        ascending=[False, False, True],
        na_position="last",
    )
    return ranked.reset_index(drop=True)


def narrow_gaps(gaps: pd.DataFrame, conditions: Collection[str]) -> pd.DataFrame:
    """Keep the gaps that meet every condition.

    Parameters
    ----------
    gaps
        What `find_gaps` returned.
    conditions
        Some of `GAP_CONDITIONS`: ``hors-portee``, nobody in the unit is reached;
        ``desindustrialise``, half of its inhabitants at least, of those whose basin is known, live
        in a deindustrialised one; ``rural``, half at least of those left out are rural; ``qpv``,
        some of those left out live in a QPV.

    Returns
    -------
    pandas.DataFrame
        Rows of `gaps`, in their order, numbered anew. What is not known meets no condition.

    Raises
    ------
    FilterError
        When a condition does not exist.
    """
    for condition in conditions:
        if condition not in GAP_CONDITIONS:
            raise FilterError(
                message(
                    "La condition {condition} n'existe pas ; choisissez parmi {known}.",
                    condition=quote(condition),
                    known=GAP_CONDITIONS,
                ),
                option="only",
            )
    met = {
        "hors-portee": gaps["left_out"] == gaps["population"],
        "desindustrialise": gaps["desindustrialise_share"] >= _HALF,
        "rural": gaps["rural_left_out"] >= _HALF * gaps["left_out"],
        "qpv": gaps["qpv_left_out"] > 0,
    }
    kept = gaps
    for condition in conditions:
        kept = kept[met[condition].loc[kept.index]]
    return kept.reset_index(drop=True)


def gap_areas(atlas: Atlas, gaps: pd.DataFrame, kind: str = "zone-emploi") -> pd.Series:
    """Return the number of the area that each gap makes with those it touches.

    Parameters
    ----------
    atlas
        The tables.
    gaps
        What `find_gaps` returned, or any table with the ``code`` of units.
    kind
        Kind of these units.

    Returns
    -------
    pandas.Series
        ``int64``, one per row of `gaps`: 1 for the area of the first row, then in order of first
        appearance. Two units are contiguous when their outlines share a line.

    Raises
    ------
    FilterError
        When there is no such kind.
    TableError
        When the outlines of the units are missing or damaged.
    """
    _check_kind(kind)
    codes, first, second = adjacent_pairs(atlas, kind)
    rows = pd.Index(gaps["code"]).get_indexer(pd.Index(codes))
    both = (rows[first] >= 0) & (rows[second] >= 0)
    links = coo_array(
        (np.ones(both.sum(), dtype=bool), (rows[first[both]], rows[second[both]])),
        shape=(len(gaps), len(gaps)),
    )
    labels = connected_components(links, directed=False)[1] if len(gaps) else np.empty(0)
    numbers = pd.factorize(labels)[0] + 1
    return pd.Series(numbers, index=gaps.index, dtype="int64", name="area")


def group_gaps(atlas: Atlas, gaps: pd.DataFrame, kind: str = "zone-emploi") -> pd.DataFrame:
    """Read contiguous gaps as one area each.

    Parameters
    ----------
    atlas
        The tables.
    gaps
        What `find_gaps` returned.
    kind
        Kind of these units.

    Returns
    -------
    pandas.DataFrame
        One row per area, those with most priority inhabitants left out first: ``area`` (int64,
        that of `gap_areas`), ``units`` (how many), ``codes`` and ``names`` (joined by ``;``, in
        the order of `gaps`), the inhabitants of `find_gaps` added up where they are known,
        ``share_left_out``, ``distance_km`` and ``unemployment_rate`` (means over the inhabitants
        of the units where they are known).

    Raises
    ------
    FilterError, TableError
        As `gap_areas`.
    """
    numbered = gaps.assign(area=gap_areas(atlas, gaps, kind))
    for name in ("distance_km", "unemployment_rate"):
        known = numbered[name].notna()
        numbered[f"_{name}"] = numbered[name] * numbered["population"]
        numbered[f"_{name}_people"] = numbered["population"].where(known)
    grouped = numbered.groupby("area", sort=True)
    areas = grouped.agg(units=("code", "size"), codes=("code", ";".join), names=("name", ";".join))
    summed = [name for name in numbered if name in _ADDED or name.startswith("_")]
    sums = grouped[summed].sum(min_count=1)
    areas = _whole(areas.join(sums[list(_ADDED)]))
    areas["share_left_out"] = areas["left_out"] / areas["population"]
    for name in ("distance_km", "unemployment_rate"):
        people = sums[f"_{name}_people"]
        areas[name] = sums[f"_{name}"] / people.where(people > 0)
    ranked = areas.reset_index().sort_values(
        ["priority_left_out", "left_out", "area"],
        ascending=[False, False, True],
        na_position="last",
    )
    return ranked.reset_index(drop=True)


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """Return the inhabitants as whole numbers, but those of QPV, which are shared out."""
    rounded = table.round(dict.fromkeys(_ADDED, _DECIMALS))
    return rounded.astype(dict.fromkeys(("population", "left_out"), "int64"))


def _check_kind(kind: str) -> None:
    if kind not in GAP_KINDS:
        raise FilterError(
            message(
                "Les manques ne se lisent pas par {kind} ; choisissez parmi {known}.",
                kind=quote(kind),
                known=GAP_KINDS,
            ),
            option="by",
        )


def _people(
    atlas: Atlas, reached: Reach, priorities: PriorityRule, rows: np.ndarray
) -> dict[str, np.ndarray]:
    people = priority_people(atlas, priorities).iloc[rows]
    table = reached.table.iloc[rows]
    missed = ~table["reached"].to_numpy(dtype=bool)
    population = people["population"].to_numpy()
    basin = people["desindustrialise"].to_numpy()
    # Only those left out are added up: what is not known of the others does not matter.
    left_out = {
        f"{name}_left_out": np.where(missed, people[name].to_numpy(), np.nan) for name in PRIORITIES
    }
    first = people["any"].to_numpy()
    judged = people[list(PRIORITIES)].notna().all(axis=1).to_numpy() | (first > 0)
    return {
        "population": population,
        "left_out": population * missed,
        "priority_left_out": np.where(missed & judged, first, np.nan),
        **left_out,
        "_basin": np.nan_to_num(basin),
        "_known": population * ~np.isnan(basin),
        "_way": table["distance_km"].to_numpy() * population,
        "nearest_pole": table["nearest_pole"].to_numpy(dtype=object),
    }


def _of_most(part: pd.DataFrame, column: str) -> pd.Series:
    """Return, per unit, the value of a column for most of its inhabitants; the first of equals."""
    people = part.groupby(["code", column], sort=True)["population"].sum().reset_index()
    largest = people.sort_values("population", ascending=False, kind="stable")
    return largest.drop_duplicates("code").set_index("code")[column]


def _unemployment(atlas: Atlas, zones: pd.Series) -> pd.Series:
    if atlas.zones_emploi is None:
        return pd.Series(np.nan, index=zones.index)
    rates = atlas.zones_emploi.set_index("code")["unemployment_rate"]
    return zones.map(rates).astype("float64")
