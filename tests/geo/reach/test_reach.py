"""Each rule of reach on the small country, counted by hand.

Seats: romans 26281 (declares VRA = 26281 + 26362), grenoble 38185, saint-denis 97411, ile 38001.
Without seat: rhone-sud declares MIXED = 26198 + 84019; deux-villes declares 63113 + 38185.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from geo.errors import FilterError, TableError
from geo.places.distance import WGS84
from geo.places.territories import get_territory
from geo.poles.select import PoleFilter
from geo.reach.reach import (
    RULES,
    Reach,
    ReachRule,
    nearest_seats,
    reach,
    reached_communes,
)
from geo.tables.atlas import Atlas
from geo.vocabulary import REACH_KINDS
from tests.geo.countries import country

ALL = [*("26198", "26281", "26362", "38001", "38185", "38193", "63113", "84019", "97411", "97415")]


def reached_codes(answer: Reach) -> list[str]:
    return answer.table["code"][answer.table["reached"]].tolist()


def counts(answer: Reach) -> dict[str, int]:
    table = answer.table[answer.table["reached"]]
    return dict(zip(table["code"], table["poles"], strict=True))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (ReachRule("commune"), {"26281": 1, "38001": 1, "38185": 1, "97411": 1}),
        (
            # 38001 is an island without EPCI: its pole reaches itself.
            ReachRule("epci"),
            {"26281": 1, "26362": 1, "38001": 1, "38185": 1, "38193": 1, "97411": 1},
        ),
        (
            ReachRule("zone-emploi"),
            {
                **dict.fromkeys(("26198", "26281", "26362"), 1),
                **dict.fromkeys(("38001", "63113"), 1),
                **dict.fromkeys(("38185", "38193", "97411"), 1),
            },
        ),
        (
            ReachRule("declared"),
            {
                **dict.fromkeys(("26281", "26362"), 1),
                **dict.fromkeys(("26198", "84019"), 1),
                **dict.fromkeys(("38001", "38193", "97411"), 1),
                # Each is in the zone d'emploi of one seat and declared by deux-villes.
                "38185": 2,
                "63113": 2,
            },
        ),
        # 26362 is 13.6 km from 26281; 38193 is 7.9 km from 38185; 97415 is 15.3 km from 97411.
        (ReachRule("radius", 10.0), {"26281": 1, "38001": 1, "38185": 1, "38193": 1, "97411": 1}),
        (
            ReachRule("radius", 16.0),
            {**dict.fromkeys(("26281", "26362", "38001", "38185", "38193"), 1)}
            | {"97411": 1, "97415": 1},
        ),
    ],
)
def test_whom_each_rule_reaches(tiny: Atlas, rule: ReachRule, expected: dict[str, int]) -> None:
    assert counts(reach(tiny, rule)) == dict(sorted(expected.items()))
    assert reached_communes(tiny, rule).tolist() == [code in expected for code in ALL]


def test_one_row_per_commune_in_the_order_of_the_table(tiny: Atlas) -> None:
    table = reach(tiny).table
    assert table["code"].tolist() == ALL
    assert list(table) == ["code", "reached", "poles", "nearest_pole", "distance_km"]
    assert [str(dtype) for dtype in table.dtypes] == ["str", "bool", "int64", "str", "float64"]


def test_the_nearest_seat_whatever_the_rule(tiny: Atlas) -> None:
    for rule in (ReachRule("commune"), ReachRule("radius", 500.0), ReachRule("declared")):
        table = reach(tiny, rule).table.set_index("code")
        assert table["nearest_pole"].to_dict() == {
            "26198": "romans",
            "26281": "romans",
            "26362": "romans",
            "38001": "ile",
            "38185": "grenoble",
            "38193": "grenoble",
            "63113": "ile",
            "84019": "romans",
            "97411": "saint-denis",
            "97415": "saint-denis",
        }
        valence = WGS84.inv(4.9, 44.9, 5.0, 45.0)[2] / 1000
        assert table["distance_km"]["26362"] == pytest.approx(valence, abs=1e-9)
        assert table["distance_km"][["26281", "38185", "97411"]].tolist() == [0, 0, 0]


def test_a_detour_lengthens_distances_and_shortens_reach(tiny: Atlas) -> None:
    straight, winding = (reach(tiny, ReachRule("radius", 16.0, detour)) for detour in (1.0, 1.3))
    assert winding.table["distance_km"].to_numpy() == pytest.approx(
        straight.table["distance_km"].to_numpy() * 1.3
    )
    # 13.6 and 15.3 km become 17.7 and 19.9; 7.9 become 10.2.
    assert set(reached_codes(straight)) - set(reached_codes(winding)) == {"26362", "97415"}


def test_the_distance_that_is_shown_decides_how_many_poles_reach() -> None:
    """A limit divided by the detour and a distance times the detour do not round alike."""
    towns = [{"code": "01001", "lon": 5.0}, {"code": "01002", "lon": 5.4}]
    seats = [{"id": "un", "commune": "01001"}, {"id": "deux", "commune": "01001"}]
    atlas = country(towns, seats)
    for detour in np.arange(11, 31) / 10:
        shown = reach(atlas, ReachRule(detour=detour)).table["distance_km"][1]
        at = reach(atlas, ReachRule("radius", shown, detour)).table
        assert at["poles"].tolist() == [2, 2], detour
        short = ReachRule("radius", np.nextafter(shown, 0), detour)
        assert reach(atlas, short).table["poles"].tolist() == [2, 0], detour
        assert reached_communes(atlas, short).tolist() == [True, False]


@pytest.mark.parametrize("km", [1_000.0, 20_000.0, 1e12])
def test_no_radius_crosses_an_ocean(tiny: Atlas, km: float) -> None:
    mainland = PoleFilter(cohorts=("ami-2021",))
    answer = reach(tiny, ReachRule("radius", km), mainland)
    assert set(ALL) - set(reached_codes(answer)) == {"97411", "97415"}
    island = answer.table.set_index("code").loc["97411"]
    assert (island["poles"], np.isnan(island["distance_km"])) == (0, True)
    assert answer.table["nearest_pole"].isna().sum() == 2


def test_who_is_left_out_is_named(tiny: Atlas) -> None:
    seats = ["romans", "grenoble", "saint-denis", "ile"]
    answer = reach(tiny)
    assert answer.poles["id"].tolist() == seats
    assert answer.left_out["name"].tolist() == [
        f"Pôle {name}" for name in ("rhone-sud", "isere", "ara", "quelque-part", "deux-villes")
    ]
    assert answer.fallback.empty
    declared = reach(tiny, ReachRule("declared"))
    assert declared.poles["id"].tolist() == [
        *("romans", "grenoble", "saint-denis", "rhone-sud", "deux-villes", "ile")
    ]
    assert declared.left_out["id"].tolist() == ["isere", "ara", "quelque-part"]
    assert declared.fallback["id"].tolist() == ["grenoble", "saint-denis", "ile"]


def test_a_listed_territory_is_not_one_that_is_served(
    with_poles: Callable[[list[dict[str, str]]], Atlas],
) -> None:
    listed = {
        "id": "liste",
        "commune": "26281",
        "territory_codes": "region:84",
        "territory_claim": "listing",
    }
    answer = reach(with_poles([listed]), ReachRule("declared"))
    assert reached_codes(answer) == ["26198", "26281", "26362"]
    assert answer.fallback["id"].tolist() == ["liste"]


def test_the_filter_chooses_poles_and_never_their_territory(tiny: Atlas) -> None:
    drome = get_territory(tiny, "departement:26")
    chosen = PoleFilter(drome, cohorts=("ami-2021",), statuses=("actif",))
    answer = reach(tiny, ReachRule("commune"), chosen)
    assert reached_codes(answer) == ["26281", "38185"]
    assert answer.pole_filter == replace(chosen, territory=answer.pole_filter.territory)
    with pytest.raises(FilterError, match="La vague « x » n'existe pas"):
        reach(tiny, pole_filter=PoleFilter(cohorts=("x",)))


def test_no_pole_reaches_nobody(tiny: Atlas, with_poles: Callable[..., Atlas]) -> None:
    nobody = with_poles([{"id": "nulle-part"}])
    for kind in REACH_KINDS:
        answer = reach(nobody, ReachRule(kind, 5.0 if kind == "radius" else None))
        assert not answer.table["reached"].any()
        assert answer.table["nearest_pole"].isna().all()
        assert answer.left_out["id"].tolist() == ["nulle-part"]
    assert reach(tiny, pole_filter=PoleFilter(cohorts=("ami-2024",))).poles.empty


def test_poles_of_one_town_all_count_and_the_first_is_the_nearest() -> None:
    twins = country(
        [{"code": "01001"}, {"code": "01002", "lon": 5.1, "zone_emploi": "8402"}],
        [{"id": "b", "commune": "01001"}, {"id": "a", "commune": "01001"}],
    )
    for rule in (ReachRule(), ReachRule("radius", 20.0)):
        table = reach(twins, rule).table
        assert table["nearest_pole"].tolist() == ["b", "b"]
        assert table["poles"].tolist() == ([2, 2] if rule.km else [2, 0])
    assert nearest_seats(twins, np.array([1, 0, 1])).row.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("village",), "La règle de rayonnement « village » n'existe pas ; choisissez parmi"),
        (("radius",), "Le rayon manque"),
        (("epci", 10.0), "ne va qu'avec la règle radius, pas avec epci"),
        (("radius", 0.0), "Le rayon 0 km n'est pas"),
        (("radius", -5.0), "Le rayon -5 km n'est pas"),
        (("radius", float("nan")), "Le rayon nan km n'est pas"),
        (("radius", float("inf")), "Le rayon inf km n'est pas"),
        (("epci", None, 0.9), "Le facteur de détour 0,9 n'est pas entre 1"),
        (("epci", None, 4.0), "Le facteur de détour 4 n'est pas entre 1"),
        (("epci", None, float("nan")), "Le facteur de détour nan n'est pas entre 1"),
    ],
)
def test_a_rule_that_contradicts_itself(arguments: tuple[object, ...], expected: str) -> None:
    with pytest.raises(FilterError) as caught:
        ReachRule(*arguments)
    assert expected in str(caught.value)
    assert str(caught.value).endswith(".")


def test_every_kind_has_a_rule_and_rules_are_comparable() -> None:
    assert tuple(RULES) == REACH_KINDS
    assert len({ReachRule(), ReachRule("zone-emploi"), ReachRule("radius", 5.0)}) == 2


def test_missing_tables_are_told(tiny: Atlas) -> None:
    with pytest.raises(TableError, match="communes"):
        reach(replace(tiny, communes=None))
    with pytest.raises(TableError, match=r"poles\.csv"):
        reach(replace(tiny, poles=None))
