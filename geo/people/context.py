"""Who lives in a territory: the yardstick beside every count of poles."""

from dataclasses import dataclass

import pandas as pd

from geo.places.membership import commune_positions
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId
from geo.vocabulary import DEFAULT_RURAL


@dataclass(frozen=True)
class PopulationContext:
    """Inhabitants of a territory, in all and by kind of commune.

    Attributes
    ----------
    communes
        Number of communes.
    population
        Inhabitants.
    qpv_communes, frr, desindustrialise
        Inhabitants of communes that contain a QPV, of communes in FRR or FRR+, of communes in a
        deindustrialised basin.
    desindustrialise_unknown
        Inhabitants of communes whose basin has no published jobs.
    """

    communes: int
    population: int
    qpv_communes: int
    frr: int
    desindustrialise: int
    desindustrialise_unknown: int

    def share(self, part: int) -> float | None:
        """Return `part` as a share of the inhabitants, ``None`` where nobody lives."""
        return part / self.population if self.population else None


def population_context(atlas: Atlas, territory: TerritoryId) -> PopulationContext:
    """Count the inhabitants of a territory by the priority of their commune.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.

    Returns
    -------
    PopulationContext
        The counts; the same kinds of commune as in `geo.poles.summary.PoleSummary`, so that a
        share of seats can stand beside a share of people.

    Raises
    ------
    geo.errors.TableError
        When the table of communes is missing.
    """
    communes = atlas.require_communes().iloc[commune_positions(atlas, territory)]
    population = communes["population"]
    basin = communes["desindustrialise"].astype("boolean")

    def living(where: pd.Series) -> int:
        return int(population[where.to_numpy(dtype=bool)].sum())

    return PopulationContext(
        communes=len(communes),
        population=int(population.sum()),
        qpv_communes=living(communes["qpv_count"] > 0),
        frr=living(communes["frr"].isin(DEFAULT_RURAL)),
        desindustrialise=living(basin.fillna(value=False)),
        desindustrialise_unknown=living(basin.isna()),
    )
