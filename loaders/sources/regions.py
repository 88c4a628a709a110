"""Which région each département belonged to before 2016."""

from pathlib import Path

import pandas as pd

from loaders.errors import LoaderError
from loaders.read.reading import read_csv
from loaders.read.values import require_known, require_unique
from loaders.reports import Report


def read_anciennes_regions(path: Path, departements: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Read département → ancienne région.

    The names of the new régions in this file are provisional and are not read.

    Parameters
    ----------
    path : pathlib.Path
        ``departements_regions_avant2016.csv``.
    departements : pandas.DataFrame
        ``code`` and ``region`` of the 101 départements of the COG.
    report : Report
        Receives the counts.

    Returns
    -------
    pandas.DataFrame
        Index département (sorted): ``ancienne_region``, ``ancienne_region_name``.

    Raises
    ------
    LoaderError
        Layout broken, a département unknown, absent or listed twice, or placed in another région
        than the COG has it.
    """
    frame = read_csv(path, ["DEP", "REG", "LIBREG", "REG2016"])
    require_unique(frame, ["DEP"], path)
    require_known(frame, "DEP", frozenset(departements["code"]), path, "département")
    missing = sorted(set(departements["code"]).difference(frame["DEP"]))
    if missing:
        raise LoaderError(
            f"il manque les départements {', '.join(missing[:10])}",
            file=path,
            column="DEP",
            advice="Le fichier est tronqué : reprenez-le.",
        )
    region = frame["DEP"].map(departements.set_index("code")["region"])
    moved = frame["REG2016"] != region
    if moved.any():
        line = frame.index[moved][0]
        raise LoaderError(
            f"le COG place le département {frame.loc[line, 'DEP']} en région {region[line]}",
            file=path,
            line=int(line),
            column="REG2016",
            value=frame.loc[line, "REG2016"],
            advice="Reprenez les deux fichiers.",
        )
    report.add_counts("departements-regions", rows=len(frame), matched=len(frame))
    table = frame.set_index("DEP").sort_index().rename_axis("departement")
    return pd.DataFrame({"ancienne_region": table["REG"], "ancienne_region_name": table["LIBREG"]})
