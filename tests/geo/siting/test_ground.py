"""Whom each town would reach and how far it is, measured again pair by pair."""

import numpy as np
import pytest
from pyproj import Geod

from geo.reach.reach import ReachRule
from geo.siting.cover import SitingRequest, survey
from geo.siting.ground import FAR_KM, Ground, distance_pairs
from geo.tables.atlas import Atlas
from tests.geo.countries import country

GEOD = Geod(ellps="WGS84")


def scattered() -> Atlas:
    chance = np.random.default_rng(5)
    towns = [
        {
            "code": f"010{number:02}",
            "population": int(chance.integers(1, 40)) * 100,
            "lon": float(5 + chance.random() * 2),
            "lat": float(46 + chance.random()),
            "epci": f"2000000{number:02}",
        }
        for number in range(30)
    ]
    return country(towns, [{"id": "p", "commune": "01000"}, {"id": "q", "commune": "01009"}])


def measured(atlas: Atlas, ground: Ground) -> np.ndarray:
    """Return kilometres from each commune to each candidate, as the crow flies."""
    homes = atlas.require_communes().iloc[ground.inside]
    shape = (len(homes), len(ground.towns))
    ends = [
        np.broadcast_to(values, shape).ravel()
        for values in (
            homes["lon"].to_numpy()[:, None],
            homes["lat"].to_numpy()[:, None],
            ground.towns["lon"].to_numpy()[None, :],
            ground.towns["lat"].to_numpy()[None, :],
        )
    ]
    return np.asarray(GEOD.inv(*ends)[2]).reshape(shape) / 1000


@pytest.mark.parametrize("detour", [1.0, 1.3, 2.0])
def test_every_pair_is_measured_with_its_detour(detour: float) -> None:
    atlas = scattered()
    request = SitingRequest(rule=ReachRule("radius", 40.0, detour), min_population=0)
    ground = survey(atlas, request)
    way = measured(atlas, ground) * detour
    assert (ground.reaches.toarray() > 0).tolist() == (way <= 40).tolist()
    spared = np.maximum(ground.distance_km[:, None] - way, 0)
    assert distance_pairs(atlas, ground).toarray() == pytest.approx(spared, abs=1e-6)
    seated = ground.towns["code"].isin(["01000", "01009"]).to_numpy()
    assert ground.distance_km == pytest.approx(way[:, seated].min(axis=1))
    assert ground.reached.tolist() == (ground.distance_km <= 40).tolist()


def test_town_at_the_very_radius_is_reached() -> None:
    atlas = scattered()
    request = SitingRequest(rule=ReachRule("radius", 40.0), min_population=0)
    way = measured(atlas, survey(atlas, request))
    radius = float(np.sort(way[way > 0])[40])
    exact = survey(atlas, SitingRequest(rule=ReachRule("radius", radius), min_population=0))
    assert (exact.reaches.toarray() > 0).tolist() == (way <= radius).tolist()


def test_nobody_counts_for_farther_than_the_farthest() -> None:
    # Some 610 km from the only pole: no farther than where there is none at all.
    towns = [
        {"code": "01001", "population": 2000},
        {"code": "01002", "population": 2000, "lat": 51.5, "epci": "200000002"},
    ]
    atlas = country(towns, [{"id": "p", "commune": "01001"}])
    ground = survey(atlas, SitingRequest())
    assert sorted(ground.distance_km) == [0, FAR_KM]
    assert distance_pairs(atlas, ground).toarray().max() == FAR_KM
