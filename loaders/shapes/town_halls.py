"""Reference point of each commune: its town hall where the published position can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from loaders.shapes import mosaic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

TOLERANCE_M = 200.0
POINT_DECIMALS = 6


def reference_points(
    outlines: pd.Series, town_halls: pd.Series, parents: Mapping[str, str]
) -> pd.DataFrame:
    """Choose the reference point of each commune.

    The published position of a town hall is believed when it lies in the commune, or within 200 m
    of it (outlines are generalised); also when only the sign of its longitude is wrong. Otherwise
    the point is taken inside the largest polygon of the commune.

    Parameters
    ----------
    outlines : pandas.Series of Polygon or MultiPolygon
        Indexed by commune code, EPSG:4326, None where unknown.
    town_halls : pandas.Series of Point
        Same index, EPSG:4326, None where unknown.
    parents : mapping of str to str
        Re-created commune to the commune it left, for those without any outline.

    Returns
    -------
    pandas.DataFrame
        Same index: ``lon``, ``lat`` in degrees (float64) and ``point_source``: ``mairie``,
        ``interieur`` (inside the outline) or ``parent`` (point of the commune that it left).

    Raises
    ------
    KeyError
        If a commune has neither outline nor parent.
    """
    points = pd.DataFrame(
        {"lon": np.nan, "lat": np.nan, "point_source": pd.Series(None, dtype=object)},
        index=outlines.index,
    )
    drawn = outlines[~shapely.is_missing(outlines.to_numpy())]
    for area, positions in mosaic.area_positions(drawn.to_numpy()):
        codes = drawn.index[positions]
        lonlat, source = _area_points(
            mosaic.to_plane(drawn.to_numpy()[positions], area),
            town_halls[codes].to_numpy(),
            area,
        )
        points.loc[codes, ["lon", "lat"]] = np.round(lonlat, POINT_DECIMALS)
        points.loc[codes, "point_source"] = source
    for code in outlines.index.difference(drawn.index):
        points.loc[code, ["lon", "lat"]] = points.loc[parents[code], ["lon", "lat"]].to_numpy()
        points.loc[code, "point_source"] = "parent"
    return points


def _area_points(
    outlines: NDArray[np.object_], town_halls: NDArray[np.object_], area: mosaic.Area
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    lonlat = np.full((len(outlines), 2), np.nan)
    known = ~shapely.is_missing(town_halls)
    lonlat[known] = shapely.get_coordinates(town_halls)
    mirrored = lonlat * [-1, 1]
    source = np.full(len(outlines), "interieur", dtype=object)
    source[_is_near(lonlat, outlines, area)] = "mairie"
    flipped = (source != "mairie") & _is_near(mirrored, outlines, area)
    lonlat[flipped] = mirrored[flipped]
    source[flipped] = "mairie"
    inner = source == "interieur"
    within = shapely.point_on_surface(largest_parts(outlines[inner]))
    lonlat[inner] = shapely.get_coordinates(mosaic.to_degrees(within, area))
    return lonlat, source


def _is_near(
    lonlat: NDArray[np.float64], outlines: NDArray[np.object_], area: mosaic.Area
) -> NDArray[np.bool_]:
    near = np.zeros(len(outlines), dtype=bool)
    known = np.isfinite(lonlat).all(axis=1)
    points = mosaic.to_plane(shapely.points(lonlat[known]), area)
    near[known] = shapely.dwithin(points, outlines[known], TOLERANCE_M)
    return near


def largest_parts(outlines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Largest polygon of each outline.

    Parameters
    ----------
    outlines : array of Polygon or MultiPolygon
        In one plane or, roughly, in degrees.

    Returns
    -------
    array of Polygon
        Same length.
    """
    parts, owners = shapely.get_parts(outlines, return_index=True)
    order = np.lexsort((-shapely.area(parts), owners))
    _, first = np.unique(owners[order], return_index=True)
    largest: NDArray[np.object_] = parts[order][first]
    return largest
