"""Which communes each pole reaches, under a rule that is always named.

No rule is the truth: the Labo de l'ESS found 43 % of poles acting at the scale of a commune or an
intercommunalité and 17 % at that of a région. Each rule is a function of one signature that counts,
for each commune, the poles that reach it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.errors import FilterError
from geo.memo import per_atlas
from geo.places.distance import Nearest, commune_places, count_within, nearest
from geo.places.membership import rows_of, unit_numbers
from geo.poles.location import pole_areas
from geo.poles.select import PoleFilter, select_poles
from geo.problems import message, quote
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE
from geo.vocabulary import DECLARED, RADIUS, REACH_KINDS

__all__ = [
    "DEFAULT_REACH",
    "RULES",
    "Reach",
    "ReachRule",
    "locate",
    "nearest_seats",
    "reach",
    "reached_communes",
    "unit_numbers",
]

DETOUR_LIMIT: Final = 3.0
# Sets of seats whose distances are kept: those of a reader who moves a threshold back and forth.
_KEPT_SETS: Final = 8


@dataclass(frozen=True)
class ReachRule:
    """How far a pole reaches.

    Attributes
    ----------
    kind
        One of `geo.vocabulary.REACH_KINDS`: the ``commune`` of the seat, its ``epci``, its
        ``zone-emploi``, a ``radius``, or the territory that the pole has ``declared``.
    km
        Radius in kilometres, for ``radius`` only, else ``None``.
    detour
        Length of a way divided by that of the geodesic, 1 = as the crow flies. Distances are
        multiplied by it before they are compared with `km`, and where they are shown.

    Raises
    ------
    FilterError
        When the rule contradicts itself: one sentence in French.
    """

    kind: str = "zone-emploi"
    km: float | None = None
    detour: float = 1.0

    def __post_init__(self) -> None:
        """Check the rule."""
        if self.kind not in REACH_KINDS:
            raise FilterError(
                message(
                    "La règle de rayonnement {rule} n'existe pas ; choisissez parmi {known}.",
                    rule=quote(self.kind),
                    known=REACH_KINDS,
                ),
                option="reach",
            )
        if self.kind == RADIUS and self.km is None:
            raise FilterError(
                message("Le rayon manque ; donnez-le en kilomètres, par exemple 30."), option="km"
            )
        if self.kind != RADIUS and self.km is not None:
            raise FilterError(
                message(
                    "Un rayon en kilomètres ne va qu'avec la règle {radius}, pas avec {rule}.",
                    radius=RADIUS,
                    rule=self.kind,
                ),
                option="km",
            )
        if self.km is not None and not (math.isfinite(self.km) and self.km > 0):
            raise FilterError(
                message(
                    "Le rayon {km} km n'est pas un nombre fini plus grand que zéro.",
                    km=float(self.km),
                ),
                option="km",
            )
        if not 1 <= self.detour <= DETOUR_LIMIT:
            raise FilterError(
                message(
                    "Le facteur de détour {detour} n'est pas entre 1 (à vol d'oiseau) et {most}.",
                    detour=float(self.detour),
                    most=DETOUR_LIMIT,
                ),
                option="detour",
            )


DEFAULT_REACH: Final = ReachRule()


@dataclass(frozen=True, eq=False)
class Reach:
    """Whom the poles of a filter reach under a rule; shared, so nobody changes it in place.

    Attributes
    ----------
    rule, pole_filter
        What was asked.
    table
        One row per commune of France, in the order of ``atlas.communes``: ``code`` (str);
        ``reached`` (bool); ``poles`` (int64, how many reach it); ``nearest_pole`` (str,
        identifier of the nearest pole with a known seat, whether it reaches or not; the first of
        the register among equals) and ``distance_km`` (float64, geodesic between the reference
        points of the two communes times the detour), both null where the ocean has no pole.
    poles
        Poles that count under the rule, as `geo.poles.select.select_poles` returns them.
    left_out
        Those of the filter that do not, because their seat is not known.
    fallback
        Under ``declared``, the poles that declare nothing and count by the zone d'emploi of their
        seat; empty under the other rules.
    seats
        Rows of ``atlas.communes``, ``intp``, one per pole of the filter with a known seat.
    """

    rule: ReachRule
    pole_filter: PoleFilter
    table: pd.DataFrame
    poles: pd.DataFrame
    left_out: pd.DataFrame
    fallback: pd.DataFrame
    seats: np.ndarray


class Located(NamedTuple):
    """Poles, as the rules need them.

    Attributes
    ----------
    seat
        Row of the commune of the seat, ``intp``, -1 where not known.
    declared
        Rows of the communes of the declared territory; empty where nothing is declared.
    """

    seat: np.ndarray
    declared: list[np.ndarray]


def reach(
    atlas: Atlas, rule: ReachRule = DEFAULT_REACH, pole_filter: PoleFilter | None = None
) -> Reach:
    """Say of each commune of France which poles reach it.

    Parameters
    ----------
    atlas
        The tables.
    rule
        How far a pole reaches.
    pole_filter
        Waves, sectors and statuses; by default all. Its territory is set aside: a pole may reach
        into a territory where it has no seat.

    Returns
    -------
    Reach
        Per commune, and per pole whether it counts.

    Raises
    ------
    FilterError
        When a wave, sector or status does not exist.
    TableError
        When the communes or the register are missing.
    """
    wanted = replace(pole_filter or PoleFilter(), territory=FRANCE)
    communes = atlas.require_communes()
    poles = select_poles(atlas, wanted)
    located = locate(atlas, poles)
    seated = located.seat >= 0
    declares = np.array([len(area) > 0 for area in located.declared], dtype=bool)
    found = nearest_seats(atlas, located.seat[seated])
    distance = found.distance_km * rule.detour
    counts = RULES[rule.kind](atlas, located, rule)
    identifiers = poles.loc[seated, "id"].to_numpy(dtype=object)
    table = pd.DataFrame(
        {
            "code": communes["code"].to_numpy(),
            "reached": counts > 0,
            "poles": counts,
            "nearest_pole": _labels(identifiers, found.row),
            "distance_km": distance,
        }
    )
    by_declaration = rule.kind == DECLARED
    counted = seated | declares if by_declaration else seated
    fallen_back = seated & ~declares if by_declaration else np.zeros_like(seated)
    return Reach(
        rule=rule,
        pole_filter=wanted,
        table=table,
        poles=poles[counted].reset_index(drop=True),
        left_out=poles[~counted].reset_index(drop=True),
        fallback=poles[fallen_back].reset_index(drop=True),
        seats=located.seat[seated],
    )


def reached_communes(
    atlas: Atlas, rule: ReachRule = DEFAULT_REACH, pole_filter: PoleFilter | None = None
) -> np.ndarray:
    """Say of each commune of France whether any pole reaches it, faster than `reach`.

    Parameters
    ----------
    atlas, rule, pole_filter
        As of `reach`.

    Returns
    -------
    numpy.ndarray
        Booleans, shape ``(communes,)``: the column ``reached`` of `Reach`.

    Raises
    ------
    FilterError, TableError
        As `reach`.
    """
    wanted = replace(pole_filter or PoleFilter(), territory=FRANCE)
    located = locate(atlas, select_poles(atlas, wanted))
    if rule.km is None:
        return RULES[rule.kind](atlas, located, rule) > 0
    distance = nearest_seats(atlas, located.seat[located.seat >= 0]).distance_km
    return np.asarray(distance * rule.detour <= rule.km)


def nearest_seats(atlas: Atlas, seats: np.ndarray) -> Nearest:
    """Find the nearest of some seats for each commune of France.

    Parameters
    ----------
    atlas
        The tables.
    seats
        Rows of ``atlas.communes``; the same one may come several times.

    Returns
    -------
    Nearest
        ``row`` is a position in `seats`, the first of those in the same commune. Shared between
        calls: not to be changed in place.
    """
    return _distances(atlas)(np.asarray(seats, dtype=np.intp).tobytes())


def by_commune(atlas: Atlas, poles: Located, _rule: ReachRule) -> np.ndarray:
    """Count, for each commune, the poles seated in it."""
    return _count_in_units(atlas, "commune", poles.seat)


def by_epci(atlas: Atlas, poles: Located, _rule: ReachRule) -> np.ndarray:
    """Count, for each commune, the poles seated in its EPCI, or in itself if it has none."""
    return _count_in_units(atlas, "epci", poles.seat)


def by_zone_emploi(atlas: Atlas, poles: Located, _rule: ReachRule) -> np.ndarray:
    """Count, for each commune, the poles seated in its zone d'emploi (2020)."""
    return _count_in_units(atlas, "zone-emploi", poles.seat)


def by_radius(atlas: Atlas, poles: Located, rule: ReachRule) -> np.ndarray:
    """Count, for each commune, the seats whose distance times the detour is within the radius."""
    if rule.km is None:
        raise ValueError("a radius rule without radius")
    seats = poles.seat[poles.seat >= 0]
    # Distances are kept from one radius to the next: only those with a seat near enough count.
    near = np.flatnonzero(nearest_seats(atlas, seats).distance_km * rule.detour <= rule.km)
    places = commune_places(atlas)
    counts = np.zeros(len(places.lon), dtype=np.int64)
    counts[near] = count_within(places.take(near), places.take(seats), rule.km, rule.detour)
    return counts


def by_declaration(atlas: Atlas, poles: Located, _rule: ReachRule) -> np.ndarray:
    """Count, for each commune, the poles that declare it.

    A pole that declares nothing, or is only put under a territory by a list, counts for the zone
    d'emploi of its seat.
    """
    silent = np.array([not len(area) for area in poles.declared], dtype=bool)
    counts = _count_in_units(atlas, "zone-emploi", poles.seat[silent])
    for area in poles.declared:
        counts[area] += 1
    return counts


Rule = Callable[[Atlas, Located, ReachRule], np.ndarray]
RULES: Final[dict[str, Rule]] = dict(
    zip(
        REACH_KINDS,
        (by_commune, by_epci, by_zone_emploi, by_radius, by_declaration),
        strict=True,
    )
)


def _count_in_units(atlas: Atlas, kind: str, seats: np.ndarray) -> np.ndarray:
    units = unit_numbers(atlas)[kind]
    counts = np.bincount(units[seats[seats >= 0]], minlength=units.max(initial=0) + 1)
    return np.asarray(counts[units], dtype=np.int64)


def locate(atlas: Atlas, poles: pd.DataFrame) -> Located:
    """Return the seats and declared territories of poles of the register, in their order."""
    register = atlas.require_poles()
    seats, areas = _register_rows(atlas)
    if len(poles) != len(register):
        kept = pd.Index(register["id"]).get_indexer(pd.Index(poles["id"]))
        return Located(seats[kept], [areas[row] for row in kept])
    return Located(seats, areas)


@per_atlas
def _register_rows(atlas: Atlas) -> Located:
    register = atlas.require_poles()
    seats = rows_of(atlas, register["commune"])
    nothing = np.empty(0, dtype=np.intp)
    claims = (register["territory_claim"] == DECLARED).to_numpy(dtype=bool)
    areas = [
        area if claimed else nothing
        for area, claimed in zip(pole_areas(atlas).territories, claims, strict=True)
    ]
    return Located(seats, areas)


@per_atlas
def _distances(atlas: Atlas) -> Callable[[bytes], Nearest]:
    # The function must not hold the atlas, or the tables would never be forgotten.
    places = commune_places(atlas)

    @lru_cache(maxsize=_KEPT_SETS)
    def measured(seats: bytes) -> Nearest:
        rows, first = np.unique(np.frombuffer(seats, dtype=np.intp), return_index=True)
        order = np.argsort(first)
        found = nearest(places, places.take(rows[order]))
        positions = np.append(first[order], -1)
        return Nearest(positions[found.row], found.distance_km)

    return measured


def _labels(identifiers: np.ndarray, rows: np.ndarray) -> pd.Series:
    with_none = np.full(len(identifiers) + 1, None, dtype=object)
    with_none[:-1] = identifiers
    return pd.Series(with_none[rows], dtype="str")
