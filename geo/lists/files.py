"""A file of any usual kind as rows of text: nothing is taken for a number or a date on the way.

Limits are held before any parser opens the file: a list that is too big, or small only as long as
it is zipped, is refused in one sentence.
"""

import io
import json
import math
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from geo.errors import ListError, TableError
from geo.lists.archives import check_zip
from geo.lists.headers import recognised
from geo.lists.limits import (
    MAX_BROKEN_LINES,
    MAX_BYTES,
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TITLE_LINES,
    damaged,
    too_big,
    too_many,
)
from geo.problems import Message, message
from geo.tables.csv_rows import csv_lines, delimiter_of, header_at, plain_cell, rows_below

LONGITUDE, LATITUDE = "(point) longitude", "(point) latitude"
WGS84: Final = "EPSG:4326"

_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"
# An object of JSON, even cut short: a column of a CSV may be called « {nom} ».
_JSON: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*[\"}]")
_SQLITE: Final = b"SQLite format 3\x00"


@dataclass(frozen=True)
class ListRow:
    """One record of a list.

    Attributes
    ----------
    row
        Its number, 1 for the first below the header; blank lines are not counted.
    line
        Line of the file, counted from 1; for features, their number.
    cells
        Header to text, stripped; every header of the file.
    complaint
        What is wrong with the shape of the line, or ``None``.
    readable
        Whether the cells may be trusted to be under their headers.
    """

    row: int
    line: int
    cells: dict[str, str]
    complaint: Message | None = None
    readable: bool = True


@dataclass(frozen=True)
class Sheet:
    """A list as it is written.

    Attributes
    ----------
    headers
        In the order of the file, each once; an empty one is named by its place.
    rows
        Records that are not blank.
    notes
        What is worth saying of the file as a whole.
    """

    headers: tuple[str, ...]
    rows: list[ListRow]
    notes: tuple[Message, ...] = ()


def read_sheet(path: Path) -> Sheet:
    """Read a list from a file.

    Parameters
    ----------
    path
        CSV, XLSX, ODS, GeoJSON or GeoPackage; told apart by their content.

    Returns
    -------
    Sheet

    Raises
    ------
    ListError
        When it cannot be read, or is larger than the limits: one sentence.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise too_big(path.name)
        raw = path.read_bytes()
    except OSError as error:
        raise ListError(
            message(
                "{file} ne s'ouvre pas ({reason}) ; vérifiez son nom et ses droits.",
                file=path.name,
                reason=str(error.strerror),
            )
        ) from error
    return sheet_of(raw, path.name)


def sheet_of(raw: bytes, file: str) -> Sheet:
    """Read a list from its bytes, as `read_sheet`; `file` names it in the sentences."""
    if len(raw) > MAX_BYTES:
        raise too_big(file)
    if not raw.strip():
        raise ListError(message("{file} est vide.", file=file))
    if raw.startswith(_OLD_WORKBOOK):
        raise ListError(
            message("{file} est un ancien classeur ; réenregistrez-le en .xlsx ou .ods.", file=file)
        )
    if raw.startswith(_ZIP):
        return _of_workbook(raw, file)
    if raw.startswith(_SQLITE):
        return _of_geopackage(raw, file)
    if _JSON.match(raw):
        return _of_geojson(raw, file)
    return _of_csv(raw, file)


def _of_csv(raw: bytes, file: str) -> Sheet:
    try:
        lines, complaints = csv_lines(raw, file)
    except TableError as error:
        raise ListError(error.message) from error
    if raw.lstrip().startswith((b"<", b"%PDF")):
        raise damaged(file)
    # « sep=; » is how Excel is told the separator; it is no row.
    start = 1 if lines and lines[0].strip().lower().startswith("sep=") else 0
    delimiter = delimiter_of(lines[start:], MAX_TITLE_LINES)
    tops = []
    for _ in range(MAX_TITLE_LINES):
        cells, start = header_at(lines, delimiter, start)
        tops.append((cells, start))
    cells, start = tops[_header_place([cells for cells, _ in tops])]
    headers = _named(cells, file)
    rows: list[ListRow] = []
    broken = 0
    for number, found in enumerate(rows_below(lines, start, headers, delimiter), start=1):
        if number > MAX_ROWS:
            raise too_many(file)
        broken += found.cut
        if broken > MAX_BROKEN_LINES:
            raise damaged(file)
        rows.append(_row(number, found.line, found.cells, found.complaint, readable=not found.cut))
    return Sheet(headers, rows, tuple(told for _, told in complaints))


def _header_place(tops: Sequence[Sequence[str]]) -> int:
    """Return which of the first rows is the header: the first in which columns are recognised."""
    for wanted in (2, 1):
        for place, cells in enumerate(tops):
            if len({role for cell in cells if (role := recognised(cell))}) >= wanted:
                return place
    return next((place for place, cells in enumerate(tops) if any(map(str.strip, cells))), 0)


def _named(cells: Iterable[str], file: str) -> tuple[str, ...]:
    """Return the headers, each once: those of columns without a name are named by their place."""
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        wanted = " ".join(cell.split())[:200] or f"colonne {place}"
        name, again = wanted, 2
        while name in names:
            name, again = f"{wanted} ({again})", again + 1
        names.append(name)
    if len(names) > MAX_COLUMNS:
        raise too_many(file)
    if not names:
        raise ListError(message("{file} est vide.", file=file))
    return tuple(names)


def _row(
    number: int,
    line: int,
    cells: dict[str, str],
    complaint: Message | None = None,
    *,
    readable: bool = True,
) -> ListRow:
    if any(len(text) > MAX_CELL_CHARS for text in cells.values()):
        cells = {name: text[:MAX_CELL_CHARS] for name, text in cells.items()}
        complaint = complaint or message(
            "une cellule de plus de {limit} caractères est coupée", limit=MAX_CELL_CHARS
        )
    return ListRow(number, line, cells, complaint, readable)


def _of_workbook(raw: bytes, file: str) -> Sheet:
    check_zip(raw, file)
    # Imported here: only who reads a workbook needs it.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as workbook:
            table = _first_filled(workbook)
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise damaged(file) from error
    written = [[_written(value) for value in row] for row in table]
    # Spreadsheets end with columns and lines that only had a colour.
    width = max((place for row in written for place, text in enumerate(row, 1) if text), default=0)
    if not width:
        raise ListError(message("{file} est vide.", file=file))
    place = _header_place(written[:MAX_TITLE_LINES])
    headers = _named(written[place][:width], file)
    rows: list[ListRow] = []
    for line, cells in enumerate(written[place + 1 :], start=place + 2):
        if any(cells):
            rows.append(_row(len(rows) + 1, line, dict(zip(headers, cells, strict=False))))
    if len(rows) > MAX_ROWS:
        raise too_many(file)
    return Sheet(headers, rows)


def _first_filled(workbook: Any) -> list[list[Any]]:  # noqa: ANN401 - the package has no type for it
    tables = (
        workbook.get_sheet_by_index(place).to_python(skip_empty_area=False)
        for place in range(len(workbook.sheet_names))
    )
    return next((table for table in tables if any(map(any, table))), [])


def _written(value: object) -> str:
    """Return what a cell of a spreadsheet shows, numbers without what was not typed."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        whole_day = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if whole_day else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return plain_cell(_sound(str(value)))


def _sound(text: str) -> str:
    """Return a text without the halves of characters that JSON can hold and no file can."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)  # noqa: PLR2004


def _of_geojson(raw: bytes, file: str) -> Sheet:
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise damaged(file) from error
    features = content.get("features")
    if not isinstance(features, list):
        raise damaged(file)
    if len(features) > MAX_ROWS:
        raise too_many(file)
    crs = _geojson_crs(content)
    told, shapes = [], []
    for feature in features:
        known = feature if isinstance(feature, dict) else {}
        properties = known.get("properties")
        told.append(properties if isinstance(properties, dict) else {})
        shapes.append(_geojson_shape(known.get("geometry")))
    names = dict.fromkeys(name for properties in told for name in properties)
    if len(names) > MAX_COLUMNS:
        raise too_many(file)
    texts = [[_property(properties.get(name)) for name in names] for properties in told]
    return _of_features([*map(_sound, names)], texts, shapes, crs, file)


def _geojson_crs(content: dict[str, Any]) -> str:
    """Return the system of a file of before the standard, which had to name it."""
    crs = content.get("crs")
    named = crs.get("properties") if isinstance(crs, dict) else None
    name = str(named.get("name", "")) if isinstance(named, dict) else ""
    found = re.fullmatch(r"(?:urn:ogc:def:crs:)?EPSG:[^0-9]*([0-9]{4,6})", name)
    return f"EPSG:{found[1]}" if found else WGS84


def _geojson_shape(geometry: object) -> Any:  # noqa: ANN401 - a shape, or nothing
    import shapely  # noqa: PLC0415

    if not isinstance(geometry, dict):
        return None
    try:
        return shapely.from_geojson(json.dumps(geometry))
    except (shapely.errors.GEOSException, ValueError, RecursionError):
        return None


def _property(value: object) -> str:
    if isinstance(value, list):
        return ";".join(_written(item) for item in value)
    return json.dumps(value) if isinstance(value, dict) else _written(value)


def _of_geopackage(raw: bytes, file: str) -> Sheet:
    # Imported here: only who reads such a file needs them.
    import pyogrio  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            # It comes from memory, where no file has an extension.
            warnings.simplefilter("ignore", RuntimeWarning)
            layer = str(pyogrio.list_layers(io.BytesIO(raw))[0][0])
            meta, _, shapes, columns = pyogrio.raw.read(
                io.BytesIO(raw), layer=layer, max_features=MAX_ROWS + 1
            )
        found = list(shapely.from_wkb(shapes)) if shapes is not None else None
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        shapely.errors.GEOSException,
        IndexError,
        ValueError,
        RuntimeError,
    ) as error:
        raise damaged(file) from error
    count = max([len(column) for column in columns] + [len(found or ())], default=0)
    if count > MAX_ROWS:
        raise too_many(file)
    texts = [[_written(_plain(column[row])) for column in columns] for row in range(count)]
    names = [str(name) for name in meta["fields"]]
    return _of_features(names, texts, found or [None] * count, meta["crs"] or WGS84, file)


def _plain(value: Any) -> object:  # noqa: ANN401 - numpy's scalars are of many types
    plain = value.item() if hasattr(value, "item") else value
    # A float that is not a number stands for an empty cell of whole numbers.
    return None if isinstance(plain, float) and math.isnan(plain) else plain


def _of_features(
    names: list[str], texts: list[list[str]], shapes: list[Any], crs: str, file: str
) -> Sheet:
    points = list(_points(shapes, crs, file))
    headers = _named([*names, *((LONGITUDE, LATITUDE) if any(points) else ())], file)
    rows: list[ListRow] = []
    for line, (cells, point) in enumerate(zip(texts, points, strict=True), start=1):
        written = [*cells, *(map(repr, point) if point else ("", ""))]
        if any(written):
            rows.append(_row(len(rows) + 1, line, dict(zip(headers, written, strict=False))))
    return Sheet(headers, rows)


def _points(shapes: list[Any], crs: str, file: str) -> Iterator[tuple[float, float] | None]:
    """Yield longitude and latitude in degrees of a point of each shape."""
    import shapely  # noqa: PLC0415
    from pyproj import Transformer  # noqa: PLC0415
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    try:
        to_degrees = Transformer.from_crs(crs, WGS84, always_xy=True)
    except ProjError as error:
        raise damaged(file) from error
    for shape in shapes:
        if shape is None or shape.is_empty:
            yield None
            continue
        inside = shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)
        lon, lat = to_degrees.transform(inside.x, inside.y)
        yield (lon, lat) if math.isfinite(lon) and math.isfinite(lat) else None
