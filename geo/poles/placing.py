"""Where a pole is known to be, the seat or failing that a département or a territory.

The one place that says which poles count in a territory: rates per inhabitant, counts by wave and
by sector all rest on it, on every screen.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.memo import lately, per_atlas
from geo.places.membership import commune_mask, commune_positions, rows_of, unit_numbers
from geo.poles.location import pole_areas
from geo.poles.select import PoleFilter, select_poles
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, TerritoryId

__all__ = ["BASIS", "KnownPoles", "known_poles", "poles_by_unit"]

# What a rate counts, for ``--json``: the poles located in the territory, by seat or otherwise.
BASIS: Final = "poles-situes"

_SEAT, _DEPARTEMENT, _TERRITORY, _ELSEWHERE, _AROUND, _OUTSIDE = range(6)


class KnownPoles(NamedTuple):
    """Poles of a territory, parted by what is known of where they are; none is in two parts.

    The first three are in the territory and count; the two others may be in it, and do not.

    Attributes
    ----------
    seats
        Rows of `geo.poles.select.select_poles` whose seat is a commune of the territory.
    departement_only
        Rows whose seat is not known, but whose département lies whole in the territory.
    territory_only
        Rows of which neither is known, but whose territory, declared or given by a list, lies
        whole in it. For France, all others.
    elsewhere
        Rows attached to the territory, which it shares with others: the declared territory lies
        across its border.
    around
        Rows not attached to it, whose département or territory is wider than it; and those of
        which nothing is known but that they are in France.
    """

    seats: pd.DataFrame
    departement_only: pd.DataFrame
    territory_only: pd.DataFrame
    elsewhere: pd.DataFrame
    around: pd.DataFrame

    @property
    def counted(self) -> pd.DataFrame:
        """The poles that are in the territory."""
        return pd.concat([self.seats, self.departement_only, self.territory_only])

    @property
    def possible(self) -> int:
        """How many more poles may be in the territory."""
        return len(self.elsewhere) + len(self.around)


@lately(64)
def known_poles(atlas: Atlas, pole_filter: PoleFilter, territory: TerritoryId) -> KnownPoles:
    """Part poles by what is known of where they are.

    Parameters
    ----------
    atlas
        The tables.
    pole_filter
        Waves, sectors and statuses; its territory is set aside.
    territory
        Any territory.

    Returns
    -------
    KnownPoles
        The five parts; poles known to be outside the territory are in none. Shared: nobody changes
        them in place.

    Raises
    ------
    FilterError, TableError
        As `geo.poles.select.select_poles`.
    """
    poles = select_poles(atlas, replace(pole_filter, territory=FRANCE))
    attached = set(select_poles(atlas, replace(pole_filter, territory=territory))["id"])
    places, inside = _places(atlas), commune_mask(atlas, territory)
    # A list may have tens of thousands of poles, nearly all with a seat: those at once.
    seats = seat_rows(atlas, poles)
    parts = np.where((seats >= 0) & inside[seats], _SEAT, _OUTSIDE)
    seatless = np.flatnonzero(seats < 0)
    parts[seatless] = [
        _part(pole, places[pole.id], inside, is_attached=pole.id in attached)
        for pole in poles.iloc[seatless].itertuples(index=False)
    ]
    return KnownPoles(*(poles[parts == part] for part in range(_OUTSIDE)))


def poles_by_unit(atlas: Atlas, pole_filter: PoleFilter, kind: str) -> np.ndarray:
    """Count the poles that are in each territory of a kind.

    Parameters
    ----------
    atlas
        The tables.
    pole_filter
        Waves, sectors and statuses; its territory is set aside.
    kind
        One of `geo.reach.coverage.BY_KINDS`.

    Returns
    -------
    numpy.ndarray
        ``int64``, by number of `geo.places.membership.unit_numbers`: the ``counted`` of
        `known_poles` for each.

    Raises
    ------
    FilterError, TableError
        As `geo.poles.select.select_poles`.
    """
    units, places = unit_numbers(atlas)[kind], _places(atlas)
    counts = np.zeros(int(units.max(initial=-1)) + 1, dtype=np.int64)
    poles = select_poles(atlas, replace(pole_filter, territory=FRANCE))
    seats = seat_rows(atlas, poles)
    counts += np.bincount(units[seats[seats >= 0]], minlength=len(counts))
    for pole in poles["id"][seats < 0]:
        holders = {int(units[area[0]]) for area in places[pole] if _is_one(units[area])}
        # Places that share a commune cannot lie in two units.
        for holder in holders:
            counts[holder] += 1
    return counts


def seat_rows(atlas: Atlas, poles: pd.DataFrame) -> np.ndarray:
    """Return the row of the commune of the seat of each pole, -1 where it is not known."""
    return rows_of(atlas, poles["commune"])


@per_atlas
def _places(atlas: Atlas) -> dict[str, tuple[np.ndarray, ...]]:
    """Return what is known of where each pole is, by id: rows of communes, the surest first.

    The seat alone; else the département, and the territory where it does not contradict it.
    """
    found: dict[str, tuple[np.ndarray, ...]] = {}
    poles, areas = atlas.require_poles(), pole_areas(atlas)
    rows = zip(poles.itertuples(index=False), areas.attached, areas.territories, strict=True)
    for pole, attached, territory in rows:
        if isinstance(pole.commune, str):
            found[pole.id] = (attached,)
            continue
        known = [territory] if len(territory) else []
        if isinstance(pole.departement, str):
            there = commune_positions(atlas, TerritoryId("departement", pole.departement))
            agrees = bool(known) and bool(np.isin(territory, there).any())
            known = [there, territory] if agrees else [there]
        found[pole.id] = tuple(known)
    return found


def _part(
    pole: Any,  # noqa: ANN401 - a row of the register
    places: Sequence[np.ndarray],
    inside: np.ndarray,
    *,
    is_attached: bool,
) -> int:
    held = [bool(inside[area].all()) for area in places]
    if isinstance(pole.departement, str) and held[0]:
        return _DEPARTEMENT
    # Every pole is in France, even where nothing more is known of it.
    if any(held) or inside.all():
        return _TERRITORY
    if is_attached:
        return _ELSEWHERE
    return _AROUND if all(inside[area].any() for area in places) else _OUTSIDE


def _is_one(numbers: np.ndarray) -> bool:
    return bool((numbers == numbers[0]).all())
