"""Operations on coverages: polygons that tile the land without gap nor overlap.

A border drawn twice must be drawn twice the same, at every scale, so polygons are never
simplified or rounded one by one: the coverage is, as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

FINEST_DECIMALS = 8
SMALLEST_RING = 4
MAX_ROUNDS = 60


class Area(NamedTuple):
    """A part of France with the projection that measures it in metres."""

    epsg: int
    min_lon: float
    min_lat: float
    max_lon: float
    max_lat: float


AREAS = (
    Area(2154, -10.0, 41.0, 10.0, 52.0),  # hexagon and Corse, Lambert-93
    Area(5490, -63.5, 14.0, -60.0, 19.0),  # Guadeloupe and Martinique, UTM 20N
    Area(2972, -55.0, 2.0, -51.0, 6.5),  # Guyane, UTM 22N
    Area(2975, 55.0, -21.6, 56.0, -20.7),  # La Réunion, UTM 40S
    Area(4471, 44.8, -13.2, 45.5, -12.4),  # Mayotte, UTM 38S
)


def area_positions(geometries: Geometries) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Group geometries by the projection that suits them.

    Parameters
    ----------
    geometries
        Array of non-empty geometries, EPSG:4326, each within one area.

    Yields
    ------
    tuple of int and array of int
        EPSG code of the projection, and positions of the geometries that lie in its area.

    Raises
    ------
    ValueError
        If a geometry lies in none of the areas.
    """
    bounds = shapely.bounds(geometries)
    seen = 0
    for area in AREAS:
        inside = (
            (bounds[:, 0] >= area.min_lon)
            & (bounds[:, 1] >= area.min_lat)
            & (bounds[:, 2] <= area.max_lon)
            & (bounds[:, 3] <= area.max_lat)
        )
        positions = np.flatnonzero(inside)
        seen += len(positions)
        if len(positions):
            yield area.epsg, positions
    if seen != len(geometries):
        msg = f"{len(geometries) - seen} geometries lie outside the areas of France"
        raise ValueError(msg)


def project(geometries: Geometries, epsg: int, *, inverse: bool = False) -> Geometries:
    """Project geometries from EPSG:4326 to `epsg`, in metres (or back with `inverse`)."""
    ends = (epsg, 4326) if inverse else (4326, epsg)
    transformer = Transformer.from_crs(*ends, always_xy=True)
    projected: Geometries = shapely.transform(geometries, transformer.transform, interleaved=False)
    return projected


def simplify(geometries: Geometries, inner_m: float, outer_m: float) -> Geometries:
    """Simplify a coverage, its outer boundary apart from its inner borders.

    Parameters
    ----------
    geometries
        Valid coverage in a projection in metres.
    inner_m
        Tolerance for borders between two polygons: square root, in metres, of the area of the
        largest triangle that may go (Visvalingam-Whyatt).
    outer_m
        The same for coasts and frontiers, which the eye knows better; at most `inner_m`.

    Returns
    -------
    array of Polygon or MultiPolygon
        Valid coverage; no polygon disappears.
    """
    inner = shapely.coverage_simplify(geometries, inner_m, simplify_boundary=inner_m == outer_m)
    if inner_m == outer_m:
        return inner  # type: ignore[no-any-return]
    return shapely.coverage_simplify(inner, outer_m)  # type: ignore[no-any-return]


def to_rounded_degrees(geometries: Geometries, epsg: int, decimals: int) -> Geometries:
    """Bring a coverage back to degrees with few decimals, still valid.

    Rounding can fold a narrow polygon or make two borders cross. Each vertex is rounded once for
    all the polygons that share it; vertices where the result is not valid get one decimal more,
    until it is.

    Parameters
    ----------
    geometries
        Valid coverage in projection `epsg`.
    epsg
        Projection of `geometries`.
    decimals
        Decimals wanted for longitudes and latitudes.

    Returns
    -------
    array of Polygon or MultiPolygon
        Valid coverage, EPSG:4326, exterior rings counter-clockwise.

    Raises
    ------
    ValueError
        If the coverage is not valid even with ``FINEST_DECIMALS`` decimals, which means that it
        was not before.
    """
    parts, owners = shapely.get_parts(geometries, return_index=True)
    _, points, (ring_starts, part_starts) = shapely.to_ragged_array(parts)
    vertices, vertex_of = np.unique(points, axis=0, return_inverse=True)
    transformer = Transformer.from_crs(epsg, 4326, always_xy=True)
    exact = np.column_stack(transformer.transform(vertices[:, 0], vertices[:, 1]))
    places = np.full(len(vertices), decimals)
    ring_of = np.repeat(np.arange(len(ring_starts) - 1), np.diff(ring_starts))
    part_of = np.repeat(np.arange(len(parts)), np.diff(part_starts))[ring_of]
    for _ in range(MAX_ROUNDS):
        rounded = _round(exact, places)[vertex_of]
        kept, sizes = _drop_repeated(rounded, ring_starts, ring_of)
        doubtful = (sizes < SMALLEST_RING)[ring_of]
        if not doubtful.any():
            starts = np.concatenate([[0], np.cumsum(sizes)])
            polygons = shapely.from_ragged_array(
                shapely.GeometryType.POLYGON, rounded[kept], (starts, part_starts)
            )
            doubtful = _doubtful_points(polygons, owners, part_of, rounded)
            if not doubtful.any():
                return assemble(polygons, owners)
        finer = np.unique(vertex_of[doubtful])
        finer = finer[places[finer] < FINEST_DECIMALS]
        if not len(finer):
            break
        places[finer] += 1
    msg = "the coverage cannot be rounded: it was not valid"
    raise ValueError(msg)


def _round(exact: NDArray[np.float64], places: NDArray[np.int_]) -> NDArray[np.float64]:
    rounded = np.empty_like(exact)
    for decimals in np.unique(places):
        chosen = places == decimals
        rounded[chosen] = np.round(exact[chosen], decimals)
    return rounded


def _drop_repeated(
    points: NDArray[np.float64], ring_starts: NDArray[np.int_], ring_of: NDArray[np.intp]
) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    kept = np.ones(len(points), dtype=bool)
    kept[1:] = (points[1:] != points[:-1]).any(axis=1)
    kept[ring_starts[:-1]] = True
    return kept, np.bincount(ring_of[kept], minlength=len(ring_starts) - 1)


def _doubtful_points(
    polygons: Geometries,
    owners: NDArray[np.intp],
    part_of: NDArray[np.intp],
    points: NDArray[np.float64],
) -> NDArray[np.bool_]:
    folded = ~shapely.is_valid(polygons)
    doubtful: NDArray[np.bool_] = folded[part_of]
    edges = shapely.get_coordinates(shapely.coverage_invalid_edges(polygons))
    if len(edges):
        doubtful |= np.isin(points @ [1, 1j], edges @ [1, 1j])
    if not doubtful.any():
        torn = ~shapely.is_valid(assemble(polygons, owners))
        doubtful = torn[owners][part_of]
    return doubtful


def assemble(polygons: Geometries, owners: NDArray[np.intp]) -> Geometries:
    """Put polygons together by owner.

    Parameters
    ----------
    polygons
        Array of Polygon.
    owners
        Position, in the result, of the geometry that each polygon belongs to; sorted.

    Returns
    -------
    array of Polygon or MultiPolygon
        Polygon where an owner has only one; exterior rings counter-clockwise.
    """
    whole = shapely.multipolygons(polygons, indices=owners)
    single = shapely.get_num_geometries(whole) == 1
    whole[single] = shapely.get_geometry(whole[single], 0)
    return shapely.orient_polygons(whole)  # type: ignore[no-any-return]


def holes(geometry: shapely.Geometry) -> Geometries:
    """Interior rings of a Polygon or MultiPolygon, as an array of polygons."""
    parts = shapely.get_parts(geometry)
    return np.array(
        [shapely.Polygon(ring) for part in parts for ring in part.interiors], dtype=object
    )


def union_by(geometries: Geometries, labels: pd.Series) -> dict[str, shapely.Geometry]:
    """Merge the polygons of a coverage that bear the same label.

    Parameters
    ----------
    geometries
        Valid coverage; None where a member has no outline.
    labels
        One label per geometry, null for the polygons to leave out.

    Returns
    -------
    dict of str to Polygon or MultiPolygon
        Sorted by label; a label without any outline is absent.
    """
    present = labels.notna().to_numpy() & ~shapely.is_missing(geometries)
    merged = {}
    for label, positions in labels[present].groupby(labels[present]).indices.items():
        merged[str(label)] = shapely.coverage_union_all(geometries[present][positions])
    return dict(sorted(merged.items()))
