"""Waves by the year in which they were announced."""

from dataclasses import replace

import pytest

from geo.errors import FilterError, TableError
from geo.poles.periods import cohorts_as_of, dated_years, wave_years
from geo.poles.select import PoleFilter
from geo.reach.reach import reach
from geo.tables.atlas import Atlas


def test_waves_by_year(tiny: Atlas) -> None:
    # The small country dates its waves by day, by month, and not at all.
    assert wave_years(tiny) == {"appel-2013": 2014, "ami-2021": 2021}
    assert dated_years(tiny) == (2014, 2021)
    assert cohorts_as_of(tiny, 2014) == cohorts_as_of(tiny, 2020) == ("appel-2013",)
    assert cohorts_as_of(tiny, 2021) == ("appel-2013", "ami-2021")


def test_before_the_first_wave_an_empty_filter_would_mean_all(tiny: Atlas) -> None:
    with pytest.raises(FilterError, match=r"« 2013 » n'est pas entre 2014, .* et 2021, .*"):
        cohorts_as_of(tiny, 2013)
    undated = replace(tiny, waves=tiny.waves[tiny.waves["cohort"] == "recense"])
    with pytest.raises(FilterError, match="Aucune vague n'est datée"):
        cohorts_as_of(undated, 2030)


@pytest.mark.parametrize("year", [2022, 99_999_999_999_999_999_999])
def test_after_the_last_wave_undated_poles_would_be_lost_unseen(tiny: Atlas, year: int) -> None:
    with pytest.raises(FilterError, match=r"n'est pas entre 2014, .* et 2021, .*"):
        cohorts_as_of(tiny, year)


def test_without_the_table_of_waves(tiny: Atlas) -> None:
    with pytest.raises(TableError, match=r"waves\.csv"):
        dated_years(replace(tiny, waves=None))


def test_the_waves_of_the_register(atlas: Atlas) -> None:
    assert cohorts_as_of(atlas, 2012) == ("temoin-2011",)
    assert cohorts_as_of(atlas, 2014) == ("temoin-2011", "appel-2013")
    assert cohorts_as_of(atlas, 2016) == ("temoin-2011", "appel-2013", "appel-2015")
    assert set(cohorts_as_of(atlas, 2022)) - set(cohorts_as_of(atlas, 2016)) == {
        *("ami-2021-phase-1", "ami-2021", "ami-2022")
    }
    assert "recense" not in cohorts_as_of(atlas, 2025)


def test_coverage_only_grows_with_the_years(specimen: Atlas) -> None:
    before = None
    for year in dated_years(specimen):
        table = reach(specimen, pole_filter=PoleFilter(cohorts=cohorts_as_of(specimen, year))).table
        now = table["reached"].to_numpy()
        if before is not None:
            assert (now | ~before).all()
        before = now
    assert before is not None
    assert reach(specimen).table["reached"].sum() > before.sum() > 0
