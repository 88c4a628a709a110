"""Where to put new poles: small countries solved by trying everything, as coverage counts."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.places.territories import FRANCE
from geo.reach.coverage import coverage
from geo.reach.reach import ReachRule, reach
from geo.siting.cover import (
    EVERYBODY,
    PRIORITY_ONLY,
    SitingRequest,
    Weights,
    candidate_towns,
    choose_sites,
    weighted_people,
)
from geo.siting.ground import FAR_KM, measure_from
from geo.siting.study import alternatives, curve
from geo.tables.atlas import Atlas
from tests.geo.countries import random_country, register


def with_poles_at(atlas: Atlas, codes: list[str]) -> Atlas:
    """Return the same country with more poles, their seats in these communes."""
    assert atlas.poles is not None
    new = register([{"id": f"nouveau-{code}", "commune": code} for code in codes])
    return replace(atlas, poles=pd.concat([atlas.poles, new], ignore_index=True))


def choices(atlas: Atlas, request: SitingRequest) -> list[tuple[str, ...]]:
    codes = candidate_towns(atlas, request)["code"]
    sites = min(request.sites, len(codes))
    return [chosen for chosen in combinations(codes, sites) if set(request.impose) <= set(chosen)]


def weight_reached(atlas: Atlas, request: SitingRequest, codes: tuple[str, ...]) -> float:
    """Return the weight within reach once poles stand there, as coverage counts it."""
    reached = reach(with_poles_at(atlas, list(codes)), request.rule, request.poles).table["reached"]
    return float(weighted_people(atlas, request.weights)[reached].sum())


requests = st.builds(
    SitingRequest,
    sites=st.integers(1, 2),
    rule=st.sampled_from(
        [ReachRule(), ReachRule("radius", 15.0), ReachRule("radius", 40.0, detour=1.3)]
    ),
    weights=st.sampled_from([EVERYBODY, PRIORITY_ONLY, Weights(3, 2, 0, 1)]),
    min_population=st.sampled_from([0, 2000]),
)


@settings(max_examples=5)
@given(seed=st.integers(0, 2**32 - 1), request=requests)
def test_no_choice_reaches_more(seed: int, request: SitingRequest) -> None:
    atlas = random_country(seed)
    siting = choose_sites(atlas, request)
    codes = tuple(siting.sites["code"])
    answer = weight_reached(atlas, request, codes)
    assert siting.optimal
    assert siting.gap == 0
    assert answer == pytest.approx(
        max(weight_reached(atlas, request, chosen) for chosen in choices(atlas, request))
    )
    figures = coverage(
        with_poles_at(atlas, list(codes)),
        reach(with_poles_at(atlas, list(codes)), request.rule),
        FRANCE,
    )
    assert siting.population_reached_after == figures.population_reached
    for name, part in figures.priority.items():
        assert siting.priority_after[name] == pytest.approx(part.population_reached)
    added = siting.population_reached_after - siting.population_reached_before
    assert siting.sites["adds"].sum() == added


@settings(max_examples=5)
@given(seed=st.integers(0, 2**32 - 1), request=requests)
def test_fair_choices_are_the_fairest(seed: int, request: SitingRequest) -> None:
    atlas = random_country(seed)
    siting = choose_sites(atlas, request)
    table = alternatives(atlas, siting).set_index("model")
    ground = siting.ground
    weight = ground.weight
    codes = ground.towns["code"].tolist()
    means, farthest = [], []
    for chosen in choices(atlas, request):
        columns = np.array([codes.index(code) for code in chosen], dtype=np.intp)
        distance = measure_from(atlas, ground, columns)
        # Measured again by coverage itself.
        shown = reach(with_poles_at(atlas, list(chosen)), request.rule).table["distance_km"]
        assert distance == pytest.approx(shown.fillna(FAR_KM).to_numpy())
        means.append((weight * distance).sum() / max(weight.sum(), 1e-9))
        farthest.append(distance[weight > 0].max(initial=0))
    if weight.sum():
        assert table.loc["mean", "mean_km"] == pytest.approx(min(means))
        assert table.loc["farthest", "largest_km"] == pytest.approx(min(farthest), abs=1e-3)
    reached = table["population_reached"]
    assert reached["today"] == siting.population_reached_before
    assert reached["reach"] == siting.population_reached_after
    assert table["optimal"].all()


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32 - 1), request=requests)
def test_curve_rises_through_the_answer(seed: int, request: SitingRequest) -> None:
    atlas = random_country(seed)
    siting = choose_sites(atlas, request)
    points = list(curve(siting.ground, 5))
    worth = [point.weight for point in points]
    assert [point.sites for point in points] == list(range(6))
    assert worth == sorted(worth)
    assert worth[0] == 0
    assert worth[request.sites] == pytest.approx(siting.sites["adds_weight"].sum())
    assert all(point.optimal for point in points)
