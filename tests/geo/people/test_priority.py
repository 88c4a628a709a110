"""The rule of deindustrialisation, on zones small enough to count by hand."""

import pandas as pd
import pytest

from geo.people.priority import deindustrialised

# zone, industrial jobs 1998 and 2017, all jobs 1998: shares .5 .4 .3 .2 .1, changes -50 % to 0 %.
ZONES = [
    ("A", 500, 250, 1000),
    ("B", 400, 380, 1000),
    ("C", 300, 240, 1000),
    ("D", 200, 120, 1000),
    ("E", 100, 100, 1000),
]


def jobs(zones: list[tuple[str, int, int, int]]) -> pd.DataFrame:
    rows = [
        {"zone_emploi_2010": zone, "year": year, "industrial_jobs": industrial, "jobs": total}
        for zone, start, end, total in zones
        for year, industrial in ((1998, start), (2017, end))
    ]
    return pd.DataFrame(rows)


def flagged(table: pd.DataFrame) -> list[str]:
    return table.index[table["desindustrialise"]].tolist()


def test_lost_more_and_was_more_industrial_than_the_median() -> None:
    table = deindustrialised(jobs(ZONES))
    # Median change -20 % (C), median share 30 % (C): A passes both, D only the first, C neither.
    assert flagged(table) == ["A"]
    assert table.attrs["change_threshold"] == pytest.approx(-0.2)
    assert table.attrs["share_threshold"] == pytest.approx(0.3)
    assert table.loc["D", "industrial_change"] == pytest.approx(-0.4)


def test_thresholds_move_the_answer() -> None:
    assert flagged(deindustrialised(jobs(ZONES), share_quantile=0)) == ["A", "D"]
    assert flagged(deindustrialised(jobs(ZONES), change_quantile=1)) == ["A", "B"]
    assert flagged(deindustrialised(jobs(ZONES), change_quantile=0)) == []


def test_a_zone_without_jobs_takes_no_part() -> None:
    empty = ("Z", 0, 0, 0)
    table = deindustrialised(jobs([*ZONES, empty]))
    assert flagged(table) == ["A"]
    assert table.attrs["change_threshold"] == pytest.approx(-0.2)
    assert table.loc["Z", ["industrial_share", "industrial_change"]].isna().all()


def test_rows_in_any_order_give_the_same_table() -> None:
    shuffled = jobs(ZONES).sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(deindustrialised(shuffled), deindustrialised(jobs(ZONES)))


@pytest.mark.parametrize(
    "arguments",
    [
        {"start": 1990},
        {"end": 2018},
        {"start": 2017, "end": 1998},
        {"start": 1998, "end": 1998},
        {"change_quantile": 1.1},
        {"share_quantile": float("nan")},
    ],
)
def test_bad_arguments(arguments: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"year|quantile|jobs for"):
        deindustrialised(jobs(ZONES), **arguments)
