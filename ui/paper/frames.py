"""What a printed map frames, and the projection of each frame.

The hexagon and Corse are in Lambert-93 (EPSG:2154), each overseas département in the UTM zone of
its official grid. A map of France is its hexagon with the five overseas départements as insets.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import pyproj
import shapely

from geo.places.membership import commune_positions
from geo.places.territories import OVERSEAS, Territory
from geo.territory_id import KIND_TABLES
from ui import data
from ui.maps.layers import is_local
from ui.text.i18n import _

METROPOLE_CRS: Final = 2154
# RGAF09 / UTM 20N twice, RGFG95 / UTM 22N, RGR92 / UTM 40S, RGM04 / UTM 38S.
OVERSEAS_CRS: Final = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
# The hexagon and Corse with a little sea, in metres of EPSG:2154.
HEXAGON_M: Final = (90_000.0, 6_040_000.0, 1_252_000.0, 7_120_000.0)
# Paris, Hauts-de-Seine, Seine-Saint-Denis, Val-de-Marne.
PARIS_M: Final = (633_000.0, 6_841_000.0, 673_500.0, 6_881_500.0)
MARGIN: Final = 0.06
COMMUNE_MARGIN: Final = 0.6
SMALLEST_SIDE_M: Final = 6_000.0
EDGE_POINTS: Final = 24
# From here on the finest outlines would not show.
COARSER_M_PER_MM: Final = 4500.0


@dataclass(frozen=True)
class Frame:
    """One rectangle of a map, in metres of its own projection.

    Attributes
    ----------
    epsg
        Projected coordinate system.
    west, south, east, north
        Metres.
    level
        Generalisation of the outlines drawn in it: ``"medium"`` or ``"fine"``.
    name
        What an inset shows; empty for the main frame.
    """

    epsg: int
    west: float
    south: float
    east: float
    north: float
    level: str
    name: str = ""

    @property
    def box(self) -> shapely.Polygon:
        """The rectangle in metres, a little wider so that no cut edge shows."""
        dx, dy = (self.east - self.west) * 0.02, (self.north - self.south) * 0.02
        return shapely.box(self.west - dx, self.south - dy, self.east + dx, self.north + dy)

    @cached_property
    def degrees(self) -> shapely.Polygon:
        """A box in degrees (EPSG:4326) that holds the whole frame, curved sides included."""
        ring = shapely.segmentize(self.box, (self.east - self.west) / EDGE_POINTS).exterior
        x, y = shapely.get_coordinates(ring).T
        lon, lat = transformer(self.epsg).transform(x, y, direction="INVERSE")
        return shapely.box(lon.min(), lat.min(), lon.max(), lat.max())

    @cached_property
    def north_angle(self) -> float:
        """Angle of the true north at the centre, in degrees, counter-clockwise from the top."""
        x, y = (self.west + self.east) / 2, (self.south + self.north) / 2
        lon, lat = transformer(self.epsg).transform(x, y, direction="INVERSE")
        up_x, up_y = transformer(self.epsg).transform(lon, lat + 0.01)
        return math.degrees(math.atan2(x - up_x, up_y - y))

    def project(self, shapes: np.ndarray) -> np.ndarray:
        """Return shapes in degrees (EPSG:4326) as shapes in metres of the frame."""
        move = transformer(self.epsg).transform
        projected: np.ndarray = shapely.transform(shapes, move, interleaved=False)
        return projected

    def holds(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Tell which points, in metres of the frame, lie inside it."""
        inside: np.ndarray = (
            (x >= self.west) & (x <= self.east) & (y >= self.south) & (y <= self.north)
        )
        return inside


@lru_cache(maxsize=16)
def transformer(epsg: int) -> pyproj.Transformer:
    """Return what turns longitude and latitude into metres of a projection."""
    return pyproj.Transformer.from_crs(4326, epsg, always_xy=True)


def main_frame(territory: Territory, aspect: float) -> Frame:
    """Return the frame of a territory.

    Parameters
    ----------
    territory
        Any territory; France is framed by its hexagon and Corse.
    aspect
        Width divided by height of the place on the paper, which the frame fills exactly.

    Raises
    ------
    geo.errors.TableError
        When the table of communes is missing.
    """
    if not is_local(territory):
        return Frame(METROPOLE_CRS, *_filling(HEXAGON_M, aspect), "medium")
    communes = (
        data.get_atlas().require_communes().iloc[commune_positions(data.get_atlas(), territory)]
    )
    epsg = OVERSEAS_CRS.get(communes["departement"].iloc[0], METROPOLE_CRS)
    move = transformer(epsg).transform
    points = move(communes["lon"].to_numpy(), communes["lat"].to_numpy())
    shape = territory_outline(territory)
    box = (
        shapely.transform(shape, move, interleaved=False).bounds
        if shape is not None
        else (np.nan,) * 4
    )
    west, south = (np.nanmin([low, *p]) for low, p in zip(box[:2], points, strict=True))
    east, north = (np.nanmax([high, *p]) for high, p in zip(box[2:], points, strict=True))
    # A commune is read by its neighbours.
    margin = COMMUNE_MARGIN if territory.kind == "commune" else MARGIN
    return Frame(epsg, *_filling((west, south, east, north), aspect, margin), "fine")


def to_scale(shown: Sequence[Frame], width_mm: float, *, common: bool) -> list[Frame]:
    """Return frames as they are drawn side by side.

    Parameters
    ----------
    shown
        Frames of places of the same size on the paper.
    width_mm
        Width of those places.
    common
        Whether all get the same scale, as `ui.maps.scale.is_common_scale` tells.
    """
    widths = [frame.east - frame.west for frame in shown]
    found = []
    for frame, width in zip(shown, widths, strict=True):
        x, y = (frame.west + frame.east) / 2, (frame.south + frame.north) / 2
        half = (max(widths) if common else width) / 2
        high = half * (frame.north - frame.south) / width
        level = "medium" if 2 * half / width_mm > COARSER_M_PER_MM else frame.level
        found.append(
            replace(
                frame, west=x - half, south=y - high, east=x + half, north=y + high, level=level
            )
        )
    return found


@lru_cache(maxsize=64)
def natural_size(territory: Territory) -> tuple[float, float]:
    """Return the width and height of a territory with its margin, in metres."""
    # Framed in a thin strip either way, a territory shows how long its two sides are.
    upright, lying = main_frame(territory, 1e-3), main_frame(territory, 1e3)
    return upright.east - upright.west, lying.north - lying.south


def insets(territory: Territory, aspect: float) -> tuple[Frame, ...]:
    """Return the frames of the overseas départements, for a map of France; else none."""
    if territory.kind != "france":
        return ()
    found = []
    for overseas in OVERSEAS:
        shape = territory_outline(overseas)
        if shape is None:
            continue
        epsg = OVERSEAS_CRS[overseas.code]
        box = shapely.transform(shape, transformer(epsg).transform, interleaved=False).bounds
        found.append(Frame(epsg, *_filling(box, aspect, MARGIN), "fine", overseas.name))
    return tuple(found)


def paris(aspect: float) -> Frame:
    """Return the frame of Paris and the three départements around it, for a map of France."""
    name = _("Paris et alentours")
    return Frame(METROPOLE_CRS, *_filling(PARIS_M, aspect), "fine", name)


@lru_cache(maxsize=64)
def territory_outline(territory: Territory) -> shapely.Geometry | None:
    """Return the fine outline of a local territory in degrees, None where it has none."""
    return data.shapes_by_code(KIND_TABLES[territory.kind], "fine").get(territory.code)


def _filling(
    box: tuple[float, ...], aspect: float, margin: float = 0
) -> tuple[float, float, float, float]:
    west, south, east, north = map(float, box)
    width = max((east - west) * (1 + 2 * margin), SMALLEST_SIDE_M)
    height = max((north - south) * (1 + 2 * margin), SMALLEST_SIDE_M)
    width, height = max(width, height * aspect), max(height, width / aspect)
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
