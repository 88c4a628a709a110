"""Where to put new poles: a country counted by hand, and what is refused."""

import json
from dataclasses import replace

import numpy as np
import pytest

from geo.errors import FilterError, TableError
from geo.places.territories import get_territory
from geo.poles.select import PoleFilter
from geo.reach.reach import ReachRule
from geo.siting import study
from geo.siting.cover import (
    EVERYBODY,
    PRIORITY_ONLY,
    Siting,
    SitingRequest,
    Weights,
    candidate_towns,
    choose_sites,
    survey,
    weighted_people,
)
from geo.siting.ground import FAR_KM, distance_pairs
from geo.siting.solver import Choice
from geo.siting.study import (
    alternatives,
    cost_of_vetoes,
    curve,
    stability,
    without_each,
)
from geo.siting.wire import answer_record, request_from_json, request_to_json
from geo.tables.atlas import Atlas
from geo.tables.plain import plain_rows
from tests.geo.countries import country, random_country


def test_curve_counts_what_imposed_sites_add(line: Atlas) -> None:
    request = SitingRequest(sites=2, rule=ReachRule("radius", 5.0), impose=("01005",))
    siting = choose_sites(line, replace(request, min_population=0))
    assert (siting.bound, siting.gap) == (6500, 0)
    points = list(curve(siting.ground, 3))
    assert [(point.sites, point.weight) for point in points] == [(1, 2500), (2, 6500), (3, 9500)]


def test_curve_never_falls_when_a_choice_is_cut_short(
    line: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = SitingRequest(sites=2, rule=ReachRule("radius", 5.0), min_population=0)
    ground = choose_sites(line, request).ground
    codes = ground.towns["code"].tolist()
    third, last = codes.index("01003"), codes.index("01005")
    told = {
        0: Choice(np.empty(0, dtype=np.intp), 0.0, 0.0),
        1: Choice(np.array([third]), 4000.0, 4000.0),
        2: Choice(np.array([last]), 2500.0, 8000.0),
    }
    monkeypatch.setattr(study, "cover", lambda _ground, _deadline, sites: told[sites])
    points = list(curve(ground, 2))
    # The pole reaches 5 000, and 01003 4 000 more.
    assert [point.population_reached for point in points] == [5000, 9000, 9000]
    assert [point.weight for point in points] == [0, 4000, 4000]
    assert [point.optimal for point in points] == [True, True, False]
    assert points[2].gap == 0.5


@pytest.fixture(scope="module")
def line() -> Atlas:
    """Return five towns on a meridian, some 22 km apart; one pole in the south."""
    towns = [("01001", 5000), ("01002", 1000), ("01003", 4000), ("01004", 3000), ("01005", 2500)]
    return country(
        [
            {
                "code": code,
                "population": people,
                "lat": 46 + 0.2 * number,
                "epci": f"20000000{number}",
                "zone_emploi": f"840{number}",
                "frr": "socle" if code == "01005" else "non",
            }
            for number, (code, people) in enumerate(towns)
        ],
        [{"id": "sud", "commune": "01001"}],
    )


NEAR = ReachRule("radius", 25.0)


def chosen(siting: Siting) -> list[tuple[str, int]]:
    return list(zip(siting.sites["code"], siting.sites["adds"].astype(int), strict=True))


def test_towns_counted_by_hand(line: Atlas) -> None:
    request = SitingRequest(sites=1, rule=NEAR, min_population=0)
    siting = choose_sites(line, request)
    # The pole reaches 01001 and 01002; 01004 reaches its two neighbours and itself.
    assert chosen(siting) == [("01004", 9500)]
    assert (siting.population_reached_before, siting.population_reached_after) == (6000, 15500)
    assert siting.priority_after["rural"] == 2500
    assert list(siting.newly) == [2, 3, 4]


def test_second_site_that_adds_nobody_is_left_out(line: Atlas) -> None:
    assert len(choose_sites(line, SitingRequest(sites=4, rule=NEAR)).sites) == 1


@pytest.mark.parametrize("weights", [EVERYBODY, PRIORITY_ONLY], ids=["everybody", "priority"])
def test_where_no_site_adds_anybody_the_whole_study_stands(weights: Weights) -> None:
    # The pole reaches both towns, in which nobody is a priority.
    towns = [
        {"code": f"0100{number}", "population": 5000, "epci": f"20000000{number}"}
        for number in (1, 2)
    ]
    atlas = country(towns, [{"id": "p", "commune": "01001"}])
    siting = choose_sites(atlas, SitingRequest(sites=2, weights=weights, veto=("01002",)))
    assert siting.sites.empty
    assert siting.columns.dtype == np.intp
    assert siting.population_reached_after == siting.population_reached_before == 10_000
    fair = alternatives(atlas, siting)
    assert fair["population_reached"].tolist() == [10_000] * 4
    assert [point.population_reached for point in curve(siting.ground, 2)] == [10_000] * 3
    assert stability(atlas, siting)["share_kept"].tolist() == [1, 1, 1]
    assert list(without_each(atlas, siting)) == []
    cost = cost_of_vetoes(atlas, siting)
    assert cost is not None
    assert (cost["loses"], cost["refused"]) == (0, "")
    assert cost["spared"] == [
        {
            "code": "01002",
            "name": "Commune 01002",
            "adds": 0,
            "adds_weight": 0,
            "instead_of": "",
            "loses": 0,
        }
    ]
    written = json.loads(json.dumps(plain_rows(fair), allow_nan=False))
    assert (written[0]["mean_km"] is None) == (weights == PRIORITY_ONLY)


def test_veto_and_imposed(line: Atlas) -> None:
    request = SitingRequest(sites=1, rule=NEAR, min_population=0, veto=("01004",))
    siting = choose_sites(line, request)
    assert chosen(siting) == [("01003", 7000)]
    assert cost_of_vetoes(line, siting) == {
        "population_reached": 15500,
        "weight_reached": 15500.0,
        "loses": 2500.0,
        "refused": "Commune 01004",
        "refused_count": 1,
        "optimal": True,
        "spared": [],
    }
    forced = choose_sites(line, replace(request, sites=2, veto=(), impose=("01005",)))
    # 01005 is kept though 01004 alone would do; 01003 or 01004 fills in.
    assert "01005" in forced.sites["code"].tolist()
    assert forced.population_reached_after == 15500
    assert forced.sites.set_index("code").loc["01005", "imposed"]


def test_order_is_that_of_what_each_adds(line: Atlas) -> None:
    request = SitingRequest(sites=3, rule=ReachRule("radius", 5.0), min_population=0)
    siting = choose_sites(line, request)
    assert chosen(siting) == [("01003", 4000), ("01004", 3000), ("01005", 2500)]


def test_weight_of_priorities_changes_the_answer(line: Atlas) -> None:
    rule = ReachRule("radius", 5.0)
    request = SitingRequest(sites=1, rule=rule, weights=PRIORITY_ONLY, min_population=0)
    assert chosen(choose_sites(line, request)) == [("01005", 2500)]


def test_weights_count_nobody_twice() -> None:
    atlas = country(
        [
            {"code": "01001", "population": 100, "qpv_population": 30.0},
            {"code": "01002", "population": 100, "qpv_population": 30.0, "frr": "plus"},
            {"code": "01003", "population": 100, "desindustrialise": True, "frr": "plus"},
            {"code": "01004", "population": 100},
        ]
    )
    assert list(weighted_people(atlas, PRIORITY_ONLY)) == [30, 100, 100, 0]
    assert list(weighted_people(atlas, EVERYBODY)) == [100, 100, 100, 100]
    # Quarter 3, rural 2, basin 0, anybody 1.
    assert list(weighted_people(atlas, Weights(3, 2, 0, 1))) == [160, 230, 200, 100]


def test_vetoed_town_that_was_not_chosen_is_measured(line: Atlas) -> None:
    # 01003 reaches 01002 (reached), itself and 01004; 01004 reaches 01005 besides.
    request = SitingRequest(sites=1, rule=NEAR, min_population=0, veto=("01003", "01001"))
    cost = cost_of_vetoes(line, choose_sites(line, request))
    assert cost is not None
    assert (cost["refused"], cost["refused_count"], cost["loses"]) == ("", 0, 0)
    measured = {"instead_of": "Commune 01004", "loses": 2500.0}
    assert cost["spared"] == [
        {"code": "01003", "name": "Commune 01003", "adds": 7000, "adds_weight": 7000.0, **measured},
        {
            "code": "01001",
            "name": "Commune 01001",
            "adds": 0,
            "adds_weight": 0.0,
            "instead_of": "Commune 01004",
            "loses": 9500.0,
        },
    ]
    # Every site is imposed: there is no place to take.
    forced = choose_sites(line, replace(request, impose=("01004",)))
    cost = cost_of_vetoes(line, forced)
    assert cost is not None
    spared = cost["spared"]
    assert isinstance(spared, list)
    assert [town["loses"] for town in spared] == [None, None]


def test_town_is_measured_in_the_place_of_the_site_it_best_replaces() -> None:
    # Two towns of 4 000 and 3 000 are chosen; that of 2 000 would take the place of the second.
    atlas = country(
        [
            {
                "code": f"0100{number}",
                "population": people,
                "lat": 46 + number,
                "epci": f"20000000{number}",
            }
            for number, people in enumerate((2000, 3000, 4000))
        ]
    )
    request = SitingRequest(sites=2, veto=("01000",))
    cost = cost_of_vetoes(atlas, choose_sites(atlas, request))
    assert cost is not None
    assert cost["spared"] == [
        {
            "code": "01000",
            "name": "Commune 01000",
            "adds": 2000,
            "adds_weight": 2000.0,
            "instead_of": "Commune 01001",
            "loses": 1000.0,
        }
    ]


def test_each_refusal_is_answered(line: Atlas) -> None:
    siting = choose_sites(line, SitingRequest(sites=1, rule=NEAR, min_population=0))
    assert list(without_each(line, siting)) == [
        {
            "code": "01004",
            "name": "Commune 01004",
            "population_reached": 13000,
            "weight_reached": 13000.0,
            "loses": 2500.0,
            "replaced_by": "Commune 01003",
            "leaves": "",
            "optimal": True,
        }
    ]


def test_those_who_count_are_told_beside_all_inhabitants(line: Atlas) -> None:
    # Rural people alone count: the 2 500 of 01005, that 01004 reaches too.
    rural = Weights(qpv=0, rural=1, desindustrialise=0, everybody=0)
    request = SitingRequest(sites=1, rule=NEAR, weights=rural, min_population=0)
    siting = choose_sites(line, request)
    assert (siting.weight_reached_before, siting.weight_reached_after) == (0, 2500)
    details = answer_record(siting)["details"]
    assert (details["weight_reached_before"], details["weight_reached_after"]) == (0, 2500)
    moved = stability(line, siting)
    gains = moved["weight_same_sites"] - moved["weight_before"]
    best = moved["weight_best"] - moved["weight_before"]
    assert best.tolist() == [2500, 2500, 2500]
    assert (gains / best).tolist() == moved["share_kept"].tolist()
    (refusal,) = without_each(line, siting)
    assert refusal["weight_reached"] == siting.weight_reached_after - refusal["loses"]
    assert [(point.weight_reached, point.sites) for point in curve(siting.ground, 1)] == [
        (0, 0),
        (2500, 1),
    ]
    fair = alternatives(line, siting).set_index("model")
    assert fair.loc["today", ["weight_reached", "population_reached"]].tolist() == [0, 6000]
    assert fair.loc["reach", "weight_reached"] == fair["weight_reached"].max() == 2500
    assert fair.loc["reach", "population_reached"] == siting.population_reached_after
    barred = choose_sites(line, replace(request, veto=("01004", "01005")))
    cost = cost_of_vetoes(line, barred)
    assert cost is not None
    assert cost["weight_reached"] == 2500
    assert cost["weight_reached"] == barred.weight_reached_after + cost["loses"]


def test_radius_that_moves(line: Atlas) -> None:
    siting = choose_sites(line, SitingRequest(sites=1, rule=NEAR, min_population=0))
    table = stability(line, siting)
    assert table["km"].tolist() == [20, 25, 30]
    # At 20 km towns reach only themselves: 01003 is best, the site of the answer adds 3 000.
    assert table["best"].tolist() == [9000, 15500, 15500]
    assert table["same_sites"].tolist() == [8000, 15500, 15500]
    assert table["share_kept"].tolist() == [0.75, 1, 1]
    assert table["kept"].tolist() == [0, 1, 1]
    by_zone = choose_sites(line, SitingRequest(sites=1, rule=ReachRule(), min_population=0))
    assert stability(line, by_zone).empty


def test_zone_rule_reaches_the_zone() -> None:
    atlas = random_country(3)
    siting = choose_sites(atlas, SitingRequest(sites=1, rule=ReachRule(), min_population=0))
    zones = atlas.require_communes().set_index("code")["zone_emploi"]
    site = siting.sites["code"].iloc[0]
    newly = atlas.require_communes()["code"].iloc[siting.newly]
    assert set(zones[newly]) == {zones[site]}


def test_candidates_are_heads_above_the_minimum(line: Atlas) -> None:
    towns = candidate_towns(line, SitingRequest(min_population=2600))
    assert towns["code"].tolist() == ["01001", "01003", "01004"]
    imposed = candidate_towns(line, SitingRequest(min_population=2600, impose=("01002",)))
    assert imposed.set_index("code")["imposed"].to_dict() == {
        "01001": False,
        "01003": False,
        "01004": False,
        "01002": True,
    }


def test_head_of_an_epci_across_the_border_is_no_candidate(tiny: Atlas) -> None:
    # Montélimar heads the EPCI of Bollène, which heads its own zone d'emploi.
    towns = candidate_towns(tiny, SitingRequest(get_territory(tiny, "region:93")))
    assert towns[["code", "heads_epci", "heads_zone_emploi"]].to_numpy().tolist() == [
        ["84019", False, True]
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sites": 0}, "de 1 à 20"),
        ({"sites": 21}, "de 1 à 20"),
        ({"rule": ReachRule("epci")}, "ne va pas pour implanter"),
        ({"min_population": -1}, "négative"),
        ({"time_limit_s": 0.0}, "durée limite"),
        ({"time_limit_s": -1.0}, "durée limite"),
        ({"time_limit_s": float("inf")}, "durée limite"),
        ({"time_limit_s": float("nan")}, "durée limite"),
        ({"veto": ("01001",), "impose": ("01001",)}, "à la fois"),
        ({"sites": 1, "impose": ("01001", "01002")}, "2 sites imposés"),
    ],
)
def test_request_that_contradicts_itself(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(FilterError, match=sentence):
        SitingRequest(**change)  # type: ignore[arg-type]


@pytest.mark.parametrize("weights", [(0, 0, 0, 0), (-1, 1, 1, 1), (11, 0, 0, 0)])
def test_weights_out_of_range(weights: tuple[int, int, int, int]) -> None:
    with pytest.raises(FilterError):
        Weights(*weights)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"veto": ("99999",)}, "n'existe pas"),
        ({"impose": ("97411",), "territory": "region:84"}, "imposée, n'est pas dans le territoire"),
        ({"veto": ("97411",), "territory": "region:84"}, "écartée, n'est pas dans le territoire"),
        ({"veto": ("26281",)}, "n'est pas une ville candidate"),
        ({"veto": ("26198",), "min_population": 1_000_000}, "n'est pas une ville candidate"),
        ({"min_population": 10_000_000}, "Aucune ville"),
    ],
)
def test_request_that_the_tables_refuse(
    tiny: Atlas, change: dict[str, object], sentence: str
) -> None:
    territory = get_territory(tiny, str(change.pop("territory", "france")))
    with pytest.raises(FilterError, match=sentence):
        survey(tiny, SitingRequest(territory, **change))  # type: ignore[arg-type]


def test_people_of_an_ocean_without_pole_are_far_and_never_reached_across(tiny: Atlas) -> None:
    request = SitingRequest(poles=PoleFilter(cohorts=("ami-2021",)), min_population=0)
    ground = survey(tiny, request)
    overseas = np.flatnonzero(tiny.require_communes()["departement"] == "974")
    assert (ground.distance_km[overseas] == FAR_KM).all()
    spared = distance_pairs(tiny, ground).toarray()
    mainland = ground.towns["departement"].to_numpy() != "974"
    assert (spared[np.ix_(overseas, np.flatnonzero(mainland))] == 0).all()


def test_request_survives_json(tiny: Atlas) -> None:
    request = SitingRequest(
        get_territory(tiny, "region:84"),
        3,
        ReachRule("radius", 12.5, 1.3),
        Weights(3, 2, 1, 0),
        poles=PoleFilter(cohorts=("ami-2021",), statuses=("actif",)),
        min_population=100,
        veto=("26281",),
        impose=("38185",),
        time_limit_s=5.0,
    )
    text = json.dumps(request_to_json(request), allow_nan=False)
    assert request_from_json(tiny, json.loads(text)) == request


def test_same_tables_same_answer(line: Atlas, tiny: Atlas) -> None:
    for atlas in (line, tiny):
        request = SitingRequest(sites=2, min_population=0)
        first = answer_record(choose_sites(atlas, request))
        again = answer_record(choose_sites(replace(atlas), request))
        first["details"].pop("seconds")
        again["details"].pop("seconds")
        assert first == again


def test_missing_register_is_said(line: Atlas) -> None:
    with pytest.raises(TableError):
        choose_sites(replace(line, poles=None), SitingRequest())
