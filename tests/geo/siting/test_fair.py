"""The fair models on countries of two dozen towns, against every choice there is."""

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from scipy.sparse import csc_array

from geo.reach.reach import ReachRule
from geo.siting import fair
from geo.siting.cover import (
    EVERYBODY,
    PRIORITY_ONLY,
    SitingRequest,
    Weights,
    choose_sites,
    survey,
)
from geo.siting.fair import STEP_KM, least_farthest, least_mean
from geo.siting.ground import FAR_KM, Ground, distance_pairs
from geo.siting.solver import Deadline
from geo.siting.study import alternatives
from geo.tables.atlas import Atlas
from tests.geo.countries import country

TOWNS = 24


class Left(NamedTuple):
    """What every choice of towns leaves, one entry a choice."""

    choices: np.ndarray
    mean: np.ndarray
    largest: np.ndarray


def scattered(seed: int, count: int = TOWNS, *, pole: bool = True) -> Atlas:
    """Return towns within some 150 kilometres, each a candidate, and one pole or none."""
    chance = np.random.default_rng(seed)
    towns = [
        {
            "code": f"010{number:02}",
            "population": int(chance.integers(1, 40)) * 100,
            "lon": float(5 + chance.random() * 2),
            "lat": float(46 + chance.random() * 1.4),
            "epci": f"2000000{number:02}",
            "frr": str(chance.choice(["non", "socle"])),
        }
        for number in range(count)
    ]
    return country(towns, [{"id": "p", "commune": "01000"}] if pole else [])


def ground_of(
    atlas: Atlas, sites: int, weights: Weights = EVERYBODY, impose: tuple[str, ...] = ()
) -> Ground:
    request = SitingRequest(
        sites=sites,
        rule=ReachRule("radius", 20.0),
        weights=weights,
        min_population=0,
        impose=impose,
    )
    return survey(atlas, request)


def every_choice(atlas: Atlas, ground: Ground) -> Left:
    spared = distance_pairs(atlas, ground).toarray()
    imposed = set(np.flatnonzero(ground.towns["imposed"]).tolist())
    choices = np.array(
        [
            one
            for one in combinations(range(len(ground.towns)), ground.request.sites)
            if imposed <= set(one)
        ]
    )
    left = ground.distance_km[:, None] - spared[:, choices].max(axis=2)
    mean = ground.weight @ left / ground.weight.sum()
    return Left(choices, mean, left[ground.weight > 0].max(axis=0))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("weights", [EVERYBODY, PRIORITY_ONLY], ids=["everybody", "priority"])
def test_no_choice_of_three_towns_is_fairer(seed: int, weights: Weights) -> None:
    atlas = scattered(seed)
    impose = ("01005",) if seed % 2 else ()
    ground = ground_of(atlas, 3, weights, impose)
    spared = distance_pairs(atlas, ground)
    left = every_choice(atlas, ground)
    centre = least_farthest(ground, spared, Deadline(30))
    assert centre.optimal
    assert centre.bound_km == centre.largest_km
    assert centre.largest_km == pytest.approx(left.largest.min(), abs=2 * STEP_KM)
    assert len(centre.columns) == 3
    with pytest.MonkeyPatch.context() as patch:
        # Without the plain reasons, every length is tried by the exact step.
        patch.setattr(fair, "_plainly_too_few", lambda *_: False)
        again = least_farthest(ground, spared, Deadline(30))
    assert again.largest_km == pytest.approx(left.largest.min(), abs=2 * STEP_KM)
    assert again.optimal
    median = least_mean(ground, spared, Deadline(30))
    assert median.optimal
    today = ground.weight @ ground.distance_km
    assert (today - median.value) / ground.weight.sum() == pytest.approx(left.mean.min())
    for columns in (centre.columns, median.columns):
        assert set(np.flatnonzero(ground.towns["imposed"])) <= set(columns)


@pytest.mark.parametrize("seed", range(24))
def test_shortest_length_is_found_whatever_serves_the_longer_ones(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Few towns and one site: many of the lengths are the largest of some choice, and the search
    # may not step over any.
    atlas = scattered(seed, 7, pole=False)
    ground = ground_of(atlas, 1)
    left = every_choice(atlas, ground)

    def worst(reach: csc_array, *_: object) -> tuple[np.ndarray | None, bool]:
        """Return, of the choices that reach every row, the one that leaves most."""
        near = reach.toarray() > 0
        right = np.flatnonzero(near[:, left.choices].any(axis=2).all(axis=0))
        if not len(right):
            return None, True
        return left.choices[right[left.largest[right].argmax()]], True

    monkeypatch.setattr(fair, "_few_enough", worst)
    monkeypatch.setattr(fair, "_plainly_too_few", lambda *_: False)
    centre = least_farthest(ground, distance_pairs(atlas, ground), Deadline(30))
    assert centre.largest_km == pytest.approx(left.largest.min(), abs=2 * STEP_KM)


@pytest.mark.parametrize("bound", [None, 3.0])
@pytest.mark.parametrize("seed", range(4))
def test_centre_cut_short_keeps_its_bounds(
    seed: int, bound: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    atlas = scattered(seed)
    ground = ground_of(atlas, 3)
    least = every_choice(atlas, ground).largest.min()

    def nothing(*_: object, **__: object) -> SimpleNamespace:
        return SimpleNamespace(x=None, status=1, mip_dual_bound=bound)

    # Without the programs, the plain bounds alone stand.
    monkeypatch.setattr(fair, "greedy", lambda *_: np.empty(0, dtype=np.intp))
    monkeypatch.setattr(fair, "milp", nothing)
    centre = least_farthest(ground, distance_pairs(atlas, ground), Deadline(0))
    assert not centre.optimal
    assert 0 < centre.bound_km <= least + STEP_KM
    assert least <= centre.largest_km + STEP_KM
    assert centre.bound_km < centre.largest_km


def test_centre_is_proven_by_a_bound_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    # The program is stopped, but told first that more towns than asked are needed.
    atlas = scattered(1)
    ground = ground_of(atlas, 3)
    spared = distance_pairs(atlas, ground)
    solve = fair.milp

    def stopped(*given: object, **options: object) -> SimpleNamespace:
        solved = solve(*given, **options)
        enough = solved.x is not None and round(solved.fun) <= 3
        return SimpleNamespace(
            x=solved.x if enough else None, status=1, mip_dual_bound=solved.mip_dual_bound
        )

    whole = least_farthest(ground, spared, Deadline(30))
    monkeypatch.setattr(fair, "milp", stopped)
    again = least_farthest(ground, spared, Deadline(30))
    assert again.optimal
    assert again.largest_km == whole.largest_km


def test_aims_cut_short_tell_their_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    atlas = scattered(3)
    siting = choose_sites(atlas, ground_of(atlas, 3).request)
    left = every_choice(atlas, siting.ground)
    table = alternatives(atlas, siting).set_index("model")
    assert table["optimal"].all()
    assert table["gap"].tolist() == [0, 0, 0, 0]
    assert table.loc["mean", "least_mean_km"] == pytest.approx(table.loc["mean", "mean_km"])
    assert table.loc["farthest", "least_largest_km"] == pytest.approx(
        table.loc["farthest", "largest_km"]
    )
    assert table["least_mean_km"].isna().tolist() == [True, True, False, True]
    assert table["least_largest_km"].isna().tolist() == [True, True, True, False]

    monkeypatch.setattr(fair, "_few_enough", lambda *_: (None, False))
    hurried = replace(siting, request=replace(siting.request, time_limit_s=1e-9))
    cut = alternatives(atlas, hurried).set_index("model")
    assert cut["optimal"].tolist() == [True, True, False, False]
    mean, farthest = cut.loc["mean"], cut.loc["farthest"]
    assert mean["least_mean_km"] <= left.mean.min() <= mean["mean_km"]
    assert mean["gap"] == pytest.approx(1 - mean["least_mean_km"] / mean["mean_km"])
    assert 0 < mean["gap"] < 1
    assert farthest["least_largest_km"] <= left.largest.min() <= farthest["largest_km"]
    assert farthest["gap"] == pytest.approx(
        1 - farthest["least_largest_km"] / farthest["largest_km"]
    )


def test_imposed_sites_leave_no_choice() -> None:
    atlas = scattered(2)
    ground = ground_of(atlas, 2, impose=("01005", "01007"))
    left = every_choice(atlas, ground)
    centre = least_farthest(ground, distance_pairs(atlas, ground), Deadline(10))
    assert set(ground.towns["code"].iloc[centre.columns]) == {"01005", "01007"}
    assert centre.optimal
    assert centre.largest_km == pytest.approx(left.largest[0])


def test_where_nobody_counts_no_distance_is_left() -> None:
    atlas = scattered(0)
    ground = replace(ground_of(atlas, 2), weight=np.zeros(TOWNS))
    centre = least_farthest(ground, distance_pairs(atlas, ground), Deadline(10))
    assert (centre.largest_km, centre.optimal) == (0, True)


def test_sites_the_distance_does_not_need_reach_the_most() -> None:
    # The farthest lives 111 km from any candidate: one site is enough for that. The other goes to
    # the larger of two towns that nobody reaches.
    towns = [("01001", 100, 46.0), ("01002", 500, 46.3), ("01003", 900, 45.6), ("01004", 10, 47.0)]
    communes = [
        {"code": code, "population": people, "lat": lat, "epci": f"2000{code}"}
        for code, people, lat in towns
    ]
    alone = {"code": "01005", "population": 1, "lat": 48.0, "epci": "200001004"}
    atlas = country([*communes, alone], [{"id": "p", "commune": "01001"}])
    ground = ground_of(atlas, 2)
    assert "01005" not in ground.towns["code"].tolist()
    centre = least_farthest(ground, distance_pairs(atlas, ground), Deadline(10))
    assert set(ground.towns["code"].iloc[centre.columns]) == {"01003", "01004"}
    assert centre.largest_km == pytest.approx(111.2, abs=0.2)
    assert centre.largest_km < FAR_KM
