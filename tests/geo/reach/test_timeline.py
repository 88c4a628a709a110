"""Waves counted by hand, and the last line against coverage itself."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.errors import TableError
from geo.places.territories import FRANCE, get_territory
from geo.reach.coverage import coverage
from geo.reach.reach import ReachRule, reach
from geo.reach.timeline import (
    BEFORE,
    NEW,
    NOT_YET,
    seats_of,
    timeline,
    wave_order,
    wave_states,
)
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES
from tests.geo.countries import country


@pytest.fixture(scope="module")
def three_waves() -> Atlas:
    towns = [("01001", 100, "8401"), ("01002", 20, "8402"), ("01003", 3, "8403")]
    return country(
        [
            {"code": code, "population": people, "zone_emploi": zone, "lon": 5.0 + number}
            for number, (code, people, zone) in enumerate(towns)
        ],
        [
            {"id": "a", "commune": "01001", "cohorts": "temoin-2011;appel-2013"},
            {"id": "b", "commune": "01002", "cohorts": "appel-2013"},
            {"id": "c", "cohorts": "appel-2013"},
            {"id": "d", "commune": "01003", "cohorts": "recense"},
        ],
        waves={"temoin-2011": "2011-10", "appel-2013": "2014-01-10", "recense": None},
    )


def test_waves_counted_by_hand(three_waves: Atlas) -> None:
    table = timeline(three_waves, FRANCE).set_index("cohort")
    assert table.index.tolist() == ["temoin-2011", "appel-2013", "recense"]
    assert table["population_reached"].tolist() == [100, 120, 123]
    assert table["new_reach"].tolist() == [100, 20, 3]
    assert table["overlap"].tolist() == [0, 100, 0]
    assert table["reach_alone"].tolist() == [100, 120, 3]
    assert table["poles"].tolist() == [1, 2, 3]
    assert table["new_poles"].tolist() == [1, 1, 1]
    assert table["found"].tolist() == [1, 3, 1]
    assert table["unseated"].tolist() == [0, 1, 0]
    assert table["unseated_here"].tolist() == [0, 1, 0]
    assert table["unplaced"].tolist() == [0, 0, 0]
    assert table.loc["temoin-2011", "year"] == pytest.approx(2011.75)
    assert pd.isna(table.loc["recense", "year"])


def test_seats_unknown_are_counted_where_they_may_lie() -> None:
    atlas = country(
        [{"code": code, "departement": code[:2], "lon": 5.0} for code in ("01001", "02001")],
        [
            {"id": "a", "departement": "01", "cohorts": "appel-2013"},
            {"id": "b", "territory_codes": "commune:02001", "cohorts": "appel-2013"},
            {"id": "c", "cohorts": "appel-2013"},
        ],
        waves={"appel-2013": "2014-01-10"},
    )
    told = {
        place: timeline(atlas, get_territory(atlas, place)).iloc[0]
        for place in ("france", "departement:01", "commune:02001")
    }
    assert {row["unseated"] for row in told.values()} == {3}
    assert [row["unseated_here"] for row in told.values()] == [3, 1, 1]
    assert [row["unplaced"] for row in told.values()] == [0, 1, 1]


def test_states_of_communes(three_waves: Atlas) -> None:
    assert list(wave_states(three_waves, "temoin-2011")) == [NEW, NOT_YET, NOT_YET]
    assert list(wave_states(three_waves, "appel-2013")) == [BEFORE, NEW, NOT_YET]
    assert list(wave_states(three_waves, "recense")) == [BEFORE, BEFORE, NEW]


def test_no_wave_has_no_seat(three_waves: Atlas) -> None:
    assert len(seats_of(three_waves, ())) == 0
    assert seats_of(three_waves, ("appel-2013",))["id"].tolist() == ["a", "b"]


def test_without_waves_there_is_no_timeline(three_waves: Atlas) -> None:
    with pytest.raises(TableError):
        timeline(replace(three_waves, waves=None), FRANCE)


@pytest.mark.parametrize("territory", ["france", "region:76", "departement:974", "region:94"])
@pytest.mark.parametrize("rule", [ReachRule(), ReachRule("radius", 30.0)])
def test_last_line_is_the_coverage_of_today(atlas: Atlas, territory: str, rule: ReachRule) -> None:
    place = get_territory(atlas, territory)
    table = timeline(atlas, place, rule)
    figures = coverage(atlas, reach(atlas, rule), place)
    last = table.iloc[-1]
    assert last["population_reached"] == figures.population_reached
    assert last["poles"] == figures.poles
    for name in PRIORITIES:
        assert last[f"{name}_reached"] == pytest.approx(figures.priority[name].population_reached)
    assert (table["new_reach"] + table["overlap"] == table["reach_alone"]).all()
    assert table["new_reach"].cumsum().tolist() == table["population_reached"].tolist()
    assert np.all(np.diff(table["year"].dropna()) >= 0)
    assert tuple(table["cohort"]) == wave_order(atlas)
