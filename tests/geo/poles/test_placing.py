"""Which poles are in a territory, counted by hand in the small country and in the register."""

import pytest

from geo.places.membership import commune_positions, unit_numbers
from geo.places.territories import get_territory, territories_of_kind
from geo.poles.placing import known_poles, poles_by_unit
from geo.poles.select import PoleFilter
from geo.reach.coverage import BY_KINDS
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, TerritoryId


def parted(atlas: Atlas, territory: str) -> list[set[str]]:
    known = known_poles(atlas, PoleFilter(), get_territory(atlas, territory))
    return [set(part["id"]) for part in known]


@pytest.mark.parametrize(
    ("territory", "expected"),
    [
        (
            "region:84",
            [
                {"romans", "grenoble", "ile"},
                {"isere", "deux-villes"},
                # A list puts it under this very région: it is nowhere else.
                {"ara"},
                # Declares communes on either side of the border.
                {"rhone-sud"},
                # In France, that is all.
                {"quelque-part"},
            ],
        ),
        (
            "metropole",
            [
                {"romans", "grenoble", "ile"},
                {"isere", "deux-villes"},
                {"ara", "rhone-sud"},
                set(),
                {"quelque-part"},
            ],
        ),
        (
            "france",
            [
                {"romans", "grenoble", "ile", "saint-denis"},
                {"isere", "deux-villes"},
                {"ara", "rhone-sud", "quelque-part"},
                set(),
                set(),
            ],
        ),
        # Isère is wider than it, and so is the région; Grenoble is one town of two.
        (
            "commune:38185",
            [{"grenoble"}, set(), set(), {"deux-villes"}, {"isere", "ara", "quelque-part"}],
        ),
        # The département says that the pole of two towns is not in this one.
        ("commune:63113", [set(), set(), set(), {"deux-villes"}, {"ara", "quelque-part"}]),
        ("commune:26281", [{"romans"}, set(), set(), set(), {"ara", "quelque-part"}]),
        ("region:04", [{"saint-denis"}, set(), set(), set(), {"quelque-part"}]),
    ],
)
def test_poles_are_parted_by_what_is_known(
    tiny: Atlas, territory: str, expected: list[set[str]]
) -> None:
    assert parted(tiny, territory) == expected
    known = known_poles(tiny, PoleFilter(), get_territory(tiny, territory))
    assert set(known.counted["id"]) == set.union(*expected[:3])
    assert known.possible == len(expected[3] | expected[4])


@pytest.mark.parametrize("kind", BY_KINDS)
def test_counts_by_unit_are_those_of_each(tiny: Atlas, kind: str) -> None:
    counts, units = poles_by_unit(tiny, PoleFilter(), kind), unit_numbers(tiny)[kind]
    for place in territories_of_kind(tiny, kind):
        first = units[commune_positions(tiny, place)[0]]
        assert counts[first] == len(known_poles(tiny, PoleFilter(), place).counted)
    assert counts.sum() <= len(tiny.require_poles())


def test_the_filter_holds(tiny: Atlas) -> None:
    wave = PoleFilter(cohorts=("appel-2013",), territory=TerritoryId("region", "04"))
    known = known_poles(tiny, wave, get_territory(tiny, "region:84"))
    assert set(known.counted["id"]) == {"romans", "deux-villes"}
    assert poles_by_unit(tiny, wave, "departement").sum() == 2


@pytest.mark.parametrize(
    ("territory", "listed"),
    [
        ("region:11", {"la-verriere-idf", "filiere-velo-grand-paris"}),
        ("region:53", {"ordi-grand-ouest", "coat-co", "batiments-durables-argonaute"}),
    ],
)
def test_what_the_register_places_by_a_territory(
    specimen: Atlas, territory: str, listed: set[str]
) -> None:
    assert parted(specimen, territory)[2] == listed


def test_all_of_the_register_is_in_france(atlas: Atlas) -> None:
    known = known_poles(atlas, PoleFilter(), FRANCE)
    assert len(known.counted) == len(atlas.require_poles())
    assert known.possible == 0
