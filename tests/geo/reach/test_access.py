"""Access: shares, medians and floating catchments, by hand and against the package ``access``."""

import math
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
import pytest
from access import fca, weights

from geo.errors import FilterError
from geo.places.distance import WGS84, commune_places, pairs_within
from geo.places.territories import FRANCE
from geo.poles.select import PoleFilter
from geo.reach.access import (
    ACCESS_GROUPS,
    Catchment,
    access_profile,
    decay_weights,
    floating_catchment,
    mean_access,
)
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId
from tests.geo.countries import country

KM: Final = 1000.0


def east(km: float) -> float:
    """Return the longitude of a place so far to the east of (5, 0), along the Equator."""
    return WGS84.fwd(5.0, 0.0, 90, km * KM)[0]


# On the Equator: poles in the first and the last; the quarters are in the second.
LINE: Final = [
    {"code": "01001", "population": 1000, "lon": east(0), "lat": 0.0},
    {"code": "01002", "population": 3000, "lon": east(10), "lat": 0.0, "qpv_population": 500.0},
    {"code": "01003", "population": 2000, "lon": east(30), "lat": 0.0, "frr": "socle"},
    {"code": "01004", "population": 4000, "lon": east(60), "lat": 0.0},
    {"code": "97601", "population": 6000, "lon": 45.0, "lat": -12.8, "departement": "976"},
]
POLES: Final = [{"id": "un", "commune": "01001"}, {"id": "deux", "commune": "01004"}]


@pytest.fixture(scope="module")
def line() -> Atlas:
    return country(LINE, POLES)


def test_shares_within_and_median(line: Atlas) -> None:
    profile = access_profile(line, reach(line), FRANCE).set_index("group")
    assert tuple(profile.index) == ACCESS_GROUPS
    total = profile.loc["total"]
    # 5 000 at their pole, 3 000 at 10 km, 2 000 at 30 km, 6 000 with none in their ocean.
    assert total["population"] == 16_000
    assert total["within_10_km"] == 8_000 / 16_000
    assert total["within_20_km"] == 8_000 / 16_000
    assert total["within_30_km"] == total["within_50_km"] == 10_000 / 16_000
    assert total["median_km"] == pytest.approx(10.0)
    assert total["without_distance"] == 6_000
    assert profile.loc["qpv", "median_km"] == pytest.approx(10.0)
    assert profile.loc["rural", "median_km"] == pytest.approx(30.0)
    assert profile.loc["autres", "population"] == 16_000 - 500 - 2_000
    assert profile.loc["desindustrialise", "population"] == 0
    assert math.isnan(profile.loc["desindustrialise", "median_km"])
    assert math.isnan(profile.loc["desindustrialise", "within_10_km"])


def test_a_median_that_nobody_reaches(line: Atlas) -> None:
    communes = line.require_communes().copy()
    communes.loc[communes["code"] == "97601", "population"] = 60_000
    lonely = replace(line, communes=communes)
    profile = access_profile(lonely, reach(lonely), FRANCE).set_index("group")
    assert math.isnan(profile.loc["total", "median_km"])
    assert profile.loc["total", "within_50_km"] == 10_000 / 70_000


def test_a_detour_moves_people_away(line: Atlas) -> None:
    winding = reach(line, ReachRule(detour=1.3))
    profile = access_profile(line, winding, FRANCE, thresholds_km=(12.0, 13.5)).set_index("group")
    assert profile.loc["total", ["within_12_km", "within_13.5_km"]].tolist() == [
        5_000 / 16_000,
        8_000 / 16_000,
    ]


@pytest.mark.parametrize(
    ("decay", "expected"),
    [
        ("uniform", [1, 1, 1, 1, 1, 0]),
        ("steps", [1, 1, 0.68, 0.22, 0.22, 0]),
        ("gaussian", [1, 0.86266, 0.49358, 0.15362, 0, 0]),
    ],
)
def test_weights_fall_with_distance(decay: str, expected: list[float]) -> None:
    distances = np.array([0, 10, 20, 27, 30, 30.001])
    found = decay_weights(distances, Catchment(30.0, decay))
    assert found == pytest.approx(expected, abs=5e-6)


def test_the_gaussian_by_its_formula() -> None:
    half = (math.exp(-1 / 8) - math.exp(-1 / 2)) / (1 - math.exp(-1 / 2))
    assert decay_weights(np.array([25.0]), Catchment()) == pytest.approx([half])


def test_two_steps_by_hand(line: Atlas) -> None:
    """Within 30 km: pole one is shared by 1 000 + 3 000 + 2 000, pole two by 4 000 + 2 000."""
    table = floating_catchment(line, reach(line), Catchment(30.5, "uniform"))
    one, two = 1 / 6_000 * 1e6, 1 / 6_000 * 1e6
    assert table["code"].tolist() == [str(row["code"]) for row in LINE]
    assert table["access"].to_numpy() == pytest.approx([one, one, one + two, two, 0])


def test_two_enhanced_steps_by_hand(line: Atlas) -> None:
    """By thirds of 30.5 km: 0 and 10 km weigh 1, 30 km weighs 0.22."""
    table = floating_catchment(line, reach(line), Catchment(30.5, "steps"))
    one = 1e6 / (1_000 + 3_000 + 0.22 * 2_000)
    two = 1e6 / (4_000 + 0.22 * 2_000)
    expected = [one, one, 0.22 * (one + two), two, 0]
    assert table["access"].to_numpy() == pytest.approx(expected)
    means = mean_access(line, table, FRANCE)
    # Everybody together shares two poles.
    assert means["total"] == pytest.approx(2 / 16_000 * 1e6)
    assert means["qpv"] == pytest.approx(one)
    assert math.isnan(means["desindustrialise"])
    assert tuple(means.index) == ACCESS_GROUPS


def test_two_poles_of_one_town_are_twice_the_supply(line: Atlas) -> None:
    twice = replace(line, poles=country([], [POLES[0], {"id": "bis", "commune": "01001"}]).poles)
    once = floating_catchment(line, reach(line, pole_filter=PoleFilter()), Catchment(15.0))
    table = floating_catchment(twice, reach(twice), Catchment(15.0))
    assert table["access"][:2].to_numpy() == pytest.approx(2 * once["access"][:2].to_numpy())


def test_a_detour_narrows_the_catchment(line: Atlas) -> None:
    winding = reach(line, ReachRule(detour=1.3))
    table = floating_catchment(line, winding, Catchment(30.5, "uniform"))
    assert table["access"].to_numpy() == pytest.approx([250, 250, 0, 250, 0])


def test_a_seat_among_nobody_is_shared_by_nobody() -> None:
    empty = country([{"code": "01001", "population": 0}], [{"id": "un", "commune": "01001"}])
    assert floating_catchment(empty, reach(empty))["access"].tolist() == [0]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((0.0,), "La portée 0 km"),
        ((float("inf"),), "La portée inf km"),
        ((50.0, "lente"), "La décroissance « lente » n'existe pas"),
    ],
)
def test_a_catchment_that_contradicts_itself(arguments: tuple[object, ...], expected: str) -> None:
    with pytest.raises(FilterError, match=expected):
        Catchment(*arguments)


@pytest.mark.parametrize("decay", ["uniform", "steps", "gaussian"])
def test_the_package_access_finds_the_same(specimen: Atlas, decay: str) -> None:
    """The two-stage measure of pysal/access on the real towns and poles of one old region."""
    communes = specimen.require_communes()
    kept = communes["ancienne_region"] == "82"
    part = replace(
        specimen, communes=communes[kept].reset_index(drop=True), poles=_seated(specimen)
    )
    catchment = Catchment(40.0, decay)
    ours = floating_catchment(part, reach(part), catchment).set_index("code")["access"]

    places, reached = commune_places(part), reach(part)
    codes = part.require_communes()["code"].to_numpy()
    seats, supply = np.unique(reached.seats, return_counts=True)
    pairs = pairs_within(places, places.take(seats), 80.0)
    cost = pd.DataFrame(
        {
            "origin": codes[pairs.origin],
            "dest": codes[seats[pairs.target]],
            "cost": pairs.distance_km,
        }
    )
    demand = pd.DataFrame({"demand": part.require_communes()["population"].to_numpy()}, index=codes)
    poles = pd.DataFrame({"supply": supply}, index=codes[seats])
    theirs = fca.two_stage_fca(
        demand,
        poles,
        cost,
        max_cost=catchment.km,
        demand_index=True,
        weight_fn=_weight_function(decay, catchment),
    )
    assert len(supply) > 5
    assert (ours > 0).sum() > 500
    expected = theirs.reindex(ours.index).fillna(0) * 1e6
    assert ours.to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-9, abs=1e-12)


def _seated(atlas: Atlas) -> pd.DataFrame:
    poles = atlas.require_poles()
    inside = atlas.require_communes().query("ancienne_region == '82'")["code"]
    return poles[poles["commune"].isin(inside)].reset_index(drop=True)


def _weight_function(decay: str, catchment: Catchment) -> object:
    if decay == "uniform":
        return None
    if decay == "steps":
        third = catchment.km / 3
        return weights.step_fn({third: 1.0, 2 * third: 0.68, catchment.km: 0.22})
    bell, floor = weights.gaussian(catchment.km), math.exp(-0.5)
    return lambda km: (bell(km) - floor) / (1 - floor)


def test_those_of_whom_nobody_can_say_are_in_no_group() -> None:
    unknown = {"qpv_population": None, "desindustrialise": None, "departement": "976"}
    mayotte = {"code": "97601", "population": 6000, "lon": 45.0, "lat": -12.8, **unknown}
    atlas = country([*LINE[:4], mayotte], POLES)
    profile = access_profile(atlas, reach(atlas), FRANCE).set_index("group")
    # 10 000 people whose status is known, of whom 500 in quarters and 2 000 rural.
    assert profile.loc["autres", "population"] == 7_500
    assert profile.loc["autres", "within_10_km"] == 1
    assert profile["population_unknown"].to_dict() == {
        "total": 0,
        "qpv": 6_000,
        "rural": 0,
        "desindustrialise": 6_000,
        "autres": 6_000,
    }
    island = TerritoryId("departement", "976")
    lonely = access_profile(atlas, reach(atlas), island).set_index("group")
    assert lonely.loc["autres", "population"] == 0
    assert math.isnan(lonely.loc["autres", "within_10_km"])
    shared = mean_access(atlas, floating_catchment(atlas, reach(atlas)), island)
    assert math.isnan(shared["autres"])
    assert shared["total"] == 0
