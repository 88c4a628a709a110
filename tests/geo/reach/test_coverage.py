"""Coverage of the small country, counted by hand.

Under the default rule four zones d'emploi have a seat: 8427 (26198, 26281, 26362), 8409 (38185,
38193), 8413 (38001, 63113) and 0401 (97411); 9315 (84019) and 0402 (97415) have none.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.errors import FilterError
from geo.people.basins import BasinRule
from geo.people.people import PriorityRule
from geo.places.territories import FRANCE, METROPOLE, get_territory
from geo.poles.select import PoleFilter, select_poles
from geo.reach.coverage import (
    BY_KINDS,
    COMPARED_RULES,
    Coverage,
    closed_in,
    compare_rules,
    concerned,
    coverage,
    coverage_by,
    left_out_of,
)
from geo.reach.reach import ReachRule, reach
from geo.reach.reaching import poles_reaching
from geo.tables.atlas import Atlas
from tests.geo.countries import country


def of(atlas: Atlas, territory: str, rule: ReachRule | None = None) -> Coverage:
    return coverage(atlas, reach(atlas, rule or ReachRule()), get_territory(atlas, territory))


def test_the_whole_country(tiny: Atlas) -> None:
    france = of(tiny, "france")
    assert (france.population, france.population_reached) == (696_500, 586_500)
    assert france.share_reached == 586_500 / 696_500
    assert (france.communes, france.communes_reached) == (10, 8)
    assert (france.poles, france.zones_emploi_without_pole) == (4, 2)


def test_rural_and_deindustrialised_people(tiny: Atlas) -> None:
    france = of(tiny, "france")
    # FRR+ in 26198 (reached), FRR socle in 84019 (not).
    rural = france.priority["rural"]
    assert (rural.population, rural.population_reached) == (50_000, 40_000)
    assert rural.share_reached == 0.8
    assert rural.population_unknown == 0
    # 26281 and 26362, both reached; the basins of La Réunion are not known here.
    basin = france.priority["desindustrialise"]
    assert (basin.population, basin.population_reached) == (90_000, 90_000)
    assert basin.population_unknown == 250_000


def test_people_of_the_quarters(tiny: Atlas) -> None:
    communes = tiny.require_communes().copy()
    known = {"38185": 3000.0, "97415": 1000.5, "84019": float("nan")}
    communes["qpv_population"] = communes["code"].map(known).fillna(0.0)
    communes.loc[communes["code"] == "84019", "qpv_population"] = np.nan
    quarters = of(replace(tiny, communes=communes), "france").priority["qpv"]
    assert (quarters.population, quarters.population_reached) == (4000.5, 3000.0)
    assert quarters.population_unknown == 10_000


def test_the_people_in_priority_areas_together_count_once() -> None:
    atlas = country(
        [
            # In a quarter and rural: 1 000 people in all, not 1 400.
            {"code": "01001", "population": 1000, "qpv_population": 400.0, "frr": "socle"},
            {"code": "01002", "population": 3000, "qpv_population": 100.0, "zone_emploi": "8402"},
            # Of 500 people in quarters more is known than of the other 100.
            {
                "code": "01003",
                "population": 600,
                "qpv_population": 500.0,
                "desindustrialise": None,
                "zone_emploi": "8402",
            },
            {"code": "97601", "population": 70, "departement": "976", "qpv_population": None},
        ],
        [{"id": "un", "commune": "01001"}],
    )
    found = of(atlas, "france", ReachRule("commune")).any_priority
    assert (found.population, found.population_reached) == (1_600, 1_000)
    assert found.population_unknown == 100 + 70
    assert found.share_reached == 1_000 / 1_600
    mayotte = of(atlas, "departement:976", ReachRule("commune"))
    assert (mayotte.any_priority.population, mayotte.any_priority.population_unknown) == (0, 70)
    assert not mayotte.knows("any")
    rows = coverage_by(atlas, reach(atlas, ReachRule("commune")), FRANCE, "commune")
    assert rows["any_population"].tolist() == [1_000, 100, 500, 0]
    assert rows["any_population_unknown"].tolist() == [0, 0, 100, 70]
    assert rows["any_share_reached"].fillna(-1).tolist() == [1, 0, 0, -1]


def test_the_reader_chooses_what_is_a_priority(tiny: Atlas) -> None:
    wide = PriorityRule(("socle", "plus", "beneficiaire"), BasinRule("ber"))
    figures = coverage(tiny, reach(tiny), FRANCE, wide)
    assert figures.priority["rural"].population == 80_000
    basin = figures.priority["desindustrialise"]
    assert (basin.population, basin.population_reached) == (10_000, 0)
    assert basin.population_unknown == 0


def test_a_zone_d_emploi_across_two_regions_is_judged_whole(tiny: Atlas) -> None:
    # Zone 8413 has its only seat in Isère, old region 82; its other part is in Auvergne.
    auvergne = of(tiny, "ancienne-region:83")
    assert (auvergne.poles, auvergne.communes_reached) == (0, 1)
    assert auvergne.zones_emploi_without_pole == 0


def test_poles_known_by_their_departement_only(tiny: Atlas) -> None:
    # isere and deux-villes have no known seat but a département, 38.
    for territory, expected in [
        ("departement:38", 2),
        ("ancienne-region:82", 2),
        ("region:84", 2),
        ("metropole", 2),
        ("france", 2),
        ("departement:26", 0),
        ("epci:200040715", 0),
        ("commune:38185", 0),
    ]:
        assert of(tiny, territory).poles_departement_only == expected, territory
    only_2013 = reach(tiny, pole_filter=PoleFilter(cohorts=("appel-2013",)))
    figures = coverage(tiny, only_2013, get_territory(tiny, "departement:38"))
    assert (figures.poles, figures.poles_departement_only) == (0, 1)


def test_a_part_of_a_departement_does_not_hold_its_poles(
    with_poles: Callable[[list[dict[str, str]]], Atlas],
) -> None:
    # Of the Drôme, CC Rhône Sud holds Montélimar alone, the first of its communes; CA Valence
    # Romans Agglo the two others. Clermont Auvergne Métropole is the whole Puy-de-Dôme here.
    vague = with_poles([{"id": "drome", "departement": "26"}, {"id": "dome", "departement": "63"}])
    expected = {"epci:200000002": 0, "epci:200068781": 0, "epci:246300701": 1}
    counted = {name: of(vague, name).poles_departement_only for name in expected}
    assert counted == expected
    rows = coverage_by(vague, reach(vague), FRANCE, "epci").set_index("territory")
    assert rows["poles_departement_only"][list(expected)].to_dict() == expected
    assert rows["poles_departement_only"].sum() == 1
    # A territory that holds both départements has the poles of both.
    assert of(vague, "region:84").poles_departement_only == 2


def test_a_territory_without_people_or_priority_has_no_share() -> None:
    empty = country([{"code": "01001", "population": 0}])
    figures = of(empty, "france")
    assert figures.share_reached is None
    assert figures.priority["rural"].share_reached is None
    assert coverage_by(empty, reach(empty), FRANCE, "commune")["share_reached"].isna().all()


def test_rows_by_departement(tiny: Atlas) -> None:
    rows = coverage_by(tiny, reach(tiny), METROPOLE, "departement")
    shown = rows.set_index("territory")[["label", "poles", "population", "population_reached"]]
    assert shown.T.to_dict("list") == {
        "departement:26": ["Drôme", 1, 130_000, 130_000],
        "departement:38": ["Isère", 2, 166_500, 166_500],
        "departement:63": ["Puy-de-Dôme", 0, 140_000, 140_000],
        "departement:84": ["Vaucluse", 0, 10_000, 0],
    }
    assert rows["share_reached"].tolist() == [1, 1, 1, 0]
    assert rows["poles_departement_only"].tolist() == [0, 2, 0, 0]
    assert rows["rural_share_reached"].fillna(-1).tolist() == [1, -1, -1, 0]


def test_only_the_part_inside_counts(tiny: Atlas) -> None:
    # EPCI Rhône Sud: Montélimar in the Drôme, Bollène in Vaucluse.
    vaucluse = get_territory(tiny, "departement:84")
    rows = coverage_by(tiny, reach(tiny), vaucluse, "epci")
    assert rows[["label", "population", "communes"]].to_numpy().tolist() == [
        ["CC Rhône Sud", 10_000, 1]
    ]


def test_communes_without_epci_are_one_last_row(tiny: Atlas) -> None:
    rows = coverage_by(tiny, reach(tiny), FRANCE, "epci")
    assert rows["label"].tolist()[-1] == "Hors intercommunalité"
    last = rows.iloc[-1]
    assert pd.isna(last["territory"])
    assert (last["code"], last["population"], last["poles"]) == ("", 500, 1)
    assert rows["territory"].isna().sum() == 1
    islands = country([{"code": f"0100{number}", "epci": None} for number in range(1, 4)])
    rows = coverage_by(islands, reach(islands), FRANCE, "epci")
    assert rows[["label", "communes"]].to_numpy().tolist() == [["Hors intercommunalité", 3]]


def test_a_row_is_the_coverage_of_its_territory(tiny: Atlas) -> None:
    reached = reach(tiny, ReachRule("radius", 16.0))
    for kind in BY_KINDS:
        for row in coverage_by(tiny, reached, FRANCE, kind).to_dict(orient="records"):
            if isinstance(row["territory"], str):
                territory = get_territory(tiny, row["territory"])
                assert Coverage.from_row(row) == coverage(tiny, reached, territory)


def test_a_division_that_does_not_exist(tiny: Atlas) -> None:
    with pytest.raises(FilterError, match="Le découpage « canton » n'existe pas ; choisissez"):
        coverage_by(tiny, reach(tiny), FRANCE, "canton")


def test_left_out_poles_by_territory(tiny: Atlas) -> None:
    answer = reach(tiny)
    named = {
        territory: left_out_of(tiny, answer, get_territory(tiny, territory))["id"].tolist()
        for territory in ("departement:84", "departement:38", "region:84", "region:04")
    }
    assert named == {
        "departement:84": ["rhone-sud"],
        "departement:38": ["isere", "deux-villes"],
        "region:84": ["rhone-sud", "isere", "ara", "deux-villes"],
        "region:04": [],
    }
    declared = reach(tiny, ReachRule("declared"))
    assert left_out_of(tiny, declared, FRANCE)["id"].tolist() == ["isere", "ara", "quelque-part"]


@pytest.mark.parametrize(
    ("rule", "territory", "expected"),
    [
        # From 38001 the closed pole reaches 63113, of its zone d'emploi but another département.
        (ReachRule(), "departement:63", ["ile"]),
        (ReachRule("radius", 10.0), "departement:63", []),
        (ReachRule("radius", 10.0), "commune:38001", ["ile"]),
        (ReachRule(), "departement:26", []),
        (ReachRule("radius", 1000.0), "departement:974", []),
        (ReachRule(), "france", ["ile"]),
    ],
)
def test_a_closed_pole_counts_where_it_reaches(
    tiny: Atlas, rule: ReachRule, territory: str, expected: list[str]
) -> None:
    found = closed_in(tiny, reach(tiny, rule), get_territory(tiny, territory))
    assert found["id"].tolist() == expected


def test_poles_that_concern_a_territory(tiny: Atlas) -> None:
    answer = reach(tiny, ReachRule("declared"))

    def of_poles(territory: str, poles: pd.DataFrame) -> list[str]:
        kept = concerned(tiny, answer, get_territory(tiny, territory), poles)
        assert kept.index.tolist() == list(range(len(kept)))
        return kept["id"].tolist()

    # Those that declare nothing, by the zone d'emploi of their seat.
    assert of_poles("departement:63", answer.fallback) == ["ile"]
    assert of_poles("departement:974", answer.fallback) == ["saint-denis"]
    assert of_poles("departement:84", answer.fallback) == []
    assert of_poles("france", answer.fallback) == ["grenoble", "saint-denis", "ile"]
    # A seat inside is enough, even for a pole that reaches the others only.
    assert of_poles("departement:63", answer.poles) == ["deux-villes", "ile"]
    assert of_poles("commune:26198", answer.poles) == ["rhone-sud"]
    assert of_poles("commune:26198", answer.poles.iloc[[0]]) == []


def test_a_seat_inside_concerns_even_where_it_does_not_reach(
    with_poles: Callable[[list[dict[str, str]]], Atlas],
) -> None:
    abroad = {
        "id": "ailleurs",
        "commune": "26281",
        "territory_codes": "epci:200040715",
        "territory_claim": "declared",
    }
    atlas = with_poles([abroad])
    answer = reach(atlas, ReachRule("declared"))
    for territory in ("departement:26", "departement:38"):
        found = concerned(atlas, answer, get_territory(atlas, territory), answer.poles)
        assert found["id"].tolist() == ["ailleurs"], territory
    assert concerned(atlas, answer, get_territory(atlas, "region:04"), answer.poles).empty


@pytest.mark.parametrize("rule", [*COMPARED_RULES, ReachRule("radius", 40.0, 1.3)])
def test_who_concerns_a_real_territory_reaches_it_or_belongs_to_it(
    atlas: Atlas, rule: ReachRule
) -> None:
    answer = reach(atlas, rule)
    territory = get_territory(atlas, "departement:59")
    inside = PoleFilter(territory=territory)
    expected = set(poles_reaching(atlas, answer, territory)["id"])
    expected |= set(select_poles(atlas, inside)["id"]) & set(answer.poles["id"])
    assert set(concerned(atlas, answer, territory, answer.poles)["id"]) == expected


def test_how_the_answer_moves_with_the_rule(tiny: Atlas) -> None:
    table = compare_rules(tiny, FRANCE)
    assert len(table) == len(COMPARED_RULES)
    assert table["reach"].tolist()[:4] == ["commune", "epci", "zone-emploi", "declared"]
    for row, rule in zip(table.to_dict(orient="records"), COMPARED_RULES, strict=True):
        figures = of(tiny, "france", rule)
        assert row["population_reached"] == figures.population_reached
        assert row["share_reached"] == figures.share_reached
        assert row["rural_share_reached"] == figures.priority["rural"].share_reached
        assert row["km"] == rule.km or np.isnan(row["km"])
    assert np.isnan(table["qpv_share_reached"]).all()
