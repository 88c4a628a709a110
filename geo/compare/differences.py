"""Is the difference real? Each pair of territories, indicator by indicator.

Two questions that must not be mixed up. Poles are few events: two counts may differ by chance, and
an exact test says how easily. People reached are all counted: chance has no part in it, but the
answer rests on the rule of reach, so that a difference is told with what becomes of it under
every other rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.compare.compare import compare
from geo.compare.intervals import RateTest, compare_rates, holm
from geo.compare.targeting import TARGETS, targeting
from geo.people.people import (
    DEFAULT_PRIORITIES,
    PRIORITIES,
    PriorityRule,
    priority_people,
)
from geo.places.membership import commune_positions
from geo.reach.coverage import COMPARED_RULES
from geo.reach.reach import Reach, ReachRule, reached_communes
from geo.tables.atlas import Atlas
from geo.territory_id import Territory

__all__ = [
    "APART",
    "BEYOND",
    "CHANCE",
    "DEPENDS",
    "EQUAL",
    "NESTED",
    "OVERLAP",
    "RATE",
    "SAME",
    "SHARES",
    "SIGNIFICANCE",
    "STEADY",
    "TARGETING",
    "UNKNOWN",
    "differences",
    "relation",
    "swept_rules",
]

SIGNIFICANCE: Final = 0.05

RATE: Final = "poles_per_million"
TARGETING: Final = tuple(f"{target}_targeting" for target in TARGETS)
SHARES: Final = ("share_reached", *(f"{name}_share_reached" for name in PRIORITIES))

# How two territories lie.
APART: Final = "separes"
NESTED: Final = "emboites"
OVERLAP: Final = "chevauchement"
SAME: Final = "identiques"

# What is found. Of counts of poles:
BEYOND: Final = "au-dela-du-hasard"
CHANCE: Final = "dans-le-hasard"
# of shares of people:
STEADY: Final = "jamais-inverse"
DEPENDS: Final = "selon-la-regle"
EQUAL: Final = "egalite"
# of either, when nothing can be said.
UNKNOWN: Final = "inconnu"

_TEXT_COLUMNS: Final = ("first", "second", "first_label", "second_label", "indicator", "relation")
_NUMBER_COLUMNS: Final = (
    *("first_value", "second_value", "difference"),
    *("ratio", "ratio_low", "ratio_high", "p_value", "p_adjusted", "missing_poles"),
    *("rules", "rules_first", "rules_second", "least", "most"),
)
# Shares are shown to a tenth of a point: less than a two-hundredth of it is no difference.
_TIE: Final = 5e-6
_NOTHING: Final = RateTest(np.nan, np.nan, np.nan, np.nan)


class _Asked(NamedTuple):
    """What was asked, and what stands side by side."""

    atlas: Atlas
    reached: Reach
    territories: Sequence[Territory]
    priorities: PriorityRule
    table: pd.DataFrame


@dataclass(frozen=True)
class _Pair:
    """Two rows of a comparison; `inner` is the one inside the other, when they are nested."""

    first: int
    second: int
    relation: str
    inner: int | None = None


def relation(atlas: Atlas, first: Territory, second: Territory) -> str:
    """Say how two territories lie.

    Returns
    -------
    str
        `APART` when they share no commune, `SAME` when they share all, `NESTED` when one holds
        the other, else `OVERLAP`.
    """
    one, other = commune_positions(atlas, first), commune_positions(atlas, second)
    shared = len(np.intersect1d(one, other, assume_unique=True))
    if not shared:
        return APART
    if shared == len(one) == len(other):
        return SAME
    return NESTED if shared in {len(one), len(other)} else OVERLAP


def swept_rules(rule: ReachRule) -> tuple[ReachRule, ...]:
    """Return the rules under which a difference is tried: the reader's, then all the others."""
    return (rule, *(other for other in COMPARED_RULES if other != rule))


def differences(
    atlas: Atlas,
    reached: Reach,
    territories: Sequence[Territory],
    priorities: PriorityRule = DEFAULT_PRIORITIES,
    table: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say of each pair of territories what differs, and whether it is more than chance.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    territories
        Two or more, of any kinds.
    priorities
        What counts as rural and as deindustrialised.
    table
        What `geo.compare.compare.compare` returned for the same arguments, to spare computing it
        twice.

    Returns
    -------
    pandas.DataFrame
        One row per pair and indicator, pairs in the order given. Always: ``first``, ``second``
        (identifiers), ``first_label``, ``second_label``, ``indicator`` (`RATE`, one of
        `TARGETING` or of `SHARES`, the columns of `geo.compare.compare.compare`), ``relation``
        (`relation`), ``first_value``, ``second_value``, ``difference`` (first less second),
        ``verdict`` (str).

        Of the rate and of targeting: ``ratio``, ``ratio_low``, ``ratio_high`` (with its 95 %
        interval) and ``p_value`` of `geo.compare.intervals.compare_rates`; ``p_adjusted``, by Holm
        over the pairs for the rate, over pairs and classes for targeting; ``verdict`` `BEYOND` when
        that is less than `SIGNIFICANCE`, else `CHANCE`; `UNKNOWN` when there is nothing to test.
        Poles of a part are poles of the whole: when one territory holds the other, it is the part
        that is tested against the *rest* of the whole, and ``ratio`` is of these two (the inner
        territory first); when they overlap otherwise, or are the same, nothing is tested.
        ``missing_poles`` (rate of two territories apart): how many poles more the one with the
        lower rate would need to catch up. All NaN elsewhere.

        Of shares: ``rules`` (how many were tried, those of `swept_rules`), ``rules_first`` and
        ``rules_second`` (under how many the first, the second is better served), ``least`` and
        ``most`` (smallest and largest difference);
        ``verdict`` `STEADY` when no rule reverses the difference (under the widest radii both may
        be reached whole), `DEPENDS` when one does, `EQUAL` when there is none under any rule,
        `UNKNOWN` when a share is not known. No interval: everybody is counted.

        The test of targeting takes the seats in priority communes as a Poisson count against
        those expected if poles settled like people; the count being bounded by the number of
        seats, it varies less than that, and the test is on the careful side.

    Raises
    ------
    FilterError, TableError
        As `geo.compare.compare.compare`.
    """
    if table is None:
        table = compare(atlas, reached, territories, priorities)
    asked = _Asked(atlas, reached, territories, priorities, table)
    pairs = [_pair(atlas, territories, *both) for both in combinations(range(len(territories)), 2)]
    rows = [
        *_rates(table, pairs),
        *_targeting(asked, pairs),
        *_shares(asked, pairs),
    ]
    found = pd.DataFrame(rows, columns=[*_TEXT_COLUMNS, *_NUMBER_COLUMNS, "verdict"])
    texts = dict.fromkeys((*_TEXT_COLUMNS, "verdict"), "str")
    return found.astype({**texts, **dict.fromkeys(_NUMBER_COLUMNS, "float64")})


def _pair(atlas: Atlas, territories: Sequence[Territory], first: int, second: int) -> _Pair:
    how = relation(atlas, territories[first], territories[second])
    if how != NESTED:
        return _Pair(first, second, how)
    sizes = [len(commune_positions(atlas, territories[row])) for row in (first, second)]
    return _Pair(first, second, how, first if sizes[0] < sizes[1] else second)


def _common(table: pd.DataFrame, pair: _Pair, indicator: str) -> dict[str, object]:
    first, second = table.iloc[pair.first], table.iloc[pair.second]
    return {
        "first": first["territory"],
        "second": second["territory"],
        "first_label": first["label"],
        "second_label": second["label"],
        "indicator": indicator,
        "relation": pair.relation,
        "first_value": first[indicator],
        "second_value": second[indicator],
        "difference": first[indicator] - second[indicator],
    }


def _tested(rows: list[dict[str, object]], tests: list[RateTest]) -> list[dict[str, object]]:
    adjusted = holm([test.p_value for test in tests])
    for row, test, p_adjusted in zip(rows, tests, adjusted, strict=True):
        row |= {
            "ratio": test.ratio,
            "ratio_low": test.low,
            "ratio_high": test.high,
            "p_value": test.p_value,
            "p_adjusted": p_adjusted,
            "verdict": _verdict(p_adjusted),
        }
    return rows


def _verdict(p_adjusted: float) -> str:
    if np.isnan(p_adjusted):
        return UNKNOWN
    return BEYOND if p_adjusted < SIGNIFICANCE else CHANCE


def _rates(table: pd.DataFrame, pairs: list[_Pair]) -> list[dict[str, object]]:
    rows, tests = [], []
    for pair in pairs:
        poles, people = table["poles_counted"], table["population"]
        row = _common(table, pair, RATE)
        test = _NOTHING
        if pair.relation == APART:
            counts = [int(poles.iloc[side]) for side in (pair.first, pair.second)]
            sizes = [int(people.iloc[side]) for side in (pair.first, pair.second)]
            test = _compared(counts[0], sizes[0], counts[1], sizes[1])
            row["missing_poles"] = _missing(counts, sizes)
        elif pair.inner is not None:
            inner = pair.inner
            outer = pair.second if inner == pair.first else pair.first
            count, size = int(poles.iloc[inner]), int(people.iloc[inner])
            test = _compared(
                count, size, int(poles.iloc[outer]) - count, int(people.iloc[outer]) - size
            )
        rows.append(row)
        tests.append(test)
    return _tested(rows, tests)


def _compared(first: int, first_size: float, second: int, second_size: float) -> RateTest:
    if first_size <= 0 or second_size <= 0:
        return _NOTHING
    return compare_rates(first, first_size, second, second_size)


def _missing(counts: list[int], sizes: list[int]) -> float:
    """Return how many poles more the lower rate would need, in whole poles."""
    if not all(sizes):
        return np.nan
    (low, size), (high, other) = sorted(
        zip(counts, sizes, strict=True), key=lambda item: item[0] / item[1]
    )
    return float(-(-high * size // other) - low)


def _targeting(asked: _Asked, pairs: list[_Pair]) -> list[dict[str, object]]:
    found = [
        targeting(asked.atlas, asked.reached.seats, item, asked.priorities)
        for item in asked.territories
    ]
    rows, tests = [], []
    for pair in pairs:
        for target in TARGETS:
            sides = [found[side].loc[target] for side in (pair.first, pair.second)]
            if pair.inner is not None:
                inner = found[pair.inner].loc[target]
                outer = sides[1] if pair.inner == pair.first else sides[0]
                counted = ["seats", "seats_known", "people", "people_known"]
                sides = [inner, (outer - inner)[counted]]
            test = _NOTHING
            if pair.relation in {APART, NESTED}:
                expected = [_expected(side) for side in sides]
                seats = [int(side["seats"]) for side in sides]
                test = _compared(seats[0], expected[0], seats[1], expected[1])
            rows.append(_common(asked.table, pair, f"{target}_targeting"))
            tests.append(test)
    return _tested(rows, tests)


def _expected(side: pd.Series) -> float:
    """Return how many seats would lie in priority communes if poles settled like people."""
    if not side["people_known"]:
        return 0.0
    return float(side["seats_known"] * side["people"] / side["people_known"])


def _shares(asked: _Asked, pairs: list[_Pair]) -> list[dict[str, object]]:
    rules = swept_rules(asked.reached.rule)
    swept = _sweep(asked, rules)
    rows = []
    for pair in pairs:
        for indicator in SHARES:
            apart = swept[indicator][:, pair.first] - swept[indicator][:, pair.second]
            known = not np.isnan(apart).any()
            ahead, behind = int((apart > _TIE).sum()), int((apart < -_TIE).sum())
            row = _common(asked.table, pair, indicator)
            if known:
                row |= {
                    "rules": len(rules),
                    "rules_first": ahead,
                    "rules_second": behind,
                    "least": apart.min(),
                    "most": apart.max(),
                }
            row["verdict"] = _steadiness(ahead, behind) if known else UNKNOWN
            rows.append(row)
    return rows


def _steadiness(ahead: int, behind: int) -> str:
    if not ahead and not behind:
        return EQUAL
    return DEPENDS if ahead and behind else STEADY


def _sweep(asked: _Asked, rules: Sequence[ReachRule]) -> dict[str, np.ndarray]:
    """Return, by indicator, the shares reached: shape ``(rules, territories)``."""
    atlas, columns = asked.atlas, ["population", *PRIORITIES]
    people = priority_people(atlas, asked.priorities)[columns].fillna(0).to_numpy()
    inside = [commune_positions(atlas, item) for item in asked.territories]
    totals = np.array([people[rows].sum(axis=0) for rows in inside])
    shares = np.full((len(rules), *totals.shape), np.nan)
    for number, rule in enumerate(rules):
        mask = reached_communes(atlas, rule, asked.reached.pole_filter)
        found = np.array([people[rows[mask[rows]]].sum(axis=0) for rows in inside])
        np.divide(found, totals, out=shares[number], where=totals > 0)
    return {name: shares[:, :, column] for column, name in enumerate(SHARES)}
