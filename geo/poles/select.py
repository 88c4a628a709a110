"""The poles of a territory, each attached to it by the best that is known of where it is.

A pole is attached in exactly one way, so that none is counted twice and none is lost:

``seat``
    Its seat is a known commune. It belongs to the territories that hold this commune.
``declared``
    No known seat, but it says which territory it serves. It belongs to every territory that
    shares at least one commune with that one.
``departement``
    Neither, but its département is known. It belongs to the territories that hold the whole
    département: its région, its old region, France, never a commune of it.
``listing``
    Only a list puts it under a territory (or under none). It belongs to the territories that
    hold all of that territory; without any, to France alone.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.errors import FilterError, UnknownPoleError
from geo.memo import lately
from geo.places.membership import commune_mask
from geo.poles.joined import of_register
from geo.poles.location import located_poles, pole_areas
from geo.poles.summary import PoleSummary, PriorityCount, WaveCompleteness, summarise
from geo.problems import message, quote
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, TerritoryId
from geo.vocabulary import COHORTS, DECLARED, SECTORS, STATUSES

__all__ = [
    "PoleFilter",
    "PoleSummary",
    "PriorityCount",
    "WaveCompleteness",
    "check_filter",
    "declared_territory",
    "known_cohorts",
    "select_poles",
    "summarise_poles",
]

_WHOLE: Final = frozenset({"departement", "listing"})


@dataclass(frozen=True)
class PoleFilter:
    """Which poles are wanted; the same object for map, table, sentence and export.

    Attributes
    ----------
    territory
        Poles attached to this territory.
    cohorts, sectors, statuses
        Poles with at least one of these waves, of these sectors, of these statuses; an empty
        tuple lets all pass.
    """

    territory: TerritoryId = FRANCE
    cohorts: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


def known_cohorts(atlas: Atlas) -> tuple[str, ...]:
    """Return the waves in order: those of `geo.vocabulary`, then what ``waves.csv`` adds."""
    added = [] if atlas.waves is None else atlas.waves["cohort"].dropna().tolist()
    return tuple(dict.fromkeys([*COHORTS, *added]))


def check_filter(atlas: Atlas, pole_filter: PoleFilter) -> None:
    """Check that the waves, sectors and statuses of a filter exist.

    Raises
    ------
    FilterError
        One sentence with the value and those that exist.
    """
    checks = (
        (
            "cohort",
            message("La vague {value} n'existe pas ; choisissez parmi {known}."),
            pole_filter.cohorts,
            known_cohorts(atlas),
        ),
        (
            "sector",
            message("Le secteur {value} n'existe pas ; choisissez parmi {known}."),
            pole_filter.sectors,
            SECTORS,
        ),
        (
            "status",
            message("Le statut {value} n'existe pas ; choisissez parmi {known}."),
            pole_filter.statuses,
            STATUSES,
        ),
    )
    for option, complaint, values, known in checks:
        for value in values:
            if value not in known:
                raise FilterError(complaint.about(value=quote(value), known=known), option)


def select_poles(atlas: Atlas, pole_filter: PoleFilter) -> pd.DataFrame:
    """Return the poles that pass a filter.

    Parameters
    ----------
    atlas
        The tables.
    pole_filter
        Territory, waves, sectors and statuses.

    Returns
    -------
    pandas.DataFrame
        One row per pole, in the order of the register, with every column of ``poles.csv`` and

        ``attachment``
            ``seat``, ``declared``, ``departement`` or ``listing``, see the head of this module.
        ``lon``, ``lat``
            Reference point of the commune of the seat, degrees (EPSG:4326); null without seat.
        ``marker_lon``, ``marker_lat``
            Where the pole can be drawn: the seat; for a declared territory its label point, or
            the reference point of the most populous commune of several; else null.
        ``departement_name``, ``epci``, ``epci_name``, ``zone_emploi``, ``zone_emploi_name``,
        ``region``, ``region_name``, ``ancienne_region``, ``ancienne_region_name``
            Of the seat. Without a seat, région and old region only, when its département or its
            territory lies in a single one.
        ``seat_qpv_count``, ``seat_frr``, ``seat_zrr``, ``seat_territoire_industrie``,
        ``seat_afr``, ``seat_ber``, ``seat_desindustrialise``
            Status of the commune of the seat: number of quarters, classes as in the table of
            communes, names of the Territoire d'industrie 2023-2027 and of the BER (null outside
            any), boolean. Null without a seat, and where the status is not known. The seat is
            known to the commune only: a commune that contains a QPV is not a QPV.

    Raises
    ------
    FilterError
        When a wave, sector or status does not exist.
    TableError
        When the register is missing; or the communes, for any territory but France.
    """
    # The caller's own: what is changed in it is copied first, what is not is shared.
    return _selected(atlas, pole_filter).copy(deep=False)


@lately(64)
def _selected(atlas: Atlas, pole_filter: PoleFilter) -> pd.DataFrame:
    check_filter(atlas, pole_filter)
    poles = located_poles(atlas)
    kept = _attached(atlas, pole_filter.territory)
    for column, wanted in (
        ("cohorts", pole_filter.cohorts),
        ("sectors", pole_filter.sectors),
        ("status", pole_filter.statuses),
    ):
        if wanted:
            # Few cells differ: each is read once.
            having = {
                cell: not set(wanted).isdisjoint(cell.split(";")) for cell in poles[column].unique()
            }
            kept &= poles[column].map(having).to_numpy(dtype=bool)
    return poles[kept].reset_index(drop=True)


@lately(64)
def summarise_poles(atlas: Atlas, pole_filter: PoleFilter) -> PoleSummary:
    """Count the poles that pass a filter, and say how complete the register is.

    Parameters
    ----------
    atlas
        The tables.
    pole_filter
        Territory, waves, sectors and statuses.

    Returns
    -------
    PoleSummary
        Counts of poles, by wave, sector, status, attachment, and of seats by priority area; per
        wave of the filter (all waves when it names none), official number and number in the
        whole register, whatever the territory.

    Raises
    ------
    FilterError, TableError
        As `select_poles`.
    """
    cohorts = known_cohorts(atlas)
    return summarise(
        select_poles(atlas, pole_filter),
        cohorts=cohorts,
        register=of_register(atlas),
        # What was announced is said of the register, never of the list of a reader.
        waves=None if atlas.own is not None and atlas.own.alone else atlas.waves,
        wanted=pole_filter.cohorts or cohorts,
    )


def declared_territory(atlas: Atlas, pole_id: str) -> np.ndarray:
    """Say of each commune whether a pole declares that it serves it.

    Parameters
    ----------
    atlas
        The tables.
    pole_id
        Identifier in the register.

    Returns
    -------
    numpy.ndarray
        Booleans, shape ``(communes,)``, in the order of ``atlas.communes``. All false when the
        pole declares nothing: the territory under which a list puts it is not one it serves.

    Raises
    ------
    UnknownPoleError
        When the register has no such pole.
    TableError
        When the communes or the register are missing.
    """
    poles = atlas.require_poles()
    rows = np.flatnonzero(poles["id"] == pole_id)
    if not len(rows):
        raise UnknownPoleError(message("Le registre n'a pas de pôle {pole}.", pole=quote(pole_id)))
    mask = np.zeros(len(atlas.require_communes()), dtype=bool)
    if poles["territory_claim"].iloc[rows[0]] == DECLARED:
        mask[pole_areas(atlas).territories[rows[0]]] = True
    return mask


def _attached(atlas: Atlas, territory: TerritoryId) -> np.ndarray:
    attachments = located_poles(atlas)["attachment"]
    if territory.kind == FRANCE.kind:
        return np.ones(len(attachments), dtype=bool)
    inside = commune_mask(atlas, territory)
    return np.array(
        [
            len(area) > 0 and bool(inside[area].all() if how in _WHOLE else inside[area].any())
            for area, how in zip(pole_areas(atlas).attached, attachments, strict=True)
        ],
        dtype=bool,
    )
