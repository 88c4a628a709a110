"""Jobs by zone d'emploi: salaried industrial jobs 1998-2017, jobs of the function fabrication."""

from pathlib import Path

import pandas as pd

from loaders.errors import LoaderError
from loaders.read.reading import read_csv
from loaders.read.values import require_known, require_pattern, require_unique, to_integer
from loaders.reports import Report

ESTEL_TITLE_LINES = 5
ESTEL_YEARS = tuple(range(1998, 2018))
INDUSTRY = "BE-Industrie"
TOTAL = "TT-Total"
SECTORS = frozenset(
    {
        "AZ-Agriculture",
        INDUSTRY,
        "FZ-Construction",
        "GU-Tertiaire marchand",
        "OQ-Tertiaire non marchand",
        TOTAL,
    }
)
FABRICATION_YEARS = (1999, 2006, 2011, 2016)


def read_estel(path: Path, zones_emploi_2010: frozenset[str], report: Report) -> pd.DataFrame:
    """Read the salaried jobs by ZE2010, sector and year.

    Parameters
    ----------
    path : pathlib.Path
        ``ESTEL_emploi_sectoriel_ZE2010_1998_2017.csv``.
    zones_emploi_2010 : frozenset of str
        Codes of the ZE2010 that communes belong to.
    report : Report
        Receives the counts.

    Returns
    -------
    pandas.DataFrame
        Sorted by zone and year: ``zone_emploi_2010``, ``year`` (int64), ``industrial_jobs``,
        ``jobs`` (int64, salaried jobs on 31 December).

    Raises
    ------
    LoaderError
        Layout broken, number malformed, zone unknown, a sector missing or listed twice, or
        sectors that do not add up to the total.
    """
    years = [str(year) for year in ESTEL_YEARS]
    frame = read_csv(path, ["Zone_emploi", "Activite", *years], header_line=ESTEL_TITLE_LINES + 1)
    require_pattern(frame, "Zone_emploi", r"[0-9]{4}_.+", path, "une zone écrite « 0050_Nom »")
    require_known(frame, "Activite", SECTORS, path, "secteur")
    require_unique(frame, ["Zone_emploi", "Activite"], path)
    frame["zone_emploi_2010"] = frame["Zone_emploi"].str[:4]
    require_known(frame, "zone_emploi_2010", zones_emploi_2010, path, "zone d'emploi 2010")
    _require_every_sector(frame, path)
    jobs = pd.DataFrame({year: to_integer(frame, year, path, comma=True) for year in years})
    jobs = jobs.astype("int64").set_axis(list(ESTEL_YEARS), axis=1)
    _require_sum(frame, jobs, path)
    report.add_counts("estel", rows=len(frame), matched=len(frame))
    wanted = frame["Activite"].map({INDUSTRY: "industrial_jobs", TOTAL: "jobs"})
    long = (
        jobs.assign(zone_emploi_2010=frame["zone_emploi_2010"], series=wanted)
        .dropna(subset="series")
        .melt(["zone_emploi_2010", "series"], var_name="year", value_name="count")
    )
    table = long.pivot_table(
        index=["zone_emploi_2010", "year"], columns="series", values="count", aggfunc="sum"
    )
    table = table.rename_axis(columns=None).reset_index().astype({"year": "int64"})
    return table[["zone_emploi_2010", "year", "industrial_jobs", "jobs"]]


def read_fabrication(path: Path, zones_emploi: frozenset[str], report: Report) -> pd.DataFrame:
    """Read the jobs of the function « fabrication » by ZE2020.

    Parameters
    ----------
    path : pathlib.Path
        ``fabrication_ZE2020_1999_2016.csv``.
    zones_emploi : frozenset of str
        Codes of the ZE2020.
    report : Report
        Receives the counts.

    Returns
    -------
    pandas.DataFrame
        Sorted by code: ``code``, ``fabrication_1999``, ``_2006``, ``_2011``, ``_2016`` (Int64,
        jobs at the workplace).

    Raises
    ------
    LoaderError
        Layout broken, number malformed, zone unknown, missing or listed twice.
    """
    columns = [f"fabrication_{year}" for year in FABRICATION_YEARS]
    frame = read_csv(path, ["ZE2020", *columns])
    require_unique(frame, ["ZE2020"], path)
    require_known(frame, "ZE2020", zones_emploi, path, "zone d'emploi")
    missing = sorted(zones_emploi.difference(frame["ZE2020"]))
    if missing:
        raise LoaderError(
            f"{len(missing)} zones d'emploi manquent, dont {', '.join(missing[:5])}",
            file=path,
            column="ZE2020",
            advice="Le fichier est tronqué : reprenez-le.",
        )
    report.add_counts("fabrication", rows=len(frame), matched=len(frame))
    table = pd.DataFrame(
        {"code": frame["ZE2020"], **{c: to_integer(frame, c, path, absent=[""]) for c in columns}}
    )
    return table.sort_values("code", ignore_index=True)


def _require_every_sector(frame: pd.DataFrame, path: Path) -> None:
    counts = frame.groupby("Zone_emploi")["Activite"].transform("size")
    short = counts != len(SECTORS)
    if short.any():
        line = frame.index[short][0]
        zone = frame.loc[line, "Zone_emploi"]
        present = set(frame.loc[frame["Zone_emploi"] == zone, "Activite"])
        raise LoaderError(
            f"il manque à cette zone : {', '.join(sorted(SECTORS - present))}",
            file=path,
            line=int(line),
            column="Activite",
            value=str(zone),
            advice="Le fichier est tronqué : reprenez-le.",
        )


def _require_sum(frame: pd.DataFrame, jobs: pd.DataFrame, path: Path) -> None:
    is_total = frame["Activite"] == TOTAL
    zone = frame["zone_emploi_2010"]
    parts = jobs[~is_total].groupby(zone[~is_total]).sum()
    totals = jobs[is_total].set_axis(zone[is_total])
    wrong = parts.reindex(totals.index).ne(totals)
    if wrong.any(axis=None):
        code = wrong.index[wrong.any(axis=1)][0]
        year = wrong.columns[wrong.loc[code]][0]
        line = frame.index[is_total & (zone == code)][0]
        raise LoaderError(
            f"la somme des secteurs ({parts.loc[code, year]}) n'est pas le total",
            file=path,
            line=int(line),
            column=str(year),
            value=str(totals.loc[code, year]),
            advice="Un nombre de cette zone est faux : reprenez le fichier d'origine.",
        )
