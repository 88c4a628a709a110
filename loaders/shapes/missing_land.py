"""Give communes the land that their outline lacks.

Outlines may be older than the list of communes: where a commune has absorbed its neighbour since,
the land of that neighbour belongs to no outline. It shows as a hole, or as a bite in a frontier,
and is told by the outlines of the cantons, which are of the same origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from loaders.errors import LoaderError
from loaders.shapes import mosaic

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

OUTLINES_DATE = "2024-01-01"
SMALLEST_LAND_M2 = 1000.0
MERGERS = ("31", "32", "33")


def find_absorbers(movements: pd.DataFrame) -> frozenset[str]:
    """Find the communes that absorbed others after the outlines were drawn.

    Parameters
    ----------
    movements : pandas.DataFrame
        As `loaders.sources.cog.read_movements` returns it.

    Returns
    -------
    frozenset of str
        Codes of the absorbing communes.
    """
    merged = movements[
        movements["MOD"].isin(MERGERS)
        & (movements["DATE_EFF"] > OUTLINES_DATE)
        & (movements["TYPECOM_AV"] == "COM")
        & (movements["TYPECOM_AP"] == "COM")
        & (movements["COM_AV"] != movements["COM_AP"])
    ]
    return frozenset(merged["COM_AP"])


def complete(
    outlines: pd.Series, cantons: NDArray[np.object_], absorbers: Collection[str], path: Path
) -> dict[str, shapely.Geometry]:
    """Complete the outlines of the communes that absorbed others.

    A piece of land without commune goes to the one absorber that borders it. Where two do, it
    goes to the one that would otherwise receive nothing, since each must have gained something.
    Land that borders no absorber is left as it is: foreign enclave or water.

    Parameters
    ----------
    outlines : pandas.Series of Polygon or MultiPolygon
        Valid polygons indexed by commune code, one area, in metres.
    cantons : array of MultiPolygon
        Same area, in metres.
    absorbers : collection of str
        Communes known to lack land (`find_absorbers`).
    path : pathlib.Path
        File the outlines come from, for the error.

    Returns
    -------
    dict of str to Polygon or MultiPolygon
        New outlines of the communes that gained land.

    Raises
    ------
    LoaderError
        If a piece cannot be attributed to one commune.
    """
    candidates = outlines[outlines.index.isin(list(absorbers))]
    if candidates.empty:
        return {}
    borders = shapely.boundary(candidates.to_numpy())
    gained: dict[str, list[shapely.Geometry]] = {}
    contested = []
    for piece in _unclaimed_land(outlines.to_numpy(), cantons):
        shared = shapely.length(shapely.intersection(borders, shapely.boundary(piece)))
        neighbours = candidates.index[shared > 0]
        if len(neighbours) == 1:
            gained.setdefault(neighbours[0], []).append(piece)
        elif len(neighbours) > 1:
            contested.append((piece, neighbours))
    for piece, neighbours in contested:
        waiting = [code for code in neighbours if code not in gained]
        if len(waiting) != 1:
            raise LoaderError(
                f"un territoire sans commune borde {', '.join(neighbours)}, qui ont toutes absorbé "
                "des communes depuis : on ne peut dire à laquelle il revient",
                file=path,
                advice="Reprenez des contours plus récents, ou signalez-le aux auteurs de l'atlas.",
            )
        gained[waiting[0]] = [piece]
    return {
        code: shapely.union_all([outlines[code], *pieces])
        for code, pieces in sorted(gained.items())
    }


def _unclaimed_land(
    outlines: NDArray[np.object_], cantons: NDArray[np.object_]
) -> NDArray[np.object_]:
    land = shapely.union_all(outlines)
    holes = mosaic.holes(land)
    beyond = shapely.get_parts(shapely.difference(shapely.make_valid(cantons), land))
    # Cantons overlap the holes: the union counts each piece of land once.
    pieces = shapely.get_parts(
        shapely.difference(shapely.union_all(np.concatenate([holes, beyond])), land)
    )
    large: NDArray[np.object_] = pieces[shapely.area(pieces) > SMALLEST_LAND_M2]
    return large
