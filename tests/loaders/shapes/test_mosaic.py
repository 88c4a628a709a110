"""Coverages stay coverages: simplified, rounded, merged."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from loaders.shapes import mosaic
from tests.loaders.countries import square

HEXAGON = mosaic.AREAS[0]


def as_array(*geometries: shapely.Geometry) -> np.ndarray:
    return np.array(geometries, dtype=object)


def test_each_part_of_france_has_its_area() -> None:
    towns = as_array(
        shapely.Point(2.35, 48.85),
        shapely.Point(9.45, 42.7),
        shapely.Point(-61.07, 14.6),
        shapely.Point(-52.33, 4.94),
        shapely.Point(55.45, -20.88),
        shapely.Point(45.23, -12.78),
    )
    found = {area.name: list(positions) for area, positions in mosaic.area_positions(towns)}
    assert found == {
        "hexagone et Corse": [0, 1],
        "Guadeloupe et Martinique": [2],
        "Guyane": [3],
        "La Réunion": [4],
        "Mayotte": [5],
    }


def test_land_out_of_france_is_refused() -> None:
    tahiti = as_array(shapely.Point(-149.5, -17.6))
    with pytest.raises(ValueError, match="1 geometries lie outside"):
        list(mosaic.area_positions(tahiti))


def test_plane_measures_metres() -> None:
    reunion = mosaic.AREAS[3]
    # Saint-Denis to Saint-Pierre: 51.8 km on WGS 84 (pyproj.Geod).
    ends = mosaic.to_plane(
        as_array(shapely.Point(55.4504, -20.8823), shapely.Point(55.4778, -21.3393)), reunion
    )
    assert shapely.distance(*ends) == pytest.approx(50_700, rel=0.01)
    back = mosaic.to_degrees(ends, reunion)
    assert shapely.distance(back[0], shapely.Point(55.4504, -20.8823)) < 1e-9


def wavy() -> np.ndarray:
    """Return two squares of 20 km: a wavy coast on the left, a wavy border between them."""
    rank = np.arange(81)
    y = 250.0 * rank
    wave = 400 * np.sin(1.3 * rank) + 100 * np.sin(5.1 * rank)
    coast = np.column_stack([wave, y])
    border = np.column_stack([20_000 + wave, y])
    left = shapely.Polygon([*coast, *border[::-1]])
    right = shapely.Polygon([*border, [40_000, 20_000], [40_000, 0]])
    return as_array(left, right)


def test_simplify_treats_coasts_more_gently_than_borders() -> None:
    rough = wavy()
    assert shapely.coverage_is_valid(rough)
    both = mosaic.simplify(rough, 2_000, 2_000)
    gentle = mosaic.simplify(rough, 2_000, 100)
    assert shapely.coverage_is_valid(both)
    assert shapely.coverage_is_valid(gentle)
    # The border has become nearly straight both times; the coast only once.
    assert shapely.get_num_coordinates(both).tolist() == [7, 6]
    assert shapely.get_num_coordinates(gentle).tolist() == [77, 6]


def test_rounding_keeps_a_strip_thinner_than_the_grid() -> None:
    thin = shapely.box(3.0001, 45.0, 3.0004, 45.1)
    wide = shapely.box(3.0004, 45.0, 3.1, 45.1)
    plane = mosaic.to_plane(as_array(thin, wide), HEXAGON)
    rounded = mosaic.to_rounded_degrees(plane, HEXAGON, 3)
    assert shapely.coverage_is_valid(rounded)
    assert shapely.area(rounded[0]) > 0
    # Only the strip costs more decimals: the far side of its neighbour keeps three.
    far = shapely.get_coordinates(rounded[1])
    assert {(3.1, 45.0), (3.1, 45.1)} <= {tuple(vertex) for vertex in far}


def test_rounding_turns_rings_the_way_geojson_wants() -> None:
    clockwise = as_array(shapely.box(3.0, 45.0, 3.1, 45.1).reverse())
    rounded = mosaic.to_rounded_degrees(mosaic.to_plane(clockwise, HEXAGON), HEXAGON, 3)
    assert shapely.is_ccw(shapely.get_exterior_ring(rounded[0]))


def test_rounding_refuses_what_was_no_coverage() -> None:
    overlapping = as_array(shapely.box(3.0, 45.0, 3.2, 45.1), shapely.box(3.1, 45.0, 3.3, 45.1))
    with pytest.raises(ValueError, match="was not valid"):
        mosaic.to_rounded_degrees(mosaic.to_plane(overlapping, HEXAGON), HEXAGON, 3)


seeds = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=4, max_size=60, unique=True
)


@settings(max_examples=60, deadline=None)
@given(seeds=seeds, tolerance=st.sampled_from([0.0, 500.0, 4_000.0]))
def test_any_coverage_survives(seeds: list[tuple[int, int]], tolerance: float) -> None:
    origin = shapely.get_coordinates(mosaic.to_plane(as_array(shapely.Point(3.0, 45.0)), HEXAGON))
    box = shapely.transform(shapely.box(0, 0, 40_000, 40_000), lambda xy: xy + origin)
    centres = shapely.transform(shapely.MultiPoint(seeds), lambda xy: xy * 100 + origin)
    cells = shapely.get_parts(shapely.voronoi_polygons(centres, extend_to=box))
    tiles = shapely.coverage_clean(shapely.intersection(cells, box))
    assume(len(tiles) > 1 and shapely.coverage_is_valid(tiles))
    simple = mosaic.simplify(tiles, tolerance, tolerance / 2)
    rounded = mosaic.to_rounded_degrees(simple, HEXAGON, 3)
    assert len(rounded) == len(tiles)
    assert shapely.is_valid(rounded).all()
    assert not shapely.is_empty(rounded).any()
    assert shapely.coverage_is_valid(rounded)


def test_union_by_leaves_out_nulls_and_missing_outlines() -> None:
    outlines = as_array(square(0, 0), square(1, 0), square(2, 0), None)
    labels = pd.Series(["b", "b", None, "a"], dtype="str")
    merged = mosaic.union_by(outlines, labels)
    assert list(merged) == ["b"]
    assert merged["b"].equals(shapely.box(3.0, 45.0, 3.2, 45.1))


def test_assemble_keeps_single_polygons_single() -> None:
    whole = mosaic.assemble(as_array(square(0, 0), square(2, 0), square(5, 5)), np.array([0, 0, 1]))
    assert [item.geom_type for item in whole] == ["MultiPolygon", "Polygon"]


def test_holes_and_polygons_only() -> None:
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    assert [hole.area for hole in mosaic.holes(ring)] == [1.0]
    mixed = shapely.GeometryCollection(
        [shapely.LineString([(0, 0), (1, 1)]), shapely.MultiPolygon([ring]), shapely.Point(9, 9)]
    )
    assert mosaic.polygons_only(mixed).equals(ring)
    assert mosaic.polygons_only(shapely.Point(1, 1)).is_empty
