"""Read every tabular source once, in the order in which one needs the other."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from loaders.reports import Report
from loaders.sources import (
    emploi,
    epci,
    industrie,
    populations,
    regions,
    ruralite,
    social,
    zones_emploi,
)
from loaders.sources.cog import (
    Cog,
    count_towns,
    read_movements,
    read_passage,
    reestablished,
)

Locate = Callable[[str], Path]


@dataclass(frozen=True)
class Reference:
    """The geography everything else hangs on.

    Attributes
    ----------
    cog : Cog
        Communes of 2025 and the way to them.
    movements : pandas.DataFrame
        History of the communes up to 1 January 2025.
    communes, departements, regions : pandas.DataFrame
        As `loaders.sources.populations` reads them.
    """

    cog: Cog
    movements: pd.DataFrame
    communes: pd.DataFrame
    departements: pd.DataFrame
    regions: pd.DataFrame


@dataclass(frozen=True)
class Memberships:
    """What each commune belongs to; every frame or series is indexed or keyed by commune."""

    epci: pd.DataFrame
    anciennes_regions: pd.DataFrame
    ze2020: pd.DataFrame
    ze2010: pd.DataFrame


@dataclass(frozen=True)
class Zonings:
    """Classes of communes, as their loaders return them."""

    zrr: pd.Series
    frr: pd.Series
    density: pd.DataFrame
    rural_type: pd.Series
    territoires_industrie: pd.DataFrame
    territoires_industrie_2018: pd.DataFrame
    afr: pd.Series
    ber: pd.DataFrame
    income: pd.Series


@dataclass(frozen=True)
class Economy:
    """Jobs and unemployment by zone d'emploi."""

    jobs: pd.DataFrame
    fabrication: pd.DataFrame
    unemployment: pd.DataFrame


def read_reference(locate: Locate, report: Report, *, accept_unknown: bool = False) -> Reference:
    """Read the communes, départements, régions and the history of codes.

    Parameters
    ----------
    locate : callable
        Source id → path of its file.
    report : Report
        Receives the counts.
    accept_unknown : bool
        Whether unknown codes met later are reported instead of raising.

    Returns
    -------
    Reference

    Raises
    ------
    LoaderError
        A file is unusable.
    """
    divisions = populations.read_divisions(locate("populations"))
    codes = frozenset(divisions.communes["code"])
    report.add_counts("populations", rows=len(codes), matched=len(codes))
    passage = read_passage(locate("passage"), codes)
    report.add_counts("passage", rows=len(passage), matched=len(passage))
    movements = read_movements(locate("mouvements"))
    report.add_counts("mouvements", rows=len(movements), matched=len(movements))
    parents = reestablished(movements, codes)
    return Reference(
        cog=Cog(codes, passage, parents, accept_unknown=accept_unknown),
        movements=movements,
        communes=divisions.communes,
        departements=divisions.departements,
        regions=divisions.regions,
    )


def read_memberships(locate: Locate, reference: Reference, report: Report) -> Memberships:
    """Read which EPCI, ancienne région and zones d'emploi each commune belongs to.

    Parameters
    ----------
    locate, report
        As `read_reference`.
    reference : Reference
        The geography of 2025.

    Returns
    -------
    Memberships

    Raises
    ------
    LoaderError
        A file is unusable.
    """
    cog = reference.cog
    ze2020 = zones_emploi.read_ze2020(locate("ze2020"), cog, report)
    zones_emploi.cross_check_ze2020(locate("ze2020-classeur"), ze2020, cog, report)
    return Memberships(
        epci=epci.read_epci(locate("epci-communes"), locate("epci-noms"), cog, report),
        anciennes_regions=regions.read_anciennes_regions(
            locate("departements-regions"), reference.departements, report
        ),
        ze2020=ze2020,
        ze2010=zones_emploi.read_ze2010(locate("ze2010"), cog, report),
    )


def read_zonings(locate: Locate, reference: Reference, report: Report) -> Zonings:
    """Read the rural, industrial and income classes of the communes.

    Parameters
    ----------
    locate, reference, report
        As `read_memberships`.

    Returns
    -------
    Zonings

    Raises
    ------
    LoaderError
        A file is unusable.
    """
    cog = reference.cog
    commune_regions = reference.communes.set_index("code")["region"]

    towns = count_towns(reference.movements, cog.passage, industrie.AFR_COG_DATE)

    def read_ti(source: str) -> pd.DataFrame:
        return industrie.read_territoires_industrie(
            locate(source), cog, commune_regions, report, source=source
        )

    return Zonings(
        zrr=ruralite.read_zrr(locate("zrr"), cog, report),
        frr=ruralite.read_frr(locate("frr"), cog, report),
        density=ruralite.read_density(locate("densite"), cog, report),
        rural_type=ruralite.read_rural_types(locate("ruralite"), cog, report),
        territoires_industrie=read_ti("territoires-industrie-2023"),
        territoires_industrie_2018=read_ti("territoires-industrie-2018"),
        afr=industrie.read_afr(locate("afr"), cog, towns, report),
        ber=industrie.read_ber(locate("ber"), cog, report),
        income=social.read_income(locate("filosofi"), cog, report),
    )


def read_economy(locate: Locate, memberships: Memberships, report: Report) -> Economy:
    """Read jobs and unemployment by zone d'emploi.

    Parameters
    ----------
    locate, report
        As `read_reference`.
    memberships : Memberships
        Gives the zones d'emploi that exist.

    Returns
    -------
    Economy

    Raises
    ------
    LoaderError
        A file is unusable.
    """
    zones = frozenset(memberships.ze2020["zone_emploi"])
    return Economy(
        jobs=emploi.read_estel(
            locate("estel"), frozenset(memberships.ze2010["zone_emploi_2010"]), report
        ),
        fabrication=emploi.read_fabrication(locate("fabrication"), zones, report),
        unemployment=social.read_unemployment(
            locate("chomage"), locate("chomage-2003-2023"), zones, report
        ),
    )
