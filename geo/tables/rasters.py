"""Pictures in which each pixel is a commune: a result for all France as one image."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from PIL import Image, UnidentifiedImageError
from pyproj import Transformer

from geo.errors import TableError
from geo.problems import message
from geo.tables.atlas import default_data_dir

if TYPE_CHECKING:
    import geopandas as gpd

FRAMES: Final = ("metropole", "971", "972", "973", "974", "976")
OUTSIDE: Final = 0

_TO_DEGREES: Final = Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True)
# Degrees to Web Mercator, the metres of every picture.
TO_METRES: Final = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)


@dataclass(frozen=True, eq=False)
class CommuneRaster:
    """One picture of numbers of communes.

    Attributes
    ----------
    frame
        ``"metropole"`` or the code of an overseas département.
    numbers
        Integers, shape ``(height, width)``, north up: `OUTSIDE`, else 1 + the row in the table
        of communes.
    west, south, east, north
        Web Mercator metres (EPSG:3857).
    """

    frame: str
    numbers: np.ndarray
    west: float
    south: float
    east: float
    north: float

    @cached_property
    def corners(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees (EPSG:4326)."""
        west, south = _TO_DEGREES.transform(self.west, self.south)
        east, north = _TO_DEGREES.transform(self.east, self.north)
        return west, south, east, north

    def paint(self, classes: np.ndarray) -> np.ndarray:
        """Give each pixel the class of its commune.

        Parameters
        ----------
        classes
            Integers 0-255, shape ``(communes,)``, in the order of the table.

        Returns
        -------
        numpy.ndarray
            ``uint8``, shape of `numbers`; 0 outside.
        """
        lookup = np.concatenate([[0], classes]).astype(np.uint8)
        painted: np.ndarray = lookup[self.numbers]
        return painted

    def commune_at(
        self, lon: float, lat: float, outlines: "gpd.GeoSeries | None" = None
    ) -> int | None:
        """Return the row of the commune at a place, None outside of all.

        Parameters
        ----------
        lon, lat
            Degrees (EPSG:4326).
        outlines
            Of communes (EPSG:4326), index: rows of the table. A pixel may hold parts of several
            communes: among its own and those around it, these tell which one the place lies in.
        """
        x, y = TO_METRES.transform(lon, lat)
        height, width = self.numbers.shape
        column = int((x - self.west) / (self.east - self.west) * width // 1)
        row = int((self.north - y) / (self.north - self.south) * height // 1)
        if not (0 <= column < width and 0 <= row < height):
            return None
        own = int(self.numbers[row, column])
        if outlines is not None:
            around = self.numbers[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
            place = shapely.Point(lon, lat)
            for number in (own, *np.unique(around).tolist()):
                outline = outlines.get(number - 1)
                if outline is not None and outline.covers(place):
                    return int(number - 1)
        return None if own == OUTSIDE else own - 1


def load_raster(frame: str, data_dir: Path | None = None) -> CommuneRaster:
    """Read one picture.

    Parameters
    ----------
    frame
        One of `FRAMES`.
    data_dir
        Folder of the tables; by default `geo.tables.atlas.default_data_dir`.

    Raises
    ------
    TableError
        When the picture is missing or damaged.
    """
    path = (default_data_dir() if data_dir is None else data_dir) / f"communes_{frame}.png"
    try:
        with Image.open(path) as picture:
            numbers = np.asarray(picture, dtype=np.int32)
            west, south, east, north = map(float, str(picture.info["bounds"]).split())
    except (OSError, UnidentifiedImageError, KeyError, ValueError, SyntaxError) as error:
        raise TableError(
            message(
                "{file} manque ou est abîmé ; relancez python -m loaders build.", file=path.name
            )
        ) from error
    return CommuneRaster(frame, numbers, west, south, east, north)
