"""Coordinates as people write them, and the commune in which they fall."""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import shapely
from pyproj import Transformer

from geo.errors import TableError
from geo.memo import per_land
from geo.places.distance import M_PER_KM, WGS84
from geo.problems import Message, message
from geo.tables.atlas import Atlas
from geo.tables.outlines import load_outlines

# West, south, east, north, in degrees: the hexagon and Corse, then each overseas département.
_FRANCE: Final = (
    (-5.6, 41.2, 9.8, 51.3),
    (-62.0, 15.7, -60.9, 16.6),
    (-61.4, 14.2, -60.6, 15.1),
    (-54.8, 2.0, -51.3, 6.0),
    (55.1, -21.5, 55.9, -20.8),
    (44.9, -13.1, 45.4, -12.5),
)
# Metres of Lambert 93 (EPSG:2154), whose eastings and northings are never of the same size.
_LAMBERT_EAST: Final = (60_000.0, 1_300_000.0)
_LAMBERT_NORTH: Final = (6_000_000.0, 7_200_000.0)
# Made once: it takes longer than all that is asked of a row.
_TO_DEGREES: Final = Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True)
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?")
_PLAIN_NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
# Outlines are simplified to some 50 m, and so are coordinates: nearer to a border than this, a
# point may be on either side.
BORDER_DEGREES: Final = 0.002
COAST_DEGREES: Final = 0.03
# The land of communes re-created since the outlines were drawn lies in that of a neighbour.
UNDRAWN_KM: Final = 15.0
NEAREST_HALLS: Final = 3


class Point(NamedTuple):
    """A place on Earth, degrees (EPSG:4326), and how it was read where that is not plain."""

    lon: float
    lat: float
    note: Message | None = None


def read_point(latitude: str, longitude: str) -> Point | None:
    """Read the coordinates of two cells.

    Parameters
    ----------
    latitude, longitude
        Text: degrees with a point or a comma, the two exchanged, or metres of Lambert 93
        (EPSG:2154; the easting is the longitude).

    Returns
    -------
    Point or None
        ``None`` where they are not a place in France however they are read.
    """
    lat, lon = _number(latitude), _number(longitude)
    if lat is None or lon is None:
        return None
    if _in_france(lon, lat):
        return Point(lon, lat)
    if _in_france(lat, lon):
        return Point(lat, lon, message("latitude et longitude sont échangées"))
    for east, north in ((lon, lat), (lat, lon)):
        if _within(east, _LAMBERT_EAST) and _within(north, _LAMBERT_NORTH):
            found = _TO_DEGREES.transform(east, north)
            if _in_france(*found):
                return Point(*found, message("mètres de Lambert 93, convertis"))
    return None


def read_pair(text: str) -> Point | None:
    """Read coordinates kept in one cell, latitude first: ``45.18, 5.72``, ``45,18 ; 5,72``.

    ``POINT (5.72 45.18)`` is longitude first, as its standard has it.
    """
    # With points for decimals a comma separates; without, it is the decimal mark.
    numbers = (
        _PLAIN_NUMBER.findall(text.replace(",", " ")) if "." in text else _NUMBER.findall(text)
    )
    if len(numbers) != 2:  # noqa: PLR2004
        return None
    if "point" in text.lower():
        numbers.reverse()
    return read_point(numbers[0], numbers[1])


def _number(text: str) -> float | None:
    cleaned = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "").strip("°'")
    if not _NUMBER.fullmatch(cleaned) or len(cleaned) > 30:  # noqa: PLR2004
        return None
    return float(cleaned.replace(",", "."))


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _in_france(lon: float, lat: float) -> bool:
    return any(
        west <= lon <= east and south <= lat <= north for west, south, east, north in _FRANCE
    )


class Located(NamedTuple):
    """Where a point falls.

    Attributes
    ----------
    communes
        Codes that it may be in, the likeliest first; one only where there is no doubt.
    sure
        Whether the first can be taken.
    how
        The sentence that says by what: outlines, or nearest town halls.
    """

    communes: tuple[str, ...]
    sure: bool
    how: Message


@dataclass(frozen=True)
class Ground:
    """Outlines of the communes where there are any, and their town halls."""

    codes: np.ndarray
    halls: np.ndarray
    tree: shapely.STRtree | None
    drawn: np.ndarray
    undrawn: tuple[str, ...]

    def locate(self, point: Point) -> Located:
        """Return the commune of a point.

        Parameters
        ----------
        point
            In degrees (EPSG:4326).
        """
        if self.tree is None:
            nearest = self._halls_by_distance(point)[:NEAREST_HALLS]
            found = tuple(self.codes[row] for row, _ in nearest)
            return Located(found, sure=False, how=message("d'après les mairies les plus proches"))
        how = message("d'après les contours")
        mark = shapely.Point(point.lon, point.lat)
        around = self.tree.query(mark, predicate="dwithin", distance=BORDER_DEGREES)
        inside = set(self.tree.query(mark, predicate="within").tolist())
        rows = sorted(around.tolist(), key=lambda row: (row not in inside, row))
        if not rows:
            rows = self.tree.query(mark, predicate="dwithin", distance=COAST_DEGREES).tolist()
            return Located(tuple(self.drawn[row] for row in rows), sure=False, how=how)
        found = tuple(self.drawn[row] for row in rows)
        undrawn = self._undrawn(point)
        return Located(found + undrawn, sure=len(found) == 1 and not undrawn, how=how)

    def km_from_hall(self, point: Point, commune: str) -> float:
        """Return the kilometres (geodesic, WGS 84) from a point to the town hall of a commune."""
        row = int(np.searchsorted(self.codes, commune))
        lon, lat = self.halls[row]
        return float(WGS84.inv(point.lon, point.lat, lon, lat)[2]) / M_PER_KM

    def _halls_by_distance(self, point: Point) -> list[tuple[int, float]]:
        lon, lat = self.halls.T
        count = len(self.codes)
        metres = WGS84.inv(np.full(count, point.lon), np.full(count, point.lat), lon, lat)[2]
        order = np.argsort(metres, kind="stable")
        return [(int(row), float(metres[row]) / M_PER_KM) for row in order]

    def _undrawn(self, point: Point) -> tuple[str, ...]:
        near = (code for code in self.undrawn if self.km_from_hall(point, code) <= UNDRAWN_KM)
        return tuple(near)


@per_land
def ground(atlas: Atlas) -> Ground:
    """Gather where the communes are; without outlines, town halls only."""
    frame = atlas.require_communes()
    codes = frame["code"].to_numpy(dtype=object)
    halls = frame[["lon", "lat"]].to_numpy(dtype=float)
    try:
        outlines = load_outlines("communes", "fine", atlas.files)
    except TableError:
        return Ground(codes, halls, None, codes[:0], ())
    known = outlines["geometry"].notna() & ~outlines["geometry"].is_empty
    drawn = outlines.loc[known]
    tree = shapely.STRtree(drawn["geometry"].to_numpy())
    undrawn = tuple(outlines.loc[~known, "code"])
    return Ground(codes, halls, tree, drawn["code"].to_numpy(dtype=object), undrawn)
