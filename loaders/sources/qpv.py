"""Quarters of the politique de la ville: outlines, communes, inhabitants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from loaders.errors import LoaderError
from loaders.read.reading import read_csv
from loaders.read.values import require_pattern, require_unique, to_float, to_integer
from loaders.shapes.outlines import CRS
from loaders.sources.qpv_outlines import (
    QUARTER_PATTERN,
    generalise,
    inner_points,
    read_codes,
    read_contours,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from loaders.reports import Report
    from loaders.sources.cog import Cog


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
    former = read_codes(locate("qpv-contours-2025"))
    figures = read_population(locate("qpv-population"), pairs, former, report)
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
    medium = generalise(shapes)
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


def read_population(
    path: Path, pairs: pd.DataFrame, former: frozenset[str], report: Report
) -> pd.DataFrame:
    """Read inhabitants, poverty and employment of the quarters.

    Parameters
    ----------
    path : pathlib.Path
        CSV with ``codeQPV``, ``popMuniQPV``, ``taux_pauvrete_60`` and ``taux_d_emploi``.
    pairs : pandas.DataFrame
        Quarters of the edition in use, as `read_pairs` returns them.
    former : frozenset of str
        Quarters of the edition before.
    report : Report
        Receives the quarters that the edition in use does not have (refused).

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
        reason = (
            "quartier de l'édition de 2025, remplacé dans celle de janvier 2026"
            if code in former
            else "quartier inconnu des éditions de 2025 et de janvier 2026"
        )
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
