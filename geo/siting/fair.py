"""The fair alternatives: the least mean distance (p-median), the least distance left (p-centre).

The p-median of Hakimi (1964) is solved as a choice of columns whose gains are weights times
kilometres spared; the p-centre by bisection over the distances that occur, each step an exact
covering of the demands that are still too far.
"""

from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, csr_array

from geo.siting.ground import Ground
from geo.siting.solver import Choice, Deadline, best_sites, greedy, served

# Distances that differ by less are one: half a metre, far below what a town hall's place means.
STEP_KM: Final = 5e-4


class Centre(NamedTuple):
    """Sites that leave the smallest distance.

    Attributes
    ----------
    columns
        Rows of ``ground.towns``, ``intp``, ascending.
    largest_km
        Largest distance left of a commune that counts.
    bound_km
        No choice leaves a smaller one, to `STEP_KM`.
    """

    columns: np.ndarray
    largest_km: float
    bound_km: float

    @property
    def optimal(self) -> bool:
        """Whether no choice leaves a smaller distance, to `STEP_KM`."""
        return self.bound_km >= self.largest_km - STEP_KM


class _Distances(NamedTuple):
    """Distances left today, and to the candidates that are nearer."""

    today: np.ndarray
    home: np.ndarray
    town: np.ndarray
    far: np.ndarray
    towns: int

    def within(self, limit: float) -> csc_array:
        """Return which candidates serve each demand that is farther than a limit today."""
        needy = np.full(len(self.today), -1)
        rows = np.flatnonzero(self.today > limit)
        needy[rows] = np.arange(len(rows))
        near = (self.far <= limit) & (needy[self.home] >= 0)
        places = (needy[self.home[near]], self.town[near])
        return csc_array((np.ones(near.sum()), places), shape=(len(rows), self.towns))


def least_mean(ground: Ground, spared_km: csc_array, deadline: Deadline) -> Choice:
    """Choose the sites that spare most, in weight times kilometres: the p-median.

    Parameters
    ----------
    ground
        From `geo.siting.ground.survey`.
    spared_km
        From `geo.siting.ground.distance_pairs`.
    deadline
        When to stop.

    Returns
    -------
    geo.siting.solver.Choice
        Rows of ``ground.towns``, imposed ones included; value and bound in what is spared.
    """
    gains = spared_km.copy()
    gains.data = gains.data * ground.weight[gains.indices]
    gains.eliminate_zeros()
    imposed = np.flatnonzero(ground.towns["imposed"])
    given = served(gains, imposed)
    gains.data = np.maximum(gains.data - given[gains.indices], 0)
    gains.eliminate_zeros()
    choice = best_sites(gains, ground.request.sites - len(imposed), deadline)
    base = float(given.sum())
    columns = np.union1d(imposed, choice.columns).astype(np.intp)
    return Choice(columns, base + choice.value, base + choice.bound)


def least_farthest(ground: Ground, spared_km: csc_array, deadline: Deadline) -> Centre:
    """Choose the sites that leave the smallest largest distance: the p-centre.

    Parameters
    ----------
    ground, spared_km, deadline
        As of `least_mean`.

    Returns
    -------
    Centre
        Communes in which nobody counts are left out. Sites that the distance does not need go, one
        by one, where they newly reach most.
    """
    imposed = np.flatnonzero(ground.towns["imposed"])
    counted = np.flatnonzero(ground.weight > 0)
    given = served(spared_km, imposed)[counted]
    today = ground.distance_km[counted] - given
    sites = ground.request.sites - len(imposed)
    pairs = csr_array(spared_km)[counted].tocoo()
    home, town = pairs.coords
    far = ground.distance_km[counted][home] - pairs.data
    lengths = np.unique(np.round(np.concatenate([today, far]) / STEP_KM))
    lengths = lengths[lengths <= np.ceil(today.max(initial=0) / STEP_KM)] * STEP_KM + STEP_KM / 2
    todo = _Distances(today, home, town, far, len(ground.towns))
    # The last length is the distance left today, which needs no site at all.
    # Shorter lengths than that of `proven` are proven to be too short, first by plain reasons.
    proven, high = 0, len(lengths) - 1
    while proven < high:
        middle = (proven + high) // 2
        if _plainly_too_few(csr_array(todo.within(lengths[middle])), sites):
            proven = middle + 1
        else:
            high = middle
    best, low, high = np.empty(0, dtype=np.intp), proven, len(lengths) - 1
    while low < high:
        middle = (low + high) // 2
        found, sure = _few_enough(todo.within(lengths[middle]), sites, deadline)
        if found is None:
            low = middle + 1
            proven = low if sure else proven
        else:
            best, high = found, middle
    columns = _filled(ground, np.union1d(imposed, best).astype(np.intp))
    left = (ground.distance_km - served(spared_km, columns))[counted]
    largest = float(left.max(initial=0))
    bound = lengths[proven] - STEP_KM if len(lengths) else 0.0
    return Centre(columns, largest, largest if proven == low else min(largest, max(0.0, bound)))


def _few_enough(reach: csc_array, sites: int, deadline: Deadline) -> tuple[np.ndarray | None, bool]:
    """Return at most so many columns that reach every row, and whether a `None` is proven."""
    if not reach.shape[0]:
        return np.empty(0, dtype=np.intp), True
    quick = greedy(reach, sites)
    if served(reach, quick).all():
        return quick, True
    rows = _distinct(csr_array(reach))
    columns = reach.shape[1]
    solved = milp(
        np.ones(columns),
        integrality=np.ones(columns),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(rows, 1, np.inf)],
        options={"time_limit": max(deadline.left(), 0.1)},
    )
    chosen = None if solved.x is None else np.flatnonzero(solved.x > 1 / 2)
    if chosen is not None and len(chosen) <= sites:
        return chosen, True
    bound = solved.mip_dual_bound
    sure = solved.status == 0 or (bound is not None and bound > sites + STEP_KM)
    return None, sure


def _plainly_too_few(rows: csr_array, sites: int) -> bool:
    """Say whether a row has no column, or more rows than sites are found that share none."""
    taken = np.zeros(rows.shape[1], dtype=bool)
    apart = 0
    for row in np.argsort(np.diff(rows.indptr), kind="stable"):
        columns = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
        if taken[columns].any():
            continue
        taken[columns] = True
        apart += 1
        if apart > sites or not len(columns):
            return True
    return False


def _distinct(rows: csr_array) -> csr_array:
    """Return each set of columns once: demands reached by the same towns are one."""
    rows.sort_indices()
    seen = {
        rows.indices[start:end].tobytes(): row
        for row, (start, end) in enumerate(zip(rows.indptr[:-1], rows.indptr[1:], strict=True))
    }
    return rows[sorted(seen.values())]


def _filled(ground: Ground, columns: np.ndarray) -> np.ndarray:
    """Add sites, each where it newly reaches most, until there are as many as asked."""
    gains = ground.covering_gains()
    given = served(gains, columns)
    gains.data = np.maximum(gains.data - given[gains.indices], 0)
    gains.eliminate_zeros()
    gains.sort_indices()
    more = greedy(gains, ground.request.sites - len(columns))
    return np.union1d(columns, more).astype(np.intp)
