"""Territories side by side in the small country, counted by hand.

Seats: Romans (26281), Grenoble (38185), Saint-Denis of La Réunion (97411), Saint-Denis of Isère
(38001). Known by the département only: two in Isère.
"""

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.compare.compare import compare
from geo.compare.differences import (
    APART,
    BEYOND,
    CHANCE,
    EQUAL,
    NESTED,
    OVERLAP,
    RATE,
    SAME,
    SHARES,
    STEADY,
    TARGETING,
    UNKNOWN,
    differences,
    relation,
    swept_rules,
)
from geo.compare.targeting import targeting
from geo.errors import FilterError
from geo.places.territories import get_territory
from geo.poles.placing import BASIS
from geo.reach.coverage import coverage
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES

KINDS = [
    *("france", "metropole", "region:84", "region:04", "ancienne-region:82", "departement:38"),
    *("epci:200068781", "zone-emploi:8427", "commune:26281", "commune:97415"),
]


def of(atlas: Atlas, *territories: str, rule: ReachRule | None = None) -> pd.DataFrame:
    places = [get_territory(atlas, name) for name in territories]
    return compare(atlas, reach(atlas, rule or ReachRule()), places).set_index("territory")


def between(atlas: Atlas, *territories: str, rule: ReachRule | None = None) -> pd.DataFrame:
    places = [get_territory(atlas, name) for name in territories]
    found = differences(atlas, reach(atlas, rule or ReachRule()), places)
    return found.set_index(["first", "second", "indicator"])


def test_counts_and_rate(tiny: Atlas) -> None:
    row = of(tiny, "region:84").loc["region:84"]
    # Romans, Grenoble and Saint-Denis of Isère; two more in Isère, wherever.
    assert (row["poles"], row["poles_departement_only"]) == (3, 2)
    # One is listed under the région: it is nowhere else.
    assert (row["poles_territory_only"], row["poles_counted"]) == (1, 6)
    # One declares Rhône Sud, on both sides of the border; of one nothing is known.
    assert row["poles_unplaced"] == 2
    assert row["basis"] == BASIS
    assert row["population"] == 436_500
    assert row["poles_per_million"] == pytest.approx(6 / 0.4365)
    low, high = stats.chi2.ppf([0.025, 0.975], [12, 14]) / 2 / 0.4365
    assert row["poles_per_million_low"] == pytest.approx(low)
    assert row["poles_per_million_high"] == pytest.approx(high)
    assert row["cohort_appel-2013"] == row["cohort_ami-2021"] == 2
    assert row["sector_insertion"] == row["sector_culture"] == 1


def test_a_rate_is_the_same_whatever_it_is_compared_with(tiny: Atlas) -> None:
    rows = of(tiny, "region:84", "commune:26281")
    assert rows["poles_counted"].tolist() == [6, 1]
    # Listed under the région, or known nowhere: they may be in Romans too.
    assert rows["poles_unplaced"].tolist() == [2, 2]
    pd.testing.assert_series_equal(
        rows.loc["region:84"], of(tiny, "france", "region:84").loc["region:84"]
    )


def test_all_poles_are_in_france(tiny: Atlas) -> None:
    row = of(tiny, "france").loc["france"]
    assert (row["poles_counted"], row["poles_unplaced"]) == (9, 0)
    parts = ["poles", "poles_departement_only", "poles_territory_only"]
    assert row[parts].tolist() == [4, 2, 3]


def test_distance(tiny: Atlas) -> None:
    row = of(tiny, "zone-emploi:8427").loc["zone-emploi:8427"]
    table = reach(tiny).table.set_index("code")["distance_km"]
    people = {"26198": 40_000, "26281": 30_000, "26362": 60_000}
    mean = sum(table[code] * count for code, count in people.items()) / 130_000
    assert row["mean_km"] == pytest.approx(mean)
    # Valence, the second nearest, holds the median.
    assert row["median_km"] == table["26362"]
    nowhere = of(tiny, "commune:26281", rule=ReachRule()).loc["commune:26281"]
    assert nowhere["mean_km"] == nowhere["median_km"] == 0


def test_targeting(tiny: Atlas) -> None:
    found = targeting(tiny, reach(tiny).seats, get_territory(tiny, "ancienne-region:82"))
    # Seats: Romans (QPV, deindustrialised), Grenoble (QPV), Saint-Denis (neither).
    quarters = found.loc["qpv"]
    assert (quarters["seats"], quarters["seats_known"]) == (2, 3)
    assert (quarters["people"], quarters["people_known"]) == (180_000, 296_500)
    assert quarters["ratio"] == pytest.approx((2 / 3) / (180_000 / 296_500))
    bounds = stats.binomtest(2, 3).proportion_ci(0.95, method="exact")
    assert quarters["low"] == pytest.approx(bounds.low / (180_000 / 296_500))
    assert quarters["high"] == pytest.approx(bounds.high / (180_000 / 296_500))
    basin = found.loc["desindustrialise"]
    assert (basin["seats"], basin["people"]) == (1, 90_000)
    rural = found.loc["rural"]
    assert (rural["seats"], rural["people"], rural["ratio"]) == (0, 40_000, 0)
    # Montélimar (rural), Romans, Valence (basin), Grenoble (QPV).
    some = found.loc["any"]
    assert (some["seats"], some["people"]) == (2, 280_000)


def test_an_unknown_class_is_in_no_share(tiny: Atlas) -> None:
    found = targeting(tiny, reach(tiny).seats, get_territory(tiny, "region:04"))
    basin = found.loc["desindustrialise"]
    assert (basin["seats_known"], basin["people_known"]) == (0, 0)
    assert np.isnan(basin["ratio"])
    # Saint-Denis has a quarter: a priority whatever its basin; Saint-Paul may be one.
    some = found.loc["any"]
    assert (some["seats"], some["people"], some["people_known"]) == (1, 150_000, 150_000)


@pytest.mark.parametrize("territory", KINDS)
def test_figures_are_those_of_coverage(tiny: Atlas, territory: str) -> None:
    for rule in (ReachRule(), ReachRule("radius", 40.0)):
        row = of(tiny, territory, rule=rule).loc[territory]
        figures = coverage(tiny, reach(tiny, rule), get_territory(tiny, territory))
        for name in ("poles", "poles_departement_only", "population_reached", "communes_reached"):
            assert row[name] == getattr(figures, name)
        assert row["share_reached"] == figures.share_reached
        for name in PRIORITIES:
            share = figures.priority[name].share_reached
            assert row[f"{name}_share_reached"] == pytest.approx(
                np.nan if share is None else share, nan_ok=True
            )


@settings(max_examples=8)
@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True))
def test_order_only_orders(tiny: Atlas, names: list[str]) -> None:
    rows = of(tiny, *names)
    for other in list(permutations(names))[1:3]:
        pd.testing.assert_frame_equal(of(tiny, *other), rows.loc[list(other)])
    for name in ("poles_per_million", *TARGETING):
        known = rows.dropna(subset=name)
        assert (known[f"{name}_low"] <= known[name]).all()
        assert (known[name] <= known[f"{name}_high"]).all()


def test_bad_arguments(tiny: Atlas) -> None:
    with pytest.raises(FilterError, match="Aucun territoire"):
        of(tiny)
    with pytest.raises(FilterError, match="deux fois"):
        of(tiny, "region:84", "region:84")


def test_how_territories_lie(tiny: Atlas) -> None:
    def lie(first: str, second: str) -> str:
        return relation(tiny, get_territory(tiny, first), get_territory(tiny, second))

    assert lie("region:84", "region:04") == APART
    assert lie("region:84", "departement:38") == lie("departement:38", "region:84") == NESTED
    assert lie("region:04", "departement:974") == SAME
    assert lie("zone-emploi:8413", "region:93") == APART
    assert lie("zone-emploi:8413", "departement:38") == OVERLAP


def test_two_rates(tiny: Atlas) -> None:
    found = between(tiny, "region:84", "region:04").loc["region:84", "region:04", RATE]
    # 6 poles for 436 500 inhabitants, 1 for 250 000.
    chance = 436_500 / 686_500
    tails = [stats.binomtest(6, 7, chance, alternative=side).pvalue for side in ("less", "greater")]
    assert found["p_value"] == pytest.approx(min(1, 2 * min(tails)))
    assert found["ratio"] == pytest.approx(6 / 436_500 * 250_000)
    assert found["verdict"] == CHANCE
    # 1.75 times fewer people: three more make 4 for 250 000, 16 per million against 13.7.
    assert found["missing_poles"] == 3


def test_a_part_is_tested_against_the_rest(tiny: Atlas) -> None:
    found = between(tiny, "region:84", "departement:38").loc["region:84", "departement:38", RATE]
    # Isère has 4 poles for 166 500 inhabitants, the rest of the région 2 for 270 000.
    assert found["relation"] == NESTED
    assert found["ratio"] == pytest.approx(4 / 166_500 / (2 / 270_000))
    assert np.isnan(found["missing_poles"])
    other = between(tiny, "departement:38", "region:84").loc["departement:38", "region:84", RATE]
    assert (other["ratio"], other["p_value"]) == (found["ratio"], found["p_value"])


@pytest.mark.parametrize("second", ["zone-emploi:8413", "departement:974"])
def test_overlapping_territories_are_not_tested(tiny: Atlas, second: str) -> None:
    first = {"zone-emploi:8413": "departement:38", "departement:974": "region:04"}[second]
    found = between(tiny, first, second)
    tested = found.loc[first, second].loc[[RATE, *TARGETING]]
    assert set(tested["verdict"]) == {UNKNOWN}
    assert tested["p_value"].isna().all()


def test_shares_under_every_rule(tiny: Atlas) -> None:
    rule = ReachRule("radius", 42.0)
    found = between(tiny, "departement:38", "region:93", rule=rule)
    rows = found.loc["departement:38", "region:93"].loc[list(SHARES)]
    row = rows.loc["share_reached"]
    assert row["rules"] == len(swept_rules(rule)) == 11
    # Nobody is ahead within 100 km, nor by declarations: Rhône Sud serves Bollène.
    assert (row["rules_first"], row["rules_second"]) == (9, 0)
    assert row["verdict"] == STEADY
    assert np.isnan(row["p_value"])
    assert row["least"] <= row["difference"] <= row["most"]
    # Nobody lives in a quarter of the small country.
    assert rows.loc["qpv_share_reached", "verdict"] == UNKNOWN
    same = between(tiny, "region:04", "departement:974").loc["region:04", "departement:974"]
    assert same.loc["share_reached", "verdict"] == EQUAL


def test_many_poles_are_no_chance(with_poles: Callable[[list[dict[str, str]]], Atlas]) -> None:
    crowded = with_poles([{"id": f"p{n}", "commune": "26281"} for n in range(9)])
    names = ("commune:26281", "commune:38185", "commune:63113")
    rows = between(crowded, *names).xs(RATE, level="indicator")
    # All nine where 30 000 of 180 000 live: 1/6 each time, on either side, over three pairs. The
    # third pair has no pole to tell it apart.
    p_value = 2 * (1 / 6) ** 9
    assert rows["p_value"].tolist() == pytest.approx([p_value, 2 * (3 / 17) ** 9, 1])
    assert rows["p_adjusted"].tolist() == pytest.approx([3 * p_value, 4 * (3 / 17) ** 9, 1])
    assert rows["verdict"].tolist() == [BEYOND, BEYOND, CHANCE]
    assert np.isinf(rows["ratio"].iloc[0])
    assert rows["missing_poles"].iloc[0] == 45
