"""Towns that could host a pole.

The sources name no seat of EPCI, and a zone d'emploi has none. The most populous commune of each
stands for it: the seat most often, and in any case the town with the most to offer.
"""

from typing import Final

import numpy as np
import pandas as pd

from geo.errors import FilterError
from geo.memo import per_land
from geo.places.membership import commune_mask, rows_of
from geo.problems import message, quote
from geo.siting.rules import SitingRequest
from geo.tables.atlas import Atlas

CANDIDATE_COLUMNS: Final = (
    *("row", "code", "name", "departement", "population", "lon", "lat"),
    *("heads_epci", "heads_zone_emploi", "imposed"),
)


def candidate_towns(atlas: Atlas, request: SitingRequest) -> pd.DataFrame:
    """Return the communes among which sites are chosen.

    Parameters
    ----------
    atlas
        The tables.
    request
        Territory, minimum population, communes vetoed and imposed.

    Returns
    -------
    pandas.DataFrame
        `CANDIDATE_COLUMNS`, the most populous first, then by code: ``row`` (``intp``, in
        ``atlas.communes``), what the commune is called and where it is (degrees, EPSG:4326),
        ``heads_epci``, ``heads_zone_emploi`` (bool, most populous commune of its EPCI, of its
        zone d'emploi), ``imposed`` (bool).

    Raises
    ------
    FilterError
        When a vetoed or imposed commune does not exist or lies outside the territory, a vetoed one
        is no candidate, or no town is left.
    TableError
        When the table of communes is missing.
    """
    communes = atlas.require_communes()
    inside = commune_mask(atlas, request.territory)
    rows = {
        verb: _rows(atlas, codes)
        for verb, codes in (("veto", request.veto), ("impose", request.impose))
    }
    outside = {
        "veto": message("{town}, écartée, n'est pas dans le territoire."),
        "impose": message("{town}, imposée, n'est pas dans le territoire."),
    }
    for verb, complaint in outside.items():
        for row in rows[verb][~inside[rows[verb]]]:
            raise FilterError(complaint.about(town=quote(communes["name"].iloc[row])))
    heads_epci, heads_zone = _heads(atlas)
    wanted = (heads_epci | heads_zone) & inside
    wanted &= (communes["population"] >= request.min_population).to_numpy()
    for row in rows["veto"][~wanted[rows["veto"]]]:
        raise FilterError(
            message(
                "{town} n'est pas une ville candidate : il n'y a rien à écarter.",
                town=quote(communes["name"].iloc[row]),
            )
        )
    wanted[rows["veto"]] = False
    imposed = np.zeros(len(communes), dtype=bool)
    imposed[rows["impose"]] = True
    kept = np.flatnonzero(wanted | imposed)
    if not len(kept):
        raise FilterError(
            message(
                "Aucune ville du territoire ne peut accueillir un pôle avec ces choix ; baissez la "
                "population minimale ou levez un veto."
            )
        )
    towns = communes.iloc[kept]
    order = np.lexsort((towns["code"].to_numpy(dtype=str), -towns["population"].to_numpy()))
    kept = kept[order]
    table = communes.iloc[kept][["code", "name", "departement", "population", "lon", "lat"]]
    return table.reset_index(drop=True).assign(
        row=kept,
        heads_epci=heads_epci[kept],
        heads_zone_emploi=heads_zone[kept],
        imposed=imposed[kept],
    )[list(CANDIDATE_COLUMNS)]


@per_land
def _heads(atlas: Atlas) -> tuple[np.ndarray, np.ndarray]:
    communes = atlas.require_communes()
    order = np.lexsort((communes["code"].to_numpy(dtype=str), -communes["population"].to_numpy()))
    ranked = communes.iloc[order]
    heads = []
    for column in ("epci", "zone_emploi"):
        first = ~ranked[column].duplicated() & ranked[column].notna()
        mask = np.zeros(len(communes), dtype=bool)
        mask[order[first.to_numpy()]] = True
        heads.append(mask)
    return heads[0], heads[1]


def _rows(atlas: Atlas, codes: tuple[str, ...]) -> np.ndarray:
    rows = rows_of(atlas, codes)
    for code, row in zip(codes, rows, strict=True):
        if row < 0:
            raise FilterError(
                message(
                    "La commune {code} n'existe pas ; écrivez son code Insee, par exemple 32013 "
                    "pour Auch.",
                    code=quote(code),
                )
            )
    return np.asarray(rows, dtype=np.intp)
