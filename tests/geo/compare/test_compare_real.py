"""Rhône-Alpes and Île-de-France recounted from the files, without any function of ``geo``."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from scipy import stats

from geo.compare.compare import compare
from geo.compare.differences import CHANCE, RATE, STEADY, differences
from geo.compare.ranks import kind_indicators
from geo.places.territories import get_territory, territories_of_kind
from geo.reach.coverage import compare_rules
from geo.reach.reach import reach
from geo.tables.atlas import Atlas

COLUMNS = [
    *("code", "population", "departement", "region", "ancienne_region", "zone_emploi"),
    *("epci", "lon", "lat", "frr", "desindustrialise", "qpv_count", "qpv_population"),
]
COUNTED_BY_HAND: Final = {
    # Seats in poles.csv; those of which only the département is known; only the territory.
    "ancienne-region:82": (8, 2, 0),
    "region:11": (10, 4, 2),
}


@pytest.fixture(scope="module")
def atlas(specimen: Atlas) -> Atlas:
    return specimen


@pytest.fixture(scope="module")
def communes(specimen_dir: Path) -> pd.DataFrame:
    return pd.read_parquet(specimen_dir / "communes.parquet", columns=COLUMNS).set_index("code")


@pytest.fixture(scope="module")
def poles(specimen_dir: Path) -> pd.DataFrame:
    return pd.read_csv(specimen_dir / "poles.csv", dtype="str")


@pytest.fixture(scope="module")
def found(atlas: Atlas) -> pd.DataFrame:
    places = [get_territory(atlas, name) for name in COUNTED_BY_HAND]
    return compare(atlas, reach(atlas), places).set_index("territory")


def inside(communes: pd.DataFrame, territory: str) -> pd.Series:
    if territory == "region:11":
        return communes["region"] == "11"
    return communes["ancienne_region"] == "82"


def held(communes: pd.DataFrame, code: str) -> pd.Index:
    """Return the communes of one of the territories that a pole names."""
    kind, _, number = code.partition(":")
    if kind == "commune":
        return communes.index[communes.index == number]
    return communes.index[communes[kind.replace("-", "_")] == number]


@pytest.mark.parametrize("territory", COUNTED_BY_HAND)
def test_poles_and_rate(
    found: pd.DataFrame, communes: pd.DataFrame, poles: pd.DataFrame, territory: str
) -> None:
    row, mine = found.loc[territory], communes[inside(communes, territory)]
    seats = poles["commune"].isin(mine.index)
    vague = poles["commune"].isna() & poles["departement"].isin(mine["departement"])
    wide = poles["commune"].isna() & ~vague & poles["territory_codes"].notna()
    within = [
        isinstance(codes, str)
        and all(held(communes, code).isin(mine.index).all() for code in codes.split(";"))
        for codes in poles["territory_codes"]
    ]
    wide &= pd.Series(within, index=poles.index)
    assert (seats.sum(), vague.sum(), wide.sum()) == COUNTED_BY_HAND[territory]
    counted = poles[seats | vague | wide]
    parts = ["poles", "poles_departement_only", "poles_territory_only"]
    assert tuple(row[parts]) == COUNTED_BY_HAND[territory]
    assert row["poles_unplaced"] == 0
    assert row["poles_counted"] == len(counted)
    millions = mine["population"].sum() / 1e6
    assert row["poles_per_million"] == pytest.approx(len(counted) / millions)
    k = len(counted)
    assert row["poles_per_million_low"] == pytest.approx(
        stats.chi2.ppf(0.025, 2 * k) / 2 / millions
    )
    assert row["poles_per_million_high"] == pytest.approx(
        stats.chi2.ppf(0.975, 2 * k + 2) / 2 / millions
    )
    for column, prefix in (("cohorts", "cohort"), ("sectors", "sector")):
        values = counted[column].str.split(";").explode().value_counts()
        for value, number in values.items():
            assert row[f"{prefix}_{value}"] == number
        assert row.filter(like=f"{prefix}_").sum() == values.sum()


@pytest.mark.parametrize("territory", COUNTED_BY_HAND)
def test_people_reached(
    found: pd.DataFrame, communes: pd.DataFrame, poles: pd.DataFrame, territory: str
) -> None:
    row, mine = found.loc[territory], communes[inside(communes, territory)]
    zones = communes.loc[poles["commune"].dropna(), "zone_emploi"]
    near = mine["zone_emploi"].isin(zones)
    everybody = mine["population"]
    people = {
        "qpv": mine["qpv_population"],
        "rural": everybody.where(mine["frr"].isin(["socle", "plus"]), 0),
        "desindustrialise": everybody.where(mine["desindustrialise"].fillna(value=False), 0),
    }
    assert row["population"] == everybody.sum()
    assert row["population_reached"] == everybody[near].sum()
    assert row["share_reached"] == pytest.approx(everybody[near].sum() / everybody.sum())
    for name, values in people.items():
        share = values[near].sum() / values.sum()
        assert row[f"{name}_share_reached"] == pytest.approx(share)


@pytest.mark.parametrize("territory", COUNTED_BY_HAND)
def test_targeting_ratio(
    found: pd.DataFrame, communes: pd.DataFrame, poles: pd.DataFrame, territory: str
) -> None:
    row, mine = found.loc[territory], communes[inside(communes, territory)]
    seats = mine.loc[poles.loc[poles["commune"].isin(mine.index), "commune"]]
    classes = {
        "qpv": lambda table: table["qpv_count"] > 0,
        "rural": lambda table: table["frr"].isin(["socle", "plus"]),
        "desindustrialise": lambda table: table["desindustrialise"].astype(bool),
    }
    classes["any"] = lambda table: (
        (table["qpv_count"] > 0)
        | table["frr"].isin(["socle", "plus"])
        | table["desindustrialise"].astype(bool)
    )
    for name, classed in classes.items():
        part, whole = int(classed(seats).sum()), len(seats)
        living = mine.loc[classed(mine), "population"].sum() / mine["population"].sum()
        bounds = stats.binomtest(part, whole).proportion_ci(0.95, method="exact")
        assert row[f"{name}_targeting"] == pytest.approx(part / whole / living)
        assert row[f"{name}_targeting_low"] == pytest.approx(bounds.low / living)
        assert row[f"{name}_targeting_high"] == pytest.approx(bounds.high / living)


@pytest.mark.parametrize("territory", COUNTED_BY_HAND)
def test_distances(
    found: pd.DataFrame, communes: pd.DataFrame, poles: pd.DataFrame, territory: str
) -> None:
    row, mine = found.loc[territory], communes[inside(communes, territory)]
    seats = communes.loc[poles["commune"].dropna().unique()]
    seats = seats[~seats["departement"].str.startswith("97")]
    lengths = [
        Geod(ellps="WGS84").inv(
            np.full(len(mine), seat.lon), np.full(len(mine), seat.lat), mine["lon"], mine["lat"]
        )[2]
        for seat in seats.itertuples()
    ]
    nearest = pd.Series(np.min(lengths, axis=0) / 1000, index=mine.index)
    people = mine["population"]
    assert row["mean_km"] == pytest.approx((nearest * people).sum() / people.sum())
    assert people[nearest <= row["median_km"] + 1e-6].sum() >= people.sum() / 2
    assert people[nearest < row["median_km"] - 1e-6].sum() <= people.sum() / 2
    assert row["without_distance"] == 0


def test_is_the_difference_real(atlas: Atlas, found: pd.DataFrame) -> None:
    places = [get_territory(atlas, name) for name in COUNTED_BY_HAND]
    rows = differences(atlas, reach(atlas), places).set_index("indicator")
    rate = rows.loc[RATE]
    # More poles per inhabitant in Rhône-Alpes, but 10 against 16 is well within chance.
    millions = found["population"] / 1e6
    chance = millions.iloc[0] / millions.sum()
    tails = [
        stats.binomtest(10, 26, chance, alternative=side).pvalue for side in ("less", "greater")
    ]
    assert rate["p_value"] == pytest.approx(min(1, 2 * min(tails)))
    assert rate["verdict"] == CHANCE
    assert rate["missing_poles"] == 3
    assert (16 + 3) / millions.iloc[1] >= 10 / millions.iloc[0] > (16 + 2) / millions.iloc[1]
    # Twice as many people reached in Île-de-France, and under no rule the other way round.
    share = rows.loc["share_reached"]
    assert share["verdict"] == STEADY
    assert (share["rules_first"], share["rules_second"]) == (0, 9)
    swept = [compare_rules(atlas, place)["share_reached"] for place in places]
    apart = swept[0] - swept[1]
    assert (share["least"], share["most"]) == pytest.approx((apart.min(), apart.max()))


@pytest.mark.parametrize(("kind", "by_territory"), [("region", 9), ("ancienne-region", 8)])
def test_every_territory_of_a_kind(atlas: Atlas, kind: str, by_territory: int) -> None:
    answer = reach(atlas)
    table = compare(atlas, answer, territories_of_kind(atlas, kind))
    assert table["population"].sum() == atlas.require_communes()["population"].sum()
    assert table["poles"].sum() == len(answer.seats)
    assert table["poles_departement_only"].sum() == 25
    # Ten more are known by a territory alone: Redon lies across two régions, Nouvelle-Aquitaine
    # across three old ones.
    assert table["poles_territory_only"].sum() == by_territory
    assert table["poles_counted"].sum() == 77 + 25 + by_territory
    ranked = kind_indicators(atlas, answer, kind)["poles_per_million"]
    rates = table.set_index("code")["poles_per_million"]
    assert ranked.to_dict() == pytest.approx(rates.to_dict())
    assert table["share_reached"].between(0, 1).all()
