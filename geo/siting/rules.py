"""What is asked when looking for new sites: how many, how far, for whom, with which poles given."""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from geo.errors import FilterError
from geo.people.people import DEFAULT_PRIORITIES, PriorityRule, priority_people
from geo.poles.select import PoleFilter
from geo.problems import message, quote
from geo.reach.question import Question
from geo.reach.reach import ReachRule
from geo.siting.weights import EVERYBODY, Weights
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, TerritoryId
from geo.vocabulary import PRIORITIES, RADIUS

MAX_SITES: Final = 20
DEFAULT_KM: Final = 30.0
DEFAULT_MIN_POPULATION: Final = 2000
DEFAULT_TIME_LIMIT_S: Final = 60.0
SITING_REACHES: Final = (RADIUS, "zone-emploi")


@dataclass(frozen=True)
class SitingRequest:
    """Which sites are wanted.

    Attributes
    ----------
    territory
        Where the sites may be, and whose inhabitants count.
    sites
        How many, 1 to `MAX_SITES`.
    rule
        How far a pole reaches, those that exist and the new ones alike: ``radius`` or
        ``zone-emploi``.
    weights
        What an inhabitant counts for.
    priorities
        What counts as rural and as deindustrialised.
    poles
        Existing poles that count, wherever they are; its territory is set aside.
    min_population
        Inhabitants of a candidate town, at least.
    veto, impose
        Insee codes of communes never chosen, always chosen. An imposed one need not be a
        candidate otherwise.
    time_limit_s
        Seconds, after which the best answer found is given with its gap.

    Raises
    ------
    FilterError
        When the request contradicts itself: one sentence in French.
    """

    territory: TerritoryId = FRANCE
    sites: int = 5
    rule: ReachRule = field(default_factory=lambda: ReachRule(RADIUS, DEFAULT_KM))
    weights: Weights = EVERYBODY
    priorities: PriorityRule = DEFAULT_PRIORITIES
    poles: PoleFilter = field(default_factory=PoleFilter)
    min_population: int = DEFAULT_MIN_POPULATION
    veto: tuple[str, ...] = ()
    impose: tuple[str, ...] = ()
    time_limit_s: float = DEFAULT_TIME_LIMIT_S

    def today(self, atlas: Atlas) -> Question:
        """Return the question that the request starts from: whom the poles reach already."""
        return Question(atlas, rule=self.rule, poles=self.poles, priorities=self.priorities)

    def __post_init__(self) -> None:
        """Check the request."""
        if not 1 <= self.sites <= MAX_SITES:
            raise FilterError(message("Le nombre de sites va de 1 à {most}.", most=MAX_SITES))
        if self.rule.kind not in SITING_REACHES:
            raise FilterError(
                message(
                    "La règle {rule} ne va pas pour implanter ; choisissez parmi {known}.",
                    rule=quote(self.rule.kind),
                    known=SITING_REACHES,
                )
            )
        if self.min_population < 0:
            raise FilterError(message("La population minimale ne peut pas être négative."))
        if not (math.isfinite(self.time_limit_s) and self.time_limit_s > 0):
            raise FilterError(
                message("La durée limite est un nombre de secondes supérieur à zéro.")
            )
        if both := sorted(set(self.veto) & set(self.impose)):
            raise FilterError(
                message("La commune {code} est à la fois écartée et imposée.", code=quote(both[0]))
            )
        if len(set(self.impose)) > self.sites:
            raise FilterError(
                message(
                    "Il y a {imposed} sites imposés pour {sites} à choisir.",
                    imposed=len(set(self.impose)),
                    sites=self.sites,
                )
            )


def weighted_people(
    atlas: Atlas, weights: Weights, priorities: PriorityRule = DEFAULT_PRIORITIES
) -> np.ndarray:
    """Return what the inhabitants of each commune count for together.

    Parameters
    ----------
    atlas
        The tables.
    weights
        What one inhabitant counts for.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    numpy.ndarray
        ``float64``, shape ``(communes,)``. With weights of 0 and 1, a number of people, nobody
        twice. A priority that is not known adds nothing: see `unsure_communes`.

    Raises
    ------
    FilterError, TableError
        As `geo.people.people.priority_people`.
    """
    people = priority_people(atlas, priorities)
    return _weighted(people.fillna(0), weights)


def unsure_communes(
    atlas: Atlas, weights: Weights, priorities: PriorityRule = DEFAULT_PRIORITIES
) -> np.ndarray:
    """Say where inhabitants may count for more than `weighted_people` knows of.

    Parameters
    ----------
    atlas, weights, priorities
        As of `weighted_people`.

    Returns
    -------
    numpy.ndarray
        Bool, shape ``(communes,)``: a priority is not known there, and it would change what
        somebody counts for. Nowhere when everybody counts alike.

    Raises
    ------
    FilterError, TableError
        As `geo.people.people.priority_people`.
    """
    people = priority_people(atlas, priorities)
    most = {name: people[name].fillna(people["population"]) for name in PRIORITIES}
    least = _weighted(people.fillna(0), weights)
    return np.asarray(_weighted(people.assign(**most), weights) > least)


def _weighted(people: pd.DataFrame, weights: Weights) -> np.ndarray:
    population = people["population"].to_numpy()
    rural = np.where(people["rural"] > 0, weights.rural, 0)
    basin = np.where(people["desindustrialise"] > 0, weights.desindustrialise, 0)
    base = np.maximum(np.maximum(rural, basin), weights.everybody)
    in_quarters = np.minimum(people["qpv"].to_numpy(), population)
    inside = np.maximum(base, weights.qpv)
    return np.asarray(in_quarters * inside + (population - in_quarters) * base, dtype=float)
