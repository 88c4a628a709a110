"""The table on screen as a file: CSV, Excel, GeoJSON, GeoPackage.

Each writer gets the same table, column labels and account of where it comes from, so that the
four files can never disagree. Text is made safe for spreadsheets, numbers stay numbers, codes
such as 01001 stay text. Reasons: docs/decisions/013-exports.md.
"""

import csv
import errno
import io
import json
import tempfile
import threading
from collections.abc import Mapping
from datetime import UTC, date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from ui.files.cells import Cell, cell_rows, clean_cell, neutralise
from ui.files.provenance import Provenance
from ui.files.workbook import Tables, to_xlsx
from ui.text.i18n import _, current_language

__all__ = ["Provenance", "Tables", "to_csv", "to_geojson", "to_gpkg", "to_xlsx"]

CRS: Final = "EPSG:4326"

# GDAL keeps the date it writes into a GeoPackage in one option of the whole process.
_GDAL_LOCK: Final = threading.Lock()


def to_csv(
    table: pd.DataFrame, labels: Mapping[str, str], provenance: Provenance | None = None
) -> bytes:
    """Write a table for the spreadsheet of the reader's language.

    Parameters
    ----------
    table
        Rows in the order to write.
    labels
        Column of the table to header, in the order to write; other columns are left out.
    provenance
        Choices in force, date and version of the data: the same on every row, in a last column, so
        that a file parted from its name still says what it is and any program still reads it.

    Returns
    -------
    bytes
        UTF-8 with a byte-order mark, CRLF; in French ``;`` between cells and a decimal comma, in
        English a comma and a decimal point. Numbers are written in full, without grouping.
    """
    french = current_language() == "fr"
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if french else ",", lineterminator="\r\n")
    titles: list[Cell] = [clean_cell(label) for label in labels.values()]
    told: list[Cell] = []
    if provenance is not None:
        titles.append(_("Choix, date et version"))
        told = [clean_cell(" ; ".join(f"{k} : {v}" for k, v in provenance.filters.items()))]
    writer.writerow(_csv_cell(title, "") for title in titles)
    mark = "," if french else "."
    for row in cell_rows(table, labels):
        writer.writerow(_csv_cell(cell, mark) for cell in (*row, *told))
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell, decimal_mark: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("oui") if cell else _("non")
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}".replace(".", decimal_mark)
    if isinstance(cell, date):
        return cell.isoformat()
    return neutralise(cell) if isinstance(cell, str) else str(cell)


def _shapes(table: pd.DataFrame, geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    if not geometry.index.equals(table.index):
        raise ValueError("La géométrie et le tableau n'ont pas les mêmes lignes.")
    if geometry.crs is None:
        raise ValueError("La géométrie n'a pas de système de coordonnées ; attendu : EPSG:4326.")
    return geometry.to_crs(CRS)


def to_geojson(
    table: pd.DataFrame,
    labels: Mapping[str, str],
    geometry: gpd.GeoSeries,
    provenance: Provenance,
) -> bytes:
    """Write a table and its shapes as GeoJSON (RFC 7946).

    Parameters
    ----------
    table, labels
        As of `to_csv`. Properties keep the names of the columns; labels, filters and sources go
        into a member ``metadata`` of the collection.
    geometry
        One shape per row, any coordinate system; None where a row has no known place.
    provenance
        As of `to_xlsx`.

    Returns
    -------
    bytes
        UTF-8, EPSG:4326, exterior rings counter-clockwise; missing values are null.

    Raises
    ------
    ValueError
        When the rows differ or the shapes have no coordinate system.
    """
    shapes = shapely.orient_polygons(_shapes(table, geometry).array)
    features = [
        {
            "type": "Feature",
            "properties": {name: _json_cell(cell) for name, cell in zip(labels, row, strict=True)},
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for row, shape in zip(cell_rows(table, labels), shapes, strict=True)
    ]
    sources = [
        {str(name): _json_cell(clean_cell(cell)) for name, cell in source.items()}
        for source in provenance.sources.to_dict("records")
    ]
    document: dict[str, Any] = {
        "type": "FeatureCollection",
        "metadata": {
            "title": provenance.title,
            "created": provenance.created.date().isoformat(),
            "filters": {word: clean_cell(value) for word, value in provenance.filters.items()},
            "columns": dict(labels),
            "sources": sources,
        },
        "features": features,
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


def _json_cell(cell: Cell) -> str | float | None:
    return cell.isoformat() if isinstance(cell, date) else cell


def to_gpkg(
    table: pd.DataFrame,
    labels: Mapping[str, str],
    geometry: gpd.GeoSeries,
    provenance: Provenance,
    layer: str,
) -> bytes:
    """Write a table and its shapes as a GeoPackage, with tables ``sources`` and ``filtres``.

    Parameters
    ----------
    table, labels, geometry, provenance
        As of `to_geojson`; the labels go into a table ``colonnes``.
    layer
        Name of the layer, such as ``poles``.

    Raises
    ------
    ValueError
        When the rows differ or the shapes have no coordinate system.
    """
    frame = pd.DataFrame({name: _gpkg_column(table[name]) for name in labels}, index=table.index)
    shaped = gpd.GeoDataFrame(frame, geometry=_shapes(table, geometry))
    tables = {
        "sources": provenance.sources.rename(columns=str).map(clean_cell),
        "filtres": _pairs("choix", "valeur", provenance.filters),
        "colonnes": _pairs("colonne", "libelle", labels),
    }
    with tempfile.TemporaryDirectory() as folder, _GDAL_LOCK:
        path = Path(folder) / f"{layer}.gpkg"
        stamp = provenance.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})
        try:
            pyogrio.write_dataframe(shaped, path, layer=layer, geometry_type=_gpkg_type(shaped))
            for name, extra in tables.items():
                pyogrio.write_dataframe(extra, path, layer=name)
        except (DataSourceError, DataLayerError):
            # What it says holds cells of the table, which may be of a reader's list.
            raise OSError(errno.EIO, "GeoPackage") from None
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        return path.read_bytes()


def _pairs(first: str, second: str, values: Mapping[str, str]) -> pd.DataFrame:
    cells = [(key, clean_cell(value)) for key, value in values.items()]
    return pd.DataFrame(cells, columns=[first, second]).astype("string")


def _gpkg_column(column: pd.Series) -> pd.Series:
    is_text = not (
        pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)
    )
    return column.map(clean_cell).astype("string") if is_text else column


def _gpkg_type(frame: gpd.GeoDataFrame) -> str:
    return "Point" if set(frame.geom_type.dropna()) <= {"Point"} else "MultiPolygon"
