"""Unemployment by zone d'emploi and quarter, median income by commune."""

import re
from pathlib import Path

import pandas as pd

from loaders.errors import LoaderError
from loaders.read.reading import read_csv, read_xlsx
from loaders.read.values import require_known, require_unique, to_float, to_integer
from loaders.reports import Report
from loaders.sources.cog import ARRONDISSEMENT_PATTERN, Cog

QUARTER_PATTERN = r"[0-9]{4}-T[1-4]"
WORKBOOK_SHEET = "txcho_ze"
WORKBOOK_HEADER_LINE = 6

SECRET = ("s", "ns", "nd", "")
NOT_IN_SERIES = ("",)


def read_unemployment(
    recent: Path, long: Path, zones_emploi: frozenset[str], report: Report
) -> pd.DataFrame:
    """Join the two files of unemployment rates into the longest series.

    Each edition revises the whole series; where both files have a quarter the recent one is kept.

    Parameters
    ----------
    recent : pathlib.Path
        ``chomage_ze2020_2021T1-2025T4.csv``.
    long : pathlib.Path
        ``chomage-zone-t1-2003-t3-2023.xlsx``.
    zones_emploi : frozenset of str
        Codes of the ZE2020.
    report : Report
        Receives the counts.

    Returns
    -------
    pandas.DataFrame
        Sorted by zone and quarter: ``zone_emploi``, ``quarter`` (``2025-T4``), ``rate`` (float64,
        % of the labour force, seasonally adjusted), ``source`` (id). Zones and quarters that
        are not published have no row.

    Raises
    ------
    LoaderError
        Layout broken, number malformed, zone unknown or listed twice.
    """
    newer_frame = read_csv(recent, [])
    newer = _melt(newer_frame, recent, zones_emploi).assign(source="chomage")
    report.add_counts("chomage", rows=len(newer_frame), matched=len(newer_frame))
    older_frame = read_xlsx(long, WORKBOOK_SHEET, [], header_line=WORKBOOK_HEADER_LINE)
    older = _melt(older_frame, long, zones_emploi).assign(source="chomage-2003-2023")
    report.add_counts("chomage-2003-2023", rows=len(older_frame), matched=len(older_frame))
    both = pd.concat([newer, older]).drop_duplicates(["zone_emploi", "quarter"], keep="first")
    return both.sort_values(["zone_emploi", "quarter"], ignore_index=True)


def read_income(path: Path, cog: Cog, report: Report) -> pd.Series:
    """Read the median disposable income per consumption unit in 2021.

    Towns that have merged since are joined by the mean of their medians weighted by the persons
    of their tax households, which is close to the median of the whole but not equal to it; the
    report names them.

    Parameters
    ----------
    path : pathlib.Path
        ``cc_filosofi_2021_COM.csv``.
    cog : Cog
        Communes of 2025.
    report : Report
        Receives counts and translations.

    Returns
    -------
    pandas.Series
        Index commune (those of the file, sorted), ``Int64`` euros a year; null = not published
        (statistical secret).

    Raises
    ------
    LoaderError
        Layout broken, number malformed, commune listed twice.
    """
    frame = read_csv(path, ["CODGEO", "NBPERSMENFISC21", "MED21"], delimiter=";")
    require_unique(frame, ["CODGEO"], path)
    is_part = frame["CODGEO"].str.fullmatch(ARRONDISSEMENT_PATTERN)
    report.add_counts("filosofi", rows=int(is_part.sum()), matched=0)
    for line, code in frame.loc[is_part, "CODGEO"].items():
        reason = "arrondissement municipal : la ville entière a sa ligne"
        report.add_code("filosofi", code, "out-of-scope", "", int(line), reason)
    matched = cog.match(
        frame[~is_part], "CODGEO", source="filosofi", path=path, report=report, exhaustive=True
    )
    persons = to_integer(matched, "NBPERSMENFISC21", path, absent=SECRET)
    median = to_integer(matched, "MED21", path, absent=SECRET)
    published = persons.notna() & median.notna()
    weight = persons.where(published).astype("Float64")
    sums = (
        pd.DataFrame({"commune": matched["commune"], "weight": weight, "product": weight * median})
        .groupby("commune")[["weight", "product"]]
        .sum(min_count=1)
    )
    for line, row in matched[~matched["CODGEO"].isin(cog.codes)].iterrows():
        reason = "médiane de la commune fusionnée approchée par la moyenne pondérée des médianes"
        report.add_reason("filosofi", row["CODGEO"], row["commune"], int(line), reason)
    return (sums["product"] / sums["weight"]).round().astype("Int64").sort_index()


def _melt(frame: pd.DataFrame, path: Path, zones_emploi: frozenset[str]) -> pd.DataFrame:
    quarters = [column for column in frame.columns if re.fullmatch(QUARTER_PATTERN, column)]
    if "ZE2020" not in frame.columns or not quarters:
        raise LoaderError(
            "l'en-tête ne porte pas ZE2020 suivi de trimestres (2025-T4)",
            file=path,
            column="ZE2020",
            advice="Vérifiez que c'est bien le fichier des taux de chômage par zone d'emploi.",
        )
    require_unique(frame, ["ZE2020"], path)
    require_known(frame, "ZE2020", zones_emploi, path, "zone d'emploi")
    rates = {quarter: to_float(frame, quarter, path, absent=NOT_IN_SERIES) for quarter in quarters}
    wide = pd.DataFrame(rates).assign(zone_emploi=frame["ZE2020"])
    return wide.melt("zone_emploi", var_name="quarter", value_name="rate").dropna(subset="rate")
