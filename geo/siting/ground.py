"""The ground on which sites are compared: whom existing poles reach, whom each town would reach."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csc_array

from geo.errors import FilterError
from geo.people.people import priority_people
from geo.places.distance import commune_places, pairs_within
from geo.places.membership import commune_positions, names_by_kind, unit_numbers
from geo.problems import message
from geo.reach.reach import nearest_seats, reach
from geo.siting.candidates import candidate_towns
from geo.siting.rules import SitingRequest, unsure_communes, weighted_people
from geo.siting.words import unsure_words
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES

# What the distance of somebody counts for whose ocean has no pole: farther than any pole from
# anybody of the same ocean, and finite, so that means can be compared.
FAR_KM: Final = 500.0
# Distances round: pairs a hair beyond the radius are measured too, then judged as coverage does.
_HAIR: Final = 1 + 1e-9
# As `geo.reach.tally`: inhabitants shared out between communes are fractions.
_DECIMALS: Final = 6


@dataclass(frozen=True, eq=False)
class Ground:
    """A territory, its inhabitants, its candidates.

    Attributes
    ----------
    request
        What was asked.
    inside
        Rows of ``atlas.communes`` in the territory, ``intp``; the arrays below follow them.
    population
        Inhabitants, ``int64``.
    weight
        What they count for together, ``float64``.
    people
        Inhabitants by priority, columns `geo.vocabulary.PRIORITIES`, NaN where not known.
    unsure
        Whether somebody there may count for more than is known, bool.
    unsure_places
        Names of the départements of these communes, by code.
    reached
        Whether an existing pole reaches the commune, bool.
    distance_km
        To the nearest existing pole, times the detour, ``float64``; `FAR_KM` at most, and where
        the ocean has none.
    towns
        Candidates, from `geo.siting.candidates.candidate_towns`.
    reaches
        ``csc_array`` of ones, shape ``(communes of the territory, candidates)``: whom each
        candidate would reach, already reached or not.
    """

    request: SitingRequest
    inside: np.ndarray
    population: np.ndarray
    weight: np.ndarray
    people: pd.DataFrame
    unsure: np.ndarray
    unsure_places: tuple[str, ...]
    reached: np.ndarray
    distance_km: np.ndarray
    towns: pd.DataFrame
    reaches: csc_array

    def covering_gains(self) -> csc_array:
        """Return the weight that each candidate would newly reach: `geo.siting.solver` gains."""
        gains = self.reaches.copy()
        gains.data = (self.weight * ~self.reached)[gains.indices]
        gains.eliminate_zeros()
        return gains

    def priority_unknown(self, mask: np.ndarray) -> dict[str, int]:
        """Count the inhabitants of some communes whose priority is not known, by priority."""
        return {
            name: int(self.population[mask & self.people[name].isna().to_numpy()].sum())
            for name in PRIORITIES
        }

    def priority_reached(self, mask: np.ndarray) -> dict[str, float]:
        """Count the inhabitants of some communes by priority, as `geo.reach.coverage` does.

        NaN where nothing is known of a priority in the whole territory; else those of whom it is
        not known are left out.
        """
        everywhere = np.ones(len(mask), dtype=bool)
        known = self._of_whom_known(everywhere)
        sums = self._known_people(mask)
        return {name: sums[name] if known[name] else np.nan for name in PRIORITIES}

    def priority_added(self, mask: np.ndarray) -> dict[str, float]:
        """Count the inhabitants of some communes by priority; NaN where it is known of none."""
        known = self._of_whom_known(mask)
        sums = self._known_people(mask)
        return {name: sums[name] if known[name] else np.nan for name in PRIORITIES}

    def _of_whom_known(self, mask: np.ndarray) -> dict[str, bool]:
        people = int(self.population[mask].sum())
        unknown = self.priority_unknown(mask)
        return {name: not count or count < people for name, count in unknown.items()}

    def _known_people(self, mask: np.ndarray) -> dict[str, float]:
        return {
            name: round(float(np.nansum(self.people[name].to_numpy()[mask])), _DECIMALS)
            for name in PRIORITIES
        }

    def covered_by(self, columns: np.ndarray) -> np.ndarray:
        """Say of each commune whether an existing pole or one of some candidates reaches it."""
        return np.asarray(self.reached | (self.reaches[:, columns].sum(axis=1) > 0))


def survey(atlas: Atlas, request: SitingRequest) -> Ground:
    """Measure the ground.

    Parameters
    ----------
    atlas
        The tables.
    request
        What is wanted.

    Returns
    -------
    Ground
        New poles reach by the same rule as those that exist.

    Raises
    ------
    FilterError
        As `geo.siting.candidates.candidate_towns`; or when a wave, sector or status does not
        exist; or nobody lives in the territory, or nobody is known to count there although some
        might.
    TableError
        When the communes or the register are missing.
    """
    inside = commune_positions(atlas, request.territory)
    population = atlas.require_communes()["population"].to_numpy()[inside]
    if not population.sum():
        raise FilterError(message("Personne n'habite ce territoire : il n'y a rien à atteindre."))
    towns = candidate_towns(atlas, request)
    current = reach(atlas, request.rule, request.poles).table
    distance = current["distance_km"].to_numpy()[inside]
    weight = weighted_people(atlas, request.weights, request.priorities)[inside]
    people = priority_people(atlas, request.priorities)[list(PRIORITIES)].iloc[inside]
    unsure = unsure_communes(atlas, request.weights, request.priorities)[inside]
    places = _places(atlas, inside[unsure])
    if unsure.any() and not weight.any():
        raise FilterError(
            message(
                "{unknown}, et personne d'autre n'est connu comme prioritaire : faites compter "
                "tous les habitants.",
                unknown=unsure_words(int(population[unsure].sum()), places),
            )
        )
    return Ground(
        request=request,
        inside=inside,
        population=population,
        weight=weight,
        people=people.reset_index(drop=True),
        unsure=unsure,
        unsure_places=places,
        reached=current["reached"].to_numpy()[inside],
        distance_km=np.minimum(np.nan_to_num(distance, nan=FAR_KM), FAR_KM),
        towns=towns,
        reaches=_reaches(atlas, request, inside, towns["row"].to_numpy()),
    )


def _places(atlas: Atlas, rows: np.ndarray) -> tuple[str, ...]:
    names = names_by_kind(atlas)["departement"]
    codes = atlas.require_communes()["departement"].iloc[rows].drop_duplicates()
    return tuple(names.get(code, code) for code in sorted(codes))


def distance_pairs(atlas: Atlas, ground: Ground) -> csc_array:
    """Return how far the candidates are that are nearer than the nearest existing pole.

    Returns
    -------
    scipy.sparse.csc_array
        Shape of ``ground.reaches``; kilometres spared by the candidate, above 0. The distance
        itself is ``ground.distance_km`` less that: no other pair can change who is nearest.
    """
    rule = ground.request.rule
    places = commune_places(atlas)
    homes = places.take(ground.inside)
    rows = ground.towns["row"].to_numpy()
    pieces = []
    # By distance of the present pole: most people live near one, and pairs grow as its square.
    limits = np.quantile(ground.distance_km, [0.25, 0.5, 0.75, 0.9, 1.0])
    lower = -1.0
    for upper in np.unique(limits):
        part = np.flatnonzero((ground.distance_km > lower) & (ground.distance_km <= upper))
        pairs = pairs_within(homes.take(part), places.take(rows), upper / rule.detour * _HAIR)
        spared = ground.distance_km[part[pairs.origin]] - pairs.distance_km * rule.detour
        kept = spared > 0
        pieces.append((part[pairs.origin[kept]], pairs.target[kept], spared[kept]))
        lower = float(upper)
    origin, target, spared = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return csc_array((spared, (origin, target)), shape=ground.reaches.shape)


def measure_from(atlas: Atlas, ground: Ground, columns: np.ndarray) -> np.ndarray:
    """Return the distance to the nearest pole once some candidates have one, kilometres."""
    seats = ground.towns["row"].to_numpy()[columns]
    if not len(seats):
        return ground.distance_km
    new = nearest_seats(atlas, seats).distance_km[ground.inside] * ground.request.rule.detour
    return np.asarray(np.fmin(ground.distance_km, new))


def with_radius(request: SitingRequest, km: float) -> SitingRequest:
    """Return the same request with another radius."""
    return replace(request, rule=replace(request.rule, km=km))


def _reaches(
    atlas: Atlas, request: SitingRequest, inside: np.ndarray, rows: np.ndarray
) -> csc_array:
    rule = request.rule
    if rule.km is None:
        zones = unit_numbers(atlas)["zone-emploi"]
        home, host = zones[inside], zones[rows]
        order = np.argsort(home, kind="stable")
        first = np.searchsorted(home[order], host, side="left")
        last = np.searchsorted(home[order], host, side="right")
        target = np.repeat(np.arange(len(rows)), last - first)
        parts = [order[start:end] for start, end in zip(first, last, strict=True)]
        origin = np.concatenate(parts)
    else:
        places = commune_places(atlas)
        pairs = pairs_within(places.take(inside), places.take(rows), rule.km / rule.detour * _HAIR)
        kept = pairs.distance_km * rule.detour <= rule.km
        origin, target = pairs.origin[kept], pairs.target[kept]
    ones = np.ones(len(origin))
    return csc_array((ones, (origin, target)), shape=(len(inside), len(rows)))
