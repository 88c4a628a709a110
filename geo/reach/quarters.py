"""The priority quarters of a territory, whole quarters told from parts of them."""

import numpy as np
import pandas as pd

from geo.places.membership import commune_mask, rows_of
from geo.reach.reach import Reach
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId

__all__ = ["quarters_of"]

_COLUMNS = ["code", "name", "communes", "people", "poverty_rate", "reached"]


def quarters_of(atlas: Atlas, reached: Reach, territory: TerritoryId) -> pd.DataFrame:
    """Return the priority quarters that lie in a territory, wholly or partly.

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
    pandas.DataFrame
        One row per quarter, the most populous first: ``code``, ``name``, ``communes`` (names of
        its communes in the territory, joined by ``", "``), ``people`` (float64, inhabitants who
        live in those communes; NaN where not published), ``poverty_rate`` (% of the whole
        quarter), ``reached`` (bool, whether a pole reaches one of those communes). Empty without
        the tables of quarters.

    Raises
    ------
    TableError
        When the table of communes is missing.
    """
    communes = atlas.require_communes()
    if atlas.qpv is None or atlas.qpv_communes is None:
        return pd.DataFrame({name: [] for name in _COLUMNS})
    rows = rows_of(atlas, atlas.qpv_communes["commune"])
    inside = (rows >= 0) & commune_mask(atlas, territory)[np.maximum(rows, 0)]
    parts = atlas.qpv_communes[inside]
    rows = rows[inside]
    parts = parts.assign(
        name=communes["name"].to_numpy()[rows],
        reached=reached.table["reached"].to_numpy(dtype=bool)[rows],
    )
    grouped = parts.groupby("qpv", sort=True)
    table = pd.DataFrame(
        {
            "communes": grouped["name"].agg(", ".join),
            "people": grouped["population"].sum(min_count=1),
            "reached": grouped["reached"].any(),
        }
    )
    known = atlas.qpv.set_index("code")
    table["name"] = known["name"].reindex(table.index).fillna(table.index.to_series())
    table["poverty_rate"] = known["poverty_rate"].reindex(table.index)
    table = table.rename_axis("code").reset_index()[_COLUMNS]
    ranked = table.sort_values(["people", "code"], ascending=[False, True], na_position="last")
    return ranked.reset_index(drop=True)
