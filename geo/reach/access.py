"""How near the nearest pole is, and how much there is to share: access beyond yes or no."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.errors import FilterError
from geo.people.people import (
    ANY,
    DEFAULT_PRIORITIES,
    PRIORITIES,
    PriorityRule,
    outside_people,
    priority_people,
)
from geo.places.distance import commune_places, pairs_within
from geo.places.membership import commune_positions
from geo.problems import message, quote
from geo.reach.reach import Reach
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId
from geo.vocabulary import DECAYS, GAUSSIAN, STEPS

__all__ = [
    "ACCESS_GROUPS",
    "DEFAULT_CATCHMENT",
    "THRESHOLDS_KM",
    "Catchment",
    "access_profile",
    "decay_weights",
    "floating_catchment",
    "mean_access",
]

THRESHOLDS_KM: Final = (10.0, 20.0, 30.0, 50.0)
DEFAULT_CATCHMENT_KM: Final = 50.0
PER_MILLION: Final = 1e6
# All inhabitants, those of each priority, and those known to be in none.
ACCESS_GROUPS: Final = ("total", *PRIORITIES, "autres")
# Luo & Qi (2009): weights of three zones of equal width.
STEP_WEIGHTS: Final = (1.0, 0.68, 0.22)


@dataclass(frozen=True)
class Catchment:
    """Who shares a pole, and how much less the farther they live.

    Attributes
    ----------
    km
        Distance, times the detour of the rule of reach, beyond which nobody shares it.
    decay
        ``uniform``: all alike (Luo & Wang 2003); ``steps``: 1, 0.68 and 0.22 by thirds of the
        distance (Luo & Qi 2009); ``gaussian``: from 1 at the seat to 0 at `km` along a Gaussian
        (Dai 2010).

    Raises
    ------
    FilterError
        When the catchment contradicts itself: one sentence in French.
    """

    km: float = DEFAULT_CATCHMENT_KM
    decay: str = GAUSSIAN

    def __post_init__(self) -> None:
        """Check the catchment."""
        if self.decay not in DECAYS:
            raise FilterError(
                message(
                    "La décroissance {decay} n'existe pas ; choisissez parmi {known}.",
                    decay=quote(self.decay),
                    known=DECAYS,
                )
            )
        if not (math.isfinite(self.km) and self.km > 0):
            raise FilterError(
                message(
                    "La portée {km} km n'est pas un nombre fini plus grand que zéro.",
                    km=float(self.km),
                )
            )


DEFAULT_CATCHMENT: Final = Catchment()


def access_profile(
    atlas: Atlas,
    reached: Reach,
    territory: TerritoryId,
    priorities: PriorityRule = DEFAULT_PRIORITIES,
    thresholds_km: Sequence[float] = THRESHOLDS_KM,
) -> pd.DataFrame:
    """Describe how far the inhabitants of a territory live from the nearest known seat.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned; its distances include its detour.
    territory
        Any territory.
    priorities
        What counts as rural and as deindustrialised.
    thresholds_km
        Distances, in kilometres.

    Returns
    -------
    pandas.DataFrame
        One row per group of `ACCESS_GROUPS` (a person may be in several priorities; ``autres``
        are known to be in none): ``group``, ``population`` (float), one share of it in [0, 1] per
        threshold (``within_10_km`` …), ``median_km`` (half of them live at most so far; NaN when
        that half has no seat in its ocean, or nobody lives there), ``without_distance``
        (inhabitants with no seat in their ocean, counted as farther than any threshold),
        ``population_unknown`` (inhabitants of whom nobody can say whether they are in the group;
        they are in none of the other figures).

    Raises
    ------
    FilterError, TableError
        As `geo.people.people.priority_people`.
    """
    inside = commune_positions(atlas, territory)
    known = priority_people(atlas, priorities).iloc[inside]
    groups, unknown = _groups(known), _unknown(known)
    distance = reached.table["distance_km"].to_numpy(dtype=np.float64)[inside]
    far = np.where(np.isnan(distance), np.inf, distance)
    order = np.argsort(far, kind="stable")
    rows = []
    for group, people in groups.items():
        total = float(people.sum())
        shares = {
            f"within_{km:g}_km": people[far <= km].sum() / total if total else np.nan
            for km in thresholds_km
        }
        median = _weighted_median(far[order], people[order])
        rows.append(
            {
                "group": group,
                "population": total,
                **shares,
                "median_km": median if np.isfinite(median) else np.nan,
                "without_distance": float(people[np.isinf(far)].sum()),
                "population_unknown": unknown[group],
            }
        )
    return pd.DataFrame(rows)


def decay_weights(distance_km: np.ndarray, catchment: Catchment) -> np.ndarray:
    """Weigh distances.

    Parameters
    ----------
    distance_km
        Geodesics times the detour, kilometres.
    catchment
        Limit and decay.

    Returns
    -------
    numpy.ndarray
        Weights in [0, 1], 1 at no distance, 0 beyond the limit.
    """
    distance = np.asarray(distance_km, dtype=np.float64)
    part = distance / catchment.km
    weights = np.ones_like(part)
    if catchment.decay == STEPS:
        zone = np.ceil(part * len(STEP_WEIGHTS)).clip(1, len(STEP_WEIGHTS)).astype(np.intp) - 1
        weights = np.array(STEP_WEIGHTS)[zone]
    elif catchment.decay == GAUSSIAN:
        floor = math.exp(-0.5)
        weights = (np.exp(-0.5 * part**2) - floor) / (1 - floor)
    return np.where(distance <= catchment.km, weights, 0.0)


def floating_catchment(
    atlas: Atlas, reached: Reach, catchment: Catchment = DEFAULT_CATCHMENT
) -> pd.DataFrame:
    """Measure access by enhanced two-step floating catchment areas.

    First step: each pole is shared by the inhabitants within the limit, those far away weighing
    less. Second step: each commune adds up its share of the poles within the limit, those far
    away weighing less. Nearness and competition both count, as in the accessibility index (APL)
    that DREES publishes for health care, whose family this is.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned: the poles of its filter with a known seat, each one
        unit of supply, and its detour, which lengthens every distance. The rest of its rule does
        not matter.
    catchment
        Limit and decay.

    Returns
    -------
    pandas.DataFrame
        One row per commune, in the order of ``atlas.communes``: ``code`` (str) and ``access``
        (float64, poles per million inhabitants; 0 where no seat lies within the limit). Weighted
        by inhabitants it adds up to the number of poles somebody shares.

    Raises
    ------
    TableError
        When the table of communes is missing.
    """
    communes = atlas.require_communes()
    population = communes["population"].to_numpy(dtype=np.float64)
    seats, supply = np.unique(reached.seats, return_counts=True)
    places = commune_places(atlas)
    detour = reached.rule.detour
    pairs = pairs_within(places, places.take(seats), catchment.km, detour)
    weights = decay_weights(pairs.distance_km * detour, catchment)
    demand = np.bincount(
        pairs.target, weights=population[pairs.origin] * weights, minlength=len(seats)
    )
    # A seat within reach of nobody has nobody to share it: its poles are left over.
    ratio = np.divide(supply, demand, out=np.zeros(len(seats)), where=demand > 0)
    access = np.bincount(
        pairs.origin, weights=ratio[pairs.target] * weights, minlength=len(communes)
    )
    return pd.DataFrame({"code": communes["code"].to_numpy(), "access": access * PER_MILLION})


def mean_access(
    atlas: Atlas,
    access: pd.DataFrame,
    territory: TerritoryId,
    priorities: PriorityRule = DEFAULT_PRIORITIES,
) -> pd.Series:
    """Return the mean access of the inhabitants of a territory, by group.

    Parameters
    ----------
    atlas
        The tables.
    access
        What `floating_catchment` returned.
    territory
        Any territory.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.Series
        Poles per million inhabitants, ``float64``, index `ACCESS_GROUPS`; NaN where nobody of
        the group lives.

    Raises
    ------
    FilterError, TableError
        As `geo.people.people.priority_people`.
    """
    inside = commune_positions(atlas, territory)
    values = access["access"].to_numpy(dtype=np.float64)[inside]
    groups = _groups(priority_people(atlas, priorities).iloc[inside])
    means = {
        group: float(np.average(values, weights=people)) if people.sum() else np.nan
        for group, people in groups.items()
    }
    return pd.Series(means, name="access")


def _groups(people: pd.DataFrame) -> dict[str, np.ndarray]:
    known = {name: np.nan_to_num(people[name].to_numpy()) for name in PRIORITIES}
    others = np.nan_to_num(outside_people(people)[ANY].to_numpy())
    return {"total": people["population"].to_numpy(), **known, "autres": others}


def _unknown(people: pd.DataFrame) -> dict[str, float]:
    population = people["population"]
    inside_or_not = population - people[ANY]
    return {
        "total": 0.0,
        **{name: float(population[people[name].isna()].sum()) for name in PRIORITIES},
        "autres": float(inside_or_not[outside_people(people)[ANY].isna()].sum()),
    }


def _weighted_median(ordered: np.ndarray, weights: np.ndarray) -> float:
    running = np.cumsum(weights)
    if not len(running) or running[-1] <= 0:
        return math.nan
    return float(ordered[np.searchsorted(running, running[-1] / 2)])
