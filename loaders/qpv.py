"""Quarters of the politique de la ville: outlines, communes, inhabitants."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from loaders import coverage
from loaders.errors import LoaderError
from loaders.outlines import CRS
from loaders.reading import GET_AGAIN, read_csv, read_text
from loaders.town_halls import largest_parts
from loaders.values import require_pattern, require_unique, to_float, to_integer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from loaders.cog import Cog
    from loaders.reports import Report

QUARTER_PATTERN = r"Q[NP]\d{2}[0-9AB]\d{2}[A-Z]"
PROPERTIES = ("code_qp", "lib_qp", "insee_com")
FINE_GRID = 1e-5
MEDIUM_GRID = 1e-4
MEDIUM_TOLERANCE_M = 60.0
POINT_DECIMALS = 5


def load(
    locate: Callable[[str], Path], communes: gpd.GeoDataFrame, cog: Cog, report: Report
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Read the quarters and share out their inhabitants between communes.

    Parameters
    ----------
    locate : callable
        Source id → path of its file.
    communes : geopandas.GeoDataFrame
        ``code``, ``departement`` and ``outline_fine`` of every commune.
    cog : Cog
        Translates commune codes.
    report : Report
        Receives codes translated, out of scope, refused.

    Returns
    -------
    qpv : geopandas.GeoDataFrame
        One row per quarter of the 101 départements, sorted by code, EPSG:4326: ``code``,
        ``name``, ``communes`` (``;`` list, COG 2025), ``departement`` (the one that holds most of
        its area), ``population`` (Int64, null where not published), ``poverty_rate`` and
        ``employment_rate`` (float64 %, NaN where not published), ``lon``, ``lat`` (inside the
        quarter), ``outline_fine``, ``outline_medium`` (active).
    qpv_communes : pandas.DataFrame
        One row per quarter and commune, sorted: ``qpv``, ``commune``, ``population`` (float64):
        the inhabitants of the quarter, in proportion to its area in each of its communes; NaN
        where not published. Sums to ``qpv.population``.

    Raises
    ------
    LoaderError
        A file is unusable, or the files do not name the same quarters.
    """
    contours = read_contours(locate("qpv-contours"))
    pairs = read_pairs(locate("qpv-communes"), contours, cog, report)
    figures = read_population(locate("qpv-population"), pairs, report)
    drawn = contours.set_index("code").loc[pairs["code"].drop_duplicates()]
    reference = communes.set_index("code")
    pairs["share"] = area_shares(
        drawn.loc[pairs["code"], "outline"].to_numpy(),
        reference.loc[pairs["commune"], "outline_fine"].to_numpy(),
        pairs,
        locate("qpv-contours"),
    )
    population = figures["population"].reindex(pairs["code"]).astype("float64").to_numpy()
    qpv_communes = pd.DataFrame(
        {
            "qpv": pairs["code"].astype("str"),
            "commune": pairs["commune"].astype("str"),
            "population": population * pairs["share"].to_numpy(),
        }
    ).reset_index(drop=True)
    main = pairs.sort_values(["code", "share", "commune"], ascending=[True, False, True])
    main_commune = main.drop_duplicates("code").set_index("code")["commune"]
    shapes = drawn["outline"].to_numpy()
    medium = _generalise(shapes)
    lonlat = inner_points(shapes)
    qpv = pd.DataFrame(
        {
            "code": drawn.index.astype("str"),
            "name": drawn["name"].astype("str").to_numpy(),
            "communes": pairs.groupby("code")["commune"].agg(";".join).astype("str").to_numpy(),
            "departement": reference.loc[main_commune[drawn.index], "departement"].to_numpy(),
            **{column: figures[column].reindex(drawn.index).array for column in figures},
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
        }
    )
    qpv["outline_fine"] = gpd.GeoSeries(shapes, crs=CRS)
    qpv["outline_medium"] = gpd.GeoSeries(medium, crs=CRS)
    return gpd.GeoDataFrame(qpv, geometry="outline_medium", crs=CRS), qpv_communes


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
    rows = [_feature(feature, number, path) for number, feature in enumerate(features, start=1)]
    if not rows:
        raise LoaderError("la collection est vide", file=path, advice=GET_AGAIN)
    table = pd.DataFrame(rows, columns=["code", "name", "communes", "outline"])
    table.index.name = "line"
    require_pattern(table, "code", QUARTER_PATTERN, path, "un code de quartier")
    require_unique(table, ["code"], path)
    return table.sort_values("code", ignore_index=True)


def _feature(
    feature: dict[str, object], number: int, path: Path
) -> tuple[str, str, list[str], shapely.Geometry]:
    properties = feature.get("properties")
    for column in PROPERTIES:
        if not isinstance(properties, dict) or not isinstance(properties.get(column), str):
            raise LoaderError(
                f"l'objet n° {number} n'a pas cette propriété",
                file=path,
                column=column,
                advice=GET_AGAIN,
            )
    assert isinstance(properties, dict)  # noqa: S101 - proven by the loop, for the type checker
    code = str(properties["code_qp"]).strip()
    try:
        whole = shapely.make_valid(shape(feature["geometry"]))
        outline = polygons_only(shapely.set_precision(whole, FINE_GRID))
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
    communes = [item.strip() for item in str(properties["insee_com"]).split(";")]
    return code, str(properties["lib_qp"]).strip(), communes, outline


def read_pairs(path: Path, contours: pd.DataFrame, cog: Cog, report: Report) -> pd.DataFrame:
    """Read which communes each quarter lies in, and check them against the outlines' file.

    Parameters
    ----------
    path : pathlib.Path
        CSV with ``code_qp`` and ``insee_com``, one line per quarter and commune.
    contours : pandas.DataFrame
        As `read_contours` returns it.
    cog : Cog
        Translates commune codes.
    report : Report
        Receives what happened to them, and a note where the two files differ.

    Returns
    -------
    pandas.DataFrame
        ``code`` and ``commune`` (COG 2025), sorted, without repetition; quarters outside the 101
        départements are left out and reported.

    Raises
    ------
    LoaderError
        Layout broken, commune unknown, or a quarter that only one of the files has.
    """
    frame = read_csv(path, ["code_qp", "insee_com"])
    require_pattern(frame, "code_qp", QUARTER_PATTERN, path, "un code de quartier")
    require_unique(frame, ["code_qp", "insee_com"], path)
    only_one = set(frame["code_qp"]) ^ set(contours["code"])
    if only_one:
        raise LoaderError(
            f"{len(only_one)} quartier(s) ne figurent que dans l'un des deux fichiers, celui-ci "
            "ou celui des contours",
            file=path,
            column="code_qp",
            value=min(only_one),
            advice="Prenez les deux fichiers dans la même édition.",
        )
    in_contours = contours.set_index("code")["communes"].to_dict()
    for line, code, commune in frame[["code_qp", "insee_com"]].itertuples():
        if commune not in in_contours[code]:
            written = ", ".join(in_contours[code])
            reason = f"le quartier {code} est codé {written} dans le fichier des contours"
            report.add_note("qpv-communes", commune, commune, int(line), reason)
    matched = cog.match(frame, "insee_com", source="qpv-communes", path=path, report=report)
    pairs = matched.rename(columns={"code_qp": "code"})[["code", "commune"]]
    return pairs.drop_duplicates().sort_values(["code", "commune"], ignore_index=True)


def read_population(path: Path, pairs: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Read inhabitants, poverty and employment of the quarters.

    Parameters
    ----------
    path : pathlib.Path
        CSV with ``codeQPV``, ``popMuniQPV``, ``taux_pauvrete_60`` and ``taux_d_emploi``.
    pairs : pandas.DataFrame
        Quarters of the edition in use, as `read_pairs` returns them.
    report : Report
        Receives the quarters that this edition no longer has (refused).

    Returns
    -------
    pandas.DataFrame
        Index ``code``; ``population`` (Int64), ``poverty_rate``, ``employment_rate`` (float64, %).

    Raises
    ------
    LoaderError
        Layout broken, number malformed, quarter repeated.
    """
    source = "qpv-population"
    numbers = ["popMuniQPV", "taux_pauvrete_60", "taux_d_emploi"]
    frame = read_csv(path, ["codeQPV", *numbers])
    require_pattern(frame, "codeQPV", QUARTER_PATTERN, path, "un code de quartier")
    require_unique(frame, ["codeQPV"], path)
    table = pd.DataFrame(
        {
            "population": to_integer(frame, "popMuniQPV", path, absent=("",)),
            "poverty_rate": to_float(frame, "taux_pauvrete_60", path, absent=("",)),
            "employment_rate": to_float(frame, "taux_d_emploi", path, absent=("",)),
        }
    )
    current = frame["codeQPV"].isin(pairs["code"])
    report.add_counts(source, rows=len(frame), matched=int(current.sum()))
    for line, code in frame.loc[~current, "codeQPV"].items():
        reason = "quartier absent de l'édition de janvier 2026"
        report.add_code(source, code, "refused", "", int(line), reason)
    return table[current].set_axis(frame.loc[current, "codeQPV"].rename("code"))


def area_shares(
    quarters: NDArray[np.object_], communes: NDArray[np.object_], pairs: pd.DataFrame, path: Path
) -> NDArray[np.float64]:
    """Share of each quarter's area that lies in each of its communes.

    Parameters
    ----------
    quarters, communes : array of Polygon or MultiPolygon
        One per row of `pairs`, EPSG:4326. A quarter is small enough for areas in square degrees
        to be compared.
    pairs : pandas.DataFrame
        ``code`` of the quarter and ``commune``.
    path : pathlib.Path
        File of the outlines, for the error.

    Returns
    -------
    array of float
        Between 0 and 1; sums to 1 over the communes of a quarter. The slivers that lie in a
        commune not listed, for want of precision, are left out first.

    Raises
    ------
    LoaderError
        A quarter lies in none of its communes.
    """
    areas = shapely.area(shapely.intersection(quarters, communes))
    areas = pd.Series(np.nan_to_num(areas), index=pairs.index)
    total = areas.groupby(pairs["code"]).transform("sum")
    if (total == 0).any():
        raise LoaderError(
            "ce quartier ne touche aucune des communes auxquelles il est rattaché",
            file=path,
            column="code_qp",
            value=pairs.loc[total == 0, "code"].iloc[0],
            advice="Corrigez ses communes ou son contour.",
        )
    shares: NDArray[np.float64] = (areas / total).to_numpy("float64")
    return shares


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


def polygons_only(geometry: shapely.Geometry) -> shapely.Geometry:
    """Keep the polygons of a geometry; lines and points left by a repair are dropped.

    Parameters
    ----------
    geometry : shapely.Geometry
        Of any type.

    Returns
    -------
    Polygon or MultiPolygon
        Empty MultiPolygon when there is none.
    """
    # A collection may hold multipolygons: two passes reach their parts.
    parts = shapely.get_parts(shapely.get_parts(geometry))
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)


def _generalise(outlines: NDArray[np.object_]) -> NDArray[np.object_]:
    simple = outlines.copy()
    for area, positions in coverage.area_positions(outlines):
        metric = coverage.to_plane(outlines[positions], area)
        metric = shapely.simplify(metric, MEDIUM_TOLERANCE_M, preserve_topology=True)
        degrees = coverage.to_degrees(metric, area)
        simple[positions] = shapely.set_precision(degrees, MEDIUM_GRID)
    simple = np.array([polygons_only(item) for item in simple], dtype=object)
    gone = shapely.is_empty(simple) | ~shapely.is_valid(simple)
    simple[gone] = outlines[gone]
    return simple
