"""Where new poles would reach most people not reached today, with proof that no choice does better.

The maximal covering location problem of Church and ReVelle (1974): existing poles are given, and
of a number of candidate towns those few are chosen that reach together the greatest weight of
inhabitants. The answer says whether it is proven, and how far it could be from the best if not.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csc_array, csr_array

from geo.people.people import PRIORITIES
from geo.siting.candidates import candidate_towns
from geo.siting.ground import Ground, survey
from geo.siting.rules import (
    DEFAULT_KM,
    DEFAULT_MIN_POPULATION,
    DEFAULT_TIME_LIMIT_S,
    MAX_SITES,
    SITING_REACHES,
    SitingRequest,
    weighted_people,
)
from geo.siting.solver import Choice, Deadline, best_sites, served
from geo.siting.weights import EVERYBODY, PRIORITY_ONLY, Weights
from geo.tables.atlas import Atlas

__all__ = [
    "DEFAULT_KM",
    "DEFAULT_MIN_POPULATION",
    "DEFAULT_TIME_LIMIT_S",
    "EVERYBODY",
    "MAX_SITES",
    "PRIORITY_ONLY",
    "SITE_COLUMNS",
    "SITING_REACHES",
    "Siting",
    "SitingRequest",
    "Weights",
    "candidate_towns",
    "choose_sites",
    "cover",
    "recall_sites",
    "site_table",
    "survey",
    "weighted_people",
]

SITE_COLUMNS: Final = (
    *("rank", "code", "name", "departement", "population", "lon", "lat", "imposed"),
    *("adds", "adds_weight", *(f"adds_{name}" for name in PRIORITIES)),
)


@dataclass(frozen=True, eq=False)
class Siting:
    """The best sites for a request.

    Attributes
    ----------
    request
        What was asked.
    sites
        `SITE_COLUMNS`, one row per site, in the order of what each adds to those before it:
        ``rank`` (from 1), ``code``, ``name``, ``departement``, ``population`` of the town, its
        reference point ``lon``, ``lat`` (degrees, EPSG:4326), ``imposed`` (bool), ``adds``
        (inhabitants newly reached, ``int64``), ``adds_weight`` (what they count for),
        ``adds_qpv``, ``adds_rural``, ``adds_desindustrialise`` (inhabitants; NaN where it is
        known of none of those newly reached). Fewer rows than asked when one site more would
        reach nobody who counts.
    columns
        The same sites as rows of ``ground.towns``, ``intp``.
    ground
        What they were chosen on.
    bound
        No choice is worth more, in weight newly reached.
    gap
        By how much the bound exceeds the answer, as a share of the bound; 0 when proven.
    optimal
        Whether the answer is proven to be the best; of the inhabitants of ``ground.unsure``
        communes, only what is known to count is weighed.
    population_reached_before, population_reached_after
        Inhabitants of the territory within reach.
    weight_reached_before, weight_reached_after
        What those count for.
    priority_before, priority_after
        The same for each priority, as `geo.reach.coverage` counts them: those of whom it is not
        known are left out; NaN where nothing is known in the territory.
    newly
        Rows of ``atlas.communes`` newly reached, ``intp``.
    seconds
        Time taken.
    """

    request: SitingRequest
    sites: pd.DataFrame
    columns: np.ndarray
    ground: Ground
    bound: float
    gap: float
    optimal: bool
    population_reached_before: int
    population_reached_after: int
    weight_reached_before: float
    weight_reached_after: float
    priority_before: Mapping[str, float]
    priority_after: Mapping[str, float]
    newly: np.ndarray
    seconds: float


def choose_sites(atlas: Atlas, request: SitingRequest, ground: Ground | None = None) -> Siting:
    """Choose the sites that reach most.

    Parameters
    ----------
    atlas
        The tables.
    request
        What is wanted.
    ground
        What `geo.siting.ground.survey` returned for this request, to spare measuring twice.

    Returns
    -------
    Siting
        The same for the same tables and request.

    Raises
    ------
    FilterError, TableError
        As `geo.siting.ground.survey`.
    """
    started = time.monotonic()
    deadline = Deadline(request.time_limit_s)
    ground = survey(atlas, request) if ground is None else ground
    return _settled(ground, cover(ground, deadline), started)


def recall_sites(atlas: Atlas, request: SitingRequest, answer: Mapping[str, Any]) -> Siting:
    """Return an answer already found, without looking for it again.

    Parameters
    ----------
    atlas
        The tables.
    request
        What was asked.
    answer
        What `geo.siting.wire.answer_record` wrote of `choose_sites` for this request.

    Returns
    -------
    Siting
        As `choose_sites` returned it, but for ``seconds``.

    Raises
    ------
    FilterError, TableError
        As `geo.siting.ground.survey`.
    """
    started = time.monotonic()
    ground = survey(atlas, request)
    codes = [site["commune"] for site in answer["sites"]]
    columns = np.flatnonzero(ground.towns["code"].isin(codes)).astype(np.intp)
    value = float(ground.weight[ground.covered_by(columns) & ~ground.reached].sum())
    return _settled(ground, Choice(columns, value, answer["details"]["bound"]), started)


def _settled(ground: Ground, choice: Choice, started: float) -> Siting:
    sites = site_table(ground, choice.columns)
    columns = sites.index.to_numpy(dtype=np.intp)
    after = ground.covered_by(columns)
    return Siting(
        request=ground.request,
        sites=sites.reset_index(drop=True),
        columns=columns,
        ground=ground,
        bound=choice.bound,
        gap=choice.gap,
        optimal=choice.optimal,
        population_reached_before=int(ground.population[ground.reached].sum()),
        population_reached_after=int(ground.population[after].sum()),
        weight_reached_before=float(ground.weight[ground.reached].sum()),
        weight_reached_after=float(ground.weight[after].sum()),
        priority_before=ground.priority_reached(ground.reached),
        priority_after=ground.priority_reached(after),
        newly=ground.inside[after & ~ground.reached],
        seconds=time.monotonic() - started,
    )


def cover(ground: Ground, deadline: Deadline, sites: int | None = None) -> Choice:
    """Choose the candidates that newly reach the greatest weight together, imposed ones included.

    Parameters
    ----------
    ground
        From `geo.siting.ground.survey`.
    deadline
        When to stop.
    sites
        How many; by default as many as the request says.

    Returns
    -------
    geo.siting.solver.Choice
        Rows of ``ground.towns``; value and bound in weight newly reached. Imposed sites are in it
        even where they add nothing.
    """
    wanted = ground.request.sites if sites is None else sites
    gains = ground.covering_gains()
    imposed = np.flatnonzero(ground.towns["imposed"])
    given = served(gains, imposed)
    gains.data = np.maximum(gains.data - given[gains.indices], 0)
    gains.eliminate_zeros()
    merged = merge_demands(gains)
    kept = undominated(merged)
    choice = best_sites(merged[:, kept], wanted - len(imposed), deadline)
    base = float(given.sum())
    columns = np.union1d(imposed, kept[choice.columns]).astype(np.intp)
    return Choice(columns, base + choice.value, base + choice.bound)


def site_table(ground: Ground, columns: np.ndarray) -> pd.DataFrame:
    """Return chosen candidates in the order of what each adds to those before.

    Parameters
    ----------
    ground
        From `geo.siting.ground.survey`.
    columns
        Rows of ``ground.towns``.

    Returns
    -------
    pandas.DataFrame
        `SITE_COLUMNS`, indexed by row of ``ground.towns``. ``adds`` sums to the inhabitants newly
        reached by all. Of two sites that add the same weight, the one that adds more inhabitants
        comes first, then the more populous town.
    """
    reached = ground.reached.copy()
    waiting = [int(column) for column in columns]
    rows: list[dict[str, object]] = []
    while waiting:
        gained = {
            column: (mask := _reached_by(ground, column) & ~reached, *_worth(ground, mask))
            for column in waiting
        }
        best = max(waiting, key=lambda column: (*gained[column][1:], -column))
        mask, weight, people = gained[best]
        reached |= mask
        waiting.remove(best)
        added = ground.priority_added(mask)
        rows.append(
            {
                "rank": len(rows) + 1,
                **ground.towns.loc[best, _TOWN_COLUMNS].to_dict(),
                "adds": people,
                "adds_weight": weight,
                **{f"adds_{name}": added[name] for name in PRIORITIES},
                "column": best,
            }
        )
    table = pd.DataFrame(rows, columns=[*SITE_COLUMNS, "column"]).set_index("column")
    return table.rename_axis(None)


_TOWN_COLUMNS: Final = ["code", "name", "departement", "population", "lon", "lat", "imposed"]


def _reached_by(ground: Ground, column: int) -> np.ndarray:
    part = slice(ground.reaches.indptr[column], ground.reaches.indptr[column + 1])
    mask = np.zeros(len(ground.inside), dtype=bool)
    mask[ground.reaches.indices[part]] = True
    return mask


def _worth(ground: Ground, mask: np.ndarray) -> tuple[float, int]:
    return float(ground.weight[mask].sum()), int(ground.population[mask].sum())


def merge_demands(gains: csc_array) -> csc_array:
    """Make one demand of those that the same candidates reach; drop those that none reaches.

    Parameters
    ----------
    gains
        Shape ``(demands, candidates)``; in a row all entries are equal.

    Returns
    -------
    scipy.sparse.csc_array
        Fewer rows, the same worth of every choice of columns.
    """
    rows = csr_array(gains)
    rows.sort_indices()
    weights: dict[bytes, float] = {}
    for start, end in zip(rows.indptr[:-1], rows.indptr[1:], strict=True):
        if start < end:
            key = rows.indices[start:end].astype(np.int32).tobytes()
            weights[key] = weights.get(key, 0.0) + float(rows.data[start])
    sets = [np.frombuffer(key, dtype=np.int32) for key in weights]
    sizes = np.array([len(one) for one in sets], dtype=np.intp)
    indices = np.concatenate([np.empty(0, dtype=np.int32), *sets])
    values = np.repeat(np.array(list(weights.values())), sizes)
    ends = np.concatenate([[0], np.cumsum(sizes)])
    return csc_array(csr_array((values, indices, ends), shape=(len(sets), gains.shape[1])))


def undominated(gains: csc_array) -> np.ndarray:
    """Return the columns that no other one can stand for.

    Parameters
    ----------
    gains
        As of `merge_demands`.

    Returns
    -------
    numpy.ndarray
        Columns, ``intp``, ascending. A column goes when another one reaches all that it reaches;
        of equal ones the first stays.
    """
    ones = csc_array((np.ones(gains.nnz), gains.indices, gains.indptr), shape=gains.shape)
    sizes = np.diff(gains.indptr)
    shared = (ones.T @ ones).tocoo()
    narrow, wide = shared.coords
    whole = (shared.data == sizes[narrow]) & (narrow != wide)
    larger = (sizes[wide] > sizes[narrow]) | (wide < narrow)
    beaten = np.zeros(gains.shape[1], dtype=bool)
    beaten[narrow[whole & larger]] = True
    return np.flatnonzero(~beaten & (sizes > 0))
