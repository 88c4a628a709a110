"""Many poles as one mark a territory: how many there are in each, and where it is written."""

from typing import Final

import numpy as np
import pandas as pd

from geo.memo import per_land
from geo.places.membership import rows_of, unit_numbers
from geo.tables.atlas import Atlas
from geo.territory_id import KIND_TABLES

GROUPED: Final = ("name", "lon", "lat", "count", "first")
FIRST_NAMES: Final = 5


def grouped(atlas: Atlas, poles: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Count the poles that can be drawn by the territory of a kind that holds their mark.

    Parameters
    ----------
    atlas
        The tables.
    poles
        From `geo.poles.select.select_poles`; those without a place to be drawn at are left out.
    kind
        ``"zone-emploi"``, ``"epci"`` or ``"commune"``.

    Returns
    -------
    pandas.DataFrame
        One row per territory, the most poles first: ``name``; ``lon``, ``lat``, where its name is
        written, degrees (EPSG:4326); ``count``; ``first``, names of its first poles, a tuple. A
        pole without known seat counts where the town hall nearest to its mark is.

    Raises
    ------
    TableError
        When the communes are missing.
    """
    drawn = poles[poles["marker_lon"].notna()]
    rows = rows_of(atlas, drawn["commune"])
    seatless = np.flatnonzero(rows < 0)
    rows[seatless] = _nearest(atlas, drawn.iloc[seatless])
    units, places = unit_numbers(atlas)[kind][rows], _places(atlas)[kind]
    found = (
        drawn.assign(unit=units)
        .groupby("unit", sort=True)["name"]
        .agg(count="size", first=lambda names: tuple(names.iloc[:FIRST_NAMES]))
    )
    table = places.loc[found.index].join(found)
    return table.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)[
        list(GROUPED)
    ]


def _nearest(atlas: Atlas, poles: pd.DataFrame) -> np.ndarray:
    """Return the rows of the communes nearest to where poles are drawn."""
    communes = atlas.require_communes()
    lon, lat = communes["lon"].to_numpy(), communes["lat"].to_numpy()
    points, which = np.unique(
        poles[["marker_lon", "marker_lat"]].to_numpy(float), axis=0, return_inverse=True
    )
    rows = [np.nanargmin((lon - x) ** 2 + (lat - y) ** 2) for x, y in points]
    return np.array(rows, dtype=np.intp)[which]


@per_land
def _places(atlas: Atlas) -> dict[str, pd.DataFrame]:
    communes = atlas.require_communes()
    own = communes[["name", "lon", "lat"]]
    found = {}
    for kind in ("zone-emploi", "epci", "commune"):
        numbers = pd.Series(unit_numbers(atlas)[kind], index=communes.index)
        # Of a territory whose table is missing, and of a commune without EPCI, its first commune.
        place = own.groupby(numbers).first()
        labels = getattr(atlas, KIND_TABLES[kind])
        if kind != "commune" and labels is not None:
            codes = communes[kind.replace("-", "_")].groupby(numbers).first()
            labelled = labels.set_index("code")[["name", "lon", "lat"]].reindex(codes)
            place = labelled.set_axis(place.index).fillna(place)
        found[kind] = place
    return found
