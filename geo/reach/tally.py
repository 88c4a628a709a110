"""Counts by part of a territory, from which every figure of coverage is made."""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.people.people import (
    ANY,
    PRIORITIES,
    PriorityRule,
    outside_people,
    priority_people,
)
from geo.places.membership import commune_positions, unit_numbers
from geo.poles.select import select_poles
from geo.reach.reach import Reach
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId

_DECIMALS: Final = 6


class Parts(NamedTuple):
    """Communes of a territory, and the part of it that each belongs to.

    Attributes
    ----------
    inside
        Rows of ``atlas.communes``.
    groups
        Number of the part of each, from 0.
    size
        How many parts there are.
    """

    inside: np.ndarray
    groups: np.ndarray
    size: int

    def total(self, values: np.ndarray) -> np.ndarray:
        """Add up by part."""
        sums = np.bincount(self.groups, weights=values, minlength=self.size)
        # Inhabitants shared out between communes are fractions whose sums would show rounding.
        return np.asarray(np.round(sums, _DECIMALS))

    def whole(self, values: np.ndarray) -> np.ndarray:
        """Add up whole numbers by part."""
        return self.total(values).astype(np.int64)


def tally(atlas: Atlas, reached: Reach, parts: Parts, priorities: PriorityRule) -> pd.DataFrame:
    """Count, by part of a territory, whom the poles reach.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    parts
        Communes concerned, and the part of each.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.DataFrame
        One row per part, in order of their numbers, with the figures of
        `geo.reach.coverage.coverage_by`.
    """
    people = priority_people(atlas, priorities).iloc[parts.inside]
    mask = reached.table["reached"].to_numpy(dtype=bool)[parts.inside]
    part_of = np.full(len(atlas.require_communes()), -1, dtype=np.intp)
    part_of[parts.inside] = parts.groups
    of_seats = part_of[reached.seats]
    population = people["population"].to_numpy()
    columns: dict[str, np.ndarray] = {
        "poles": np.bincount(of_seats[of_seats >= 0], minlength=parts.size),
        "poles_departement_only": _departement_only(atlas, reached, part_of, parts.size),
        "population": parts.whole(population),
        "population_reached": parts.whole(population * mask),
        "share_reached": _ratio(parts.total(population * mask), parts.total(population)),
        "communes": np.bincount(parts.groups, minlength=parts.size),
        "communes_reached": parts.whole(mask.astype(np.float64)),
    }
    judged = outside_people(people).notna()
    for name in (*PRIORITIES, ANY):
        values = people[name].to_numpy()
        known = np.nan_to_num(values)
        # Together, some people of a commune may be known to be in one priority while nobody can
        # say of the others.
        is_known = judged[name].to_numpy()
        columns |= {
            f"{name}_population": parts.total(known),
            f"{name}_population_reached": parts.total(known * mask),
            f"{name}_share_reached": _ratio(parts.total(known * mask), parts.total(known)),
            f"{name}_population_unknown": parts.total(np.where(is_known, 0, population - known)),
        }
    columns["zones_emploi_without_pole"] = _zones_without_pole(atlas, reached, parts)
    return pd.DataFrame(columns)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    shares = np.full(len(whole), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares


def _departement_only(atlas: Atlas, reached: Reach, part_of: np.ndarray, size: int) -> np.ndarray:
    poles = select_poles(atlas, reached.pole_filter)
    seatless = poles[poles["commune"].isna() & poles["departement"].notna()]
    counts = np.zeros(size, dtype=np.int64)
    for code, poles_there in seatless["departement"].value_counts().items():
        held = part_of[commune_positions(atlas, TerritoryId("departement", str(code)))]
        if len(held) and held[0] >= 0 and (held == held[0]).all():
            counts[held[0]] += poles_there
    return counts


def _zones_without_pole(atlas: Atlas, reached: Reach, parts: Parts) -> np.ndarray:
    zones = unit_numbers(atlas)["zone-emploi"]
    empty = np.ones(zones.max(initial=0) + 1, dtype=bool)
    empty[zones[reached.seats]] = False
    # One number per pair of a part and a zone: hashing numbers is far faster than sorting rows.
    pairs = pd.unique(parts.groups * len(empty) + zones[parts.inside])
    part, zone = np.divmod(pairs, len(empty))
    return np.bincount(part[empty[zone]], minlength=parts.size)
