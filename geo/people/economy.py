"""Work and income in a territory, as published: no rate is made up for a level that has none."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.memo import per_land
from geo.people.basins import industrial_jobs
from geo.places.membership import commune_positions
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, TerritoryId

__all__ = [
    "Income",
    "IndustrialJobs",
    "Unemployment",
    "income",
    "jobs_of",
    "unemployment",
    "unemployment_by_year",
    "weighted_quantile",
]

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
HALF: Final = 0.5
LAST_QUARTER: Final = "-T4"
BASE: Final = 100.0
HERE: Final = "here"
HIGHEST: Final = "highest"
LOWEST: Final = "lowest"
COUNTRY: Final = "country"


@dataclass(frozen=True, eq=False)
class Unemployment:
    """Unemployment of the zones d'emploi of a territory, the only level our data has.

    Attributes
    ----------
    quarter
        Quarter of the rates, such as ``2025-T4``.
    zones
        One row per zone d'emploi with a published rate, the one where most inhabitants of the
        territory live first: ``code``, ``name`` (str), ``people`` (int64, of the territory),
        ``rate`` (%).
    median
        Rate, in %, that the zones of half of the inhabitants do not exceed: not a rate of the
        territory, which Insee publishes for départements and régions but not here.
    population, population_known
        Inhabitants; those whose zone has a rate.
    """

    quarter: str
    zones: pd.DataFrame
    median: float
    population: int
    population_known: int


@dataclass(frozen=True)
class Income:
    """Median incomes of the communes of a territory; there is no median of the territory in it.

    Attributes
    ----------
    low, median, high
        Euros a year per consumption unit: the published median income of the commune that 10 %,
        half and 90 % of the inhabitants (of communes where it is published) do not exceed. For
        a commune all three are its own.
    communes, communes_known
        Communes; those whose median is published.
    population, population_known
        Their inhabitants.
    """

    low: float
    median: float
    high: float
    communes: int
    communes_known: int
    population: int
    population_known: int


@dataclass(frozen=True, eq=False)
class IndustrialJobs:
    """Industrial jobs of the zones d'emploi of 2010 that stand for a territory.

    Attributes
    ----------
    zones
        One row per zone, the one where most inhabitants of the territory live first: ``code``,
        ``name`` (str), ``people`` (int64, of the territory), ``zone_people`` (int64, of the zone).
    is_exact
        Whether the zones together are the territory, commune for commune.
    people_share
        Share, in [0, 1], of the inhabitants of the territory who live in those zones.
    years
        One row per year: ``year``, ``industrial_jobs``, ``jobs`` (int64, salaried, on
        31 December), ``index`` (industrial jobs, first year = 100).
    """

    zones: pd.DataFrame
    is_exact: bool
    people_share: float
    years: pd.DataFrame

    @property
    def change(self) -> float:
        """Change of the industrial jobs from the first year to the last; -0.2 = a fifth lost."""
        return float(self.years["index"].iloc[-1] / BASE - 1)


def weighted_quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """Return the smallest value that a share of the weight does not exceed.

    Parameters
    ----------
    values, weights
        ``float64``, same shape; NaN values are left out.
    share
        In [0, 1].

    Returns
    -------
    float
        NaN where nothing weighs.
    """
    known = ~np.isnan(values) & (weights > 0)
    order = np.argsort(values[known], kind="stable")
    heights = np.cumsum(weights[known][order])
    if not len(heights):
        return float("nan")
    row = np.searchsorted(heights, share * heights[-1], side="left")
    return float(values[known][order][row])


def unemployment(atlas: Atlas, territory: TerritoryId) -> Unemployment | None:
    """Return the unemployment of the zones d'emploi in which a territory lives.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.

    Returns
    -------
    Unemployment or None
        ``None`` where no rate is published (Mayotte), or without the table of zones d'emploi.

    Raises
    ------
    TableError
        When the table of communes is missing.
    """
    if atlas.zones_emploi is None:
        return None
    own = atlas.require_communes().iloc[commune_positions(atlas, territory)]
    people = own.groupby("zone_emploi")["population"].sum().rename("people")
    table = atlas.zones_emploi.set_index("code")[["name", "unemployment_rate"]]
    zones = people.to_frame().join(table).dropna(subset="unemployment_rate")
    zones = zones.rename(columns={"unemployment_rate": "rate"}).rename_axis("code").reset_index()
    zones = zones.sort_values(["people", "code"], ascending=[False, True]).reset_index(drop=True)
    if zones.empty:
        return None
    quarters = atlas.zones_emploi.set_index("code")["unemployment_quarter"]
    weights = zones["people"].to_numpy(dtype=np.float64)
    return Unemployment(
        quarter=str(quarters[zones["code"].iloc[0]]),
        zones=zones[["code", "name", "people", "rate"]],
        median=weighted_quantile(zones["rate"].to_numpy(dtype=np.float64), weights, MIDDLE),
        population=int(own["population"].sum()),
        population_known=int(zones["people"].sum()),
    )


def unemployment_by_year(atlas: Atlas, territory: TerritoryId) -> pd.DataFrame:
    """Return the rates of the fourth quarters.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.

    Returns
    -------
    pandas.DataFrame
        One row a series and year, ``series``, ``zone`` (code, null but for a single zone),
        ``year`` (int64), ``rate`` (%): ``here`` (of the zone where the territory lies, or the
        rate that the zones of half of its inhabitants do not exceed), ``highest`` and ``lowest``
        (its zones with the highest and the lowest rate of the last year, where it has several),
        ``country`` (the same as ``here`` for all France, for any other territory). Empty where
        nothing is published.

    Raises
    ------
    TableError
        When the communes or the quarterly rates are missing.
    """
    rates = _december_rates(atlas)
    own = _zone_people(atlas, territory)
    mine = rates[rates.columns.intersection(own.index)]
    mine = _steady(mine, own)
    parts: list[pd.DataFrame] = []
    if mine.shape[1]:
        zone = str(mine.columns[0]) if mine.shape[1] == 1 else None
        parts.append(_series(HERE, zone, _medians(mine, own)))
        if mine.shape[1] > 1:
            last = mine.iloc[-1]
            for name, code in ((HIGHEST, last.idxmax()), (LOWEST, last.idxmin())):
                parts.append(_series(name, str(code), mine[code]))
        if territory.kind != FRANCE.kind:
            people = _zone_people(atlas, FRANCE)
            medians = _medians(_steady(rates, people), people)
            parts.append(_series(COUNTRY, None, medians.reindex(mine.index)))
    empty = pd.DataFrame({"series": [], "zone": [], "year": [], "rate": []})
    return pd.concat(parts, ignore_index=True) if parts else empty


def _steady(rates: pd.DataFrame, people: "pd.Series[int]") -> pd.DataFrame:
    """Return the same zones every year: one that comes in would move a median by itself."""
    throughout = rates.loc[:, rates.notna().all()]
    if people.reindex(throughout.columns).sum() >= HALF * people.sum():
        return throughout
    # Overseas is published later: all its zones, from the year in which they all are.
    return rates.loc[:, rates.iloc[-1].notna()].dropna()


def _zone_people(atlas: Atlas, territory: TerritoryId) -> "pd.Series[int]":
    own = atlas.require_communes().iloc[commune_positions(atlas, territory)]
    return own.groupby("zone_emploi")["population"].sum()


def _series(name: str, zone: str | None, rates: "pd.Series[float]") -> pd.DataFrame:
    table = pd.DataFrame({"series": name, "zone": zone, "year": rates.index, "rate": rates.array})
    return table.astype({"series": "str", "zone": "str"})


def _medians(rates: pd.DataFrame, people: "pd.Series[int]") -> "pd.Series[float]":
    weights = people.reindex(rates.columns).to_numpy(dtype=np.float64)
    return rates.apply(
        lambda row: weighted_quantile(row.to_numpy(dtype=np.float64), weights, MIDDLE), axis=1
    )


@per_land
def _december_rates(atlas: Atlas) -> pd.DataFrame:
    """Return the rates of the fourth quarters: a row a year, a column a zone d'emploi."""
    table = atlas.require("chomage")
    table = table[table["quarter"].str.endswith(LAST_QUARTER)]
    year = table["quarter"].str[: -len(LAST_QUARTER)].astype("int64").rename("year")
    return table.pivot_table(index=year, columns="zone_emploi", values="rate", aggfunc="first")


def income(atlas: Atlas, territory: TerritoryId) -> Income | None:
    """Return how the published median incomes of the communes of a territory spread.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.

    Returns
    -------
    Income or None
        ``None`` where none is published: Guadeloupe, Guyane, Mayotte, communes too small.

    Raises
    ------
    TableError
        When the table of communes is missing.
    """
    own = atlas.require_communes().iloc[commune_positions(atlas, territory)]
    values = own["median_income"].to_numpy(dtype=np.float64, na_value=np.nan)
    people = own["population"].to_numpy(dtype=np.float64)
    known = ~np.isnan(values)
    if not (known & (people > 0)).any():
        return None
    low, median, high = (weighted_quantile(values, people, q) for q in (LOW, MIDDLE, HIGH))
    return Income(
        low=low,
        median=median,
        high=high,
        communes=len(own),
        communes_known=int(known.sum()),
        population=int(people.sum()),
        population_known=int(people[known].sum()),
    )


def jobs_of(atlas: Atlas, territory: TerritoryId) -> IndustrialJobs | None:
    """Return the industrial jobs over the years of the zones that stand for a territory.

    Jobs are published by zone d'emploi of 2010. Those of which at least half of the inhabitants
    live in the territory stand for it; for a territory smaller than that, the one zone where
    most of its inhabitants live.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.

    Returns
    -------
    IndustrialJobs or None
        ``None`` where no job is published (Mayotte).

    Raises
    ------
    TableError
        When the communes or the table of jobs are missing.
    """
    jobs = industrial_jobs(atlas)
    communes = atlas.require_communes()
    inside = commune_positions(atlas, territory)
    own = communes.iloc[inside].groupby("zone_emploi_2010")["population"].sum()
    own = own[own.index.isin(set(jobs["zone_emploi_2010"]))]
    if own.empty:
        return None
    whole = communes.groupby("zone_emploi_2010")["population"].sum().reindex(own.index)
    mostly = own[own >= HALF * whole]
    kept = mostly if len(mostly) else own.loc[[own.idxmax()]]
    names = _names_2010(atlas)
    zones = pd.DataFrame({"people": kept, "zone_people": whole.reindex(kept.index)})
    zones = zones.rename_axis("code").reset_index()
    zones.insert(1, "name", [names.get(code, code) for code in zones["code"]])
    zones = zones.sort_values(["people", "code"], ascending=[False, True]).reset_index(drop=True)
    years = jobs[jobs["zone_emploi_2010"].isin(set(zones["code"]))]
    years = years.groupby("year")[["industrial_jobs", "jobs"]].sum().reset_index()
    first = years["industrial_jobs"].iloc[0]
    years["index"] = years["industrial_jobs"] / first * BASE if first else np.nan
    members = communes["zone_emploi_2010"].isin(set(zones["code"])).to_numpy()
    population = int(communes["population"].iloc[inside].sum())
    return IndustrialJobs(
        zones=zones,
        is_exact=bool(members[inside].all() and members.sum() == len(inside)),
        people_share=int(zones["people"].sum()) / population if population else np.nan,
        years=years,
    )


def _names_2010(atlas: Atlas) -> dict[str, str]:
    if atlas.zones_emploi_2010 is None:
        return {}
    table = atlas.zones_emploi_2010
    return dict(zip(table["code"].tolist(), table["name"].tolist(), strict=True))
