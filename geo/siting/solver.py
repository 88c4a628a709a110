"""The best few columns of a table of gains: an upper bound by duals, the proof by integer programs.

Each demand (a row) is worth, for a set of sites (columns), the greatest of its gains from them.
Covering is the case where a gain is the weight of the demand or nothing; the p-median is the one
where it is the distance spared. A Lagrangian bound strikes out the columns that no better choice
can hold and keeps those that every better choice must; a mixed-integer program (HiGHS) decides
among what is left. Both steps are exact: a column goes only when its own bound is no better than
a choice already found.
"""

import time
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, csr_array, hstack

# Gains are people (or people times kilometres): sums of doubles are exact far beyond this.
RELATIVE_TOLERANCE: Final = 1e-9
DUAL_ROUNDS: Final = 600
DUAL_SHARE: Final = 0.7
# After so many rounds without a better bound the step is halved.
PATIENCE: Final = 6
SMALLEST_STEP: Final = 1e-3
LOOK_EVERY: Final = 20
# Small enough for the program to be faster than more rounds.
SMALL_PROGRAM: Final = 40_000
# Beyond, HiGHS works long past its time limit: the bound of the prices stands.
LARGEST_PROGRAM: Final = 400_000


class Deadline:
    """A moment after which one stops looking for better.

    Parameters
    ----------
    seconds
        From now on.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left, never below 0."""
        return max(0.0, self._end - time.monotonic())


@dataclass(frozen=True, eq=False)
class Choice:
    """A choice of columns and what is known of its quality.

    Attributes
    ----------
    columns
        Chosen columns, ``intp``, ascending; fewer than asked when more would add nothing.
    value
        Sum over the rows of the greatest gain among them.
    bound
        No choice of as many columns is worth more.
    """

    columns: np.ndarray
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """By how much the bound exceeds the value, as a share of the bound, in [0, 1]."""
        if self.bound <= 0:
            return 0.0
        gap = (self.bound - self.value) / self.bound
        return 0.0 if gap <= RELATIVE_TOLERANCE else gap

    @property
    def optimal(self) -> bool:
        """Whether no choice is better, but for rounding."""
        return self.gap == 0


class _Bounded(NamedTuple):
    """A bound of every choice, the best choice known, and the columns a better one may hold."""

    bound: float
    best: np.ndarray
    allowed: np.ndarray
    required: np.ndarray


def best_sites(gains: csc_array, sites: int, deadline: Deadline) -> Choice:
    """Choose the columns that are worth most together.

    Parameters
    ----------
    gains
        Shape ``(demands, candidates)``, no negative entry.
    sites
        How many columns at most.
    deadline
        When to stop; what is best by then is returned with its bound.

    Returns
    -------
    Choice
        The same for the same gains. Of equal columns the first is chosen.
    """
    gains = _sorted(gains)
    sites = min(sites, gains.shape[1])
    if sites <= 0 or not gains.nnz:
        return Choice(np.empty(0, dtype=np.intp), 0.0, 0.0)
    best = exchange(gains, greedy(gains, sites), deadline)
    bounded = _strike_out(gains, sites, best, deadline)
    best = exchange(gains, bounded.best, deadline)
    value = value_of(gains, best)
    if _closed(bounded.bound, value):
        return _choice(gains, best, bounded.bound)
    found = _by_program(gains, sites, bounded.allowed, bounded.required, deadline)
    if found.columns is not None:
        other = value_of(gains, found.columns)
        if other > value and not _closed(other, value):
            best, value = found.columns, other
    # The program knows the columns left only: one struck out is no better than `best`.
    return _choice(gains, best, min(bounded.bound, max(value, found.bound)))


def value_of(gains: csc_array, columns: np.ndarray) -> float:
    """Return what a choice of columns is worth."""
    return float(served(gains, columns).sum())


def served(gains: csc_array, columns: np.ndarray) -> np.ndarray:
    """Return the greatest gain of each row from some columns, ``float64``, 0 without any."""
    best = np.zeros(gains.shape[0])
    for column in columns:
        rows, values = _column(gains, int(column))
        best[rows] = np.maximum(best[rows], values)
    return best


def greedy(gains: csc_array, sites: int) -> np.ndarray:
    """Choose columns one by one, each the one that adds most to those before.

    Parameters
    ----------
    gains
        As of `best_sites`.
    sites
        How many columns at most.

    Returns
    -------
    numpy.ndarray
        Columns in the order of their choice, ``intp``; fewer when more would add nothing.
    """
    owners = _owners(gains)
    best = np.zeros(gains.shape[0])
    chosen: list[int] = []
    for _ in range(min(sites, gains.shape[1])):
        added = _added(gains, owners, best)
        column = int(added.argmax())
        if added[column] <= 0:
            break
        chosen.append(column)
        rows, values = _column(gains, column)
        best[rows] = np.maximum(best[rows], values)
    return np.array(chosen, dtype=np.intp)


def exchange(gains: csc_array, columns: np.ndarray, deadline: Deadline) -> np.ndarray:
    """Replace one chosen column by another as long as this is worth more."""
    owners = _owners(gains)
    chosen = [int(column) for column in columns]
    value = value_of(gains, columns)
    improved = True
    while improved and deadline.left():
        improved = False
        for place in range(len(chosen)):
            others = np.array(chosen[:place] + chosen[place + 1 :], dtype=np.intp)
            best = served(gains, others)
            added = _added(gains, owners, best)
            column = int(added.argmax())
            other = float(best.sum() + added[column])
            if other > value * (1 + RELATIVE_TOLERANCE):
                chosen[place], value, improved = column, other, True
    return np.array(chosen, dtype=np.intp)


def _sorted(gains: csc_array) -> csc_array:
    gains = csc_array(gains, dtype=np.float64)
    gains.eliminate_zeros()
    gains.sort_indices()
    return gains


def _column(gains: csc_array, column: int) -> tuple[np.ndarray, np.ndarray]:
    part = slice(gains.indptr[column], gains.indptr[column + 1])
    return gains.indices[part], gains.data[part]


def _owners(gains: csc_array) -> np.ndarray:
    return np.repeat(np.arange(gains.shape[1]), np.diff(gains.indptr))


def _added(gains: csc_array, owners: np.ndarray, best: np.ndarray) -> np.ndarray:
    """Return what each column adds where `best` is served already."""
    more = np.maximum(gains.data - best[gains.indices], 0)
    return np.bincount(owners, weights=more, minlength=gains.shape[1])


def _closed(bound: float, value: float) -> bool:
    return bound - value <= RELATIVE_TOLERANCE * max(bound, 0)


def _no_better(bounds: np.ndarray, value: float) -> np.ndarray:
    return np.asarray(bounds <= value * (1 + RELATIVE_TOLERANCE / 10))


def _choice(gains: csc_array, columns: np.ndarray, bound: float) -> Choice:
    columns = np.sort(np.asarray(columns, dtype=np.intp))
    value = value_of(gains, columns)
    return Choice(columns, value, max(bound, value))


def _strike_out(gains: csc_array, sites: int, best: np.ndarray, deadline: Deadline) -> _Bounded:
    """Bound every choice, and strike out the columns that none better than `best` can hold.

    Prices are lowered by the subgradient method of Held and Karp: a row sold at its price instead
    of to its best site gives a bound, the sum of the prices and, for the `sites` best columns,
    what their gains exceed the prices by. It ends as soon as the program left is small.
    """
    owners = _owners(gains)
    highest = np.zeros(gains.shape[0])
    np.maximum.at(highest, gains.indices, gains.data)
    value = value_of(gains, best)
    prices = served(gains, best) / 2
    lowest, worths, kept = np.inf, np.zeros(gains.shape[1]), prices
    step, waited = 1.0, 0
    spent = Deadline(deadline.left() * DUAL_SHARE)
    for turn in range(DUAL_ROUNDS):
        excess = gains.data - prices[gains.indices]
        worth = np.bincount(owners, weights=np.maximum(excess, 0), minlength=gains.shape[1])
        top = np.sort(np.argpartition(-worth, sites - 1)[:sites])
        bound = float(prices.sum() + worth[top].sum())
        if (tried := value_of(gains, top)) > value:
            value, best = tried, top
        if bound < lowest * (1 - RELATIVE_TOLERANCE):
            lowest, worths, kept, waited = bound, worth, prices, 0
        else:
            waited += 1
        if _closed(lowest, value) or not spent.left() or step < SMALLEST_STEP:
            break
        if turn % LOOK_EVERY == LOOK_EVERY - 1:
            allowed, _ = _left(lowest, worths, sites, value)
            if _program_size(gains, allowed) <= SMALL_PROGRAM:
                break
        if waited >= PATIENCE:
            step, waited, prices = step / 2, 0, kept
            continue
        sold = np.zeros(gains.shape[0])
        for column in top:
            part = slice(gains.indptr[column], gains.indptr[column + 1])
            sold[gains.indices[part]] += excess[part] > 0
        way = 1 - sold
        # A price at its end can go no farther: counted in, it would shorten every step.
        way[((prices <= 0) & (way > 0)) | ((prices >= highest) & (way < 0))] = 0
        length = float(way @ way)
        if not length:
            break
        prices = np.clip(prices - step * (bound - value) / length * way, 0, highest)
    allowed, required = _left(lowest, worths, sites, value)
    return _Bounded(lowest, best, allowed, required)


def _left(
    bound: float, worth: np.ndarray, sites: int, value: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns that a better choice may hold, and those of them that it must."""
    ranked = np.argsort(-worth, kind="stable")
    inside, outside = ranked[:sites], ranked[sites:]
    # Forcing in a column outside takes the place of the last one inside, and conversely.
    best_outside = worth[outside[0]] if len(outside) else 0.0
    if_in = bound - worth[inside[-1]] + worth[outside]
    if_out = bound - worth[inside] + best_outside
    allowed = np.sort(np.concatenate([inside, outside[~_no_better(if_in, value)]]))
    return allowed, inside[_no_better(if_out, value)]


def _program_size(gains: csc_array, allowed: np.ndarray) -> int:
    """Return about how many entries the program over these columns has before merging."""
    left = gains[:, allowed]
    in_row = np.bincount(left.indices, minlength=gains.shape[0])
    flat = np.zeros(gains.shape[0])
    np.maximum.at(flat, left.indices, left.data)
    uneven = np.zeros(gains.shape[0], dtype=bool)
    uneven[left.indices[left.data < flat[left.indices]]] = True
    return int(np.where(uneven, in_row * (in_row + 1) // 2, in_row).sum())


class _Found(NamedTuple):
    columns: np.ndarray | None
    bound: float


def _by_program(
    gains: csc_array, sites: int, allowed: np.ndarray, required: np.ndarray, deadline: Deadline
) -> _Found:
    """Solve the integer program over some columns, some of them required."""
    levels, weights = _levels(gains, allowed)
    if levels.nnz > LARGEST_PROGRAM or not deadline.left():
        return _Found(None, np.inf)
    count, rows = len(allowed), len(weights)
    # Served level - sites that serve it <= 0; then the number of sites.
    program = hstack([-levels, _identity(rows)], format="csr")
    number = csr_array(
        (np.ones(count), (np.zeros(count, dtype=int), np.arange(count))), shape=(1, count + rows)
    )
    lower = np.zeros(count + rows)
    lower[:count][np.isin(allowed, required)] = 1
    solved = milp(
        np.concatenate([np.zeros(count), -weights]),
        integrality=np.concatenate([np.ones(count), np.zeros(rows)]),
        bounds=Bounds(lower, np.ones(count + rows)),
        constraints=[
            LinearConstraint(program, -np.inf, 0),
            LinearConstraint(number, 0, sites),
        ],
        options={"time_limit": deadline.left(), "mip_rel_gap": 0},
    )
    columns = None if solved.x is None else allowed[solved.x[:count] > 1 / 2]
    bound = -solved.mip_dual_bound if solved.mip_dual_bound is not None else np.inf
    if solved.status == 0 and columns is not None:
        # Proven: what the bound exceeds the value by is rounding.
        bound = min(bound, value_of(gains, columns))
    return _Found(columns, bound)


def _identity(size: int) -> csr_array:
    return csr_array((np.ones(size), (np.arange(size), np.arange(size))), shape=(size, size))


def _levels(gains: csc_array, allowed: np.ndarray) -> tuple[csr_array, np.ndarray]:
    """Cut each row into levels: what it gains by any of its best columns, one level a gain.

    Returns
    -------
    levels, weights
        Columns (of `allowed`) that serve each level, and what it is worth. Levels served by the
        same columns are one: their weights are added.
    """
    rows = csr_array(gains[:, allowed])
    merged: dict[bytes, float] = {}
    for row in range(rows.shape[0]):
        part = slice(rows.indptr[row], rows.indptr[row + 1])
        columns, values = rows.indices[part], rows.data[part]
        if not len(columns):
            continue
        order = np.argsort(-values, kind="stable")
        ladder = np.append(values[order], 0)
        for end in np.flatnonzero(ladder[:-1] > ladder[1:]):
            key = np.sort(columns[order[: end + 1]]).astype(np.int32).tobytes()
            merged[key] = merged.get(key, 0.0) + float(ladder[end] - ladder[end + 1])
    served_by = [np.frombuffer(key, dtype=np.int32) for key in merged]
    ends = np.cumsum([0, *map(len, served_by)])
    indices = np.concatenate(served_by) if served_by else np.empty(0, dtype=np.int32)
    levels = csr_array((np.ones(len(indices)), indices, ends), shape=(len(served_by), len(allowed)))
    return levels, np.array(list(merged.values()))
