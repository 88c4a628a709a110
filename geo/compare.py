"""Territories side by side, of any kind: what they have, adjusted for how many people live there.

A count of poles is small, so its rate has an interval; shares of people reached are full counts
under a rule and have none. See `geo.differences` for what differs by more than chance.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.access import access_profile
from geo.coverage import coverage
from geo.errors import FilterError
from geo.intervals import poisson_interval
from geo.membership import commune_positions
from geo.people import DEFAULT_PRIORITIES, PRIORITIES, PriorityRule
from geo.poles import PoleFilter, known_cohorts, select_poles
from geo.reach import Reach, unit_numbers
from geo.tables import Atlas
from geo.targeting import targeting
from geo.territory_id import Territory, TerritoryId
from geo.vocabulary import SECTORS

__all__ = ["PER_MILLION", "SEATS", "SEATS_AND_DEPARTEMENTS", "compare", "known_poles"]

PER_MILLION: Final = 1e6
# Which poles a rate counts; the same for every territory of one comparison.
SEATS: Final = "sieges"
SEATS_AND_DEPARTEMENTS: Final = "sieges-et-departements"


class KnownPoles(NamedTuple):
    """Poles known to lie in a territory.

    Attributes
    ----------
    seats
        Rows of `geo.poles.select_poles` whose seat is a commune of the territory.
    departement_only
        Rows whose seat is not known, but whose département lies whole in the territory.
    elsewhere
        Poles attached to the territory by a declaration or a list alone: they may have their
        seat in it or not, and no figure counts them.
    """

    seats: pd.DataFrame
    departement_only: pd.DataFrame
    elsewhere: pd.DataFrame


def known_poles(atlas: Atlas, pole_filter: PoleFilter, territory: TerritoryId) -> KnownPoles:
    """Part the poles attached to a territory by what is known of where they are.

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
        The three parts; no pole is in two.

    Raises
    ------
    FilterError, TableError
        As `geo.poles.select_poles`.
    """
    poles = select_poles(atlas, replace(pole_filter, territory=territory))
    whole, _ = _departements(atlas, territory)
    seated = poles["attachment"] == "seat"
    counted = ~seated & poles["commune"].isna() & poles["departement"].isin(whole)
    return KnownPoles(poles[seated], poles[counted], poles[~seated & ~counted])


def compare(
    atlas: Atlas,
    reached: Reach,
    territories: Sequence[Territory],
    priorities: PriorityRule = DEFAULT_PRIORITIES,
) -> pd.DataFrame:
    """Put territories side by side.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach` returned.
    territories
        One or more, of any kinds; they may overlap.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.DataFrame
        One row per territory, in the order given. ``float64`` unless said otherwise.

        ``territory``, ``label``, ``kind``, ``code``
            Identifier, name, kind, code (str).
        ``population``, ``communes``
            Inhabitants, communes (int64).
        ``poles``
            Known seats in it; as in `geo.coverage.Coverage` (int64).
        ``poles_departement_only``
            Poles without known seat whose département lies whole in it (int64).
        ``poles_unplaced``
            Poles that only declare it, or that a list puts under it: in no figure (int64).
        ``basis``, ``poles_counted``
            Which poles the rate counts, and how many: `SEATS_AND_DEPARTEMENTS` when every
            territory compared is made of whole départements, else `SEATS`, since a pole known by
            its département only cannot be placed in a smaller territory (str, int64).
        ``cohort_appel-2013`` …, ``sector_culture`` …
            The counted poles by wave and by sector; a pole in two counts in each (int64).
        ``poles_per_million``, ``poles_per_million_low``, ``poles_per_million_high``
            Counted poles per million inhabitants, with the exact 95 % interval of
            `geo.intervals.poisson_interval`; NaN where nobody lives.
        ``population_reached``, ``share_reached``, ``communes_reached``,
        ``zones_emploi_without_pole``
            As in `geo.coverage.Coverage` (int64, float64, int64, int64).
        ``qpv_population``, ``qpv_population_reached``, ``qpv_share_reached``,
        ``qpv_population_unknown`` …
            The same for each priority.
        ``mean_km``, ``median_km``, ``without_distance``
            Distance from inhabitants to the nearest known seat, kilometres times the detour, as
            in `geo.access.access_profile`: the mean is over those who have a seat in their ocean,
            the others are counted in the last; the median is over all.
        ``qpv_median_km`` …
            The median for the inhabitants of each priority.
        ``any_seats``, ``any_seats_known``, ``any_seat_share``, ``any_people_share``,
        ``any_targeting``, ``any_targeting_low``, ``any_targeting_high``; ``qpv_seats`` …
            As in `geo.targeting.targeting`, for at least one priority and for each.

    Raises
    ------
    FilterError
        When no territory is given, or the same one twice; or as `geo.people.priority_people`.
    TableError
        As `geo.people.priority_people`.
    """
    _check(territories)
    basis = _basis(atlas, territories)
    rows = [_row(atlas, reached, territory, priorities, basis) for territory in territories]
    return pd.DataFrame(rows).astype(
        dict.fromkeys(("territory", "label", "kind", "code", "basis"), "str")
    )


def _check(territories: Sequence[Territory]) -> None:
    if not territories:
        raise FilterError("Aucun territoire à comparer.")
    twice = [name for name, times in Counter(item.id for item in territories).items() if times > 1]
    if twice:
        raise FilterError(f"Le territoire {twice[0]} est donné deux fois.")


def _basis(atlas: Atlas, territories: Sequence[Territory]) -> str:
    partly = any(_departements(atlas, territory)[1] for territory in territories)
    return SEATS if partly else SEATS_AND_DEPARTEMENTS


def _departements(atlas: Atlas, territory: TerritoryId) -> tuple[list[str], list[str]]:
    """Return the codes of the départements held whole, and of those held partly."""
    units = unit_numbers(atlas)["departement"]
    sizes = np.bincount(units)
    inside = np.bincount(units[commune_positions(atlas, territory)], minlength=len(sizes))
    codes = sorted(atlas.require_communes()["departement"].unique())
    held = np.flatnonzero(inside)
    whole = inside[held] == sizes[held]
    return [codes[row] for row in held[whole]], [codes[row] for row in held[~whole]]


def _row(
    atlas: Atlas, reached: Reach, territory: Territory, priorities: PriorityRule, basis: str
) -> dict[str, object]:
    figures = coverage(atlas, reached, territory, priorities)
    known = known_poles(atlas, reached.pole_filter, territory)
    counted = known.seats
    if basis == SEATS_AND_DEPARTEMENTS:
        counted = pd.concat([known.seats, known.departement_only])
    row: dict[str, object] = {
        "territory": territory.id,
        "label": territory.name,
        "kind": territory.kind,
        "code": territory.code,
        "population": figures.population,
        "communes": figures.communes,
        "poles": figures.poles,
        "poles_departement_only": figures.poles_departement_only,
        "poles_unplaced": len(known.elsewhere),
        "basis": basis,
        "poles_counted": len(counted),
        **_by_value(counted["cohorts"], known_cohorts(atlas), "cohort"),
        **_by_value(counted["sectors"], SECTORS, "sector"),
        **_rate(len(counted), figures.population),
        "population_reached": figures.population_reached,
        "share_reached": _or_nan(figures.share_reached),
        "communes_reached": figures.communes_reached,
        "zones_emploi_without_pole": figures.zones_emploi_without_pole,
    }
    for name, part in figures.priority.items():
        row[f"{name}_population"] = part.population
        row[f"{name}_population_reached"] = part.population_reached
        row[f"{name}_share_reached"] = _or_nan(part.share_reached)
        row[f"{name}_population_unknown"] = part.population_unknown
    row |= _distances(atlas, reached, territory, priorities)
    for target, found in targeting(atlas, reached.seats, territory, priorities).iterrows():
        row[f"{target}_seats"] = int(found["seats"])
        row[f"{target}_seats_known"] = int(found["seats_known"])
        row[f"{target}_seat_share"] = found["seat_share"]
        row[f"{target}_people_share"] = found["people_share"]
        row[f"{target}_targeting"] = found["ratio"]
        row[f"{target}_targeting_low"] = found["low"]
        row[f"{target}_targeting_high"] = found["high"]
    return row


def _by_value(cells: pd.Series, values: Sequence[str], prefix: str) -> dict[str, int]:
    counted = Counter(item for cell in cells for item in cell.split(";"))
    return {f"{prefix}_{value}": counted[value] for value in values}


def _rate(poles: int, population: int) -> dict[str, float]:
    names = ("poles_per_million", "poles_per_million_low", "poles_per_million_high")
    if not population:
        return dict.fromkeys(names, np.nan)
    per_pole = PER_MILLION / population
    values = (poles, *poisson_interval(poles))
    return {name: value * per_pole for name, value in zip(names, values, strict=True)}


def _distances(
    atlas: Atlas, reached: Reach, territory: Territory, priorities: PriorityRule
) -> dict[str, float]:
    inside = commune_positions(atlas, territory)
    distance = reached.table["distance_km"].to_numpy(dtype=np.float64)[inside]
    people = atlas.require_communes()["population"].to_numpy(dtype=np.float64)[inside]
    near = ~np.isnan(distance)
    weight = people[near].sum()
    profile = access_profile(atlas, reached, territory, priorities).set_index("group")
    return {
        "mean_km": float(distance[near] @ people[near] / weight) if weight else np.nan,
        "median_km": profile.loc["total", "median_km"],
        "without_distance": profile.loc["total", "without_distance"],
        **{f"{name}_median_km": profile.loc[name, "median_km"] for name in PRIORITIES},
    }


def _or_nan(share: float | None) -> float:
    return np.nan if share is None else share
