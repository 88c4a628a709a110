"""Which poles reach a territory, from inside and from outside, and how many people each."""

from typing import Final

import numpy as np
import pandas as pd

from geo.memo import lately
from geo.places.distance import commune_places, geodesic_km, nearest, pairs_within
from geo.places.membership import KIND_COLUMNS, commune_mask, commune_positions
from geo.reach.reach import Reach, locate
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId
from geo.vocabulary import DECLARED, RADIUS

__all__ = ["INSIDE", "OUTSIDE", "UNKNOWN", "nearest_poles", "pole_reaches", "poles_reaching"]

INSIDE: Final = "inside"
OUTSIDE: Final = "outside"
UNKNOWN: Final = "unknown"
NEAREST_LIMIT: Final = 3


@lately(8)
def pole_reaches(atlas: Atlas, reached: Reach) -> list[np.ndarray]:
    """Return the communes that each pole reaches.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.

    Returns
    -------
    list of numpy.ndarray
        Rows of ``atlas.communes``, ``intp``, ascending, one array per row of ``reached.poles``.
        A commune is reached, in ``reached.table``, exactly when it is in one of them. Shared:
        nobody changes it in place.

    Raises
    ------
    TableError
        When the communes or the register are missing.
    """
    located = locate(atlas, reached.poles)
    rule = reached.rule
    if rule.kind == RADIUS and rule.km is not None:
        places = commune_places(atlas)
        pairs = pairs_within(places, places.take(located.seat), rule.km, rule.detour)
        ends = np.searchsorted(pairs.target, np.arange(1, len(located.seat)))
        # No pole at all still splits into one part.
        return list(np.split(pairs.origin, ends))[: len(located.seat)]
    kind = "zone-emploi" if rule.kind == DECLARED else rule.kind
    codes = atlas.require_communes()[KIND_COLUMNS[kind]].to_numpy(dtype=object)
    by_declaration = rule.kind == DECLARED
    return [
        area if by_declaration and len(area) else _unit(atlas, kind, codes[seat], int(seat))
        for seat, area in zip(located.seat, located.declared, strict=True)
    ]


def _unit(atlas: Atlas, kind: str, code: object, seat: int) -> np.ndarray:
    # An island without EPCI shares its poles with nobody.
    if not isinstance(code, str):
        return np.array([seat], dtype=np.intp)
    return commune_positions(atlas, TerritoryId(kind, code))


def poles_reaching(
    atlas: Atlas,
    reached: Reach,
    territory: TerritoryId,
    reaches: list[np.ndarray] | None = None,
) -> pd.DataFrame:
    """Tell which poles reach a territory, and how many of its inhabitants.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    territory
        Any territory.
    reaches
        What `pole_reaches` returned, to spare computing it again.

    Returns
    -------
    pandas.DataFrame
        One row per pole that reaches at least one commune of the territory, those that reach most
        people first, then by identifier: ``id``, ``name``, ``commune``, ``commune_name``,
        ``departement``, ``cohorts``, ``sectors``, ``status``, ``lon``, ``lat`` (as
        `geo.poles.select.select_poles`); ``seat`` (str: its known seat is ``inside`` or ``outside``
        the territory; ``unknown``); ``communes`` and ``people`` (int64, of the territory, that it
        reaches); ``share`` (of the inhabitants, in [0, 1], NaN where nobody lives);
        ``distance_km`` (geodesic from its seat to the nearest commune of the territory times
        the detour; 0 for a seat inside, NaN without a known seat or across an ocean). People
        reached by several poles count for each: the rows do not add up.

    Raises
    ------
    TableError
        As `pole_reaches`.
    """
    areas = pole_reaches(atlas, reached) if reaches is None else reaches
    inside = commune_mask(atlas, territory)
    population = atlas.require_communes()["population"].to_numpy(dtype=np.int64)
    seats = locate(atlas, reached.poles).seat
    here = [area[inside[area]] for area in areas]
    touching = np.array([len(rows) > 0 for rows in here], dtype=bool)
    whole = int(population[inside].sum())
    columns = ["id", "name", "commune", "commune_name", "departement", "cohorts", "sectors"]
    table = reached.poles.loc[touching, [*columns, "status", "lon", "lat"]].copy()
    where = np.where(inside[np.maximum(seats, 0)], INSIDE, OUTSIDE)
    table["seat"] = pd.Series(np.where(seats < 0, UNKNOWN, where)[touching], table.index, "str")
    table["communes"] = np.array([len(rows) for rows in here], dtype=np.int64)[touching]
    table["people"] = np.array([population[rows].sum() for rows in here], dtype=np.int64)[touching]
    table["share"] = table["people"] / whole if whole else np.nan
    table["distance_km"] = _distances(atlas, seats[touching], inside) * reached.rule.detour
    ranked = table.sort_values(["people", "id"], ascending=[False, True], kind="stable")
    return ranked.reset_index(drop=True)


def _distances(atlas: Atlas, seats: np.ndarray, inside: np.ndarray) -> np.ndarray:
    places = commune_places(atlas)
    known = np.flatnonzero(seats >= 0)
    distances = np.full(len(seats), np.nan)
    distances[known] = nearest(
        places.take(seats[known]), places.take(np.flatnonzero(inside))
    ).distance_km
    return distances


def nearest_poles(
    atlas: Atlas,
    reached: Reach,
    commune: int,
    limit: int = NEAREST_LIMIT,
    reaches: list[np.ndarray] | None = None,
) -> pd.DataFrame:
    """Name the poles whose known seat is nearest to a commune.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    commune
        Row of ``atlas.communes``.
    limit
        How many at most.
    reaches
        What `pole_reaches` returned, to spare computing it again.

    Returns
    -------
    pandas.DataFrame
        The nearest first, among equals in the order of the register: ``id``, ``name``,
        ``commune``, ``commune_name``, ``departement``, ``distance_km`` (geodesic between the
        reference points times the detour; poles of another ocean are left out) and ``reaches``
        (bool, whether it reaches the commune under the rule).

    Raises
    ------
    TableError
        As `pole_reaches`.
    """
    places = commune_places(atlas)
    seats = locate(atlas, reached.poles).seat
    known = np.flatnonzero(seats >= 0)
    origin = places.take(np.full(len(known), commune))
    targets = places.take(seats[known])
    same_ocean = origin.vectors[:, 3] == targets.vectors[:, 3]
    columns = ["id", "name", "commune", "commune_name", "departement"]
    table = reached.poles.iloc[known][columns].copy()
    table["distance_km"] = geodesic_km(origin, targets) * reached.rule.detour
    areas = pole_reaches(atlas, reached) if reaches is None else reaches
    table["reaches"] = [bool((areas[row] == commune).any()) for row in known]
    ranked = table[same_ocean].sort_values("distance_km", kind="stable")
    return ranked.head(limit).reset_index(drop=True)
