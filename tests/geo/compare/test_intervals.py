"""Exact intervals and tests, against scipy.stats and by their definition."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo.compare.intervals import compare_rates, holm, poisson_interval, proportion_interval

COUNTS = st.integers(0, 400)
SIZES = st.floats(1e-3, 1e8)


@given(COUNTS, st.floats(0.5, 0.999))
def test_poisson_interval_is_half_the_chi_squared_quantiles(count: int, level: float) -> None:
    low, high = poisson_interval(count, level)
    tail = (1 - level) / 2
    expected = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    assert low == pytest.approx(expected)
    assert high == pytest.approx(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2)
    assert low <= count <= high


def test_poisson_interval_of_garwood_s_table() -> None:
    # Garwood (1936), 95 %: 0 -> 3.69; 1 -> 0.0253 to 5.57; 10 -> 4.80 to 18.39.
    assert poisson_interval(0) == pytest.approx((0, 3.689), abs=5e-4)
    assert poisson_interval(1) == pytest.approx((0.0253, 5.572), abs=5e-4)
    assert poisson_interval(10) == pytest.approx((4.795, 18.390), abs=5e-4)


@given(st.integers(0, 60), st.integers(0, 60))
def test_proportion_interval_is_that_of_scipy(part: int, rest: int) -> None:
    whole = part + rest
    found = proportion_interval(part, whole)
    if not whole:
        assert found == (0, 1)
        return
    expected = stats.binomtest(part, whole).proportion_ci(0.95, method="exact")
    assert found == pytest.approx((expected.low, expected.high))
    assert found.low <= part / whole <= found.high


@given(COUNTS, SIZES, COUNTS, SIZES)
def test_two_rates_are_tested_as_a_binomial(
    first: int, first_size: float, second: int, second_size: float
) -> None:
    found = compare_rates(first, first_size, second, second_size)
    chance = first_size / (first_size + second_size)
    if not first + second:
        assert found.p_value == 1
        assert math.isnan(found.ratio)
        return
    tails = [
        stats.binomtest(first, first + second, chance, alternative=side).pvalue
        for side in ("less", "greater")
    ]
    assert found.p_value == pytest.approx(min(1, 2 * min(tails)), rel=1e-6, abs=1e-12)
    assert found.low <= found.ratio <= found.high


@given(st.integers(0, 60), SIZES, st.integers(0, 60), SIZES)
def test_test_and_interval_agree_and_have_no_favourite(
    first: int, first_size: float, second: int, second_size: float
) -> None:
    found = compare_rates(first, first_size, second, second_size)
    if abs(found.p_value - 0.05) > 1e-9:
        assert (found.p_value < 0.05) == (not found.low <= 1 <= found.high)
    other = compare_rates(second, second_size, first, first_size)
    assert other.p_value == pytest.approx(found.p_value, rel=1e-6)
    if found.low:
        assert other.high == pytest.approx(1 / found.low)


def test_a_known_comparison() -> None:
    # 2 of 4 against 10 of 4: 12 events, each on either side with probability one half.
    found = compare_rates(2, 4.0, 10, 4.0)
    assert found.ratio == 0.2
    assert found.p_value == pytest.approx(2 * (1 + 12 + 66) / 2**12)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    with_nothing = holm([0.02, math.nan, 0.6])
    assert with_nothing[0] == pytest.approx(0.04)
    assert math.isnan(with_nothing[1])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_never_makes_a_difference_more_certain(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(
        before <= after <= 1 and after <= before * len(values) + 1e-12
        for before, after in zip(values, adjusted, strict=True)
    )
    assert list(np.argsort(adjusted, kind="stable")) == sorted(
        range(len(values)), key=lambda row: (adjusted[row], row)
    )
