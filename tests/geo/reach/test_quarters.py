"""Priority quarters of a territory, counted by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.reach.quarters import quarters_of
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, TerritoryId
from tests.geo.countries import country


@pytest.fixture(scope="module")
def towns() -> Atlas:
    atlas = country(
        [{"code": "01001"}, {"code": "01002"}, {"code": "02001", "departement": "02"}],
        [{"id": "a", "commune": "01002"}],
    )
    parts = [("Q1", "01001", 900.0), ("Q2", "01002", 60.5), ("Q2", "02001", 39.5)]
    return replace(
        atlas,
        qpv=pd.DataFrame(
            {"code": ["Q1", "Q2", "Q3"], "name": ["Haut", "Bas", "Loin"], "poverty_rate": 40.0}
        ),
        qpv_communes=pd.DataFrame(
            [*parts, ("Q3", "02001", np.nan)], columns=["qpv", "commune", "population"]
        ),
    )


def test_only_the_part_inside_counts(towns: Atlas) -> None:
    found = quarters_of(towns, reach(towns, ReachRule("commune")), TerritoryId("departement", "01"))
    assert found["code"].tolist() == ["Q1", "Q2"]
    assert found["people"].tolist() == [900, 60.5]
    assert found["communes"].tolist() == ["Commune 01001", "Commune 01002"]
    assert found["reached"].tolist() == [False, True]


def test_a_quarter_over_two_communes_is_one_row_and_what_is_not_published_is_last(
    towns: Atlas,
) -> None:
    found = quarters_of(towns, reach(towns, ReachRule("commune")), FRANCE).set_index("code")
    assert found.index.tolist() == ["Q1", "Q2", "Q3"]
    assert found.loc["Q2", "people"] == 100
    assert found.loc["Q2", "communes"] == "Commune 01002, Commune 02001"
    assert np.isnan(found.loc["Q3", "people"])


def test_a_territory_without_quarters_and_a_country_without_their_table() -> None:
    bare = country([{"code": "01001"}])
    assert quarters_of(bare, reach(bare), FRANCE).empty


def test_nothing_where_there_is_none(towns: Atlas) -> None:
    nowhere = TerritoryId("departement", "03")
    assert quarters_of(towns, reach(towns), nowhere).empty
