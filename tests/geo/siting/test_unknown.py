"""What is not known of the inhabitants is never counted as nobody: in Mayotte, and in part."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.errors import FilterError
from geo.people.basins import BasinRule
from geo.people.people import PriorityRule
from geo.places.territories import get_territory
from geo.reach.coverage import coverage
from geo.reach.reach import ReachRule, reach
from geo.siting.cover import (
    EVERYBODY,
    PRIORITY_ONLY,
    Siting,
    SitingRequest,
    Weights,
    choose_sites,
    weighted_people,
)
from geo.siting.rules import unsure_communes
from geo.siting.study import alternatives
from geo.siting.wire import answer_record
from geo.siting.words import unsure_words
from geo.tables.atlas import Atlas
from geo.tables.plain import plain_rows
from tests.geo.countries import country

NEAR = ReachRule("radius", 5.0)
UNKNOWN = {"qpv_population": None, "qpv_count": 1, "desindustrialise": None}


@pytest.fixture(scope="module")
def half() -> Atlas:
    """Return three towns 22 km apart, a pole in the first; of the third nothing is known."""
    return country(
        [
            {"code": "01001", "population": 1000, "qpv_population": 100.0},
            {"code": "01002", "population": 3000, "qpv_population": 400.0, "lat": 46.2},
            {
                "code": "97601",
                "population": 5000,
                "departement": "976",
                "lat": 46.4,
                "epci": "200000002",
                "zone_emploi": "8402",
                **UNKNOWN,
            },
        ],
        [{"id": "p", "commune": "01001"}],
    )


def asked(weights: Weights = EVERYBODY) -> SitingRequest:
    return SitingRequest(sites=2, rule=NEAR, weights=weights, min_population=0)


def test_what_is_known_counts_and_the_rest_is_said(half: Atlas) -> None:
    siting = choose_sites(half, asked())
    assert siting.sites["code"].tolist() == ["97601", "01002"]
    assert siting.sites["adds_qpv"].isna().tolist() == [True, False]
    details = answer_record(siting)["details"]
    assert details["priority"]["qpv"] == {
        "population": 500,
        "population_reached_before": 100,
        "population_reached_after": 500,
        "population_unknown": 5000,
    }
    assert details["priority_known"] == {"qpv": True, "rural": True, "desindustrialise": True}
    # Everybody counts alike: nothing unknown matters to the choice.
    assert details["weight_unknown"] == {"population": 0, "departements": []}


def test_only_known_priorities_are_weighed_and_it_is_said(half: Atlas) -> None:
    siting = choose_sites(half, asked(PRIORITY_ONLY))
    assert siting.sites["code"].tolist() == ["01002"]
    assert siting.optimal
    told = answer_record(siting)["details"]["weight_unknown"]
    assert told == {"population": 5000, "departements": ["976"]}
    # Rural alone is known everywhere; those of a quarter count no more than anybody.
    assert not unsure_communes(half, Weights(0, 1, 0, 0)).any()
    assert not unsure_communes(half, Weights(1, 1, 1, 1)).any()
    assert unsure_communes(half, Weights(2, 1, 1, 1)).tolist() == [False, False, True]
    assert unsure_communes(half, Weights(0, 0, 1, 0)).tolist() == [False, False, True]
    assert weighted_people(half, PRIORITY_ONLY).tolist() == [100, 400, 0]


def test_half_known_commune_is_unsure_only_where_more_could_count() -> None:
    # Rural already, at the greatest weight: an unknown quarter changes nothing.
    atlas = country(
        [
            {"code": "01001", "population": 10, "frr": "socle", **UNKNOWN},
            {"code": "01002", "population": 10, **UNKNOWN},
        ]
    )
    assert unsure_communes(atlas, PRIORITY_ONLY).tolist() == [False, True]
    assert unsure_communes(atlas, Weights(2, 1, 1, 0)).tolist() == [True, True]
    siting = choose_sites(atlas, asked(PRIORITY_ONLY))
    assert siting.sites["adds_rural"].tolist() == [10]
    assert siting.sites["adds_qpv"].isna().all()


def test_where_nobody_is_known_to_count_there_is_no_answer() -> None:
    unknown = country([{"code": "97601", "population": 5000, "departement": "976", **UNKNOWN}])
    with pytest.raises(FilterError, match=r"5 000 habitants \(976\).*tous les habitants\.$"):
        choose_sites(unknown, asked(PRIORITY_ONLY))
    siting = choose_sites(unknown, asked())
    record = answer_record(siting)
    nothing = {
        "population": None,
        "population_reached_before": None,
        "population_reached_after": None,
        "population_unknown": 5000,
    }
    assert record["details"]["priority"]["qpv"] == nothing
    assert record["details"]["priority"]["rural"]["population_reached_after"] == 0
    assert record["details"]["priority_known"]["desindustrialise"] is False
    assert record["sites"][0]["adds_priority"] == {
        "qpv": None,
        "rural": 0,
        "desindustrialise": None,
    }
    rows = plain_rows(alternatives(unknown, siting))
    assert {row["qpv_reached"] for row in rows} == {None}
    assert {row["rural_reached"] for row in rows} == {0}
    json.dumps([record, rows], allow_nan=False)


def test_others_known_to_be_no_priority_do_not_make_an_answer() -> None:
    atlas = country(
        [
            {"code": "01001", "population": 300},
            {"code": "97601", "population": 1, "departement": "976", **UNKNOWN},
        ]
    )
    with pytest.raises(FilterError, match=r"pour 1 habitant \(976\)"):
        choose_sites(atlas, asked(PRIORITY_ONLY))


def test_site_that_adds_nobody_adds_no_unknown_either(half: Atlas) -> None:
    # 01001 is reached already: nobody is added, which is known.
    siting = choose_sites(half, replace(asked(), sites=1, impose=("01001",)))
    assert siting.sites["adds"].tolist() == [0]
    assert siting.sites["adds_qpv"].tolist() == [0]


def test_places_are_named_and_people_agree() -> None:
    assert str(unsure_words(1, ["Mayotte"])).endswith("pour 1 habitant (Mayotte)")
    assert str(unsure_words(2500, list("abcd"))).endswith("pour 2 500 habitants (a, b, c, etc.)")


def same_before_as_coverage(atlas: Atlas, siting: Siting) -> None:
    request = siting.request
    territory = get_territory(atlas, request.territory.id)
    reached = reach(atlas, request.rule, request.poles)
    figures = coverage(atlas, reached, territory, request.priorities)
    assert siting.population_reached_before == figures.population_reached
    for name, part in figures.priority.items():
        before = siting.priority_before[name]
        assert (not np.isnan(before)) == figures.knows(name)
        if figures.knows(name):
            assert before == part.population_reached
        told = answer_record(siting)["details"]["priority"][name]
        assert told["population_unknown"] == part.population_unknown


def test_half_known_before_is_that_of_coverage(half: Atlas) -> None:
    same_before_as_coverage(half, choose_sites(half, asked()))
    same_before_as_coverage(half, choose_sites(half, asked(PRIORITY_ONLY)))


@pytest.mark.parametrize("place", ["departement:976", "departement:59", "france"])
def test_before_is_that_of_coverage(atlas: Atlas, place: str) -> None:
    # With the AFR, the basins of communes classed in part are not known.
    rule = PriorityRule(basins=BasinRule("afr"))
    request = SitingRequest(
        get_territory(atlas, place), 1, ReachRule("radius", 20.0), priorities=rule
    )
    same_before_as_coverage(atlas, choose_sites(atlas, request))


def test_mayotte_is_refused_or_unknown(atlas: Atlas) -> None:
    mayotte = get_territory(atlas, "departement:976")
    with pytest.raises(FilterError, match="Mayotte"):
        choose_sites(atlas, SitingRequest(mayotte, 3, weights=PRIORITY_ONLY))
    siting = choose_sites(atlas, SitingRequest(mayotte, 2, ReachRule("radius", 10.0)))
    assert pd.isna(siting.sites["adds_qpv"]).all()
    assert siting.priority_after["rural"] == 0
