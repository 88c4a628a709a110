"""Pictures of numbers of communes, drawn from a country of three squares."""

import io

import geopandas as gpd
import numpy as np
import shapely
from PIL import Image

from loaders.rasters import FRAMES, build_rasters

SQUARES = {
    "01001": shapely.box(5.0, 45.0, 5.4, 45.4),
    "01002": shapely.box(5.4, 45.0, 5.8, 45.4),
    "01003": None,
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
    assert set(np.unique(picture)) == {1, 2}
    assert (picture[:, : width // 2 - 1] == 1).all()
    assert (picture[:, width // 2 + 1 :] == 2).all()
    # 0.8 degree of longitude at zoom 7 is 0.8 / 360 of 256 * 2 ** 7 pixels.
    assert abs(width - 0.8 / 360 * 256 * 2**7) <= 1
    assert height > 0


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
