"""Which territories of a kind touch: their outlines share a line, a point is not enough."""

from typing import Final

import numpy as np
import pandas as pd
import shapely

from geo.memo import lately, per_land
from geo.tables.atlas import Atlas
from geo.tables.outlines import load_outlines
from geo.territory_id import KIND_TABLES, TerritoryId

__all__ = ["adjacent_codes", "adjacent_pairs"]

COMMUNE: Final = "commune"
# Interiors apart, borders that share a line: two units that meet in a point are not contiguous.
_SHARED_BORDER: Final = "F***1****"

Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]


def adjacent_pairs(atlas: Atlas, kind: str) -> Pairs:
    """Return every pair of territories of a kind that touch.

    Parameters
    ----------
    atlas
        The tables.
    kind
        Any kind but ``commune``, of which there are too many; see `adjacent_codes`.

    Returns
    -------
    tuple of numpy.ndarray
        Codes of all territories of the kind, then the rows of the first and of the second of each
        pair, once each. Kept for as long as the tables live.

    Raises
    ------
    KeyError
        When there is no such kind.
    TableError
        When the outlines are missing or damaged.
    """
    known = _kept(atlas)
    if kind not in known:
        known[kind] = _pairs(atlas, kind)
    return known[kind]


def adjacent_codes(atlas: Atlas, territory: TerritoryId) -> tuple[str, ...]:
    """Return the territories of the same kind that touch a territory.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory; France, which touches nothing of its kind, has none.

    Returns
    -------
    tuple of str
        Codes, sorted. Empty where the territory has no outline.

    Raises
    ------
    TableError
        When the outlines are missing or damaged.
    """
    if territory.kind not in KIND_TABLES:
        return ()
    if territory.kind == COMMUNE:
        return _beside_a_commune(atlas, territory)
    codes, first, second = adjacent_pairs(atlas, territory.kind)
    beside = np.concatenate(
        [second[codes[first] == territory.code], first[codes[second] == territory.code]]
    )
    return tuple(sorted(str(code) for code in codes[beside]))


@lately(64, poles=False)
def _beside_a_commune(atlas: Atlas, territory: TerritoryId) -> tuple[str, ...]:
    # The fine outlines of all communes are too many to read for one of them.
    outlines = load_outlines(KIND_TABLES[COMMUNE], "medium", atlas.files)
    codes = outlines["code"].to_numpy(dtype=object)
    shapes = outlines.geometry.to_numpy()
    own = shapes[codes == territory.code]
    if not len(own) or own[0] is None:
        return ()
    near = shapely.STRtree(shapes).query(own[0])
    codes, shapes = codes[near], shapes[near]
    touching = shapely.relate_pattern(shapes, own[0], _SHARED_BORDER)
    return tuple(sorted(str(code) for code in codes[touching]))


@per_land
def _kept(_atlas: Atlas) -> dict[str, Pairs]:
    return {}


def _pairs(atlas: Atlas, kind: str) -> Pairs:
    # Coarser outlines lose short borders. Those of a level are one coverage, in which neighbours
    # have the very same edges: looking for equal ones is far faster than relating shapes.
    outlines = load_outlines(KIND_TABLES[kind], "fine", atlas.files)
    places, owner = shapely.get_coordinates(outlines.geometry.to_numpy(), return_index=True)
    # Neighbours go along an edge in opposite directions: smaller end first, both say the same.
    number = pd.factorize(places[:, 0] + 1j * places[:, 1])[0]
    start, end, whose = number[:-1], number[1:], owner[:-1]
    within = whose == owner[1:]
    edges = pd.DataFrame(
        {
            "low": np.minimum(start, end)[within],
            "high": np.maximum(start, end)[within],
            "owner": whose[within],
        }
    ).drop_duplicates()
    # The owners of an edge, in order: the first and the last differ where two share it.
    shared = edges.groupby(["low", "high"], sort=False)["owner"].agg(["min", "max"])
    pairs = shared[shared["min"] < shared["max"]].drop_duplicates().sort_values(["min", "max"])
    codes = outlines["code"].to_numpy(dtype=object)
    return codes, pairs["min"].to_numpy(), pairs["max"].to_numpy()
