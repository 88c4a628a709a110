"""Priority zonings dissolved on six square communes."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from loaders.shapes import zonages
from tests.loaders.countries import square

SAINT_DENIS = shapely.box(55.4, -21.0, 55.5, -20.9)


@pytest.fixture
def table() -> gpd.GeoDataFrame:
    """Return the zonings of four communes in a row, one apart, one in La Réunion."""
    outlines = [*(square(n, 0) for n in range(4)), square(6, 6), SAINT_DENIS]
    communes = gpd.GeoDataFrame(
        {
            "code": ["43001", "43002", "43003", "43004", "43005", "97411"],
            "population": [1, 20, 300, 4_000, 50_000, 600_000],
            "frr": ["socle", "socle", "plus", "non", "non", "socle"],
            "zrr": ["classee", "partiel", "non", "non", "non", "non"],
            "afr": ["non"] * 6,
            "territoire_industrie": ["ti-1", "ti-1", "ti-2", None, None, None],
            "ber": [None, None, None, "ber_001", "ber_001", None],
            "zone_emploi_2010": ["8301", "8301", "8302", "8302", "8303", "0041"],
            "outline_medium": outlines,
        },
        geometry="outline_medium",
        crs="EPSG:4326",
    )
    territoires = pd.DataFrame(
        {
            "id": ["ti-1", "ti-1", "ti-2"],
            "name": ["Un", "Un", "Deux"],
            "vintage": ["2018-2022", "2023-2027", "2023-2027"],
        }
    )
    zones = pd.DataFrame(
        {
            "code": ["8301", "8302", "8303", "0041"],
            "name": ["Brioude", "Le Puy", "Loin", "Nord"],
            "desindustrialise": pd.array([False, True, False, None], dtype="boolean"),
        }
    )
    return zonages.build(communes, territoires, {"ber_001": "Vallée"}, zones)


def test_classes_and_members(table: gpd.GeoDataFrame) -> None:
    rows = table[["zonage", "classe", "code", "name", "communes", "population"]]
    assert rows.replace({np.nan: None}).to_numpy().tolist() == [
        ["ber", "in", "ber_001", "Vallée", 2, 54_000],
        ["desindustrialise", "in", "8302", "Le Puy", 2, 4_300],
        ["frr", "plus", None, None, 1, 300],
        ["frr", "socle", None, None, 3, 600_021],
        ["territoire_industrie", "in", "ti-1", "Un", 2, 21],
        ["territoire_industrie", "in", "ti-2", "Deux", 1, 300],
        ["zrr", "classee", None, None, 1, 1],
        ["zrr", "partiel", None, None, 1, 20],
    ]


def test_outlines(table: gpd.GeoDataFrame) -> None:
    assert table.crs == "EPSG:4326"
    assert table.geometry.name == "outline_medium"
    rows = table.set_index(["zonage", "classe", "name"])
    for level in ("outline_medium", "outline_coarse"):
        shapes = rows[level]
        assert shapes["territoire_industrie", "in", "Un"].equals(shapely.box(3.0, 45.0, 3.2, 45.1))
        ber = shapes["ber", "in", "Vallée"]
        assert shapely.get_num_geometries(ber) == 2
    socle = table[(table["zonage"] == "frr") & (table["classe"] == "socle")][
        "outline_coarse"
    ].item()
    # One class, two oceans.
    assert socle.equals(shapely.MultiPolygon([shapely.box(3.0, 45.0, 3.2, 45.1), SAINT_DENIS]))


def test_neighbouring_classes_share_their_border(table: gpd.GeoDataFrame) -> None:
    for _zonage, rows in table.groupby("zonage"):
        for level in ("outline_medium", "outline_coarse"):
            assert shapely.coverage_is_valid(rows[level].to_numpy())
