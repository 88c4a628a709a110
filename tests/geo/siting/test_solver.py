"""The solver against every choice there is, and against the greedy peer."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array

from geo.siting import solver
from geo.siting.cover import merge_demands, undominated
from geo.siting.solver import Choice, Deadline, best_sites, greedy, served, value_of


def best_by_enumeration(gains: csc_array, sites: int) -> float:
    dense = gains.toarray()
    return max(
        dense[:, list(columns)].max(axis=1).sum() if columns else 0.0
        for columns in combinations(range(dense.shape[1]), min(sites, dense.shape[1]))
    )


def random_gains(seed: int, *, covering: bool) -> csc_array:
    chance = np.random.default_rng(seed)
    shape = (int(chance.integers(1, 40)), int(chance.integers(1, 9)))
    reached = chance.random(shape) < chance.uniform(0.1, 0.6)
    weights = chance.integers(0, 50, (shape[0], 1 if covering else shape[1]))
    return csc_array((reached * weights).astype(float))


@pytest.mark.parametrize("covering", [True, False], ids=["covering", "median"])
@settings(max_examples=30)
@given(seed=st.integers(0, 2**32 - 1), sites=st.integers(1, 4))
def test_answer_is_the_best_there_is(covering: bool, seed: int, sites: int) -> None:  # noqa: FBT001
    gains = random_gains(seed, covering=covering)
    choice = best_sites(gains, sites, Deadline(30))
    assert choice.optimal
    assert choice.value == pytest.approx(best_by_enumeration(gains, sites))
    assert choice.value == pytest.approx(value_of(gains, choice.columns))
    assert len(choice.columns) <= sites
    assert value_of(gains, greedy(gains, sites)) <= choice.value + 1e-9


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), sites=st.integers(1, 4))
def test_program_alone_finds_the_same(seed: int, sites: int) -> None:
    # On small tables the bound alone often suffices: here the program has to do all the work.
    gains = solver._sorted(random_gains(seed, covering=False))
    every = np.arange(gains.shape[1])
    found = solver._by_program(gains, sites, every, every[:0], Deadline(30))
    best = best_by_enumeration(gains, sites)
    if best:
        assert found.columns is not None
        assert value_of(gains, found.columns) == pytest.approx(best)
        assert found.bound == pytest.approx(best)


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32 - 1), sites=st.integers(1, 4))
def test_no_better_choice_is_struck_out(seed: int, sites: int) -> None:
    gains = solver._sorted(random_gains(seed, covering=False))
    best = best_by_enumeration(gains, sites)
    # From a poor choice, columns of the best one must stay; required ones must be in a best one.
    poor = np.array([0], dtype=np.intp)
    bounded = solver._strike_out(gains, min(sites, gains.shape[1]), poor, Deadline(30))
    assert bounded.bound >= best - 1e-6
    if value_of(gains, bounded.best) < best - 1e-6:
        among = gains[:, bounded.allowed]
        assert best_by_enumeration(among, sites) == pytest.approx(best)
        assert set(bounded.required) <= set(bounded.allowed)


@pytest.mark.parametrize("seed", range(12))
def test_columns_are_struck_out_by_their_own_bound_no_more_no_less(seed: int) -> None:
    chance = np.random.default_rng(seed)
    columns, sites = 22, 3
    dense = (chance.random((50, columns)) < 0.3) * chance.integers(1, 30, (50, columns))
    prices = chance.random(50) * 10
    worth = np.where(dense > 0, np.maximum(dense - prices[:, None], 0), 0).sum(axis=0)
    every = np.array(list(combinations(range(columns), sites)))
    bounds = prices.sum() + worth[every].sum(axis=1)
    values = dense[:, every].max(axis=2).sum(axis=0)
    assert (bounds >= values - 1e-9).all()
    for share in (0.5, 0.9, 1.0):
        # A choice known, and those that may be better: whose own bound exceeds it.
        value = float(np.quantile(bounds, share)) * (1 - 1e-6)
        open_ones = every[bounds > value]
        allowed, required = solver._left(float(bounds.max()), worth, sites, value)
        assert set(open_ones.ravel()) | set(np.argsort(-worth)[:sites]) == set(allowed)
        needed = set.intersection(*(set(one) for one in open_ones.tolist()))
        assert set(required) == needed


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("covering", [True, False], ids=["covering", "median"])
def test_two_dozen_columns_against_every_choice(seed: int, covering: bool) -> None:  # noqa: FBT001
    chance = np.random.default_rng(seed)
    shape = (60, 24)
    reached = chance.random(shape) < 0.15
    weights = chance.integers(1, 50, (shape[0], 1 if covering else shape[1]))
    gains = csc_array((reached * weights).astype(float))
    dense = gains.toarray()
    every = np.array(list(combinations(range(24), 3)))
    best = dense[:, every].max(axis=2).sum(axis=0).max()
    choice = best_sites(gains, 3, Deadline(30))
    assert choice.optimal
    assert choice.value == pytest.approx(best)
    # From a poor choice, without the help of exchanges.
    bounded = solver._strike_out(
        solver._sorted(gains), 3, np.array([0], dtype=np.intp), Deadline(30)
    )
    assert bounded.bound >= best - 1e-6
    if value_of(gains, bounded.best) < best - 1e-6:
        among = [one for one in every if set(one) <= set(bounded.allowed)]
        kept = [one for one in among if set(bounded.required) <= set(one)]
        assert dense[:, np.array(kept)].max(axis=2).sum(axis=0).max() == pytest.approx(best)


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32 - 1), sites=st.integers(1, 4))
def test_smaller_problem_has_the_same_answer(seed: int, sites: int) -> None:
    gains = random_gains(seed, covering=True)
    merged = merge_demands(gains)
    kept = undominated(merged)
    assert merged.shape[0] <= gains.shape[0]
    assert best_by_enumeration(merged[:, kept], sites) == pytest.approx(
        best_by_enumeration(gains, sites)
    )


def test_greedy_can_be_beaten() -> None:
    # One town in the middle reaches 10 + 10; the two beside it reach all 13 + 13 together.
    gains = csc_array(
        np.array([[10, 0, 10], [10, 10, 0], [0, 0, 3], [0, 3, 0]], dtype=float)[:, [0, 1, 2]]
    )
    assert list(greedy(gains, 2)) == [0, 1]
    assert value_of(gains, greedy(gains, 2)) == 23
    choice = best_sites(gains, 2, Deadline(10))
    assert (list(choice.columns), choice.value, choice.gap) == ([1, 2], 26, 0)


def test_of_equal_columns_the_first_is_chosen() -> None:
    gains = csc_array(np.array([[5.0, 5, 5], [1, 1, 1]]))
    assert list(best_sites(gains, 1, Deadline(10)).columns) == [0]
    assert list(undominated(merge_demands(gains))) == [0]


def test_site_that_adds_nothing_is_not_chosen() -> None:
    gains = csc_array(np.array([[5.0, 5, 0], [0, 2, 0]]))
    assert list(best_sites(gains, 3, Deadline(10)).columns) == [1]


def test_nothing_to_gain_chooses_nothing() -> None:
    choice = best_sites(csc_array((3, 4)), 2, Deadline(10))
    assert (len(choice.columns), choice.value, choice.gap, choice.optimal) == (0, 0, 0, True)


def test_no_time_still_gives_an_answer_with_its_gap() -> None:
    chance = np.random.default_rng(7)
    gains = csc_array((chance.random((90, 20)) < 0.15) * chance.random((90, 20)))
    choice = best_sites(gains, 4, Deadline(0))
    proven = best_sites(gains, 4, Deadline(60))
    assert proven.optimal
    assert 0 < choice.value <= proven.value <= choice.bound
    assert choice.gap > 0
    assert not choice.optimal


def test_no_program_is_begun_once_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def begun(*_: object, **__: object) -> None:
        raise AssertionError("a program was begun")

    chance = np.random.default_rng(7)
    gains = csc_array((chance.random((90, 20)) < 0.15) * chance.random((90, 20)))
    monkeypatch.setattr(solver, "milp", begun)
    assert not best_sites(gains, 4, Deadline(0)).optimal


def test_gap_is_a_share_of_the_bound() -> None:
    columns = np.array([0], dtype=np.intp)
    short = Choice(columns, 990.0, 1000.0)
    assert short.gap == pytest.approx(0.01)
    assert not short.optimal
    assert Choice(columns, 0.0, 10.0).gap == 1
    assert Choice(columns, 1000.0, 1000.0 + 1e-7).optimal
    assert Choice(columns, 0.0, 0.0).gap == 0


def test_column_that_reaches_nobody_is_left_out() -> None:
    gains = csc_array(np.array([[5.0, 0, 5], [0, 0, 2]]))
    assert list(undominated(merge_demands(gains))) == [2]
    assert list(undominated(gains)) == [2]


def test_served_takes_the_greatest() -> None:
    gains = csc_array(np.array([[1.0, 4], [3, 2]]))
    assert list(served(gains, np.array([0, 1]))) == [4, 3]
    assert list(served(gains, np.array([], dtype=int))) == [0, 0]
