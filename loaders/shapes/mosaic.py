"""Operations on coverages: polygons that tile the land without gap nor overlap.

A border drawn twice must be drawn twice the same, at every scale, so polygons are never
simplified or rounded one by one: the coverage is, as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

FINEST_DECIMALS = 8
SMALLEST_RING = 4
MAX_ROUNDS = 60


class Area(NamedTuple):
    """A part of France, small enough for one plane.

    Degrees are brought to metres by two constant factors (plate carrée, true to scale at the
    middle latitude): a straight line stays straight both ways, so that a coverage that is valid
    in the plane is valid in degrees. A conformal projection bends lines by some decimetres over
    a few kilometres, enough to push a border over a vertex. The price is a scale along parallels
    wrong by up to 9 % at the ends of the hexagon, nothing elsewhere.

    Attributes
    ----------
    name : str
        In French.
    min_lon, min_lat, max_lon, max_lat : float
        Box that holds it, in degrees.
    coarse_m : float
        Tolerance of its coarse outlines, in metres: a small island is looked at from nearer.
    """

    name: str
    min_lon: float
    min_lat: float
    max_lon: float
    max_lat: float
    coarse_m: float

    @property
    def metres_per_degree(self) -> NDArray[np.float64]:
        """Metres per degree of longitude and of latitude."""
        middle = np.radians((self.min_lat + self.max_lat) / 2)
        return METRES_PER_DEGREE * np.array([np.cos(middle), 1.0])


METRES_PER_DEGREE = 6_371_008.8 * np.pi / 180

AREAS = (
    Area("hexagone et Corse", -5.5, 41.3, 9.7, 51.2, 4500.0),
    Area("Guadeloupe et Martinique", -61.9, 14.3, -60.7, 16.6, 1500.0),
    Area("Guyane", -54.7, 2.0, -51.5, 5.9, 4000.0),
    Area("La Réunion", 55.1, -21.5, 55.9, -20.8, 1500.0),
    Area("Mayotte", 44.9, -13.1, 45.4, -12.5, 800.0),
)


def area_positions(geometries: Geometries) -> Iterator[tuple[Area, NDArray[np.intp]]]:
    """Group geometries by the part of France in which they lie.

    Parameters
    ----------
    geometries
        Array of non-empty geometries, EPSG:4326, each within one area.

    Yields
    ------
    tuple of Area and array of int
        Area, and positions of the geometries that lie in it.

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
            yield area, positions
    if seen != len(geometries):
        msg = f"{len(geometries) - seen} geometries lie outside the areas of France"
        raise ValueError(msg)


def to_plane(geometries: Geometries, area: Area) -> Geometries:
    """Bring geometries of an area from degrees (EPSG:4326) to metres."""
    plane: Geometries = shapely.transform(geometries, lambda xy: xy * area.metres_per_degree)
    return plane


def to_degrees(geometries: Geometries, area: Area) -> Geometries:
    """Bring geometries of an area from metres (`to_plane`) back to degrees (EPSG:4326)."""
    degrees: Geometries = shapely.transform(geometries, lambda xy: xy / area.metres_per_degree)
    return degrees


def simplify(geometries: Geometries, inner_m: float, outer_m: float) -> Geometries:
    """Simplify a coverage, its outer boundary apart from its inner borders.

    Parameters
    ----------
    geometries
        Valid coverage in metres (`to_plane`).
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


def to_rounded_degrees(geometries: Geometries, area: Area, decimals: int) -> Geometries:
    """Bring a coverage back to degrees with few decimals, still valid.

    Rounding can fold a narrow polygon or make two borders cross. Each vertex is rounded once for
    all the polygons that share it; vertices where the result is not valid get one decimal more,
    until it is.

    Parameters
    ----------
    geometries
        Valid coverage in the plane of the area, in metres.
    area
        Area of the coverage.
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
    exact = vertices / area.metres_per_degree
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


def polygons_only(geometry: shapely.Geometry) -> shapely.Geometry:
    """Keep the polygons of a geometry; lines and points left by a repair are dropped.

    Parameters
    ----------
    geometry : shapely.Geometry
        Of any type.

    Returns
    -------
    Polygon or MultiPolygon
        Empty MultiPolygon when there is none.
    """
    # A collection may hold multipolygons: two passes reach their parts.
    parts = shapely.get_parts(shapely.get_parts(geometry))
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)


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
