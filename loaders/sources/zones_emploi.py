"""Which zone d'emploi each commune belongs to: ZE2020 today, ZE2010 at the time of the calls."""

from pathlib import Path

import pandas as pd

from loaders.errors import LoaderError
from loaders.read.reading import read_csv, read_xlsx
from loaders.read.values import require_pattern, require_unique
from loaders.reports import Report
from loaders.sources.cog import Cog

ZONE_PATTERN = r"[0-9]{4}"
TITLE_LINES_INSEE = 5
WORKBOOK_SHEET = "Composition_communale"


def read_ze2020(path: Path, cog: Cog, report: Report) -> pd.DataFrame:
    """Read commune → ZE2020 in the geography of 2025.

    Parameters
    ----------
    path : pathlib.Path
        ``ze2020_communes_cog2025.csv``.
    cog : Cog
        Communes of 2025.
    report : Report
        Receives the counts.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``commune``: ``commune``, ``zone_emploi``, ``zone_emploi_name``.

    Raises
    ------
    LoaderError
        Layout broken, a commune absent or listed twice, a zone with two names.
    """
    frame = read_csv(path, ["CODGEO", "ZE2020", "LIBZE2020"])
    require_unique(frame, ["CODGEO"], path)
    require_pattern(frame, "ZE2020", ZONE_PATTERN, path, "un code de zone d'emploi")
    matched = cog.match(frame, "CODGEO", source="ze2020", path=path, report=report)
    cog.require_all(set(matched["commune"]), path, "CODGEO")
    _require_one_name(matched, "ZE2020", "LIBZE2020", path)
    return _tidy(matched, "ZE2020", "LIBZE2020", "zone_emploi")


def cross_check_ze2020(path: Path, current: pd.DataFrame, cog: Cog, report: Report) -> None:
    """Compare the workbook of 2023 with the table of 2025, commune by commune.

    Communes merged since may have crossed a zone border; any other difference means that one of
    the two files is wrong.

    Parameters
    ----------
    path : pathlib.Path
        ``ZE2020_au_01-01-2023.xlsx``.
    current : pandas.DataFrame
        What `read_ze2020` returned.
    cog : Cog
        Communes of 2025.
    report : Report
        Receives the counts and the merged towns that changed zone.

    Raises
    ------
    LoaderError
        A commune whose code did not change is in another zone.
    """
    frame = read_xlsx(path, WORKBOOK_SHEET, ["CODGEO", "ZE2020"], header_line=TITLE_LINES_INSEE + 1)
    require_unique(frame, ["CODGEO"], path)
    matched = cog.match(
        frame, "CODGEO", source="ze2020-classeur", path=path, report=report, exhaustive=True
    )
    zones = current.set_index("commune")["zone_emploi"]
    matched = matched.assign(zone_now=matched["commune"].map(zones))
    for line, row in matched[matched["ZE2020"] != matched["zone_now"]].iterrows():
        if row["CODGEO"] not in cog.codes:
            reason = f"zone {row['ZE2020']} en 2023, la commune fusionnée est en {row['zone_now']}"
            report.add_reason("ze2020-classeur", row["CODGEO"], row["commune"], int(line), reason)
            continue
        raise LoaderError(
            f"cette commune est en zone {row['zone_now']} dans la table de 2025",
            file=path,
            line=int(line),
            column="ZE2020",
            value=row["ZE2020"],
            advice="L'un des deux fichiers est faux : reprenez-les.",
        )


def read_ze2010(path: Path, cog: Cog, report: Report) -> pd.DataFrame:
    """Read commune → ZE2010, published in the geography of 2020, and bring it to 2025.

    Where towns of several zones have merged, the commune follows the town whose code it kept
    (the one that holds the town hall); the others are reported.

    Parameters
    ----------
    path : pathlib.Path
        ``ZE2010_au_01-01-2020_Composition_communale.csv``.
    cog : Cog
        Communes of 2025.
    report : Report
        Receives the counts and the translations.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``commune``: ``commune``, ``zone_emploi_2010``, ``zone_emploi_2010_name``.

    Raises
    ------
    LoaderError
        Layout broken, a commune absent or listed twice, a zone with two names.
    """
    frame = read_csv(path, ["CODGEO", "ZE2010", "LIBZE2010"], header_line=TITLE_LINES_INSEE + 1)
    require_unique(frame, ["CODGEO"], path)
    require_pattern(frame, "ZE2010", ZONE_PATTERN, path, "un code de zone d'emploi")
    _require_one_name(frame, "ZE2010", "LIBZE2010", path)
    matched = cog.match(frame, "CODGEO", source="ze2010", path=path, report=report, exhaustive=True)
    cog.require_all(set(matched["commune"]), path, "CODGEO")
    kept = keep_seat(matched, "CODGEO", "ZE2010", source="ze2010", report=report)
    return _tidy(kept, "ZE2010", "LIBZE2010", "zone_emploi_2010")


def keep_seat(
    matched: pd.DataFrame, code: str, value: str, *, source: str, report: Report
) -> pd.DataFrame:
    """Keep one row a commune: the town whose code it kept, else the commonest value.

    Parameters
    ----------
    matched : pandas.DataFrame
        Rows with their ``commune`` of 2025, index = line.
    code, value : str
        Columns of the original code and of the value to keep.
    source : str
        Id of the source in the report.
    report : Report
        Told about each merged town whose value differs from the one kept.

    Returns
    -------
    pandas.DataFrame
        One row per commune, sorted by commune.
    """
    votes = matched.groupby(["commune", value])[code].transform("size")
    ranked = matched.assign(_own=(matched[code] == matched["commune"]), _votes=votes).sort_values(
        ["commune", "_own", "_votes", code], ascending=[True, False, False, True]
    )
    kept = ranked.drop_duplicates("commune")
    ranked["_chosen"] = ranked["commune"].map(kept.set_index("commune")[value])
    for line, row in ranked[ranked[value] != ranked["_chosen"]].iterrows():
        reason = f"{row[value]} écarté, la commune fusionnée suit {row['_chosen']}"
        report.add_reason(source, row[code], row["commune"], int(line), reason)
    return kept.drop(columns=["_own", "_votes"])


def _require_one_name(frame: pd.DataFrame, code: str, name: str, path: Path) -> None:
    names = frame.groupby(code)[name].transform("nunique")
    if (names > 1).any():
        line = frame.index[names > 1][0]
        raise LoaderError(
            "cette zone porte deux noms dans le fichier",
            file=path,
            line=int(line),
            column=name,
            value=str(frame.loc[line, code]),
            advice="Reprenez le fichier d'origine.",
        )


def _tidy(frame: pd.DataFrame, code: str, name: str, column: str) -> pd.DataFrame:
    tidy = frame[["commune", code, name]].rename(columns={code: column, name: f"{column}_name"})
    return tidy.sort_values("commune", ignore_index=True)
