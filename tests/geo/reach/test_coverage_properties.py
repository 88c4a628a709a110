"""What must hold of coverage whatever the country, the poles, the rule and the radius."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.people.people import priority_people
from geo.places.membership import KIND_COLUMNS
from geo.places.territories import FRANCE, METROPOLE
from geo.poles.select import PoleFilter
from geo.reach.access import Catchment, access_profile, floating_catchment
from geo.reach.coverage import BY_KINDS, coverage, coverage_by
from geo.reach.gaps import find_gaps
from geo.reach.reach import ReachRule, reach, reached_communes
from geo.tables.atlas import Atlas
from geo.vocabulary import COHORTS, PRIORITIES
from tests.geo.countries import country

# Each example is a new country, whose tables take a tenth of a second to prepare.
EXAMPLES = settings(max_examples=20)
CODES = [f"{number:05}" for number in range(1001, 1013)]
COMMUNE_VALUES = {
    "departement": ["01", "38", "974"],
    "region": ["84", "04"],
    "ancienne_region": ["82", "04"],
    "epci": ["200000001", "200000002", None],
    "zone_emploi": ["8401", "8402", "8403", "0401"],
    "frr": ["non", "socle", "plus", "partiel"],
    "desindustrialise": [True, False, None],
    "qpv_population": [None, 0.0, 0.5, 499.5],
    "population": [0, 1, 500, 9_999],
}
POLE_VALUES = {
    "commune": [*CODES, None],
    "departement": ["01", "38", "974", None],
    "cohorts": ["appel-2013", "ami-2021", "appel-2013;ami-2021"],
    "territory_codes": [None, "epci:200000001", "zone-emploi:8403", "region:04"],
    "territory_claim": ["declared", "listing"],
}
DETOUR = st.sampled_from([1.0, 1.3, 3.0])
RADIUS = st.floats(0.1, 2_000)
RULE = st.one_of(
    st.builds(
        ReachRule,
        st.sampled_from(["commune", "epci", "zone-emploi", "declared"]),
        st.none(),
        DETOUR,
    ),
    st.builds(ReachRule, st.just("radius"), RADIUS, DETOUR),
)


@st.composite
def countries(draw: st.DrawFn) -> Atlas:
    """Draw a country of twelve communes and up to six poles."""
    # One number stands for all the choices: drawing them one by one takes longer than the tests.
    random = Random(draw(st.integers(0, 2**32)))  # noqa: S311

    def row(values: dict[str, list[object]]) -> dict[str, object]:
        return {name: random.choice(choices) for name, choices in values.items()}

    spread = draw(st.sampled_from([0.01, 0.3, 4.0]))
    communes = [
        {
            "code": code,
            **row(COMMUNE_VALUES),
            "lon": random.uniform(2 - spread, 2 + spread),
            "lat": random.uniform(46 - spread, 46 + spread),
        }
        for code in CODES
    ]
    poles = [{"id": f"p{number}", **row(POLE_VALUES)} for number in range(draw(st.integers(0, 6)))]
    return country(communes, poles)


@settings(EXAMPLES)
@given(countries(), RULE)
def test_reached_is_told_the_same_everywhere(atlas: Atlas, rule: ReachRule) -> None:
    answer = reach(atlas, rule)
    table = answer.table
    assert table["code"].tolist() == CODES
    assert (table["reached"] == (table["poles"] > 0)).all()
    assert (table["poles"] <= len(answer.poles)).all()
    assert reached_communes(atlas, rule).tolist() == table["reached"].tolist()
    if rule.km is not None:
        assert (table["reached"] == (table["distance_km"] <= rule.km)).all()
    assert table["nearest_pole"].isna().tolist() == table["distance_km"].isna().tolist()
    # Every pole of the register is counted or named as left out, never both, never neither.
    named = [*answer.poles["id"], *answer.left_out["id"]]
    assert sorted(named) == sorted(atlas.require_poles()["id"])
    assert set(answer.fallback["id"]) <= set(answer.poles["id"])


@settings(EXAMPLES)
@given(countries(), RULE)
def test_the_commune_of_a_seat_is_reached_unless_its_pole_declares_another_territory(
    atlas: Atlas, rule: ReachRule
) -> None:
    answer = reach(atlas, rule)
    seats = answer.table.iloc[answer.seats]
    assert (seats["distance_km"] == 0).all()
    if rule.kind != "declared":
        assert seats["reached"].all()


@settings(EXAMPLES)
@given(countries(), RULE)
def test_nothing_crosses_an_ocean(atlas: Atlas, rule: ReachRule) -> None:
    answer = reach(atlas, rule)
    oceans = atlas.require_communes()["departement"].replace({"01": "", "38": ""}).to_numpy()
    served = set(oceans[answer.seats])
    for ocean, distance in zip(oceans, answer.table["distance_km"], strict=True):
        assert np.isnan(distance) == (ocean not in served)


@settings(EXAMPLES)
@given(countries(), RULE, st.sampled_from(BY_KINDS), st.sampled_from([FRANCE, METROPOLE]))
def test_rows_add_up_to_their_territory_and_shares_are_shares(
    atlas: Atlas, rule: ReachRule, kind: str, territory: object
) -> None:
    answer = reach(atlas, rule)
    whole = coverage(atlas, answer, territory)
    rows = coverage_by(atlas, answer, territory, kind)
    for name in ("poles", "population", "population_reached", "communes", "communes_reached"):
        assert rows[name].sum() == getattr(whole, name)
    for name in PRIORITIES:
        part = whole.priority[name]
        for field in ("population", "population_reached", "population_unknown"):
            total = rows[f"{name}_{field}"].sum()
            assert total == pytest.approx(getattr(part, field), abs=1e-4)
        assert part.population_reached <= part.population <= whole.population + 1e4
        share = part.share_reached
        assert share is None or 0 <= share <= 1
    shares = rows["share_reached"].dropna()
    assert shares.between(0, 1).all()
    assert whole.population_reached <= whole.population
    assert rows["zones_emploi_without_pole"].max() <= whole.zones_emploi_without_pole
    # Fewer poles can be placed in a part than in the whole.
    assert rows["poles_departement_only"].sum() <= whole.poles_departement_only


@settings(EXAMPLES)
@given(countries(), RADIUS, RADIUS, DETOUR)
def test_coverage_never_falls_when_the_radius_grows(
    atlas: Atlas, one: float, other: float, detour: float
) -> None:
    near, far = (reach(atlas, ReachRule("radius", km, detour)).table for km in sorted((one, other)))
    assert (far["reached"] | ~near["reached"]).all()
    assert (far["poles"] >= near["poles"]).all()


@settings(EXAMPLES)
@given(countries(), RADIUS, DETOUR, DETOUR)
def test_coverage_never_grows_with_the_detour(
    atlas: Atlas, km: float, one: float, other: float
) -> None:
    straight, winding = (
        reach(atlas, ReachRule("radius", km, detour)).table for detour in sorted((one, other))
    )
    assert (straight["reached"] | ~winding["reached"]).all()


@settings(EXAMPLES)
@given(countries(), RULE)
def test_coverage_never_falls_when_waves_are_added(atlas: Atlas, rule: ReachRule) -> None:
    some = reach(atlas, rule, PoleFilter(cohorts=("ami-2021",))).table
    every = reach(atlas, rule, PoleFilter(cohorts=COHORTS)).table
    assert (every["reached"] | ~some["reached"]).all()
    assert (every["poles"] >= some["poles"]).all()


@settings(EXAMPLES)
@given(countries())
def test_a_larger_unit_reaches_whom_a_smaller_one_does(atlas: Atlas) -> None:
    seat, epci, zone = (
        reach(atlas, ReachRule(kind)).table["reached"]
        for kind in ("commune", "epci", "zone-emploi")
    )
    assert (epci | ~seat).all()
    assert (zone | ~seat).all()


@settings(EXAMPLES)
@given(countries(), RULE, st.randoms(use_true_random=False))
def test_the_order_of_the_register_changes_nobody(
    atlas: Atlas, rule: ReachRule, random: Random
) -> None:
    poles = atlas.require_poles()
    order = list(range(len(poles)))
    random.shuffle(order)
    shuffled = replace(atlas, poles=poles.iloc[order].reset_index(drop=True))
    here, there = reach(atlas, rule).table, reach(shuffled, rule).table
    for name in ("reached", "poles", "distance_km"):
        assert here[name].equals(there[name])


@settings(EXAMPLES)
@given(countries(), RULE, st.sampled_from(["zone-emploi", "epci"]))
def test_gaps_hold_nobody_who_is_reached_and_no_seat(
    atlas: Atlas, rule: ReachRule, kind: str
) -> None:
    answer = reach(atlas, rule)
    gaps = find_gaps(atlas, answer, FRANCE, kind)
    rows = coverage_by(atlas, answer, FRANCE, kind).set_index("code")
    units = atlas.require_communes()[KIND_COLUMNS[kind]]
    unknown = priority_people(atlas)[list(PRIORITIES)].isna().any(axis=1)
    for gap in gaps.to_dict(orient="records"):
        row = rows.loc[gap["code"]]
        assert row["poles"] == 0
        assert gap["left_out"] == row["population"] - row["population_reached"]
        assert 0 <= gap["share_left_out"] <= 1
        left_out = [gap[f"{name}_left_out"] for name in PRIORITIES]
        known = [people for people in left_out if not np.isnan(people)]
        if np.isnan(gap["priority_left_out"]):
            assert sum(known) == 0
            assert unknown[(units == gap["code"]) & ~answer.table["reached"]].all()
        else:
            assert max(known) <= gap["priority_left_out"] + 1e-6
            assert gap["priority_left_out"] <= sum(known) + 1e-6
    reported = set(gaps["code"])
    empty = rows[(rows["poles"] == 0) & (rows["population"] > rows["population_reached"])]
    assert reported == set(empty.index) - {""}


@settings(EXAMPLES)
@given(countries(), st.floats(1, 500), st.sampled_from(["uniform", "steps", "gaussian"]), DETOUR)
def test_access_shares_out_the_poles_and_no_more(
    atlas: Atlas, km: float, decay: str, detour: float
) -> None:
    answer = reach(atlas, ReachRule("radius", km, detour))
    access = floating_catchment(atlas, answer, Catchment(km, decay))["access"].to_numpy()
    population = atlas.require_communes()["population"].to_numpy()
    assert (access >= 0).all()
    assert (access[~answer.table["reached"].to_numpy()] == 0).all()
    lived = population[answer.seats] > 0
    shared = float((access * population).sum()) / 1e6
    # A seat whose commune has inhabitants is shared for certain.
    assert lived.sum() - 1e-6 <= shared <= len(answer.seats) + 1e-6


@settings(EXAMPLES)
@given(countries(), RULE)
def test_profiles_are_shares_that_grow(atlas: Atlas, rule: ReachRule) -> None:
    profile = access_profile(atlas, reach(atlas, rule), FRANCE, thresholds_km=(5, 50, 500))
    shares = profile[["within_5_km", "within_50_km", "within_500_km"]].dropna().to_numpy()
    assert ((shares >= 0) & (shares <= 1 + 1e-12)).all()
    assert (np.diff(shares, axis=1) >= 0).all()
    lived = profile[profile["population"] > 0]
    beyond = lived["without_distance"] > lived["population"] / 2
    assert (lived["median_km"].isna() == beyond).all()
