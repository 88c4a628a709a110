"""Outlines of the priority zonings, dissolved from the communes, for the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from loaders.shapes import mosaic
from loaders.shapes.outlines import CRS, generalise_coarse

if TYPE_CHECKING:
    from collections.abc import Mapping

# Zonings whose value is a class of commune, with the value that means "outside".
CLASSED = ("frr", "zrr", "afr")
OUTSIDE = "non"
WHOLE = "in"
COLUMNS = ("zonage", "classe", "code", "name", "communes", "population")


def build(
    communes: gpd.GeoDataFrame,
    territoires_industrie: pd.DataFrame,
    ber: Mapping[str, str],
    zones_emploi_2010: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Dissolve the communes of each priority zoning.

    Parameters
    ----------
    communes : geopandas.GeoDataFrame
        One row per commune: ``population``, ``frr``, ``zrr``, ``afr``, ``territoire_industrie``,
        ``ber``, ``zone_emploi_2010`` and ``outline_medium``.
    territoires_industrie : pandas.DataFrame
        ``id`` and ``name``.
    ber : mapping of str to str
        Id of a bassin d'emploi à redynamiser → its name.
    zones_emploi_2010 : pandas.DataFrame
        ``code``, ``name`` and ``desindustrialise`` (boolean, null where unknown).

    Returns
    -------
    geopandas.GeoDataFrame
        Sorted by zonage, classe and code, EPSG:4326: ``zonage`` (``frr``, ``zrr``, ``afr``,
        ``territoire_industrie``, ``ber``, ``desindustrialise``), ``classe`` (class of commune for
        the first three, ``in`` for the others), ``code`` and ``name`` (null for the first
        three), ``communes`` and ``population`` (int64), ``outline_medium`` (active),
        ``outline_coarse``. At both levels the rows of one zonage are a valid coverage.
    """
    declined = zones_emploi_2010[zones_emploi_2010["desindustrialise"].fillna(value=False)]
    named = {
        "territoire_industrie": territoires_industrie.drop_duplicates("id").set_index("id")["name"],
        "ber": pd.Series(dict(ber), dtype="str"),
        "desindustrialise": declined.set_index("code")["name"],
    }
    columns = dict.fromkeys(("territoire_industrie", "ber")) | {
        "desindustrialise": "zone_emploi_2010"
    }
    tables = []
    for zonage in CLASSED:
        labels = communes[zonage].where(communes[zonage] != OUTSIDE)
        table = _dissolve(communes, labels)
        tables.append(table.assign(zonage=zonage, classe=table["label"], code=None, name=None))
    for zonage, names in named.items():
        membership = communes[columns[zonage] or zonage]
        table = _dissolve(communes, membership.where(membership.isin(names.index)))
        tables.append(
            table.assign(
                zonage=zonage, classe=WHOLE, code=table["label"], name=table["label"].map(names)
            )
        )
    whole = pd.concat(tables, ignore_index=True)
    whole = whole.sort_values(["zonage", "classe", "code"], ignore_index=True)
    texts = dict.fromkeys(("zonage", "classe", "code", "name"), "str")
    whole = whole[[*COLUMNS, "outline_medium", "outline_coarse"]].astype(texts)
    return gpd.GeoDataFrame(whole, geometry="outline_medium", crs=CRS)


def _dissolve(communes: gpd.GeoDataFrame, labels: pd.Series) -> pd.DataFrame:
    groups = communes.groupby(labels)["population"]
    table = pd.DataFrame({"communes": groups.size(), "population": groups.sum()}).astype("int64")
    merged = mosaic.union_by(communes["outline_medium"].to_numpy(), labels)
    table = table.rename_axis("label").reset_index()
    medium = np.array([merged.get(label) for label in table["label"]], dtype=object)
    table["outline_medium"] = gpd.GeoSeries(medium, crs=CRS)
    table["outline_coarse"] = gpd.GeoSeries(generalise_coarse(medium), crs=CRS)
    return table
