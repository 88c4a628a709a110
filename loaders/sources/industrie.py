"""Industrial zonings: Territoires d'industrie, regional aid (AFR), bassins à redynamiser (BER)."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from loaders.errors import LoaderError
from loaders.read.reading import read_csv
from loaders.read.values import require_known, require_pattern, require_unique
from loaders.reports import Report
from loaders.sources.cog import Cog
from loaders.sources.ruralite import merge_classes

BY_POSITION_ONLY = "spatial"
TI_METHODS = frozenset({"siren+spatial", "siren", BY_POSITION_ONLY})
TI_PATTERN = r"ti-[0-9]{4}"

AFR_COG_DATE = "2019-01-01"
AFR_CLASSES = {"Intégralement éligible": "integral", "Partiellement éligible": "partiel"}
BER_PATTERN = r"ber_[0-9]{3}"


def read_territoires_industrie(
    path: Path, cog: Cog, regions: pd.Series, report: Report, *, source: str
) -> pd.DataFrame:
    """Read the communes of the Territoires d'industrie of one programme.

    A commune is in one of them at most. A line found by position alone is refused where another
    line attaches the commune by the SIREN of its EPCI, and where no other commune of its région
    is in the territory: those are namesakes (Fresnes in Loir-et-Cher is not Fresnes near Orly).

    Parameters
    ----------
    path : pathlib.Path
        ``territoires_industrie_2023-2027_communes.csv`` or ``…_2018-2022_…``.
    cog : Cog
        Communes of 2025.
    regions : pandas.Series
        Commune → région.
    report : Report
        Receives counts and refusals.
    source : str
        Id of the source.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``commune``: ``commune``, ``id``, ``name``.

    Raises
    ------
    LoaderError
        Layout broken, id or method malformed, a commune in two territories.
    """
    frame = read_csv(path, ["insee_com", "id_ti", "lib_ti", "methode"])
    require_pattern(frame, "id_ti", TI_PATTERN, path, "un identifiant « ti-1234 »")
    require_known(frame, "methode", TI_METHODS, path, "méthode")
    require_unique(frame, ["insee_com", "id_ti"], path)
    refused = _doubtful(frame, regions)
    report.add_counts(source, rows=len(refused), matched=0)
    for line, reason in refused.items():
        report.add_code(source, frame.loc[line, "insee_com"], "refused", "", line, reason)
    kept = frame.drop(index=list(refused))
    require_unique(kept, ["insee_com"], path)
    matched = cog.match(kept, "insee_com", source=source, path=path, report=report)
    _require_one_territory(matched, path)
    tidy = matched.rename(columns={"id_ti": "id", "lib_ti": "name"})[["commune", "id", "name"]]
    return tidy.drop_duplicates("commune").sort_values("commune", ignore_index=True)


def read_afr(path: Path, cog: Cog, towns: Mapping[str, int], report: Report) -> pd.Series:
    """Read the regional-aid zones of 2014-2020, listed by the communes of 2019.

    Parameters
    ----------
    path : pathlib.Path
        ``afr_2014-2020_communes.csv``, one line per commune of 2019.
    cog : Cog
        Communes of 2025.
    towns : mapping of str to int
        Commune of 2025 → number of communes of 2019 it is made of, absent for one.
    report : Report
        Receives counts, classes and the merged communes of which only some towns are listed.

    Returns
    -------
    pandas.Series
        Index commune (those in the zone, sorted), values ``partiel`` | ``integral``; a commune
        made of towns of several classes, or of which some are not listed, is ``partiel``.

    Raises
    ------
    LoaderError
        Layout broken, class unknown, the same line twice.
    """
    columns = ["id_afr", "classement_afr_2014_2020", "insee_com_2025"]
    frame = read_csv(path, columns)
    require_unique(frame, ["id_afr"], path)
    require_known(frame, "classement_afr_2014_2020", AFR_CLASSES, path, "classement AFR")
    frame["class"] = frame["classement_afr_2014_2020"].map(AFR_CLASSES)
    matched = cog.match(frame, "insee_com_2025", source="afr", path=path, report=report)
    listed = matched.groupby("commune")["id_afr"].transform("nunique")
    made_of = matched["commune"].map(towns).fillna(1)
    incomplete = (matched["class"] == "integral") & (listed < made_of)
    for line, commune in matched.loc[incomplete, "commune"].items():
        reason = "une partie de la commune fusionnée n'est pas dans la zone : classée partiellement"
        report.add_note("afr", commune, commune, int(line), reason)
    unlisted = matched[incomplete].assign(**{"class": "partiel"})
    return merge_classes(
        pd.concat([matched, unlisted]), "insee_com_2025", source="afr", column="afr", report=report
    )


def read_ber(path: Path, cog: Cog, report: Report) -> pd.DataFrame:
    """Read the communes of the two bassins d'emploi à redynamiser.

    Parameters
    ----------
    path : pathlib.Path
        ``ber_communes.csv``.
    cog : Cog
        Communes of 2025.
    report : Report
        Receives the counts.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``commune``: ``commune``, ``id``, ``name``.

    Raises
    ------
    LoaderError
        Layout broken, id malformed, a commune listed twice.
    """
    frame = read_csv(path, ["code", "id", "lib"])
    require_unique(frame, ["code"], path)
    require_pattern(frame, "id", BER_PATTERN, path, "un identifiant « ber_001 »")
    matched = cog.match(frame, "code", source="ber", path=path, report=report)
    tidy = matched.rename(columns={"lib": "name"})[["commune", "id", "name"]]
    for name, group in tidy.groupby("id"):
        report.add_class("ber", "ber", name, rows=len(group), communes=group["commune"].nunique())
    return tidy.drop_duplicates("commune").sort_values("commune", ignore_index=True)


def _doubtful(frame: pd.DataFrame, regions: pd.Series) -> dict[int, str]:
    """Lines found by position alone that something contradicts, and what does."""
    by_position = frame["methode"] == BY_POSITION_ONLY
    sure = frame[~by_position]
    attached = sure.drop_duplicates("insee_com").set_index("insee_com")["id_ti"]
    covered = set(zip(sure["insee_com"].map(regions), sure["id_ti"], strict=True))
    refused: dict[int, str] = {}
    for line, row in frame[by_position].iterrows():
        commune, territory = row["insee_com"], row["id_ti"]
        if commune in attached.index:
            refused[int(line)] = f"position dans {territory}, mais SIREN dans {attached[commune]}"
        elif (regions.get(commune), territory) not in covered:
            refused[int(line)] = f"homonyme : aucune autre commune de sa région dans {territory}"
    return refused


def _require_one_territory(matched: pd.DataFrame, path: Path) -> None:
    several = matched.groupby("commune")["id_ti"].transform("nunique") > 1
    if several.any():
        line = matched.index[several][0]
        raise LoaderError(
            f"la commune {matched.loc[line, 'commune']} tombe dans deux territoires d'industrie",
            file=path,
            line=int(line),
            column="id_ti",
            value=matched.loc[line, "id_ti"],
            advice="Une commune n'est que dans un territoire : supprimez l'une des lignes.",
        )
