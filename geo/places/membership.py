"""Which communes each territory holds, and what it is called."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from geo.memo import per_land
from geo.tables.atlas import Atlas
from geo.territory_id import KIND_TABLES, OVERSEAS_CODES, TerritoryId

# Column of the table of communes that holds the code of the territory each belongs to.
KIND_COLUMNS: Final = {
    "region": "region",
    "ancienne-region": "ancienne_region",
    "departement": "departement",
    "epci": "epci",
    "zone-emploi": "zone_emploi",
    "commune": "code",
}


def commune_mask(atlas: Atlas, territory: TerritoryId) -> np.ndarray:
    """Say of each commune whether it belongs to a territory.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory; one that does not exist holds no commune.

    Returns
    -------
    numpy.ndarray
        Booleans, shape ``(communes,)``, in the order of ``atlas.communes``.

    Raises
    ------
    TableError
        When the table of communes is missing.
    """
    mask = np.zeros(len(atlas.require_communes()), dtype=bool)
    mask[commune_positions(atlas, territory)] = True
    return mask


def commune_positions(atlas: Atlas, territory: TerritoryId) -> np.ndarray:
    """Return the rows of ``atlas.communes`` that belong to a territory.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory; one that does not exist holds no commune.

    Returns
    -------
    numpy.ndarray
        Row numbers, ``intp``, ascending. Shared: not to be changed in place.

    Raises
    ------
    TableError
        When the table of communes is missing.
    """
    members = _members(atlas)
    return members[territory.kind].get(territory.code, np.empty(0, dtype=np.intp))


def rows_of(atlas: Atlas, codes: Iterable[str]) -> np.ndarray:
    """Return where communes stand in the table of communes.

    Parameters
    ----------
    atlas
        The tables.
    codes
        Codes of communes; null or unknown ones have no row.

    Returns
    -------
    numpy.ndarray
        Row numbers, ``intp``, in the order of `codes`; -1 where there is none.

    Raises
    ------
    TableError
        When the table of communes is missing.
    """
    return np.asarray(_codes(atlas).get_indexer(pd.Index(codes, dtype="str")))


@per_land
def _codes(atlas: Atlas) -> pd.Index:
    # An index sorts its values out at the first question: the same one is asked by all.
    return pd.Index(atlas.require_communes()["code"])


@per_land
def names_by_kind(atlas: Atlas) -> dict[str, dict[str, str]]:
    """Return the name of each territory, by kind and code.

    Where the table of a kind is missing but communes belong to it, codes stand for names.
    """
    names: dict[str, dict[str, str]] = {}
    for kind, table in KIND_TABLES.items():
        frame = getattr(atlas, table)
        if frame is not None:
            names[kind] = dict(zip(frame["code"].tolist(), frame["name"].tolist(), strict=True))
        elif atlas.communes is not None:
            names[kind] = {
                code: code for code in atlas.communes[KIND_COLUMNS[kind]].dropna().tolist()
            }
        else:
            names[kind] = {}
    return names


@per_land
def _members(atlas: Atlas) -> dict[str, dict[str, np.ndarray]]:
    communes = atlas.require_communes()
    everywhere = np.arange(len(communes))
    members = {
        kind: {str(code): rows for code, rows in communes.groupby(column).indices.items()}
        for kind, column in KIND_COLUMNS.items()
        if kind != "commune"
    }
    members["commune"] = {
        code: everywhere[row : row + 1] for row, code in enumerate(communes["code"].tolist())
    }
    members["france"] = {"": everywhere}
    overseas = communes["departement"].isin(OVERSEAS_CODES).to_numpy()
    members["metropole"] = {"": everywhere[~overseas]}
    return members


@per_land
def unit_numbers(atlas: Atlas) -> dict[str, np.ndarray]:
    """Return the number of the unit of each commune, by kind of territory.

    Returns
    -------
    dict
        Kind to ``intp`` of shape ``(communes,)``, from 0 in the order of the codes. A commune
        without EPCI is a unit of its own, numbered after all the others.
    """
    communes = atlas.require_communes()
    numbers: dict[str, np.ndarray] = {}
    for kind, column in KIND_COLUMNS.items():
        codes, known = pd.factorize(communes[column], sort=True)
        alone = np.flatnonzero(codes < 0)
        codes[alone] = len(known) + np.arange(len(alone))
        numbers[kind] = codes
    return numbers
