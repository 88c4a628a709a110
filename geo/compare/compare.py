"""Territories side by side, of any kind: what they have, adjusted for how many people live there.

A count of poles is small, so its rate has an interval; shares of people reached are full counts
under a rule and have none. See `geo.compare.differences` for what differs by more than chance.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from geo.compare.intervals import poisson_interval
from geo.compare.targeting import targeting
from geo.errors import FilterError
from geo.memo import lately
from geo.people.people import ANY, DEFAULT_PRIORITIES, PRIORITIES, PriorityRule
from geo.places.membership import commune_positions
from geo.poles.placing import BASIS, known_poles
from geo.poles.select import known_cohorts
from geo.problems import message
from geo.reach.access import access_profile
from geo.reach.coverage import coverage
from geo.reach.reach import Reach
from geo.tables.atlas import Atlas
from geo.territory_id import Territory
from geo.vocabulary import SECTORS

__all__ = ["PER_MILLION", "compare"]

PER_MILLION: Final = 1e6


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
        What `geo.reach.reach.reach` returned.
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
            Known seats in it; as in `geo.reach.coverage.Coverage` (int64).
        ``poles_departement_only``
            Poles without known seat whose département lies whole in it (int64).
        ``poles_territory_only``
            Poles of which neither is known, whose territory, declared or given by a list, lies
            whole in it (int64).
        ``poles_unplaced``
            Poles that may be in it, for all that is known of them: in no figure (int64).
        ``basis``, ``poles_counted``
            What the rate counts, always `geo.poles.placing.BASIS`, and how many: the sum of the
            three parts above. The same for a territory whatever it is compared with (str, int64).
        ``cohort_appel-2013`` …, ``sector_culture`` …
            The counted poles by wave and by sector; a pole in two counts in each (int64).
        ``poles_per_million``, ``poles_per_million_low``, ``poles_per_million_high``
            Counted poles per million inhabitants, with the exact 95 % interval of
            `geo.compare.intervals.poisson_interval`; NaN where nobody lives.
        ``population_reached``, ``share_reached``, ``communes_reached``,
        ``zones_emploi_without_pole``
            As in `geo.reach.coverage.Coverage` (int64, float64, int64, int64).
        ``qpv_population``, ``qpv_population_reached``, ``qpv_share_reached``,
        ``qpv_population_unknown`` …
            The same for each priority.
        ``mean_km``, ``median_km``, ``without_distance``
            Distance from inhabitants to the nearest known seat, kilometres times the detour, as
            in `geo.reach.access.access_profile`: the mean is over those who have a seat in their
            ocean, the others are counted in the last; the median is over all.
        ``qpv_median_km`` …
            The median for the inhabitants of each priority.
        ``any_seats``, ``any_seats_known``, ``any_seat_share``, ``any_people_share``,
        ``any_targeting``, ``any_targeting_low``, ``any_targeting_high``; ``qpv_seats`` …
            As in `geo.compare.targeting.targeting`, for at least one priority and for each.

    Raises
    ------
    FilterError
        When no territory is given, or the same one twice; or as
        `geo.people.people.priority_people`.
    TableError
        As `geo.people.people.priority_people`.
    """
    _check(territories)
    rows = [_row(atlas, reached, territory, priorities) for territory in territories]
    return pd.DataFrame(rows).astype(
        dict.fromkeys(("territory", "label", "kind", "code", "basis"), "str")
    )


def _check(territories: Sequence[Territory]) -> None:
    if not territories:
        raise FilterError(message("Aucun territoire à comparer."), option="territory")
    twice = [name for name, times in Counter(item.id for item in territories).items() if times > 1]
    if twice:
        raise FilterError(
            message("Le territoire {territory} est donné deux fois.", territory=twice[0]),
            option="territory",
        )


@lately(64)
def _row(
    atlas: Atlas, reached: Reach, territory: Territory, priorities: PriorityRule
) -> dict[str, object]:
    figures = coverage(atlas, reached, territory, priorities)
    known = known_poles(atlas, reached.pole_filter, territory)
    counted = known.counted
    row: dict[str, object] = {
        "territory": territory.id,
        "label": territory.name,
        "kind": territory.kind,
        "code": territory.code,
        "population": figures.population,
        "communes": figures.communes,
        "poles": figures.poles,
        "poles_departement_only": figures.poles_departement_only,
        "poles_territory_only": len(known.territory_only),
        "poles_unplaced": known.possible,
        "basis": BASIS,
        "poles_counted": len(counted),
        **_by_value(counted["cohorts"], known_cohorts(atlas), "cohort"),
        **_by_value(counted["sectors"], SECTORS, "sector"),
        **_rate(len(counted), figures.population),
        "population_reached": figures.population_reached,
        "share_reached": _or_nan(figures.share_reached),
        "communes_reached": figures.communes_reached,
        "zones_emploi_without_pole": figures.zones_emploi_without_pole,
    }
    for name, part in [*figures.priority.items(), (ANY, figures.any_priority)]:
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
