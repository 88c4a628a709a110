"""How coverage grew, wave by wave: what each call added, and what it reached again."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from geo.people.people import (
    DEFAULT_PRIORITIES,
    PRIORITIES,
    PriorityRule,
    priority_people,
)
from geo.places.distance import commune_places
from geo.places.membership import commune_mask, commune_positions, rows_of
from geo.poles.joined import of_list
from geo.poles.location import pole_areas
from geo.poles.periods import wave_years
from geo.poles.select import PoleFilter, select_poles
from geo.reach.reach import DEFAULT_REACH, ReachRule, reached_communes
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, TerritoryId
from geo.vocabulary import UNDATED_COHORT

MONTHS: Final = 12
STATES: Final = (NOT_YET := 0, BEFORE := 1, NEW := 2)


def timeline(
    atlas: Atlas,
    territory: TerritoryId,
    rule: ReachRule = DEFAULT_REACH,
    priorities: PriorityRule = DEFAULT_PRIORITIES,
) -> pd.DataFrame:
    """Count whom the poles reach after each wave, and whom each wave reaches by itself.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Whose inhabitants count.
    rule
        How far a pole reaches; poles outside the territory reach into it.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.DataFrame
        One row per dated wave, by date, then one for the poles recorded outside any:

        ``cohort``, ``date`` (text, as far as it is known; null for the last row), ``year``
            (float, with the month as its fraction; null for the last row).
        ``poles``, ``new_poles``
            Seats inside the territory after the wave, and those that it brought.
        ``unseated``
            Poles of the wave whose seat is not known, in all France: they reach nobody.
        ``unseated_here``, ``unplaced``
            Of those, the ones whose declared territory, département or list shares a commune with
            this territory, so that the seat may lie in it; and the ones of which nothing is known
            but that they are in France. For France, all are here and none unplaced.
        ``found``, ``official``
            Poles of the wave in the register and in the official announcement, in all France;
            ``official`` is null where no number was announced, and for a reader's list alone.
        ``population_reached``, ``share_reached``
            Inhabitants within reach after the wave, share of all (NaN where nobody lives).
        ``reach_alone``
            Inhabitants that the poles of the wave reach by themselves, of whom ``new_reach`` were
            not reached before and ``overlap`` were: the two add up to it.
        ``qpv_reached``, ``qpv_share``, ``qpv_new`` and so on
            Inhabitants of each priority reached after the wave, their share, and those new.
        ``qpv_unknown`` and so on
            Inhabitants of communes whose priority is not known; the same in every row.

    Raises
    ------
    TableError
        When the waves, the communes or the register are missing.
    """
    inside = commune_positions(atlas, territory)
    here = commune_mask(atlas, territory)
    people = priority_people(atlas, priorities).iloc[inside]
    population = people["population"].to_numpy()
    areas = _possible_areas(atlas, territory)
    rows = []
    before = np.zeros(len(inside), dtype=bool)
    seats: set[str] = set()
    for cohort in wave_order(atlas):
        wave = PoleFilter(cohorts=(cohort,))
        alone = reached_communes(atlas, rule, wave)[inside]
        after = before | alone
        poles = select_poles(atlas, wave)
        seated = poles.loc[poles["commune"].notna(), ["id", "commune"]]
        local = seated.loc[here[rows_of(atlas, seated["commune"])], "id"]
        fresh = set(local) - seats
        seats |= fresh
        row: dict[str, object] = {
            "cohort": cohort,
            **_dated(atlas, cohort),
            "poles": len(seats),
            "new_poles": len(fresh),
            "unseated": len(poles) - len(seated),
            **_seats_unknown(poles, areas),
            "found": int((~of_list(atlas.own, poles["id"])).sum()),
            "population_reached": int(population[after].sum()),
            "share_reached": _share(population, after),
            "reach_alone": int(population[alone].sum()),
            "new_reach": int(population[alone & ~before].sum()),
            "overlap": int(population[alone & before].sum()),
        }
        for name in PRIORITIES:
            counted = np.nan_to_num(people[name].to_numpy())
            row[f"{name}_reached"] = float(counted[after].sum())
            row[f"{name}_share"] = _share(counted, after)
            row[f"{name}_new"] = float(counted[alone & ~before].sum())
            row[f"{name}_unknown"] = int(population[people[name].isna()].sum())
        rows.append(row)
        before = after
    table = pd.DataFrame(rows)
    table["official"] = table["official"].astype("Int64")
    return table.astype({"cohort": "str", "date": "str", "year": "float64"})


def wave_states(atlas: Atlas, cohort: str, rule: ReachRule = DEFAULT_REACH) -> np.ndarray:
    """Say of each commune of France how it stood after a wave.

    Parameters
    ----------
    atlas
        The tables.
    cohort
        One of `wave_order`.
    rule
        How far a pole reaches.

    Returns
    -------
    numpy.ndarray
        ``int8``, shape ``(communes,)``: `NOT_YET` reached, reached `BEFORE`, `NEW` with the wave.
    """
    order = wave_order(atlas)
    earlier = order[: order.index(cohort)]
    states = np.zeros(len(commune_places(atlas).lon), dtype=np.int8)
    states[reached_communes(atlas, rule, PoleFilter(cohorts=(cohort,)))] = NEW
    if earlier:
        states[reached_communes(atlas, rule, PoleFilter(cohorts=earlier))] = BEFORE
    return states


def wave_order(atlas: Atlas) -> tuple[str, ...]:
    """Return the waves in the order of their dates, then those recorded outside any."""
    dated = wave_years(atlas)
    return (*dated, UNDATED_COHORT)


def seats_of(atlas: Atlas, cohorts: tuple[str, ...]) -> pd.DataFrame:
    """Return ``lon``, ``lat`` (degrees, EPSG:4326) of the known seats of some waves; no wave, none.

    Raises
    ------
    TableError
        When the register is missing.
    """
    poles = select_poles(atlas, PoleFilter(cohorts=cohorts))
    if not cohorts:
        poles = poles.iloc[:0]
    return poles.loc[poles["lon"].notna(), ["id", "lon", "lat"]].reset_index(drop=True)


def _possible_areas(atlas: Atlas, territory: TerritoryId) -> dict[str, bool | None]:
    """Say of each pole by id whether it may lie in a territory, None where nothing tells."""
    here = commune_mask(atlas, territory)
    everywhere = territory.kind == FRANCE.kind
    return {
        str(pole): True if everywhere else bool(here[area].any()) if len(area) else None
        for pole, area in zip(atlas.require_poles()["id"], pole_areas(atlas).attached, strict=True)
    }


def _seats_unknown(poles: pd.DataFrame, areas: Mapping[str, bool | None]) -> dict[str, int]:
    found = [areas[pole] for pole in poles.loc[poles["commune"].isna(), "id"]]
    return {"unseated_here": found.count(True), "unplaced": found.count(None)}


def _dated(atlas: Atlas, cohort: str) -> dict[str, object]:
    if atlas.waves is None:
        return {"date": None, "year": None, "official": None}
    row = atlas.waves[atlas.waves["cohort"] == cohort]
    date = row["date"].iloc[0] if len(row) else None
    of_list = atlas.own is not None and atlas.own.alone
    official = row["official_count"].iloc[0] if len(row) and not of_list else None
    if pd.isna(date):
        return {"date": None, "year": None, "official": official}
    year, _, rest = str(date).partition("-")
    month = int(rest[:2]) if rest else 1
    return {"date": date, "year": int(year) + (month - 1) / MONTHS, "official": official}


def _share(people: np.ndarray, reached: np.ndarray) -> float:
    total = people.sum()
    return float(people[reached].sum() / total) if total else float("nan")
