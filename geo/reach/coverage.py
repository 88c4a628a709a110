"""Whom the poles reach in a territory, in all and among the three priorities.

People are counted, never areas: the inhabitants of a commune are reached when it is.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.errors import FilterError
from geo.people.people import (
    ANY,
    DEFAULT_PRIORITIES,
    PRIORITIES,
    PriorityRule,
    priority_people,
)
from geo.places.membership import (
    KIND_COLUMNS,
    commune_mask,
    commune_positions,
    names_by_kind,
    unit_numbers,
)
from geo.poles.select import PoleFilter, select_poles
from geo.problems import message, quote
from geo.reach.reach import Reach, ReachRule, reached_communes
from geo.reach.reaching import pole_reaches
from geo.reach.tally import Parts, tally
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, Territory, TerritoryId
from geo.vocabulary import CLOSED_STATUS, RADIUS, REACH_KINDS

__all__ = [
    "BY_KINDS",
    "COMPARED_RULES",
    "RADII_KM",
    "Coverage",
    "PriorityCoverage",
    "closed_in",
    "compare_rules",
    "concerned",
    "coverage",
    "coverage_by",
    "left_out_of",
]

BY_KINDS: Final = tuple(KIND_COLUMNS)
RADII_KM: Final = (10.0, 20.0, 30.0, 50.0, 75.0, 100.0)
COMPARED_RULES: Final = (
    *(ReachRule(kind) for kind in REACH_KINDS if kind != RADIUS),
    *(ReachRule(RADIUS, km) for km in RADII_KM),
)
WITHOUT_EPCI: Final = "Hors intercommunalité"


@dataclass(frozen=True)
class PriorityCoverage:
    """Inhabitants of one priority in a territory.

    Attributes
    ----------
    population, population_reached
        Inhabitants, of whom reached by at least one pole; not whole numbers for QPV, whose
        inhabitants are shared out between communes.
    population_unknown
        All inhabitants of the communes whose status, or whose priority population, is not known;
        they are in neither of the two others.
    """

    population: float
    population_reached: float
    population_unknown: float

    @property
    def share_reached(self) -> float | None:
        """Share reached, in [0, 1]; ``None`` where nobody lives."""
        return _share(self.population_reached, self.population)


@dataclass(frozen=True)
class Coverage:
    """Whom the poles reach in one territory; the fields are the keys of ``--json``.

    Attributes
    ----------
    territory
        The territory, or the part of it that lies in a larger one.
    poles
        Poles seated inside it, whether their reach is confined to it or not.
    poles_departement_only
        Poles whose seat is not known but lies in a département that the territory holds whole.
    population, population_reached, communes, communes_reached
        Inhabitants and communes, of whom reached by at least one pole.
    priority
        The same for each of `geo.vocabulary.PRIORITIES`.
    any_priority
        The same for those who are in at least one of them, nobody twice. Unknown are those who are
        not known to be in one where that of another is not known.
    zones_emploi_without_pole
        Zones d'emploi of its communes in which no pole has its known seat, inside the territory
        or outside.
    """

    territory: Territory
    poles: int
    poles_departement_only: int
    population: int
    population_reached: int
    communes: int
    communes_reached: int
    priority: Mapping[str, PriorityCoverage]
    any_priority: PriorityCoverage
    zones_emploi_without_pole: int

    @property
    def share_reached(self) -> float | None:
        """Share of the inhabitants reached, in [0, 1]; ``None`` where nobody lives."""
        return _share(self.population_reached, self.population)

    def knows(self, priority: str) -> bool:
        """Tell whether anything is known of a priority, or of ``any``: else 0 is no zero."""
        part = self.any_priority if priority == ANY else self.priority[priority]
        return not part.population_unknown or part.population_unknown < self.population

    @classmethod
    def from_row(cls, row: Mapping[Hashable, Any]) -> "Coverage":
        """Return one row of `coverage_by` as an object."""
        priority = {
            name: PriorityCoverage(
                *(
                    float(row[f"{name}_{part}"])
                    for part in ("population", "population_reached", "population_unknown")
                )
            )
            for name in (*PRIORITIES, ANY)
        }
        together = priority.pop(ANY)
        counts = {name: int(row[name]) for name in _COUNTS}
        territory = Territory(str(row["kind"]), str(row["code"]), str(row["label"]))
        return cls(territory=territory, priority=priority, any_priority=together, **counts)


_COUNTS: Final = (
    *("poles", "poles_departement_only", "population", "population_reached"),
    *("communes", "communes_reached", "zones_emploi_without_pole"),
)


def coverage(
    atlas: Atlas,
    reached: Reach,
    territory: Territory,
    priorities: PriorityRule = DEFAULT_PRIORITIES,
) -> Coverage:
    """Count whom the poles reach in a territory.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    territory
        Any territory.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    Coverage
        The counts.

    Raises
    ------
    FilterError, TableError
        As `geo.people.people.priority_people`.
    """
    inside = commune_positions(atlas, territory)
    parts = Parts(inside, np.zeros(len(inside), dtype=np.intp), 1)
    row = tally(atlas, reached, parts, priorities).iloc[0].to_dict()
    return Coverage.from_row(
        {**row, "kind": territory.kind, "code": territory.code, "label": territory.name}
    )


def coverage_by(
    atlas: Atlas,
    reached: Reach,
    territory: TerritoryId,
    kind: str,
    priorities: PriorityRule = DEFAULT_PRIORITIES,
) -> pd.DataFrame:
    """Count whom the poles reach in each part of a territory.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    territory
        Any territory.
    kind
        One of `BY_KINDS`. Of a unit that lies partly outside the territory, only what lies inside
        counts, so that the rows add up to the territory.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.DataFrame
        One row per unit, sorted by code: ``territory`` (its identifier, null for the communes
        without EPCI, which come last on one row), ``label``, ``kind``, ``code``, ``poles``,
        ``poles_departement_only``, ``population``, ``population_reached``, ``share_reached``
        (NaN where nobody lives), ``communes``, ``communes_reached``; then for each priority
        ``qpv_population``, ``qpv_population_reached``, ``qpv_share_reached``,
        ``qpv_population_unknown``, and so on, ``any_population`` … for those in at least one of
        them; ``zones_emploi_without_pole``. See `Coverage`.

    Raises
    ------
    FilterError
        When there is no such kind, or as `geo.people.people.priority_people`.
    TableError
        As `geo.people.people.priority_people`.
    """
    if kind not in BY_KINDS:
        raise FilterError(
            message(
                "Le découpage {kind} n'existe pas ; choisissez parmi {known}.",
                kind=quote(kind),
                known=BY_KINDS,
            ),
            option="by",
        )
    inside = commune_positions(atlas, territory)
    communes = atlas.require_communes()
    units = unit_numbers(atlas)[kind][inside]
    codes = communes[KIND_COLUMNS[kind]].iloc[inside].to_numpy(dtype=object)
    # Communes without EPCI are numbered after all the others: together they make the last row.
    alone = pd.isna(codes)
    units = np.where(alone, units.min(where=alone, initial=np.iinfo(np.intp).max), units)
    numbers, first, groups = np.unique(units, return_index=True, return_inverse=True)
    parts = Parts(inside, groups.astype(np.intp), len(numbers))
    table = tally(atlas, reached, parts, priorities)
    names = names_by_kind(atlas)[kind]
    of_rows = [None if pd.isna(code) else str(code) for code in codes[first]]
    table.insert(0, "code", pd.Series([code or "" for code in of_rows], dtype="str"))
    table.insert(0, "kind", pd.Series(kind, index=table.index, dtype="str"))
    labels = [names.get(code, code) if code else WITHOUT_EPCI for code in of_rows]
    table.insert(0, "label", pd.Series(labels, dtype="str"))
    identifiers = [f"{kind}:{code}" if code else None for code in of_rows]
    table.insert(0, "territory", pd.Series(identifiers, dtype="str"))
    return table


def concerned(
    atlas: Atlas, reached: Reach, territory: TerritoryId, poles: pd.DataFrame
) -> pd.DataFrame:
    """Keep the poles that matter to the figures of a territory.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    territory
        Any territory.
    poles
        Rows of ``reached.poles``, ``reached.fallback`` or ``reached.left_out``, all or some.

    Returns
    -------
    pandas.DataFrame
        Those that reach at least one commune of the territory under the rule, from inside or from
        outside, and those that `geo.poles.select.select_poles` attaches to it: by their seat or,
        without one, by their declared territory, département or list. In their order, numbered
        anew; all of them for France.

    Raises
    ------
    TableError
        As `geo.poles.select.select_poles` and `geo.reach.reaching.pole_reaches`.
    """
    if territory.kind == FRANCE.kind or poles.empty:
        return poles.reset_index(drop=True)
    attached = select_poles(atlas, replace(reached.pole_filter, territory=territory))
    kept = set(attached["id"])
    inside = commune_mask(atlas, territory)
    asked = set(poles["id"]) - kept
    if asked:
        reaches = zip(reached.poles["id"], pole_reaches(atlas, reached), strict=True)
        kept |= {name for name, area in reaches if name in asked and inside[area].any()}
    return poles[poles["id"].isin(kept)].reset_index(drop=True)


def left_out_of(atlas: Atlas, reached: Reach, territory: TerritoryId) -> pd.DataFrame:
    """Name the poles that are attached to a territory but left out of its figures.

    Returns
    -------
    pandas.DataFrame
        What `concerned` keeps of ``reached.left_out``.

    Raises
    ------
    TableError
        As `concerned`.
    """
    return concerned(atlas, reached, territory, reached.left_out)


def closed_in(atlas: Atlas, reached: Reach, territory: TerritoryId) -> pd.DataFrame:
    """Name the poles that count for a territory although a source says that they have closed.

    Returns
    -------
    pandas.DataFrame
        What `concerned` keeps of the rows of ``reached.poles`` whose status is ``disparu``.

    Raises
    ------
    TableError
        As `concerned`.
    """
    closed = reached.poles["status"] == CLOSED_STATUS
    return concerned(atlas, reached, territory, reached.poles[closed])


def compare_rules(
    atlas: Atlas,
    territory: TerritoryId,
    pole_filter: PoleFilter | None = None,
    priorities: PriorityRule = DEFAULT_PRIORITIES,
    rules: Sequence[ReachRule] = COMPARED_RULES,
) -> pd.DataFrame:
    """Show how the answer moves with the rule: no rule is the truth.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.
    pole_filter
        Waves, sectors and statuses; by default all.
    priorities
        What counts as rural and as deindustrialised.
    rules
        Rules to compare; by default each of them, and several radii.

    Returns
    -------
    pandas.DataFrame
        One row per rule: ``reach``, ``km`` (NaN but for radii), ``detour``,
        ``population_reached``, ``share_reached``, ``qpv_share_reached``,
        ``rural_share_reached``, ``desindustrialise_share_reached``; shares in [0, 1], NaN where
        nobody lives.

    Raises
    ------
    FilterError, TableError
        As `geo.reach.reach.reach` and `geo.people.people.priority_people`.
    """
    inside = commune_positions(atlas, territory)
    people = priority_people(atlas, priorities).iloc[inside]
    totals = people.sum()
    rows: list[dict[str, object]] = []
    for rule in rules:
        mask = reached_communes(atlas, rule, pole_filter)[inside]
        found = people[mask].sum()
        shares = found / totals.where(totals > 0)
        rows.append(
            {
                "reach": rule.kind,
                "km": np.nan if rule.km is None else rule.km,
                "detour": rule.detour,
                "population_reached": int(found["population"]),
                "share_reached": shares["population"],
                **{f"{name}_share_reached": shares[name] for name in PRIORITIES},
            }
        )
    return pd.DataFrame(rows)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
