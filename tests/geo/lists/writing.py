"""Lists as the usual programs write them."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import geopandas as gpd
import shapely
import xlsxwriter

Rows = Sequence[Sequence[object]]
_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Feuille1">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def as_csv(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Return the rows as a CSV file."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def as_xlsx(rows: Rows) -> bytes:
    """Return the rows as a workbook, numbers as numbers."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Feuille1")
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(place, column, value)
                else:
                    sheet.write_string(place, column, str(value))
    return stream.getvalue()


def ods_cell(value: object, repeated: int = 1) -> str:
    """Return a cell of an OpenDocument sheet."""
    more = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
    if value == "":
        return f"<table:table-cell{more}/>"
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return (
        f"<table:table-cell {kind}{more}><text:p>{escape(str(value))}</text:p></table:table-cell>"
    )


def as_ods(rows: Rows, more: str = "") -> bytes:
    """Return the rows as an OpenDocument sheet, with the blank end that the program adds."""
    lines = [
        "<table:table-row>"
        + "".join(map(ods_cell, row))
        + ods_cell("", 16_000)
        + "</table:table-row>"
        for row in rows
    ]
    blank = (
        '<table:table-row table:number-rows-repeated="1048000">'
        f"{ods_cell('', 16_384)}</table:table-row>"
    )
    return zipped(
        {
            "mimetype": _ODS_TYPE,
            "META-INF/manifest.xml": (
                "<manifest:manifest "
                'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
                "</manifest:manifest>"
            ),
            "content.xml": _ODS.format(rows="".join(lines) + more + blank),
        }
    )


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Return an archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return stream.getvalue()


def as_geojson(rows: Rows, points: Sequence[tuple[float, float] | None], crs: str = "") -> bytes:
    """Return the rows as features, a point for each."""
    header, *others = rows
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(header, row, strict=True)),
            "geometry": {"type": "Point", "coordinates": point} if point else None,
        }
        for row, point in zip(others, points, strict=True)
    ]
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", "features": features} | named).encode()


def as_geopackage(
    path: Path, rows: Rows, points: Sequence[tuple[float, float]], epsg: int = 4326
) -> bytes:
    """Return the rows as a GeoPackage, a point for each."""
    header, *others = rows
    columns = {name: [row[place] for row in others] for place, name in enumerate(header)}
    frame = gpd.GeoDataFrame(columns, geometry=[*map(shapely.Point, points)], crs=epsg)
    frame.to_file(path, driver="GPKG")
    return path.read_bytes()
