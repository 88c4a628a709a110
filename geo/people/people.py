"""Whom a call puts first: inhabitants of each commune, by priority."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.errors import FilterError
from geo.memo import lately
from geo.people.basins import DEFAULT_BASINS, BasinRule, basin_flags
from geo.problems import message, quote
from geo.tables.atlas import Atlas
from geo.vocabulary import DEFAULT_RURAL, PRIORITIES, RURAL_CLASSES

__all__ = [
    "ANY",
    "DEFAULT_PRIORITIES",
    "PRIORITIES",
    "PriorityRule",
    "outside_people",
    "priority_communes",
    "priority_people",
]

# The priorities taken together: whoever is in at least one of them.
ANY: Final = "any"
_ZRR_CLASSES: Final = {"zrr": "classee", "zrr-partiel": "partiel"}


@dataclass(frozen=True)
class PriorityRule:
    """What counts as rural and as deindustrialised.

    Attributes
    ----------
    rural
        Classes of `geo.vocabulary.RURAL_CLASSES` that count: of the FRR (``socle``, ``plus``,
        ``partiel``, ``beneficiaire``, ``beneficiaire-partiel``) and of the former ZRR (``zrr``,
        ``zrr-partiel``). By default FRR socle and FRR+ only.
    basins
        Which communes count as deindustrialised.

    Raises
    ------
    FilterError
        When a class does not exist, or none is chosen.
    """

    rural: tuple[str, ...] = DEFAULT_RURAL
    basins: BasinRule = DEFAULT_BASINS

    def __post_init__(self) -> None:
        """Check the classes."""
        if not self.rural:
            raise FilterError(
                message("Aucune classe rurale n'est choisie ; gardez-en au moins une."),
                option="rural",
            )
        for value in self.rural:
            if value not in RURAL_CLASSES:
                raise FilterError(
                    message(
                        "La classe rurale {value} n'existe pas ; choisissez parmi {known}.",
                        value=quote(value),
                        known=RURAL_CLASSES,
                    ),
                    option="rural",
                )


DEFAULT_PRIORITIES: Final = PriorityRule()


@lately(8, poles=False)
def priority_people(atlas: Atlas, rule: PriorityRule = DEFAULT_PRIORITIES) -> pd.DataFrame:
    """Count the inhabitants of each commune by priority.

    Parameters
    ----------
    atlas
        The tables.
    rule
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.DataFrame
        One row per commune, in the order of ``atlas.communes``, ``float64`` inhabitants:

        ``population``
            All of them.
        ``qpv``
            Inhabitants of the quarters, shared out between the communes of each; not a whole
            number where a quarter lies in several. NaN where not published (Mayotte).
        ``rural``, ``desindustrialise``
            The whole population of the commune, or 0. NaN where the status is not known.
        ``any``
            Inhabitants known to be in at least one of the three; nobody is counted twice.

        Shared: nobody changes it in place.

    Raises
    ------
    FilterError, TableError
        As `geo.people.basins.basin_flags`.
    """
    communes = atlas.require_communes()
    population = communes["population"].to_numpy(dtype=np.float64)
    classed = priority_communes(atlas, rule)
    rural, basin = classed["rural"].to_numpy(), classed["desindustrialise"].to_numpy()
    qpv = communes["qpv_population"].to_numpy(dtype=np.float64)
    whole = np.where((rural == 1) | (basin == 1), population, 0.0)
    return pd.DataFrame(
        {
            "population": population,
            "qpv": qpv,
            "rural": rural * population,
            "desindustrialise": basin * population,
            ANY: np.maximum(whole, np.nan_to_num(qpv)),
        }
    )


def outside_people(people: pd.DataFrame) -> pd.DataFrame:
    """Count those who are known to be outside each priority, and outside all of them.

    Parameters
    ----------
    people
        What `priority_people` returned, all rows or some.

    Returns
    -------
    pandas.DataFrame
        ``float64`` inhabitants, the rows of `people`: ``qpv``, ``rural``, ``desindustrialise`` and
        ``any``. NaN where that is not known: of one priority, where it is not; of all, where one
        of them is not and the others do not hold the whole commune. Never negative, although more
        people may be counted in the quarters of a commune than it has inhabitants: the two counts
        are of different years.
    """
    population, together = people["population"].to_numpy(), people[ANY].to_numpy()
    rest = {name: np.maximum(population - people[name].to_numpy(), 0) for name in PRIORITIES}
    unknown = np.isnan(np.vstack(list(rest.values()))).any(axis=0) & (together < population)
    rest[ANY] = np.where(unknown, np.nan, np.maximum(population - together, 0))
    return pd.DataFrame(rest, index=people.index)


def priority_communes(atlas: Atlas, rule: PriorityRule = DEFAULT_PRIORITIES) -> pd.DataFrame:
    """Say of each commune whether it is a priority, as a whole.

    Parameters
    ----------
    atlas
        The tables.
    rule
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.DataFrame
        One row per commune, in the order of ``atlas.communes``, ``float64``: 1 yes, 0 no, NaN
        not known. ``qpv``: the commune *contains* a quarter, which does not make it one;
        ``rural``; ``desindustrialise``; ``any``: at least one of the three.

    Raises
    ------
    FilterError, TableError
        As `geo.people.basins.basin_flags`.
    """
    communes = atlas.require_communes()
    rural = communes["frr"].isin(rule.rural).to_numpy(dtype=bool)
    for chosen, value in _ZRR_CLASSES.items():
        if chosen in rule.rural:
            rural = rural | (communes["zrr"] == value).to_numpy(dtype=bool)
    basin = basin_flags(atlas, rule.basins).to_numpy(dtype=np.float64, na_value=np.nan)
    quarters = communes["qpv_count"].to_numpy(dtype=np.float64, na_value=np.nan)
    qpv = np.where(np.isnan(quarters), np.nan, quarters > 0)
    classes = np.vstack([qpv, rural.astype(np.float64), basin])
    # One class is enough; none is certain only when all three are known.
    some = np.where((classes == 1).any(axis=0), 1.0, classes.sum(axis=0))
    return pd.DataFrame(dict(zip((*PRIORITIES, "any"), (*classes, some), strict=True)))
