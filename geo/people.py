"""Whom a call puts first: inhabitants of each commune, by priority."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.basins import DEFAULT_BASINS, BasinRule, basin_flags
from geo.errors import FilterError
from geo.problems import quote
from geo.tables import Atlas
from geo.vocabulary import DEFAULT_RURAL, PRIORITIES, RURAL_CLASSES

__all__ = ["DEFAULT_PRIORITIES", "PRIORITIES", "PriorityRule", "priority_people"]

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
            raise FilterError("Aucune classe rurale n'est choisie ; gardez-en au moins une.")
        for value in self.rural:
            if value not in RURAL_CLASSES:
                raise FilterError(
                    f"La classe rurale {quote(value)} n'existe pas ; choisissez parmi "
                    f"{', '.join(RURAL_CLASSES)}."
                )


DEFAULT_PRIORITIES: Final = PriorityRule()


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

    Raises
    ------
    FilterError, TableError
        As `geo.basins.basin_flags`.
    """
    communes = atlas.require_communes()
    population = communes["population"].to_numpy(dtype=np.float64)
    rural = communes["frr"].isin(rule.rural).to_numpy(dtype=bool)
    for chosen, value in _ZRR_CLASSES.items():
        if chosen in rule.rural:
            rural = rural | (communes["zrr"] == value).to_numpy(dtype=bool)
    basin = basin_flags(atlas, rule.basins).to_numpy(dtype=np.float64, na_value=np.nan)
    qpv = communes["qpv_population"].to_numpy(dtype=np.float64)
    whole = np.where(rural | (basin == 1), population, 0.0)
    return pd.DataFrame(
        {
            "population": population,
            "qpv": qpv,
            "rural": np.where(rural, population, 0.0),
            "desindustrialise": basin * population,
            "any": np.maximum(whole, np.nan_to_num(qpv)),
        }
    )
