"""Distances between places on Earth, as the crow flies, in kilometres.

The value that is reported is always the geodesic on the WGS 84 ellipsoid (Karney 2013, through
PROJ). Candidates come from a k-d tree on straight-line vectors of the ellipsoid: the chord orders
places as the geodesic does but for metres at 500 km, and these few cases are decided by geodesics.
A fourth coordinate keeps the oceans apart, so that one code path serves the whole of France.
"""

from typing import Final, NamedTuple, Self

import numpy as np
from pyproj import Geod
from scipy.spatial import cKDTree

from geo.memo import per_land
from geo.tables.atlas import Atlas
from geo.territory_id import OVERSEAS_CODES

WGS84: Final = Geod(ellps="WGS84")
M_PER_KM: Final = 1000.0
EARTH_AXIS_KM: Final = WGS84.a / M_PER_KM
# Smallest and largest radius of curvature of the ellipsoid, along a meridian: at the Equator and
# at the poles. The geodesic that spans a chord bends between the two.
CURVATURE_KM: Final = (
    EARTH_AXIS_KM * (1 - WGS84.es),
    EARTH_AXIS_KM / np.sqrt(1 - WGS84.es),
)
# No chord of the Earth is a tenth as long, so places of two oceans are never neighbours.
OCEAN_STEP_KM: Final = 1e6
HALF_TURN_KM: Final = np.pi * EARTH_AXIS_KM


class Places(NamedTuple):
    """Places on Earth.

    Attributes
    ----------
    lon, lat
        Degrees (EPSG:4326), ``float64``, shape ``(places,)``.
    vectors
        Kilometres, shape ``(places, 4)``: geocentric x, y and z on the ellipsoid, then the
        number of the ocean times `OCEAN_STEP_KM`.
    """

    lon: np.ndarray
    lat: np.ndarray
    vectors: np.ndarray

    @classmethod
    def at(cls, lon: np.ndarray, lat: np.ndarray, ocean: np.ndarray | int = 0) -> Self:
        """Place points.

        Parameters
        ----------
        lon, lat
            Degrees (EPSG:4326).
        ocean
            Whole numbers: places with different ones are never near.
        """
        phi, lam = np.radians(lat), np.radians(lon)
        normal = EARTH_AXIS_KM / np.sqrt(1 - WGS84.es * np.sin(phi) ** 2)
        step = np.broadcast_to(np.asarray(ocean) * OCEAN_STEP_KM, phi.shape)
        vectors = (
            normal * np.cos(phi) * np.cos(lam),
            normal * np.cos(phi) * np.sin(lam),
            normal * (1 - WGS84.es) * np.sin(phi),
            step,
        )
        return cls(lon, lat, np.column_stack(vectors))

    def take(self, rows: np.ndarray) -> "Places":
        """Return the places of these rows, in their order."""
        return Places(self.lon[rows], self.lat[rows], self.vectors[rows])


class Nearest(NamedTuple):
    """The nearest target of each origin.

    Attributes
    ----------
    row
        Row of the target, ``intp``; -1 where the ocean holds none.
    distance_km
        Geodesic, kilometres, ``float64``; NaN where the ocean holds none.
    """

    row: np.ndarray
    distance_km: np.ndarray


class Pairs(NamedTuple):
    """Origins and targets not farther apart than a limit.

    Attributes
    ----------
    origin, target
        Rows, ``intp``, shape ``(pairs,)``; in order of target.
    distance_km
        Geodesic, kilometres.
    """

    origin: np.ndarray
    target: np.ndarray
    distance_km: np.ndarray


@per_land
def commune_places(atlas: Atlas) -> Places:
    """Return the reference points of the communes, in the order of ``atlas.communes``.

    The hexagon and Corse are one ocean; each overseas département is one of its own.

    Raises
    ------
    TableError
        When the table of communes is missing.
    """
    communes = atlas.require_communes()
    departements = communes["departement"].to_numpy(dtype=object)
    numbers = {code: number for number, code in enumerate(sorted(OVERSEAS_CODES), start=1)}
    oceans = np.array([numbers.get(code, 0) for code in departements])
    return Places.at(communes["lon"].to_numpy(), communes["lat"].to_numpy(), oceans)


def geodesic_km(origins: Places, targets: Places) -> np.ndarray:
    """Return the geodesic between each origin and the target of the same row, in kilometres."""
    metres = WGS84.inv(origins.lon, origins.lat, targets.lon, targets.lat)[2]
    return np.asarray(metres, dtype=np.float64) / M_PER_KM


def nearest(origins: Places, targets: Places) -> Nearest:
    """Find the nearest target of each origin.

    Parameters
    ----------
    origins, targets
        Places; a target is never the nearest of an origin of another ocean.

    Returns
    -------
    Nearest
        Of targets at the same distance, the first.
    """
    rows = np.full(len(origins.lon), -1, dtype=np.intp)
    distances = np.full(len(origins.lon), np.nan)
    if not len(targets.lon):
        return Nearest(rows, distances)
    chords, found = cKDTree(targets.vectors).query(origins.vectors, k=[1, 2])
    same_ocean = chords[:, 0] < OCEAN_STEP_KM / 2
    rows[same_ocean] = found[same_ocean, 0]
    near = np.flatnonzero(same_ocean)
    distances[near] = geodesic_km(origins.take(near), targets.take(rows[near]))
    # The second by chord may be the first by geodesic, or be at the same distance.
    rivals = near[chords[near, 1] - chords[near, 0] <= _chord_doubt_km(chords[near, 0])]
    if len(rivals):
        others = found[rivals, 1]
        lengths = geodesic_km(origins.take(rivals), targets.take(others))
        tie = (lengths == distances[rivals]) & (others < rows[rivals])
        better = (lengths < distances[rivals]) | tie
        rows[rivals[better]] = others[better]
        distances[rivals[better]] = lengths[better]
    return Nearest(rows, distances)


def count_within(
    origins: Places, targets: Places, limit_km: float, detour: float = 1.0
) -> np.ndarray:
    """Count the targets not farther from each origin than a limit.

    Parameters
    ----------
    origins, targets
        Places; targets of another ocean do not count.
    limit_km
        Greatest geodesic times the detour, kilometres.
    detour
        What geodesics are multiplied by before they are compared.

    Returns
    -------
    numpy.ndarray
        Counts, ``int64``, shape ``(origins,)``.
    """
    if not len(targets.lon) or not len(origins.lon):
        return np.zeros(len(origins.lon), dtype=np.int64)
    tree = cKDTree(targets.vectors)
    shortest, longest = _chord_bounds_km(limit_km / detour)
    possible = tree.query_ball_point(origins.vectors, longest, return_length=True)
    counts = np.asarray(possible, dtype=np.int64)
    some = np.flatnonzero(counts)
    sure = tree.query_ball_point(origins.vectors[some], shortest, return_length=True)
    doubtful = some[sure != counts[some]]
    if len(doubtful):
        pairs = pairs_within(origins.take(doubtful), targets, limit_km, detour)
        counts[doubtful] = np.bincount(pairs.origin, minlength=len(doubtful))
    return counts


def pairs_within(origins: Places, targets: Places, limit_km: float, detour: float = 1.0) -> Pairs:
    """Return every pair of an origin and a target not farther apart than a limit.

    Parameters
    ----------
    origins, targets
        Places; pairs across an ocean are left out.
    limit_km
        Greatest geodesic times the detour, kilometres.
    detour
        What geodesics are multiplied by before they are compared.

    Returns
    -------
    Pairs
        Sorted by target, then origin. Memory grows with the number of pairs.
    """
    empty = np.empty(0, dtype=np.intp)
    if not len(targets.lon) or not len(origins.lon):
        return Pairs(empty, empty, np.empty(0))
    chord = _chord_bounds_km(limit_km / detour)[1]
    found = cKDTree(origins.vectors).query_ball_point(targets.vectors, chord, return_sorted=True)
    target = np.repeat(np.arange(len(found)), [len(rows) for rows in found])
    origin = np.fromiter((row for rows in found for row in rows), np.intp, len(target))
    distance = geodesic_km(origins.take(origin), targets.take(target))
    kept = distance * detour <= limit_km
    return Pairs(origin[kept], target[kept], distance[kept])


def _chord_bounds_km(arc_km: float) -> tuple[float, float]:
    """Return the shortest and the longest chord under an arc of the ellipsoid."""
    arc = min(arc_km, HALF_TURN_KM)
    shortest, longest = (
        2 * radius * np.sin(min(arc / radius, np.pi) / 2) for radius in CURVATURE_KM
    )
    # Rounding of coordinates of thousands of kilometres: far less than a millimetre.
    return shortest - 1e-6, longest + 1e-6


def _chord_doubt_km(chords_km: np.ndarray) -> np.ndarray:
    """Return by how much chords may disagree with geodesics about which is longer."""
    least, greatest = CURVATURE_KM
    # Twice the difference of the first terms of the series of the chord.
    return np.asarray(chords_km**3 / 12 * (least**-2 - greatest**-2) + 1e-6)
