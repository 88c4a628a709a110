"""Codes and names of before, and those of parts, that lead to a commune of today."""

from collections import Counter
from typing import Final, NamedTuple

import pandas as pd

from geo.errors import TableError
from geo.memo import per_land
from geo.tables.atlas import Atlas

DISTRICT: Final = "arrondissement"
NOT_ENDED: Final = "9999"


class OtherName(NamedTuple):
    """A code and a name other than those of a commune of today, and the commune it leads to.

    Attributes
    ----------
    code, name
        As they were or are borne together.
    kind
        ``"ancienne"``, ``"deleguee"``, ``"associee"`` or `DISTRICT`.
    commune
        Code of today, in the table of communes.
    ended
        ISO date of the day that ended it, `NOT_ENDED` where it still stands.
    is_shared
        Whether its land went to several communes, each in an item of its own.
    """

    code: str
    name: str
    kind: str
    commune: str
    ended: str
    is_shared: bool


def other_names_table(atlas: Atlas) -> pd.DataFrame:
    """Return the table of codes and names of before and of parts, as it is written.

    Raises
    ------
    TableError
        When it is missing or damaged.
    """
    return atlas.require("autres_noms")


@per_land
def other_names(atlas: Atlas) -> tuple[OtherName, ...]:
    """Return the other names of communes, sorted by code.

    Returns
    -------
    tuple of OtherName
        Empty when their table or that of the communes is missing or damaged: only what rests on
        them is then unknown.
    """
    try:
        table = other_names_table(atlas)
        known = frozenset(atlas.require_communes()["code"].tolist())
    except TableError:
        return ()
    told = table[["code", "name", "kind", "commune"]].assign(until=table["until"].fillna(NOT_ENDED))
    rows = zip(*(told[column].tolist() for column in told), strict=True)
    found = sorted(row for row in rows if row[3] in known)
    shares = Counter((code, name) for code, name, *_ in found)
    return tuple(
        OtherName(code, name, kind, commune, ended, shares[code, name] > 1)
        for code, name, kind, commune, ended in found
    )
