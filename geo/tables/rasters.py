"""Pictures in which each pixel is a commune: a result for all France as one image."""

import io
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from PIL import Image, UnidentifiedImageError
from pyproj import Transformer

from geo.errors import TableError
from geo.problems import message
from geo.tables.atlas import default_files
from geo.tables.files import Files

if TYPE_CHECKING:
    import geopandas as gpd

FRAMES: Final = ("metropole", "971", "972", "973", "974", "976")
OUTSIDE: Final = 0
PLANE: Final = 2
# Everything a damaged picture was seen to raise.
_READ_ERRORS: Final = (
    OSError,
    UnidentifiedImageError,
    Image.DecompressionBombError,
    KeyError,
    ValueError,
    SyntaxError,
)
# Half the side of the square that is the world.
WEB_MERCATOR_METRES: Final = 20_037_509

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


def load_raster(frame: str, communes: int, files: Files | None = None) -> CommuneRaster:
    """Read one picture.

    Parameters
    ----------
    frame
        One of `FRAMES`.
    communes
        How many rows the table of communes has.
    files
        Those of the tables; by default `geo.tables.atlas.default_files`.

    Raises
    ------
    TableError
        When the picture is missing or damaged.
    """
    file = (default_files() if files is None else files).file(f"communes_{frame}.png")
    damaged = TableError(
        message("{file} manque ou est abîmé ; relancez python -m loaders build.", file=file.name)
    )
    try:
        with Image.open(io.BytesIO(file.read_bytes())) as picture:
            numbers = np.asarray(picture, dtype=np.int32)
            west, south, east, north = map(float, str(picture.info["bounds"]).split())
    except _READ_ERRORS as error:
        raise damaged from error
    raster = CommuneRaster(frame, numbers, west, south, east, north)
    if not _is_of_communes(raster, communes):
        raise damaged
    return raster


def _is_of_communes(raster: CommuneRaster, communes: int) -> bool:
    """Tell whether a picture shows rows of the table, and where they lie."""
    edge = WEB_MERCATOR_METRES
    return (
        raster.numbers.ndim == PLANE
        and raster.numbers.min() >= OUTSIDE
        and OUTSIDE < raster.numbers.max() <= communes
        and -edge <= raster.west < raster.east <= edge
        and -edge <= raster.south < raster.north <= edge
    )
