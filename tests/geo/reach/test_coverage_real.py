"""Coverage of France recounted from the files themselves, without any function of ``geo``."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from geo.people.people import PriorityRule
from geo.places.territories import FRANCE, METROPOLE, get_territory, territories_of_kind
from geo.reach.access import access_profile, floating_catchment
from geo.reach.coverage import BY_KINDS, compare_rules, coverage, coverage_by
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES

DATA = Path(__file__).parents[3] / "data"
COLUMNS = [
    *("code", "population", "departement", "region", "epci", "zone_emploi", "lon", "lat"),
    *("qpv_population", "frr", "desindustrialise"),
]


@pytest.fixture(scope="module")
def communes() -> pd.DataFrame:
    return pd.read_parquet(DATA / "communes.parquet", columns=COLUMNS)


@pytest.fixture(scope="module")
def seats() -> list[str]:
    poles = pd.read_csv(DATA / "poles.csv", dtype="str")
    return poles["commune"].dropna().tolist()


@pytest.mark.parametrize(
    ("kind", "column"),
    [("commune", "code"), ("epci", "epci"), ("zone-emploi", "zone_emploi")],
)
def test_rules_of_units_recounted(
    atlas: Atlas, communes: pd.DataFrame, seats: list[str], kind: str, column: str
) -> None:
    units = communes.loc[communes["code"].isin(seats), column]
    mask = communes[column].isin(units)
    answer = reach(atlas, ReachRule(kind))
    assert answer.table["reached"].tolist() == mask.tolist()
    figures = coverage(atlas, answer, FRANCE)
    assert figures.poles == len(seats)
    assert figures.population_reached == communes.loc[mask, "population"].sum()
    assert figures.communes_reached == mask.sum()
    quarters = figures.priority["qpv"]
    assert quarters.population_reached == pytest.approx(communes.loc[mask, "qpv_population"].sum())
    rural = communes["frr"].isin(["socle", "plus"])
    assert figures.priority["rural"].population == communes.loc[rural, "population"].sum()
    assert (
        figures.priority["rural"].population_reached
        == communes.loc[rural & mask, "population"].sum()
    )
    basin = communes["desindustrialise"].fillna(value=False).astype(bool)
    assert (
        figures.priority["desindustrialise"].population_reached
        == communes.loc[basin & mask, "population"].sum()
    )


@pytest.mark.parametrize(("km", "detour"), [(10.0, 1.0), (30.0, 1.0), (30.0, 1.3), (150.0, 1.0)])
def test_a_radius_recounted_pair_by_pair(
    atlas: Atlas, communes: pd.DataFrame, seats: list[str], km: float, detour: float
) -> None:
    region = communes["region"] == "32"
    towns = communes[region]
    places = communes.set_index("code").loc[seats]
    places = places[~places["departement"].str.startswith("97")]
    lengths = np.array(
        [
            Geod(ellps="WGS84").inv(
                np.full(len(towns), seat.lon),
                np.full(len(towns), seat.lat),
                towns["lon"],
                towns["lat"],
            )[2]
            for seat in places.itertuples()
        ]
    ).reshape(len(places), len(towns))
    within = lengths / 1000 * detour <= km
    table = reach(atlas, ReachRule("radius", km, detour)).table[region.to_numpy()]
    assert table["poles"].tolist() == within.sum(axis=0).tolist()
    assert table["reached"].tolist() == within.any(axis=0).tolist()
    nearest = lengths.min(axis=0, initial=np.inf) / 1000 * detour
    nearest[np.isinf(nearest)] = np.nan
    assert table["distance_km"].to_numpy() == pytest.approx(nearest, nan_ok=True)


@pytest.mark.parametrize("kind", BY_KINDS)
def test_levels_add_up_to_france(atlas: Atlas, kind: str) -> None:
    answer = reach(atlas, ReachRule("radius", 30.0))
    whole = coverage(atlas, answer, FRANCE)
    rows = coverage_by(atlas, answer, FRANCE, kind)
    for name in ("poles", "population", "population_reached", "communes", "communes_reached"):
        assert rows[name].sum() == getattr(whole, name)
    for name in PRIORITIES:
        for field in ("population", "population_reached", "population_unknown"):
            assert rows[f"{name}_{field}"].sum() == pytest.approx(
                getattr(whole.priority[name], field)
            )
    assert rows["share_reached"].dropna().between(0, 1).all()
    assert rows["territory"].notna().sum() == len(territories_of_kind(atlas, kind))


def test_the_radius_only_adds(specimen: Atlas) -> None:
    table = compare_rules(
        specimen,
        FRANCE,
        rules=[ReachRule("radius", float(km)) for km in (5, 10, 25, 60, 150, 1000)],
    )
    shares = table.filter(like="share_reached")
    assert (shares.diff().dropna() >= 0).all(axis=None)
    # No radius brings a pole to Guadeloupe or Mayotte, where no seat is known.
    without = specimen.require_communes()["departement"].isin(["971", "976"])
    everybody = specimen.require_communes()["population"]
    assert table["population_reached"].iloc[-1] == everybody[~without].sum()


def test_the_mainland_and_overseas_make_france(atlas: Atlas) -> None:
    answer = reach(atlas)
    parts = [METROPOLE, *(get_territory(atlas, f"departement:97{n}") for n in (1, 2, 3, 4, 6))]
    figures = [coverage(atlas, answer, part) for part in parts]
    whole = coverage(atlas, answer, FRANCE)
    assert sum(item.population_reached for item in figures) == whole.population_reached
    assert sum(item.zones_emploi_without_pole for item in figures) == (
        whole.zones_emploi_without_pole
    )


def test_difficult_territories(specimen: Atlas) -> None:
    answer = reach(specimen)
    corse = coverage(specimen, answer, get_territory(specimen, "departement:2A"))
    assert (corse.poles, corse.population_reached, corse.share_reached) == (0, 0, 0.0)
    mayotte = coverage(specimen, answer, get_territory(specimen, "departement:976"))
    assert mayotte.poles_departement_only == 1
    for name in ("qpv", "desindustrialise"):
        unknown = mayotte.priority[name]
        assert (unknown.population, unknown.share_reached) == (0, None)
        assert unknown.population_unknown == mayotte.population
    ouessant = coverage(specimen, answer, get_territory(specimen, "commune:29155"))
    assert (ouessant.communes, ouessant.communes_reached) == (1, 0)
    island = answer.table.set_index("code").loc["29155"]
    assert 100 < island["distance_km"] < 300


def test_more_classes_are_more_people(atlas: Atlas) -> None:
    answer = reach(atlas)
    people = [
        coverage(atlas, answer, FRANCE, PriorityRule(classes)).priority["rural"].population
        for classes in (
            ("socle",),
            ("socle", "plus"),
            ("socle", "plus", "partiel"),
            ("socle", "plus", "partiel", "beneficiaire"),
        )
    ]
    assert people == sorted(set(people))


def test_half_of_the_people_live_within_the_median(specimen: Atlas) -> None:
    answer = reach(specimen)
    profile = access_profile(specimen, answer, FRANCE).set_index("group")
    median = profile.loc["total", "median_km"]
    near = answer.table["distance_km"] <= median
    population = specimen.require_communes()["population"]
    assert population[near].sum() >= population.sum() / 2
    nearer = answer.table["distance_km"] < median
    assert population[nearer].sum() < population.sum() / 2
    assert (
        profile.loc["total", "without_distance"]
        == population[answer.table["distance_km"].isna()].sum()
    )


def test_the_catchment_shares_out_every_pole(atlas: Atlas) -> None:
    answer = reach(atlas)
    access = floating_catchment(atlas, answer)["access"]
    shared = (access * atlas.require_communes()["population"]).sum() / 1e6
    assert shared == pytest.approx(len(answer.seats))
