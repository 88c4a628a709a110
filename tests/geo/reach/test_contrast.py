"""A priority against all others, counted by hand."""

from typing import Final

import pytest

from geo.places.territories import FRANCE
from geo.reach.contrast import shares_of_the_rest
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId
from tests.geo.countries import country

COMMUNES: Final = [
    {"code": "01001", "population": 1000, "qpv_population": 400.0, "frr": "socle"},
    {"code": "01002", "population": 3000, "qpv_population": 100.0},
    {"code": "97601", "population": 600, "departement": "976", "qpv_population": None},
]


@pytest.fixture
def atlas() -> Atlas:
    return country(COMMUNES, [{"id": "un", "name": "Un", "commune": "01001"}])


def test_those_who_are_not_in_the_priority(atlas: Atlas) -> None:
    shares = shares_of_the_rest(atlas, reach(atlas, ReachRule("commune")), FRANCE)
    # 600 of the first commune and 2900 of the second are outside the quarters; Mayotte is unknown.
    assert shares["qpv"] == pytest.approx(600 / 3500)
    assert shares["rural"] == 0


def test_where_everybody_has_priority_there_is_no_rest(atlas: Atlas) -> None:
    first = TerritoryId("commune", "01001")
    shares = shares_of_the_rest(atlas, reach(atlas, ReachRule("commune")), first)
    assert shares["rural"] is None
    assert shares["qpv"] == 1


def test_where_nothing_is_known_there_is_no_rest(atlas: Atlas) -> None:
    mayotte = TerritoryId("departement", "976")
    shares = shares_of_the_rest(atlas, reach(atlas, ReachRule("commune")), mayotte)
    assert shares["qpv"] is None
    assert shares["rural"] == 0
