"""Pictures of France in which each pixel is the number of a commune.

A map of 34 875 communes is too heavy to be drawn shape by shape in a browser. With these pictures a
result becomes an image by one look-up per pixel, and a click finds its commune.
"""

import io
import math
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from rasterio import Affine
from rasterio.features import rasterize

WEB_MERCATOR: Final = "EPSG:3857"
EARTH_CIRCUMFERENCE_M: Final = 2 * math.pi * 6_378_137
TILE_PX: Final = 256


class Frame(NamedTuple):
    """One picture: its name, the départements it shows and the zoom of a web map it matches."""

    name: str
    departements: tuple[str, ...] | None
    zoom: int


# Twice the pixels of a map that shows the whole frame, for sharp screens.
FRAMES: Final = (
    Frame("metropole", None, 7),
    Frame("971", ("971",), 10),
    Frame("972", ("972",), 11),
    Frame("973", ("973",), 8),
    Frame("974", ("974",), 11),
    Frame("976", ("976",), 11),
)
OVERSEAS: Final = frozenset(frame.name for frame in FRAMES) - {"metropole"}


def build_rasters(communes: gpd.GeoDataFrame) -> dict[str, bytes]:
    """Draw the communes into pictures of numbers.

    Parameters
    ----------
    communes
        Every commune, sorted by code, with ``departement`` and ``outline_medium`` (EPSG:4326).

    Returns
    -------
    dict of str to bytes
        File name to PNG, 16 bits a pixel: 0 outside, else 1 + the row of the commune in the table.
        Web Mercator (EPSG:3857); the text chunk ``bounds`` holds west, south, east, north in
        metres. A commune too small for any pixel takes the nearest one that its neighbours can
        spare. The same bytes for the same outlines.
    """
    rows = np.arange(1, len(communes) + 1, dtype=np.uint16)
    shapes = gpd.GeoSeries(communes["outline_medium"].to_numpy(), crs="EPSG:4326")
    drawn = shapes.notna().to_numpy()
    departements = communes["departement"].to_numpy()
    files = {}
    for frame in FRAMES:
        inside = (
            ~np.isin(departements, sorted(OVERSEAS))
            if frame.departements is None
            else np.isin(departements, frame.departements)
        )
        own = shapes[inside & drawn].to_crs(WEB_MERCATOR)
        files[f"communes_{frame.name}.png"] = _draw(own, rows[inside & drawn], frame.zoom)
    return files


def _draw(shapes: gpd.GeoSeries, numbers: np.ndarray, zoom: int) -> bytes:
    pixel_m = EARTH_CIRCUMFERENCE_M / (TILE_PX * 2**zoom)
    west, south, east, north = shapes.total_bounds
    width, height = math.ceil((east - west) / pixel_m), math.ceil((north - south) / pixel_m)
    bounds = (west, north - height * pixel_m, west + width * pixel_m, north)
    pixels = rasterize(
        zip(shapes, numbers.tolist(), strict=True),
        out_shape=(height, width),
        transform=Affine(pixel_m, 0, west, 0, -pixel_m, north),
        dtype="uint16",
    )
    middles = shapes.representative_point()
    columns = ((middles.x.to_numpy() - bounds[0]) / pixel_m).astype(int)
    rows = ((bounds[3] - middles.y.to_numpy()) / pixel_m).astype(int)
    for place in np.flatnonzero(~np.isin(numbers, pixels)):
        _give_a_pixel(pixels, int(numbers[place]), int(rows[place]), int(columns[place]))
    text = PngInfo()
    text.add_text("bounds", " ".join(f"{value:.3f}" for value in bounds))
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", optimize=True, pnginfo=text)
    return file.getvalue()


def _give_a_pixel(pixels: np.ndarray, number: int, row: int, column: int) -> None:
    """Give a commune the nearest pixel that is not the last one of another."""
    height, width = pixels.shape
    for reach in range(1, max(height, width)):
        north, west = max(row - reach, 0), max(column - reach, 0)
        near = pixels[north : row + reach + 1, west : column + reach + 1]
        spared = [other for other in np.unique(near) if (pixels == other).sum() > 1]
        down, right = np.nonzero(np.isin(near, spared))
        if not len(down):
            continue
        distance = (down + north - row) ** 2 + (right + west - column) ** 2
        nearest = int(np.argmin(distance))
        near[down[nearest], right[nearest]] = number
        return
