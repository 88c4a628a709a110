"""The towns whose names give a map without background its bearings."""

from typing import Final

import numpy as np
import pandas as pd

from geo.places.membership import commune_positions
from geo.places.territories import METROPOLE, bounds
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId

# A seat of authority is named before a larger town that is none.
SEAT_RANKS: Final = {"region": 0, "departement": 1}
SPACING: Final = 0.085
MAX_TOWNS: Final = 28


def largest_towns(atlas: Atlas, territory: TerritoryId) -> pd.DataFrame:
    """Return the prefectures and largest towns of a territory that leave room for one another.

    Parameters
    ----------
    atlas
        The tables.
    territory
        What the map frames; France is framed by its hexagon and Corse.

    Returns
    -------
    DataFrame
        At most `MAX_TOWNS` rows ``code, name, lon, lat``; regional seats first, then seats of
        départements, then by population. No two stand closer than `SPACING` of the longer side
        of the frame (twice that from side to side, since names are wider than high).

    Raises
    ------
    geo.errors.TableError
        When the table of communes is missing.
    """
    framed = METROPOLE if territory.kind == "france" else territory
    west, south, east, north = bounds(atlas, framed)
    towns = atlas.require_communes().iloc[commune_positions(atlas, framed)]
    rank = towns["chef_lieu"].astype(object).map(SEAT_RANKS).fillna(len(SEAT_RANKS))
    order = np.lexsort((-towns["population"].to_numpy(), rank.to_numpy(dtype=float)))
    towns = towns.iloc[order[: MAX_TOWNS * 20]]
    shrink = np.cos(np.radians((south + north) / 2))
    room = SPACING * max((east - west) * shrink, north - south)
    kept: list[int] = []
    x, y = towns["lon"].to_numpy() * shrink / 2, towns["lat"].to_numpy()
    for row in range(len(towns)):
        if all(np.hypot(x[row] - x[other], y[row] - y[other]) >= room for other in kept):
            kept.append(row)
        if len(kept) == MAX_TOWNS:
            break
    return towns.iloc[kept][["code", "name", "lon", "lat"]].reset_index(drop=True)
