"""How far chance alone could move a count: exact intervals and tests for small numbers.

Poles are few, so nothing here rests on a normal approximation. Intervals and tests agree: a test
never calls larger than chance what its own interval does not.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

# The distributions of scipy.stats without its import, which would slow down every start.
from scipy.special import betainc, betaincinv, gammaincinv

__all__ = [
    "LEVEL",
    "Interval",
    "RateTest",
    "compare_rates",
    "holm",
    "poisson_interval",
    "proportion_interval",
]

LEVEL: Final = 0.95


class Interval(NamedTuple):
    """Bounds of a confidence interval, in the unit of the estimate."""

    low: float
    high: float


class RateTest(NamedTuple):
    """Two counts compared with what was to be expected of each.

    Attributes
    ----------
    ratio, low, high
        Rate of the first divided by that of the second, and its interval; the ratio is infinite
        when the second count is zero, NaN when both are.
    p_value
        Probability, in [0, 1], of counts at least as far apart if both rates were the same.
    """

    ratio: float
    low: float
    high: float
    p_value: float


def poisson_interval(count: int, level: float = LEVEL) -> Interval:
    """Return the exact interval of the mean of a Poisson count.

    Parameters
    ----------
    count
        What was counted, not negative.
    level
        Confidence, in ]0, 1[.

    Returns
    -------
    Interval
        Garwood (1936): half the chi-squared quantiles ``(1 - level) / 2`` with ``2 count`` and
        ``(1 + level) / 2`` with ``2 count + 2`` degrees of freedom. Of a count of zero, from 0.
    """
    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    return Interval(low, float(gammaincinv(count + 1, 1 - tail)))


def proportion_interval(part: int, whole: int, level: float = LEVEL) -> Interval:
    """Return the exact interval of a proportion.

    Parameters
    ----------
    part, whole
        ``0 <= part <= whole``.
    level
        Confidence, in ]0, 1[.

    Returns
    -------
    Interval
        Clopper & Pearson (1934); from 0 to 1 when `whole` is zero: nothing is known then.
    """
    tail = (1 - level) / 2
    low = float(betaincinv(part, whole - part + 1, tail)) if part else 0.0
    high = float(betaincinv(part + 1, whole - part, 1 - tail)) if part < whole else 1.0
    return Interval(low, high)


def compare_rates(
    first: int, first_expected: float, second: int, second_expected: float, level: float = LEVEL
) -> RateTest:
    """Test whether two Poisson counts have the same rate.

    Given their sum, the first of two Poisson counts is binomial: if the rates are the same, each
    unit falls on the first with probability ``first_expected / (first_expected +
    second_expected)`` (Przyborowski & Wilenski 1940). The test is the exact binomial test, twice
    the smaller tail; the interval of the ratio is that of Clopper & Pearson for this probability.

    Parameters
    ----------
    first, second
        Counts.
    first_expected, second_expected
        What each rate is measured against, more than zero: inhabitants, or the count expected.
    level
        Confidence of the interval.

    Returns
    -------
    RateTest
        Two counts of zero cannot differ: a probability of 1.
    """
    both, balance = first + second, second_expected / first_expected
    chance = first_expected / (first_expected + second_expected)
    bounds = proportion_interval(first, both, level)
    below = 1.0 if first == both else float(betainc(both - first, first + 1, 1 - chance))
    above = 1.0 if first == 0 else float(betainc(first, both - first + 1, chance))
    return RateTest(
        ratio=np.nan if both == 0 else _odds(first, second) * balance,
        low=_odds(bounds.low, 1 - bounds.low) * balance,
        high=_odds(bounds.high, 1 - bounds.high) * balance,
        p_value=min(1.0, 2 * min(below, above)),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust the probabilities of several tests made at once.

    Parameters
    ----------
    p_values
        One per test, in [0, 1]; NaN for a test that was not made.

    Returns
    -------
    list of float
        Holm (1979), in the same order: below a threshold, the chance of calling any difference
        real that is not stays below it too. NaN stays NaN and does not count.
    """
    values = np.asarray(p_values, dtype=np.float64)
    made = np.flatnonzero(~np.isnan(values))
    order = made[np.argsort(values[made], kind="stable")]
    weights = np.arange(len(order), 0, -1)
    adjusted = values.copy()
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(values[order] * weights))
    return [float(value) for value in adjusted]


def _odds(part: float, rest: float) -> float:
    return part / rest if rest else np.inf
