"""Outlines of the quarters of the politique de la ville."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from loaders.errors import LoaderError
from loaders.read.reading import GET_AGAIN, read_text
from loaders.read.values import require_pattern, require_unique
from loaders.shapes import mosaic
from loaders.shapes.town_halls import largest_parts

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

QUARTER_PATTERN = r"Q[NP]\d{2}[0-9AB]\d{2}[A-Z]"
PROPERTIES = ("code_qp", "lib_qp", "insee_com")
FINE_GRID = 1e-5
MEDIUM_GRID = 1e-4
MEDIUM_TOLERANCE_M = 60.0
POINT_DECIMALS = 5


def read_contours(path: Path) -> pd.DataFrame:
    """Read the outlines of the quarters.

    Parameters
    ----------
    path : pathlib.Path
        GeoJSON in EPSG:4326 with ``code_qp``, ``lib_qp`` and ``insee_com`` (``;`` list).

    Returns
    -------
    pandas.DataFrame
        Sorted by code: ``code``, ``name``, ``communes`` (list of str as the file has them),
        ``outline``: valid Polygon or MultiPolygon, 5 decimals.

    Raises
    ------
    LoaderError
        Not GeoJSON, property missing, code malformed or repeated, outline unreadable or empty.
    """
    rows = [
        (code, name, communes, _outline(feature, code, path))
        for feature, (code, name, communes) in _read_features(path)
    ]
    table = pd.DataFrame(rows, columns=["code", "name", "communes", "outline"])
    return table.sort_values("code", ignore_index=True)


def read_codes(path: Path) -> frozenset[str]:
    """Read the codes of the quarters of an edition, whatever its outlines are worth.

    Parameters
    ----------
    path : pathlib.Path
        As `read_contours`.

    Returns
    -------
    frozenset of str
        The codes.

    Raises
    ------
    LoaderError
        Not GeoJSON, property missing, code malformed or repeated.
    """
    return frozenset(code for _, (code, _, _) in _read_features(path))


Feature = dict[str, object]


def _read_features(path: Path) -> list[tuple[Feature, tuple[str, str, list[str]]]]:
    text = read_text(path)
    try:
        features = json.loads(text)["features"]
    except json.JSONDecodeError as error:
        raise LoaderError(
            "ce n'est pas du JSON lisible, ou le fichier est tronqué",
            file=path,
            line=error.lineno,
            advice=GET_AGAIN,
        ) from error
    except (KeyError, TypeError) as error:
        raise LoaderError(
            "ce n'est pas une collection GeoJSON (« features » manque)",
            file=path,
            advice=GET_AGAIN,
        ) from error
    if not features:
        raise LoaderError("la collection est vide", file=path, advice=GET_AGAIN)
    read = [(item, _properties(item, rank, path)) for rank, item in enumerate(features, start=1)]
    codes = pd.DataFrame({"code_qp": [code for _, (code, _, _) in read]})
    # The rank of the object stands for a line, which GeoJSON does not have.
    codes.index = pd.RangeIndex(1, len(codes) + 1, name="line")
    require_pattern(codes, "code_qp", QUARTER_PATTERN, path, "un code de quartier")
    require_unique(codes, ["code_qp"], path)
    return read


def _properties(feature: Feature, rank: int, path: Path) -> tuple[str, str, list[str]]:
    properties = feature.get("properties")
    values = []
    for column in PROPERTIES:
        value = properties.get(column) if isinstance(properties, dict) else None
        if not isinstance(value, str):
            raise LoaderError(
                f"l'objet n° {rank} n'a pas cette propriété",
                file=path,
                column=column,
                advice=GET_AGAIN,
            )
        values.append(value.strip())
    code, name, communes = values
    return code, name, [item.strip() for item in communes.split(";")]


def _outline(feature: Feature, code: str, path: Path) -> shapely.Geometry:
    try:
        whole = shapely.make_valid(shape(feature["geometry"]))
        outline = mosaic.polygons_only(shapely.set_precision(whole, FINE_GRID))
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise LoaderError(
            "le contour de ce quartier est illisible",
            file=path,
            column="geometry",
            value=code,
            advice=GET_AGAIN,
        ) from error
    if outline.is_empty:
        raise LoaderError(
            "le contour de ce quartier est vide",
            file=path,
            column="geometry",
            value=code,
            advice=GET_AGAIN,
        )
    return outline


def inner_points(outlines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Longitude and latitude of a point inside the largest part of each outline.

    Parameters
    ----------
    outlines : array of Polygon or MultiPolygon
        EPSG:4326.

    Returns
    -------
    array of float, shape (n, 2)
        Degrees, 5 decimals, more where rounding would leave the outline.
    """
    inside = shapely.point_on_surface(largest_parts(outlines))
    exact: NDArray[np.float64] = shapely.get_coordinates(inside)
    rounded = np.round(exact, POINT_DECIMALS)
    kept = shapely.contains_properly(outlines, shapely.points(rounded))
    return np.where(kept[:, None], rounded, exact)


def generalise(outlines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Simplify outlines one by one, for a map of a région.

    Quarters are not neighbours of each other: they need not be simplified as a coverage.

    Parameters
    ----------
    outlines : array of Polygon or MultiPolygon
        EPSG:4326.

    Returns
    -------
    array of Polygon or MultiPolygon
        Valid, 4 decimals; an outline too small to be simplified is left as it is.
    """
    simple = outlines.copy()
    for area, positions in mosaic.area_positions(outlines):
        metric = mosaic.to_plane(outlines[positions], area)
        metric = shapely.simplify(metric, MEDIUM_TOLERANCE_M, preserve_topology=True)
        degrees = mosaic.to_degrees(metric, area)
        simple[positions] = shapely.set_precision(degrees, MEDIUM_GRID)
    simple = np.array([mosaic.polygons_only(item) for item in simple], dtype=object)
    gone = shapely.is_empty(simple) | ~shapely.is_valid(simple)
    simple[gone] = outlines[gone]
    return simple
