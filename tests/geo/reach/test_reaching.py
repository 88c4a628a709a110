"""Who reaches a territory, from inside and from outside, counted by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.places.distance import WGS84
from geo.places.territories import get_territory
from geo.reach.reach import ReachRule, reach
from geo.reach.reaching import (
    INSIDE,
    OUTSIDE,
    UNKNOWN,
    nearest_poles,
    pole_reaches,
    poles_reaching,
)
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, TerritoryId
from tests.geo.countries import country

# West to east along a parallel, some 7.7 km apart; the zone d'emploi 8401 crosses the border of
# the départements 01 and 02, an island has no EPCI.
TOWNS = [
    {"code": "01001", "lon": 5.0, "population": 100},
    {"code": "01002", "lon": 5.1, "population": 200, "epci": "200000002"},
    {"code": "02001", "lon": 5.2, "population": 400, "departement": "02", "epci": "200000002"},
    {"code": "02002", "lon": 5.3, "population": 800, "departement": "02", "zone_emploi": "8402"},
    {"code": "02003", "lon": 5.4, "population": 50, "departement": "02", "epci": None},
    {
        "code": "97401",
        "lon": 55.5,
        "lat": -21.0,
        "departement": "974",
        "epci": "9",
        "zone_emploi": "0401",
    },
]
POLES = [
    {"id": "a", "commune": "01001"},
    {"id": "b", "commune": "02003"},
    {
        "id": "c",
        "departement": "01",
        "territory_codes": "commune:01002;commune:02002",
        "territory_claim": "declared",
    },
    {"id": "d", "commune": "97401"},
]
AIN, AISNE = TerritoryId("departement", "01"), TerritoryId("departement", "02")


@pytest.fixture(scope="module")
def towns() -> Atlas:
    return country(TOWNS, POLES)


def reaching(atlas: Atlas, rule: ReachRule, territory: TerritoryId) -> dict[str, tuple[str, int]]:
    table = poles_reaching(atlas, reach(atlas, rule), territory)
    return {row.id: (row.seat, row.people) for row in table.itertuples()}


def test_the_zone_of_a_seat_reaches_across_the_border(towns: Atlas) -> None:
    # The zone 8401 is 01001, 01002, 02001 and 02003.
    assert reaching(towns, ReachRule(), AISNE) == {"a": (OUTSIDE, 450), "b": (INSIDE, 450)}
    assert reaching(towns, ReachRule(), AIN) == {"a": (INSIDE, 300), "b": (OUTSIDE, 300)}


def test_an_island_without_epci_reaches_itself_alone(towns: Atlas) -> None:
    assert reaching(towns, ReachRule("epci"), AISNE) == {"a": (OUTSIDE, 800), "b": (INSIDE, 50)}


def test_a_declared_territory_reaches_without_a_known_seat(towns: Atlas) -> None:
    found = reaching(towns, ReachRule("declared"), AISNE)
    assert found["c"] == (UNKNOWN, 800)
    assert found["a"] == (OUTSIDE, 450)


def test_a_radius_reaches_the_towns_near_enough(towns: Atlas) -> None:
    # 7.7 km a step: 16 km reach two steps on either side; nothing crosses the ocean.
    assert reaching(towns, ReachRule("radius", 16.0), AISNE) == {
        "b": (INSIDE, 1250),
        "a": (OUTSIDE, 400),
    }
    assert reaching(towns, ReachRule("radius", 16.0, 2.0), AIN) == {"a": (INSIDE, 300)}


def test_the_most_people_first_with_the_way_to_the_border(towns: Atlas) -> None:
    table = poles_reaching(towns, reach(towns), AISNE)
    expected = WGS84.inv(5.0, 46.0, 5.2, 46.0)[2] / 1000
    assert table["distance_km"].tolist() == pytest.approx([expected, 0.0])
    assert table["share"].tolist() == pytest.approx([450 / 1250] * 2)
    assert table["communes"].tolist() == [2, 2]


def test_nobody_reaches_without_poles() -> None:
    empty = country(TOWNS)
    assert poles_reaching(empty, reach(empty), AIN).empty
    assert poles_reaching(empty, reach(empty, ReachRule("radius", 50.0)), FRANCE).empty
    assert nearest_poles(empty, reach(empty), 0).empty


def test_the_nearest_poles_are_told_with_whether_they_reach(towns: Atlas) -> None:
    table = nearest_poles(towns, reach(towns, ReachRule("commune")), 0)
    assert table["id"].tolist() == ["a", "b"]
    assert table["reaches"].tolist() == [True, False]
    assert table["distance_km"].iloc[1] == pytest.approx(WGS84.inv(5.0, 46, 5.4, 46)[2] / 1000)


@settings(deadline=None, max_examples=12)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=6),
    st.sampled_from(
        [
            ReachRule(),
            ReachRule("epci"),
            ReachRule("commune"),
            ReachRule("declared"),
            *(ReachRule("radius", km, detour) for km in (7.8, 15.5) for detour in (1.0, 1.3)),
        ]
    ),
)
def test_the_parts_make_the_whole(seats: list[tuple[int, bool]], rule: ReachRule) -> None:
    poles = [
        {"id": str(number), "commune": TOWNS[row]["code"]}
        | ({"territory_codes": "commune:02002", "territory_claim": "declared"} if claims else {})
        for number, (row, claims) in enumerate(seats)
    ]
    atlas = country(TOWNS, poles)
    answer = reach(atlas, rule)
    counts = np.zeros(len(TOWNS), dtype=int)
    for area in pole_reaches(atlas, answer):
        counts[area] += 1
    assert counts.tolist() == answer.table["poles"].tolist()


@pytest.mark.parametrize(
    "rule", [ReachRule(), ReachRule("declared"), ReachRule("radius", 50.0, 1.3)]
)
def test_real_poles_reach_what_the_map_shows(atlas: Atlas, rule: ReachRule) -> None:
    answer = reach(atlas, rule)
    counts = np.zeros(len(atlas.require_communes()), dtype=int)
    for area in pole_reaches(atlas, answer):
        counts[area] += 1
    assert (counts == answer.table["poles"].to_numpy()).all()


def test_rhone_alpes_is_reached_from_the_auvergne(specimen: Atlas) -> None:
    found = reaching(specimen, ReachRule(), get_territory(specimen, "ancienne-region:82"))
    outside = {name: people for name, (seat, people) in found.items() if seat == OUTSIDE}
    # Recounted from the files: Saugues is in the zone of Le Puy, which has communes of Loire.
    communes = specimen.require_communes()
    poles = specimen.require_poles().set_index("id")
    zones = communes.set_index("code")["zone_emploi"]
    for name, people in outside.items():
        there = (communes["zone_emploi"] == zones[poles.loc[name, "commune"]]) & (
            communes["ancienne_region"] == "82"
        )
        assert people == communes.loc[there, "population"].sum() > 0
    assert set(outside) == {"pole-laine-saugues"}
