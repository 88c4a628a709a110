"""Who lives in a territory, and the towns that name its map."""

from geo.people.context import population_context
from geo.places.territories import FRANCE, get_territory
from geo.places.towns import largest_towns
from geo.tables.atlas import Atlas


def test_inhabitants_by_kind_of_commune(tiny: Atlas) -> None:
    people = population_context(tiny, get_territory(tiny, "departement:26"))
    assert people.communes == 3
    assert people.population == 130_000
    assert people.qpv_communes == 30_000
    assert people.frr == 40_000
    assert people.desindustrialise == 90_000
    assert people.share(people.frr) == 40_000 / 130_000


def test_an_unknown_basin_is_counted_apart(tiny: Atlas) -> None:
    people = population_context(tiny, get_territory(tiny, "departement:974"))
    assert (people.desindustrialise, people.desindustrialise_unknown) == (0, 250_000)


def test_nobody_has_no_share(tiny: Atlas) -> None:
    people = population_context(tiny, get_territory(tiny, "commune:38001"))
    assert people.share(0) == 0
    empty = type(people)(0, 0, 0, 0, 0, 0)
    assert empty.share(0) is None


def test_towns_by_size_with_room_between(tiny: Atlas) -> None:
    towns = largest_towns(tiny, FRANCE)
    assert towns["name"].iloc[0] == "Grenoble"
    assert "Saint-Paul" not in set(towns["name"])
