"""Which EPCI each commune belongs to on 1 January 2025, and the names of the EPCI."""

from pathlib import Path

import pandas as pd

from loaders.errors import LoaderError
from loaders.read.reading import read_csv
from loaders.read.values import require_pattern, require_unique
from loaders.reports import Report
from loaders.sources.cog import Cog

NO_EPCI = "ZZZZZZZZZ"
EPCI_PATTERN = r"2[0-9]{8}|" + NO_EPCI


def read_epci(members: Path, names: Path, cog: Cog, report: Report) -> pd.DataFrame:
    """Read commune → EPCI with the names.

    Parameters
    ----------
    members : pathlib.Path
        ``epci_communes_2025.csv``.
    names : pathlib.Path
        ``epci_2025_noms.csv``.
    cog : Cog
        Communes of 2025.
    report : Report
        Receives the counts.

    Returns
    -------
    pandas.DataFrame
        Index commune (sorted, all of them): ``epci``, ``epci_name``; both null for the islands
        that belong to none.

    Raises
    ------
    LoaderError
        Layout broken, code malformed, a commune absent or listed twice, an EPCI without name.
    """
    frame = read_csv(members, ["DEPCOM", "EPCI"])
    require_unique(frame, ["DEPCOM"], members)
    require_pattern(frame, "EPCI", EPCI_PATTERN, members, "le SIREN d'un EPCI (neuf chiffres)")
    matched = cog.match(frame, "DEPCOM", source="epci-communes", path=members, report=report)
    cog.require_all(set(matched["commune"]), members, "DEPCOM")
    labels = read_csv(names, ["EPCI", "LIBEPCI"])
    require_unique(labels, ["EPCI"], names)
    report.add_counts(
        "epci-noms",
        rows=len(labels),
        matched=int(labels["EPCI"].isin(set(matched["EPCI"])).sum()),
    )
    unnamed = ~matched["EPCI"].isin(set(labels["EPCI"]))
    if unnamed.any():
        line = matched.index[unnamed][0]
        raise LoaderError(
            f"cet EPCI n'a pas de nom dans {names.name}",
            file=members,
            line=int(line),
            column="EPCI",
            value=matched.loc[line, "EPCI"],
            advice="Les deux fichiers doivent être du même millésime : reprenez-les.",
        )
    table = matched.set_index("commune").sort_index()
    code = table["EPCI"].mask(table["EPCI"] == NO_EPCI)
    label = labels.set_index("EPCI")["LIBEPCI"]
    return pd.DataFrame({"epci": code, "epci_name": code.map(label)})
