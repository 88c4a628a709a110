"""The outlines drawn in a frame of a printed map: chosen, dissolved, projected, cut."""

from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
import shapely

from geo.errors import TableError
from ui import data
from ui.paper.frames import Frame

REMEMBERED: Final = 48
CORNERS_OF_NOTHING: Final = 6
SMALL, WIDE = "small", "wide"
WIDE_SHARE: Final = 0.002


def clipped(frame: Frame, shapes: np.ndarray) -> np.ndarray:
    """Return shapes in degrees as metres of a frame, cut to it, in the same order.

    What lies outside is empty.
    """
    if not len(shapes):
        return shapes
    cut: np.ndarray = shapely.clip_by_rect(frame.project(shapes), *frame.box.bounds)
    return cut


@lru_cache(maxsize=REMEMBERED)
def table_shapes(frame: Frame, table: str) -> pd.Series:
    """Return the outlines of one table that show in a frame.

    Parameters
    ----------
    frame
        Where they are drawn.
    table
        ``"communes"``, ``"departements"``, ``"qpv"``, ``"voisins"``…

    Returns
    -------
    Series
        Shapes in metres of the frame, indexed by code (a number where the table has no code).

    Raises
    ------
    geo.errors.TableError
        When the table is missing or damaged.
    """
    level = "coarse" if table == "voisins" else frame.level
    outlines = data.get_outlines(table, level)
    near = outlines.iloc[np.sort(outlines.sindex.query(frame.degrees))]
    shapes = near.geometry.to_numpy()
    if table == "voisins":
        # A country may reach where the projection no longer holds.
        shapes = shapely.intersection(shapes, frame.degrees.buffer(1))
        parts = shapely.get_parts(shapes)
        # Outlined for a map of the country, a small island is a triangle: better none.
        shapes = parts[shapely.get_num_coordinates(parts) > CORNERS_OF_NOTHING]
        return pd.Series(clipped(frame, shapes))
    codes = near["code"] if "code" in near else range(len(near))
    cut = pd.Series(clipped(frame, shapes), index=list(codes))
    return cut[~shapely.is_empty(cut.to_numpy())]


def dissolved(frame: Frame, classes: pd.Series) -> pd.Series:
    """Return one shape a class of communes.

    Parameters
    ----------
    frame
        Where they are drawn.
    classes
        Class of each commune, indexed by code; communes of none have NA.

    Returns
    -------
    Series
        Shapes in metres of the frame, indexed by class.
    """
    outlines = data.get_outlines("communes", frame.level)
    rows = np.sort(outlines.sindex.query(frame.degrees))
    near = outlines.iloc[rows]
    own = classes.reindex(near["code"]).to_numpy(dtype=object)
    shapes = near.geometry.to_numpy()
    known = pd.notna(own)
    groups = pd.Series(np.flatnonzero(known)).groupby(own[known]).indices
    places = np.flatnonzero(known)
    merged = {
        name: shapely.coverage_union_all(shapes[places[members]])
        for name, members in groups.items()
    }
    cut = pd.Series(
        clipped(frame, np.array(list(merged.values()), dtype=object)), index=list(merged)
    )
    return cut[~shapely.is_empty(cut.to_numpy())] if len(cut) else cut


@lru_cache(maxsize=REMEMBERED)
def dissolved_column(frame: Frame, column: str, within: str = "") -> pd.Series:
    """Return one shape a value of a column of the table of communes.

    Parameters
    ----------
    frame
        Where they are drawn.
    column
        Such as ``"frr"`` or ``"zone_emploi_2010"``.
    within
        Boolean column: only communes where it is true; all when empty.
    """
    communes = data.get_atlas().require_communes()
    values = communes[column].astype(object)
    if within:
        values = values.where(communes[within].astype("boolean").fillna(value=False))
    return dissolved(frame, values.set_axis(communes["code"]))


def quarters(frame: Frame) -> pd.Series:
    """Return the quarters of a frame, indexed by `SMALL` or `WIDE`.

    A quarter as wide as an island would hide all that it lies on.
    """
    found = table_shapes(frame, "qpv")
    wide = shapely.area(found.to_numpy()) > frame.box.area * WIDE_SHARE
    return found.set_axis(np.where(wide, WIDE, SMALL))


@lru_cache(maxsize=REMEMBERED)
def united(frame: Frame, codes: frozenset[str]) -> shapely.Geometry | None:
    """Return communes as one shape in metres of a frame, None where none of them shows."""
    around = table_shapes(frame, "communes")
    members = around[around.index.isin(codes)].to_numpy()
    if not len(members):
        return None
    # Cut to the frame, communes are no coverage any more: their corners differ.
    return shapely.union_all(members)


def borders(shapes: pd.Series) -> pd.Series:
    """Return the borders of shapes as lines drawn once, also where two shapes meet.

    A dashed line drawn twice, from two starts, would look whole.
    """
    if shapes.empty:
        return shapes
    lines = shapely.line_merge(shapely.union_all(shapely.boundary(shapes.to_numpy())))
    return pd.Series([lines])


@lru_cache(maxsize=REMEMBERED)
def table_borders(frame: Frame, table: str) -> pd.Series:
    """Return the borders of one table that show in a frame, each drawn once."""
    return borders(table_shapes(frame, table))


@lru_cache(maxsize=REMEMBERED)
def column_borders(frame: Frame, column: str, within: str = "") -> pd.Series:
    """Return the borders of the areas of `dissolved_column`, each drawn once."""
    return borders(dissolved_column(frame, column, within))


@lru_cache(maxsize=REMEMBERED)
def land(frame: Frame) -> np.ndarray:
    """Return the land of France in a frame, in metres."""
    table = "departements" if frame.level == "fine" else "regions"
    try:
        found: np.ndarray = table_shapes(frame, table).to_numpy()
    except TableError:
        return np.empty(0, dtype=object)
    return found
