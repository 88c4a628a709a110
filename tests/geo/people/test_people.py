"""Inhabitants by priority: nobody twice, and what is not known apart."""

from typing import Final

import numpy as np
import pytest

from geo.errors import FilterError
from geo.people.basins import BasinRule
from geo.people.people import PriorityRule, outside_people, priority_people
from geo.tables.atlas import Atlas
from tests.geo.countries import country

# Code, population, FRR, ZRR, basin, QPV inhabitants.
TOWNS: Final = [
    ("01001", 100, "socle", "classee", False, 0.0),
    ("01002", 200, "plus", "non", True, 50.5),
    ("01003", 300, "partiel", "partiel", False, 30.0),
    ("01004", 400, "beneficiaire", "classee", False, 0.0),
    ("01005", 500, "beneficiaire-partiel", "partiel", True, 0.0),
    ("01006", 600, "non", "non", None, None),
]


@pytest.fixture(scope="module")
def towns() -> Atlas:
    names = ("code", "population", "frr", "zrr", "desindustrialise", "qpv_population")
    return country([dict(zip(names, town, strict=True)) for town in TOWNS])


def test_by_default_rural_is_frr_socle_and_plus(towns: Atlas) -> None:
    people = priority_people(towns)
    assert people["population"].tolist() == [100, 200, 300, 400, 500, 600]
    assert people["rural"].tolist() == [100, 200, 0, 0, 0, 0]
    assert people["desindustrialise"].fillna(-1).tolist() == [0, 200, 0, 0, 500, -1]
    assert people["qpv"].fillna(-1).tolist() == [0, 50.5, 30, 0, 0, -1]


def test_nobody_is_in_two_priorities_at_once(towns: Atlas) -> None:
    # 01002 is rural, deindustrialised and has a quarter: its 200 inhabitants count once.
    assert priority_people(towns)["any"].tolist() == [100, 200, 30, 0, 500, 0]


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        (("socle",), [100, 0, 0, 0, 0, 0]),
        (("socle", "plus", "partiel"), [100, 200, 300, 0, 0, 0]),
        (("beneficiaire",), [0, 0, 0, 400, 0, 0]),
        (("beneficiaire-partiel",), [0, 0, 0, 0, 500, 0]),
        (("zrr",), [100, 0, 0, 400, 0, 0]),
        (("zrr-partiel",), [0, 0, 300, 0, 500, 0]),
        (("plus", "zrr"), [100, 200, 0, 400, 0, 0]),
    ],
)
def test_the_reader_chooses_what_is_rural(
    towns: Atlas, classes: tuple[str, ...], expected: list[int]
) -> None:
    assert priority_people(towns, PriorityRule(classes))["rural"].tolist() == expected


def test_the_reader_chooses_what_is_deindustrialised(tiny: Atlas) -> None:
    people = priority_people(tiny, PriorityRule(basins=BasinRule("ber")))
    assert people["desindustrialise"].sum() == 10_000
    assert not np.isnan(people["desindustrialise"]).any()


@pytest.mark.parametrize(
    ("classes", "expected"), [((), "Aucune classe rurale"), (("bocage",), "« bocage » n'existe")]
)
def test_a_rule_without_sense(classes: tuple[str, ...], expected: str) -> None:
    with pytest.raises(FilterError, match=expected):
        PriorityRule(classes)


def test_the_priorities_of_france(atlas: Atlas) -> None:
    people = priority_people(atlas)
    assert people["population"].sum() == 68_350_798
    assert (people["any"] <= people["population"]).all()
    assert (people[["qpv", "rural", "desindustrialise"]].max(axis=1) <= people["any"]).all()
    # Mayotte: neither jobs by basin nor inhabitants of quarters are published.
    unknown = atlas.require_communes()["departement"] == "976"
    for name in ("qpv", "desindustrialise"):
        assert (people[name].isna() == unknown).all()
    assert people["rural"].notna().all()


def test_those_outside_every_priority_are_those_known_to_be(towns: Atlas) -> None:
    people = priority_people(towns)
    outside = outside_people(people)
    assert outside["qpv"].fillna(-1).tolist() == [100, 149.5, 270, 400, 500, -1]
    assert outside["rural"].tolist() == [0, 0, 300, 400, 500, 600]
    assert outside["desindustrialise"].fillna(-1).tolist() == [100, 0, 300, 400, 0, -1]
    # Of 01006 neither the quarters nor the basin are known: its 600 people are on no side.
    assert outside["any"].fillna(-1).tolist() == [0, 0, 270, 400, 0, -1]


def test_a_priority_that_holds_the_whole_commune_leaves_nobody_to_ask_about() -> None:
    unknown = {"desindustrialise": None, "qpv_population": None}
    rural = country([{"code": "97601", "population": 600, "frr": "socle", **unknown}])
    assert outside_people(priority_people(rural))["any"].tolist() == [0]


def test_more_people_in_the_quarters_than_in_the_commune() -> None:
    crowded = country([{"code": "01001", "population": 100, "qpv_population": 120.0}])
    outside = outside_people(priority_people(crowded))
    assert (outside["qpv"].tolist(), outside["any"].tolist()) == ([0], [0])
