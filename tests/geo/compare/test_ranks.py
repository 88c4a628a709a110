"""Ranks among the territories of a kind, counted by hand and recounted from the files."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.compare.ranks import (
    MAINLAND,
    OVERSEAS_SIDE,
    kind_indicators,
    mean_distance,
    priority_total,
    ranks,
)
from geo.people.people import PriorityRule
from geo.places.distance import WGS84
from geo.places.territories import get_territory
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, TerritoryId

DROME, ISERE, DOME, VAUCLUSE, REUNION = ("26", "38", "63", "84", "974")


@pytest.fixture(scope="module")
def departements(specimen: Atlas) -> pd.DataFrame:
    return kind_indicators(specimen, reach(specimen), "departement")


def table(**columns: list[float]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    names = {"name": [f"T{row}" for row in range(size)], "overseas": [False] * (size - 1) + [True]}
    index = pd.Index([f"{row:02}" for row in range(1, size + 1)], name="code")
    return pd.DataFrame(names | columns, index=index)


def rank(indicators: pd.DataFrame, code: str) -> pd.DataFrame:
    return ranks(indicators, TerritoryId("departement", code)).set_index("indicator")


def test_the_most_is_first_but_the_nearest_is() -> None:
    found = rank(table(population=[5.0, 7, 6, 99], distance_km=[10.0, 30, 20, 1]), "02")
    assert found["rank"].to_dict() == {"population": 1, "distance_km": 3}
    assert found["all"].tolist() == [3, 3]
    assert found["side"].tolist() == [MAINLAND] * 2
    assert found["median"].tolist() == [6, 20]


def test_equals_share_a_rank_and_say_so() -> None:
    indicators = table(population=[5.0, 7, 5, 99])
    assert rank(indicators, "01")[["rank", "tied"]].iloc[0].tolist() == [2, True]
    assert rank(indicators, "02")[["rank", "tied"]].iloc[0].tolist() == [1, False]


def test_a_thousandth_apart_is_not_a_tie() -> None:
    indicators = table(share_reached=[0.501, 0.502, 0.504, 1])
    found = [rank(indicators, code)[["rank", "tied"]].iloc[0].tolist() for code in ("01", "02")]
    assert found == [[3, False], [2, False]]


def test_what_is_not_known_has_no_rank_and_takes_none() -> None:
    indicators = table(median_income=[np.nan, 7.0, 5, 99])
    unknown = rank(indicators, "01").iloc[0]
    assert pd.isna(unknown["rank"])
    assert (unknown["known"], unknown["all"]) == (2, 3)
    assert rank(indicators, "03")["rank"].iloc[0] == 2


def test_overseas_is_ranked_apart() -> None:
    found = rank(table(population=[5.0, 7, 6, 1]), "04").iloc[0]
    assert found[["rank", "known", "side"]].tolist() == [1, 1, OVERSEAS_SIDE]


def test_a_country_measured_by_hand(tiny: Atlas) -> None:
    reached = reach(tiny, ReachRule("zone-emploi", detour=1.5))
    found = kind_indicators(tiny, reached, "departement", PriorityRule(("socle",)))
    assert found.index.tolist() == [DROME, ISERE, DOME, VAUCLUSE, REUNION]
    assert found["population"].tolist() == [130_000, 166_500, 140_000, 10_000, 250_000]
    # Romans; Grenoble, the island and the two of which only the département is known.
    counts = np.array([1, 4, 0, 0, 1])
    rates = counts / found["population"] * 1e6
    assert found["poles_per_million"].tolist() == pytest.approx(rates.tolist())
    assert found["share_reached"].tolist() == [1, 1, 1, 0, 0.6]
    # Romans and Valence are deindustrialised, Bollène is a rural "socle", Montélimar is "plus".
    shares = [90_000 / 130_000, 0, 0, 1, np.nan]
    assert found["priority_share"].tolist() == pytest.approx(shares, nan_ok=True)

    def km(*ends: float) -> float:
        return WGS84.inv(*ends)[2] / 1000 * 1.5

    to_romans = 40_000 * km(4.7, 44.5, 5.0, 45.0) + 60_000 * km(4.9, 44.9, 5.0, 45.0)
    ways = [
        to_romans / 130_000,
        16_000 * km(5.8, 45.2, 5.7, 45.2) / 166_500,
        km(3.1, 45.8, 5.2, 45.5),
        km(4.7, 44.3, 5.0, 45.0),
        100_000 * km(55.3, -21.0, 55.4, -20.9) / 250_000,
    ]
    assert found["distance_km"].tolist() == pytest.approx(ways)
    # The same figures, asked of one territory.
    for code, row in found.iterrows():
        place = TerritoryId("departement", str(code))
        assert mean_distance(tiny, reached, place) == pytest.approx(row["distance_km"])
        people, share = priority_total(tiny, place, PriorityRule(("socle",)))
        assert share == pytest.approx(row["priority_share"], nan_ok=True)
        assert people == pytest.approx(share * row["population"], nan_ok=True)


def test_without_inhabitants_or_seat_there_is_no_rate(tiny: Atlas) -> None:
    communes = tiny.require_communes().copy()
    communes.loc[communes["departement"] == VAUCLUSE, "population"] = 0
    poles = tiny.require_poles().query("commune != '97411'").copy()
    poles.loc[poles["id"] == "isere", "departement"] = VAUCLUSE
    empty = replace(tiny, communes=communes, poles=poles)
    reached = reach(empty)
    found = kind_indicators(empty, reached, "departement")
    rates = ["poles_per_million", "share_reached", "distance_km", "priority_share"]
    assert found.loc[VAUCLUSE, rates].isna().all()
    assert found.loc[DROME, rates].notna().all()
    # Nobody has a seat in this ocean, which is not to be at none of its distance.
    assert found.loc[REUNION, ["distance_km"]].isna().all()
    for code in (VAUCLUSE, REUNION):
        assert np.isnan(mean_distance(empty, reached, TerritoryId("departement", code)))


def test_france_has_no_rank(departements: pd.DataFrame) -> None:
    assert ranks(departements, FRANCE).empty


def test_sums_in_another_order_tie(departements: pd.DataFrame) -> None:
    shifted = departements.assign(share_reached=departements["share_reached"] + 1e-13)
    mixed = departements.copy()
    mixed.loc["38", "share_reached"] = shifted.loc["38", "share_reached"]
    isere = TerritoryId("departement", "38")
    pd.testing.assert_series_equal(ranks(mixed, isere)["rank"], ranks(departements, isere)["rank"])


def test_isere_recounted_from_the_files(departements: pd.DataFrame, specimen: Atlas) -> None:
    columns = ["code", "population", "departement", "zone_emploi", "median_income"]
    communes = pd.read_parquet(specimen.files.folder / "communes.parquet", columns=columns)
    poles = pd.read_csv(specimen.files.folder / "poles.csv", dtype="str")
    seats = communes.set_index("code").reindex(poles["commune"].dropna())
    zones = set(seats["zone_emploi"])
    own = communes[communes["departement"] == "38"]
    people = own["population"].sum()
    share = own.loc[own["zone_emploi"].isin(zones), "population"].sum() / people
    found = departements.loc["38"]
    assert found["population"] == people
    assert found["share_reached"] == pytest.approx(share)
    # Centre Isère has no known seat, but lies in the département.
    vague = poles["commune"].isna() & (poles["departement"] == "38")
    assert vague.sum() == 1
    counted = (seats["departement"] == "38").sum() + 1
    assert found["poles_per_million"] == pytest.approx(counted / people * 1e6)
    known = own.dropna(subset="median_income").sort_values("median_income")
    half = known["population"].cumsum() >= known["population"].sum() / 2
    assert found["median_income"] == known.loc[half, "median_income"].iloc[0]


def test_every_side_is_ranked_from_one_without_holes(departements: pd.DataFrame) -> None:
    mainland = departements.index[~departements["overseas"]]
    assert len(mainland) == 96
    found = [
        ranks(departements[["name", "overseas", "population"]], TerritoryId("departement", code))[
            "rank"
        ].iloc[0]
        for code in mainland
    ]
    assert sorted(found) == list(range(1, 97))


def test_mayotte_has_no_rank_where_nothing_is_published(departements: pd.DataFrame) -> None:
    found = rank(departements, "976")
    unknown = found.index[found["rank"].isna()]
    assert set(unknown) == {
        *("qpv_share_reached", "distance_km", "priority_share"),
        *("unemployment_rate", "median_income"),
    }


@pytest.mark.parametrize("kind", ["region", "epci", "zone-emploi", "commune"])
def test_every_kind_is_measured(specimen: Atlas, kind: str) -> None:
    indicators = kind_indicators(specimen, reach(specimen), kind)
    territory = get_territory(
        specimen,
        {"region": "region:11", "epci": "epci:200040715", "zone-emploi": "zone-emploi:8409"}.get(
            kind, "commune:29155"
        ),
    )
    found = ranks(indicators, territory)
    assert found["rank"].notna().all()
    assert (found["rank"] <= found["known"]).all()
    assert ("share_reached" in set(found["indicator"])) == (kind != "commune")
