"""Unemployment, income and industrial jobs, counted by hand and recounted from the files."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import TableError
from geo.people.economy import (
    income,
    jobs_of,
    unemployment,
    unemployment_by_year,
    weighted_quantile,
)
from geo.places.territories import get_territory
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, TerritoryId
from tests.geo.countries import country

DATA = Path(__file__).parents[3] / "data"
AIN, AISNE = TerritoryId("departement", "01"), TerritoryId("departement", "02")
TOWNS = [
    {"code": "01001", "population": 100, "median_income": 30000, "zone_emploi_2010": "8201"},
    {"code": "01002", "population": 300, "median_income": 20000, "zone_emploi_2010": "8202"},
    {
        "code": "01003",
        "population": 600,
        "zone_emploi": "8402",
        "zone_emploi_2010": "8202",
    },
    {
        "code": "02001",
        "population": 500,
        "departement": "02",
        "zone_emploi": "8402",
        "zone_emploi_2010": "8201",
    },
]


@pytest.fixture
def towns() -> Atlas:
    atlas = country(TOWNS, zones={"8401": 8.0, "8402": 6.0})
    assert atlas.zones_emploi is not None
    zones = atlas.zones_emploi.assign(unemployment_quarter="2025-T4")
    quarters = [("8401", 9.0, 8.0), ("8402", 5.0, 6.0)]
    rates = pd.DataFrame(
        [
            {"zone_emploi": zone, "quarter": f"{year}-T{quarter}", "rate": rate + 0.1 * quarter}
            for zone, *by_year in quarters
            for year, rate in zip((2024, 2025), by_year, strict=True)
            for quarter in (3, 4)
        ]
    )
    jobs = pd.DataFrame(
        {
            "zone_emploi_2010": ["8201", "8201", "8202", "8202"],
            "year": [1998, 2017, 1998, 2017],
            "industrial_jobs": [100, 40, 50, 60],
            "jobs": [500, 500, 400, 400],
        }
    )
    return replace(atlas, zones_emploi=zones, chomage=rates, emploi_industriel=jobs)


def test_the_quantile_is_the_smallest_value_that_a_share_does_not_exceed() -> None:
    values, weights = np.array([3.0, 1.0, np.nan, 2.0]), np.array([1.0, 2.0, 50.0, 1.0])
    assert weighted_quantile(values, weights, 0.5) == 1.0
    assert weighted_quantile(values, weights, 0.75) == 2.0
    assert weighted_quantile(values, weights, 1.0) == 3.0
    assert np.isnan(weighted_quantile(values, np.zeros(4), 0.5))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 1e5), st.integers(1, 1000)), min_size=1, max_size=20))
def test_the_quantile_is_one_of_the_values_and_never_falls(items: list[tuple[float, int]]) -> None:
    values, weights = (np.array(part, dtype=np.float64) for part in zip(*items, strict=True))
    found = [weighted_quantile(values, weights, share) for share in (0.1, 0.5, 0.9)]
    assert set(found) <= set(values.tolist())
    assert found == sorted(found)


def test_unemployment_is_that_of_the_zones_where_people_live(towns: Atlas) -> None:
    found = unemployment(towns, AIN)
    assert found is not None
    assert found.zones["code"].tolist() == ["8402", "8401"]
    assert found.zones["people"].tolist() == [600, 400]
    assert (found.median, found.quarter) == (6.0, "2025-T4")
    assert (found.population, found.population_known) == (1000, 1000)


def test_a_single_zone_has_its_own_series(towns: Atlas) -> None:
    table = unemployment_by_year(towns, AISNE)
    assert table["series"].tolist() == ["here", "here", "country", "country"]
    assert table["zone"].iloc[0] == "8402"
    # Fourth quarters only; half of the country lives in the zone 8402.
    assert table["rate"].tolist() == pytest.approx([5.4, 6.4, 5.4, 6.4])


def test_several_zones_have_a_median_and_two_ends(towns: Atlas) -> None:
    table = unemployment_by_year(towns, AIN).set_index(["series", "year"])["rate"]
    assert table["here"].tolist() == pytest.approx([5.4, 6.4])
    assert table["highest"].tolist() == pytest.approx([9.4, 8.4])
    assert table["lowest"].tolist() == pytest.approx([5.4, 6.4])
    assert "country" not in unemployment_by_year(towns, FRANCE)["series"].tolist()


def test_incomes_are_those_of_communes_never_an_average(towns: Atlas) -> None:
    found = income(towns, AIN)
    assert found is not None
    assert (found.low, found.median, found.high) == (20000, 20000, 30000)
    assert (found.communes_known, found.communes) == (2, 3)
    assert (found.population_known, found.population) == (400, 1000)
    assert income(towns, AISNE) is None


def test_jobs_are_those_of_the_zones_mostly_in_the_territory(towns: Atlas) -> None:
    # 8201 has 100 of its 600 inhabitants in the Ain, 8202 all 900.
    found = jobs_of(towns, AIN)
    assert found is not None
    assert found.zones["code"].tolist() == ["8202"]
    assert (found.people_share, found.is_exact) == (0.9, False)
    assert found.years["index"].tolist() == [100, 120]
    assert found.change == pytest.approx(0.2)


def test_a_small_territory_takes_the_zone_it_lies_in(towns: Atlas) -> None:
    found = jobs_of(towns, TerritoryId("commune", "01001"))
    assert found is not None
    assert found.zones["code"].tolist() == ["8201"]
    assert found.zones[["people", "zone_people"]].iloc[0].tolist() == [100, 600]
    assert found.change == pytest.approx(-0.6)


def test_the_country_is_the_sum_of_its_zones(towns: Atlas) -> None:
    found = jobs_of(towns, FRANCE)
    assert found is not None
    assert found.is_exact
    assert found.years["industrial_jobs"].tolist() == [150, 100]


def test_without_its_table_each_figure_says_so() -> None:
    bare = country(TOWNS)
    assert unemployment(bare, AIN) is None
    with pytest.raises(TableError):
        jobs_of(bare, AIN)
    with pytest.raises(TableError):
        unemployment_by_year(bare, AIN)


def test_mayotte_has_none_of_the_three(atlas: Atlas) -> None:
    mayotte = get_territory(atlas, "departement:976")
    assert unemployment(atlas, mayotte) is None
    assert unemployment_by_year(atlas, mayotte).empty
    assert income(atlas, mayotte) is None
    assert jobs_of(atlas, mayotte) is None


def test_grenoble_recounted_from_the_file(atlas: Atlas) -> None:
    jobs = pd.read_parquet(DATA / "emploi_industriel.parquet").set_index("zone_emploi_2010")
    found = jobs_of(atlas, get_territory(atlas, "commune:38185"))
    assert found is not None
    code = found.zones["code"].iloc[0]
    own = jobs.loc[code].set_index("year")["industrial_jobs"]
    assert found.years.set_index("year")["industrial_jobs"].to_dict() == own.to_dict()
    rates = pd.read_parquet(DATA / "chomage.parquet")
    mine = rates[(rates["zone_emploi"] == "8409") & (rates["quarter"] == "2025-T4")]
    unemployed = unemployment(atlas, get_territory(atlas, "commune:38185"))
    assert unemployed is not None
    assert unemployed.median == mine["rate"].item()
