"""Territories of every kind: what they are called, what holds what, where they lie."""

from typing import Final

import numpy as np

from geo.errors import TableError, UnknownTerritoryError
from geo.memo import per_land
from geo.places.membership import (
    KIND_COLUMNS,
    commune_mask,
    commune_positions,
    names_by_kind,
)
from geo.problems import message
from geo.tables.atlas import Atlas
from geo.tables.outlines import load_outlines
from geo.territory_id import (
    FRANCE,
    KINDS,
    METROPOLE,
    OVERSEAS,
    OVERSEAS_CODES,
    Territory,
    TerritoryId,
    parse_territory,
)

__all__ = [
    "FRANCE",
    "KINDS",
    "METROPOLE",
    "OVERSEAS",
    "OVERSEAS_CODES",
    "Bounds",
    "Territory",
    "TerritoryId",
    "ancestors",
    "bounds",
    "children_kind",
    "commune_mask",
    "commune_positions",
    "get_territory",
    "parse_territory",
    "territories_of_kind",
]

# Minimum longitude, minimum latitude, maximum longitude, maximum latitude, in degrees.
Bounds = tuple[float, float, float, float]


# Smallest first. Zones d'emploi and EPCI cross the borders of départements and régions.
_ANCESTOR_KINDS: Final = {
    "commune": ("epci", "zone-emploi", "departement", "ancienne-region", "region"),
    "epci": ("departement", "ancienne-region", "region"),
    "zone-emploi": ("departement", "ancienne-region", "region"),
    "departement": ("ancienne-region", "region"),
    "ancienne-region": ("region",),
    "region": (),
    "metropole": (),
}
_CHILDREN_KINDS: Final = {
    "france": "region",
    "metropole": "region",
    "region": "departement",
    "ancienne-region": "departement",
    "departement": "commune",
    "epci": "commune",
    "zone-emploi": "commune",
}
# Half the side of the frame around a commune of which only the town hall is known.
_POINT_MARGIN_DEGREES: Final = 0.03


def get_territory(atlas: Atlas, territory_id: str) -> Territory:
    """Return the territory of this identifier.

    Parameters
    ----------
    atlas
        The tables.
    territory_id
        Such as ``"ancienne-region:82"``.

    Returns
    -------
    Territory
        With its name. Where the table of its kind is missing but communes belong to it, its
        code stands for its name.

    Raises
    ------
    TerritoryFormatError
        When the text is not written ``kind:code``.
    UnknownTerritoryError
        When no such territory exists in the tables.
    """
    wanted = parse_territory(territory_id)
    for whole in (FRANCE, METROPOLE):
        if wanted.kind == whole.kind:
            return whole
    name = names_by_kind(atlas)[wanted.kind].get(wanted.code)
    if name is None:
        raise UnknownTerritoryError(
            message(
                "{territory} n'existe pas dans les tables (COG du 1er janvier 2025).",
                territory=wanted.id,
            )
        )
    return Territory(wanted.kind, wanted.code, name)


def territories_of_kind(atlas: Atlas, kind: str) -> list[Territory]:
    """Return every territory of a kind, sorted by code.

    Parameters
    ----------
    atlas
        The tables.
    kind
        ``"region"``, ``"ancienne-region"``, ``"departement"``, ``"epci"``, ``"zone-emploi"`` or
        ``"commune"``.

    Returns
    -------
    list of Territory
        Empty when the tables that name them are missing.
    """
    return [
        Territory(kind, code, name) for code, name in sorted(names_by_kind(atlas)[kind].items())
    ]


def ancestors(atlas: Atlas, territory: TerritoryId) -> list[Territory]:
    """Return the larger territories that hold a territory, wholly or partly.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.

    Returns
    -------
    list of Territory
        Smallest kind first, France last. An EPCI across two régions has both, the one where
        more of its inhabitants live first; so has a zone d'emploi across two old regions. An
        island without EPCI has none.

    Raises
    ------
    TableError
        When the table of communes is missing.
    """
    if territory.kind == "france":
        return []
    found: list[Territory] = []
    names = names_by_kind(atlas)
    own = atlas.require_communes().iloc[commune_positions(atlas, territory)]
    for kind in _ANCESTOR_KINDS[territory.kind]:
        inhabitants = own.groupby(KIND_COLUMNS[kind])["population"].sum()
        codes = inhabitants.sort_values(ascending=False, kind="stable").index
        found += [Territory(kind, code, names[kind].get(code, code)) for code in codes]
    return [*found, FRANCE]


def children_kind(territory: TerritoryId) -> str | None:
    """Return the kind of territory into which a territory is divided on the map.

    Returns
    -------
    str or None
        ``None`` for a commune.
    """
    return _CHILDREN_KINDS.get(territory.kind)


def bounds(atlas: Atlas, territory: TerritoryId) -> Bounds:
    """Return the box that frames a territory on the map.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory. France is framed by its hexagon and Corse: a box that crossed oceans
        would show nothing.

    Returns
    -------
    tuple of float
        Minimum longitude, minimum latitude, maximum longitude, maximum latitude, in degrees
        (EPSG:4326), of the medium outlines of its communes; of their reference points with a
        margin where there is no outline.

    Raises
    ------
    TableError
        When the table of communes is missing.
    UnknownTerritoryError
        When the territory holds no commune.
    """
    framed = METROPOLE if territory.kind == "france" else territory
    boxes = _commune_boxes(atlas).take(commune_positions(atlas, framed), axis=1)
    # fmin and fmax pass over a commune of which nothing is known.
    west, south = np.fmin.reduce(boxes[:2], axis=1, initial=np.nan)
    east, north = np.fmax.reduce(boxes[2:], axis=1, initial=np.nan)
    if np.isnan([west, south, east, north]).any():
        raise UnknownTerritoryError(
            message("Aucune commune située dans le territoire {territory}.", territory=territory.id)
        )
    return float(west), float(south), float(east), float(north)


@per_land
def _commune_boxes(atlas: Atlas) -> np.ndarray:
    """Return west, south, east and north of each commune, shape ``(4, communes)``."""
    communes = atlas.require_communes()
    points = communes[["lon", "lat"]].to_numpy()
    boxes = np.hstack([points - _POINT_MARGIN_DEGREES, points + _POINT_MARGIN_DEGREES])
    try:
        outlines = load_outlines("communes", "medium", atlas.files)
    except TableError:
        return boxes.T
    drawn = outlines.set_index("code").bounds.reindex(communes["code"]).to_numpy()
    return np.ascontiguousarray(np.where(np.isnan(drawn), boxes, drawn).T)
