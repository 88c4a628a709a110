"""Was a priority kept? Seats in priority communes, against the people who live there."""

from typing import Final

import numpy as np
import pandas as pd

from geo.compare.intervals import proportion_interval
from geo.people.people import (
    DEFAULT_PRIORITIES,
    PRIORITIES,
    PriorityRule,
    priority_communes,
)
from geo.places.membership import commune_positions
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId

__all__ = ["TARGETS", "targeting"]

# At least one of the priorities, then each.
TARGETS: Final = ("any", *PRIORITIES)


def targeting(
    atlas: Atlas,
    seats: np.ndarray,
    territory: TerritoryId,
    priorities: PriorityRule = DEFAULT_PRIORITIES,
) -> pd.DataFrame:
    """Compare where poles have their seat with where people live.

    The ratio is the share of the seats that lie in priority communes, divided by the share of
    the inhabitants who live in them: 1 when poles settle like people, 2 when priority communes
    have twice their part of the seats. Seats and people are counted by the same communes: for
    QPV, those that *contain* a quarter, since a seat is known to the commune only; dividing by
    the inhabitants of the quarters alone would flatter the ratio.

    Parameters
    ----------
    atlas
        The tables.
    seats
        Rows of ``atlas.communes``, one per pole, such as ``geo.reach.reach.Reach.seats``; those
        outside the territory are passed over.
    territory
        Any territory.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.DataFrame
        Index ``target``, `TARGETS`: ``seats`` (int64, in communes of the class), ``seats_known``
        (int64, in communes whose class is known), ``seat_share``; ``people`` and ``people_known``
        (int64 inhabitants of such communes), ``people_share``; ``ratio``, ``low``, ``high``: the
        95 % interval of the share of the seats (Clopper & Pearson 1934) divided by the share of
        the people, which is a full count and has none. Ratio and bounds are NaN without a known
        seat, or where nobody lives in such a commune.

    Raises
    ------
    FilterError, TableError
        As `geo.people.people.priority_communes`.
    """
    inside = commune_positions(atlas, territory)
    population = atlas.require_communes()["population"].to_numpy(dtype=np.float64)[inside]
    held = np.zeros(len(atlas.require_communes()), dtype=bool)
    held[inside] = True
    mine = seats[held[seats]]
    classes = priority_communes(atlas, priorities)
    rows = []
    for target in TARGETS:
        values = classes[target].to_numpy()
        of_seats, of_people = values[mine], values[inside]
        part, whole = int((of_seats == 1).sum()), int((~np.isnan(of_seats)).sum())
        people = int(population[of_people == 1].sum())
        everybody = int(population[~np.isnan(of_people)].sum())
        share = people / everybody if everybody else np.nan
        known = whole > 0 and people > 0
        bounds = proportion_interval(part, whole)
        rows.append(
            {
                "seats": part,
                "seats_known": whole,
                "seat_share": part / whole if whole else np.nan,
                "people": people,
                "people_known": everybody,
                "people_share": share,
                "ratio": part / whole / share if known else np.nan,
                "low": bounds.low / share if known else np.nan,
                "high": bounds.high / share if known else np.nan,
            }
        )
    return pd.DataFrame(rows, index=pd.Index(TARGETS, dtype="str", name="target"))
