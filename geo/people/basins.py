"""Deindustrialised basins under a rule that the reader may move, or an official proxy."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.errors import FilterError
from geo.memo import lately
from geo.people.priority import (
    DEFAULT_END_YEAR,
    DEFAULT_QUANTILE,
    DEFAULT_START_YEAR,
    deindustrialised,
)
from geo.problems import message, quote
from geo.tables.atlas import Atlas
from geo.vocabulary import BASIN_BASES, BASINS

__all__ = [
    "BASIN_BASES",
    "DEFAULT_BASINS",
    "BasinRule",
    "basin_flags",
    "basin_table",
    "basin_years",
    "compare_basins",
    "industrial_jobs",
]

_MOVEMENTS: Final = {True: "entre", False: "sort"}


@dataclass(frozen=True)
class BasinRule:
    """Which communes count as deindustrialised.

    Attributes
    ----------
    basis
        ``bassins`` (employment areas by their industrial jobs, see
        `geo.people.priority.deindustrialised`), or an official zoning in its place:
        ``territoire-industrie`` (2023-2027), ``territoire-industrie-2018``, ``afr``, ``ber``.
    start, end
        Years compared, of ``bassins`` only.
    change_quantile, share_quantile
        Thresholds of ``bassins``: an area must have lost more than this quantile of all areas,
        and its industrial share at the start must lie above this quantile.

    Raises
    ------
    FilterError
        When the rule contradicts itself: one sentence in French.
    """

    basis: str = BASINS
    start: int = DEFAULT_START_YEAR
    end: int = DEFAULT_END_YEAR
    change_quantile: float = DEFAULT_QUANTILE
    share_quantile: float = DEFAULT_QUANTILE

    def __post_init__(self) -> None:
        """Check the rule."""
        if self.basis not in BASIN_BASES:
            raise FilterError(
                message(
                    "{basis} ne désigne pas de bassins désindustrialisés ; choisissez parmi "
                    "{known}.",
                    basis=quote(self.basis),
                    known=BASIN_BASES,
                ),
                option="basin",
            )
        if self.start >= self.end:
            raise FilterError(
                message(
                    "L'année de départ {start} n'est pas avant l'année d'arrivée {end}.",
                    start=str(self.start),
                    end=str(self.end),
                ),
                option="basin-years",
            )
        thresholds = {"basin-change": self.change_quantile, "basin-share": self.share_quantile}
        for name, quantile in thresholds.items():
            if not 0 <= quantile <= 1:
                raise FilterError(
                    message(
                        "Le seuil {threshold} n'est pas entre 0 et 1.", threshold=float(quantile)
                    ),
                    option=name,
                )


DEFAULT_BASINS: Final = BasinRule()


def basin_flags(atlas: Atlas, rule: BasinRule = DEFAULT_BASINS) -> pd.Series:
    """Say of each commune whether it counts as deindustrialised.

    Parameters
    ----------
    atlas
        The tables.
    rule
        Which communes count.

    Returns
    -------
    pandas.Series
        ``boolean``, in the order of ``atlas.communes``; null where not known: no published jobs
        (Mayotte), or only a part of the commune is in the zoning (AFR).

    Raises
    ------
    FilterError
        When the jobs of a year of the rule are not published.
    TableError
        When the communes, or the jobs that the rule needs, are missing.
    """
    communes = atlas.require_communes()
    if rule.basis == "afr":
        classes = {"integral": True, "partiel": None}
        return communes["afr"].map(lambda value: classes.get(value, False)).astype("boolean")
    if rule.basis != BASINS:
        return communes[_ZONING_COLUMNS[rule.basis]].notna().astype("boolean")
    if rule == DEFAULT_BASINS:
        # Compiled with the tables, so that it can be had without the jobs.
        return communes["desindustrialise"].astype("boolean")
    flags = _judged(atlas, rule)["desindustrialise"].astype("boolean")
    return pd.Series(
        flags.reindex(pd.Index(communes["zone_emploi_2010"])).array, index=communes.index
    )


_ZONING_COLUMNS: Final = {
    "territoire-industrie": "territoire_industrie",
    "territoire-industrie-2018": "territoire_industrie_2018",
    "ber": "ber",
}


def basin_years(atlas: Atlas) -> tuple[int, ...]:
    """Return the years whose industrial jobs are published, in order.

    Raises
    ------
    TableError
        When the table of jobs is missing.
    """
    return tuple(int(year) for year in np.unique(industrial_jobs(atlas)["year"]))


@lately(8, poles=False)
def basin_table(atlas: Atlas, rule: BasinRule = DEFAULT_BASINS) -> pd.DataFrame:
    """Judge every employment area of 2010 by the rule.

    Parameters
    ----------
    atlas
        The tables.
    rule
        Years and thresholds; its basis must be ``bassins``.

    Returns
    -------
    pandas.DataFrame
        One row per area with published jobs, sorted by code: ``code``, ``name``, ``population``
        (inhabitants today), then the columns of `geo.people.priority.deindustrialised`; ``attrs``
        hold ``change_threshold`` and ``share_threshold`` (ratios). Shared: nobody changes it.

    Raises
    ------
    FilterError
        When the basis is an official zoning, or the jobs of a year are not published.
    TableError
        When the table of jobs is missing.
    """
    judged = _judged(atlas, rule)
    named = judged.rename_axis("code").reset_index()
    names, population = named["code"], pd.Series(pd.NA, index=named.index, dtype="Int64")
    if atlas.zones_emploi_2010 is not None:
        areas = atlas.zones_emploi_2010.set_index("code").reindex(named["code"])
        names = (
            areas["name"].fillna(pd.Series(areas.index, index=areas.index)).reset_index(drop=True)
        )
        population = areas["population"].astype("Int64").reset_index(drop=True)
    named.insert(1, "name", names)
    named.insert(2, "population", population)
    named.attrs = judged.attrs
    return named


@lately(8, poles=False)
def compare_basins(
    atlas: Atlas, rule: BasinRule, reference: BasinRule = DEFAULT_BASINS
) -> pd.DataFrame:
    """Tell which employment areas enter and leave when the thresholds or the years move.

    Parameters
    ----------
    atlas
        The tables.
    rule, reference
        Two rules whose basis is ``bassins``: an official zoning lists communes and judges no
        employment area, so nothing enters or leaves.

    Returns
    -------
    pandas.DataFrame
        The areas that are deindustrialised under one of them only, those that enter first, the
        most populous first: the columns of `basin_table` under `rule`, and ``movement``:
        ``entre`` (under `rule` only) or ``sort`` (under `reference` only). Shared likewise.

    Raises
    ------
    FilterError
        When a basis is an official zoning, or as `basin_table`.
    TableError
        As `basin_table`.
    """
    now, before = basin_table(atlas, rule), basin_table(atlas, reference)
    former = before.set_index("code")["desindustrialise"].reindex(now["code"], fill_value=False)
    moved = now[now["desindustrialise"].to_numpy() != former.to_numpy()]
    moved = moved.assign(movement=moved["desindustrialise"].map(_MOVEMENTS).astype("str"))
    return moved.sort_values(
        ["movement", "population", "code"], ascending=[True, False, True]
    ).reset_index(drop=True)


def _judged(atlas: Atlas, rule: BasinRule) -> pd.DataFrame:
    if rule.basis != BASINS:
        raise FilterError(
            message(
                "Les seuils ne jouent que sur la règle {basins}, pas sur {basis}.",
                basins=BASINS,
                basis=rule.basis,
            )
        )
    years = basin_years(atlas)
    for year in (rule.start, rule.end):
        if year not in years:
            raise FilterError(
                message(
                    "Pas d'emplois industriels publiés pour {year} ; choisissez entre {first} et "
                    "{last}.",
                    year=str(year),
                    first=str(years[0]),
                    last=str(years[-1]),
                ),
                option="basin-years",
            )
    return deindustrialised(
        industrial_jobs(atlas), rule.start, rule.end, rule.change_quantile, rule.share_quantile
    )


def industrial_jobs(atlas: Atlas) -> pd.DataFrame:
    """Return the salaried jobs of each zone d'emploi of 2010 and year.

    Returns
    -------
    pandas.DataFrame
        ``zone_emploi_2010`` (str), ``year``, ``industrial_jobs``, ``jobs`` (int64, on
        31 December). Shared: not to be changed in place. Source: Insee, ESTEL, 1998-2017.

    Raises
    ------
    TableError
        When the table of jobs is missing.
    """
    return atlas.require("emploi_industriel")
