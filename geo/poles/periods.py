"""Which waves had been announced by a given year, to see coverage as of then."""

import pandas as pd

from geo.errors import FilterError, TableError
from geo.problems import message, quote
from geo.tables.atlas import Atlas

_YEAR_DIGITS = 4


def wave_years(atlas: Atlas) -> dict[str, int]:
    """Return the year in which each dated wave was announced, in the order of ``waves.csv``.

    Raises
    ------
    TableError
        When the table of waves is missing.
    """
    if atlas.waves is None:
        raise TableError(
            message("La table waves.csv manque : les vagues ne peuvent pas être datées.")
        )
    years = pd.to_numeric(atlas.waves["date"].str[:_YEAR_DIGITS], errors="coerce")
    return {
        str(cohort): int(year)
        for cohort, year in zip(atlas.waves["cohort"], years, strict=True)
        if pd.notna(year)
    }


def dated_years(atlas: Atlas) -> tuple[int, ...]:
    """Return the years in which a wave was announced, in order.

    Raises
    ------
    TableError
        When the table of waves is missing.
    """
    return tuple(sorted(set(wave_years(atlas).values())))


def cohorts_as_of(atlas: Atlas, year: int) -> tuple[str, ...]:
    """Return the waves that had been announced by the end of a year.

    Parameters
    ----------
    atlas
        The tables.
    year
        Between the first and the last wave, such as 2014.

    Returns
    -------
    tuple of str
        Never empty. Poles recorded outside any call have no date: they belong to today only. What
        has closed since is not known, so a pole counts from its wave on.

    Raises
    ------
    FilterError
        When the year comes before the first wave, or after the last: poles without date belong to
        today, not to a year to come.
    TableError
        When the table of waves is missing.
    """
    years = wave_years(atlas)
    if not years:
        raise FilterError(
            message("Aucune vague n'est datée : une année ne peut pas être choisie."),
            option="as-of",
        )
    first, last = min(years.values()), max(years.values())
    if not first <= year <= last:
        raise FilterError(
            message(
                "L'année {year} n'est pas entre {first}, celle de la première vague, et {last}, "
                "celle de la dernière.",
                year=quote(str(year)),
                first=str(first),
                last=str(last),
            ),
            option="as-of",
        )
    return tuple(cohort for cohort, announced in years.items() if announced <= year)
