"""Pictures of numbers of communes, drawn from a country of three squares."""

import io

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from PIL import Image

from loaders.shapes.rasters import FRAMES, build_rasters

SQUARES = {
    "01001": shapely.box(5.0, 45.0, 5.4, 45.4),
    "01002": shapely.box(5.4, 45.0, 5.8, 45.4),
    "01003": None,
    # Far smaller than a pixel, one on the border of two, one in a corner of the country.
    "01004": shapely.box(5.3999, 45.2, 5.4001, 45.2002),
    "01005": shapely.box(5.0, 45.0, 5.0002, 45.0002),
    **{
        f"{frame.name}01": shapely.box(55.0, -21.0, 55.2, -20.8)
        for frame in FRAMES
        if frame.departements
    },
}


def country() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "code": list(SQUARES),
            "departement": [code[:3] if code.startswith("97") else code[:2] for code in SQUARES],
            "outline_medium": gpd.GeoSeries(list(SQUARES.values()), crs="EPSG:4326"),
        },
        geometry="outline_medium",
    )


def pixels(files: dict[str, bytes], frame: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(files[f"communes_{frame}.png"])))


def test_each_square_holds_its_number_and_nothing_else() -> None:
    picture = pixels(build_rasters(country()), "metropole")
    height, width = picture.shape
    assert set(np.unique(picture)) == {1, 2, 4, 5}
    assert np.isin(picture[:, : width // 2 - 1], (1, 5)).all()
    assert (picture[:, width // 2 + 2 :] == 2).all()
    # 0.8 degree of longitude at zoom 7 is 0.8 / 360 of 256 * 2 ** 7 pixels.
    assert abs(width - 0.8 / 360 * 256 * 2**7) <= 1
    assert height > 0


def test_a_commune_smaller_than_a_pixel_takes_one_near_it() -> None:
    picture = pixels(build_rasters(country()), "metropole")
    assert (picture == 4).sum() == (picture == 5).sum() == 1
    height, width = picture.shape
    row, column = np.argwhere(picture == 4)[0]
    assert abs(row - height / 2) <= 1
    assert abs(column - width / 2) <= 1
    assert np.argwhere(picture == 5)[0].tolist() == [height - 1, 0]


def test_no_commune_takes_the_last_pixel_of_another() -> None:
    dots = [shapely.box(5 + 1e-4 * i, 45, 5.00005 + 1e-4 * i, 45.00005) for i in range(4)]
    table = gpd.GeoDataFrame(
        {
            "departement": ["01"] * 5,
            "outline_medium": [shapely.box(4.95, 44.95, 5.05, 45.05), *dots],
        },
        geometry="outline_medium",
        crs="EPSG:4326",
    )
    overseas = country().iloc[-5:]
    picture = pixels(build_rasters(pd.concat([table, overseas])), "metropole")
    assert set(np.unique(picture)) - {0} == {1, 2, 3, 4, 5}


def test_overseas_has_pictures_of_its_own() -> None:
    files = build_rasters(country())
    assert set(files) == {f"communes_{frame.name}.png" for frame in FRAMES}
    for row, code in enumerate(SQUARES):
        if code.startswith("97"):
            assert set(np.unique(pixels(files, code[:3]))) - {0} == {row + 1}


def test_the_bounds_travel_with_the_picture() -> None:
    files = build_rasters(country())
    text = Image.open(io.BytesIO(files["communes_974.png"])).info["bounds"]
    west, south, east, north = map(float, text.split())
    assert west < east
    assert south < north
    assert abs(west - 55.0 * 20_037_508.342789244 / 180) < 1


def test_the_same_outlines_give_the_same_bytes() -> None:
    assert build_rasters(country()) == build_rasters(country())
