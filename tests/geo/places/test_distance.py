"""Distances: published geodesics, and the k-d tree against every pair measured one by one."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.places.distance import (
    WGS84,
    Places,
    commune_places,
    count_within,
    geodesic_km,
    nearest,
    pairs_within,
)
from geo.tables.atlas import Atlas


def degrees(whole: int, minutes: int, seconds: float) -> float:
    return whole + minutes / 60 + seconds / 3600


def place(*points: tuple[float, float], ocean: int = 0) -> Places:
    lon, lat = np.array(points, dtype=np.float64).reshape(-1, 2).T
    return Places.at(lon, lat, ocean)


def vincenty_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the inverse formula of Vincenty (1975), written apart from what is tested."""
    a, f = 6_378_137.0, 1 / 298.257223563
    b = a * (1 - f)
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(lat))) for lat in (lat1, lat2))
    change = lam = math.radians(lon2 - lon1)
    for _ in range(100):
        across = math.cos(u2) * math.sin(lam)
        along = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam)
        sin_sigma = math.hypot(across, along)
        cos_sigma = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_sigma
        squared = 1 - sin_alpha**2
        middle = cos_sigma - 2 * math.sin(u1) * math.sin(u2) / squared
        c = f / 16 * squared * (4 + f * (4 - 3 * squared))
        before = lam
        inner = middle + c * cos_sigma * (2 * middle**2 - 1)
        lam = change + (1 - c) * f * sin_alpha * (sigma + c * sin_sigma * inner)
        if abs(lam - before) < 1e-13:
            break
    u = squared * (a**2 - b**2) / b**2
    large_a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    large_b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    last = large_b / 6 * middle * (4 * sin_sigma**2 - 3) * (4 * middle**2 - 3)
    term = cos_sigma * (2 * middle**2 - 1) - last
    delta = large_b * sin_sigma * (middle + large_b / 4 * term)
    return b * large_a * (sigma - delta) / 1000


# Towns by their town halls, to the nearest ten-thousandth of a degree.
TOWNS = {
    "Paris": (2.3522, 48.8566),
    "Lyon": (4.8357, 45.7640),
    "Lille": (3.0573, 50.6292),
    "Marseille": (5.3698, 43.2965),
    "Brest": (-4.4861, 48.3904),
    "Ajaccio": (8.7369, 41.9192),
    "Saint-Denis": (55.4481, -20.8789),
}


@pytest.mark.parametrize(
    ("start", "end", "metres"),
    [
        # Vincenty's worked line in the technical manual of the Australian datum (GRS 80, whose
        # flattening differs from that of WGS 84 in the tenth decimal).
        (
            (degrees(144, 25, 29.52440), -degrees(37, 57, 3.72030)),
            (degrees(143, 55, 35.38390), -degrees(37, 39, 10.15610)),
            54_972.271,
        ),
        # GeographicLib, J. F. Kennedy to Heathrow.
        ((-73.8, 40.6), (-0.5, 51.6), 5_551_759.400),
        # A quarter of a meridian, and a degree of the Equator: pi a / 180.
        ((0.0, 0.0), (0.0, 90.0), 10_001_965.729),
        ((0.0, 0.0), (1.0, 0.0), math.pi * 6_378_137 / 180),
    ],
)
def test_published_geodesics(
    start: tuple[float, float], end: tuple[float, float], metres: float
) -> None:
    assert geodesic_km(place(start), place(end))[0] * 1000 == pytest.approx(metres, abs=0.001)
    assert nearest(place(start), place(end)).distance_km[0] * 1000 == pytest.approx(
        metres, abs=0.001
    )


@pytest.mark.parametrize(
    ("start", "end", "rounded_km"),
    [
        ("Paris", "Lyon", 392),
        ("Paris", "Lille", 204),
        ("Paris", "Marseille", 660),
        ("Paris", "Brest", 507),
        ("Marseille", "Ajaccio", 316),
        ("Paris", "Saint-Denis", 9344),
    ],
)
def test_towns_of_france_as_vincenty_has_them(start: str, end: str, rounded_km: float) -> None:
    measured = geodesic_km(place(TOWNS[start]), place(TOWNS[end]))[0]
    assert measured == pytest.approx(vincenty_km(*TOWNS[start], *TOWNS[end]), abs=1e-6)
    assert round(measured) == rounded_km


def test_nobody_is_near_nothing() -> None:
    nobody = place()
    found = nearest(place((2, 48)), nobody)
    assert found.row.tolist() == [-1]
    assert np.isnan(found.distance_km).all()
    assert count_within(place((2, 48)), nobody, 100).tolist() == [0]
    assert count_within(nobody, place((2, 48)), 100).tolist() == []
    assert pairs_within(place((2, 48)), nobody, 100).origin.tolist() == []


def test_an_ocean_is_never_crossed() -> None:
    # Guadeloupe and Martinique are 169 km apart, but of two oceans.
    lon, lat = np.array([-61.73, -61.07]), np.array([16.0, 14.61])
    islands = Places.at(lon, lat, np.array([1, 2]))
    second = islands.take(np.array([1]))
    found = nearest(islands, second)
    assert found.row.tolist() == [-1, 0]
    assert np.isnan(found.distance_km[0])
    assert found.distance_km[1] == 0
    for km in (200, 20_000, 1e9):
        assert count_within(islands, second, km).tolist() == [0, 1]
        assert pairs_within(islands, second, km).origin.tolist() == [1]
    assert geodesic_km(islands.take(np.array([0])), second)[0] == pytest.approx(169.35, abs=0.01)


def test_the_first_of_equals_is_the_nearest() -> None:
    seats = place((2.0, 48.0), (3.0, 48.0), (2.0, 48.0))
    found = nearest(place((2.0, 48.0), (2.5, 48.0), (2.9, 48.0)), seats)
    assert found.row.tolist() == [0, 0, 1]


def test_two_seats_that_the_chord_confuses_are_told_apart() -> None:
    """A seat to the north and one to the east, at 900 km: the straight line is misleading."""
    origin = place((2.0, 46.0))
    # Meridians bend more than parallels: the same arc has a shorter chord.
    north = WGS84.fwd(2.0, 46.0, 0, 900_000 + 1)[:2]
    east = WGS84.fwd(2.0, 46.0, 90, 900_000)[:2]
    both = place(north, east)
    chords = np.linalg.norm(both.vectors - origin.vectors, axis=1)
    assert chords[0] < chords[1]
    assert nearest(origin, both).row.tolist() == [1]


def test_communes_have_six_oceans(atlas: Atlas) -> None:
    oceans = commune_places(atlas).vectors[:, 3]
    assert len(np.unique(oceans)) == 6
    corse = atlas.require_communes()["departement"].isin(["2A", "2B"]).to_numpy()
    assert set(oceans[corse]) == {0.0}


FRANCE_POINTS = st.lists(
    st.tuples(st.floats(-5, 9.5), st.floats(41.4, 51.1), st.integers(0, 1)),
    min_size=1,
    max_size=12,
)


def places_of(points: list[tuple[float, float, int]]) -> Places:
    lon, lat, ocean = (np.array(column) for column in zip(*points, strict=True))
    return Places.at(lon, lat, ocean)


def every_distance(origins: Places, targets: Places) -> np.ndarray:
    """Return all geodesics one by one, infinite across an ocean."""
    table = np.full((len(origins.lon), len(targets.lon)), np.inf)
    for row in range(len(origins.lon)):
        for column in range(len(targets.lon)):
            if origins.vectors[row, 3] == targets.vectors[column, 3]:
                table[row, column] = geodesic_km(
                    origins.take(np.array([row])), targets.take(np.array([column]))
                )[0]
    return table


@settings(max_examples=80)
@given(FRANCE_POINTS, FRANCE_POINTS, st.floats(0.001, 2000))
@example([(0.0, 45.0, 0)], [(0.0, 45.0, 0), (0.0, 45.0, 0)], 1.0)
def test_the_tree_agrees_with_every_pair_measured(
    origins: list[tuple[float, float, int]], targets: list[tuple[float, float, int]], km: float
) -> None:
    here, there = places_of(origins), places_of(targets)
    table = every_distance(here, there)
    found = nearest(here, there)
    best = table.min(axis=1)
    assert np.array_equal(found.row == -1, np.isinf(best))
    known = found.row >= 0
    assert found.distance_km[known] == pytest.approx(best[known], abs=1e-9)
    assert count_within(here, there, km).tolist() == (table <= km).sum(axis=1).tolist()
    pairs = pairs_within(here, there, km)
    expected = np.argwhere((table <= km).T)
    assert np.column_stack([pairs.target, pairs.origin]).tolist() == expected.tolist()
    assert pairs.distance_km == pytest.approx(table[pairs.origin, pairs.target], abs=1e-9)


@settings(max_examples=60)
@given(
    st.floats(-5, 9.5),
    st.floats(-25, 51),
    st.floats(0, 360),
    st.floats(0.01, 1500),
    st.sampled_from([-1e-5, 1e-5]),
)
def test_a_circle_holds_its_edge(
    lon: float, lat: float, azimuth: float, km: float, margin_km: float
) -> None:
    """A place a centimetre inside or outside a radius is told right, whatever the chord."""
    edge = WGS84.fwd(lon, lat, azimuth, km * 1000)[:2]
    counted = count_within(place(edge), place((lon, lat)), km + margin_km)
    assert counted.tolist() == [int(margin_km > 0)]
