"""The outlines of the compiled tables, read when somebody draws them."""

import io
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from geo.errors import TableError
from geo.problems import Problem
from geo.tables.atlas import Atlas, default_files
from geo.tables.columnar import (
    READ_ERRORS,
    open_parquet,
    read_raw,
    require_columns,
    unreadable,
    without_outlines,
)
from geo.tables.files import DataFile, Files
from geo.tables.schema import OUTLINE_LEVELS, OUTLINED, PARQUET_COLUMNS

if TYPE_CHECKING:
    import geopandas as gpd

_EARTH_DEGREES: Final = (180, 90)


def load_outlines(table: str, level: str, files: Files | None = None) -> "gpd.GeoDataFrame":
    """Read the outlines of one table at one generalisation.

    Parameters
    ----------
    table
        ``"communes"``, ``"departements"``, ``"qpv"``, ``"voisins"``...
    level
        ``"fine"``, ``"medium"`` or ``"coarse"``.
    files
        Those of the tables; by default `default_files`.

    Returns
    -------
    geopandas.GeoDataFrame
        ``code`` (where the table has codes), ``name`` and ``geometry``, longitude and latitude
        in degrees (EPSG:4326), rows sorted as in the table. A row without outline has ``None``.

    Raises
    ------
    ValueError
        When `level` is none of the three.
    TableError
        When the table is missing, damaged, or has no outline at this level.
    """
    return _read_outlines(table, level, ["code", "name"], files)


def load_zonages(level: str, files: Files | None = None) -> "gpd.GeoDataFrame":
    """Read the dissolved priority areas at one generalisation.

    Parameters
    ----------
    level
        ``"medium"`` or ``"coarse"``.
    files
        Those of the tables; by default `default_files`.

    Returns
    -------
    geopandas.GeoDataFrame
        ``zonage, classe, code, name, communes, population`` and ``geometry`` (EPSG:4326).

    Raises
    ------
    ValueError
        When `level` is none of the three.
    TableError
        When the table is missing, damaged, or has no outline at this level.
    """
    return _read_outlines("zonages", level, list(PARQUET_COLUMNS["zonages"]), files)


def _read_outlines(
    table: str, level: str, columns: list[str], files: Files | None
) -> "gpd.GeoDataFrame":
    if level not in OUTLINE_LEVELS:
        raise ValueError(f"niveau de contour inconnu : {level!r}")
    # Imported here because the command line and the tables work without any outline.
    import geopandas as gpd  # noqa: PLC0415
    from shapely.errors import ShapelyError  # noqa: PLC0415

    file = (default_files() if files is None else files).file(f"{table}.parquet")
    outline = f"outline_{level}"
    with open_parquet(file) as opened:
        present = opened.schema_arrow.names
    # The land of neighbouring countries has names only.
    wanted = [name for name in columns if name != "code" or "code" in present]
    require_columns(file, present, [*wanted, outline])
    try:
        raw = io.BytesIO(read_raw(file))
        frame = gpd.read_parquet(raw, columns=[*wanted, outline]).rename_geometry("geometry")
    except (*READ_ERRORS, ShapelyError) as error:
        raise unreadable(file) from error
    if not _is_on_earth(frame.geometry):
        raise without_outlines(file)
    return frame


def outline_problems(atlas: Atlas) -> tuple[Problem, ...]:
    """Return which tables have lost their outlines though their rows are there.

    Only what the files say of themselves is looked at: nothing is drawn yet.
    """
    found = []
    for table, levels in OUTLINED.items():
        if getattr(atlas, table) is None:
            continue
        file = atlas.files.file(f"{table}.parquet")
        try:
            _require_outlines(file, levels)
        except TableError as error:
            found.append(Problem(table, file.name, error.message))
    return tuple(found)


def _require_outlines(file: DataFile, levels: Collection[str]) -> None:
    wanted = [f"outline_{level}" for level in levels]
    with open_parquet(file) as opened:
        require_columns(file, opened.schema_arrow.names, wanted)
        for name in wanted:
            place = opened.schema.names.index(name)
            groups = [opened.metadata.row_group(at) for at in range(opened.num_row_groups)]
            told = [group.column(place).statistics for group in groups]
            if all(
                one and one.has_null_count and one.null_count == group.num_rows
                for one, group in zip(told, groups, strict=True)
            ):
                raise without_outlines(file)


def _is_on_earth(outlines: "gpd.GeoSeries") -> bool:
    """Tell whether there are outlines, all of them of places in degrees."""
    import shapely  # noqa: PLC0415

    places = shapely.get_coordinates(outlines.array)
    return len(places) > 0 and bool((abs(places) <= _EARTH_DEGREES).all())
